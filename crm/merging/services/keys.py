"""The one main name and the one main post of a record through a merge, and the keys it is found and sorted by."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, select

from crm.contacts import rules as contacts
from crm.contacts.models import OrganisationName, PersonName
from crm.contacts.rules import OrganisationNameInput, PersonNameInput
from crm.core.database import Base, db
from crm.merging import rules
from crm.merging.services.journal import Journal, Row

NAME_TABLES: Final = {rules.PEOPLE: "person_names", rules.ORGANISATIONS: "organisation_names"}
#: What the card's name of the record merged away becomes beside the survivor's.
DEMOTED: Final = "other"


def own_name(kind: str, id: int) -> str:
    """The main name of a record; "#12" when it has none."""
    found = next((row for row in _names(kind, id) if _is_main(row)), None)
    return str(found["full" if kind == rules.PEOPLE else "text"]) if found else f"#{id}"


def search_keys(kind: str, id: int) -> Row:
    """{column: value} of what the record is found and sorted by, from its names as they are now."""
    if kind == rules.PEOPLE:
        people = list(db.session.scalars(select(PersonName).where(PersonName.person_id == id).order_by(PersonName.id)))
        forms = [
            PersonNameInput(n.language, n.full, n.family, n.given, n.reading, n.kind, name_order=n.name_order)
            for n in people
        ]
        main = next((form for form in forms if form.kind == contacts.PRIMARY), None)
        if main is None:
            return {}
        others = [form for form in forms if form is not main]
        return dict(contacts.person_keys(main, others))
    statement = select(OrganisationName).where(OrganisationName.organisation_id == id).order_by(OrganisationName.id)
    found = list(db.session.scalars(statement))
    first = next((name for name in found if name.is_primary), None)
    if first is None:
        return {}
    inputs = {name: OrganisationNameInput(name.text, name.language, name.reading, name.kind) for name in found}
    return dict(contacts.organisation_keys(inputs[first], [inputs[name] for name in found if name is not first]))


@dataclass
class MainForms:
    """Which name and which post was the main one on each side, and which shall be."""

    kind: str
    kept: int
    gone: int
    post_of_kept: Row | None
    post_of_gone: Row | None
    wanted_text: str = ""

    @classmethod
    def before(cls, kind: str, kept: int, gone: int) -> "MainForms":
        """As it is before the merge."""
        of_kept, of_gone = (_main_post(kind, id) for id in (kept, gone))
        return cls(kind, kept, gone, of_kept, of_gone)

    def demote(self, journal: Journal, *, from_gone: bool) -> None:
        """Take the mark off the name that is not to be the main one."""
        table, owner = _name_table(self.kind)
        main, other = (self.gone, self.kept) if from_gone else (self.kept, self.gone)
        mains = {row[owner]: row for row in _names(self.kind, main) + _names(self.kind, other) if _is_main(row)}
        if main not in mains:  # its names were left out, or it has none: the other one's stays
            main, other = other, main
        if main not in mains:
            return
        self.wanted_text = mains[main][_text(self.kind)]
        if other in mains:
            journal.change(table, [mains[other]], lambda _: self._mark(main=False))

    def promote(self, journal: Journal, *, post_of_gone: bool | None) -> None:
        """Mark the name again that was folded into another row, and the post."""
        table, _ = _name_table(self.kind)
        names = _names(self.kind, self.kept)
        if names and not any(map(_is_main, names)):
            wanted = next((row for row in names if row[_text(self.kind)] == self.wanted_text), names[0])
            journal.change(table, [wanted], lambda _: self._mark(main=True))
        if self.kind == rules.PEOPLE:
            self._promote_post(journal, post_of_gone)

    def _mark(self, *, main: bool) -> Row:
        if self.kind == rules.PEOPLE:
            return {"kind": contacts.PRIMARY if main else DEMOTED}
        return {"is_primary": main}

    def _promote_post(self, journal: Journal, post_of_gone: bool | None) -> None:
        wanted = self.post_of_gone if post_of_gone or self.post_of_kept is None else self.post_of_kept
        if wanted is None:
            return
        table = Base.metadata.tables["affiliations"]
        posts = journal.rows(table, table.c.person_id == self.kept)
        same = ("organisation_id", "department", "title", "to_date")
        found = next((p for p in posts if p["id"] == wanted["id"]), None) or next(
            (p for p in posts if all(p[name] == wanted[name] for name in same)), None
        )
        if found is None or found["is_primary"]:
            return
        journal.change(table, [p for p in posts if p["is_primary"]], lambda _: {"is_primary": False})
        journal.change(table, [found], lambda _: {"is_primary": True})


def settle_portrait(journal: Journal, kind: str, kept: int, gone: int) -> None:
    """The survivor's own portrait stays the one that is shown; the other one's is shown where the survivor has none."""
    if kind != rules.PEOPLE:
        return
    table = Base.metadata.tables["portraits"]
    shown = journal.rows(table, table.c.person_id.in_((kept, gone)) & table.c.archived_at.is_(None))
    if any(row["person_id"] == kept for row in shown):
        journal.change(table, [row for row in shown if row["person_id"] == gone], lambda _: {"archived_at": journal.at})


def _main_post(kind: str, id: int) -> Row | None:
    if kind != rules.PEOPLE:
        return None
    table = Base.metadata.tables["affiliations"]
    found = db.session.execute(select(table).where(table.c.person_id == id, table.c.is_primary)).mappings().first()
    return dict(found) if found else None


def _name_table(kind: str) -> tuple[Table, str]:
    return Base.metadata.tables[NAME_TABLES[kind]], "person_id" if kind == rules.PEOPLE else "organisation_id"


def _names(kind: str, id: int) -> list[dict[str, Any]]:
    table, owner = _name_table(kind)
    found = db.session.execute(select(table).where(table.c[owner] == id).order_by(table.c.id)).mappings()
    return [dict(row) for row in found]


def _text(kind: str) -> str:
    return "full" if kind == rules.PEOPLE else "text"


def _is_main(row: Row) -> bool:
    return bool(row["kind"] == contacts.PRIMARY or row.get("is_primary"))
