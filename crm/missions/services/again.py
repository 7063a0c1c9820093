"""A new mission after an earlier one: the days move along, everyone and every appointment is asked anew."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select

from crm.activities import services as activities
from crm.activities.models import Activity
from crm.activities.services import ActivityInput
from crm.contacts.models import Affiliation, Organisation, Person
from crm.contacts.rules import is_current
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives.models import Initiative
from crm.initiatives.services import check_days
from crm.missions import queries, rules
from crm.missions.models import ItineraryItem
from crm.missions.services.plans import ItemInput, VisitInput
from crm.missions.services.programme import add_item, plan
from crm.products import services as products
from crm.products.queries import carried_ids
from crm.users import queries as users


def again(
    earlier: Activity,
    *,
    names: Mapping[str, str],
    start_on: date | None,
    programme: bool,
    delegation: bool,
    budget: bool = False,
    by: Actor | None,
) -> Activity:
    """Plan a mission like `earlier` (loaded as its page has it), from `start_on` on. `names` is {language: text}.

    The programme comes with every item tentative and every appointment to be asked for; agenda, questions, the products
    carried and which of their sheets go with a visit stay, except what is discontinued; results, gifts, notes and
    interpreters do not. A host comes along who still holds a post there; a delegate as invited, with the name and title
    of today. Nobody comes along who is archived or does not want to be contacted; an archived body or initiative stays
    behind.
    The call for participants comes along, its last day moved; with `budget` the planned costs, at today's rates.
    What was paid, leads and what was written afterwards stay behind. Refused without a name or a first day.
    """
    if start_on is None:
        raise Refused(Text("Fill in this field."), "start_on")
    check_days(start_on, start_on)  # before anything is counted from it
    moved = start_on - earlier.start_on
    made = plan(_plan(earlier, names, moved), by=by)
    db.session.flush()
    activities.copy_call(earlier.id, made, moved=moved, by=by)
    if delegation:
        _invite(earlier, made, by)
    if budget:
        activities.copy_budget(earlier.id, made, by=by)
    if programme:
        _plan_days(earlier, made, moved, by)
    return made


def _plan(earlier: Activity, names: Mapping[str, str], moved: timedelta) -> ActivityInput:
    staff = dict(users.options())
    return ActivityInput(
        type=earlier.type,
        direction=earlier.direction,
        names=names,
        place_id=earlier.place_id,
        start_on=earlier.start_on + moved,
        end_on=earlier.end_on + moved,
        initiative_id=_living(earlier.initiative),
        host_organisation_id=_living(earlier.host_organisation),
        sender_organisation_id=_living(earlier.sender_organisation),
        leader_id=earlier.leader_id if earlier.leader_id in staff else None,
        coordinator_id=earlier.coordinator_id if earlier.coordinator_id in staff else None,
        venue=earlier.venue,
        co_organisers=earlier.co_organisers,
        objectives=earlier.objectives,
        key_messages=earlier.key_messages,
        target_leads=earlier.target_leads,
        target_talks=earlier.target_talks,
        target_agreements=earlier.target_agreements,
        target_frameworks=earlier.target_frameworks,
    )


def _living(row: Initiative | Organisation | None) -> int | None:
    """The id of what an activity names, unless it was archived since."""
    return row.id if row is not None and row.archived_at is None else None


def _invite(earlier: Activity, made: Activity, by: Actor | None) -> None:
    parts = [part for part in earlier.participants if part.status != "cancelled"]
    reachable = _reachable({part.person_id for part in parts})
    for part in sorted(parts, key=lambda part: part.order):
        if part.person_id in reachable:
            activities.add_participant(made, person_id=part.person_id, role=part.role, status="invited", by=by)


def _plan_days(earlier: Activity, made: Activity, moved: timedelta, by: Actor | None) -> None:
    products.carry_along(earlier, made, by=by)
    carried = carried_ids(made.id)
    items = [item for item in queries.items(earlier.id) if item.status != "cancelled"]
    there = _still_there(items, made.start_on)
    open_hosts = _open({item.organisation_id for item in items if item.organisation_id})
    for item in items:
        organisation_id = item.organisation_id if item.organisation_id in open_hosts else None
        add_item(made, _item_plan(item, organisation_id, there, moved, carried), by=by)


def _item_plan(
    item: ItineraryItem,
    organisation_id: int | None,
    there: set[tuple[int, int]],
    moved: timedelta,
    carried: set[int],
) -> ItemInput:
    start, end = (datetime.fromisoformat(wall) + moved for wall in (item.wall_start, item.wall_end))
    visit = VisitInput()
    if item.visit is not None:
        hosts = [row.person_id for row in item.visit.hosts if (organisation_id, row.person_id) in there]
        sheets = [row.product_id for row in item.visit.products if row.product_id in carried]
        visit = VisitInput(
            item.visit.purpose, item.visit.agenda, item.visit.questions, hosts=hosts,
            products=sheets if item.visit.some_products else None,
        )  # fmt: skip
    return ItemInput(
        kind=item.kind,
        status=rules.not_asked_yet(item.kind),
        day=item.day + moved,
        holds=start.time(),
        start=start.time() if item.begins else None,
        end=end.time() if item.ends else None,
        end_day=end.date(),
        timezone=item.timezone,
        end_timezone=item.end_timezone,
        title=item.title,
        title_language=item.title_language,
        titles=item.titles,
        place_id=item.place_id,
        venue=item.venue,
        address=item.address,
        organisation_id=organisation_id,
        transport=item.transport,
        dress=item.dress,
        flight_number=item.flight_number,
        origin=item.origin,
        destination=item.destination,
        rooms=item.rooms,
        texts=item.texts,
        visit=visit,
    )


def _reachable(ids: set[int]) -> set[int]:
    """Who of these people may be asked again."""
    statement = select(Person.id).where(
        Person.id.in_(ids),
        Person.archived_at.is_(None),
        Person.do_not_contact.is_(False),
        Person.use_stopped_at.is_(None),
    )
    return set(db.session.scalars(statement))


def _open(ids: set[int]) -> set[int]:
    """Which of these organisations are still in the book."""
    return set(
        db.session.scalars(select(Organisation.id).where(Organisation.id.in_(ids), Organisation.archived_at.is_(None)))
    )


def _still_there(items: list[ItineraryItem], on: date) -> set[tuple[int, int]]:
    """{(organisation id, person id)} of the hosts who may be asked again and hold a post there on a day."""
    hosts = {row.person_id for item in items if item.visit for row in item.visit.hosts}
    posts = db.session.scalars(select(Affiliation).where(Affiliation.person_id.in_(_reachable(hosts))))
    return {(p.organisation_id, p.person_id) for p in posts if is_current(p.from_date, p.to_date, on)}
