"""Invented meetings and negotiations over the organisations and people, as rows for bulk inserts."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks import words
from benchmarks.people import Rows
from crm.core import clock
from crm.core.categories import PRODUCT_CATEGORIES
from crm.meetings import rules as meeting_rules
from crm.negotiations import rules as negotiation_rules

ZONES = {"JP": "Asia/Tokyo", "CN": "Asia/Shanghai", "KR": "Asia/Seoul", "RU": "Asia/Vladivostok"}
FIRST = datetime(2016, 1, 4, tzinfo=UTC)
DAYS = 3_900
CATEGORIES = ("", *PRODUCT_CATEGORIES)
RESULTS = ("information", "interest", "interest", "offer", "agreement_in_principle", "refusal")


@dataclass(frozen=True)
class Firm:
    """What a meeting needs of an organisation: its country and the people (id, name, title) who work there."""

    id: int
    country: str
    place_id: int
    people: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class Held:
    """An activity with its type and its days."""

    id: int
    type: str
    start_on: date
    end_on: date


@dataclass(frozen=True)
class Talk:
    """The first talk of a case: with whom, at which activity, when; and a later talk with the same side."""

    id: int
    firm_id: int
    activity_id: int | None
    at: datetime
    later_id: int


@dataclass(frozen=True)
class Home:
    """Our side: organisations that take part, the members of staff, and what it all belongs to."""

    firms: tuple[Firm, ...]
    staff: tuple[int, ...]
    places: tuple[int, ...]
    held: Mapping[int, Held]
    begun: tuple[Held, ...]  #: of these, those that have begun


def has_activity(id: int) -> bool:
    """Whether a meeting was at an activity: a third of them all, and half of those that cases begin with."""
    return id % 3 == 0 or id % 12 == 2


def meeting_rows(id: int, firm: Firm, home: Home, dice: random.Random) -> Rows:
    """One meeting with its attendees and minutes."""
    held = dice.choice(home.begun) if has_activity(id) else None
    start = FIRST + timedelta(days=dice.randrange(DAYS), hours=dice.choice((0, 1, 2, 4, 5, 6)))
    if held is not None:
        days = min((held.end_on - held.start_on).days, (clock.now().date() - held.start_on).days)
        start = start.replace(year=held.start_on.year, month=held.start_on.month, day=held.start_on.day)
        start += timedelta(days=dice.randint(0, days))
    zone = ZONES[firm.country]
    ours = dice.choice(home.firms)
    seats = [_seat(id, "theirs", person) for person in firm.people[: dice.choice((1, 1, 2))]]
    seats += [_seat(id, "ours", person) for person in ours.people[:1]]
    author = dice.choice(home.staff)
    record: dict[str, Any] = {
        "id": id,
        "version": 1,
        "kind": meeting_rules.BUSINESS_TALK if id % 6 else "courtesy_call",
        "status": "held",
        "subject": dice.choice(words.SUBJECTS),
        "activity_id": held.id if held is not None else None,
        "organisation_id": firm.id,
        "our_organisation_id": ours.id if ours.id != firm.id else None,
        "starts_at": start,
        "ends_at": start + timedelta(hours=1),
        "timezone": zone,
        "held_on": clock.local(start, zone).date(),
        "place_id": firm.place_id,
        "language": "ja",
        "reaction": dice.choice(words.SAID) if id % 5 == 0 else "",
        "result": dice.choice(RESULTS),
        "created_by_id": author,
        "updated_by_id": author,
    }
    said = dice.randrange(len(words.SAID))
    minutes = [
        {
            "version": 1,
            "meeting_id": id,
            "item_order": place,
            "topic": dice.choice(words.SUBJECTS),
            "theirs": words.SAID[(said + place) % len(words.SAID)],
            "ours": words.ANSWERED[(said + place) % len(words.ANSWERED)],
        }
        for place in range(dice.choice((1, 1, 2)))
    ]
    return {"meetings": [record], "attendees": seats, "minute_items": minutes}


def _seat(meeting_id: int, side: str, person: tuple[int, str, str]) -> dict[str, Any]:
    id, name, title = person
    return {
        "meeting_id": meeting_id,
        "side": side,
        "person_id": id,
        "name_snapshot": name,
        "title_snapshot": title,
    }


def negotiation_rows(id: int, firm: Firm, talk: Talk, lead_id: int | None, home: Home, dice: random.Random) -> Rows:
    """One negotiation with the moves that led to its stage, the talks it came from, and the lead it grew out of.

    What never came as far as a talk has none.
    """
    stages = list(negotiation_rules.STAGES)
    reached = dice.randrange(len(stages))
    talked = reached >= stages.index("talk")
    began = talk.at - timedelta(days=14) if talked else clock.now() - timedelta(days=dice.randint(1, 900))
    owner = dice.choice(home.staff)
    ours = next(f for f in home.firms if f.id != firm.id)
    entered = [min(began + timedelta(days=dice.randint(8, 90) * step), clock.now()) for step in range(reached + 1)]
    entered.sort()
    path = stages[: reached + 1]
    if id % 12 == 0 and reached < stages.index("signed"):
        path.append(negotiation_rules.LOST)
        entered.append(min(entered[-1] + timedelta(days=60), clock.now()))
    held = home.held[talk.activity_id] if talk.activity_id else None
    record: dict[str, Any] = {
        "id": id,
        "version": 1,
        "currency": dice.choice(("JPY", "JPY", "JPY", "CNY")),
        "title": f"{dice.choice(words.TRADES).text} {id}",
        "our_organisation_id": ours.id,
        "counterpart_id": firm.id,
        "activity_id": dice.choice(home.begun).id,
        "place_id": firm.place_id,
        "category": dice.choice(CATEGORIES),
        "stage": path[-1],
        "stage_entered_at": entered[-1],
        "value": dice.choice((None, 300_000, 1_200_000, 8_000_000)),
        "next_step": dice.choice(words.ANSWERED) if id % 3 else "",
        "next_step_due": (clock.now() + timedelta(days=dice.randint(-30, 60))).date() if id % 3 else None,
        "expected_sign_on": (clock.now() + timedelta(days=dice.randint(-60, 400))).date() if id % 4 else None,
        "owner_id": owner,
        "first_talk_at": talk.at if talked else None,
        "tier_snapshot": dice.choice(("regional", "regional", "major", "major", "")) if talked else "",
        "partner_routes_snapshot": dice.choice((True, False, False, None)) if talked else None,
        "activity_type_snapshot": held.type if talked and held is not None else "",
        "not_counted": "二重に登録" if id % 200 == 11 else "",
        "archived_at": clock.now() if id % 40 == 3 else None,
        "created_at": entered[0],
        "created_by_id": owner,
        "updated_by_id": owner,
    }
    events = [
        {"negotiation_id": id, "from_stage": before, "to_stage": after, "happened_at": at, "by_id": owner}
        for before, after, at in zip(["", *path], path, entered, strict=False)
    ]
    met = (talk.id, talk.later_id) if talked else ()
    return {
        "negotiations": [record],
        "stage_events": events,
        "negotiation_leads": [{"negotiation_id": id, "lead_id": lead_id}] if lead_id is not None else [],
        "negotiation_meetings": [{"negotiation_id": id, "meeting_id": meeting_id} for meeting_id in met],
    }
