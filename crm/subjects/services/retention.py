"""Deleting what is over its term: by the statements of an erasure, so that nothing stays in index, log and files."""

from collections.abc import Collection

from sqlalchemy import select

from crm.audit.services import action, erase_key
from crm.core import clock
from crm.core.database import Base, db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.files.models import StoredFile
from crm.search import services as search
from crm.subjects import rules
from crm.subjects.models import RetentionRun
from crm.subjects.queries import NamedRows
from crm.subjects.queries.overdue import due
from crm.subjects.rules.declared import NAMINGS
from crm.subjects.rules.naming import BLANK, DROP
from crm.subjects.rules.retention import CLEARED, CONFIRMED, GOING
from crm.subjects.services import writing


def delete_due(code: str, *, expected: str, by: Actor) -> tuple[RetentionRun, list[str]]:
    """Delete what of a kind is over its term, was shown, and nothing keeps; the files that must go after the commit.
    Refused where other records are shown than was looked at (`Due.digest`), or none."""
    if GOING.get(code) != CONFIRMED:
        raise Refused(Text("Choose one."))
    found = due(code, user=by)
    ids = [row.id for row in found.confirmed]
    if not ids:
        raise Refused(Text("Nothing is over its term."))
    if found.digest != expected:
        raise Refused(Text("The list has changed since you looked. Look at it again, then confirm."))
    with action(rules.RETAINED, by=by):
        run = RetentionRun(code=code, number=len(ids), held=found.held)
        db.session.add(run)
        db.session.flush()
        files = _pictures(ids) if code == "cards" else _leads(ids)
        db.session.flush()
    db.session.expire_all()
    roots = {("business_cards" if code == "cards" else "leads", id) for id in ids}
    search.index(roots | {("people", row.person_id) for row in found.confirmed if row.person_id is not None}, {})
    return run, files


def _pictures(card_ids: Collection[int]) -> list[str]:
    """The pictures of cards, with what was read from them: that never stood in the log. Nobody's are archived."""
    sides = Base.metadata.tables["card_sides"]
    rows = db.session.execute(
        select(sides.c.id, sides.c.file_id, sides.c.thumbnail_id).where(sides.c.card_id.in_(card_ids))
    ).all()
    writing.remove("card_sides", [row.id for row in rows])
    cards = Base.metadata.tables["business_cards"]
    nobodys = select(cards.c.id).where(
        cards.c.id.in_(card_ids), cards.c.person_id.is_(None), cards.c.archived_at.is_(None)
    )
    # Nobody can confirm what nobody can see any more.
    writing.write(cards, list(db.session.scalars(nobodys)), {"archived_at": clock.now()})
    return _files([id for row in rows for id in (row.file_id, row.thumbnail_id)])


def _leads(ids: Collection[int]) -> list[str]:
    """What leads tell of somebody, with their files and the keys of the log; they stay for the counts."""
    leads = Base.metadata.tables["leads"]
    rows = [dict(row) for row in db.session.execute(select(leads).where(leads.c.id.in_(ids))).mappings()]
    terms = rules.terms([row["raw_name"] for row in rows], [row["raw_contact"] for row in rows])
    own = next(naming for naming in NAMINGS if (naming.table, naming.column) == ("leads", "person_id"))
    texts = dict.fromkeys((*own.emptied, *own.looked, "raw_organisation", "interest"), "") | dict.fromkeys(
        own.marked, CLEARED
    )
    writing.write(leads, ids, texts)
    for id in ids:
        erase_key(("leads", id))
    for naming in NAMINGS:
        if naming.of == "leads" and not naming.type_column and naming.erasing in (BLANK, DROP):
            table = Base.metadata.tables[naming.table]
            hanging = select(table).where(table.c[naming.column].in_(ids))
            found = NamedRows(naming, [dict(row) for row in db.session.execute(hanging).mappings()])
            _clear(found)
    gone = _pictures(_cards_of(ids))
    _written_on(ids)
    files = select(StoredFile.id).where(StoredFile.record_type == "leads", StoredFile.record_id.in_(ids))
    writing.forget_passing(terms)
    return gone + _files(list(db.session.scalars(files)))


def _cards_of(lead_ids: Collection[int]) -> list[int]:
    """The cards that came with leads and belong to nobody: somebody's have a term of their own."""
    captures, cards = Base.metadata.tables["booth_captures"], Base.metadata.tables["business_cards"]
    came = select(captures.c.card_id).where(captures.c.lead_id.in_(lead_ids), captures.c.card_id.is_not(None))
    return list(db.session.scalars(select(cards.c.id).where(cards.c.id.in_(came), cards.c.person_id.is_(None))))


def _written_on(lead_ids: Collection[int]) -> None:
    """What was written on leads: own fields and marks go, of tasks and interactions the texts. An interaction that is
    with somebody in the contacts is theirs and stays. The log has no key of these rows and keeps what it says."""
    changed = set[tuple[str, int]]()
    for naming in NAMINGS:
        if (naming.type_column, naming.column) != ("record_type", "record_id") or naming.table == "stored_files":
            continue
        table = Base.metadata.tables[naming.table]
        on_them = select(table).where(table.c.record_type == "leads", table.c.record_id.in_(lead_ids))
        rows = [dict(row) for row in db.session.execute(on_them).mappings()]
        if naming.erasing == DROP:
            writing.remove(naming.table, [row["id"] for row in rows])
            continue
        rows = [row for row in rows if row.get("person_id") is None]
        first, *rest = naming.looked or ("",)
        if first and rows:
            writing.write(table, [row["id"] for row in rows], {first: CLEARED} | dict.fromkeys(rest, ""))
            changed |= {(naming.table, row["id"]) for row in rows}
    db.session.expire_all()
    search.index(changed, {})


def _clear(found: NamedRows) -> None:
    """Empty or delete rows that hang on leads, and the keys under which the log has them."""
    for row in found.rows:
        subject = writing.as_row(found.naming.table, row).audit_subject()
        if subject is not None and subject[0] != "people":
            erase_key(subject)
    if found.naming.erasing == DROP:
        writing.remove(found.naming.table, [row["id"] for row in found.rows])
    else:
        writing.blank(found, CLEARED)


def _files(ids: Collection[int]) -> list[str]:
    """Drop the rows of files that nothing else shows; under which names they lie."""
    going = writing.unshared(ids)
    names = list(db.session.scalars(select(StoredFile.storage_name).where(StoredFile.id.in_(going))))
    writing.remove("stored_files", going)
    return names
