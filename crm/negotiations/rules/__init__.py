"""The stages of a negotiation, how one moves between them, and when a case counts as stalled (domain.md §1.6, §3.7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Protocol, TypeVar

from crm.audit.rules import Verb
from crm.core.errors import Refused
from crm.core.money import YEARLY
from crm.core.texts import N_, Text
from crm.negotiations.rules.kinds import CONTACT_KINDS as CONTACT_KINDS
from crm.negotiations.rules.kinds import DIRECTIONS as DIRECTIONS
from crm.negotiations.rules.kinds import INTERACTION_KINDS as INTERACTION_KINDS
from crm.negotiations.rules.kinds import LOGGED_KINDS as LOGGED_KINDS
from crm.negotiations.rules.kinds import OFFERS as OFFERS
from crm.negotiations.rules.kinds import STEP_DONE as STEP_DONE
from crm.negotiations.rules.losses import CHOSE_RIVAL as CHOSE_RIVAL
from crm.negotiations.rules.losses import LOSS_REASONS as LOSS_REASONS
from crm.negotiations.rules.losses import NO_ENTRY as NO_ENTRY


@dataclass(frozen=True)
class Stage:
    """A stage: when a case enters it, its default probability (0–1) and its limit in days (None: none)."""

    code: str
    label: str
    criterion: str
    probability: Decimal
    limit_days: int | None


_TABLE = (
    Stage("lead", N_("Lead"), N_("A card or an inquiry with its source is recorded."), Decimal("0.03"), 7),
    Stage(
        "qualified",
        N_("Qualified"),
        N_("The need, the product and a person able to decide or influence are identified."),
        Decimal("0.08"),
        30,
    ),
    Stage("talk", N_("Talk held"), N_("At least one business talk is held and minuted."), Decimal("0.15"), 45),
    Stage(
        "sample_quote", N_("Sample / quotation"), N_("A sample is sent or a quotation is issued."), Decimal("0.25"), 60
    ),
    Stage(
        "terms",
        N_("Terms negotiation"),
        N_("Both sides discuss price, minimum order, payment, exclusivity and territory."),
        Decimal("0.45"),
        90,
    ),
    Stage(
        "approval_draft",
        N_("Approval & drafting"),
        N_("A draft agreement is in internal approval on both sides."),
        Decimal("0.70"),
        60,
    ),
    Stage("signed", N_("Signed"), N_("An agreement must be signed by every party."), Decimal(1), 90),
    Stage(
        "executing", N_("Executing"), N_("The first shipment, display or payment has taken place."), Decimal(1), None
    ),
)
#: {code: Stage} in order, without `lost`.
STAGES: dict[str, Stage] = {stage.code: stage for stage in _TABLE}
LOST = "lost"
#: Where the first talk that was held leads a case.
TALK = "talk"
#: Asked for in lists: whether a partner had sales routes at the first talk, nobody knew.
UNKNOWN = "unknown"
SIGNED = "signed"
EXECUTING = "executing"
#: What a case is worth is agreed there, and expected no more.
WON = frozenset({SIGNED, EXECUTING})
#: Every value of `Negotiation.stage` with its label.
STAGE_LABELS: dict[str, str] = {stage.code: stage.label for stage in _TABLE} | {LOST: N_("Lost")}
#: Where a negotiation is open; `signed`, `executing` and `lost` are closed (§3.3, §3.7).
OPEN_STAGES: tuple[str, ...] = tuple(code for code in STAGES if code not in (SIGNED, EXECUTING))
#: The stages into which a negotiation may be opened.
FIRST_STAGES: tuple[str, ...] = ("lead", "qualified")
#: These stages are entered only with a written answer to their criterion.
ANSWERED = frozenset({"terms", "approval_draft", EXECUTING})
#: A card turns amber in the last sixth of its stage's limit.
NEAR_LIMIT = Decimal(5) / 6

SIGNED_BY_AGREEMENT = Text(
    "“Signed” follows from a signed agreement: record the agreement and its signing, and the stage changes "
    "automatically."
)
UNSIGNED_BY_AGREEMENT = Text(
    "The agreement is signed. Withdraw the signing on the agreement, and the stage goes back automatically."
)

VALUE_PERIODS: dict[str, str] = {"total": N_("In total"), YEARLY: N_("Per year")}

OPENED = Verb("negotiation.opened", N_("Negotiation opened"))
CHANGED = Verb("negotiation.changed", N_("Negotiation changed"))
MOVED = Verb("negotiation.moved", N_("Stage changed"))
RIVAL_NAMED = Verb("negotiation.rival_named", N_("Rival of the lost negotiation named"))
UNDONE = Verb("negotiation.move_undone", N_("Stage change undone"))
CONCLUDED = Verb("negotiation.concluded", N_("Negotiation concluded with a signed agreement"))
WITHDRAWN = Verb("negotiation.conclusion_withdrawn", N_("Conclusion of the negotiation withdrawn"))
HELD = Verb("negotiation.held", N_("Negotiation put on hold"))
RELEASED = Verb("negotiation.released", N_("Negotiation taken off hold"))
LOGGED = Verb("negotiation.interaction_logged", N_("Interaction logged"))
STEPPED = Verb("negotiation.next_step_set", N_("Next step set"))
STEPS_SETTLED = Verb("negotiation.steps_settled", N_("Open steps marked as done by a signing"))
STEPS_CLOSED = Verb("negotiation.steps_closed", N_("Open steps of a closed negotiation cancelled"))
MEETING_LINKED = Verb("negotiation.meeting_linked", N_("Meeting linked to the negotiation"))
MEETING_UNLINKED = Verb("negotiation.meeting_unlinked", N_("Meeting removed from the negotiation"))
LEAD_LINKED = Verb("negotiation.lead_linked", N_("Lead linked to the negotiation"))
LET_GO_ON = Verb("negotiation.let_go_on", N_("Negotiation allowed to go on with a barred product"))
REFROZEN = Verb("negotiation.refrozen", N_("City tier and sales routes of the first talk recalculated"))
FIRST_TALK_NOTED = Verb("negotiation.first_talk_noted", N_("First talk brought in line with its meetings"))
ARCHIVED = Verb("negotiation.archived", N_("Negotiation archived"))
RESTORED = Verb("negotiation.restored", N_("Negotiation restored"))


def number(stage: str) -> int:
    """1 (lead) … 8 (executing); 0 for lost."""
    return list(STAGES).index(stage) + 1 if stage in STAGES else 0


#: Where no case comes to with a barred product but by the management's word: from terms on (INV-M1).
HELD_UP: tuple[str, ...] = tuple(STAGES)[number("terms") - 1 :]


def leads_on(before: str, after: str) -> bool:
    """Whether a move leads on to terms or beyond, from before that or from further back."""
    return is_held_up(after) and number(after) > number(before)


def is_held_up(stage: str) -> bool:
    """Whether a case stands where no barred product comes to without the management's word."""
    return stage in HELD_UP


