"""Three missions with everything that can hang on one, and the people between whom they are divided."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.activities.rules import CHANGED
from crm.audit import queries as audit
from crm.audit.services import action
from crm.core.database import Base, db, writing
from crm.core.permissions import Actor, Role
from crm.documents import services as documents
from crm.documents.rules import PrintWish, wish
from crm.files import services as files
from crm.leads import services as leads
from crm.leads.services import LeadInput
from crm.tasks import services as tasks
from tests.agreements import deals
from tests.cast import hidden, user
from tests.kept import kept
from tests.meetings.scene import Scene, mission, scene, talk
from tests.missions import voyage
from tests.negotiations import cases
from tests.travel import luggage

FIRST_LEADER, SECOND_LEADER = "first.leader@example.jp", "second.leader@example.jp"
#: The kinds of rows on a mission that its visibility covers: name here → table name of the history.
TABLES = {
    "mission": "activities", "item": "itinerary_items", "meeting": "meetings", "lead": "leads",
    "negotiation": "negotiations", "agreement": "agreements", "task": "tasks", "document": "documents",
}  # fmt: skip
#: Where the page of each kind is.
PAGES = {
    "mission": "/missions/{}", "item": "/missions/items/{}", "meeting": "/meetings/{}", "lead": "/leads/{}",
    "negotiation": "/negotiations/{}", "agreement": "/agreements/{}", "task": "/tasks/{}",
    "document": "/documents/{}", "file": "/files/{}",
}  # fmt: skip
#: Rows that every request may write without being asked to: the session's own row is where "last seen" stands.
SESSION_TABLES = frozenset({"login_sessions", "throttles"})


@dataclass
class Branch:
    """One mission and the ids of what hangs on it; every text on it carries the `mark`."""

    number: int
    mark: str
    ids: dict[str, int] = field(default_factory=dict)
    part: int = 0  #: a delegate, with travel details


@dataclass
class World:
    at: Scene
    branches: list[Branch]
    first: int  #: user id of the first mission leader
    second: int


def first_leader() -> Actor:
    return user(Role.MISSION_LEADER, email=FIRST_LEADER)


def second_leader() -> Actor:
    return user(Role.MISSION_LEADER, email=SECOND_LEADER)


@kept
def build() -> World:
    """Three missions that nobody leads yet, planned and filled by the coordinator. Needs an app context."""
    at = scene()
    first, second = first_leader(), second_leader()
    branches = [branch(at, number) for number in (1, 2, 3)]
    return World(at, branches, first.id, second.id)


def branch(at: Scene, number: int) -> Branch:
    """A mission of the coordinator with one row of every kind."""
    made = Branch(number, f"canary-{number}-mark")
    office = user()
    with writing():
        trip = mission(at.place, name=f"{made.mark} 視察団", sender_organisation_id=at.association)
        db.session.commit()
    made.ids["mission"] = trip.id
    part = voyage.delegate(voyage.fresh(trip), name=f"団員 {number}")
    luggage.told(part)
    made.part = part.id
    made.ids["item"] = voyage.item(voyage.fresh(trip), title=f"{made.mark} 訪問").id
    made.ids["meeting"] = talk(at, subject=f"{made.mark} 商談", activity_id=trip.id).id
    made.ids["negotiation"] = cases.opened(at, title=f"{made.mark} 交渉", activity_id=trip.id).id
    made.ids["agreement"] = deals.drafted(at, title=f"{made.mark} 契約", activity_id=trip.id).id
    with writing():
        lead = leads.capture(
            LeadInput(activity_id=trip.id, raw_name=f"{made.mark} 朴", raw_organisation=f"{made.mark} 百货"), by=office
        )
        task = tasks.add(
            text=f"{made.mark} 宿題", due_on=date(2026, 12, 1), owner_id=office.id,
            record=(ACTIVITY, trip.id), activity_id=trip.id, by=office,
        )  # fmt: skip
        document = documents.request(order(trip.id), by=office)
        kept = files.store(
            b"%PDF-1.7 page", name=f"{made.mark}.pdf", record=(ACTIVITY, trip.id),
            instance=Path(current_app.config["INSTANCE"]), by=office,
        )  # fmt: skip
        db.session.commit()
    made.ids |= {"lead": lead.id, "task": task.id, "document": document.id, "file": kept.id}
    return made


def order(activity_id: int) -> PrintWish:
    return wish(activity_id, kind="briefing", language="ja", audience="member", chosen=[])


def assign(branch: Branch, *, leader: int | None = None, coordinator: int | None = None) -> None:
    """Give the mission of a branch to somebody, as changing its plan would."""
    with writing():
        row = db.session.get_one(Activity, branch.ids["mission"])
        with action(CHANGED, by=user()):
            row.leader_id, row.coordinator_id = leader, coordinator
        db.session.commit()


def row_counts() -> dict[str, int]:
    """{table: rows} of the whole database, without what a request may write about its own session."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in SESSION_TABLES]
    return {t.name: db.session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def state(app: Flask) -> tuple[dict[str, int], str]:
    """Rows of every table and the head of the audit log: equal before and after means that nothing was written."""
    with app.app_context():
        return row_counts(), audit.head()


_numbers: Iterator[int] = count(1)


def plumbing(client: FlaskClient, path: str) -> dict[str, str]:
    """The hidden fields of the form at `path`, with a one-time id of its own for each call."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    page = answer.get_data(as_text=True)
    fields: dict[str, str] = {name: hidden(page, name) for name in ("csrf_token", "version", "as_opened")}
    return fields | {"form_id": f"trust-{next(_numbers)}"}


def send(client: FlaskClient, path: str, data: dict[str, Any]) -> Any:
    """The answer to the form at `path`, sent with its plumbing and `data`."""
    return client.post(path, data=plumbing(client, path) | data)
