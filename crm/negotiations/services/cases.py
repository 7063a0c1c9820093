"""Cases are opened, also from leads, changed, put on hold, and always have a next step while they are open."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import clock, here, reading
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives.models import Initiative
from crm.leads.models import Lead
from crm.negotiations import rules
from crm.negotiations.models import Interaction, Negotiation, NegotiationProduct, StageEvent
from crm.negotiations.services.access import ManagementWord, WrittenGoods
from crm.negotiations.services.goods import FROM_LIST, check_offered, sell
from crm.negotiations.services.links import attach_lead
from crm.negotiations.services.moments import within
from crm.places import queries as places
from crm.places.models import Place
from crm.tasks import services as tasks
from crm.tasks.models import Task
from crm.users import queries as users

#: No case that somebody still enters began before it.
EARLIEST = date(1980, 1, 1)


@dataclass(frozen=True)
class CaseInput:
    """What is written about a case. `probability` (0–1) overrides the stage's default and then needs its note."""

    title: str
    our_organisation_id: int | None
    counterpart_id: int | None
    next_step: str = ""
    next_step_due: date | None = None
    owner_id: int | None = None
    local_partner_id: int | None = None
    initiative_id: int | None = None
    activity_id: int | None = None
    place_id: int | None = None
    category: str = ""
    products: str = ""
    product_ids: Collection[int] = ()  #: of the catalogue; `products` tells the others
    value: Decimal | None = None
    currency: str = field(default_factory=here.currency)
    value_period: str = "total"
    probability: Decimal | None = None
    probability_note: str = ""
    expected_sign_on: date | None = None
    competition: str = ""


def open_case(
    case: CaseInput,
    *,
    leads: Collection[Lead] = (),
    stage: str = "lead",
    by: Actor | None,
    at: datetime | None = None,
    on: date | None = None,
) -> Negotiation:
    """A new negotiation, in stage `lead` or `qualified`; each of `leads` becomes converted.

    Refused without title, sides, next step, due date or owner (INV-N2), for unknown codes, an amount below zero,
    and for any record that `by` does not see. `at` is when it was opened and entered, `on` the day on which it began
    where it is entered later; now unless given. Refused for a day that is still to come, or long before the product's
    time.
    """
    if on is not None and not EARLIEST <= on <= here.today():
        text = Text("This date is in the future.") if on > here.today() else Text("Check the year.")
        raise Refused(text, field="open_since")
    if stage not in rules.FIRST_STAGES:
        raise Refused(Text("A negotiation starts as a lead or as qualified."), field="stage")
    _check(case, stage, None, by)
    moment = at or (within(on) if on is not None and on != here.today() else clock.now())
    with action(rules.OPENED, by=by):
        goods = [NegotiationProduct(product_id=id) for id in dict.fromkeys(case.product_ids)]
        row = Negotiation(**_columns(case), goods=goods, stage=stage, stage_entered_at=moment, leads=[], meetings=[])
        row.created_at = at or clock.captured()
        row.stage_events = [StageEvent(to_stage=stage, at=moment, noted_at=row.created_at, by_id=by.id if by else None)]
        db.session.add(row)
        db.session.flush()
        for lead in leads:
            attach_lead(row, lead, by=by)
    return row


def change(negotiation: Negotiation, case: CaseInput, *, by: Actor | None, word: ManagementWord | None = None) -> None:
    """Write the case anew; stage, hold and snapshots stay. Refusals as for `open_case`.

    From terms on it gets barred goods, or a market that bars them, only with the management's `word` (INV-M1).
    """
    reading.fill([negotiation], Negotiation.goods)
    _check(case, negotiation.stage, negotiation, by)
    goods = WrittenGoods(negotiation, case)
    with action(rules.CHANGED, by=by):
        for name, value in _columns(case).items():
            setattr(negotiation, name, value)
        sell(negotiation, case.product_ids)
        goods.check(word, by)


def _columns(case: CaseInput) -> dict[str, Any]:
    return {name: value for name, value in asdict(case).items() if name != "product_ids"}


def set_next_step(
    negotiation: Negotiation, *, next_step: str, next_step_due: date | None, owner_id: int | None, by: Actor | None
) -> None:
    """Plan what comes next, by when and by whom (INV-N2)."""
    rules.check_next_step(negotiation.stage, next_step, next_step_due, owner_id)
    _check_owner(owner_id, negotiation)
    with action(rules.STEPPED, by=by):
        negotiation.next_step, negotiation.next_step_due, negotiation.owner_id = next_step, next_step_due, owner_id


def postpone_step(negotiation: Negotiation, *, by: Actor | None) -> None:
    """Put the next step off by a week, from today or from its day, whichever is later. Refused where there is none."""
    due = negotiation.next_step_due
    if not rules.is_open(negotiation.stage) or not negotiation.next_step or due is None:
        raise Refused(Text("There is no next step to postpone."))
    with action(rules.STEPPED, by=by):
        negotiation.next_step_due = max(due, here.today()) + rules.WEEK


