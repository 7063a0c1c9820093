"""The sample keeps every rule of the domain, and its story is the one we want to show."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity, ActivityName, Participant
from crm.activities.rules import ACTIVITY_STATUSES, ACTIVITY_TYPES
from crm.agreements import rules as agreement_rules
from crm.agreements.models import Agreement, AgreementNegotiation, AgreementParty
from crm.agreements.queries.agreements import turned_by_calendar
from crm.contacts.models import ContactPoint, Person, PersonName
from crm.core.database import db
from crm.core.sight import AT_WORK
from crm.interactions.rules import CHATS, read_chat
from crm.leads import rules as lead_rules
from crm.leads.models import Lead
from crm.meetings.models import Attendee, Meeting
from crm.meetings.rules import is_talk, talk_key
from crm.missions import queries as missions
from crm.negotiations import queries as negotiations
from crm.negotiations import rules as stages
from crm.negotiations.models import Interaction, Negotiation
from crm.outcomes import queries as outcomes
from crm.outcomes import services as outcome_services
from crm.outcomes.models import Outcome
from crm.outcomes.rules import ACCEPTED, ANSWERED, OVERDUE, WAITING
from crm.partners import queries as partners
from crm.partners.rules import CHANNELS
from crm.places import queries as places
from crm.reports import queries as reports
from crm.reports.rules import digest_of
from crm.sample.rules import TODAY
from crm.tasks import queries as tasks
from crm.tasks.models import Task
from crm.users.models import User


def cases() -> list[Negotiation]:
    statement = select(Negotiation).options(
        selectinload(Negotiation.stage_events), selectinload(Negotiation.leads), selectinload(Negotiation.meetings)
    )
    return list(db.session.scalars(statement.order_by(Negotiation.id)))


def signed() -> list[Agreement]:
    statement = select(Agreement).where(Agreement.signed_on.is_not(None))
    return list(
        db.session.scalars(
            statement.options(
                selectinload(Agreement.parties).selectinload(AgreementParty.signatories),
                selectinload(Agreement.parties).selectinload(AgreementParty.organisation),
                selectinload(Agreement.versions),
                selectinload(Agreement.negotiations),
            )
        )
    )


# ------------------------------------------------------------------ negotiations


def test_no_stage_is_jumped_over(sample: Flask) -> None:
    for case in cases():
        steps = [(event.from_stage, event.to_stage) for event in case.stage_events]
        assert steps[0] == ("", "lead")
        assert steps[-1][1] == case.stage
        for before, after in steps[1:]:
            assert after == stages.LOST or stages.number(after) == stages.number(before) + 1
        times = [event.at for event in case.stage_events]
        assert times == sorted(times)
        assert case.stage_entered_at == times[-1]
        assert times[-1].date() <= TODAY


def test_every_open_case_has_a_next_step(sample: Flask) -> None:
    for case in cases():
        stages.check_next_step(case.stage, case.next_step, case.next_step_due, case.owner_id)


def test_a_case_is_signed_exactly_when_its_agreement_is(sample: Flask) -> None:
    concluded = {link.negotiation_id: agreement for agreement in signed() for link in agreement.negotiations}
    assert {case.id for case in cases() if case.stage in (stages.SIGNED, stages.EXECUTING)} == set(concluded)
    for case in cases():
        if case.id in concluded:
            day = next(event.at for event in case.stage_events if event.to_stage == stages.SIGNED).date()
            assert day == concluded[case.id].signed_on


def test_lost_cases_say_why_and_resting_ones_until_when(sample: Flask) -> None:
    lost = [case for case in cases() if case.stage == stages.LOST]
    assert len(lost) == 11
    assert len({case.loss_reason for case in lost}) == 11
    assert {case.loss_reason for case in lost} <= set(stages.LOSS_REASONS)
    assert all(case.loss_note for case in lost)
    held = [case for case in cases() if case.on_hold]
    assert len(held) == 2
    for case in held:
        stages.check_hold(case.stage, case.on_hold_reason, case.on_hold_until, TODAY)


def test_snapshots_are_those_of_the_first_talk(sample: Flask) -> None:
    for case in cases():
        talk = negotiations.first_talk_meeting(case.id)
        if talk is None:
            assert stages.number(case.stage) <= stages.number("qualified")
            assert (case.first_talk_at, case.tier_snapshot, case.partner_routes_snapshot) == (None, "", None)
            continue
        assert case.first_talk_at == talk.starts_at
        assert case.place_id is not None
        assert case.tier_snapshot == places.tier_on(case.place_id, talk.held_on)
        assert case.partner_routes_snapshot == partners.has_routes(case.counterpart_id, talk.held_on, case.category)
        assert talk.activity is not None
        assert case.activity_type_snapshot == talk.activity.type


def test_entry_criteria_are_met_by_the_record(sample: Flask) -> None:
    for case in cases():
        shown = negotiations.evidence(case.id)
        reached = {event.to_stage: event.criteria for event in case.stage_events}
        for stage, answer in reached.items():
            if stages.is_open(stage):
                stages.check_entry(stage, answer, shown)


def test_cases_stand_in_every_stage_and_stall_for_every_reason_they_may(sample: Flask) -> None:
    assert {case.stage for case in cases()} == set(stages.STAGE_LABELS)
    reasons: Counter[stages.StallReason] = Counter()
    last = {
        row.negotiation_id: row.at.date() for row in db.session.scalars(select(Interaction).order_by(Interaction.at))
    }
    for case in cases():
        if not stages.is_open(case.stage):
            continue
        found = stages.stall_reasons(
            as_of=TODAY,
            days_in_stage=(TODAY - case.stage_entered_at.date()).days,
            sla=stages.STAGES[case.stage].limit_days,
            has_next_step=bool(case.next_step),
            next_step_due=case.next_step_due,
            last_interaction_on=last.get(case.id),
            on_hold_until=case.on_hold_until,
        )
        reasons.update(found)
    assert set(reasons) == set(stages.StallReason) - {stages.StallReason.NO_NEXT_STEP}
    dues = [case.next_step_due for case in cases() if case.next_step_due is not None]
    assert min(dues) < TODAY < max(dues)


# ------------------------------------------------------------------ agreements


def test_signed_agreements_keep_the_rules(sample: Flask) -> None:
    for agreement in signed():
        lines = [
            agreement_rules.PartyLine(p.side, str(p.organisation_id), len(p.signatories)) for p in agreement.parties
        ]
        agreement_rules.check_parties(lines, "parties", "signers")
        agreement_rules.check_versions(agreement.versions, equally_authentic=agreement.equally_authentic)
        agreement_rules.check_dates(
            signed_on=agreement.signed_on,
            effective_on=agreement.effective_on,
            expires_on=agreement.expires_on,
            retroactive=False,
        )
    assert turned_by_calendar(TODAY) == [], "none waits for the night to be in force"


def test_agreements_are_of_known_kinds(sample: Flask) -> None:
    rows = list(db.session.scalars(select(Agreement)))
    assert Counter(row.agreement_class for row in rows) == {"commercial": 8, "framework": 11}
    for row in rows:
        assert agreement_rules.class_of(row.type) == row.agreement_class
        assert row.status in agreement_rules.STATUSES
        assert row.value_period in agreement_rules.VALUE_PERIODS
    assert [row.title for row in rows if row.expires_on == TODAY + timedelta(days=60)] == [
        "延吉常設展示場 委託販売契約"
    ]


def test_agreements_follow_their_first_talk_within_the_window(sample: Flask) -> None:
    rows = db.session.execute(
        select(
            Negotiation.first_talk_at,
            Negotiation.tier_snapshot,
            Negotiation.partner_routes_snapshot,
            Agreement.signed_on,
        )
        .join(AgreementNegotiation, AgreementNegotiation.negotiation_id == Negotiation.id)
        .join(Agreement, Agreement.id == AgreementNegotiation.agreement_id)
    ).all()
    cells: Counter[tuple[str, bool]] = Counter()
    for talked_at, tier, routes, signed_on in rows:
        assert talked_at is not None
        assert signed_on is not None
        assert 40 <= (signed_on - talked_at.date()).days <= 300
        cells[tier, bool(routes)] += 1
    assert cells == {("regional", True): 5, ("regional", False): 1, ("major", True): 1, ("major", False): 1}


# ------------------------------------------------------------------ activities, talks, leads


def test_activities_of_every_kind_with_names_in_four_languages(sample: Flask) -> None:
    rows = list(
        db.session.scalars(select(Activity).options(selectinload(Activity.names), selectinload(Activity.costs)))
    )
    assert {row.type for row in rows} <= set(ACTIVITY_TYPES)
    assert {row.status for row in rows} >= {"closed", "cancelled", "reporting", "confirmed", "in_progress"}
    assert {row.status for row in rows} <= set(ACTIVITY_STATUSES)
    for row in rows:
        assert {name.language for name in row.names} == {"ja", "zh-Hans", "ko", "en"}
        assert sum(line.book_amount or 0 for line in row.costs) > 0
        for line in row.costs:
            rate = places.rate(line.currency, "JPY", line.paid_on)
            assert rate is not None
            assert line.book_amount == round(line.amount * rate.rate)
    assert {line.currency for row in rows for line in row.costs} == {"JPY", "CNY"}


@pytest.mark.parametrize(
    ("name", "leads", "talks"),
    [
        ("延吉 春節物産展", 6, 0),
        ("瀋陽経済ミッション", 0, 0),
        ("第6回 延辺経済ミッション", 8, 8),
        ("北京 日本生活用品展", 24, 6),
    ],
)
def test_leads_and_talks_of_an_activity(sample: Flask, name: str, leads: int, talks: int) -> None:
    activity_id = _activity(name).id
    assert len(list(db.session.scalars(select(Lead).where(Lead.activity_id == activity_id)))) == leads
    assert len(list(db.session.scalars(select(Meeting).where(Meeting.activity_id == activity_id)))) == talks


def _activity(name: str) -> Activity:
    found = select(Activity).join(ActivityName).where(ActivityName.text == name)
    return db.session.scalars(found.options(selectinload(Activity.participants), joinedload(Activity.place))).one()


def test_every_meeting_counts_as_a_talk_of_its_own(sample: Flask) -> None:
    statement = select(Meeting).options(selectinload(Meeting.minutes), selectinload(Meeting.attendees))
    meetings = list(db.session.scalars(statement))
    assert all(is_talk(meeting) for meeting in meetings)
    assert len({talk_key(meeting) for meeting in meetings}) == len(meetings)
    assert all(meeting.held_on <= TODAY for meeting in meetings)


def test_minutes_are_kept_in_four_languages(sample: Flask) -> None:
    statement = select(Meeting).options(selectinload(Meeting.minutes))
    text = "\n".join(item.theirs + item.ours for meeting in db.session.scalars(statement) for item in meeting.minutes)
    for words in ("最小ロット", "起订量", "품질은", "pieces a colour"):
        assert words in text
    assert "{" not in text


def _printed() -> dict[int, str]:
    """{person id: name as on the card}."""
    names = select(PersonName).where(PersonName.kind == "primary")
    return {name.person_id: name.full for name in db.session.scalars(names)}


def test_names_in_the_room_and_in_the_delegation_are_those_on_the_card(sample: Flask) -> None:
    printed = _printed()
    attendees, delegates = db.session.scalars(select(Attendee)), db.session.scalars(select(Participant))
    for row in (*attendees, *delegates):
        assert row.name_snapshot == printed[row.person_id]
        assert row.title_snapshot


@pytest.mark.parametrize(
    ("name", "size"),
    [("第5回 延辺視察団", 13), ("第6回 延辺経済ミッション", 12), ("吉林・延辺視察団", 8), ("第7回 延辺視察団", 10)],
)
def test_delegations(sample: Flask, name: str, size: int) -> None:
    assert len(_activity(name).participants) == size


def test_the_mission_ahead_has_gaps_of_several_kinds(sample: Flask) -> None:
    activity = _activity("第7回 延辺視察団")
    leader = db.session.scalars(select(User).where(User.email == "tanabe@example.jp")).one()
    assert activity.leader_id == leader.id
    facts = missions.facts(activity.id, user=leader)
    assert {call.kind for call in facts.calls.numbers} >= {"agency", "insurance", "medical", "office", "public"}
    found = {gap.kind for gap in facts.gaps}
    assert found == {"appointment", "emergency", "holiday", "interpreter"}


def test_leads_are_of_known_kinds(sample: Flask) -> None:
    leads = list(db.session.scalars(select(Lead)))
    assert {lead.rank for lead in leads} == set(lead_rules.RANKS)
    assert {lead.status for lead in leads} == set(lead_rules.LEAD_STATUSES)
    for lead in leads:
        assert lead.raw_name or lead.person_id
        assert lead.visitor_type in ("", *lead_rules.VISITOR_TYPES)
        assert lead.timing in lead_rules.TIMINGS
        assert lead.channel in ("", *CHANNELS)
        assert lead.captured_at.date() <= TODAY
        assert lead.first_followup_at is None or lead.first_followup_at >= lead.captured_at
        assert bool(lead.disqualify_reason) == (lead.status == "disqualified")
    assert sum(lead.organisation_id is None for lead in leads) > 50


def test_food_and_sake_are_among_the_cases(sample: Flask) -> None:
    assert sum(case.category in ("food", "sake") for case in cases()) == 2
    assert {case.currency for case in cases()} == {"CNY", "JPY"}


# ------------------------------------------------------------------ people and tasks


def test_nobody_can_be_reached_in_earnest(sample: Flask) -> None:
    addresses = [point.value for point in db.session.scalars(select(ContactPoint).where(ContactPoint.kind == "email"))]
    addresses += [user.email for user in db.session.scalars(select(User))]
    addresses += re.findall(r"\S+@\S+", " ".join(db.session.scalars(select(Lead.raw_contact))))
    assert len(addresses) > 10
    for address in addresses:
        assert re.fullmatch(r"[a-z0-9._]+@example\.(jp|cn|kr|com)", address)


def test_one_pair_of_people_may_be_the_same(sample: Flask) -> None:
    people = {person.id: set(person.search_key.split()) for person in db.session.scalars(select(Person))}
    names = _printed()
    pair = {id for id, name in names.items() if name in ("李明淑", "이명숙", "이 명숙")}
    assert len(pair) == 2
    first, second = pair
    assert people[first] & people[second]


def test_everyone_has_something_to_do_and_something_is_late(sample: Flask) -> None:
    open_tasks = list(db.session.scalars(select(Task).where(Task.status == "open")))
    assert {task.owner_id for task in open_tasks} == set(
        db.session.scalars(select(User.id).where(User.role.in_(AT_WORK)))
    )
    assert min(task.due_on for task in open_tasks) < TODAY < max(task.due_on for task in open_tasks)


def test_what_is_closed_has_an_approved_report_and_nothing_unfinished(sample: Flask) -> None:
    """INV-A2 holds for the sample as for what people close themselves."""
    reader = db.session.scalars(select(User).where(User.email == "honda@example.jp")).one()
    closed = db.session.scalars(select(Activity).where(Activity.status == "closed")).all()
    assert len(closed) == 20
    for row in closed:
        report = reports.latest(row.id, "ja", user=reader)
        assert report is not None
        assert report.approved_at is not None
        assert (report.status, report.digest) == ("approved", digest_of(report.frozen or {}))
        assert row.end_on < report.approved_at.date() <= TODAY
        assert activities.ending(row, reported=True).unfinished == []


@pytest.mark.both
def test_conversations_and_plans_are_there_to_be_seen(sample: Flask) -> None:
    chats = db.session.scalars(select(Interaction).where(Interaction.body != "", Interaction.kind.in_(CHATS))).all()
    assert {chat.kind for chat in chats} == set(CHATS)
    assert all(read_chat(chat.body) and chat.person_id for chat in chats)
    done = db.session.scalars(select(Task).where(Task.status == "done", Task.plan_step_id.is_not(None))).all()
    assert len(done) == 2
    assert [proposal.step.text for proposal in tasks.proposals(done).values()] == ["見本を送る"]  # the other was taken


# ------------------------------------------------------------------ approvals and outcomes


def test_the_coming_mission_was_returned_once_and_then_approved_by_somebody_else(sample: Flask) -> None:
    mission = db.session.scalars(select(Activity).where(Activity.status == "confirmed")).one()
    rounds = sorted(activities.approvals(mission.id), key=lambda round: round.id)
    assert [round.decision for round in rounds] == ["returned", "approved"]
    days = [day for round in rounds for day in (round.asked_at, round.decided_at)]
    assert None not in days
    assert days == sorted(day for day in days if day is not None)
    assert all(round.asked_by_id != round.decided_by_id for round in rounds)
    assert all(round.remark for round in rounds)
    assert rounds[-1].plan == activities.kept(mission.id), "approved with its budget, and unchanged since"


def test_most_questions_about_outcomes_are_answered_and_a_handful_is_late(sample: Flask) -> None:
    rows = list(db.session.scalars(select(Outcome)))
    states = Counter(outcomes.state(row, TODAY) for row in rows)
    assert 0 < states[OVERDUE] <= 8
    assert states[ANSWERED] > 4 * (len(rows) - states[ANSWERED])
    assert {row.decision for row in rows if row.answered_at} == {ACCEPTED, WAITING}
    assert not outcome_services.prepare(today=TODAY, phrase=lambda *_: "", user=None, by=None)
