"""Taking a pasted list back: exactly what it made goes, but for what somebody changed or used since."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.activities.models import Activity, Participant
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Organisation, Person
from crm.contacts.services import bulk
from crm.core import clock
from crm.core.database import Base, db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.interchange.services import filling
from crm.interchange.services.undoing import employing, referenced
from crm.missions import services as missions
from crm.rosters import rules
from crm.rosters.models import RosterPaste
from crm.rosters.services.journal import state
from crm.travel import queries as travel_queries
from crm.travel import services as travel
from crm.travel.models import TravelDetail
from crm.travel.rules import Details

PART_STAYS = Text("%(name)s stays in the delegation: something has been changed or planned since.")
PERSON_STAYS = Text("%(name)s stays in the contacts: the record has been changed or added to since.")
BODY_STAYS = Text("%(name)s stays in the organisations: the record has been changed or added to since.")


def take_back(row: RosterPaste, activity: Activity, *, by: Actor) -> list[Text]:
    """Take a saved list back; sentences about what stays. The mission as `activities.queries.one` loads it."""
    journal, stays = row.journal, list[Text]()
    with action(rules.TAKEN_BACK, by=by, record=activity):
        _unfill_travel(journal, by)
        kept = _take_out(activity, journal, stays, by)
        _change_back(activity, journal, stays)
        db.session.flush()
        _empty_people(journal, stays)
        _archive(Person, journal, stays, PERSON_STAYS, by)
        _empty_bodies(journal, stays)
        _archive(Organisation, journal, stays, BODY_STAYS, by)
        touch(activity)
        row.undone_at, row.journal = clock.now(), {}
    return stays if kept or stays else []


def _parts(ids: Collection[int]) -> dict[int, Participant]:
    statement = select(Participant).where(Participant.id.in_(ids))
    return {part.id: part for part in db.session.scalars(statement)}


def _unfill_travel(journal: Mapping[str, Any], by: Actor) -> None:
    """Empty the sealed details that the list filled, unless somebody wrote there since; an empty sheet goes."""
    for id, names in journal["travel"].items():
        kept = travel_queries.of_participant(int(id))
        if kept is None or kept.version != journal["sealed"][id]:
            continue
        left = replace(kept.details, **{name: getattr(Details(), name) for name in names})
        if left == Details():
            travel.erase(kept, by=by)
        else:
            travel.write(db.session.get_one(Participant, int(id)), left, by=by)
        db.session.flush()


def _take_out(activity: Activity, journal: Mapping[str, Any], stays: list[Text], by: Actor) -> list[int]:
    """Take the delegates out whom the list brought; the ids of those who stay."""
    parts = _parts(journal["parts"])
    used = _used(list(parts))
    kept = []
    for id, part in parts.items():
        sealed = db.session.scalar(select(TravelDetail.id).where(TravelDetail.participant_id == id))
        if id in used or sealed is not None or state(part) != journal["left"][str(id)]:
            stays.append(Text(PART_STAYS.msgid, name=part.name_snapshot))
            kept.append(id)
            continue
        try:
            missions.remove_participant(activity, part, by=by)
        except Refused as refusal:
            stays.append(refusal.text)
            kept.append(id)
    db.session.flush()
    return kept


def _used(ids: Sequence[int]) -> set[int]:
    """Those of the delegates whom anything points to: an item of the programme, a share of the cost, a room."""
    target = Participant.__table__.c.id
    found: set[int] = set()
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column is target and table.name != TravelDetail.__tablename__:
                found |= {id for id in db.session.scalars(select(key.parent).where(key.parent.in_(ids))) if id}
    return found


def _change_back(activity: Activity, journal: Mapping[str, Any], stays: list[Text]) -> None:
    """Give delegates back what they were, where they are as the list left them."""
    parts = _parts([int(id) for id in journal["changed"]])
    for id, before in journal["changed"].items():
        part = parts.get(int(id))
        if part is None:
            continue
        if state(part) != journal["left"][id]:
            stays.append(Text(PART_STAYS.msgid, name=part.name_snapshot))
            continue
        for name, value in before.items():
            setattr(part, name, value)
        touch(activity)


def _empty_people(journal: Mapping[str, Any], stays: list[Text]) -> None:
    """Take away from people of the contacts what the list added to them."""
    ids = [int(id) for id in journal["filled"]]
    statement = (
        select(Person)
        .where(Person.id.in_(ids))
        .options(
            selectinload(Person.names),
            selectinload(Person.contact_points),
            selectinload(Person.language_skills),
            selectinload(Person.affiliations).joinedload(Affiliation.organisation),
        )
    )
    for person in db.session.scalars(statement):
        if person.archived_at is not None or person.version != journal["versions"]["people"][str(person.id)]:
            stays.append(Text(PERSON_STAYS.msgid, name=contacts.snapshot_name(person)))
            continue
        told = journal["filled"][str(person.id)]
        for rows in (person.names, person.contact_points, person.language_skills, person.affiliations):
            _drop(rows, told["added"])
        db.session.flush()  # a post that was made the main one goes before another becomes it
        for id, column, before, after in told["titles"]:
            post = next((post for post in person.affiliations if post.id == id), None)
            if post is not None and _plain(getattr(post, column)) == after:
                setattr(post, column, date.fromisoformat(before) if column == "to_date" and before else before)
        for id, reading in told.get("readings", ()):
            name = next((name for name in person.names if name.id == id), None)
            if name is not None and name.reading == reading:
                name.reading = ""
        for id, before, after in told.get("kinds", ()):
            name = next((name for name in person.names if name.id == id), None)
            if name is not None and name.kind == after:
                name.kind = before
        filling.renew_keys(person)
        touch(person)
    db.session.flush()


def _drop(rows: list[Any], added: Mapping[str, Sequence[int]]) -> None:
    for row in [row for row in rows if row.id in added.get(row.__tablename__, ())]:
        rows.remove(row)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _empty_bodies(journal: Mapping[str, Any], stays: list[Text]) -> None:
    """Take the names away that the list added to organisations."""
    for id, held in filling.organisations([int(id) for id in journal["names"]]).items():
        if held.archived_at is not None or held.version != journal["versions"]["organisations"][str(id)]:
            stays.append(Text(BODY_STAYS.msgid, name=contacts.own_name(held).text))
            continue
        _drop(held.names, {"organisation_names": journal["names"][str(id)]})
        db.session.flush()  # the name that was made the main one goes before another is it again
        rows = {name.id: name for name in held.names}
        for name, kind, is_primary in journal.get("called", {}).get(str(id), ()):
            if name in rows:
                rows[name].kind, rows[name].is_primary = kind, is_primary
        filling.renew_organisation_keys(held)
        touch(held)
    db.session.flush()


def _archive(
    model: type[Person] | type[Organisation], journal: Mapping[str, Any], stays: list[Text], sentence: Text, by: Actor
) -> None:
    """Archive what the list made, as imports do: unless it was changed, or something else points to it."""
    kind = model.__tablename__
    versions = {int(id): journal["versions"][kind][str(id)] for id in journal[kind]}
    used = referenced(model, list(versions), but=("affiliations",))
    used |= employing(versions) if model is Organisation else set()
    gone = set(bulk.archive_many(model, {id: v for id, v in versions.items() if id not in used}, by=by))
    left = [id for id in versions if id not in gone]
    names = contacts.person_names(left) if model is Person else contacts.organisation_names(left)
    stays += [Text(sentence.msgid, name=names[id]) for id in left if id in names]
    db.session.flush()
