"""What the tests of negotiations and agreements need: two sides, a mission, a talk, and cases between them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from crm.core import clock, zones
from crm.core.database import db, writing
from crm.core.permissions import Actor, Role
from crm.meetings import services as meetings
from crm.meetings.models import Meeting
from crm.meetings.services import Minute, TalkInput
from crm.negotiations import services
from crm.negotiations.models import Negotiation, StageEvent
from crm.negotiations.rules import LOST, MoveWish
from crm.negotiations.services import CaseInput
from tests.cast import user
from tests.meetings.scene import SHANGHAI, Scene, scene

__all__ = ["Scene", "case", "days", "held", "lose", "opened", "scene", "step_by_step"]

#: From the first open stage to the last one, with what each move must say.
PATH = ("qualified", "talk", "sample_quote", "terms", "approval_draft")


def days(number: int) -> date:
    """The day so many days from today (negative: ago), on the calendar of the office."""
    return clock.today(zones.USUAL) + timedelta(days=number)


def case(at: Scene, **changes: Any) -> CaseInput:
    """A complete case between the association and the commerce bureau; `changes` override it."""
    plain = CaseInput(
        title="リブ編みカーディガン 委託販売",
        our_organisation_id=at.association,
        counterpart_id=at.commerce_bureau,
        next_step="見本を送る",
        next_step_due=days(7),
        owner_id=user().id,
        place_id=at.place,
        category="knitwear",
        value=Decimal(420000),
        currency="CNY",
    )
    return replace(plain, **changes)


def opened(at: Scene, *, by: Actor | None = None, opened_days_ago: int = 0, **changes: Any) -> Negotiation:
    """A saved case in stage lead."""
    with writing():
        moment = clock.now() - timedelta(days=opened_days_ago)
        made = services.open_case(case(at, **changes), by=by or user(), at=moment)
        db.session.commit()
    return made


def held(at: Scene, *, days_ago: int = 1, **values: Any) -> Meeting:
    """A business talk with the commerce bureau that was held and minuted."""
    day = days(-days_ago)
    given: dict[str, Any] = {
        "organisation_id": at.commerce_bureau,
        "our_organisation_id": at.association,
        "starts": datetime(day.year, day.month, day.day, 10, 0),
        "timezone": SHANGHAI,
        "theirs": [at.li],
        "ours": [at.tanabe],
        "minutes": [Minute(theirs="価格を相談したい。")],
    }
    with writing():
        id = meetings.log(TalkInput(**given | values), by=user())
        db.session.commit()
    return db.session.get_one(Meeting, id)


def lose(negotiation: Negotiation, reason: str = "price", note: str = "高い") -> StageEvent:
    """The case is lost, inside a transaction."""
    return services.move(negotiation, LOST, wish=MoveWish(loss_reason=reason, loss_note=note), by=user())


def step_by_step(negotiation: Negotiation, to: str, at: Scene) -> None:
    """Move a case through every stage up to `to`, with a talk linked and a sample logged on the way."""
    talk = held(at) if "talk" in PATH[: PATH.index(to) + 1] else None
    with writing():
        for stage in PATH[: PATH.index(to) + 1]:
            if stage == "talk" and talk is not None:
                services.link_meeting(negotiation, talk, by=user())
            if stage == "sample_quote":
                services.log(negotiation, kind="sample", summary="見本12点", by=user())
            if stage != negotiation.stage:  # it has followed the talk by itself
                services.move(negotiation, stage, wish=MoveWish(answer="双方で協議"), by=user())
        db.session.commit()


def leader() -> Actor:
    """The mission leader of the cast, who leads the scene's mission."""
    return user(Role.MISSION_LEADER)
