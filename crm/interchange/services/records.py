"""A table of sales routes or assessments: its rows read, tried and recorded, each by the service that makes one."""

from collections.abc import Callable, Mapping, Sequence
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
    make: Callable[[Mapping[str, Any], Callable[[int], str], Actor], Any]
    model: type[SalesRoute] | type[PartnerAssessment]
    archive: Callable[[int, Actor], None]


def _route(said: Mapping[str, Any], _text: Callable[[int], str], by: Actor) -> SalesRoute:
    told = {name: value for name, value in said.items() if name not in ("grade", "proven_on", "proof")}
    proofs = [Proof(said["grade"], said.get("proven_on"), said.get("proof", ""))] if said.get("grade") else []
    same = select(SalesRoute.id).where(
        SalesRoute.organisation_id == told.get("organisation_id"), SalesRoute.name == told.get("name"),
        SalesRoute.archived_at.is_(None),
    )  # fmt: skip
    if db.session.scalar(same) is not None:
        raise Refused(ON_RECORD)
    needed = {"organisation_id": None, "name": "", "channel": ""}
    return partners.record(RouteInput(**(needed | told), proofs=proofs), by=by)


def _assessment(said: Mapping[str, Any], text: Callable[[int], str], by: Actor) -> PartnerAssessment:
    told: dict[str, Any] = {"assessor_id": by.id, "judgement": "", "organisation_id": None, "assessed_on": None}
    told |= said
    scores = {name: told.pop(name, None) for name in partner_rules.CRITERIA}
    same = select(PartnerAssessment.id).where(
        PartnerAssessment.organisation_id == told["organisation_id"], PartnerAssessment.archived_at.is_(None),
        PartnerAssessment.assessed_on == told["assessed_on"], PartnerAssessment.assessor_id == told["assessor_id"],
    )  # fmt: skip
    if db.session.scalar(same) is not None:
        raise Refused(ON_RECORD)
    reminder = text(told["organisation_id"]) if told["organisation_id"] else ""
    return partners.assess(AssessmentInput(**told, scores=scores), text=reminder, by=by)


TABLES: Final = {
    kind.code: kind
    for kind in (
        TableKind(
            "routes", columns.ROUTE_COLUMNS, ("organisation_id", "name", "channel"), partner_rules.RECORDED, _route,
            SalesRoute, lambda id, by: audit.archive(queries.one(id, user=by), partner_rules.ARCHIVED, by=by),
        ),
        TableKind(
            "assessments", columns.ASSESSMENT_COLUMNS, ("organisation_id", "assessed_on", "judgement"),
            partner_rules.ASSESSED, _assessment, PartnerAssessment,
            lambda id, by: partners.archive_assessment(queries.assessment(id, user=by), by=by),
        ),
    )
}  # fmt: skip


def recorded(
    kind: TableKind, rows: Sequence[TableRow], *, text: Callable[[int], str], by: Actor
) -> tuple[list[int], list[TableRow]]:
    """The ids of what the rows became, and those that a rule refused, with why. Whoever only tries rolls back."""
    made, refused = [], []
    with action(kind.verb, by=by):
        for row in rows:
            if row.faults:
                refused.append(row)
                continue
            try:
                found = kind.make(row.said, text, by)
                db.session.flush()
                made.append(found.id)
            except Refused as refusal:
                field = _OF_FIELDS.get(refusal.field or "", refusal.field or "")
                refused.append(TableRow(row.number, row.cells, row.said, [(field, refusal.text)]))
    return made, refused


def take_back(kind: TableKind, first: int, last: int, *, by: Actor) -> int:
    """Archive what `by` recorded from one id to another; how many."""
    mine = (kind.model.id.between(first, last), kind.model.created_by_id == by.id, kind.model.archived_at.is_(None))
    ids = list(db.session.scalars(select(kind.model.id).where(*mine)))
    for id in ids:
        kind.archive(id, by)
    return len(ids)


# ------------------------------------------------------------------ what cells say


class CellReader:
    """Reads cells of the columns of a kind. `words` are {column: {folded word: code}} of the columns of codes."""

    def __init__(self, kind: TableKind, words: Mapping[str, Mapping[str, str]], *, user: Actor, language: str) -> None:
        self.kind, self.words, self.user, self.language = kind, words, user, language
        self.staff = {search_key(name): id for id, name in users.options()}
        self.reading: dict[str, Callable[[str, str], Any]] = {
            columns.TEXT: lambda _name, cell: cell,
            columns.CODE: self._code,
            columns.WHOLE: self._whole,
            columns.AMOUNT: lambda _name, cell: cleaning.parse_decimal(cell),
            columns.DAY: lambda _name, cell: cleaning.parse_date(cell),
            columns.ORGANISATION: self._organisation,
            columns.PLACES: self._places,
            columns.STAFF: self._staff,
        }

    def row(self, number: int, cells: Mapping[str, str]) -> TableRow:
        """What the cells of a row say; empty ones say nothing."""
        said: dict[str, Any] = {}
        faults: list[tuple[str, Text]] = []
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

    def _whole(self, _name: str, cell: str) -> int:
        return int(cleaning.parse_decimal(cell.removesuffix("%").removesuffix("％"), 0))

    def _organisation(self, _name: str, cell: str) -> int:
        key = search_key(cell)
        found = [
            each.id
            for each in named.find_organisations(cell, user=self.user, language=self.language)
            if key in {search_key(form.text) for form in (each.name, *each.alt)}
        ]
        return _one(found, Text("No organisation of this name is on record."))

    def _places(self, _name: str, cell: str) -> list[int]:
        names = {search_key(name): name for name in listed(cell)}
        known = places.named_so(names.keys())
        return [_one(list(known.get(key, ())), Text("No place is called %(name)s.", name=names[key])) for key in names]

    def _staff(self, _name: str, cell: str) -> int:
        id = self.staff.get(search_key(cell))
        return _one([id] if id is not None else [], Text("Nobody of the staff is called so."))


def _one(ids: Sequence[int], none: Text) -> int:
    if not ids:
        raise Refused(none)
    if len(ids) > 1:
        raise Refused(Text("Several are called so: add this row by its form."))
    return ids[0]
