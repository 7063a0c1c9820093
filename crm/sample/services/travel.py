"""The sample's travel details: most delegates of the mission ahead have told theirs, two have not."""

from datetime import date

from sqlalchemy import select

from crm.activities.models import Participant
from crm.core.database import db
from crm.core.languages import Language
from crm.sample.queries import own_data
from crm.sample.services.register import Register
from crm.travel import services as travel
from crm.travel.rules import Details

MISSION = "m8"


def load_travel(register: Register) -> None:
    """Passports and rooms, invented; one passport runs out too early."""
    activity, by = register.activities[MISSION], register.coordinator_of(MISSION)
    parts = {
        part.person_id: part
        for part in db.session.scalars(select(Participant).where(Participant.activity_id == activity.id))
    }
    rows = own_data("travel")
    at = {row["name"]: parts[register.cards[row["name"]].id] for row in rows}
    for row in rows:
        told = Details(
            passport_name=row["latin"],
            passport_number=row["number"],
            nationality="JP",
            birth_date=date.fromisoformat(row["born"]),
            passport_expires=date.fromisoformat(row["expires"]),
            visa="not_needed",
            flight_out="12月10日 新潟 10:30 – ソウル – 延吉 15:10",
            flight_back="12月14日 延吉 16:40 – ソウル – 新潟 23:10",
            emergency_name=row["contact"],
            emergency_relation=row["relation"],
            emergency_phone=row["phone"],
            diet=row["diet"],
            health=row["health"],
            insurance=f"見本海上 第{row['number'][-3:]}号",
            room=row["room"],
            smoking="no",
            room_mate=at[row["mate"]].id if row["mate"] else None,
        )
        travel.write(at[row["name"]], told.saying(_wordings()), by=by)


def _wordings() -> dict[str, dict[str, str | None]]:
    """What all these texts say in the languages that a leader's pack is printed in."""
    return {
        row["text"]: {Language.JA: "", Language.ZH: row["zh"], Language.KO: row["ko"], Language.EN: row["en"]}
        for row in own_data("travel_words")
    }
