"""A list becomes delegates: organisations and people that are new are made, the others are added to, never overwritten.

What the list says otherwise than the delegation is taken over only as somebody decided. Each step notes what it made:
it can be taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from crm.activities import services as activities
from crm.activities.models import Activity, Participant
from crm.audit.services import action
from crm.contacts import queries as contact_queries
from crm.contacts import rules as contact_rules
from crm.contacts import services as contacts
from crm.contacts.models import (
    Affiliation,
    ContactPoint,
    LanguageSkill,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
)
from crm.contacts.rules import AffiliationInput, ContactInput, OrganisationNameInput, RoleInput, SkillInput
from crm.core import clock
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.interchange.services import filling
from crm.places.queries import HOME_ZONE
from crm.rosters import rules
from crm.rosters.models import RosterPaste
from crm.rosters.queries import BodyLine, Line, Plan
from crm.travel import queries as travel_queries
from crm.travel import services as travel
from crm.travel.rules import Details

#: After this a list can no longer be taken back, and what it noted for that is forgotten.
KEPT: Final = timedelta(days=30)
#: What tells whether a delegate is still as the list left them; their place in the order is not among it.
TOLD: Final = ("organisation_id", "role", "status", "title_snapshot")


@dataclass(frozen=True)
class Decisions:
    """What somebody chose beside organisations and people: all by number, of the plan's lines and organisations."""

    roles: Mapping[int, str] = field(default_factory=dict)  #: {line: role in the delegation}
    taken: frozenset[int] = frozenset()  #: lines whose changes are taken over
    posts: frozenset[int] = frozenset()  #: lines whose title goes into the contacts, too
    gone: frozenset[int] = frozenset()  #: participants who do not come
    body_roles: Mapping[int, str] = field(default_factory=dict)  #: {organisation: role, "" for none}
    body_places: Mapping[int, int] = field(default_factory=dict)  #: {organisation: place}
    named: frozenset[int] = frozenset()  #: organisations that get the name of the list as one more


@dataclass
class Journal:
    """What a list made and changed, by ids; versions are noted when all is written."""

    organisations: list[int] = field(default_factory=list)
    names: dict[int, list[int]] = field(default_factory=dict)  #: {organisation: names added}
    people: list[int] = field(default_factory=list)
    filled: dict[int, dict[str, Any]] = field(default_factory=dict)  #: {person: {"added": …, "titles": …}}
    parts: list[int] = field(default_factory=list)
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)  #: {participant: what stood before}
    travel: dict[int, list[str]] = field(default_factory=dict)  #: {participant: details filled}


def save(activity: Activity, plan: Plan, decisions: Decisions, *, travels: bool, by: Actor) -> RosterPaste:
    """Save a whole list. `travels`: passports and birthdays go into the sealed travel details, else nowhere.

    Refused while a choice is open, and when two lines are one person.
    """
    _check(plan)
    _forget_old()
    journal = Journal()
    with action(rules.PASTED, by=by, record=activity):
        made = {body.number: _organisation(body, decisions, journal, by) for body in _used(plan)}
        for line in plan.kept:
            at = made.get(line.body.number) if line.body is not None else None
            part = _part(activity, line, at, decisions, journal, by)
            if travels and part is not None:
                _travel(part, line.entry.travel, journal, by)
        for missing in plan.missing:
            if missing.part.id in decisions.gone:
                _note_before(missing.part, journal)
                _change(activity, missing.part, by, status="cancelled")
        touch(activity)
        db.session.flush()
        row = RosterPaste(activity_id=activity.id, by_id=by.id, at=clock.now(), journal=_written(journal))
        db.session.add(row)
        db.session.flush()
    return row


def _check(plan: Plan) -> None:
    if plan.open:
        raise Refused(Text("Some choices are still open: say who and what is meant there."))
    if not plan.kept:
        raise Refused(Text("All lines are left out: there is nothing to save."))
    chosen = [line.chosen for line in plan.kept if line.choice is not None]
    if len(set(chosen)) < len(chosen):
        raise Refused(Text("Two lines are the same person. Leave one of them out, or choose another person."))


def _forget_old() -> None:
    old = update(RosterPaste).where(RosterPaste.at < clock.now() - KEPT)
    db.session.execute(old.values(journal={}).execution_options(synchronize_session=False))


def _used(plan: Plan) -> list[BodyLine]:
    used = {line.body.number for line in plan.kept if line.body is not None}
    return [body for body in plan.bodies if body.number in used]


# ------------------------------------------------------------------ organisations


