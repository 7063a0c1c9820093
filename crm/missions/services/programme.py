"""What happens to a mission's programme: items planned, moved, confirmed, cancelled; the visits behind them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.activities import rules as activity_rules
from crm.activities import services as activities
from crm.activities.models import Activity, Participant
from crm.activities.services import ActivityInput
from crm.audit.services import action, archive
from crm.checklists import services as checklists
from crm.contacts import queries as contacts
from crm.contacts import services as contacts_services
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import AffiliationInput, PersonNameInput
from crm.core import clock
from crm.core.cleaning import whole
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS, given_texts
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.fairs import services as fairs
from crm.initiatives.services import check_organisation
from crm.missions import queries, rules
from crm.missions.models import ItineraryItem, ItineraryPerson, Visit, VisitHost, VisitProduct
from crm.missions.rules import Slot
from crm.missions.services.bookings import take
from crm.missions.services.clashes import check_clashes
from crm.missions.services.dropping import check_reason, note_reason
from crm.missions.services.moments import outside, time_columns
from crm.missions.services.plans import SAME, ItemInput, VisitInput
from crm.missions.services.shifts import on_day, stay_beside
from crm.places import queries as places
from crm.places.models import Place
from crm.products import queries as products
from crm.reports import queries as reports

# ------------------------------------------------------------------ the mission


def plan(wanted: ActivityInput, *, by: Actor | None) -> Activity:
    """A new mission or other activity; refusals as for `activities.services.plan`."""
    return activities.plan(wanted, by=by)


def change(activity: Activity, wanted: ActivityInput, *, by: Actor | None) -> None:
    """Change a mission. Refused for dates that would leave items of its programme outside, and for what a fair with
    its booths, its goods and its application cannot become."""
    if wanted.start_on and wanted.end_on and wanted.start_on <= wanted.end_on:
        for item in queries.items(activity.id):
            first, last = _local_days(item)
            if first < wanted.start_on:
                raise Refused(_left_outside(item), "start_on")
            if first > wanted.end_on or last > wanted.end_on + rules.NIGHT:
                raise Refused(_left_outside(item), "end_on")
    fairs.check_plan(activity, type=wanted.type, start_on=wanted.start_on)
    activities.change(activity, wanted, by=by)
    checklists.follow(activity, by=by)
    fairs.settle(activity, by=by)


def move(activity: Activity, *, status: str, by: Actor | None, needs_approval: bool = False) -> None:
    """Move a mission to another state; whether its report was approved is looked up here (INV-A2).

    With a cancelled mission the open steps of its countdown are cancelled, and the application for a fair; both are
    wanted again when it is planned anew.
    """
    reported, before = reports.has_approved(activity.id), activity.status
    activities.move(activity, status=status, by=by, reported=reported, needs_approval=needs_approval)
    if status == "cancelled":
        checklists.call_off(activity, by=by)
    elif before == "cancelled":
        checklists.take_up(activity, by=by)
    fairs.settle(activity, by=by)


def close(activity: Activity, *, by: Actor | None, needs_approval: bool = False) -> None:
    """Lead a mission that is over through the states that are left, each noted, until it is closed.

    Refused before it is over, and while anything is unfinished (INV-A2): then nothing moves.
    """
    today = clock.today(activity.place.timezone)
    ending = queries.ending(activity, today=today, needs_approval=needs_approval)
    if ending is None:
        raise Refused(Text("This mission is not over yet, or it is closed or cancelled already."))
    if ending.unfinished:
        raise Refused(activity_rules.refusal(ending.unfinished))
    for status in activity_rules.way_to_close(activity.status):
        move(activity, status=status, by=by)


def _local_days(item: ItineraryItem) -> tuple[date, date]:
    return item.day, date.fromisoformat(item.wall_end[:10])


def _left_outside(item: ItineraryItem) -> Text:
    told = {"title": item.title, "day": item.day}
    return Text("“%(title)s” on %(day)s would lie outside the mission. Move it first.", **told)


def join(
    activity: Activity,
    *,
    name: PersonNameInput,
    organisation_id: int | None,
    title: str,
    titles: Mapping[str, str] | None = None,
    by: Actor | None,
    **part: Any,
) -> Participant:
    """Somebody new to the book joins the delegation: makes the person with their post, then adds them."""
    person = _new_person(name, organisation_id, title, "name", by, titles)
    return activities.add_participant(
        activity,
        person_id=person.id,
        organisation_id=organisation_id,
        title=title or None,
        titles=titles,
        by=by,
        **part,
    )


def with_new_host(wanted: ItemInput, *, name: PersonNameInput | None, title: str, by: Actor | None) -> ItemInput:
    """The plan with one more host, made as a person with a post at the host organisation; unchanged without a name."""
    if name is None:
        return wanted
    person = _new_person(name, wanted.organisation_id, title, "host_name", by)
    return replace(wanted, visit=replace(wanted.visit, hosts=[*wanted.visit.hosts, person.id]))


def _new_person(
    name: PersonNameInput,
    organisation_id: int | None,
    title: str,
    field: str,
    by: Actor | None,
    titles: Mapping[str, str] | None = None,
) -> Person:
    """Somebody who is not in the book yet, with a post; refusals name the fields of our forms.

    A job title is one at an organisation: without it, the title would be lost.
    """
    if title and organisation_id is None:
        raise Refused(Text("Choose the organisation in which the person has this job title."), "organisation_id")
    try:
        post = AffiliationInput(organisation_id, title=title, is_primary=True, titles=titles)
        posts = [post] if organisation_id else []
        person = contacts_services.create_person(name=name, affiliations=posts, by=by)
    except Refused as refusal:
        known = {"affiliations": "organisation_id", "full": field, "family": field}
        raise Refused(refusal.text, known.get(refusal.field or "", refusal.field)) from refusal
    db.session.flush()
    return person


def wanted_place(activity: Activity, part: Participant, to: str, place: str) -> int:
    """At which place a delegate shall stand: one up, one down, first, or the number at which they were dropped."""
    now = activities.place_of(activity, part)
    dropped = whole(place, digits=4)
    return {"up": max(now - 1, 1), "down": now + 1, "first": 1}.get(to, now if dropped is None else dropped)


def remove_participant(activity: Activity, part: Participant, *, by: Actor | None) -> None:
    """Take a delegate out of the delegation and of every item that names them.

    Refused while an item names nobody else: without anyone it would become an item of the whole delegation.
    """
    statement = select(ItineraryItem).join(ItineraryPerson).where(ItineraryPerson.participant_id == part.id)
    named = db.session.scalars(statement.options(selectinload(ItineraryItem.people))).unique().all()
    for item in named:
        if len(item.people) == 1 and item.archived_at is None:
            raise Refused(
                Text(
                    "Only %(name)s goes to “%(title)s”. Say who goes there instead, or remove that item first.",
                    name=part.name_snapshot,
                    title=item.title,
                )
            )
    with action(rules.ITEM_CHANGED, by=by):
        for item in named:
            item.people = [row for row in item.people if row.participant_id != part.id]
            touch(item)
    activities.remove_participant(activity, part, by=by)


# ------------------------------------------------------------------ items


def add_item(activity: Activity, wanted: ItemInput, *, by: Actor | None) -> ItineraryItem:
    """A new item of the programme.

    Refused for an unknown kind, state or zone, an end before the start, a day outside the mission, a record
    `by` cannot see, and (when it is confirmed at once) a clash with a confirmed item (INV-A1).
    """
    columns = _checked(activity, wanted, None, by)
    people = [ItineraryPerson(participant_id=id) for id in dict.fromkeys(wanted.people)]
    item = ItineraryItem(activity_id=activity.id, **columns, people=people, visit=None)
    if wanted.kind in rules.WITH_HOST:
        item.visit = Visit(hosts=[], products=[])
        _write_visit(item.visit, wanted.visit)
    with action(rules.ITEM_ADDED, by=by):
        db.session.add(item)
        take([item], "start")
    return item


def change_item(activity: Activity, item: ItineraryItem, wanted: ItemInput, *, by: Actor | None) -> None:
    """Write an item anew (needs its people and its visit with hosts loaded). Refusals as for `add_item`."""
    if wanted.status == "cancelled":
        check_reason(item, wanted.notes, "notes")
    columns, day = _checked(activity, wanted, item, by), on_day(queries.standing(activity.id), item.day)
    with action(rules.ITEM_CHANGED, by=by):
        for name, value in columns.items():
            setattr(item, name, value)
        kept = {row.participant_id: row for row in item.people}
        item.people = [kept.get(id) or ItineraryPerson(participant_id=id) for id in dict.fromkeys(wanted.people)]
        if wanted.kind not in rules.WITH_HOST:
            item.visit = None
        else:
            item.visit = item.visit or Visit(hosts=[], products=[])
            _write_visit(item.visit, wanted.visit)
        stay_beside(day, item)
        touch(item)
        take([item], "start")


def move_item(item: ItineraryItem, *, status: str, reason: str = "", by: Actor | None) -> None:
    """Confirm, cancel, finish an item or make it tentative again. Confirming is refused while it clashes (INV-A1).

    Cancelling is refused without the `reason` that it needs (see `dropping`), which goes among the notes.
    """
    if status not in rules.ITEM_STATUSES:
        raise Refused(Text("Choose one."), "state")
    if status == "cancelled":
        check_reason(item, reason, "reason")
    check_clashes(item.activity_id, replace(queries.slot(item), status=status), None)
    verb = {"confirmed": rules.ITEM_CONFIRMED, "cancelled": rules.ITEM_CANCELLED}.get(status, rules.ITEM_MOVED)
    with action(verb, by=by):
        item.status = status
        note_reason(item, reason, by=by)
        take([item])


def settle(item: ItineraryItem, *, status: str, reason: str, by: Actor | None) -> None:
    """Say whether an item that is over took place, and why not as planned; the reason stands among its notes."""
    if status not in ("done", "cancelled"):
        raise Refused(Text("Choose one."), f"item_{item.id}")
    try:
        move_item(item, status=status, reason=reason, by=by)
    except Refused as refusal:
        if refusal.field != "reason":
            raise
        raise Refused(refusal.text, f"reason_{item.id}") from refusal


def drop_item(item: ItineraryItem, *, reason: str = "", by: Actor | None) -> None:
    """Take an item out of the programme. Refused without the reason that it needs."""
    check_reason(item, reason, "reason")
    with action(rules.ITEM_ARCHIVED, by=by):
        note_reason(item, reason, by=by)
        archive(item, rules.ITEM_ARCHIVED, by=by)


def restore_item(item: ItineraryItem, *, by: Actor | None) -> None:
    """Bring a removed item back.

    Refused while it clashes with what was confirmed meanwhile, and when its day lies outside the mission by now.
    """
    activity = db.session.get_one(Activity, item.activity_id)
    first, last = _local_days(item)
    if first < activity.start_on or first > activity.end_on or last > activity.end_on + rules.NIGHT:
        raise Refused(outside(activity))
    check_clashes(item.activity_id, queries.slot(item), None)
    with action(rules.ITEM_RESTORED, by=by):
        item.archived_at = None
        take([item])


def _write_visit(visit: Visit, wanted: VisitInput) -> None:
    visit.purpose, visit.agenda = wanted.purpose, wanted.agenda
    visit.questions, visit.gifts, visit.gifts_received = wanted.questions, wanted.gifts, wanted.gifts_received
    visit.photos, visit.result, visit.presenter_id = wanted.photos, wanted.result, wanted.presenter_id
    kept = {row.person_id: row for row in visit.hosts}
    visit.hosts = [kept.get(id) or VisitHost(person_id=id) for id in dict.fromkeys(wanted.hosts)]
    chosen = {row.product_id: row for row in visit.products}
    visit.some_products = wanted.products is not None
    visit.products = [chosen.get(id) or VisitProduct(product_id=id) for id in dict.fromkeys(wanted.products or ())]


# ------------------------------------------------------------------ checks


def _checked(activity: Activity, wanted: ItemInput, item: ItineraryItem | None, by: Actor | None) -> dict[str, Any]:
    """{column: value} of an item that keeps every rule."""
    check_codes(wanted)
    times, titles = time_columns(activity, wanted, item), wanted.titles or {}
    organisation = _check_links(activity, wanted, item, by)
    title = wanted.title or (contacts.own_name(organisation).text if organisation is not None else "")
    if not title:
        raise Refused(Text("Enter a title, or choose who receives you."), "title")
    slot = Slot(
        item.id if item else 0, wanted.kind, wanted.status, times["starts_at"], times["ends_at"],
        frozenset(wanted.people), wanted.interpreter_id, times["open_clock"] == "both",
    )  # fmt: skip
    check_clashes(activity.id, slot, "start")
    texts = given_texts(wanted.texts, rules.ITEM_TEXTS)
    # Where only a translation was typed, it is the text; but the address itself is the one for the driver.
    alone = {
        name: text
        for told in texts.values()
        for name, text in told.items()
        if name != "address" and not getattr(wanted, name)
    }
    return (
        {name: getattr(wanted, name) for name in SAME}
        | alone
        | times
        | {
            "title": title,
            "titles": {code: text for code, text in titles.items() if text and code != wanted.title_language},
            "texts": texts,
        }
    )


def check_codes(wanted: ItemInput) -> None:
    """Refuse a kind, state, language or zone that is none."""
    checks = (
        ("kind", wanted.kind, rules.ITEM_KINDS),
        ("state", wanted.status, rules.ITEM_STATUSES),
        ("title_language", wanted.title_language, LANGUAGE_LABELS),
        *(("title", code, LANGUAGE_LABELS) for code in wanted.titles or ()),
        ("photos", wanted.visit.photos, rules.PHOTOS),
    )
    for field, code, table in checks:
        if code not in table:
            raise Refused(Text("Choose one."), field)
    for field, zone in (("timezone", wanted.timezone), ("end_timezone", wanted.end_timezone or wanted.timezone)):
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Refused(Text("There is no such time zone."), field) from None


def _check_links(
    activity: Activity, wanted: ItemInput, item: ItineraryItem | None, by: Actor | None
) -> Organisation | None:
    """Refuse records that are newly named and not visible, and delegates of another mission. The host, named."""
    if wanted.place_id is not None and (item is None or item.place_id != wanted.place_id):
        _check_place(wanted.place_id, by)
    if item is None or item.organisation_id != wanted.organisation_id:
        check_organisation(wanted.organisation_id, "organisation_id", by)
    visit = item.visit if item is not None else None
    known = {row.person_id for row in visit.hosts} if visit is not None else set()
    _check_people(set(wanted.visit.hosts) - known, "hosts", by)
    for field in ("interpreter_id", "contact_id"):
        named = getattr(wanted, field)
        if named is not None and (item is None or getattr(item, field) != named):
            _check_people({named}, field, by)
    own = set(db.session.scalars(select(Participant.id).where(Participant.activity_id == activity.id)))
    if set(wanted.people) - own:
        raise Refused(Text("Choose from the list."), "people")
    _check_products(activity, wanted.visit.products, visit)
    if wanted.visit.presenter_id is not None and wanted.visit.presenter_id not in own:
        raise Refused(Text("Choose one from the list."), "presenter_id")
    if wanted.organisation_id is None:
        return None
    host = select(Organisation).where(Organisation.id == wanted.organisation_id)
    return db.session.scalar(host.options(selectinload(Organisation.names)))


def _check_place(id: int, by: Actor | None) -> None:
    if db.session.scalar(places.visible_to(by).where(Place.id == id).with_only_columns(Place.id)) is None:
        raise Refused(Text("Choose one from the list."), "place_id")


def _check_products(activity: Activity, wanted: Collection[int] | None, visit: Visit | None) -> None:
    """The mission carries them, or did when they were chosen."""
    known = {row.product_id for row in visit.products} if visit is not None else set()
    if set(wanted or ()) - known - products.carried_ids(activity.id):
        raise Refused(Text("Choose from the list."), "products")


def _check_people(ids: Iterable[int], field: str, by: Actor | None) -> None:
    wanted = set(ids)
    if not wanted:
        return
    seen = contacts.visible_people(by).where(Person.id.in_(wanted)).with_only_columns(Person.id)
    if wanted - set(db.session.scalars(seen)):
        raise Refused(Text("Choose one from the list."), field)
