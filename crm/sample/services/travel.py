"""The sample's travel details: most delegates of the mission ahead have told theirs, two have not."""

from datetime import date

from sqlalchemy import select

from crm.activities.models import Participant
from crm.core.database import db
from crm.core.languages import Language
from crm.sample.queries import own_data
from crm.sample.services.offices import OFFICE
from crm.sample.services.register import Register
from crm.travel import services as travel
from crm.travel.rules import Details
from crm.visas import services as visas

MISSION = "m8"
#: Whose guests apply for visas. Two told what their passports say; the third only where it is from.
VISIT = "in2"
GUESTS = {
    "欧阳华": Details(
        passport_name="OUYANG HUA", passport_number="TZ0000051", nationality="CN", sex="male",
        birth_date=date(1970, 5, 19), passport_expires=date(2031, 8, 2), visa="needed",
    ),
    "孙丽娜": Details(
        passport_name="SUN LINA", passport_number="TZ0000052", nationality="CN", sex="female",
        birth_date=date(1986, 9, 27), passport_expires=date(2029, 1, 14), visa="needed",
    ),
    "周今": Details(nationality="CN", visa="needed"),
}  # fmt: skip
VISA_WORDS = {
    "consulate": "在瀋陽日本国総領事",
    "purpose": "見附市と燕市の工場の見学、ならびにニット製品と洋食器の商談のため。",
    "background": "当会は会員企業の中国東北部での販路開拓に取り組んでおり、申請人の所属する2社に工場と商品を紹介し、"
    "取引について話し合うため、両社を招へいする。",
    "relation": "当会会員企業の商談相手の役員および社員",
    "contact": "小林 里美",
    "contact_phone": OFFICE.phone,
}


def load_travel(register: Register) -> None:
    """Passports and rooms, invented; one passport runs out too early."""
    by, parts = register.coordinator_of(MISSION), _parts(register, MISSION)
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


def load_guests(register: Register) -> None:
    """The passports of guests, and the words of their visa papers."""
    by, parts = register.coordinator_of(VISIT), _parts(register, VISIT)
    for name, told in GUESTS.items():
        travel.write(parts[register.cards[name].id], told, by=by)
    visas.keep(register.activities[VISIT], None, VISA_WORDS, by=by)


def _parts(register: Register, key: str) -> dict[int, Participant]:
    """{person id: participant} of an activity."""
    found = select(Participant).where(Participant.activity_id == register.activities[key].id)
    return {part.person_id: part for part in db.session.scalars(found)}


def _wordings() -> dict[str, dict[str, str | None]]:
    """What all these texts say in the languages that a leader's pack is printed in."""
    return {
        row["text"]: {Language.JA: "", Language.ZH: row["zh"], Language.KO: row["ko"], Language.EN: row["en"]}
        for row in own_data("travel_words")
    }