def _organisation(body: BodyLine, decisions: Decisions, journal: Journal, by: Actor) -> int:
    """The id of the organisation that is chosen, or made."""
    name = OrganisationNameInput(body.body.text, body.body.language)
    if body.organisation_id is None:
        role, place = decisions.body_roles.get(body.number, ""), decisions.body_places.get(body.number)
        made = contacts.create_organisation(
            name=name,
            country="" if place else body.country,
            place_id=place,
            roles=[RoleInput(role)] if role else [],
            by=by,
        )
        db.session.flush()
        journal.organisations.append(made.id)
        return made.id
    if body.adds_name and body.number in decisions.named:
        held = filling.organisations([body.organisation_id])[body.organisation_id]
        row = OrganisationName(**name.columns(), is_primary=False)
        held.names.append(row)
        filling.renew_organisation_keys(held)
        touch(held)
        db.session.flush()
        journal.names[held.id] = [row.id]
    return body.organisation_id


# ------------------------------------------------------------------ people


def _part(
    activity: Activity, line: Line, at: int | None, decisions: Decisions, journal: Journal, by: Actor
) -> Participant | None:
    """The delegate of a line: as they stand, changed, or new."""
    choice, entry = line.choice, line.entry
    if choice is not None and choice.part is not None:
        taken = not line.changes or entry.line in decisions.taken
        if line.changes and taken:
            _note_before(choice.part, journal)
            body = at if at is not None else choice.part.organisation_id
            title = entry.post or choice.part.title_snapshot
            _change(activity, choice.part, by, organisation_id=body, title=title, status="accepted")
        _add_to(choice.part.person_id, line, at if taken else None, decisions, journal, by)
        return choice.part
    if choice is None:
        person_id = _new_person(line, at, by)
        journal.people.append(person_id)
    else:
        person_id = choice.person.id
        _add_to(person_id, line, at, decisions, journal, by)
    part = activities.add_participant(
        activity,
        person_id=person_id,
        organisation_id=at,
        title=entry.post or None,
        role=decisions.roles.get(entry.line, entry.role),
        by=by,
    )
    db.session.flush()
    journal.parts.append(part.id)
    return part


def _new_person(line: Line, at: int | None, by: Actor) -> int:
    entry = line.entry
    post = [AffiliationInput(at, entry.title, entry.department, is_primary=True)] if at is not None else []
    made = contacts.create_person(
        name=entry.name,
        other_names=entry.others,
        affiliations=post,
        contact_points=[ContactInput(kind, value) for kind, value, _ in entry.points],
        languages=[SkillInput(code, _level(code, entry.name.language)) for code in entry.languages],
        salutation=entry.salutation,
        by=by,
    )
    db.session.flush()
    return made.id


def _level(code: str, own: str) -> str:
    """A list names languages without saying how well: one's own is known, the others are enough for business."""
    return "native" if code == own else "business"


def _add_to(person_id: int, line: Line, at: int | None, decisions: Decisions, journal: Journal, by: Actor) -> None:
    """Add what the list knows more about somebody of the contacts; nothing that is there is overwritten.

    Only the title of their post at this organisation is, where somebody ticked it.
    """
    person = db.session.scalar(
        contact_queries.visible_people(by)
        .where(Person.id == person_id)
        .options(
            selectinload(Person.names),
            selectinload(Person.contact_points),
            selectinload(Person.language_skills),
            selectinload(Person.affiliations).joinedload(Affiliation.organisation),
        )
    )
    if person is None:
        raise Refused(Text("Choose one from the list."))
    with action(contact_rules.PERSON_CHANGED, by=by):
        added = [*_names(person, line), *_points(person, line), *_skills(person, line)]
        titles = _post(person, line, at, added, overwrite=line.entry.line in decisions.posts)
        if not added and not titles:
            return
        filling.renew_keys(person)
        touch(person)
        db.session.flush()
    rows: dict[str, list[int]] = {}
    for row in added:
        rows.setdefault(row.__tablename__, []).append(row.id)
    journal.filled[person.id] = {"added": rows, "titles": titles}


def _names(person: Person, line: Line) -> list[PersonName]:
    """Spellings that nobody has stored yet: a Latin one stays as the list has it."""
    known = {"".join(name.full.casefold().split()) for name in person.names}
    made = [
        PersonName(**form.columns())
        for form in (contact_rules.completed(form) for form in line.entry.others)
        if "".join(form.full.casefold().split()) not in known
    ]
    person.names.extend(made)
    return made


