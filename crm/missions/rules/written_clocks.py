"""Clocks as programmes write them: 15:30-16:00, 15:30～16:00, 午後3時, 下午3点半, 오후 3시, 3:30 pm, 22:00-翌06:15."""

import re
from dataclasses import dataclass, replace
from datetime import time
from typing import Final

#: What begins like the word for an hour or a half, and is none: 2시간, 3時計, 11時 半導体.
_WORDS_OF_HOUR = "[間间計计代期候刻検检心評评간계청장내민찰설음연험작스각점심]"
_WORDS_OF_HALF = "[導导島岛田額额年日]"
#: No further letter: the word before it is whole.
_ENDS = r"(?!\w)"
_ENDS_OR_GOES_ON = r"(?:(?!\w)|(?=부터|까지|경|쯤|에\s|から|まで|頃|ごろ))"


def _behind(words: str, others: str) -> "re.Pattern[str]":
    """One of `words` that touches the clock, or stands alone: 10:00から, 10:00 から, but no 10:00 から揚げ."""
    return re.compile(rf"(?:{words})|\s+(?:{words}){_ENDS}|{others}")


_PREFIX = (
    r"(?:(?P<half>午前|午後|朝|夜|夕方|上午|下午|中午|早上|早晨|晚上|傍晚|凌晨"
    r"|오전|오후|저녁|아침|밤|[AaPp]\.?[Mm]\.?)\s?)?"
)
_LATER = r"(?P<later>翌朝|翌日|翌|次日|第二天|다음날|익일|next day\s)?\s?"
_CLOCK: Final = re.compile(
    _LATER + _PREFIX + rf"(?:(?P<hour>\d{{1,2}})\s?(?::\s?(?P<minute>\d{{2}})(?!\d)|[時时点點시](?!{_WORDS_OF_HOUR})"
    rf"(?:\s?(?P<words>\d{{1,2}})\s?[分분]|(?P<bare>\d{{2}}(?!\d)|\s\d{{2}}(?!\w))"
    rf"|(?P<part>(?:半(?!{_WORDS_OF_HALF})|반(?!도체)|一刻|三刻)|\s(?:半|반|一刻|三刻){_ENDS_OR_GOES_ON}))?(?:整(?!\w)|정(?!\w))?)"
    r"|(?P<english>\d{1,2})(?:\.(?P<dotted>[0-5]\d))?(?=\s?[AaPp]\.?[Mm]\b)|(?P<noon>正午|정오|noon\b))"
    r"(?:\s?(?P<after>[AaPp]\.?[Mm]\.?)(?![a-z]))?(?P<plus>\s?\(?\+\s?1\s?(?:日|天|일|day)?\)?)?"
)
_TO: Final = re.compile(r"\s*(?:-+|~|→|⇒|to\b|até|至|到|から|부터)\s*", re.IGNORECASE)
_OPEN: Final = _behind("から|以降|부터|より", r"\s*~(?=\s|$|\D)")
_UNTIL: Final = _behind("まで|까지", rf"止{_ENDS}")
#: Behind a clock that is not meant to the minute: 20:00頃.
ABOUT: Final = _behind("頃|ごろ|ころ|左右|前后|前後", rf"\s*(?:경|쯤){_ENDS_OR_GOES_ON}")
_FOUR: Final = re.compile(r"(?P<a>[01]\d|2[0-3])(?P<b>[0-5]\d)\s?[-~]\s?(?P<c>[01]\d|2[0-3])(?P<d>[0-5]\d)(?!\d)")
_MORNING: Final = frozenset({"午前", "上午", "早上", "早晨", "凌晨", "오전", "아침", "朝", "am"})
_NIGHT: Final = frozenset({"夜", "晚上", "밤"})
_DAY_HOURS = 24
_LAST_HOUR: Final = 30  #: 25:30 is half past one in the night after
_PARTS: Final = {"半": 30, "반": 30, "一刻": 15, "三刻": 45}


@dataclass(frozen=True)
class WrittenClock:
    """One clock of a text: where it stands, and whether it is one of the next day."""

    start: int
    end: int
    at: time
    next_day: bool = False


@dataclass(frozen=True)
class ClockSpan:
    """The clocks of a line that belong together: from, to or both. `start` and `end` are places in the line."""

    start: int
    end: int
    first: WrittenClock | None
    last: WrittenClock | None


