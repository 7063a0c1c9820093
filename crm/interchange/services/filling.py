"""Adding what a row says to a record that is there: only what is empty is filled, unless the user ticked otherwise.

Each change is remembered, so that it can be undone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.contacts import rules as contacts
from crm.contacts.models import (
    Affiliation,
    ContactPoint,
    Organisation,
    OrganisationAddress,
    OrganisationName,
    Person,
    PersonName,
)
from crm.contacts.rules import OrganisationNameInput, PersonNameInput
from crm.core.contact_points import PHONES, normalise
from crm.core.database import Base, db, touch
from crm.core.names import search_key
from crm.core.texts import Text
from crm.interchange.rules.drafts import RowDraft

OLDER = Text("The card is older than the post that is kept, or has no date: %(name)s was left out.")
KEPT = Text("There is another one already, so this was left out: %(value)s")
POST = Text("No organisation is named with this post, so it was left out: %(value)s")
OTHER_NAME = Text("The name is written differently in the file: %(name)s")


@dataclass
class Fill:
    """What one row changes: the rows it adds, and the columns it sets."""

    added: list[Base] = field(default_factory=list)
    set: list[tuple[Base, str, Any, Any]] = field(default_factory=list)  #: (row, column, old, new)
    remarks: list[Text] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.set)

    def put(self, row: Base, column: str, value: Any, *, overwrite: bool = False, told: bool = True) -> None:
        """Fill a column that is empty; or replace what stands there. What stays out for it is `told`."""
        old = getattr(row, column)
        if not value or value == old:
            return
        if not old or overwrite:
            self.set.append((row, column, old, value))
        elif told and str(value) not in str(old):
            self.remarks.append(Text(KEPT.msgid, value=str(value)[:60]))

    def apply(self) -> None:
        """Do it. Added rows get their ids with the next flush."""
        for row, column, _, new in self.set:
            setattr(row, column, new)


def people(ids: Sequence[int]) -> dict[int, Person]:
    """The people with everything that a row may fill."""
    statement = select(Person).where(Person.id.in_(ids))
    loaded = (selectinload(Person.names), selectinload(Person.affiliations), selectinload(Person.contact_points))
    return {person.id: person for person in db.session.scalars(statement.options(*loaded))}


def organisations(ids: Sequence[int]) -> dict[int, Organisation]:
    """The organisations with everything that a row may fill."""
    loaded = (
        selectinload(Organisation.names),
        selectinload(Organisation.addresses),
        selectinload(Organisation.contact_points),
    )
    return {
        row.id: row for row in db.session.scalars(select(Organisation).where(Organisation.id.in_(ids)).options(*loaded))
    }


def of_person(person: Person, draft: RowDraft, employer: int | None, *, overwrite: bool, today: date) -> Fill:
    """What a row adds to a person. `employer` is the id of the organisation that the row names."""
    fill = Fill()
    _points(person, draft, fill, overwrite=overwrite)
    card = next(name for name in person.names if name.kind == contacts.PRIMARY)
    if draft.key in person.search_key.split(" "):
        fill.put(card, "reading", draft.name.get("reading", ""), told=False)
        whole = draft.name.get("family") and draft.name.get("given")  # one alone may be a name that nobody divided
        if whole and draft.name["full"].replace(" ", "") == card.full.replace(" ", ""):
            fill.put(card, "family", draft.name.get("family", ""), told=False)
            fill.put(card, "given", draft.name.get("given", ""), told=False)
    else:
        fill.remarks.append(Text(OTHER_NAME.msgid, name=draft.name["full"]))
    _further_names(person, draft, fill, overwrite=overwrite)
    if draft.post and not any(post.title == draft.title for post in person.affiliations):
        fill.remarks.append(Text(POST.msgid, value=draft.post))
    if employer is not None:
        _post(person, draft, employer, fill, overwrite=overwrite, today=today)
    fill.put(person, "notes", draft.notes)
    return fill


def _further_names(person: Person, draft: RowDraft, fill: Fill, *, overwrite: bool) -> None:
    """Names that the person does not have in any kind yet; a second one of a kind only when the user wants it."""
    known = {search_key(text) for name in person.names for text in (name.full, name.reading) if text}
    kinds = {_sort_of(name.kind) for name in person.names}
    for form in draft.others:
        if search_key(form["full"]) in known:
            continue
        if _sort_of(form["kind"]) in kinds and not overwrite:
            fill.remarks.append(Text(KEPT.msgid, value=form["full"]))
        else:
            fill.added.append(PersonName(**form))


def _sort_of(kind: str) -> str:
    return "latin" if kind.startswith("latin") else kind


def _points(owner: Person | Organisation, draft: RowDraft, fill: Fill, *, overwrite: bool) -> None:
    kinds = {point.kind for point in owner.contact_points}
    known = {(_sort_of_point(point.kind), point.normalised) for point in owner.contact_points}
    if isinstance(owner, Organisation) and owner.website:
        known.add(("url", normalise("url", owner.website, owner.country)))
    for kind, value, normalised in draft.points:
        if (_sort_of_point(kind), normalised) in known:
            continue
        if kind in kinds and not overwrite:
            fill.remarks.append(Text(KEPT.msgid, value=value))
        else:
            fill.added.append(ContactPoint(kind=kind, value=value, normalised=normalised, label=""))


def _sort_of_point(kind: str) -> str:
    """A number is the same under whichever heading a file has it: lists have them all under one."""
    return "phone" if kind in PHONES else kind


def _post(person: Person, draft: RowDraft, employer: int, fill: Fill, *, overwrite: bool, today: date) -> None:
    """A post at the organisation: its empty columns filled, or a new one when nothing says that it is over."""
    exchanged = date.fromisoformat(draft.exchanged) if draft.exchanged else None
    current = [post for post in person.affiliations if post.to_date is None or post.to_date >= today]
    posts = [*sorted(current, key=lambda post: not post.is_primary), *person.affiliations]
    held = next((post for post in posts if post.organisation_id == employer), None)
    if held is not None:
        newer = held.from_date is None or exchanged is None or exchanged >= held.from_date
        newer = overwrite and newer and held in current  # what somebody was called before is history
        since = exchanged or today
        if newer and _is_renamed(held, draft) and since <= today and (held.from_date is None or held.from_date < since):
            _follow(held, draft, fill, since)
            return
        fill.put(held, "title", draft.title, overwrite=newer)
        fill.put(held, "department", draft.department, overwrite=newer)
        if held.titles and any(row is held and old for row, _, old, _ in fill.set):
            fill.set.append((held, "titles", held.titles, {}))  # they say in other languages what it is no longer
        return
    if any(exchanged is None or (post.from_date and exchanged < post.from_date) for post in current):
        fill.remarks.append(Text(OLDER.msgid, name=draft.organisation["text"]))
        return
    post = Affiliation(
        organisation_id=employer,
        department=draft.department,
        title=draft.title,
        from_date=exchanged,
        is_primary=not any(post.is_primary for post in person.affiliations),
    )
    fill.added.append(post)


def _is_renamed(post: Affiliation, draft: RowDraft) -> bool:
    """Whether a row calls a post otherwise, and not only in another spelling (部　長)."""
    told = ((post.title, draft.title), (post.department, draft.department))
    return any(before and now and search_key(before) != search_key(now) for before, now in told)


def _follow(held: Affiliation, draft: RowDraft, fill: Fill, since: date) -> None:
    """The post ends the day before, and one that follows it begins: older papers go on to say what it was."""
    ends = (("to_date", since - timedelta(days=1)), ("end_known", True), ("is_primary", False))
    fill.set += [(held, name, old, new) for name, new in ends if (old := getattr(held, name)) != new]
    post = Affiliation(
        organisation_id=held.organisation_id,
        department=draft.department or held.department,
        title=draft.title or held.title,
        titles={},
        from_date=since,
        to_date=held.to_date,
        end_known=held.end_known,
        is_primary=held.is_primary,
    )
    fill.added.append(post)


def write_person(person: Person, fill: Fill) -> None:
    """Put a fill into a person, with the keys of the names."""
    fill.apply()
    db.session.flush()  # a post that ends is no main one any more, before that which follows it is
    lists: dict[type[Base], Callable[[Any], None]] = {
        PersonName: person.names.append,
        ContactPoint: person.contact_points.append,
        Affiliation: person.affiliations.append,
    }
    for row in fill.added:
        lists[type(row)](row)
    changed = {type(row) for row in fill.added} | {type(row) for row, *_ in fill.set}
    if PersonName in changed:
        renew_keys(person)
    touch(person)


def renew_keys(person: Person) -> None:
    """Work out anew what a person is found and listed by."""
    forms = [
        PersonNameInput(n.language, n.full, n.family, n.given, n.reading, n.kind, name_order=n.name_order)
        for n in sorted(person.names, key=lambda name: name.kind != contacts.PRIMARY)
    ]
    for column, key in contacts.person_keys(forms[0], forms[1:]).items():
        setattr(person, column, key)


def of_organisation(organisation: Organisation, draft: RowDraft, *, overwrite: bool) -> Fill:
    """What a row adds to an organisation."""
    fill = Fill()
    said = draft.organisation
    _points(organisation, draft, fill, overwrite=overwrite)
    for column in ("founded_year", "employees", "profile"):
        fill.put(organisation, column, said.get(column), overwrite=overwrite)
    if not organisation.identifier_value:  # its type belongs to it
        fill.put(organisation, "identifier_type", said.get("identifier_type", ""), told=False)
    fill.put(organisation, "identifier_value", said.get("identifier_value", ""))
    if said["address"] and not organisation.addresses:
        language = contacts.guess_language(said["address"], said["country"])
        fill.added.append(
            OrganisationAddress(language=language, lines=said["address"], postal_code=said["postal_code"])
        )
    known = {name.text for name in organisation.names}
    languages = {name.language for name in organisation.names}
    for form in said["others"]:
        if form["text"] not in known and form["language"] not in languages:
            fill.added.append(OrganisationName(**form))
    primary = next(name for name in organisation.names if name.is_primary)
    fill.put(primary, "reading", said["name"].get("reading", ""), told=False)
    fill.put(organisation, "notes", draft.notes)
    return fill


def write_organisation(organisation: Organisation, fill: Fill) -> None:
    """Put a fill into an organisation, with the keys of the names."""
    fill.apply()
    lists: dict[type[Base], Callable[[Any], None]] = {
        OrganisationName: organisation.names.append,
        ContactPoint: organisation.contact_points.append,
        OrganisationAddress: organisation.addresses.append,
    }
    for row in fill.added:
        lists[type(row)](row)
    renew_organisation_keys(organisation)
    touch(organisation)


def renew_organisation_keys(organisation: Organisation) -> None:
    """Work out anew what an organisation is found and listed by."""
    rows = sorted(organisation.names, key=lambda name: not name.is_primary)
    forms = [OrganisationNameInput(row.text, row.language, row.reading, row.kind) for row in rows]
    for column, key in contacts.organisation_keys(forms[0], forms[1:]).items():
        setattr(organisation, column, key)