def rests(stages: Iterable[str]) -> bool:
    """Whether what was still to be done for cases at these stages is due no more: every one of them is lost."""
    return set(stages) == {LOST}


def is_open(stage: str) -> bool:
    """Whether a case in this stage is still being negotiated."""
    return stage in OPEN_STAGES


#: What the value of a case is, of closed and of open ones: what was signed stands on the agreement alone.
_VALUE_NOTES = {
    "total": (N_("expected before"), N_("expected")),
    YEARLY: (N_("expected before, per year"), N_("expected, per year")),
}
#: All of them, in the order of sums.
VALUE_NOTES: tuple[str, ...] = tuple(
    note for still in (True, False) for note in (pair[still] for pair in _VALUE_NOTES.values())
)


def value_note(stage: str, period: str) -> str:
    """What the value of a case in this stage is: expected, or expected before; once, or per year."""
    return _VALUE_NOTES[period][is_open(stage)]


# ------------------------------------------------------------------ moving


@dataclass(frozen=True)
class Evidence:
    """What the record shows: linked business talks held and minuted; samples and quotations logged; the number of
    the furthest stage that was reached."""

    talks: int = 0
    offers: int = 0
    reached: int = 1


@dataclass(frozen=True)
class MoveWish:
    """A wish to change the stage, with what was said about it."""

    reason: str = ""
    answer: str = ""  #: to the entry criterion
    loss_reason: str = ""
    loss_note: str = ""
    lost_to_place_id: int | None = None  #: who got the business instead: a region or an organisation
    lost_to_organisation_id: int | None = None


