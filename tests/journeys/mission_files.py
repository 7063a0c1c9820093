"""What both walks find in the files of a mission that are no letter and no pack: calendar, sheets, samples, roles."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from icalendar import Calendar
from openpyxl import load_workbook

from tests.journeys.facts import LANGUAGES, Known, compare
from tests.journeys.papers import asked, fetched, told_by
from tests.journeys.plainly import Pages
from tests.journeys.rows import Together
from tests.journeys.stops import Stop

#: Who does, answers for and is asked about the first step of an initiative: 実施, 責任, 協議.
_CELLS = ("RA", "C", "I")


def read_calendar(pages: Pages, mission: str, stops: Sequence[Stop], year: int, month: int) -> None:
    """The calendar of the mission, its file and what secret addresses give: each item on its day and its clocks."""
    addresses = {f"{mission}/calendar.ics": "ja"}
    for language in LANGUAGES[1:]:
        pages.open(f"{mission}/calendars").fill(having="participant_id", language=language)
        [feed] = pages.page.xpath("//input/@value[contains(., '/missions/calendars/')]")
        addresses[feed] = language
    for address, language in addresses.items():
        events = Calendar.from_ical(fetched(pages, address)).walk("VEVENT")
        assert [(str(event["SUMMARY"]), *_clocks(event)) for event in events] == [
            (
                stop.told(language)[0],
                *(datetime.fromisoformat(f"{date(year, month, stop.day)}T{clock}") for clock in _ends(stop)),
            )
            for stop in stops
        ]


def _ends(stop: Stop) -> list[str]:
    return list(filter(None, (stop.start, stop.end)))


def _clocks(event: Any) -> list[datetime]:
    return [event[name].dt.replace(tzinfo=None) for name in ("DTSTART", "DTEND") if name in event]


def read_sheets(pages: Pages, kind: str, numbered: Mapping[int, Mapping[str, Sequence[str]]], typed: Known) -> None:
    """The sheets of talks or leads, {number of the record: {language: what it tells}}, in each language."""
    for number, facts in numbered.items():
        for language in LANGUAGES:
            compare(asked(pages, f"/documents/sheets/{kind}/{number}", language=language), facts[language], typed)


def read_blank_sheet(pages: Pages, mission: str, names: Mapping[str, str], typed: Known) -> None:
    """The sheet to fill in at a booth tells whose mission it is, and no day, clock or name besides."""
    number = mission.rsplit("/", 1)[1]
    for language in LANGUAGES:
        compare(asked(pages, f"/documents/sheets/blank/{number}", language=language), [names[language]], typed)


def read_samples(pages: Pages, mission: str, product: str, maker: str, typed: Known) -> None:
    """The list of samples for customs: what of whose, how many, what for each and for all."""
    pages.open("/products/new").fill(name_ja=product, maker_id=maker)
    number = pages.address.rsplit("/", 1)[1]
    carried = mission.replace("/missions/", "/products/missions/")
    pages.open(carried).fill(product_id=product)
    pages.open(f"{carried}/{number}/samples").fill(quantity="12", unit_value="350", currency="JPY")
    told = told_by(fetched(pages, f"{carried}/samples.pdf"))
    worth = replace(typed, amounts=typed.amounts | {350, 4_200})
    compare(told, [product, maker, "4,200円"], worth, [Together(product, (maker, "12点", "350円"))])


def read_roles(pages: Pages, name: str, body: str, typed: Known) -> None:
    """The division of roles of an initiative: who does, answers for and is asked about its first step."""
    pages.open("/initiatives/new").fill(name_ja=name, lead_organisation_id=body)
    roles = f"{pages.address}/roles"
    pages.open(roles).press("/roles/template")
    pages.open(f"{roles}/letters").fill(**{f"cell__1__{place}": told for place, told in enumerate(_CELLS, start=1)})
    told = told_by(fetched(pages, f"{roles}.pdf"))
    first = next(row.text for row in told.rows if row.text.startswith("1."))
    assert re.fullmatch(r"1\.市場調査A/RCI–+", first), first
    compare(told, [name], typed)


def read_workbook(content: bytes, rows: Sequence[Sequence[Any]]) -> None:
    """Each of the rows stands in a row of the workbook: its cells have all of them."""
    told = [
        "|".join(str(cell) for cell in row if cell is not None)
        for sheet in load_workbook(io.BytesIO(content))
        for row in sheet.values
    ]
    missing = [row for row in rows if not any(all(str(cell) in line for cell in row) for line in told)]
    assert missing == [], told


def workbook(pages: Pages, address: str, **sent: str) -> bytes:
    """What the button for a workbook of this page gives."""
    token = pages.page.xpath("//input[@name='csrf_token']/@value")[0]
    answer = pages.client.post(address, data={"csrf_token": token} | sent)
    assert answer.status_code == 200
    content: bytes = answer.get_data()
    return content
