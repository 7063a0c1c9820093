"""What papers have to tell of the guests of 2013, row by row, as the mails have it (guests)."""

from collections.abc import Callable
from datetime import date
from functools import cache

from crm.core import posts
from crm.core.folding import fold_characters
from tests.journeys import guests
from tests.journeys.beginning import ADMINISTRATOR_NAME
from tests.journeys.facts import Known, known, printed_on, strings_in
from tests.journeys.rows import Together
from tests.journeys.walking import ADDED, IMPRESSIONS

#: The four rounds on the clock of Akita, and on that of the guests.
ROUNDS = {
    ("15:00–15:30", "14:00–14:30"), ("15:30–16:00", "14:30–15:00"), ("16:00–16:30", "15:00–15:30"),
    ("16:30–17:00", "15:30–16:00"),
}  # fmt: skip


#: Our office in each language.
OWN = {"ja": guests.OFFICE["name_ja"], "zh-Hans": guests.OFFICE["name_zh"], "ko": guests.OFFICE["name_ko"],
       "en": guests.OFFICE["name_en"]}  # fmt: skip
#: What the table of places calls the town in other languages, and between which airports the pasted flights go.
PLACE_NAMES = ("Akita", "아키타시", "秋田空港", "仁川")
WEEKDAYS, WEEKDAYS_ZH = "月火水木金土日", "一二三四五六日"
DAYS = [date(2013, 12, day) for day in (10, 11, 12)]


def typed(*dates: str) -> Known:
    """All days, clocks, amounts and people of the visit; `dates` besides, such as that of the paper."""
    return _typed(*printed_on(), *map(date.fromisoformat, dates))


@cache
def _typed(*dates: date) -> Known:
    spent = [yen for _what, _category, yen, _bearer in guests.COSTS]
    sums = [sum(sums) for column in (1, 3) for sums in by_column(column).values()]
    told = [guests.PASSPORT_NAME, *(text for guest in guests.GUESTS for text in (guest.name, guest.latin))]
    tables = [f"{host}の卓" for host in guests.HOSTS]
    due = [talk.due for talk in guests.TALKS if talk.due]
    return known(
        days=[*DAYS, *dates, *map(date.fromisoformat, due)],
        stops=guests.STOPS,
        clocks=[clock for pair in ROUNDS for text in pair for clock in text.split("–")],
        amounts=[*spent, *sums, guests.TOTAL, round(guests.TOTAL / len(guests.TALKS))],
        names=[*told, *(talk.by for talk in guests.TALKS), *(name for _post, name in guests.CHAIN), ADMINISTRATOR_NAME],
        texts=[*guests.NAMES.values(), *guests.OFFICE.values()],
        desk=strings_in([guests, IMPRESSIONS, IMPRESSIONS + ADDED, PLACE_NAMES, tables]),
    )  # fmt: skip


def by_column(column: int) -> dict[str, list[int]]:
    """The costs by category (1) or by who bears them (3)."""
    found: dict[str, list[int]] = {}
    for row in guests.COSTS:
        found.setdefault(str(row[column]), []).append(row[2])
    return found


def firm(guest: guests.Guest, language: str) -> str:
    """Whom a guest stands for: papers not in Chinese call a body of step 0 by the name it has there."""
    return guests.HAIDA_JA if language != "zh-Hans" and guest.organisation == guests.HAIDA else guest.organisation


def title(guest: guests.Guest, language: str) -> str:
    """The post of a guest: the table of posts tells it in another language, or it stays as in the list."""
    return (posts.told(guest.title, "zh-Hans", language) if language != "zh-Hans" else "") or guest.title


def handed(guest: guests.Guest, language: str) -> str:
    """The post in what others are handed: in Japanese as typed, unless it is the same word (总经理, 総経理)."""
    told = title(guest, language)
    return told if language != "ja" or fold_characters(told) == fold_characters(guest.title) else guest.title


def marked(guest: guests.Guest) -> str:
    """The post in our own papers: one that the table of posts guesses has what was typed behind it."""
    told = title(guest, "ja")
    return told if told == handed(guest, "ja") else f"{told}［{guest.title}］"


def rows(language: str, *, latin: bool = True, number: bool = True) -> list[str]:
    """A line for each guest with employer and title, in Japanese with what was typed behind a guessed one; the replaced
    one is none of them."""
    return [
        f"{guest.number if number else ''}{guest.name}{guest.latin if latin else ''}{firm(guest, language)}"
        f"{marked(guest) if language == 'ja' else handed(guest, language)}"
        for guest in guests.GUESTS
    ]


def on(stop: guests.Stop, language: str = "ja") -> str:
    """The day of an item as papers name it within the year."""
    signs, word = (WEEKDAYS, "") if language == "ja" else (WEEKDAYS_ZH, "周")
    return f"12月{stop.day}日（{word}{signs[date(2013, 12, stop.day).weekday()]}）"


def people(
    language: str = "ja", *, latin: bool = True, ours: bool = False, named: Callable[[guests.Guest], str] | None = None
) -> list[Together]:
    """Each guest with Latin letters, employer and title; in papers of `ours` a guessed title is told as one.

    `named` is what a paper calls them where that is not the name of the list.
    """
    return [
        Together(
            named(guest) if named is not None else guest.name,
            (
                guest.latin if latin else "",
                firm(guest, language),
                marked(guest) if ours else handed(guest, language),
            ),
        )
        for guest in guests.GUESTS
    ]


def items(language: str = "ja", *, theirs: bool = True, where: bool = True) -> list[Together]:
    """Each item of the programme under its day: the clock of Akita, that of the guests, where."""
    told = []
    for stop in guests.STOPS:
        name, *clocks = stop.told(language)
        place = stop.more.get("venue", "") if where else ""
        told.append(Together(name, (*clocks[: 1 + theirs], place), date(2013, 12, stop.day)))
    return told


def read_as(guest: guests.Guest, language: str) -> str:
    """By what name papers that are handed to readers of a language alone call a guest: in English by Latin letters."""
    return guest.latin if language == "en" else guest.name


def payments(costs: list[tuple[str, str, int, str]]) -> list[Together]:
    """Each cost: what for, of which kind, and how much."""
    return [Together(what, (f"{yen:,}円", guests.CATEGORIES[category])) for what, category, yen, _by in costs]
