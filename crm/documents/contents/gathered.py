"""From the database: the contents of a mission report."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.rules import is_over
from crm.agreements.queries import counted_for
from crm.cards import queries as cards
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import clock, here
from crm.core.permissions import Actor, Permission, allows
from crm.documents import queries
from crm.documents.contents.by_day import day_of, held_by, known, known_on, others
from crm.documents.contents.carried import course
from crm.documents.contents.market import market
from crm.documents.contents.matched import matched, with_tables
from crm.documents.contents.met import met
from crm.documents.contents.report import Report
from crm.documents.contents.results import results
from crm.documents.contents.talked import Talk, photos_of, steps_of, unminuted, visits_alone
from crm.documents.rules import SINCE_APPROVAL, PrintWish
from crm.fairs import queries as fairs
from crm.fairs.rules import SELLING
from crm.fairs.rules.goods import GoodsSum, total
from crm.initiatives import queries as initiatives
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.missions import queries as missions
from crm.missions.queries import Facts
from crm.outcomes import queries as outcomes
from crm.outcomes.contents import reminder_of
from crm.reports import queries as reports
from crm.reports.models import MissionReport
from crm.tasks import queries as tasks


def report(wish: PrintWish, *, user: Actor, record: MissionReport | None = None, day: date | None = None) -> Report:
    """The contents of the report for what `user` sees; NotVisible when they do not see the activity.

    `day` is that of a report without `record`, which tells nothing of later. Queries do not grow with talks or leads.
    """
    activity = activities.one(wish.activity_id, user=user)
    placed = matched(activity.id, user=user)
    facts = with_tables(missions.on_paper(missions.fact(activity)), placed, user=user)
    model = None if record is not None else reports.approved_in_another(activity.id, wish.language)
    signed = record or model
    signature = (record.reporter if record is not None else "") or queries.signed_by(activity, wish.language)
    reporter = queries.told_in(activity, queries.without_office(signature), wish.language)
    held = held_by(meetings.for_report(activity.id, user=user), signed)
    leads = queries.leads_of(activity.id)
    as_of = day_of(activity, record, day)
    began = datetime.combine(activity.start_on, time(), UTC)
    departed = clock.from_wall(datetime.combine(activity.start_on, time()), here.zone())
    until = clock.from_wall(datetime.combine(as_of + timedelta(days=1), time()), here.zone())
    follow_up = known(tasks.following(activity.id, user=user), activity, until)
    asking = outcomes.of_tasks([task.id for task in follow_up])
    reminders = {id: reminder_of(outcome, activity, wish.language) for id, outcome in asking.items()}
    moves = queries.moves_of(activity.id, began=began, until=until, known_on=known_on(signed), user=user)
    changes = queries.changes_of(activity.id, departed=departed)
    minuted = {row.itinerary_item_id or 0 for row in held}
    logged = {row.id for row in held}
    sat = {at for each in placed for at in each.talked(logged)}
    going = course(facts.entries, changes, minuted=minuted, moment=min(clock.now(), until), sat=sat)
    ended = activity.end_on <= as_of and is_over(activity.end_on, activity.status, here.today())
    over = ended and not going.is_ahead
    seen = replace(facts, appointments=[each for each in facts.appointments if going.was_held(each.entry)])
    agreements = queries.agreements_of(activity.id, as_of=as_of)
    elsewhere = others(queries.signed_in(moves, since=_told_since(activity), until=as_of), agreements)
    last = queries.last_time(activity, as_of=as_of, user=user)
    challenges = queries.challenges_open(activity.initiative_id, until) if activity.initiative_id else []
    far = queries.elsewhere(challenges, _places_of(facts, held))
    dropped, next_actions = queries.leads_then(leads, until)
    photos = photos_of(held) if wish.confidential else {}
    return Report(
        wish=wish,
        facts=facts,
        talks=[Talk(place, row, steps_of(row, follow_up), photos.get(row.id, [])) for place, row in enumerate(held, 1)],
        leads=leads,
        given_up=dropped,
        next_actions=next_actions,
        goods=_goods(activity, wish, as_of, user),
        matched=[each for each in placed if each.first <= as_of],
        visits=visits_alone(seen, held),
        unminuted=unminuted(seen, held, [*agreements, *elsewhere]),
        moves=moves,
        agreements=agreements,
        unsigned=queries.unsigned(activity.id),
        elsewhere=elsewhere,
        counted_for=counted_for(elsewhere, user=user),
        results=results(facts, held, leads, agreements, last, over=over),
        last_time=last,
        budget=activities.budget(activity.id),
        follow_up=follow_up,
        own_work=bool(known(tasks.own_work(activity.id, user=user), activity, until)),
        reminders=reminders,
        unconfirmed=outcomes.unconfirmed(reminders, until),
        resting=queries.resting(follow_up, moves),
        concluded=queries.concluded(follow_up, moves, until=as_of),
        division=initiatives.division(activity.initiative_id) if activity.initiative_id else None,
        challenges=[row for row in challenges if row.id not in far],
        challenges_elsewhere=len(far),
        changes=changes.each,
        course=going,
        over=over,
        met=met(seen, held, cards.exchanges_at(activity.id, user=user), [*agreements, *elsewhere]),
        market=market(seen, held, until=as_of, language=wish.language, user=user),
        colleagues=contacts.colleagues(),
        as_of=as_of,
        known_on=known_on(signed),
        record=record,
        reporter=reporter,
        reporter_post=queries.post_of(activity, reporter, wish.language),
        model=model,
        overtaken=_overtaken(model) if record is None and model is not None else (),
        seals=queries.decided_for(signed) if signed is not None else frozenset(),
    )


def _goods(activity: Activity, wish: PrintWish, as_of: date, user: Actor) -> list[tuple[Organisation | None, GoodsSum]]:
    """What became of the goods of each maker at the stalls of a product fair, and of all, once it has begun: not in the
    public edition, since what a maker sold is theirs to make known."""
    told = wish.confidential and activity.start_on <= as_of and allows(user.role, Permission.FAIRS_READ)
    if not told or activity.type != SELLING:
        return []
    found = list(fairs.goods_by_maker(activity.id, user=user).values())
    whole = [(None, total(row for rows in found for row in rows))] if len(found) > 1 else []
    return [*((rows[0].maker, total(rows)) for rows in found), *whole]


def _told_since(activity: Activity) -> date:
    """The first day of what was signed in its negotiations: a showroom stands on what was signed before it opened."""
    return date.min if activity.type == "showroom_operation" else activity.start_on


def _places_of(facts: Facts, held: Sequence[Meeting]) -> set[int]:
    """The ids of the places that it has to do with: its own, those of its programme and talks, and of those it met."""
    activity = facts.activity
    bodies = [activity.host_organisation, activity.sender_organisation, *(row.organisation for row in held)]
    told = [
        activity.place_id,
        *(entry.item.place_id for entry in facts.entries),
        *(row.place_id for row in held),
        *(body.place_id for body in bodies if body is not None),
    ]
    return {id for id in told if id is not None}


def _overtaken(model: MissionReport) -> list[str]:
    return [SINCE_APPROVAL[code] for code in queries.changed_since_approval(model)]
