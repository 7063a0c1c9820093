"""What an erasure leaves alone: rows of other people who live, and what is frozen; and who else bears the name."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.activities.models import ActivityApproval, CostLine
from crm.agreements.models import Agreement
from crm.agreements.rules import was_signed
from crm.contacts.models import ContactPoint, Person, PersonName
from crm.contacts.rules.reach import is_shared
from crm.core.database import Base, db
from crm.letters.models import Letter
from crm.reports.models import MissionReport
from crm.showrooms.models.settlements import Settlement
from crm.subjects import rules
from crm.subjects.queries.hits import TextHit, root_of
from crm.subjects.rules.declared import HANGING, NAMINGS
from crm.subjects.rules.naming import DROP, PEOPLE, Naming
from crm.subjects.rules.spelling import folded

#: Texts in rows of a person that may name anybody else: who introduced them, whose line a number is.
NOTES: Final = frozenset(
    {("acquaintances", "source"), ("acquaintances", "note"), ("target_members", "note"), ("field_values", "text")}
    | {("contact_points", "label"), ("affiliations", "department"), ("applications", "remarks")}
    | {("booth_shifts", "note"), ("participant_shares", "note"), ("processing_records", "note")}
    | {("processing_records", "mistake"), ("sharing_decisions", "reason"), ("business_cards", "place")}
    | {("card_exchanges", "place"), ("product_inquiries", "question"), ("leads", "inquiry"), ("leads", "next_action")}
)

Row = tuple[str, int]  #: (table, id)
ContactRow = Mapping[str, Any]
#: By what one person is reached and no other: a fax or the number of an office belongs to many.
OWN: Final = ("email", "mobile", "wechat", "kakao", "line", "qq")


def _approved(record: Any) -> date | None:
    return record.approved_at.date() if record.approved_at is not None else None


def _signed(agreement: Agreement) -> date | None:
    if not was_signed(agreement.status):
        return None
    return agreement.expires_on or agreement.signed_on or agreement.updated_at.date()


#: Records that nobody changes once they are approved, signed or sent: {table: (model, since which day)}.
_FROZEN: Final[Mapping[str, tuple[Any, Callable[[Any], date | None]]]] = {
    MissionReport.__tablename__: (MissionReport, _approved),
    Agreement.__tablename__: (Agreement, _signed),
    Letter.__tablename__: (Letter, lambda letter: letter.sent_on),
    Settlement.__tablename__: (Settlement, _approved),
    CostLine.__tablename__: (CostLine, _approved),
    ActivityApproval.__tablename__: (ActivityApproval, lambda one: one.decided_at.date() if one.decided_at else None),
}


def frozen(hits: Sequence[TextHit]) -> dict[TextHit, tuple[Row, date]]:
    """{text that stands in a frozen record: (that record, the last day on which it is kept)}."""
    found = {}
    for hit in hits:
        for table, id in _above(hit.table, hit.row_id):
            model, since = _FROZEN.get(table, (None, None))
            record = db.session.get(model, id) if model is not None else None
            last = since(record) if record is not None and since is not None else None
            if last is not None:
                found[hit] = ((table, id), rules.kept_until(last))
                break
    return found


def _above(table: str, id: int) -> list[Row]:
    """A row and what it is a part of, up to the record that stands for itself."""
    way = [(table, id)]
    while (root := root_of(*way[-1])) not in way:
        way.append(root)
    return way


def of_others(hits: Sequence[TextHit], ids: Collection[int], names: Collection[str]) -> set[TextHit]:
    """Those texts that tell of somebody else who lives: what a row keeps of the person whom its keys lead to, and all
    of a row that leads to another person of the same name."""
    if not hits or not names:
        return set()
    rows: dict[str, set[int]] = defaultdict(set)
    for hit in hits:
        rows[hit.table].add(hit.row_id)
    led = {table: _led_to(table, found) for table, found in rows.items()}
    living = _living({id for found in led.values() for _naming, _row, id in found} | rows.get(PEOPLE, set()), ids)
    alike = set(namesakes(names, ids))
    spared = set()
    for hit in hits:
        if hit.table == PEOPLE and hit.row_id in living and (hit.row_id in alike or hit.column == "salutation"):
            spared.add(hit)
        for naming, row_id, person_id in led[hit.table]:
            if row_id == hit.row_id and person_id in living and (person_id in alike or _tells(naming, hit.column)):
                spared.add(hit)
    return spared


def _tells(naming: Naming, column: str) -> bool:
    """Whether a column of such rows tells of the person whom they lead to; others are texts that may name anybody."""
    if (naming.table, column) in NOTES:
        return False
    return naming.is_own or naming.erasing == DROP or column in (*naming.marked, *naming.emptied)


def _led_to(table: str, ids: Collection[int]) -> list[tuple[Naming, int, int]]:
    """[(declaration, row, person)] of all people whom these rows lead to, also by rows about a person."""
    found = []
    for naming in NAMINGS:
        if naming.table != table or not ids:
            continue
        columns = Base.metadata.tables[table].columns
        kind = columns[naming.type_column] if naming.type_column else None
        wanted = [columns["id"], columns[naming.column], *([kind] if kind is not None else [])]
        for row_id, target, *types in db.session.execute(select(*wanted).where(columns["id"].in_(ids))).all():
            of = types[0] if types else naming.of
            if target is None or (types and of not in HANGING):
                continue
            people = {target} if of == PEOPLE else {person for _n, _r, person in _led_to(of, [target])}
            found += [(naming, row_id, person) for person in people]
    return found


def _living(people: Collection[int], ids: Collection[int]) -> set[int]:
    """Of these people those who are neither erased nor about to be."""
    statement = select(Person.id).where(Person.id.in_(set(people) - set(ids)), Person.erased_at.is_(None))
    return set(db.session.scalars(statement))


@dataclass(frozen=True)
class LikeNames:
    """Who else lives and is called by one of some names, or by a longer one that begins with it or holds it."""

    people: list[int]
    longer: list[str]  #: the longer names, as they are compared


def like_names(names: Collection[str], ids: Collection[int]) -> LikeNames:
    """Read the names of all who live, however they are spelt."""
    wanted = {folded(name) for name in names} - {""}
    people, longer = set[int](), set[str]()
    if not wanted:
        return LikeNames([], [])
    for id, name in _living_names(ids):
        if name in wanted:
            people.add(id)
        elif any(term in name for term in wanted):
            people.add(id)
            longer.add(name)
    return LikeNames(sorted(people), sorted(longer))


def namesakes(names: Collection[str], ids: Collection[int]) -> list[int]:
    """Other people who live and are called by one of these names, whatever the spaces and the capitals in it."""
    wanted = {folded(name) for name in names}
    return sorted({id for id, name in _living_names(ids) if name in wanted})


def _living_names(ids: Collection[int]) -> Iterator[tuple[int, str]]:
    statement = (
        select(PersonName.person_id, PersonName.full)
        .join(Person, Person.id == PersonName.person_id)
        .where(Person.erased_at.is_(None), Person.merged_into_id.is_(None), PersonName.person_id.not_in(ids))
    )
    for id, name in db.session.execute(statement):
        yield id, folded(name)


def shared(normalised: Collection[str], ids: Collection[int]) -> set[str]:
    """Of these addresses and numbers those that somebody else who lives has, too."""
    statement = (
        select(ContactPoint.normalised)
        .join(Person, Person.id == ContactPoint.person_id)
        .where(ContactPoint.normalised.in_(normalised), Person.erased_at.is_(None), Person.id.not_in(ids))
    )
    return set(db.session.scalars(statement))


def doubles(found: Sequence[ContactRow], ids: Collection[int]) -> list[Person]:
    """Other people who live and are reached by an address or a number that is one person's alone: the same, perhaps."""
    own = {
        row["normalised"] for row in found
        if row["kind"] in OWN and row["normalised"] and not is_shared(row["kind"], row["normalised"])
    }  # fmt: skip
    statement = (
        select(Person)
        .where(Person.id.in_(select(ContactPoint.person_id).where(ContactPoint.normalised.in_(own))))
        .where(Person.id.not_in(ids), Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    )
    return list(db.session.scalars(statement.options(selectinload(Person.names)).order_by(Person.id)))
