"""Who takes part: joined, corrected, taken out, and put into the order of protocol."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from crm.activities import queries, rules
from crm.activities.models import Activity, Participant
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.contacts.queries.display import title_of
from crm.contacts.rules import TITLE_LIMIT
from crm.contacts.services import posts
from crm.contacts.services.rows import checked_titles
from crm.core import here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives.services import check_organisation

BODY_LENGTH = 200
MOST_AT_ONCE = 200  #: of people who join a delegation in one act
HIGHEST_FEE = Decimal(10) ** 9


@dataclass(frozen=True)
class ParticipantTerms:
    """What is agreed with a delegate: what they carry along, and what they pay."""

    products: str = ""
    fee: Decimal | None = None
    fee_currency: str = field(default_factory=here.currency)


def add_participant(
    activity: Activity,
    *,
    person_id: int | None,
    by: Actor | None,
    organisation_id: int | None = None,
    role: str = "member",
    status: str = "accepted",
    order: int | None = None,
    title: str | None = None,
    titles: Mapping[str, str] | None = None,
    terms: ParticipantTerms | None = None,
) -> Participant:
    """Someone joins the delegation. Name, title and body are kept as they are now (INV-A5).

    `title` None takes the title of the post the person holds. That title comes with those in further languages, except
    where `titles` ({language: title}) says another. `order` None puts them last. Refused for somebody
    who is in already, an unknown role or state, or a record `by` cannot see.
    """
    _check_part(role, status, terms)
    person = _person(person_id, by)
    check_organisation(organisation_id, "organisation_id", by)
    if db.session.scalar(
        select(Participant.id).where(Participant.activity_id == activity.id, Participant.person_id == person.id)
    ):
        raise Refused(Text("This person is in the delegation already."), "person_id")
    post = queries.post_of(person.id, organisation_id, activity.start_on)
    if organisation_id is None and post is not None:
        organisation_id = post.organisation_id
    given, held = checked_titles(titles or {}, "title"), title_of(post)[:TITLE_LIMIT] if post is not None else ""
    title = held if title is None else title
    if post is not None and title in (held, post.title):
        given = post.titles | given
    part = Participant(
        activity_id=activity.id,
        person_id=person.id,
        organisation_id=organisation_id,
        role=role,
        status=status,
        order=_last_place(activity.id) + 1 if order is None else order,
        name_snapshot=contacts.snapshot_name(person),
        title_snapshot=title,
        titles_snapshot=given,
        organisation_snapshot=_body(organisation_id),
        **vars(terms or ParticipantTerms()),
    )
    with action(rules.PARTICIPANT_ADDED, by=by):
        db.session.add(part)
        if order is None:
            _stand_by_role(activity, part, by)
        touch(activity)
    return part


def add_participants(
    activity: Activity, person_ids: Sequence[int], *, role: str = "member", by: Actor | None
) -> tuple[list[int], dict[int, Text]]:
    """Several join the delegation at once. Who did, and why the others could not."""
    if len(person_ids) > MOST_AT_ONCE:
        raise Refused(Text("At most %(limit)s people join a delegation at once.", limit=MOST_AT_ONCE))
    joined, left_out = [], {}
    with action(rules.PARTICIPANT_ADDED, by=by):
        for id in person_ids:
            try:
                add_participant(activity, person_id=id, role=role, by=by)
                joined.append(id)
            except Refused as refusal:
                left_out[id] = refusal.text
    return joined, left_out


def _visible_people(ids: Sequence[int], by: Actor | None) -> Select[Person]:
    return contacts.visible_people(by).where(Person.id.in_(ids)).options(selectinload(Person.names))


def change_participant(
    activity: Activity,
    part: Participant,
    *,
    organisation_id: int | None,
    role: str,
    status: str,
    order: int | None,
    title: str | None,
    titles: Mapping[str, str] | None = None,
    terms: ParticipantTerms | None = None,
    by: Actor | None,
) -> None:
    """Correct a delegate's body, role, state, place, title, titles in further languages or terms (None leaves these).

    `title` None takes the title of the post held at the body, in every language: that of another body says nothing
    there. The name stays as it was.
    """
    _check_part(role, status, terms)
    if organisation_id != part.organisation_id:
        check_organisation(organisation_id, "organisation_id", by)
    with action(rules.PARTICIPANT_CHANGED, by=by):
        if organisation_id != part.organisation_id:
            part.organisation_id, part.organisation_snapshot = organisation_id, _body(organisation_id)
        part.role, part.status = role, status
        if title is None:
            held = queries.title_held(part.person_id, organisation_id, activity.start_on)
            part.title_snapshot, part.titles_snapshot = held
        else:
            part.title_snapshot = title
            part.titles_snapshot = checked_titles(titles, "title") if titles is not None else part.titles_snapshot
        if terms is not None:
            part.products, part.fee, part.fee_currency = terms.products, terms.fee, terms.fee_currency
        if order is not None:
            part.order = order
        touch(activity)


def remove_participant(activity: Activity, part: Participant, *, by: Actor | None) -> None:
    """Take a delegate out. `missions.services.remove_participant` first takes them out of the itinerary.

    Refused while they have paid a share of the cost: the money would be lost from the book.
    """
    if any(row.participant_id == part.id and row.paid for row in queries.shares(activity.id)):
        raise Refused(Text("%(name)s has paid a share of the cost. Settle that first.", name=part.name_snapshot))
    with action(rules.PARTICIPANT_REMOVED, by=by):
        db.session.delete(part)
        touch(activity)


def note_attendance(activity: Activity, present: Collection[int], *, unknown: bool = False, by: Actor | None) -> None:
    """Say who of a delegation (loaded) was there; `present` are participants' ids.

    Of the others, whoever was to come did not; who was only invited, or has applied, stays so. `unknown`: nobody knows
    any more, and everybody stays as they stand. Refused before the activity has begun, and for somebody of another one.
    """
    asked = {part.id: part for part in activity.participants if part.status in rules.ASKED_OF}
    if set(present) - set(asked):
        raise Refused(Text("Choose from the list."), "present")
    if activity.start_on > here.today():
        raise Refused(Text("It has not started yet. Record who came after it is over."), "present")
    with action(rules.PARTICIPANTS_ATTENDED, by=by):
        activity.attendance_unknown = unknown
        for id, part in () if unknown else asked.items():
            if id in present:
                part.status = rules.ATTENDED
            elif part.status in rules.GOING:
                part.status = rules.ABSENT
        touch(activity)


# ------------------------------------------------------------------ order of protocol


def arrange(activity: Activity, *, by: Actor | None) -> None:
    """Put the delegation (loaded) into the order of protocol: by part, then rank of the title, then as they stood."""
    ranks = queries.title_ranks(activity.participants, activity.start_on)
    parts = sorted(activity.participants, key=lambda p: (rules.role_rank(p.role), ranks[p.id], p.order, p.id))
    _number(activity, parts, by)


def put_at(activity: Activity, part: Participant, *, place: int, by: Actor | None) -> None:
    """Have a delegate stand at `place` (1 is first; beyond the end is last); the others close up."""
    parts = [other for other in _in_order(activity) if other.id != part.id]
    parts.insert(max(place - 1, 0), part)
    _number(activity, parts, by)


def place_of(activity: Activity, part: Participant) -> int:
    """At which place a delegate stands, from 1."""
    return [other.id for other in _in_order(activity)].index(part.id) + 1


def _stand_by_role(activity: Activity, joined: Participant, by: Actor | None) -> None:
    """Have who joined last stand before those whose part comes after theirs: 団員 before 事務局 and 通訳. All others
    stay as somebody put them."""
    db.session.flush()
    statement = select(Participant).where(Participant.activity_id == activity.id, Participant.id != joined.id)
    standing = list(db.session.scalars(statement.order_by(Participant.order, Participant.id)))
    rank = rules.role_rank(joined.role)
    place = max((place for place, other in enumerate(standing, 1) if rules.role_rank(other.role) <= rank), default=0)
    if place < len(standing):
        _number(activity, [*standing[:place], joined, *standing[place:]], by)


def _in_order(activity: Activity) -> list[Participant]:
    return sorted(activity.participants, key=lambda part: (part.order, part.id))


def _number(activity: Activity, parts: Sequence[Participant], by: Actor | None) -> None:
    with action(rules.PARTICIPANTS_ARRANGED, by=by):
        for place, part in enumerate(parts, 1):
            part.order = place
        touch(activity)


# ------------------------------------------------------------------ checks


def _check_part(role: str, status: str, terms: ParticipantTerms | None) -> None:
    if role not in rules.PARTICIPANT_ROLES:
        raise Refused(Text("Choose one."), "role")
    if status not in rules.PARTICIPANT_STATUSES:
        raise Refused(Text("Choose one."), "state")
    if terms is not None:
        check_fee(terms.fee, terms.fee_currency)


def check_fee(fee: Decimal | None, currency: str) -> None:
    """Refuse a fee below zero or beyond any mission, and an unknown currency."""
    if fee is not None and not 0 <= fee < HIGHEST_FEE:
        raise Refused(Text("Enter an amount below %(most)s.", most=f"{HIGHEST_FEE:,}"), "fee")
    if currency not in CURRENCIES:
        raise Refused(Text("The currency %(code)s is not known here.", code=currency[:10]), "fee_currency")


def _person(id: int | None, by: Actor | None) -> Person:
    if id is None:
        raise Refused(Text("Choose a person or enter the name of a new one."), "person_id")
    found = db.session.scalar(contacts.visible_people(by).where(Person.id == id).options(selectinload(Person.names)))
    if found is None:
        raise Refused(Text("Choose one from the list."), "person_id")
    return found


def tell_titles(activity: Activity, told: Mapping[int, str], language: str, *, by: Actor | None) -> None:
    """Write the titles of delegates, {participant id: title}, in one language. Refused beside one that is too long."""
    parts = {part.id: part for part in queries.participants(activity.id)}
    with action(rules.PARTICIPANT_CHANGED, by=by):
        for id, title in told.items():
            if id in parts:
                given = checked_titles({language: title}, f"title_{id}")
                parts[id].titles_snapshot = {**parts[id].titles_snapshot, **given}
                keep_title(activity, parts[id], by=by)
        touch(activity)


def keep_title(activity: Activity, part: Participant, *, by: Actor | None) -> None:
    """Keep with the post of a delegate what was told of their title, so that the next mission knows it (INV-C5)."""
    if part.organisation_id is None:
        return
    post = queries.post_of(part.person_id, part.organisation_id, activity.start_on)
    if post is not None:
        posts.tell(post, part.title_snapshot, part.titles_snapshot, by=by)


def _body(organisation_id: int | None) -> str:
    """The name of the represented body as it is today."""
    if organisation_id is None:
        return ""
    statement = select(Organisation).where(Organisation.id == organisation_id)
    found = db.session.scalar(statement.options(selectinload(Organisation.names)))
    return contacts.own_name(found).text[:BODY_LENGTH] if found is not None else ""


def _last_place(activity_id: int) -> int:
    return db.session.scalar(select(func.max(Participant.order)).where(Participant.activity_id == activity_id)) or 0
