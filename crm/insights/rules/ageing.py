"""Which open negotiations stand still, and why (DOMAIN §3.7)."""

from datetime import date, timedelta
from enum import Enum

from crm.core.texts import N_

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


class AgeBucket(Enum):
    """Days since the last interaction: `least` to `most`, both included; the last bucket has no end."""

    UP_TO_30 = (0, 30)
    UP_TO_60 = (31, 60)
    UP_TO_90 = (61, 90)
    UP_TO_180 = (91, 180)
    OVER_180 = (181, None)

    def __init__(self, least: int, most: int | None) -> None:
        self.least = least
        self.most = most


def stall_reasons(
    *,
    as_of: date,
    days_in_stage: int,
    sla: int | None,
    has_next_step: bool,
    next_step_due: date | None,
    last_interaction_on: date | None,
    on_hold_until: date | None,
) -> tuple[StallReason, ...]:
    """Every reason why an open case is stalled on `as_of`; empty when it is not, or rests on hold.

    `sla` is the limit of the stage in days, None where it has none. A case that has had no interaction yet
    (None) is silent; whoever wants to grant a new case its sixty days passes the day it was opened.
    """
    if on_hold_until is not None and on_hold_until >= as_of:
        return ()
    reasons: list[StallReason] = []
    if sla is not None and days_in_stage > sla:
        reasons.append(StallReason.OVER_LIMIT)
    if (
        has_next_step
        and next_step_due is not None
        and next_step_due < as_of - timedelta(days=STEP_GRACE_DAYS)
    ):
        reasons.append(StallReason.STEP_OVERDUE)
    if last_interaction_on is None or last_interaction_on < as_of - timedelta(days=SILENCE_DAYS):
        reasons.append(StallReason.SILENT)
    if not has_next_step:
        reasons.append(StallReason.NO_NEXT_STEP)
    return tuple(reasons)


def is_stalled(
    *,
    as_of: date,
    days_in_stage: int,
    sla: int | None,
    has_next_step: bool,
    next_step_due: date | None,
    last_interaction_on: date | None,
    on_hold_until: date | None,
) -> bool:
    """Whether an open case has at least one reason to be called stalled."""
    return bool(
        stall_reasons(
            as_of=as_of,
            days_in_stage=days_in_stage,
            sla=sla,
            has_next_step=has_next_step,
            next_step_due=next_step_due,
            last_interaction_on=last_interaction_on,
            on_hold_until=on_hold_until,
        )
    )


def age_bucket(days: int) -> AgeBucket:
    """The bucket of a number of days; a day in the future (another time zone's today) counts as today."""
    return next(bucket for bucket in AgeBucket if bucket.most is None or days <= bucket.most)