def skipped(before: str, after: str) -> list[str]:
    """The stages a move forward jumps over; they count as reached (INV-N1)."""
    return list(STAGES)[number(before) : max(number(after) - 1, number(before))]


def check_move(before: str, after: str, wish: MoveWish, evidence: Evidence) -> None:
    """Refused, with the field that answers it, unless the move is allowed.

    What allows it: INV-N1, INV-N3, INV-N4 and the entry criteria.
    `signed` is never reached here: it follows from a signed agreement.
    """
    if after not in STAGE_LABELS:
        raise Refused(Text("Choose a stage from the list."), field="stage")
    if after == before:
        raise Refused(Text("The negotiation is in this stage already."), field="stage")
    if after == LOST:
        _check_loss(before, wish)
    elif before == LOST:
        _check_reopening(after, wish, evidence)
    elif after == SIGNED and before != EXECUTING:
        raise Refused(SIGNED_BY_AGREEMENT, field="stage")
    elif after == EXECUTING and before != SIGNED:
        raise Refused(Text("Only a signed negotiation can be carried out."), field="stage")
    elif before in (SIGNED, EXECUTING) and is_open(after):
        raise Refused(UNSIGNED_BY_AGREEMENT, field="stage")
    elif number(after) < number(before):
        _need(wish.reason, Text("Say why the negotiation goes back to an earlier stage."), "reason")
    else:
        if skipped(before, after):
            _need(wish.reason, Text("A stage is skipped. Say why."), "reason")
        check_entry(after, wish.answer, evidence)


def asks(before: str, after: str) -> tuple[str, ...]:
    """What a move must say: fields of `MoveWish`, in order. Empty for a plain step forward."""
    if after == LOST:
        return ("loss_reason", "loss_note")
    backwards = before == LOST or (after in STAGES and number(after) < number(before))
    reason = ("reason",) if backwards or skipped(before, after) else ()
    return (*reason, "answer") if after in ANSWERED and not backwards else reason


def check_entry(stage: str, answer: str, evidence: Evidence) -> None:
    """Refused when the entry criterion of `stage` is not met."""
    if stage == "talk" and not evidence.talks:
        raise Refused(Text("Link a business talk that is held and has minutes before moving here."), field="stage")
    if stage == "sample_quote" and not evidence.offers:
        raise Refused(
            Text("Log the sample that was sent or the quotation that was issued before moving here."), field="stage"
        )
    if stage in ANSWERED:
        _need(answer, Text("Say how the criterion of this stage is met."), "answer")


def _check_loss(before: str, wish: MoveWish) -> None:
    if before in (SIGNED, EXECUTING):
        raise Refused(Text("A signed negotiation cannot be lost. Terminate its agreement instead."), field="stage")
    if wish.loss_reason not in LOSS_REASONS:
        raise Refused(Text("Choose why the negotiation was lost."), field="loss_reason")
    if wish.loss_reason == CHOSE_RIVAL and wish.lost_to_place_id is None and wish.lost_to_organisation_id is None:
        _need(wish.loss_note, Text("Name the region that was chosen."), "loss_note")
    _need(wish.loss_note, Text("Describe in a few words why it was lost."), "loss_note")


def _check_reopening(after: str, wish: MoveWish, evidence: Evidence) -> None:
    if not is_open(after) or number(after) > evidence.reached:
        raise Refused(Text("A lost negotiation is reopened into an open stage that it had reached."), field="stage")
    _need(wish.reason, Text("Say why the negotiation is reopened."), "reason")


def _need(text: str, refusal: Text, field: str) -> None:
    if not text.strip():
        raise Refused(refusal, field=field)


def check_next_step(stage: str, next_step: str, due: date | None, owner_id: int | None) -> None:
    """An open negotiation has a next step, a due date and an owner (INV-N2)."""
    if not is_open(stage):
        return
    _need(next_step, Text("An open negotiation needs a next step."), "next_step")
    if due is None:
        raise Refused(Text("Say by when the next step is due."), field="next_step_due")
    if owner_id is None:
        raise Refused(Text("Say who is in charge."), field="owner_id")


#: How far a next step is put off.
WEEK = timedelta(days=7)


