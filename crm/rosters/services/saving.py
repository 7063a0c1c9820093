"""A list becomes delegates: organisations and people that are new are made, the others are added to, never overwritten.

What the list says otherwise than the delegation is taken over only as somebody decided. Each step notes what it made:
it can be taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.orm import selectinload

from crm.activities import rules as activity_rules
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
)
from crm.contacts.rules import AffiliationInput, ContactInput, OrganisationNameInput, RoleInput, SkillInput
from crm.core import clock
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.interchange.services import filling
from crm.rosters import rules
from crm.rosters.models import RosterPaste
from crm.rosters.queries import BodyLine, RosterLine, RosterPlan
from crm.rosters.services import posts, spellings
from crm.rosters.services.journal import TOLD, RosterJournal, written
from crm.travel import queries as travel_queries
from crm.travel import services as travel
from crm.travel.rules import Details

#: After this a list can no longer be taken back, and what it noted for that is forgotten.
KEPT: Final = timedelta(days=30)


@dataclass(frozen=True)
class Decisions:
    """What somebody chose beside organisations and people: all by number, of the plan's lines and organisations."""

    roles: Mapping[int, str] = field(default_factory=dict)  #: {line: role in the delegation}
    taken: frozenset[int] = frozenset()  #: lines whose changes are taken over
    #: {line whose title goes into the contacts, too: since when it is held; None corrects the one on file}
    posts: Mapping[int, date | None] = field(default_factory=dict)
    left: frozenset[int] = frozenset()  #: lines of people who have left their present employer
    respelled: frozenset[int] = frozenset()  #: lines whose Latin spelling is the one that papers print from now on
    gone: frozenset[int] = frozenset()  #: participants who do not come
    body_roles: Mapping[int, str] = field(default_factory=dict)  #: {organisation: role, "" for none}
    body_places: Mapping[int, int] = field(default_factory=dict)  #: {organisation: place}
    body_countries: Mapping[int, str] = field(default_factory=dict)  #: {organisation: country}, without a place
    named: frozenset[int] = frozenset()  #: organisations that get the name of the list as one more


def save(activity: Activity, plan: RosterPlan, decisions: Decisions, *, travels: bool, by: Actor) -> RosterPaste:
    """Save a whole list. `travels`: passports and birthdays go into the sealed travel details, else nowhere.

    Refused while a choice is open, and when two lines are one person.
    """
    _check(plan)
    _forget_old()
    journal = RosterJournal()
    with action(rules.PASTED, by=by, record=activity):
        named = [body for body in _used(plan) if body.number in decisions.named and body.shorter]
        officially = {body.shorter: body.body.text for body in named}
        firms = _organisations(plan, decisions, journal, by)
        at = {line.entry.line: firms.get(line.body.number) if line.body is not None else None for line in plan.kept}
        parts = _parts(activity, plan, at, decisions, journal, by)
        for part in activity.participants:
            if part.organisation_snapshot in officially:
                _note_before(part, journal)
                part.organisation_snapshot = officially[part.organisation_snapshot]
        for line in plan.people if travels else ():
            _travel(parts[line.entry.line], line.entry.travel, journal, by)
        for missing in plan.missing:
            if missing.part.id in decisions.gone:
                _note_before(missing.part, journal)
                _change(activity, missing.part, by, status="cancelled")
        touch(activity)
        db.session.flush()
        row = RosterPaste(activity_id=activity.id, by_id=by.id, at=clock.now(), journal=written(journal))
        db.session.add(row)
        db.session.flush()
    return row


def _check(plan: RosterPlan) -> None:
    if plan.open:
        raise Refused(Text("Some choices are still open. Choose the person or organisation for each."))
    if not plan.kept:
        raise Refused(Text("All lines are left out: there is nothing to save."))
    chosen = [line.chosen for line in plan.kept if line.choice is not None]
    if len(set(chosen)) < len(chosen):
        raise Refused(Text("Two lines are the same person. Leave one of them out, or choose another person."))
    own = {line.entry.line for line in plan.people}
    if lost := next((line for line in plan.kept if line.joins is not None and line.joins not in own), None):
        gone = Text(
            "Line %(line)s adds a post to line %(other)s, which is left out.", line=lost.entry.line, other=lost.joins
        )
        raise Refused(gone)


def _forget_old() -> None:
    old = update(RosterPaste).where(RosterPaste.at < clock.now() - KEPT)
    db.session.execute(old.values(journal={}).execution_options(synchronize_session=False))


