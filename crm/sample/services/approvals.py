"""How the sample's missions were approved: handed in, once returned with a reason, approved by who decides."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from crm.activities import services as activities
from crm.audit.services import action
from crm.sample import rules
from crm.sample.services.register import Register, moment


@dataclass(frozen=True)
class Round:
    """One time a plan was handed in by who coordinates it, and what `decider` said."""

    asked_on: date
    request: str
    decided_on: date
    decider: str  #: account
    approved: bool = True
    remark: str = ""
    over: tuple[tuple[str, str], ...] = ()  #: (post that did not decide, what its box says)


#: How long the office keeps these papers.
KEPT_FOR: Final = "y5"
ROUNDS: Final = {
    "m7a": (
        Round(
            date(2026, 6, 15), "吉林省内の販路と物流を調べるため、標記の視察団を派遣してよろしいか伺います。",
            date(2026, 6, 18), "yoshihara", over=(("専務理事", "after"),),
        ),
    ),
    "m8": (
        Round(
            date(2026, 9, 28), "延辺の提携先と来年度の条件を協議するため、標記の視察団を派遣してよろしいか伺います。",
            date(2026, 9, 30), "hoshino", approved=False,
            remark="航空賃の積算根拠と、悪天候で欠航した場合の扱いを示してください。",
        ),
        Round(
            date(2026, 10, 2), "航空賃は2社の見積の安い方とし、欠航のときは翌日の便に振り替えます。改めて伺います。",
            date(2026, 10, 5), "hoshino", over=(("会長", "for"),),
            remark="欠航で延泊するときの宿泊は現地払いとし、精算時に報告すること。",
        ),
    ),
}  # fmt: skip


def load_approvals(register: Register) -> None:
    """Take plans through their rounds, after their budgets: an approval keeps both."""
    for key, rounds in ROUNDS.items():
        activity, by = register.activities[key], register.coordinator_of(key)
        status = activity.status
        with action(rules.LOADED, by=by):
            activity.status = "draft"
        for round in rounds:
            asked = moment(round.asked_on, 10, zone=rules.JAPAN)
            activities.ask_approval(activity, request=round.request, retention=KEPT_FOR, by=by, at=asked)
            decider, decided = register.users[round.decider], moment(round.decided_on, 14, zone=rules.JAPAN)
            activities.decide(
                activity, approved=round.approved, remark=round.remark, passed=dict(round.over), by=decider, at=decided
            )
        with action(rules.LOADED, by=by):
            activity.status = status
