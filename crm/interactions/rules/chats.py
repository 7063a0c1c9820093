"""Conversations as WeChat, LINE and KakaoTalk give them out when they are copied or exported: who said what, when.

Nothing official describes these texts; the shapes below are those that the programs write. A line that begins no
message belongs to the one before.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final, TypeVar

from crm.core.days import plain_date

Known = TypeVar("Known")
#: In the words of their programs; the afternoon adds twelve hours.
_MORNING: Final = frozenset({"오전", "午前", "上午", "AM", "am"})
_AFTERNOON: Final = frozenset({"오후", "午後", "下午", "PM", "pm"})
_HALF = r"(?P<half>오전|오후|午前|午後|上午|下午|AM|PM|am|pm)?"
_CLOCK = rf"{_HALF} ?(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?"
_DATE = r"(?P<year>\d{4}) ?[-/年.년] ?(?P<month>\d{1,2}) ?[-/月.월] ?(?P<day>\d{1,2})[日일.]?"

#: A line that only names the day: LINE writes it bare, KakaoTalk between dashes, WeChat's mail between long ones.
_DAY = re.compile(rf"^(?:[-—]{{3,}} *)?{_DATE} ?(?:\(?\w{{1,9}}\)?)?(?: *[-—]{{3,}})?$")
#: [(program, shape of the line that begins a message)]; the text may follow on the next lines.
_SHAPES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("kakao", re.compile(rf"^\[(?P<who>.{{1,60}}?)\] \[{_CLOCK}(?: (?P<after>AM|PM))?\] (?P<text>.*)$")),
    ("kakao", re.compile(rf"^{_DATE} {_CLOCK}, (?P<who>.{{1,60}}?) : (?P<text>.*)$")),
    ("line", re.compile(rf"^{_CLOCK}\t(?P<who>[^\t]{{1,60}})\t(?P<text>.*)$")),
    ("wechat", re.compile(rf"^(?P<who>.{{0,59}}?[^:：\s])\s+{_DATE}\s+{_CLOCK}(?P<text>)$")),
    ("line", re.compile(rf"^{_CLOCK} (?P<who>\S{{1,60}}) (?P<text>.+)$")),
    ("wechat", re.compile(rf"^(?P<who>\S(?:.{{0,58}}\S)?) {{2,}}{_CLOCK}(?P<text>)$")),
    ("wechat", re.compile(r"^(?P<who>[^:：]{1,60})[:：](?P<text>)$")),
)
#: These shapes say the hour only: they mean something below a line that names the day.
_NEEDS_DAY: Final = frozenset({4, 5})
#: A name and a colon: in a conversation whose messages have their times, that is a line of what was said.
_TIMELESS: Final = 6


#: How many messages a conversation has, as its line says it.
_MESSAGES: Final = {"ja": "メッセージ{}件", "zh-Hans": "{}条消息", "ko": "메시지 {}건", "en": "{} messages"}
_ONE: Final = _MESSAGES | {"en": "{} message"}


@dataclass(frozen=True)
class ChatMessage:
    """One message; `at` is wall time on the clock of the telephone, None where the copy does not tell."""

    who: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True)
class Chat:
    """A conversation: from which program, and what was said in order."""

    app: str  #: wechat | line | kakao
    said: tuple[ChatMessage, ...]

    @property
    def names(self) -> list[str]:
        """Who took part, in the order in which they began to speak."""
        return list(dict.fromkeys(said.who for said in self.said))

    @property
    def first(self) -> datetime | None:
        return next((said.at for said in self.said if said.at), None)

    @property
    def last(self) -> datetime | None:
        return next((said.at for said in reversed(self.said) if said.at), None)

    def summary(self, language: str) -> str:
        """One line in a language of the product: names, from when to when, how many messages."""
        first, last = self.first, self.last
        told = [", ".join(self.names)]
        if first is not None and last is not None:
            until = [] if last == first else [f"{last:%H:%M}" if last.date() == first.date() else _at(last, language)]
            told.append(" – ".join([_at(first, language), *until]))
        number = len(self.said)
        return " · ".join([*told, (_ONE if number == 1 else _MESSAGES)[language].format(number)])


def _at(moment: datetime, language: str) -> str:
    return f"{plain_date(language, moment.date())} {moment:%H:%M}"


def read_chat(text: str) -> Chat | None:
    """The conversation in a pasted text; None when it holds none of the known shapes."""
    said: list[ChatMessage] = []
    apps: Counter[str] = Counter()
    day: date | None = None
    for line in text.splitlines():
        line = line.strip("\ufeff\u200e\u200f ")
        if found := _DAY.match(line):
            day = _date(found) or day
        elif begun := _message(line, day, timed=any(each.at for each in said)):
            app, message = begun
            apps[app] += 1
            said.append(message)
        elif said and (line or said[-1].text):
            said[-1] = replace(said[-1], text=f"{said[-1].text}\n{line}" if said[-1].text else line)
    whole = tuple(replace(each, text=_unquoted(each.text.strip())) for each in said)
    if not any(each.text for each in whole):
        return None
    return Chat(apps.most_common(1)[0][0], whole)


def _message(line: str, day: date | None, *, timed: bool) -> tuple[str, ChatMessage] | None:
    for number, (app, shape) in enumerate(_SHAPES):
        if (number in _NEEDS_DAY and day is None) or (number == _TIMELESS and timed):
            continue
        if found := shape.match(line):
            groups = found.groupdict()
            return app, ChatMessage(found["who"].strip(), found["text"], _moment(groups, day))
    return None


def _moment(groups: dict[str, str | None], day: date | None) -> datetime | None:
    if groups.get("hour") is None:
        return None
    on = day
    if groups.get("year"):
        year, month, of_month = (int(groups[name] or 0) for name in ("year", "month", "day"))
        on = _valid(lambda: date(year, month, of_month))
    if on is None:
        return None
    half = groups.get("after") or groups.get("half") or ""
    hour = int(groups["hour"] or 0)
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    at = _valid(lambda: time(hour, int(groups["minute"] or 0)))
    return datetime.combine(on, at) if at is not None else None


def _date(found: re.Match[str]) -> date | None:
    return _valid(lambda: date(int(found["year"]), int(found["month"]), int(found["day"])))


def _valid(make: Callable[[], Known]) -> Known | None:
    try:
        return make()
    except ValueError:
        return None


def _unquoted(text: str) -> str:
    """LINE puts a message of several lines between quotation marks."""
    return text[1:-1].replace('""', '"') if len(text) > 1 and "\n" in text and text[0] == text[-1] == '"' else text