def _used(plan: RosterPlan) -> list[BodyLine]:
    used = {line.body.number for line in plan.kept if line.body is not None}
    return [body for body in plan.bodies if body.number in used]


# ------------------------------------------------------------------ organisations


def _organisations(plan: RosterPlan, decisions: Decisions, journal: RosterJournal, by: Actor) -> dict[int, int]:
    """{number of an organisation of the list: its id}: of those chosen, and of the new ones, made in one act."""
    used = _used(plan)
    with action(contact_rules.ORGANISATION_CREATED, by=by), db.session.no_autoflush:
        made = {body.number: _made(body, decisions, by) for body in used if body.organisation_id is None}
    journal.organisations += [firm.id for firm in made.values()]
    for body in used:
        if body.organisation_id is not None and body.adds_name and body.number in decisions.named:
            _call(body, body.organisation_id, journal)
    known = {body.number: body.organisation_id for body in used if body.organisation_id is not None}
    return known | {number: firm.id for number, firm in made.items()}


def _made(body: BodyLine, decisions: Decisions, by: Actor) -> Organisation:
    role, place = decisions.body_roles.get(body.number, ""), decisions.body_places.get(body.number)
    return contacts.create_organisation(
        name=OrganisationNameInput(body.body.text, body.body.language),
        country="" if place else decisions.body_countries.get(body.number, body.country),
        place_id=place,
        roles=[RoleInput(role)] if role else [],
        by=by,
    )


def _call(body: BodyLine, id: int, journal: RosterJournal) -> None:
    """A stored organisation is also called as the list has it, officially where the list has the name in full."""
    held = filling.organisations([id])[id]
    own = [name for name in held.names if name.language == body.body.language]
    kind = "legal" if body.shorter or not own else "search"
    given = OrganisationNameInput(body.body.text, body.body.language, kind=kind)
    main = False
    if body.shorter:
        main = any(name.is_primary for name in own)
        yielding = [name for name in own if name.is_primary or name.kind == "legal"]
        journal.called[id] = [[name.id, name.kind, name.is_primary] for name in yielding]
        for name in yielding:
            name.kind, name.is_primary = "short", False
        db.session.flush()  # one name is the main one, at any moment
    row = OrganisationName(**given.columns(), is_primary=main)
    held.names.append(row)
    filling.renew_organisation_keys(held)
    touch(held)
    db.session.flush()
    journal.names[id] = [row.id]


# ------------------------------------------------------------------ people


def _parts(
    activity: Activity,
    plan: RosterPlan,
    at: Mapping[int, int | None],
    decisions: Decisions,
    journal: RosterJournal,
    by: Actor,
) -> dict[int, Participant]:
    """{line: its delegate}: as they stand, changed, or new. `at` is {line: organisation}.

    Whoever is new is made in one act, and joins in one: a log of a hundred acts would hold all other writers up.
    """
    with action(contact_rules.PERSON_CREATED, by=by), db.session.no_autoflush:
        new = {
            line.entry.line: _new_person(line, at, _joining(plan, line), by)
            for line in plan.people
            if line.choice is None
        }
    journal.people += [person.id for person in new.values()]
    found: dict[int, Participant] = {}
    for line in plan.people:
        if line.choice is None:
            continue
        adding = _joining(plan, line)
        if line.choice.part is not None:
            found[line.entry.line] = _standing(activity, line, at[line.entry.line], decisions, journal, by)
        else:
            adding = [line, *adding]
        for each in adding:
            _add_to(line.choice.person.id, each, at[each.entry.line], decisions, journal, by)
    joining = [line for line in plan.people if line.entry.line not in found]
    last = max((part.order for part in activity.participants), default=0)
    with action(activity_rules.PARTICIPANT_ADDED, by=by), db.session.no_autoflush:
        for order, line in enumerate(joining, start=last + 1):
            made = new.get(line.entry.line)
            found[line.entry.line] = activities.add_participant(
                activity,
                person_id=made.id if made is not None else line.choice.person.id if line.choice is not None else None,
                organisation_id=at[line.entry.line],
                title=line.entry.post or None,
                role=decisions.roles.get(line.entry.line, line.entry.role),
                # Who comes in somebody's place, with the same post, stands where they stood in the order of protocol.
                order=line.replaces.order if line.replaces is not None else order,
                by=by,
            )
    journal.parts += [found[line.entry.line].id for line in joining]
    return found


