"""What letters there are, which placeholders their texts know, and how days are written in each language.

A placeholder is replaced by our own simple substitution. Texts that users write are never a template of a template
language: nothing in them is evaluated.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from crm.audit.rules import Verb
from crm.core import intervals
from crm.core.languages import LANGUAGE_LABELS
from crm.core.texts import N_, Text
from crm.core.wareki import wareki

#: 訪問依頼状, 招聘状発行依頼状, 受入依頼状, 邀请函, お礼状, 来訪御礼状
KINDS: Final[dict[str, str]] = {
    "request": N_("Request for a visit"),
    "invitation_request": N_("Request for an invitation"),
    "reception": N_("Request to receive guests"),
    "invitation": N_("Letter of invitation"),
    "thanks": N_("Thank-you letter"),
    "guest_thanks": N_("Thank-you letter to guests"),
}
#: To those who received us or our guests, or with whom we talked; and to guests for having come.
THANKS, GUEST_THANKS = "thanks", "guest_thanks"
GIVING_THANKS: Final = frozenset({THANKS, GUEST_THANKS})
#: The texts that letters begin with: one of each kind, but thanks differ by who received whom.
TEXTS: Final[dict[str, str]] = KINDS | {
    THANKS: N_("Thanks to those who received us"),
    "thanks_host": N_("Thanks to those who received our guests"),
    "thanks_online": N_("Thanks for a talk online"),
}
#: {kind: the directions of a mission in which it makes sense}; a kind that is not here makes sense in each. Whoever
#: travels asks the hosts for visits and for an invitation; whoever has guests invites them, asks others to
#: receive them, and thanks them for having come.
DIRECTIONS: Final[dict[str, frozenset[str]]] = {
    "request": frozenset({"outbound", "online"}),
    "invitation_request": frozenset({"outbound"}),
    "reception": frozenset({"inbound"}),
    "invitation": frozenset({"inbound"}),
    "guest_thanks": frozenset({"inbound"}),
}
#: These go to guests alone.
TO_GUESTS: Final = frozenset({"invitation", "guest_thanks"})
#: With these the list of the delegation goes along.
ENCLOSING: Final = frozenset({"request", "invitation_request", "reception", "invitation"})
LANGUAGES: Final = LANGUAGE_LABELS

#: {placeholder: what it stands for}, in the order in which the editor lists them.
PLACEHOLDERS: Final[dict[str, str]] = {
    "recipient": N_("The recipient with the form of address"),
    "recipient_post": N_("Department and title of the recipient"),
    "recipient_organisation": N_("Organisation of the recipient"),
    "sender": N_("Who signs"),
    "sender_organisation": N_("Our organisation"),
    "salutation": N_("The recipient as a salutation names them: Mr. Jin in English"),
    "mission": N_("Name of the mission"),
    "delegation": N_("Name of the mission without “reception of” or “visit of”: only the delegation"),
    "first_day": N_("First day of the mission"),
    "last_day": N_("Last day of the mission"),
    "place": N_("Main place of the mission"),
    "visit_day": N_("Day of the visit; without a visit, the days of the mission"),
    "visit_time": N_("Time of the visit"),
    "visit_when": N_("Day and time of the visit"),
    "purpose": N_("Purpose of the visit"),
    "head": N_("Head of the delegation"),
    "number": N_("Number of delegates"),
    "agreed": N_("A sentence that we will follow up the points agreed on; empty if none is on record"),
    "contact": N_("Who answers questions"),
}

WRITTEN = Verb("letter.written", N_("Letter written"))
CHANGED = Verb("letter.changed", N_("Letter changed"))
SENT = Verb("letter.sent", N_("Letter sent"))
ARCHIVED = Verb("letter.archived", N_("Letter archived"))
RESTORED = Verb("letter.restored", N_("Letter restored"))
TEMPLATE_CHANGED = Verb("letter.template_changed", N_("Text of a letter changed"))
TEMPLATE_RESET = Verb("letter.template_reset", N_("Text of a letter reset"))

#: In thanks, where points agreed with the recipient are on record. English parts two sentences by a space.
AGREED: Final[dict[str, str]] = {
    "ja": "会談にて合意いたしました事項につきましては、順次ご連絡申し上げます。",
    "zh-Hans": "会谈中商定的事项，我们将陆续与您联系落实。",
    "ko": " 협의하여 정한 사항은 순차적으로 연락드리겠습니다.",
    "en": " We shall come back to you on the points we agreed on.",
}
#: What a mission's name says of the journey and not of who makes it, at its end or its beginning.
_JOURNEYS: Final[dict[str, re.Pattern[str]]] = {
    "ja": re.compile(
        r"(?<=.)(?:の|・|[ 　（(])*(?:受け?入れ?|来訪|訪日|招へい|招聘|招待)[）)]?\Z"
        r"|(?:(?<=団)|(?<=一行))[の・ 　（(]*[^団]{0,12}訪問[）)]?\Z"
    ),
    "zh-Hans": re.compile(r"(?<=.)(?:来访|访日|访问|接待)\Z|(?<=团)[^团]{0,6}(?:访问|来访)[^团]{1,12}\Z"),
    "ko": re.compile(r"(?<=.)(?:[ (]|의)*(?:방문|내방|방일|접견|초청|초빙)\)?\Z|(?<=단)[ (의]+[^단]{0,12}방문\)?\Z"),
    "en": re.compile(
        r"\A(?:visit|reception|invitation) of (?:the )?|[,:–—]? (?:visit|reception)(?: (?:to|in) .{1,40})?\Z"
        r"|(?:(?<=delegation)|(?<=mission)) to .{1,40}\Z",
        re.IGNORECASE,
    ),
}
#: Where nobody has accepted yet, for somebody to fill in: “and 0 others” must not go out.
BLANK: Final = "＿＿＿"

_KANA, _HANGUL = "\u3041-\u3096\u30a1-\u30fa", "\u1100-\u11ff\uac00-\ud7a3"
_UNREADABLE: Final[dict[str, re.Pattern[str]]] = {
    "ja": re.compile(f"[{_HANGUL}]"),
    "zh-Hans": re.compile(f"[{_KANA}{_HANGUL}]"),
    "ko": re.compile(f"[{_KANA}]"),
    "en": re.compile(f"[{_KANA}{_HANGUL}\u3400-\u9fff]"),
}
_PLACEHOLDER = re.compile(r"\{\{[ \t]*(\w+)[ \t]*\}\}")
#: Whatever looks as if something was to be filled in: a word between braces, also single or wide ones.
_MEANT = re.compile(r"[{｛]{1,2}[ \t]*[^\W\d_][\w .-]{0,40}[}｝]{1,2}")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "ja": tuple("月火水木金土日"),
    "zh-Hans": tuple("一二三四五六日"),
    "ko": tuple("월화수목금토일"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


@dataclass(frozen=True)
class Draft:
    """Subject and body of a letter to begin with. A body has a paragraph a line; empty lines stay."""

    subject: str
    body: str


def delegation(mission: str, language: str) -> str:
    """Who travels, from a mission's name: 延辺経済代表団 of 延辺経済代表団の受入れ; the name where it says no more."""
    pattern = _JOURNEYS.get(language)
    return (pattern.sub("", mission) if pattern is not None else "") or mission


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with every known placeholder replaced, once: what a value contains is never replaced again."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def kinds_for(direction: str) -> dict[str, str]:
    """{kind: label} of the letters that a mission of a direction has."""
    return {kind: label for kind, label in KINDS.items() if direction in DIRECTIONS.get(kind, (direction,))}


