"""The sample's negotiations: from the card to the first talk, and how far each came since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db
from crm.meetings.models import Meeting
from crm.negotiations.models import (
    Interaction,
    Negotiation,
    NegotiationLead,
    NegotiationMeeting,
    NegotiationProduct,
    StageEvent,
)
from crm.negotiations.rules import EXECUTING, LOST, SIGNED, STAGES, is_open, number
from crm.partners import queries as partners
from crm.places import queries as places
from crm.sample import rules
from crm.sample.queries import made_by, own_data
from crm.sample.services.register import Register, moment

QUALIFYING = timedelta(minutes=10)
OFFER_BEFORE_STAGE = timedelta(hours=1)
TO_PERFORMANCE = timedelta(days=38)  #: from signing to the first shipment


@dataclass(frozen=True)
class StageStep:
    """A stage and when it was entered."""

    stage: str
    at: datetime


def load_cases(register: Register) -> None:
    """Every case with its stage events, the talks and the lead it has, and what was sent and said in between."""
    signed_on = {row["case"]: date.fromisoformat(row["signed"]) for row in own_data("agreements") if row["case"]}
    for row in own_data("cases"):
        owner = row["owner"] or "kobayashi"
        with action(rules.LOADED, by=register.users[owner]):
            steps = _path(register, row, signed_on.get(row["key"]))
            case = _case(register, row, steps)
            _freeze(case, register.talks.get(row["key"], []), register.activities[row["activity"]])
            db.session.add(case)
            db.session.flush()
            for interaction in _interactions(register, row, case, steps):
                db.session.add(interaction)
        register.negotiations[row["key"]] = case


# ------------------------------------------------------------------ the path


def _path(register: Register, row: Mapping[str, str], signed_on: date | None) -> list[StageStep]:
    """When the case entered each stage; no stage is jumped over (INV-N1)."""
    captured = register.sources[row["key"]].captured_at
    steps = [StageStep("lead", captured)]
    if row["stage"] == "lead":
        return steps
    if row["stage"] == "qualified":
        return [*steps, StageStep("qualified", _days_ago(register, int(row["age"])))]
    talk = register.talks[row["key"]][0]
    talked = talk.ends_at or talk.starts_at
    steps += [StageStep("qualified", captured + QUALIFYING), StageStep("talk", talked)]
    if signed_on is not None:
        signing = moment(signed_on, 12, 0, rules.JAPAN)
        steps += _between(register, "approval_draft", talked, signing) + [StageStep(SIGNED, signing)]
        if row["stage"] == EXECUTING:
            steps.append(StageStep(EXECUTING, moment(register.workday(signed_on + TO_PERFORMANCE), 12, 0, rules.JAPAN)))
    elif row["stage"] == LOST:
        lost = moment(register.workday(talked.date() + timedelta(days=int(row["age"]))), 15, 0, rules.JAPAN)
        steps += [*_between(register, row["reached"], talked, lost), StageStep(LOST, lost)]
    elif row["stage"] != "talk":
        entered = _days_ago(register, int(row["age"]))
        before = list(STAGES)[number(row["stage"]) - 2]
        steps += [*_between(register, before, talked, entered), StageStep(row["stage"], entered)]
    return steps


def _days_ago(register: Register, days: int) -> datetime:
    return moment(register.workday(rules.TODAY - timedelta(days=days), -1), 10, 0, rules.JAPAN)


def _between(register: Register, last: str, talked: datetime, until: datetime) -> list[StageStep]:
    """The stages after the talk up to `last`, spread evenly over the time until the next."""
    stages = list(STAGES)[number("talk") : number(last)]
    span = (until - talked) / (len(stages) + 1)
    days = [clock.local(talked + span * place, rules.JAPAN).date() for place in range(1, len(stages) + 1)]
    at = [moment(register.workday(day), 11, 0, rules.JAPAN) for day in days]
    return [StageStep(stage, moment) for stage, moment in zip(stages, at, strict=True)]


# ------------------------------------------------------------------ the case


def _case(register: Register, row: Mapping[str, str], steps: list[StageStep]) -> Negotiation:
    lead, opened = register.sources[row["key"]], is_open(row["stage"])
    owner = register.users[row["owner"] or "kobayashi"]
    counterpart = register.organisations[row["theirs"]]
    hold = rules.HOLDS.get(row["key"])
    soon = register.dice.randint(25, 150)
    beside = made_by(row["ours"], register.dice.choice(rules.PRODUCTS[row["category"]]))
    return Negotiation(
        title=lead.interest,
        initiative_id=register.initiative_of_case(row["key"], row["activity"]),
        our_organisation_id=register.organisations[row["ours"]].id,
        counterpart_id=counterpart.id,
        place_id=counterpart.place_id,
        category=row["category"],
        products="、".join(sorted({lead.interest, beside})),
        created_at=steps[0].at,
        stage=row["stage"],
        stage_entered_at=steps[-1].at,
        value=Decimal(row["value"]),
        currency=row["currency"],
        expected_sign_on=rules.TODAY + timedelta(days=soon)
        if opened and number(row["stage"]) >= number("terms")
        else None,
        next_step=row["next_step"],
        next_step_due=rules.TODAY + timedelta(days=int(row["due"])) if row["due"] else None,
        owner_id=owner.id,
        loss_reason=row["loss"],
        loss_note=row["note"],
        on_hold=hold is not None,
        on_hold_reason=hold[0] if hold else "",
        on_hold_until=hold[1] if hold else None,
        stage_events=_events(steps, owner.id),
        leads=[NegotiationLead(lead_id=lead.id)],
        goods=[NegotiationProduct(product_id=register.products[key].id) for key in row["goods"].split()],
        meetings=[NegotiationMeeting(meeting_id=talk.id) for talk in register.talks.get(row["key"], [])],
    )


def _events(steps: list[StageStep], by_id: int) -> list[StageEvent]:
    before = ["", *(step.stage for step in steps)]
    return [
        StageEvent(
            from_stage=from_stage,
            to_stage=step.stage,
            at=step.at,
            noted_at=step.at,
            by_id=by_id,
            criteria=rules.ANSWERS.get(step.stage, ""),
        )
        for from_stage, step in zip(before, steps, strict=False)
    ]


def _freeze(case: Negotiation, talks: list[Meeting], source: Activity) -> None:
    """Tier, routes and activity type as they stood on the day of the first talk (INV-N5, INV-P1)."""
    if not talks:
        return
    first = talks[0]
    day = clock.local(first.starts_at, first.timezone).date()
    case.first_talk_at = first.starts_at
    case.tier_snapshot = (places.tier_on(case.place_id, day) or "") if case.place_id else ""
    case.place_snapshot_id = case.place_id
    case.partner_routes_snapshot = partners.has_routes(case.counterpart_id, day, case.category)
    case.activity_type_snapshot = source.type


# ------------------------------------------------------------------ between two talks


def _interactions(
    register: Register, row: Mapping[str, str], case: Negotiation, steps: list[StageStep]
) -> list[Interaction]:
    """Samples and quotations before the stage they open, and the latest word with the counterpart."""
    found = []
    for step in steps:
        if step.stage == "sample_quote":
            kind = register.dice.choice(("sample", "quote"))
            found.append(_interaction(case, kind, "out", step.at - OFFER_BEFORE_STAGE, rules.WORDS[kind]))
        elif step.stage in ("terms", "approval_draft"):
            found.append(_interaction(case, "mail", "out", step.at - OFFER_BEFORE_STAGE, rules.WORDS["mail"]))
        elif step.stage == EXECUTING:
            found.append(_interaction(case, "note", "out", step.at, rules.WORDS["note"]))
    if row["quiet"]:
        kind = register.dice.choice(("call", "wechat"))
        found.append(_interaction(case, kind, "in", _days_ago(register, int(row["quiet"])), rules.WORDS[kind]))
    if case.stage == EXECUTING:
        found.append(_interaction(case, "greeting", "out", moment(date(2026, 2, 16), 10), rules.WORDS["greeting"]))
    return found


def _interaction(case: Negotiation, kind: str, direction: str, at: datetime, summary: str) -> Interaction:
    return Interaction(
        negotiation_id=case.id,
        organisation_id=case.counterpart_id,
        kind=kind,
        direction=direction,
        at=at,
        summary=summary,
    )
