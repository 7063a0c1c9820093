"""The sample's business talks: who met whom when, and what was said in which language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.core.database import db
from crm.meetings.models import Attendee, Meeting, MinuteItem
from crm.missions.models import ItineraryItem
from crm.sample import rules
from crm.sample.queries import made_by, own_data, product_in
from crm.sample.services.register import Card, Register, moment

#: When talks of one day begin. After one in another town the next hour is spent on the way.
HOURS = ((9, 30), (11, 0), (13, 30), (15, 0), (16, 30))
LASTS = timedelta(minutes=60)
#: {language: {place: where the routes of a counterpart there lead}}; "": everywhere else.
CITIES: Final = {
    "ja": {
        "": "延吉と敦化", "220200": "吉林市と長春", "310000": "上海と蘇州", "210200": "大連と旅順",
        "220100": "長春と四平", "230100": "ハルビンと大慶",
    },
    "zh-Hans": {"": "延吉、敦化", "110000": "北京、天津", "310000": "上海、苏州"},
}  # fmt: skip


@dataclass(frozen=True)
class Sitting:
    """One talk as our data gives it; `case` is empty when it belongs to none."""

    activity: str
    day: date
    ours: str
    theirs: str
    case: str
    category: str
    result: str


def load_talks(register: Register) -> None:
    """First talks of the cases and the talks that followed, in order of time."""
    _hold(register, _sittings(register))


def load_earlier_talks(register: Register) -> None:
    """Those of the year before there was an initiative, of which no case came: the last to throw the dice."""
    _hold(
        register, [_sitting(register, row, "", rules.MAKERS[row["ours"]], "information") for row in own_data("earlier")]
    )


def _hold(register: Register, sittings: Sequence[Sitting]) -> None:
    slots: dict[tuple[str, date], tuple[int, int | None]] = {}
    at_visit: dict[int, int] = {}
    for sitting in sorted(sittings, key=lambda s: (s.day, s.activity, s.theirs, s.ours)):
        at = ((sitting.activity, host, sitting.day) for host in (sitting.theirs, sitting.ours))  # guests come to ours
        visit = next(filter(None, map(register.visits.get, at)), None)
        here = _place(register, sitting, visit)
        slot, before = slots.get((sitting.activity, sitting.day), (-1, here))
        travels = before != here and register.activities[sitting.activity].direction != "online"
        slots[sitting.activity, sitting.day] = slot, _ = slot + 1 + travels, here
        starts = moment(sitting.day, *HOURS[slot], _zone(register, sitting))
        if visit is not None:  # the talks of a visit follow each other
            earlier = at_visit[visit.id] = at_visit.get(visit.id, -1) + 1
            starts = visit.starts_at + earlier * LASTS
        with action(rules.LOADED, by=register.coordinator_of(sitting.activity)):
            meeting = _meeting(register, sitting, visit, starts)
            db.session.add(meeting)
        if sitting.case:
            register.talks.setdefault(sitting.case, []).append(meeting)
        register.meetings.append(meeting)


def _sittings(register: Register) -> list[Sitting]:
    cases = {row["key"]: row for row in own_data("cases")}
    first = [
        _sitting(register, row, row["key"], row["category"], "interest")
        for row in cases.values()
        if had_talk(row["stage"])
    ]
    later = [
        _sitting(register, row, row["case"], *_continued(cases.get(row["case"]), row["ours"]))
        for row in own_data("followups")
    ]
    return first + later


def had_talk(stage: str) -> bool:
    """Whether a case of this stage in our data had its first talk; a lost one always had."""
    return stage not in ("lead", "qualified")


def _continued(case: Mapping[str, str] | None, ours: str) -> tuple[str, str]:
    """Category and result of a talk that is not the first of its case."""
    if case is None:
        return rules.MAKERS[ours], "information"
    results = {"lost": "refusal", "executing": "agreement_in_principle", "signed": "agreement_in_principle"}
    return case["category"], results.get(case["stage"], "offer")


def _sitting(register: Register, row: Mapping[str, str], case: str, category: str, result: str) -> Sitting:
    activity = register.activities[row["activity"]]
    day = activity.start_on + timedelta(days=int(row["day"]))
    return Sitting(row["activity"], day, row["ours"], row["theirs"], case, category, result)


def _zone(register: Register, sitting: Sitting) -> str:
    return rules.JAPAN if register.activities[sitting.activity].direction == "inbound" else rules.CHINA


def _meeting(register: Register, sitting: Sitting, visit: ItineraryItem | None, starts: datetime) -> Meeting:
    activity = register.activities[sitting.activity]
    hosts, guests = _theirs(register, sitting), _ours(register, sitting)
    korean = sitting.theirs == "tumengang"
    drawn, before = register.dice.choice(rules.PRODUCTS[sitting.category]), register.talks.get(sitting.case, ())
    product = before[0].products if before else made_by(sitting.ours, drawn)
    return Meeting(
        kind="business_talk",
        status="held",
        subject=f"{register.short_names[sitting.ours]} × {register.short_names[sitting.theirs]}",
        activity_id=activity.id,
        initiative_id=activity.initiative_id,
        itinerary_item_id=visit.id if visit is not None else None,
        organisation_id=register.organisations[sitting.theirs].id,
        our_organisation_id=register.organisations[sitting.ours].id,
        starts_at=starts,
        ends_at=starts + LASTS,
        timezone=_zone(register, sitting),
        place_id=_place(register, sitting, visit),
        venue=visit.venue if visit is not None else "",
        mode="online" if activity.direction == "online" else "in_person",
        language="ko" if korean else "zh-Hans",
        interpreter_id=register.cards["全英爱"].id,
        products=product,
        **_record(register, sitting, product),
        result=sitting.result,
        confirmed_by_counterpart=register.dice.random() < rules.CONFIRMED_SHARE,
        attendees=[_attendee(register, "theirs", each) for each in hosts]
        + [_attendee(register, "ours", each) for each in guests],
        minutes=_minutes(register, sitting, product),
    )


def _place(register: Register, sitting: Sitting, visit: ItineraryItem | None) -> int | None:
    """Where the visit was, else where the partner is; guests come to us."""
    activity = register.activities[sitting.activity]
    if visit is not None:
        return visit.place_id
    return activity.place_id if activity.direction == "inbound" else register.organisations[sitting.theirs].place_id


def _theirs(register: Register, sitting: Sitting) -> Sequence[Card]:
    staff = register.staff[sitting.theirs]
    return staff[: register.dice.randint(1, min(2, len(staff)))]


def _ours(register: Register, sitting: Sitting) -> Sequence[Card]:
    """Who spoke for our firm: its delegate where a delegation travelled, else its head; and who went along of ours."""
    escort = "田邉俊夫" if sitting.activity in rules.LEADERS else "小林里美"
    travelled = {entry.split(":")[0] for entry in rules.DELEGATIONS.get(sitting.activity, "").split()}
    staff = register.staff[sitting.ours]
    speaker = next((card for card in staff if card.name.replace(" ", "") in travelled), staff[0])
    return [speaker, register.cards[escort]]


def _attendee(register: Register, side: str, card: Card) -> Attendee:
    body = register.organisations[card.organisation]
    return Attendee(
        side=side,
        person_id=card.id,
        name_snapshot=card.name,
        title_snapshot=card.title,
        titles_snapshot=card.titles,
        organisation_id=body.id,
        organisation_snapshot=contacts.own_name(body).text,
    )


def _record(register: Register, sitting: Sitting, product: str) -> dict[str, str]:
    """What the record of a talk (商談記録票) says beside the minutes; the texts of a language take turns."""
    language = register.coordinator_of(sitting.activity).language
    rows = [row for row in own_data("records") if row["language"] == language]
    row = rows[len(register.meetings) % len(rows)]
    words = {
        "product": product,
        "price": rules.PRICES[sitting.category],
        "cities": _cities(register, sitting, language),
    }
    return {column: text.format(**words) for column, text in row.items() if column != "language"}


def _cities(register: Register, sitting: Sitting, language: str) -> str:
    """Where their routes lead: the city of the counterpart and the next one."""
    at = register.organisations[sitting.theirs].place_id
    code = next((code for code, place in register.places.items() if place.id == at), "")
    cities = CITIES.get(language, {})
    return cities.get(code, cities.get("", ""))


def _minutes(register: Register, sitting: Sitting, product: str) -> list[MinuteItem]:
    """Two items in the language of whoever keeps the minutes."""
    language = register.coordinator_of(sitting.activity).language
    price = rules.PRICES[sitting.category]
    words = {"product": product_in(product, language), "price": price, "retail": price * rules.MARKUP}
    rows = [row for row in own_data("minutes") if row["language"] == language]
    items = []
    for order, part in enumerate(("goods", "terms"), start=1):
        row = register.dice.choice([row for row in rows if row["part"] == part])
        items.append(
            MinuteItem(
                order=order,
                topic=row["topic"],
                theirs=row["theirs"].format(**words),
                ours=row["ours"].format(**words),
                decision=row["decision"],
                open_point=row["open_point"],
            )
        )
    return items