def _points(person: Person, line: Line) -> list[ContactPoint]:
    known = {(point.kind, point.normalised) for point in person.contact_points}
    made = [
        ContactPoint(kind=kind, value=value, normalised=comparable)
        for kind, value, comparable in line.entry.points
        if (kind, comparable) not in known
    ]
    person.contact_points.extend(made)
    return made


def _skills(person: Person, line: Line) -> list[LanguageSkill]:
    known = {skill.language for skill in person.language_skills}
    made = [
        LanguageSkill(language=code, level=_level(code, person.primary_language))
        for code in line.entry.languages
        if code not in known
    ]
    person.language_skills.extend(made)
    return made


def _post(person: Person, line: Line, at: int | None, added: list[Any], *, overwrite: bool) -> list[list[Any]]:
    """A post at the organisation where there is none; [[post, column, before, after]] of titles that were written."""
    if at is None:
        return []
    today, entry = clock.today(HOME_ZONE), line.entry
    held = [post for post in person.affiliations if contact_rules.is_current(post.from_date, post.to_date, today)]
    here = next((post for post in held if post.organisation_id == at), None)
    if here is None:
        main = not any(post.is_primary for post in held)
        new = Affiliation(
            organisation_id=at, title=entry.title, department=entry.department, title_rank=5, is_primary=main, titles={}
        )
        new.organisation = db.session.get_one(Organisation, at)
        person.affiliations.append(new)
        added.append(new)
        return []
    if not entry.post or (contact_queries.title_of(here) and not overwrite):
        return []
    before = {"title": here.title, "department": here.department, "titles": here.titles}
    after = {"title": entry.title, "department": entry.department, "titles": {}}
    for column, value in after.items():
        setattr(here, column, value)
    return [[here.id, column, before[column], value] for column, value in after.items() if before[column] != value]


# ------------------------------------------------------------------ delegates


def _note_before(part: Participant, journal: Journal) -> None:
    journal.changed[part.id] = {
        name: getattr(part, name) for name in (*TOLD, "titles_snapshot", "organisation_snapshot")
    }


def _change(activity: Activity, part: Participant, by: Actor, **given: Any) -> None:
    """Change what is given of a delegate; a new title is said in no other language yet."""
    wanted = {"organisation_id": part.organisation_id, "status": part.status, "title": part.title_snapshot} | given
    titles: dict[str, str] | None = {} if wanted["title"] != part.title_snapshot else None
    activities.change_participant(activity, part, role=part.role, order=part.order, titles=titles, by=by, **wanted)
    db.session.flush()


def _travel(part: Participant, told: Details, journal: Journal, by: Actor) -> None:
    """Fill what is empty of the sealed travel details; what stands there stays."""
    wanted = told.told()
    if not wanted:
        return
    kept = travel_queries.of_participant(part.id)
    before = kept.details if kept is not None else Details()
    new = [name for name in wanted if name not in before.told()]
    if new:
        travel.write(part, replace(before, **{name: getattr(told, name) for name in new}), by=by)
        db.session.flush()
        journal.travel[part.id] = new


# ------------------------------------------------------------------ what it noted


def _written(journal: Journal) -> dict[str, Any]:
    """The journal as JSON, with the versions that the records have now."""
    people = [*journal.people, *journal.filled]
    firms = [*journal.organisations, *journal.names]
    parts = [*journal.parts, *journal.changed]
    return {
        "organisations": journal.organisations,
        "names": {str(id): rows for id, rows in journal.names.items()},
        "people": journal.people,
        "filled": {str(id): told for id, told in journal.filled.items()},
        "parts": journal.parts,
        "changed": {str(id): told for id, told in journal.changed.items()},
        "travel": {str(id): names for id, names in journal.travel.items()},
        "versions": {"people": _versions(Person, people), "organisations": _versions(Organisation, firms)},
        "left": {str(id): state(db.session.get_one(Participant, id)) for id in parts},
        "sealed": {str(id): _sealed(id) for id in journal.travel},
    }


def _versions(model: type[Person] | type[Organisation], ids: Sequence[int]) -> dict[str, int]:
    rows = db.session.execute(select(model.id, model.version).where(model.id.in_(ids)))
    return {str(id): version for id, version in rows}


def _sealed(participant_id: int) -> int:
    kept = travel_queries.of_participant(participant_id)
    return kept.version if kept is not None else 0


def state(part: Participant) -> dict[str, Any]:
    """What a delegate is like, as far as a list tells it."""
    return {name: getattr(part, name) for name in TOLD}
