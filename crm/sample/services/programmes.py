"""The sample's itineraries: two missions that are over, and one ahead with five things still to settle."""

from collections.abc import Mapping
from datetime import time, timedelta

from sqlalchemy import select

from crm.activities.models import Participant
from crm.core.database import db
from crm.core.languages import Language
from crm.missions import services as missions
from crm.missions.services import ItemInput, VisitInput
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register

_CLOCKS = {"CN": rules.CHINA, "JP": rules.JAPAN}


def load_programmes(register: Register) -> None:
    """Every item with its visit: purpose, agenda, questions, hosts, interpreter, presenter, product sheets."""
    columns = select(Participant.activity_id, Participant.person_id, Participant.id)
    delegates: dict[int, dict[int, int]] = {}
    for activity_id, person_id, id in db.session.execute(columns):
        delegates.setdefault(activity_id, {})[person_id] = id
    for row in own_data("programme"):
        activity = register.activities[row["activity"]]
        plan = _planned(register, row, delegates[activity.id])
        item = missions.add_item(activity, plan, by=register.users["tanabe"])
        if row["org"]:
            day = activity.start_on + timedelta(days=int(row["day"]))
            register.visits.setdefault((row["activity"], row["org"], day), item)


def _planned(register: Register, row: Mapping[str, str], delegates: Mapping[int, int]) -> ItemInput:
    """`delegates` are {person: participant} of the mission."""
    activity = register.activities[row["activity"]]
    interpreter = register.cards[row["interpreter"]].id if row["interpreter"] else None
    away = row["kind"] in ("meal", "hotel")
    begins, ends = (_CLOCKS[code] for code in (row["clocks"] or "CN-CN").split("-"))
    return ItemInput(
        kind=row["kind"],
        day=activity.start_on + timedelta(days=int(row["day"])),
        start=time.fromisoformat(row["start"]),
        end=time.fromisoformat(row["end"]),
        end_day=activity.start_on + timedelta(days=int(row["day"]) + int(row["nights"] or 0)),
        timezone=begins,
        end_timezone=ends,
        title=row["title"],
        titles={Language.ZH.value: row["title_zh"]} if row["title_zh"] else {},
        status=row["status"],
        place_id=register.places[row["place"]].id,
        venue=row["venue"],
        address=rules.STREETS[row["place"]].format(n=88) if away else "",
        organisation_id=register.organisations[row["org"]].id if row["org"] else None,
        interpreter_id=interpreter,
        transport=row["transport"],
        texts={Language.ZH.value: {"venue": row["venue_zh"], "transport": row["transport_zh"]}},
        visit=VisitInput(
            purpose=row["purpose"],
            agenda=row["agenda"].replace("|", "\n"),
            questions=row["questions"].replace("|", "\n"),
            gifts=row["gifts"],
            hosts=[register.cards[name].id for name in row["hosts"].split(",") if name],
            presenter_id=delegates[register.cards[row["presenter"]].id] if row["presenter"] else None,
            products=[register.products[key].id for key in row["sheets"].split(",")] if row["sheets"] else None,
        ),
    )