def check_hold(stage: str, reason: str, until: date | None, today: date) -> None:
    """On hold is a flag on an open case with a reason and a date (INV-N4)."""
    if not is_open(stage):
        raise Refused(Text("Only an open negotiation can be put on hold."))
    _need(reason, Text("Say why the negotiation is on hold."), "on_hold_reason")
    if until is None:
        raise Refused(Text("Say until when the negotiation is on hold."), field="on_hold_until")
    if until < today:
        raise Refused(Text("This date has passed."), field="on_hold_until")


def check_value(value: Decimal | None, probability: Decimal | None, note: str) -> None:
    """An override of the stage's probability lies in 0–1 and says why."""
    if value is not None and value < 0:
        raise Refused(Text("The value must not be negative."), field="value")
    if probability is None:
        return
    if not 0 <= probability <= 1:
        raise Refused(Text("A probability must be between 0 and 100 percent."), field="probability")
    _need(note, Text("Say why the probability differs from the stage's default."), "probability_note")


def probability(stage: str, override: Decimal | None) -> Decimal:
    """The chance of signing (0–1): of an open case the override, else the stage's default; 0 when lost."""
    if stage == LOST:
        return Decimal(0)
    return override if override is not None and is_open(stage) else STAGES[stage].probability


class Event(Protocol):
    """A stage event as the functions below need it."""

    @property
    def id(self) -> int: ...

    @property
    def undoes_id(self) -> int | None: ...


AnEvent = TypeVar("AnEvent", bound=Event)


def effective(events: Iterable[AnEvent]) -> list[AnEvent]:
    """The moves that stand: without those that were taken back, and without the taking back itself."""
    rows = list(events)
    undone = {row.undoes_id for row in rows}
    return [row for row in rows if row.undoes_id is None and row.id not in undone]


# ------------------------------------------------------------------ ageing

#: A next step may be this many days late before the case counts as stalled.
STEP_GRACE_DAYS = 14
#: Without any interaction for longer than this, the case counts as stalled.
SILENCE_DAYS = 60


class StallReason(Enum):
    """Why a case is stalled, in the order in which the reasons are shown; `label` is the message id."""

    OVER_LIMIT = "over_limit"
    STEP_OVERDUE = "step_overdue"
    SILENT = "silent"
    NO_NEXT_STEP = "no_next_step"

    @property
    def label(self) -> str:
        return _STALL_LABELS[self]


_STALL_LABELS = {
    StallReason.OVER_LIMIT: N_("Longer in this stage than its limit"),
    StallReason.STEP_OVERDUE: N_("The next step is more than 14 days overdue"),
    StallReason.SILENT: N_("No interaction for more than 60 days"),
    StallReason.NO_NEXT_STEP: N_("No next step"),
}


def stall_reasons(
    *,
    as_of: date,
    days_in_stage: int,
    sla: int | None,
    has_next_step: bool,
    next_step_due: date | None,
    last_interaction_on: date | None,
    on_hold_until: date | None,
    entered_on: date = date.min,
) -> tuple[StallReason, ...]:
    """Every reason why an open case is stalled on `as_of`; empty when it is not, or rests on hold.

    `sla` is the limit of the stage in days, None where it has none. A case that has had no interaction yet
    (None) is silent. Nobody can have been late before `entered_on`, the day on which the case was entered here: each
    count begins there, also of a case that was opened on an earlier day.
    """
    if on_hold_until is not None and on_hold_until >= as_of:
        return ()
    reasons: list[StallReason] = []
    if sla is not None and min(days_in_stage, (as_of - entered_on).days) > sla:
        reasons.append(StallReason.OVER_LIMIT)
    grace = as_of - timedelta(days=STEP_GRACE_DAYS)
    if has_next_step and next_step_due is not None and max(next_step_due, entered_on) < grace:
        reasons.append(StallReason.STEP_OVERDUE)
    if max(last_interaction_on or date.min, entered_on) < as_of - timedelta(days=SILENCE_DAYS):
        reasons.append(StallReason.SILENT)
    if not has_next_step:
        reasons.append(StallReason.NO_NEXT_STEP)
    return tuple(reasons)


def age_state(stage: str, days: int) -> str:
    """How a stay of `days` looks: "" within the limit, "warn" in its last sixth, "bad" beyond it."""
    limit = STAGES[stage].limit_days if stage in STAGES else None
    if limit is None:
        return ""
    return "bad" if days > limit else "warn" if days >= limit * NEAR_LIMIT else ""
