"""The papers that are printed at once: which there are, and what a printing is called in the log."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from crm.audit.rules import Verb
from crm.core.days import month_named
from crm.core.languages import LANGUAGE_LABELS
from crm.core.texts import N_, Text

CALL: Final = "call"
LIST: Final = "list"
BADGES: Final = "badges"
TENTS: Final = "tents"
FORM: Final = "form"
PROGRAMME: Final = "programme"

KINDS: Final[dict[str, str]] = {
    CALL: N_("Call for participants"),
    LIST: N_("Delegation list"),
    BADGES: N_("Badges"),
    TENTS: N_("Name tents"),
    FORM: N_("Application form"),
    PROGRAMME: N_("Programme of each company"),
}
#: Say nothing without a delegate.
ABOUT_DELEGATES: Final = (LIST, BADGES, TENTS, PROGRAMME)
#: Of missions in which guests come to us: nobody of ours is called to take part.
NOT_INBOUND: Final = frozenset({CALL})
HINTS: Final[dict[str, str]] = {
    CALL: N_("For companies that might come: purpose, programme, fee, places, deadline and how to apply."),
    LIST: N_("For the hosts, in their language: number, name, company, title and role. No telephone, no birth date."),
    BADGES: N_("Ten on a sheet of A4, with a code that a phone reads: name, company and title, no number."),
    TENTS: N_("One per sheet of A4, folded across: the person's own script on one side, the hosts' on the other."),
    FORM: N_("Blank, to be filled in by hand."),
    PROGRAMME: N_("For each company of the delegation: its items, who attends them, and its talks at the tables."),
}
PRINTED: Final = {
    CALL: Verb("handout.call_printed", N_("Call for participants printed")),
    LIST: Verb("handout.list_printed", N_("Delegation list printed")),
    BADGES: Verb("handout.badges_printed", N_("Badges printed")),
    TENTS: Verb("handout.tents_printed", N_("Name tents printed")),
    FORM: Verb("handout.form_printed", N_("Application form printed")),
    PROGRAMME: Verb("handout.programme_printed", N_("Programmes of companies printed")),
}
#: What language the hosts of a country read; elsewhere the mission is introduced in English.
HOST_LANGUAGES: Final = {"CN": "zh-Hans", "KR": "ko", "JP": "ja"}


def hindrance(kind: str, *, delegates: int, is_planned: bool) -> Text | None:
    """Why a paper would say nothing: nobody goes, or the programme has no items yet. None where it can be printed."""
    if kind in ABOUT_DELEGATES and not delegates:
        return Text("Nobody is accepted yet.")
    if kind == PROGRAMME and not is_planned:
        return Text("The itinerary has no items yet.")
    return None


def kinds_for(direction: str) -> dict[str, str]:
    """{kind: label} of the papers that a mission of a direction has."""
    return {kind: label for kind, label in KINDS.items() if direction != "inbound" or kind not in NOT_INBOUND}


def host_language(country: str) -> str:
    """The language in which a country's hosts are handed a list."""
    return HOST_LANGUAGES.get(country, "en")


def size_class(text: str, *, wide: bool) -> str:
    """How large a name can stand: Han, kana and hangul (`wide`) fill twice the room of a Latin letter."""
    room = len(text) * (2 if wide else 1)
    if room <= 10:
        return "huge"
    return "large" if room <= 20 else "plain"


def closed(last: date, issued: date | None) -> Text:
    """What is told before a call is printed whose last day to apply has passed; `issued` is the day that it bears."""
    if issued is None:
        return Text("The last day to apply has passed: %(day)s. The call says so.", day=last)
    return Text(
        "The last day to apply has passed: %(day)s. The call keeps its date of issue and does not mention this.",
        day=last,
    )


#: Of activities.rules.CALL_TEXTS, those that say the same in each language; numbers are dialled as one likes.
CONDITIONS: Final = {"who": N_("Who may apply"), "remarks": N_("Remarks")}
#: 11月20日, 11월 20일, 20 November, 20 Nov.
_DAYS: Final = re.compile(
    r"(?P<m>\d{1,2})(?:月|월\s*)(?P<d>\d{1,2})(?:日|일)|(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2})"
)


def past_days(texts: Iterable[str], *, start: date, today: date) -> list[date]:
    """The days of the year before a mission that its texts name, and that have passed, each once."""
    found = {_before(start, month, day) for text in texts for month, day in _named(text)}
    return sorted(day for day in found if day is not None and day < today)


def _named(text: str) -> Iterator[tuple[int, int]]:
    """(month, day) of each day that a text names in one of our languages."""
    for each in _DAYS.finditer(text):
        month = int(each["m"]) if each["m"] else month_named(each["month"])
        if month is not None:
            yield month, int(each["d"] or each["day"])


def _before(start: date, month: int, day: int) -> date | None:
    """The last such day until a mission begins; None where there is none."""
    for year in (start.year, start.year - 1):
        try:
            if (found := date(year, month, day)) <= start:
                return found
        except ValueError:
            continue
    return None


def uneven(texts: Mapping[str, Mapping[str, str]]) -> list[Text]:
    """What a text of a call (of CONDITIONS, by language) says in numbers in one language, and not in another."""
    found = []
    for name, label in CONDITIONS.items():
        said = {code: _numbers(each[name]) for code, each in texts.items() if each.get(name)}
        for code, numbers in said.items():
            for other, others in said.items():
                if lacking := sorted(others - numbers):
                    found.append(
                        Text(
                            "%(field)s: %(numbers)s is in the text in %(told)s, but not in the text in %(language)s.",
                            field=Text(label), numbers=" · ".join(map(str, lacking)),
                            told=Text(LANGUAGE_LABELS[other]), language=Text(LANGUAGE_LABELS[code]),
                        )
                    )  # fmt: skip
    return found


def _numbers(text: str) -> frozenset[int]:
    """The numbers of a text; days in their month count as in any other language."""
    named = (number for month_day in _named(text) for number in month_day)
    return frozenset([*(int(number) for number in re.findall(r"\d+", text)), *named])


#: What everybody who travels asks who pays for: kinds of cost, and meals, for which a budget has no kind.
ASKED: Final[dict[str, str]] = {
    "airfare": N_("Airfare"), "hotel": N_("Accommodation"), "local_transport": N_("Local transport"),
    "meals": N_("Meals"),
}  # fmt: skip
_MEALS: Final = re.compile(r"食|餐|식|\bmeals?\b|dinner|lunch", re.IGNORECASE)


def tells_of_meals(text: str) -> bool:
    """Whether remarks say anything of meals."""
    return _MEALS.search(text) is not None
