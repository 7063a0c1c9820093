"""Invented activities with what they cost, leads, and agreements, as rows for bulk inserts."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from benchmarks import words
from benchmarks.people import Rows, Town
from benchmarks.talks import CATEGORIES, ZONES, Firm, Held, Home, Talk
from crm.activities import rules
from crm.agreements import rules as agreements
from crm.core import clock
from crm.core.money import YEARLY
from crm.leads import rules as lead_rules

FIRST = date(2016, 4, 1)
#: Of so many days activities begin: the last of them are planned.
DAYS = 3_960
#: Yen for one unit; two currencies of neighbours beside the office's own.
RATES = {"JPY": Decimal(1), "CNY": Decimal("20.5"), "KRW": Decimal("0.11")}
#: Of a hundred leads that grew into nothing.
STATUSES = ("new",) * 45 + ("qualified",) * 20 + ("nurturing",) * 25 + ("disqualified",) * 10


def activity_rows(id: int, towns: list[Town], home: Home, firms: list[Firm], dice: random.Random) -> Rows:
    """One activity with its name, plan, costs in three currencies and the hours of staff."""
    start = FIRST + timedelta(days=dice.randrange(DAYS))
    end = start + timedelta(days=dice.choice((0, 1, 2, 2, 3, 4, 5, 6, 40, 300) if id % 5 else (2, 3, 4)))
    today = clock.now().date()
    status = "closed" if end < today else "in_progress" if start <= today else "confirmed"
    kind = dice.choice(tuple(rules.ACTIVITY_TYPES))
    town = dice.choice(towns)
    host = dice.choice(firms)
    staff = dice.choice(home.staff)
    record: dict[str, Any] = {
        "id": id,
        "version": 1,
        "type": kind,
        "direction": dice.choice(("outbound", "outbound", "inbound", "online")),
        "place_id": town.id,
        "start_on": start,
        "end_on": end,
        "status": "cancelled" if id % 25 == 0 else status,
        "host_organisation_id": host.id if id % 4 else None,
        "leader_id": dice.choice(home.staff),
        "coordinator_id": staff,
        "costs_state": "booked" if end < today and id % 20 else "open",
        "not_counted": "二重に登録" if id % 50 == 7 else "",
        "archived_at": clock.now() if id % 33 == 5 else None,
        "created_by_id": staff,
        "updated_by_id": staff,
    }
    name = {"activity_id": id, "language": "ja", "text": f"第{id}回 {town.names['ja']} {dice.choice(words.SUBJECTS)}"}
    begun = start <= today
    return {
        "activities": [record],
        "activity_names": [name],
        "budget_lines": [_planned(id, dice) for _ in range(2)],
        "cost_lines": [_cost(id, start, dice) for _ in range(dice.randint(1, 8) if begun else 0)],
        "staff_times": [
            {"activity_id": id, "user_id": staff, "hours": Decimal(dice.randint(8, 80)), "unit_cost": Decimal(2_500)}
        ],
    }


def _planned(id: int, dice: random.Random) -> dict[str, Any]:
    amount = Decimal(dice.randint(2, 30) * 50_000)
    return {
        "activity_id": id,
        "category": dice.choice(tuple(rules.COST_CATEGORIES)),
        "funding_source": dice.choice(("own", "own", "prefecture_subsidy")),
        "amount": amount,
        "currency": "JPY",
        "book_amount": amount,
    }


def _cost(id: int, start: date, dice: random.Random) -> dict[str, Any]:
    currency = dice.choice(("JPY", "JPY", "JPY", "CNY", "KRW"))
    amount = (Decimal(dice.randint(20_000, 900_000)) / RATES[currency]).quantize(Decimal(1))
    rate = None if dice.random() < 0.02 else RATES[currency]
    return {
        "activity_id": id,
        "category": dice.choice(tuple(rules.COST_CATEGORIES)),
        "funding_source": dice.choice(("own", "own", "own", "prefecture_subsidy", "member_fee")),
        "paid_on": start + timedelta(days=dice.randrange(20)),
        "amount": amount,
        "currency": currency,
        "fx_rate": rate,
        "book_amount": None if rate is None else (amount * rate).quantize(Decimal(1)),
    }


def route_rows(id: int, firm: Firm, home: Home, dice: random.Random) -> Rows:
    """A sales route of a firm, proven or only claimed, that reaches one or two places."""
    since = FIRST + timedelta(days=dice.randrange(DAYS // 2))
    record = {
        "id": id,
        "version": 1,
        "organisation_id": firm.id,
        "name": dice.choice(words.TRADES).text,
        "channel": "wholesale_market",
        "category": dice.choice(("", "", dice.choice(CATEGORIES))),
        "status": "active" if id % 10 else "suspended",
        "valid_from": since,
    }
    reached = dice.sample(home.places, 2)
    return {
        "sales_routes": [record],
        "route_coverage": [{"route_id": id, "place_id": place_id} for place_id in reached],
        "route_evidence": [
            {"route_id": id, "grade": grade, "evidence_on": since + timedelta(days=dice.randrange(400))}
            for grade in ("claimed", dice.choice(("documented", "proven_sales")))
        ],
    }


def lead_rows(id: int, talk: Talk | None, firm: Firm, home: Home, dice: random.Random) -> Rows:
    """A lead: of the side that was talked with at an activity, or of anybody at any."""
    held: Held = home.held[talk.activity_id] if talk and talk.activity_id else dice.choice(home.begun)
    captured = _on(held, dice)
    owner = dice.choice(home.staff)
    status = dice.choice(STATUSES) if talk is None else "converted"
    known = talk is not None or id % 10 < 6
    qualified = status in ("qualified", "converted") or (status == "nurturing" and id % 3 == 0)
    person = firm.people[0]
    record = {
        "id": id,
        "version": 1,
        "activity_id": held.id,
        "captured_at": captured,
        "person_id": person[0] if known else None,
        "organisation_id": firm.id if known else None,
        "raw_name": person[1],
        "visitor_type": dice.choice(tuple(lead_rules.VISITOR_TYPES)),
        "category": dice.choice(CATEGORIES),
        "rank": dice.choice(("", *lead_rules.RANKS)),
        "inquiry": dice.choice(words.SAID),
        "owner_id": owner if id % 10 else None,
        "first_followup_at": captured + timedelta(days=dice.randrange(20)) if id % 3 else None,
        "status": status,
        "qualified_on": captured.date() if qualified else None,
        "created_by_id": owner,
        "updated_by_id": owner,
    }
    return {"leads": [record]}


def _on(held: Held, dice: random.Random) -> datetime:
    """A moment of one of its days that are over."""
    first = datetime.combine(held.start_on, time(10))
    days = max(0, min((held.end_on - held.start_on).days, (clock.now().date() - held.start_on).days - 1))
    return clock.from_wall(first + timedelta(days=dice.randint(0, days)), ZONES["JP"])


def agreement_rows(id: int, cases: list[Any], home: Home, dice: random.Random) -> Rows:
    """An agreement that concludes some cases, (id, first talk, currency) each; of none, it names its activity."""
    talked = min((row.first_talk_at for row in cases if row.first_talk_at), default=None)
    held = dice.choice(home.begun)
    begun = talked.date() if talked else held.start_on
    signed = min(begun + timedelta(days=dice.choice((3, 40, 120, 200, 400, 700, 900))), clock.now().date())
    framework = id % 7 == 0
    kind = dice.choice(tuple(agreements.FRAMEWORK_TYPES if framework else agreements.COMMERCIAL_TYPES))
    currency = dice.choice(("JPY", "JPY", "CNY", "KRW"))
    owner = dice.choice(home.staff)
    told = id % 40 != 0
    record = {
        "id": id,
        "version": 1,
        "type": kind,
        "agreement_class": agreements.FRAMEWORK if framework else agreements.COMMERCIAL,
        "title": f"{dice.choice(words.TRADES).text} {id}",
        "status": "in_force" if told else "draft",
        "activity_id": held.id if not cases or id % 12 == 0 else None,
        "signed_on": signed if told else None,
        "value": (Decimal(dice.randint(3, 200) * 100_000) / RATES[currency]).quantize(Decimal(1)) if id % 9 else None,
        "currency": currency,
        "value_period": YEARLY if id % 5 == 0 else "total",
        "created_by_id": owner,
        "updated_by_id": owner,
    }
    linked = [{"agreement_id": id, "negotiation_id": row.id} for row in cases]
    return {"agreements": [record], "agreement_negotiations": linked}