def _standing(
    activity: Activity, line: RosterLine, at: int | None, decisions: Decisions, journal: RosterJournal, by: Actor
) -> Participant:
    """A delegate who is there already, changed where somebody decided so."""
    choice, entry = line.choice, line.entry
    if choice is None or choice.part is None:
        raise LookupError(f"line {entry.line} is nobody of the delegation")
    taken = not line.changes or entry.line in decisions.taken
    if line.changes and taken:
        _note_before(choice.part, journal)
        body = at if at is not None else choice.part.organisation_id
        title = entry.post or choice.part.title_snapshot
        if title != choice.part.title_snapshot:  # a title is one of the post, not of this delegation alone
            at = body
        role = entry.role if entry.role_told else choice.part.role
        _change(activity, choice.part, by, organisation_id=body, title=title, status="accepted", role=role)
    _add_to(choice.part.person_id, line, at if taken else None, decisions, journal, by)
    return choice.part


def _joining(plan: RosterPlan, line: RosterLine) -> list[RosterLine]:
    """The lines that tell further posts of the person of a line."""
    return [other for other in plan.kept if other.joins == line.entry.line]


def _new_person(line: RosterLine, at: Mapping[int, int | None], more: Sequence[RosterLine], by: Actor) -> Person:
    entry = line.entry
    told = [(each.entry, at[each.entry.line]) for each in (line, *more)]
    posts = [AffiliationInput(id, each.title, each.department) for each, id in told if id is not None]
    return contacts.create_person(
        name=entry.name,
        other_names=entry.others,
        affiliations=[replace(post, is_primary=place == 0) for place, post in enumerate(posts)],
        contact_points=[ContactInput(kind, value) for kind, value, _ in entry.points],
        languages=[SkillInput(code, _level(code, entry.name.language)) for code in entry.languages],
        salutation=entry.salutation,
        by=by,
    )


def _level(code: str, own: str) -> str:
    """A list names languages without saying how well: one's own is known, the others are enough for business."""
    return "native" if code == own else "business"


def _add_to(
    person_id: int, line: RosterLine, at: int | None, decisions: Decisions, journal: RosterJournal, by: Actor
) -> None:
    """Add what the list knows more about somebody of the contacts; nothing that is there is overwritten.

    Only the title of their post at this organisation is corrected, or ends for a new one, where somebody chose so.
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
        added = [*spellings.added(person, line), *_points(person, line), *_skills(person, line)]
        titles = posts.left(person, at) if line.entry.line in decisions.left else []
        titles += posts.written(person, line, at, added, decisions.posts)
        readings = spellings.read(person, line)
        kinds = spellings.respelled(person, line) if line.entry.line in decisions.respelled else []
        if not added and not titles and not readings and not kinds:
            return
        filling.renew_keys(person)
        touch(person)
        db.session.flush()
    rows: dict[str, list[int]] = {}
    for row in added:
        rows.setdefault(row.__tablename__, []).append(row.id)
    journal.fill(person.id, rows, titles=titles, readings=readings, kinds=kinds)


def _points(person: Person, line: RosterLine) -> list[ContactPoint]:
    known = {(point.kind, point.normalised) for point in person.contact_points}
    made = [
        ContactPoint(kind=kind, value=value, normalised=comparable)
        for kind, value, comparable in line.entry.points
        if (kind, comparable) not in known
    ]
    person.contact_points.extend(made)
    return made


def _skills(person: Person, line: RosterLine) -> list[LanguageSkill]:
    known = {skill.language for skill in person.language_skills}
    made = [
        LanguageSkill(language=code, level=_level(code, person.primary_language))
        for code in line.entry.languages
        if code not in known
    ]
    person.language_skills.extend(made)
    return made


# ------------------------------------------------------------------ delegates


def _note_before(part: Participant, journal: RosterJournal) -> None:
    told = {name: getattr(part, name) for name in (*TOLD, "titles_snapshot", "organisation_snapshot")}
    journal.changed.setdefault(part.id, told)


def _change(activity: Activity, part: Participant, by: Actor, **given: Any) -> None:
    """Change what is given of a delegate; a new title is said in no other language yet."""
    stands = {"organisation_id": part.organisation_id, "status": part.status, "title": part.title_snapshot}
    wanted = stands | {"role": part.role} | given
    titles: dict[str, str] | None = {} if wanted["title"] != part.title_snapshot else None
    activities.change_participant(activity, part, order=part.order, titles=titles, by=by, **wanted)
    db.session.flush()


def _travel(part: Participant, told: Details, journal: RosterJournal, by: Actor) -> None:
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