def complete_step(
    negotiation: Negotiation, *, next_step: str, next_step_due: date | None, owner_id: int | None, by: Actor | None
) -> None:
    """The next step is done: it goes into the timeline, and the step after it takes its place."""
    if not negotiation.next_step:
        raise Refused(Text("There is no next step to complete."))
    done = negotiation.next_step
    with action(rules.STEPPED, by=by):
        set_next_step(negotiation, next_step=next_step, next_step_due=next_step_due, owner_id=owner_id, by=by)
        db.session.add(
            Interaction(
                negotiation_id=negotiation.id,
                organisation_id=negotiation.counterpart_id,
                kind=rules.STEP_DONE,
                at=clock.now(),
                summary=done,
            )
        )


def hold(negotiation: Negotiation, *, on_hold_reason: str, on_hold_until: date | None, by: Actor | None) -> None:
    """Let an open case rest until a day (INV-N4)."""
    rules.check_hold(negotiation.stage, on_hold_reason, on_hold_until, here.today())
    with action(rules.HELD, by=by):
        negotiation.on_hold, negotiation.on_hold_reason = True, on_hold_reason
        negotiation.on_hold_until = on_hold_until


def release(negotiation: Negotiation, *, by: Actor | None) -> None:
    """Take the case off hold."""
    with action(rules.RELEASED, by=by):
        negotiation.on_hold, negotiation.on_hold_reason, negotiation.on_hold_until = False, "", None


def give(negotiation: Negotiation, *, owner_id: int | None, by: Actor | None) -> None:
    """Have somebody else in charge; the next step stays."""
    _check_owner(owner_id, negotiation)
    with action(rules.CHANGED, by=by):
        negotiation.owner_id = owner_id


def archive(negotiation: Negotiation, *, by: Actor | None) -> None:
    """Take the case out of lists; nothing is deleted, figures count it. Refused once an agreement is signed."""
    if negotiation.stage in (rules.SIGNED, rules.EXECUTING):
        raise Refused(Text("A negotiation with a signed agreement stays on record."))
    with action(rules.ARCHIVED, by=by):
        negotiation.archived_at = clock.now()


# ------------------------------------------------------------------ checks


def _check(case: CaseInput, stage: str, before: Negotiation | None, by: Actor | None) -> None:
    if not case.title.strip():
        raise Refused(Text("Enter a title for the negotiation."), field="title")
    if case.our_organisation_id is None:
        raise Refused(Text("Choose whose negotiation it is."), field="our_organisation_id")
    if case.counterpart_id is None:
        raise Refused(Text("Choose the counterpart."), field="counterpart_id")
    if case.counterpart_id == case.our_organisation_id:
        raise Refused(Text("The counterpart must be an organisation other than ours."), field="counterpart_id")
    if case.currency not in CURRENCIES:
        raise Refused(Text("The currency %(code)s is not known here.", code=case.currency[:10]), field="currency")
    if case.category and case.category not in PRODUCT_CATEGORIES:
        raise Refused(FROM_LIST, field="category")
    if case.value_period not in rules.VALUE_PERIODS:
        raise Refused(FROM_LIST, field="value_period")
    rules.check_value(case.value, case.probability, case.probability_note)
    rules.check_next_step(stage, case.next_step, case.next_step_due, case.owner_id)
    _check_links(case, before, by)
    _check_owner(case.owner_id, before)


def _check_links(case: CaseInput, before: Negotiation | None, by: Actor | None) -> None:
    """Every record that is newly named must be one that `by` sees; what was there before may stay."""
    seen_activities = select(Activity) if by is None else activities.visible_to(by)
    seen: list[tuple[str, Any, Select[Any]]] = [
        ("our_organisation_id", Organisation, contacts.visible_organisations(by)),
        ("counterpart_id", Organisation, contacts.visible_organisations(by)),
        ("local_partner_id", Organisation, contacts.visible_organisations(by)),
        ("initiative_id", Initiative, select(Initiative).where(Initiative.archived_at.is_(None))),
        ("activity_id", Activity, seen_activities),
        ("place_id", Place, places.visible_to(by)),
    ]
    for name, entity, statement in seen:
        id = getattr(case, name)
        if id is None or (before is not None and getattr(before, name) == id):
            continue
        if db.session.scalar(statement.where(entity.id == id).with_only_columns(entity.id)) is None:
            raise Refused(FROM_LIST, field=name)
    fresh = set(case.product_ids) - (set(before.product_ids) if before is not None else set())
    check_offered(fresh, by)


def _check_owner(owner_id: int | None, before: Negotiation | None) -> None:
    if owner_id is None or (before is not None and before.owner_id == owner_id):
        return
    users.check_in_charge(owner_id, "owner_id")


def settle_steps(steps: Sequence[Task], *, on: date, by: Actor | None) -> None:
    """What was still to be done for a case was done by its signing, on that day."""
    with action(rules.STEPS_SETTLED, by=by):
        for step in steps:
            tasks.complete(step, on=on, by=by)


def close_steps(steps: Sequence[Task], *, by: Actor | None) -> None:
    """What was still to be done for a case that is lost or signed is no longer wanted."""
    with action(rules.STEPS_CLOSED, by=by):
        for step in steps:
            tasks.cancel(step, by=by)
