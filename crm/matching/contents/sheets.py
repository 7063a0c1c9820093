"""What stands on each printed sheet of a matching table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core import clock
from crm.core.languages import LANGUAGE_LABELS
from crm.core.texts import N_
from crm.core.zones import TIMES
from crm.matching import rules
from crm.matching.models import MatchingCompany, MatchingMeeting, MatchingSlot
from crm.matching.queries import MatchingBoard
from crm.places.rules import Shown

BY: Final = {
    "company": N_("A sheet of A5 for each company"),
    "table": N_("A sheet of A5 for each table"),
    "interpreter": N_("A sheet of A5 for each interpreter"),
}


@dataclass(frozen=True)
class TalkLine:
    """One talk: on both clocks ("" where they show the same), who, where, with whom between them."""

    day: str  #: 2026-12-11
    time: str  #: 09:30–10:00
    home_time: str
    maker: Shown
    counterpart: Shown
    table: str
    interpreter: Shown | None
    interpreter_read: Shown | None  #: where readers of the sheet cannot read the name
    lacks: bool  #: an interpreter is needed, and there is none
    maker_read: Shown | None = None  #: the same of the companies
    counterpart_read: Shown | None = None
    maker_who: Sequence[tuple[Shown, Shown | None]] = ()  #: who comes for it, each with a reading
    counterpart_who: Sequence[tuple[Shown, Shown | None]] = ()
    tongues: Sequence[str] = ()  #: what both sides speak: LANGUAGE_LABELS, none where somebody said who interprets

    @property
    def on(self) -> date:
        """The day as a date, to be written as the language writes it."""
        return date.fromisoformat(self.day)


@dataclass(frozen=True)
class TimetableSheet:
    """The talks of one company, at one table, or of one interpreter. `who` are the people who come for the company.

    The sheet of the talks that lack an interpreter has neither title nor table.
    """

    title: Shown | None
    table: str
    side: str  #: maker | counterpart; "" for a table
    who: Sequence[tuple[Shown, Shown | None]]  #: each with a reading where readers of the sheet cannot read the name
    lines: list[TalkLine]
    title_read: Shown | None = None


def sheets(board: MatchingBoard, by: str, language: str) -> list[TimetableSheet]:
    """The sheets in the order of names, or of tables; whoever cancelled or has no talk has none.

    The second clock stands on the slips of those alone who live by it: anybody else takes it for the time of the talk.
    """
    found = {"table": _tables, "interpreter": _interpreters}.get(by, _companies)(board, language)
    return [sheet if sheet.side == _away(board) else _on_one_clock(sheet) for sheet in found]


def talks(board: MatchingBoard, language: str) -> list[TalkLine]:
    """Every talk, in order of time and table."""
    return [line(board, talk, language) for talk in in_order(board)]


def _companies(board: MatchingBoard, language: str) -> Iterator[TimetableSheet]:
    for side in (rules.MAKER, rules.COUNTERPART):
        for row in board.side(side, cancelled=False):
            lines = [line(board, talk, language) for talk in board.of_company(row.id)]
            if not lines:
                continue
            title, title_read = shown(row, language)
            yield TimetableSheet(title, "", side, _coming(board, row, language), lines, title_read)


def _tables(board: MatchingBoard, language: str) -> Iterator[TimetableSheet]:
    order = {id: number for number, id in enumerate(board.slots)}
    for table in board.tables.values():
        talks = sorted((row for row in board.meetings if row.table_id == table.id), key=lambda row: order[row.slot_id])
        if talks:
            yield TimetableSheet(None, table.name, "", (), [line(board, talk, language) for talk in talks])


def _interpreters(board: MatchingBoard, language: str) -> Iterator[TimetableSheet]:
    """Each with their talks in order of time, and last the talks that nobody interprets though they need it."""
    found = [(talk, line(board, talk, language)) for talk in in_order(board)]
    for id, row in board.interpreters.items():
        mine = [told for talk, told in found if talk.interpreter_id == id]
        if mine:
            name, read = _spoken(row.person, language)
            yield TimetableSheet(name, "", "", (), mine, title_read=read)
    lacking = [told for _talk, told in found if told.lacks]
    if lacking:
        yield TimetableSheet(None, "", "", (), lacking)


def in_order(board: MatchingBoard) -> list[MatchingMeeting]:
    """The talks in order of time and table."""
    rounds, tables = ({id: number for number, id in enumerate(rows)} for rows in (board.slots, board.tables))
    return sorted(board.meetings, key=lambda row: (rounds[row.slot_id], tables[row.table_id]))


def shown(row: MatchingCompany, language: str) -> tuple[Shown, Shown | None]:
    """A company's name in the language of the sheet, else in its own with what its readers need beside it."""
    return contacts.written(row.organisation, language).name, contacts.beside(row.organisation, language)


