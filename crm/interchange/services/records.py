"""A table of sales routes or assessments: its rows read, tried and recorded, each by the service that makes one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from crm.audit import services as audit
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts.queries import named
from crm.core import cleaning
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.interchange.columns import records as columns
from crm.interchange.columns.records import RecordColumn
from crm.interchange.rules.records import listed
from crm.partners import queries
from crm.partners import rules as partner_rules
from crm.partners import services as partners
from crm.partners.models import PartnerAssessment, SalesRoute
from crm.partners.services import AssessmentInput, Proof, RouteInput
from crm.places import queries as places
from crm.users import queries as users

ON_RECORD: Final = Text("This one is on record already.")
BEYOND: Final = Text("This row has more cells than the table has headings.")
_OF_FIELDS: Final = {"state": "status", "reaches": "place_ids", "proofs": "grade"}


@dataclass(frozen=True)
class TableRow:
    """A row: its cells as typed, what they say, and what is wrong: (column or "", why)."""

    number: int
    cells: Mapping[str, str]
    said: Mapping[str, Any] = field(default_factory=dict)
    faults: Sequence[tuple[str, Text]] = ()


@dataclass(frozen=True)
class TableKind:
    """What a table holds: its columns, what it cannot be without, how a row becomes a record and is put away again."""

    code: str
    columns: Mapping[str, RecordColumn]
    needed: Sequence[str]
    verb: Verb
    #: What a row says, as its service takes it; Refused for what would be lost.
    content: Callable[[Mapping[str, Any], Actor], Any]
    same: tuple[str, ...]  #: by which fields two are the same one
    check: Callable[[Any, Sequence[Any], Actor], None]  #: Refused where `write` would be, beside others
    write: Callable[[Any, Callable[[int], str], Actor], Any]
    model: type[SalesRoute] | type[PartnerAssessment]
    archive: Callable[[int, Actor], None]
    one_of: Sequence[str] = ()  #: columns of which it needs any


def _route(said: Mapping[str, Any], _by: Actor) -> RouteInput:
    told = {name: value for name, value in said.items() if name not in ("grade", "proven_on", "proof")}
    if "throughput_year" in told and "throughput" not in told:
        raise Refused(Text("Fill in this field."), "throughput")
    proven = any(said.get(name) for name in ("grade", "proven_on", "proof"))
    proofs = [Proof(said.get("grade", ""), said.get("proven_on"), said.get("proof", ""))] if proven else []
    needed = {"organisation_id": None, "name": "", "channel": ""}
    return RouteInput(**(needed | told), proofs=proofs)


def _assessment(said: Mapping[str, Any], by: Actor) -> AssessmentInput:
    told: dict[str, Any] = {"assessor_id": by.id, "judgement": "", "organisation_id": None, "assessed_on": None}
    told |= said
    scores = {name: told.pop(name, None) for name in partner_rules.CRITERIA}
    return AssessmentInput(**told, scores=scores)


def _assess(content: AssessmentInput, text: Callable[[int], str], by: Actor) -> PartnerAssessment:
    return partners.assess(content, text=text(content.organisation_id) if content.organisation_id else "", by=by)


TABLES: Final = {
    kind.code: kind
    for kind in (
        TableKind(
            "routes", columns.ROUTE_COLUMNS, ("organisation_id", "name", "channel"), partner_rules.RECORDED, _route,
            ("organisation_id", "name"),
            lambda content, beside, by: partners.check_route(content, beside, by=by),
            lambda content, _text, by: partners.record(content, by=by),
            SalesRoute, lambda id, by: audit.archive(queries.one(id, user=by), partner_rules.ARCHIVED, by=by),
        ),
        TableKind(
            "assessments", columns.ASSESSMENT_COLUMNS, ("organisation_id", "assessed_on", "judgement"),
            partner_rules.ASSESSED, _assessment, ("organisation_id", "assessed_on", "assessor_id"),
            lambda content, _beside, by: partners.check_assessment(content, by=by), _assess, PartnerAssessment,
            lambda id, by: partners.archive_assessment(queries.assessment(id, user=by), by=by),
            tuple(partner_rules.CRITERIA),
        ),
    )
}  # fmt: skip


def recorded(
    kind: TableKind, rows: Sequence[TableRow], *, text: Callable[[int], str], by: Actor
) -> tuple[list[int], list[TableRow]]:
    """The ids of what the rows became, and those that a rule refused, with why."""
    made: list[int] = []

    def write(content: Any, _before: Sequence[Any]) -> None:
        found = kind.write(content, text, by)
        db.session.flush()
        made.append(found.id)

    with action(kind.verb, by=by):
        refused = _each(kind, rows, write, by)
    return made, refused


def tried(kind: TableKind, rows: Sequence[TableRow], *, by: Actor) -> tuple[int, list[TableRow]]:
    """How many rows could be recorded, and those that a rule refuses, with why. Nothing is written."""
    refused = _each(kind, rows, lambda content, before: kind.check(content, before, by), by)
    return len(rows) - len(refused), refused


def _each(
    kind: TableKind, rows: Sequence[TableRow], take: Callable[[Any, Sequence[Any]], None], by: Actor
) -> list[TableRow]:
    """Take what each row says, with those that were taken before it; the rows that were refused."""
    refused: list[TableRow] = []
    taken: dict[tuple[Any, ...], Any] = {}
    on_record = _on_record(kind, rows)
    for row in rows:
        if row.faults:
            refused.append(row)
            continue
        try:
            content = kind.content(row.said, by)
            key = tuple(getattr(content, name) for name in kind.same)
            if key in taken or key in on_record:
                raise Refused(ON_RECORD)
            take(content, list(taken.values()))
            taken[key] = content
        except Refused as refusal:
            field = _OF_FIELDS.get(refusal.field or "", refusal.field or "")
            refused.append(TableRow(row.number, row.cells, row.said, [(field, refusal.text)]))
    return refused


def _on_record(kind: TableKind, rows: Sequence[TableRow]) -> set[tuple[Any, ...]]:
    """By which fields those are the same that the organisations of the rows have already."""
    owners = {row.said.get("organisation_id") for row in rows} - {None}
    told = select(*(getattr(kind.model, name) for name in kind.same)).where(
        kind.model.organisation_id.in_(owners), kind.model.archived_at.is_(None)
    )
    return {tuple(found) for found in db.session.execute(told)}


def take_back(kind: TableKind, first: int, last: int, *, by: Actor) -> tuple[int, int]:
    """Archive what `by` recorded from one id to another: how many, and how many stay since somebody changed them."""
    mine = (kind.model.id.between(first, last), kind.model.created_by_id == by.id, kind.model.archived_at.is_(None))
    rows: Sequence[Any] = db.session.scalars(select(kind.model).where(*mine).order_by(kind.model.id)).all()
    ids = [row.id for row in rows if row.version == _as_made(row)]
    for id in ids:
        kind.archive(id, by)
    return len(ids), len(rows) - len(ids)


def _as_made(row: SalesRoute | PartnerAssessment) -> int:
    """The version of a row that nobody has changed: to hang its task on it counts as a save."""
    return 2 if isinstance(row, PartnerAssessment) and row.task_id is not None else 1


# ------------------------------------------------------------------ what cells say


class CellReader:
    """Reads cells of the columns of a kind, of rows that it is told of first: what they name is found at once.

    `words` are {column: {folded word: code}} of the columns of codes; `typed` reads the cell of a column as the field
    of the form does, for those that it holds.
    """

    def __init__(
        self, kind: TableKind, words: Mapping[str, Mapping[str, str]], typed: Mapping[str, Callable[[str], Any]],
        rows: Sequence[Mapping[str, str]], *, user: Actor,
    ) -> None:  # fmt: skip
        self.kind, self.words, self.typed = kind, words, typed
        self.staff: dict[str, list[int]] = {}
        for id, name in users.options():
            self.staff.setdefault(search_key(name), []).append(id)
        self.firms = named.organisations_called({row.get("organisation_id", "").strip() for row in rows}, user=user)
        self.places = _places({name for row in rows for name in listed(row.get("place_ids", ""))})
        self.reading: dict[str, Callable[[str, str], Any]] = {
            columns.TEXT: lambda name, cell: self.typed[name](cell),
            columns.CODE: self._code,
            columns.WHOLE: self._whole,
            columns.CURRENCY: lambda _name, cell: cleaning.line(cell, 3),
            columns.AMOUNT: lambda name, cell: self.typed[name](cell),
            columns.DAY: lambda name, cell: self.typed[name](cell),
            columns.ORGANISATION: self._organisation,
            columns.PLACES: self._places,
            columns.STAFF: self._staff,
        }

    def row(self, number: int, cells: Mapping[str, str], *, beyond: bool = False) -> TableRow:
        """What the cells of a row say; empty ones say nothing. `beyond` them are some without a heading."""
        said: dict[str, Any] = {}
        faults: list[tuple[str, Text]] = [("", BEYOND)] if beyond else []
        for name, cell in cells.items():
            if not cell.strip():
                continue
            try:
                said[name] = self.reading[self.kind.columns[name].reads](name, cell.strip())
            except Refused as refusal:
                faults.append((name, refusal.text))
        return TableRow(number, cells, said, faults)

    def _code(self, name: str, cell: str) -> str:
        code = self.words[name].get(search_key(cell))
        if code is None:
            raise Refused(Text("Choose one from the list."))
        return code

    def _whole(self, name: str, cell: str) -> int:
        told = cell.removesuffix("%").removesuffix("％")
        return int(self.typed[name](told) if name in self.typed else cleaning.parse_decimal(told, 0))

    def _organisation(self, _name: str, cell: str) -> int:
        return _one(self.firms.get(search_key(cell), []), Text("No organisation of this name is on record."))

    def _places(self, _name: str, cell: str) -> list[int]:
        names = {search_key(name): name for name in listed(cell)}
        return [
            _one(list(self.places.get(key, ())), Text("No place is called %(name)s.", name=names[key])) for key in names
        ]

    def _staff(self, _name: str, cell: str) -> int:
        return _one(self.staff.get(search_key(cell), []), Text("Nobody of the staff is called so."))


def _places(names: Collection[str]) -> dict[str, frozenset[int]]:
    """{folded name: the places called so}; what is too long for a name is none."""
    keys = sorted({search_key(name) for name in names if len(name) <= named.LONGEST_NAME})
    found: dict[str, frozenset[int]] = {}
    for start in range(0, len(keys), named.AT_ONCE):
        found |= places.named_so(keys[start : start + named.AT_ONCE])
    return found


def _one(ids: Sequence[int], none: Text) -> int:
    if not ids:
        raise Refused(none)
    if len(ids) > 1:
        raise Refused(Text("Several are called so: add this row by its form."))
    return ids[0]
