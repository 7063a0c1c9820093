"""The sample's activities of two fiscal years and of one long before, who went along, and what they cost."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from crm.activities import services as activities
from crm.activities.models import Activity, CostLine, Participant
from crm.activities.rules import ATTENDED
from crm.activities.services import ActivityInput
from crm.audit.services import action
from crm.core import here
from crm.core.database import db
from crm.places import queries as places
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.numbers import numbered, planned_on
from crm.sample.services.register import Register, moment

PERCENT = Decimal(100)
#: Shares of an activity's cost by category in percent, the rest going to the first; with the currency it was paid in.
COSTS: Final = {
    "fair": (
        ("venue", 46, "CNY"),
        ("decoration", 17, "CNY"),
        ("airfare", 11, "JPY"),
        ("hotel", 9, "CNY"),
        ("freight", 8, "JPY"),
        ("interpreter", 5, "CNY"),
        ("printing", 4, "JPY"),
    ),
    "mission": (
        ("airfare", 48, "JPY"),
        ("hotel", 19, "CNY"),
        ("local_transport", 11, "CNY"),
        ("interpreter", 8, "CNY"),
        ("hospitality", 7, "CNY"),
        ("gifts", 3, "JPY"),
        ("insurance", 4, "JPY"),
    ),
    "home": (
        ("hotel", 44, "JPY"),
        ("local_transport", 23, "JPY"),
        ("hospitality", 20, "JPY"),
        ("interpreter", 13, "JPY"),
    ),
    "event": (
        ("venue", 38, "CNY"),
        ("airfare", 27, "JPY"),
        ("interpreter", 17, "CNY"),
        ("advertising", 11, "CNY"),
        ("printing", 7, "JPY"),
    ),
    "online": (("interpreter", 60, "JPY"), ("translation", 40, "JPY")),
    "ahead": (("airfare", 80, "JPY"), ("insurance", 20, "JPY")),
    "words": (("translation", 100, "JPY"),),
}
#: Which of these an activity has: by key, else by type.
COST_SHAPES: Final = {
    "m8": "ahead",
    "sy26": "ahead",
    "x3": "online",
    "lf27": "words",
    "trade_fair": "fair",
    "product_fair": "event",
    "matching_event": "event",
    "showroom_operation": "event",
    "inbound_delegation": "home",
    "inspection_mission": "mission",
    "trade_mission": "mission",
}


def load_activities(register: Register) -> None:
    """Fairs, missions, visits and events, each in the state its dates imply."""
    register.numbers |= numbered(register)
    for row in own_data("activities"):
        key, by = row["key"], register.coordinator_of(row["key"])
        leader = register.users.get(rules.LEADERS.get(key, ""))
        talks, leads = int(row["talks"]), int(row["leads"])
        inbound, start_on = row["direction"] == "inbound", date.fromisoformat(row["start"])
        chamber, initiative = register.organisations["chamber"].id, register.initiative_of(key, start_on)
        partner = register.organisations[row["host"]].id if row["host"] else None
        contracts, frameworks = rules.AGREEMENTS_AIMED_AT.get(key, (None, None))
        activity = activities.plan(
            ActivityInput(
                type=row["type"],
                direction=row["direction"],
                names={"ja": row["ja"], "zh-Hans": row["zh"], "ko": row["ko"], "en": row["en"]},
                place_id=register.places[row["place"]].id,
                start_on=start_on,
                end_on=date.fromisoformat(row["end"]),
                initiative_id=initiative.id if initiative else None,
                host_organisation_id=chamber if inbound else partner,
                sender_organisation_id=partner if inbound else chamber,
                leader_id=leader.id if leader else None,
                coordinator_id=by.id,
                document_number=register.numbers["plan", key],
                objectives=rules.OBJECTIVES.get(key, "引合を得て、次の商談につなげる"),
                target_leads=leads + 2 if leads else None,
                target_talks=talks + 1 if talks else None,
                target_agreements=contracts,
                target_frameworks=frameworks,
                outcome=_outcome(row["type"], row["status"], talks),
            ),
            by=by,
        )
        with action(rules.LOADED, by=by):
            activity.status = row["status"]
            activity.created_at = moment(planned_on(register, start_on), 10)
        register.activities[key] = activity


#: What the leader made of it, by type of activity: how many there were stands in the figures.
ASSESSED: Final = {
    "trade_fair": "来場者の関心は納期と最小ロットに集まり、価格帯の手応えを得た。",
    "matching_event": "事前に希望を聞いた相手とは条件の話まで進み、次に会う相手が決まった。",
    "inbound_delegation": "工場を見た後の商談では品質の評価が高く、見本の依頼につながった。",
}
USUAL_ASSESSED: Final = "現地の窓口を通じて決裁者と話すことができ、次に会う相手が決まった。"


def _outcome(type: str, status: str, talks: int) -> str:
    if status == "cancelled":
        return "受入れ先の都合により中止。航空券の取消料と保険料が発生。"
    if status != "closed":
        return ""
    if not talks:
        return "販売は好調だったが、商談には至らなかった。"
    return ASSESSED.get(type, USUAL_ASSESSED)


def load_delegations(register: Register) -> None:
    """Delegates with name and title as they were when they joined (INV-A5)."""
    for key, text in rules.DELEGATIONS.items():
        activity = register.activities[key]
        with action(rules.LOADED, by=register.coordinator_of(key)):
            for order, entry in enumerate(text.split(), start=1):
                name, role = entry.split(":")
                card = register.cards[name]
                db.session.add(
                    Participant(
                        activity_id=activity.id,
                        person_id=card.id,
                        organisation_id=register.organisations[card.organisation].id,
                        role=role,
                        status=ATTENDED if activity.status == "closed" else "accepted",
                        order=order,
                        name_snapshot=card.name,
                        title_snapshot=card.title,
                        titles_snapshot=card.titles,
                    )
                )


def load_costs(register: Register) -> None:
    """The cost of each activity in its usual parts; what was paid in yuan is counted at the rate of the day."""
    for row in own_data("activities"):
        activity = register.activities[row["key"]]
        with action(rules.LOADED, by=register.coordinator_of(row["key"])):
            for line in _costs(register, activity, row["key"], Decimal(row["cost"])):
                db.session.add(line)


def _costs(register: Register, activity: Activity, key: str, total: Decimal) -> list[CostLine]:
    """Lines that add up to `total` yen: the last, in yen, takes what rounding leaves."""
    shares = COSTS[COST_SHAPES.get(key) or COST_SHAPES[activity.type]]
    lines: list[CostLine] = []
    left = total
    for number, (category, percent, currency) in enumerate(sorted(shares, key=lambda share: share[2] == "JPY")):
        paid_on = register.workday(min(activity.start_on + timedelta(days=number - 20), rules.TODAY), -1)
        yen = left if number == len(shares) - 1 else (total * percent / PERCENT).quantize(Decimal(1))
        line = _line(activity, category, paid_on, yen, currency)
        lines.append(line)
        left -= line.book_amount or 0
    return lines


def _line(activity: Activity, category: str, paid_on: date, yen: Decimal, currency: str) -> CostLine:
    found = places.rate(currency, here.currency(), paid_on)
    if found is None:
        raise LookupError(f"no exchange rate of {currency} on {paid_on}")
    amount = (yen / found.rate).quantize(Decimal("0.01") if currency != "JPY" else Decimal(1), ROUND_HALF_UP)
    return CostLine(
        activity_id=activity.id,
        category=category,
        paid_on=paid_on,
        amount=amount,
        currency=currency,
        fx_rate=found.rate,
        fx_day=found.day,
        book_amount=(amount * found.rate).quantize(Decimal(1), ROUND_HALF_UP),
        note="取消料" if activity.status == "cancelled" and category == "airfare" else "",
    )