def _spoken(person: Person | None, language: str) -> tuple[Shown | None, Shown | None]:
    """(name, reading) of somebody, both None of nobody."""
    return contacts.spoken(person, language) if person is not None else (None, None)


def _coming(board: MatchingBoard, row: MatchingCompany, language: str) -> list[tuple[Shown, Shown | None]]:
    return [contacts.spoken(person, language) for person in board.coming(row)]


def line(board: MatchingBoard, talk: MatchingMeeting, language: str) -> TalkLine:
    """A talk as it is printed."""
    slot = board.slots[talk.slot_id]
    between = board.interpreters[talk.interpreter_id] if talk.interpreter_id is not None else None
    name, read = _spoken(between.person if between is not None else None, language)
    sides = [board.companies[id] for id in (talk.maker_id, talk.counterpart_id)]
    maker, counterpart = (shown(row, language) for row in sides)
    who = [_coming(board, row, language) for row in sides]
    return TalkLine(
        slot.wall_start[:10],
        f"{slot.wall_start[11:]}–{slot.wall_end[11:]}",
        _beside(slot, board),
        maker[0],
        counterpart[0],
        board.tables[talk.table_id].name,
        name,
        read,
        talk.id in board.unspoken,
        maker[1],
        counterpart[1],
        who[0],
        who[1],
        _in_common(board, talk),
    )


def _in_common(board: MatchingBoard, talk: MatchingMeeting) -> list[str]:
    """The labels of the languages that both companies speak, in the order of the table of languages."""
    if board.pair(talk.maker_id, talk.counterpart_id).interpreting:
        return []
    maker, counterpart = (rules.codes(board.companies[id].languages) for id in (talk.maker_id, talk.counterpart_id))
    return [label for code, label in LANGUAGE_LABELS.items() if code in maker & counterpart]


def _away(board: MatchingBoard) -> str:
    """The side whose clock at home is not that of the table."""
    guests = rules.COUNTERPART if board.session.activity.direction == "inbound" else rules.MAKER
    if second_zone(board) == board.other_zone:
        return guests
    return rules.MAKER if guests == rules.COUNTERPART else rules.COUNTERPART


def _on_one_clock(sheet: TimetableSheet) -> TimetableSheet:
    return replace(sheet, lines=[replace(line, home_time="") for line in sheet.lines])


def _beside(slot: MatchingSlot, board: MatchingBoard) -> str:
    """A round on the clock of the other side; "" where it shows the same."""
    start, end = (clock.local(moment, second_zone(board)) for moment in (slot.starts_at, slot.ends_at))
    same = start.replace(tzinfo=None) == datetime.fromisoformat(slot.wall_start)
    return "" if same else f"{start:%H:%M}–{end:%H:%M}"


def second_zone(board: MatchingBoard) -> str:
    """Whose clock stands beside the table's: of the other side, home abroad and the guests' at home."""
    own, other = board.session.timezone, board.other_zone
    return other if other not in ("", own) else board.session.activity.place.timezone


def second_time(board: MatchingBoard) -> str:
    """What that clock is called above its column."""
    zone = second_zone(board)
    return TIMES.get(zone, zone)
