"""What happens to negotiations: opened, moved, lost, reopened, taken back, put on hold, linked."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from crm.audit import services as audit
from crm.audit.models import AuditEntry
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.leads import services as leads
from crm.leads.services import LeadInput
from crm.negotiations import queries, rules, services
from crm.negotiations.kind import NEGOTIATION
from crm.negotiations.models import Interaction, Negotiation, StageEvent
from crm.negotiations.rules import MoveWish
from tests.cast import user
from tests.meetings.scene import mission
from tests.negotiations.cases import case, days, held, lose, opened, scene, step_by_step

pytestmark = pytest.mark.usefixtures("session")


def refused(field: str, act: Any, **values: Any) -> None:
    with writing(), pytest.raises(Refused) as refusal:
        act(**values)
    assert refusal.value.field == field


def events_of(negotiation: Negotiation) -> list[StageEvent]:
    statement = select(StageEvent).where(StageEvent.negotiation_id == negotiation.id).order_by(StageEvent.id)
    return list(db.session.scalars(statement))


# ---- opening and changing


def test_a_case_opens_as_a_lead_with_its_first_event() -> None:
    negotiation = opened(scene())
    [event] = events_of(negotiation)
    assert (negotiation.stage, event.from_stage, event.to_stage) == ("lead", "", "lead")


@pytest.mark.parametrize("field", ["next_step", "next_step_due", "owner_id"])
def test_an_open_case_needs_next_step_due_date_and_owner(field: str) -> None:
    at = scene()
    empty = "" if field == "next_step" else None
    refused(field, services.open_case, case=case(at, **{field: empty}), by=user())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "), ("our_organisation_id", None), ("counterpart_id", None), ("currency", "XAU"),
        ("category", "weapons"), ("value_period", "daily"), ("value", Decimal(-1)), ("probability", Decimal(2)),
        ("counterpart_id", 9999), ("local_partner_id", 9999), ("initiative_id", 9999), ("activity_id", 9999),
        ("place_id", 9999), ("owner_id", 9999),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_beside_its_field(field: str, value: Any) -> None:
    at = scene()
    refused(field, services.open_case, case=case(at, **{field: value}), by=user())


def test_a_counterpart_is_somebody_else() -> None:
    at = scene()
    refused("counterpart_id", services.open_case, case=case(at, counterpart_id=at.association), by=user())


def test_an_overridden_probability_says_why() -> None:
    at = scene()
    refused("probability_note", services.open_case, case=case(at, probability=Decimal("0.5")), by=user())
    assert opened(at, probability=Decimal("0.5"), probability_note="口頭合意").probability == Decimal("0.5")


def test_a_mission_leader_cannot_name_an_activity_that_is_not_theirs() -> None:
    at = scene()
    with writing():
        other = mission(at.place, name="別の視察団")
        db.session.commit()
    leader = user(Role.MISSION_LEADER)
    refused("activity_id", services.open_case, case=case(at, activity_id=other.id), by=leader)


def test_what_was_linked_before_may_stay_when_it_is_not_visible_any_more() -> None:
    at = scene()
    with writing():
        other = mission(at.place, name="別の視察団")
        db.session.commit()
    negotiation = opened(at, activity_id=other.id)
    with writing():
        changed = case(at, activity_id=other.id, title="新しい題")
        services.change(negotiation, changed, by=user(Role.MISSION_LEADER))
        db.session.commit()
    assert negotiation.title == "新しい題"


def test_a_case_opened_from_a_lead_converts_it() -> None:
    at = scene()
    with writing():
        sheet = LeadInput(
            activity_id=at.mission, organisation_id=at.commerce_bureau, interest="カーディガン", owner_id=user().id
        )
        lead = leads.capture(sheet, by=user())
        negotiation = services.open_case(case(at), leads=[lead], stage="qualified", by=user())
        services.link_lead(negotiation, lead, by=user())
        db.session.commit()
    assert lead.status == "converted"
    assert [row.id for row in queries.of_lead(lead.id, user=user())] == [negotiation.id]
    assert negotiation.stage == "qualified"


def test_a_case_does_not_open_beyond_qualified() -> None:
    at = scene()
    refused("stage", services.open_case, case=case(at), stage="terms", by=user())


# ---- moving


def test_a_case_goes_through_the_stages_one_by_one() -> None:
    at = scene()
    negotiation = opened(at)
    step_by_step(negotiation, "approval_draft", at)
    assert negotiation.stage == "approval_draft"
    assert [event.to_stage for event in events_of(negotiation)] == list(rules.OPEN_STAGES)
    assert queries.reached([negotiation.id]) == {negotiation.id: 6}


def test_skipped_stages_count_as_reached() -> None:
    negotiation = opened(scene())
    with writing():
        services.move(negotiation, "terms", wish=MoveWish(reason="旧知の取引先", answer="単価を協議"), by=user())
        db.session.commit()
    assert queries.reached([negotiation.id]) == {negotiation.id: 5}


def test_a_talk_that_is_only_planned_does_not_open_the_stage() -> None:
    at = scene()
    negotiation = opened(at)
    planned = held(at, days_ago=-3, status="planned", minutes=[])
    with writing():
        services.move(negotiation, "qualified", by=user())
        services.link_meeting(negotiation, planned, by=user())
        with pytest.raises(Refused) as refusal:
            services.move(negotiation, "talk", by=user())
    assert refusal.value.field == "stage"
    assert negotiation.first_talk_at is None


def test_a_case_without_next_step_cannot_move_on() -> None:
    negotiation = opened(scene())
    with writing():
        with action(rules.CHANGED, by=None):
            negotiation.next_step = ""
        with pytest.raises(Refused) as refusal:
            services.move(negotiation, "qualified", by=user())
    assert refusal.value.field == "next_step"


def test_a_move_on_a_stale_version_is_refused_and_writes_nothing() -> None:
    negotiation = opened(scene())
    seen = negotiation.version
    with writing():
        services.move(negotiation, "qualified", version=seen, by=user())
        db.session.commit()
    with writing(), pytest.raises(Refused, match="in the meantime"):
        services.move(
            negotiation, "lost", version=seen, wish=MoveWish(loss_reason="price", loss_note="高い"), by=user()
        )
    assert len(events_of(negotiation)) == 2


def test_a_lost_case_keeps_its_reason_and_is_off_hold() -> None:
    negotiation = opened(scene())
    with writing():
        services.hold(negotiation, on_hold_reason="春節", on_hold_until=days(10), by=user())
        lose(negotiation, "chose_rival", "大邱")
        db.session.commit()
    assert (negotiation.stage, negotiation.loss_reason, negotiation.loss_note) == ("lost", "chose_rival", "大邱")
    assert not negotiation.on_hold


def test_a_lost_case_is_reopened_and_forgets_why_it_was_lost() -> None:
    negotiation = opened(scene())
    with writing():
        lose(negotiation, "no_reply", "返事なし")
        services.move(negotiation, "lead", wish=MoveWish(reason="先方から連絡"), by=user())
        db.session.commit()
    assert (negotiation.stage, negotiation.loss_reason) == ("lead", "")
    with writing(), pytest.raises(Refused):
        services.move(negotiation, "lead", wish=MoveWish(reason="もう一度"), by=user())


def test_a_move_that_is_taken_back_counts_nowhere_and_the_stay_goes_on() -> None:
    negotiation = opened(scene(), opened_days_ago=5)
    since = negotiation.stage_entered_at
    with writing():
        wish = MoveWish(reason="誤り", answer="誤り")
        event = services.move(negotiation, "terms", wish=wish, by=user())
        services.undo_move(negotiation, event.id, by=user())
        db.session.commit()
    assert (negotiation.stage, negotiation.stage_entered_at) == ("lead", since)
    assert queries.reached([negotiation.id]) == {negotiation.id: 1}
    assert len(events_of(negotiation)) == 3, "nothing is removed from the record"


def test_only_the_latest_move_can_be_taken_back() -> None:
    negotiation = opened(scene())
    opening = events_of(negotiation)[0]
    with writing():
        first = services.move(negotiation, "qualified", by=user())
        services.move(negotiation, "lead", wish=MoveWish(reason="早すぎた"), by=user())
        for event in (first, opening):
            with pytest.raises(Refused):
                services.undo_move(negotiation, event.id, by=user())


def test_a_loss_that_is_taken_back_leaves_no_reason_behind() -> None:
    negotiation = opened(scene())
    with writing():
        event = lose(negotiation)
        services.undo_move(negotiation, event.id, by=user())
        db.session.commit()
    assert (negotiation.stage, negotiation.loss_reason, negotiation.loss_note) == ("lead", "", "")


def test_every_act_is_in_the_audit_log() -> None:
    at = scene()
    negotiation = opened(at)
    step_by_step(negotiation, "talk", at)
    verbs = set(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.record_type == "negotiations")))
    assert {"negotiation.opened", "negotiation.moved", "negotiation.meeting_linked"} <= verbs


# ---- hold and next step


@pytest.mark.parametrize(
    ("reason", "until", "field"),
    [("", 5, "on_hold_reason"), ("春節", None, "on_hold_until"), ("春節", -1, "on_hold_until")],
)
def test_on_hold_needs_a_reason_and_a_day_to_come(reason: str, until: int | None, field: str) -> None:
    negotiation = opened(scene())
    day = days(until) if until is not None else None
    refused(field, services.hold, negotiation=negotiation, on_hold_reason=reason, on_hold_until=day, by=user())


def test_a_case_is_taken_off_hold() -> None:
    negotiation = opened(scene())
    with writing():
        services.hold(negotiation, on_hold_reason="春節", on_hold_until=days(30), by=user())
        services.release(negotiation, by=user())
        db.session.commit()
    assert (negotiation.on_hold, negotiation.on_hold_until, negotiation.on_hold_reason) == (False, None, "")


def test_a_finished_step_is_logged_and_the_next_takes_its_place() -> None:
    negotiation = opened(scene())
    with writing():
        services.complete_step(
            negotiation, next_step="見積を出す", next_step_due=days(10), owner_id=user().id, by=user()
        )
        db.session.commit()
    assert negotiation.next_step == "見積を出す"
    [done] = db.session.scalars(select(Interaction).where(Interaction.negotiation_id == negotiation.id))
    assert (done.kind, done.summary) == ("step_done", "見本を送る")


def test_a_step_is_not_finished_without_the_one_after_it() -> None:
    negotiation = opened(scene())
    values: dict[str, Any] = {"next_step": "", "next_step_due": days(1), "owner_id": user().id}
    refused("next_step", services.complete_step, negotiation=negotiation, by=user(), **values)
    assert negotiation.next_step == "見本を送る"


# ---- links and log


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "telegram", "summary": "x"}, "kind"),
        ({"kind": "step_done", "summary": "x"}, "kind"),
        ({"kind": "call", "summary": " "}, "summary"),
        ({"kind": "call", "summary": "x", "direction": "sideways"}, "direction"),
    ],
)
def test_what_is_logged_has_a_kind_and_a_text(values: dict[str, str], field: str) -> None:
    refused(field, services.log, negotiation=opened(scene()), by=user(), **values)


def test_nothing_is_logged_that_is_still_to_come() -> None:
    negotiation = opened(scene())
    soon = clock.now() + timedelta(hours=2)
    refused("at", services.log, negotiation=negotiation, kind="call", summary="電話", at=soon, by=user())


def test_a_meeting_that_the_user_does_not_see_cannot_be_linked() -> None:
    at = scene()
    talk = held(at)
    leader = user(Role.MISSION_LEADER)
    negotiation = opened(at, by=leader)
    refused("meeting_id", services.link_meeting, negotiation=negotiation, meeting=talk, by=leader)


def test_a_meeting_is_linked_once_and_taken_off_again() -> None:
    at = scene()
    negotiation, talk = opened(at), held(at)
    with writing():
        services.link_meeting(negotiation, talk, by=user())
        services.link_meeting(negotiation, talk, by=user())
        db.session.commit()
    assert [row.id for row in queries.of_meeting(talk.id, user=user())] == [negotiation.id]
    with writing():
        services.unlink_meeting(negotiation, talk, by=user())
        db.session.commit()
    assert queries.of_meeting(talk.id, user=user()) == []
    assert negotiation.first_talk_at is None, "the talk was none of its own"
    assert negotiation.partner_routes_snapshot is False, "snapshots are written once"


def test_a_case_is_archived_and_brought_back(session: scoped_session[Any]) -> None:
    negotiation = opened(scene())
    with writing():
        services.archive(negotiation, by=user())
        session.commit()
    assert not NEGOTIATION.is_visible(negotiation.id, user())
    with writing():
        audit.restore(queries.one(negotiation.id, user=user(), archived=True), rules.RESTORED, by=user())
        session.commit()
    assert NEGOTIATION.is_visible(negotiation.id, user())