def unknown(text: str) -> list[str]:
    """What in a text is written as a placeholder and is none, each once, as it stands: {{config}}, {recipient}."""
    found = dict.fromkeys(match[0] for match in _MEANT.finditer(text))
    return [words for words in found if not ((name := _PLACEHOLDER.fullmatch(words)) and name[1] in PLACEHOLDERS)]


def fault_of(text: str) -> Text | None:
    """Why a text cannot be filled in, with the placeholders that there are; None when it can."""
    if not (found := unknown(text)):
        return None
    known = ", ".join(f"{{{{{name}}}}}" for name in PLACEHOLDERS)
    return Text("There is no placeholder %(names)s. There are: %(known)s.", names=", ".join(found), known=known)


def letter_date(language: str, day: date, *, weekday: bool = False) -> str:
    """A day as letters of a language write it: 令和8年12月11日（金）, 2026年12月11日（周五）, 11 December 2026."""
    name = _WEEKDAYS[language][day.weekday()]
    if language == "ja":
        return wareki(day) + (f"（{name}）" if weekday else "")
    if language == "zh-Hans":
        return f"{day.year}年{day.month}月{day.day}日" + (f"（周{name}）" if weekday else "")
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일" + (f"({name})" if weekday else "")
    return (f"{name}, " if weekday else "") + f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def span(language: str, first: date, last: date) -> str:
    """From one day to another, both named whole."""
    begins, ends = letter_date(language, first), letter_date(language, last)
    if first == last:
        return begins
    return {"ja": f"{begins}～{ends}", "zh-Hans": f"{begins}至{ends}", "ko": f"{begins}~{ends}"}.get(
        language, f"{begins} to {ends}"
    )


def day_and_time(language: str, day: str, time: str) -> str:
    """A day and its clocks in a row; the day alone where no clock is known."""
    between = {"ja": "　", "zh-Hans": "", "ko": " "}.get(language, ", ")
    return between.join(filter(None, (day, time)))


def with_phone(language: str, name: str, phone: str) -> str:
    """Who answers questions, and their telephone in brackets; either alone where the other is not known."""
    if not name or not phone:
        return name or phone
    forms = {"ja": f"{name}（電話 {phone}）", "zh-Hans": f"{name}（电话：{phone}）", "ko": f"{name}(전화 {phone})"}
    return forms.get(language, f"{name} (phone {phone})")


def is_foreign(line: str, language: str) -> bool:
    """Whether a line has letters that readers of a language cannot read: any of the East in English, kana or hangul."""
    scripts = _UNREADABLE.get(language)
    return scripts is not None and scripts.search(line) is not None


def wall_times(language: str, clocks: str) -> str:
    """09:00–10:00 on the clock of the place, with words that say so and the dash of the language."""
    told = intervals.worded(clocks, language)
    return {
        "ja": f"{told.replace('–', '～')}（現地時間）",
        "zh-Hans": f"{told.replace('–', '—')}（当地时间）",
        "ko": f"{told.replace('–', '~')}(현지 시각)",
    }.get(language, f"{told} (local time)")
