"""Invented meetings and negotiations over the organisations and people, as rows for bulk inserts."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import words
from benchmarks.people import Rows
from crm.core import clock
from crm.meetings import rules as meeting_rules
from crm.negotiations import rules as negotiation_rules

ZONES = {"JP": "Asia/Tokyo", "CN": "Asia/Shanghai", "KR": "Asia/Seoul", "RU": "Asia/Vladivostok"}
FIRST = datetime(2016, 1, 4, tzinfo=UTC)
DAYS = 3_900
RESULTS = ("information", "interest", "interest", "offer", "agreement_in_principle", "refusal")


@dataclass(frozen=True)
class Firm:
    """What a meeting needs of an organisation: its country and the people (id, name, title) who work there."""

    id: int
    country: str
    place_id: int
    people: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class Home:
    """Our side: organisations that take part, the members of staff, and what it all belongs to."""

    firms: tuple[Firm, ...]
    staff: tuple[int, ...]
    activities: tuple[int, ...]


def meeting_rows(id: int, firm: Firm, home: Home, dice: random.Random) -> Rows:
    """One meeting with its attendees and minutes."""
    start = FIRST + timedelta(days=dice.randrange(DAYS), hours=dice.choice((0, 1, 2, 4, 5, 6)))
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
        "activity_id": dice.choice(home.activities) if id % 3 == 0 else None,
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


def negotiation_rows(id: int, firm: Firm, meeting_id: int, home: Home, dice: random.Random) -> Rows:
    """One negotiation with the moves that led to its stage, and the meeting it came from."""
    stages = list(negotiation_rules.STAGES)
    reached = dice.randrange(len(stages))
    began = clock.now() - timedelta(days=dice.randint(1, 900))
    owner = dice.choice(home.staff)
    ours = next(f for f in home.firms if f.id != firm.id)
    entered = [began + timedelta(days=12 * step) for step in range(reached + 1)]
    record: dict[str, Any] = {
        "id": id,
        "version": 1,
        "currency": "JPY",
        "title": f"{dice.choice(words.TRADES).text} {id}",
        "our_organisation_id": ours.id,
        "counterpart_id": firm.id,
        "activity_id": dice.choice(home.activities),
        "place_id": firm.place_id,
        "stage": stages[reached],
        "stage_entered_at": min(entered[-1], clock.now()),
        "value": dice.choice((None, 300_000, 1_200_000, 8_000_000)),
        "next_step": dice.choice(words.ANSWERED) if id % 3 else "",
        "next_step_due": (clock.now() + timedelta(days=dice.randint(-30, 60))).date() if id % 3 else None,
        "owner_id": owner,
        "created_by_id": owner,
        "updated_by_id": owner,
    }
    events = [
        {
            "negotiation_id": id,
            "from_stage": stages[step - 1] if step else "",
            "to_stage": stages[step],
            "happened_at": at,
            "by_id": owner,
        }
        for step, at in enumerate(entered)
    ]
    return {
        "negotiations": [record],
        "stage_events": events,
        "negotiation_meetings": [{"negotiation_id": id, "meeting_id": meeting_id}],
    }