def clocks(line: str) -> list[ClockSpan]:
    """Every clock and every span of two in a (narrow) line, in their order."""
    found: list[ClockSpan] = []
    at = 0
    while (span := _span_from(line, at)) is not None:
        found.append(span)
        at = span.end
    return found


def _span_from(line: str, at: int) -> ClockSpan | None:
    four = _FOUR.search(line, at)
    match = _search(line, at)
    if four is not None and (match is None or four.start() <= match.start()):
        begins = WrittenClock(four.start(), four.start("c"), time(int(four["a"]), int(four["b"])))
        ends = WrittenClock(four.start("c"), four.end(), time(int(four["c"]), int(four["d"])))
        return ClockSpan(four.start(), four.end(), begins, ends)
    if match is None:
        return None
    alone = _written(match, "")
    if alone is None:
        return _span_from(line, match.end())
    first = alone
    if line[: match.start()].rstrip().endswith("~"):
        start = line[: match.start()].rstrip().rindex("~")
        return ClockSpan(start, _after(_UNTIL, line, match.end()), None, first)
    if (until := _UNTIL.match(line, match.end())) is not None:
        return ClockSpan(match.start(), until.end(), None, first)
    if (to := _TO.match(line, match.end())) is not None and (second := _CLOCK.match(line, to.end())) is not None:
        last = _written(second, match["half"] or "" if not second["half"] else "", after=first)
        if last is not None:
            if second["after"] and not (match["half"] or match["after"]):
                first = _shared_half(first, last)
            return ClockSpan(match.start(), _after(_UNTIL, line, second.end()), first, last)
    return ClockSpan(match.start(), _after(ABOUT, line, _after(_OPEN, line, match.end())), first, None)


def _search(line: str, at: int) -> "re.Match[str] | None":
    """The next clock that does not begin within a longer number (12:30 in 112:30) or measure a length (2時間)."""
    for match in _CLOCK.finditer(line, at):
        begins = next(n for n in (match.start("hour"), match.start("english"), match.start("noon")) if n >= 0)
        if begins == 0 or not line[begins - 1].isdigit():
            return match
    return None


def _after(pattern: "re.Pattern[str]", line: str, at: int) -> int:
    found = pattern.match(line, at)
    return found.end() if found is not None else at


def _written(match: "re.Match[str]", inherited: str, *, after: WrittenClock | None = None) -> WrittenClock | None:
    """The clock; `inherited` is the half of the day that the first of two names for both."""
    later = bool(match["later"] or match["plus"])
    if match["noon"]:
        return WrittenClock(match.start(), match.end(), time(12), later)
    hour = int(match["hour"] or match["english"])
    minute = int(
        match["minute"]
        or match["words"]
        or match["bare"]
        or match["dotted"]
        or _PARTS.get((match["part"] or "").strip(), 0)
    )
    half = match["half"] or match["after"] or inherited
    hour = _of_half(hour, half, after)
    if hour > _LAST_HOUR or minute > 59:  # no clock
        return None
    return WrittenClock(match.start(), match.end(), time(hour % _DAY_HOURS, minute), later or hour >= _DAY_HOURS)


def _shared_half(first: WrittenClock, last: WrittenClock) -> WrittenClock:
    """3:30-5:00 pm: the half of the day that stands behind both."""
    later = first.at.hour + 12
    if last.at.hour >= 12 and first.at.hour < 12 and time(later, first.at.minute) <= last.at:
        return replace(first, at=time(later, first.at.minute))
    return first


def _of_half(hour: int, half: str, after: WrittenClock | None) -> int:
    """The hour of 24 that is meant by one of 12 in the morning or the afternoon."""
    if not half or hour > 12:  # 午後15時 says it twice
        return hour
    if half.replace(".", "").lower() in _MORNING:
        return 0 if hour == 12 and half.replace(".", "").lower() in {"am", "凌晨"} else hour
    if half in _NIGHT and hour == 12:
        return _DAY_HOURS
    if half == "中午":
        return hour if hour >= 10 else hour + 12
    shifted = hour + 12 if hour < 12 else 12
    return hour if after is not None and hour == 12 else shifted
