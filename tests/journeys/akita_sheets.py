"""The papers of 2015 that are printed at once, in each language, compared with the list and the programme (akita)."""

import re
from datetime import date

from tests.journeys import akita
from tests.journeys.akita_facts import OWN, firm, hosts, items, listed, rows, title, typed
from tests.journeys.facts import LANGUAGES, compare, day_in
from tests.journeys.mission_files import (
    read_blank_sheet,
    read_calendar,
    read_roles,
    read_samples,
    read_sheets,
    read_workbook,
    workbook,
)
from tests.journeys.papers import sheets
from tests.journeys.plainly import Pages
from tests.journeys.rows import Together

#: Between the two clocks of a flight stands on which clocks it departs and arrives: 日本→韓国.
_LEGS = {
    "ja": "(日本|韓国|中国)→(日本|韓国|中国)", "zh-Hans": "(日本|韩国|中国)→(日本|韩国|中国)",
    "ko": "(일본|한국|중국)→(일본|한국|중국)", "en": "(Japan|Korea|China)→(Japan|Korea|China)",
}  # fmt: skip
_NUMBER = {"ja": "20名", "zh-Hans": "20人"}
_DESTINATIONS = {"ja": "延吉市、図們市", "zh-Hans": "延吉市、图们市", "ko": "연길시, 도문시", "en": "Yanji, Tumen"}


def read_handouts(pages: Pages, mission: str) -> None:
    """Lists, badges, tents, call, form and the programme of each firm.

    How they lie on paper, and the Korean and English of those but the call and the programme: the guests of 2013.
    """
    for language in LANGUAGES:
        head, terms = _head(language), _terms(language)
        first, last = _days(language)
        if language in ("ja", "zh-Hans"):
            told = sheets(pages, mission, "list", language)
            compare(told, [*head, first, last, _NUMBER[language], *rows(language)], typed(), listed(language))
            compare(sheets(pages, mission, "badges", language), head, typed(), listed(language, reading=False))
            compare(sheets(pages, mission, "tents", language), [], typed(), listed(language, reading=False))
            compare(sheets(pages, mission, "form", language), terms, typed())
        _read_programme(pages, mission, language)
    for language in LANGUAGES:  # the call has a page of its own
        called = [Together(stop.told(language)[0], (), date(2015, 10, stop.day)) for stop in akita.STOPS]
        call = sheets(pages, mission, "call", language)
        compare(call, [*_terms(language), _DESTINATIONS[language], akita.HOST], typed(), called)


def _head(language: str) -> list[str]:
    return [akita.NAMES[language], OWN[language]]


def _days(language: str) -> list[str]:
    return [day_in(language, date(2015, 10, day)) for day in (27, 31)]


def _terms(language: str) -> list[str]:
    """What a call and its form tell; nobody typed the last day to apply."""
    return [*_head(language), *_days(language), akita.OFFICE["address_ja"]]


def _read_programme(pages: Pages, mission: str, language: str) -> None:
    told = sheets(pages, mission, "programme", language)
    members = [fact for who in akita.DELEGATES for fact in (who.name, title(who, language))]
    compare(told, [*akita.FIRMS, *members], typed(), items(language), hosts(language))
    for stop in akita.STOPS:
        _name, here, beside = (re.escape("".join(text.split())) for text in stop.told(language))
        legs = f"({_LEGS[language]})?" if stop.kind == "flight" else ""
        found = re.findall(here + legs + beside, told)
        assert len(found) >= len(akita.FIRMS), (stop, told)


def read_files(pages: Pages, mission: str) -> None:
    """Calendar, sheets of the talks, the blank one, samples, roles, the workbook of the costs."""
    read_calendar(pages, mission, akita.STOPS, 2015, 10)
    pages.open(mission)
    read_sheets(pages, "talk", {number: _talk(talk) for number, talk in enumerate(akita.TALKS, start=1)}, typed())
    read_blank_sheet(pages, mission, akita.NAMES, typed())
    read_samples(pages, mission, "羽州の有機米 2kg", "羽州米穀株式会社", typed())
    read_roles(pages, "延辺コンテナ航路の開設", akita.SENDER, typed())


def read_costs_file(pages: Pages, mission: str) -> None:
    """The workbook for whoever subsidised: each payment that they bore."""
    pages.open(mission)
    costs = workbook(pages, mission.replace("/missions/", "/activities/") + "/subsidy", source="own")
    read_workbook(costs, [(what, yen) for what, _category, yen, bearer in akita.COSTS if bearer == "own"])


def _talk(talk: tuple[str, ...]) -> dict[str, list[str]]:
    """What the sheet of a talk tells, in each language."""
    item, host, they, we, topic, said, _result, step, _due = talk
    [stop] = [stop for stop in akita.STOPS if stop.title == item]
    [ours] = [who for who in akita.DELEGATES if who.name == we]
    told = [host, they, we, topic, said, step, stop.clocks]
    day = date(2015, 10, stop.day)
    return {each: [*told, firm(ours, each), day_in(each, day), akita.NAMES[each]] for each in LANGUAGES}
