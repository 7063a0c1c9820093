"""The sample's leads: those that became cases, and the many cards of a fair that did not."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db
from crm.leads.models import Lead
from crm.sample import rules
from crm.sample.queries import made_by, own_data
from crm.sample.services.register import Register, moment
from crm.sample.services.talks import had_talk

BEFORE_TALK = timedelta(minutes=20)
#: A lead of an activity that ended less than this ago may still wait for its first follow-up.
FRESH = timedelta(days=100)


def load_leads(register: Register) -> None:
    """As many leads at each activity as our data says; the first of them are those behind its cases."""
    cases: dict[str, list[Mapping[str, str]]] = {}
    for row in own_data("cases"):
        cases.setdefault(row["activity"], []).append(row)
    for row in own_data("activities"):
        key = row["key"]
        with action(rules.LOADED, by=register.coordinator_of(key)):
            for case in cases.get(key, []):
                lead = _of_case(register, case)
                register.sources[case["key"]] = lead
                db.session.add(lead)
            for number in range(int(row["leads"]) - len(cases.get(key, []))):
                db.session.add(_card(register, key, number))


def _of_case(register: Register, case: Mapping[str, str]) -> Lead:
    """The lead that a case grew out of: captured shortly before the talk."""
    activity = register.activities[case["activity"]]
    contact = register.staff[case["theirs"]][0]
    talks = register.talks.get(case["key"], [])
    day = activity.start_on + timedelta(days=int(case["day"]))
    at = talks[0].starts_at - BEFORE_TALK if talks else moment(day, 10)
    lead = _blank(register, case["activity"], case["category"])
    lead.interest = talks[0].products if talks else made_by(case["ours"], lead.interest)
    lead.captured_at, lead.status, lead.rank = at, "converted", "A" if had_talk(case["stage"]) else "B"
    lead.person_id, lead.organisation_id = contact.id, register.organisations[case["theirs"]].id
    lead.language = contact.person.primary_language
    lead.timing, lead.may_contact = "3_months", True
    lead.first_followup_at = _answered(register, activity, at, register.dice.randint(1, 6))
    lead.qualified_on = lead.first_followup_at.date()
    return lead


def _card(register: Register, key: str, number: int) -> Lead:
    """A visitor: every third one is somebody of a firm we know, the others are as written down."""
    activity, dice = register.activities[key], register.dice
    lead = _blank(register, key, dice.choice(rules.WANTED))
    day = activity.start_on + timedelta(
        days=dice.randint(0, min(_last_day(activity), activity.end_on - activity.start_on).days)
    )
    zone = rules.JAPAN if activity.direction == "inbound" else rules.CHINA
    lead.captured_at = moment(day, dice.randint(9, 16), dice.randrange(0, 60, 5), zone)
    lead.rank = dice.choices("ABC", (15, 40, 45))[0]
    lead.timing = dice.choice(
        {"A": ("now", "3_months"), "B": ("6_months", "3_months"), "C": ("1_year", "info_only")}[lead.rank]
    )
    known = [org for org in rules.VISITORS[key] if register.staff[org]]
    if number % 3 == 0 and known:
        org = dice.choice(known)
        contact = dice.choice(register.staff[org])
        lead.person_id, lead.organisation_id = contact.id, register.organisations[org].id
        lead.language, lead.visitor_type = contact.person.primary_language, "distributor"
    else:
        _scribble(register, lead, key)
    lead.inquiry = dice.choice(rules.INQUIRIES[lead.language])
    _follow(register, lead, activity)
    return lead


def _last_day(activity: Activity) -> timedelta:
    return rules.TODAY - timedelta(days=1) - activity.start_on


def _blank(register: Register, key: str, category: str) -> Lead:
    return Lead(
        activity_id=register.activities[key].id,
        category=category,
        interest=register.dice.choice(rules.PRODUCTS[category]),
        owner_id=register.coordinator_of(key).id,
        status="new",
    )


def _scribble(register: Register, lead: Lead, key: str) -> None:
    """Name, firm and contact as somebody wrote them down at the booth."""
    dice = register.dice
    korean = key in rules.KOREAN_BOOTHS and dice.random() < rules.KOREAN_SHARE
    trade, lead.visitor_type = dice.choice(rules.TRADES)
    lead.raw_name = (
        dice.choice(rules.KOREAN_NAMES) if korean else dice.choice(rules.SURNAMES) + dice.choice(rules.GIVEN_NAMES)
    )
    lead.language = "ko" if korean else "zh-Hans"
    lead.raw_organisation = rules.CITY_WORDS[rules.BOOTHS.get(key, "222401")] + dice.choice(rules.SIGNS) + trade
    lead.raw_contact = dice.choice(
        ("", f"微信 demo_{dice.randint(1000, 9999)}", f"guest{dice.randint(100, 999)}@example.cn")
    )
    lead.may_contact = bool(lead.raw_contact) and dice.random() < rules.CONFIRMED_SHARE
    if lead.rank == "A":
        lead.wanted_quantity, lead.channel = f"{dice.randint(2, 20) * 30}点", dice.choice(rules.LEAD_CHANNELS)
        lead.wanted_price, lead.wanted_currency = rules.PRICES[lead.category], "CNY"


def _follow(register: Register, lead: Lead, activity: Activity) -> None:
    """What became of it since."""
    dice, recent = register.dice, rules.TODAY - activity.end_on < FRESH
    lead.status = dice.choices(
        ("new", "qualified", "nurturing", "disqualified"), (50, 25, 25, 0) if recent else (18, 22, 42, 18)
    )[0]
    if lead.status == "disqualified":
        lead.disqualify_reason = dice.choice(rules.DISQUALIFIED)
    if lead.status != "new":
        lead.first_followup_at = _answered(register, activity, lead.captured_at, dice.randint(1, 14))
        if lead.status == "qualified":
            lead.qualified_on = lead.first_followup_at.date()
    else:
        lead.next_action = "礼状と目録を送る"


def _answered(register: Register, activity: Activity, captured: datetime, days: int) -> datetime:
    """When a lead was first followed up: days after the activity, or after the visit where it still goes on."""
    over = moment(activity.end_on, 17)
    start = max(captured, over) if activity.end_on < rules.TODAY else captured
    day = clock.local(start + timedelta(days=days), rules.JAPAN).date()
    return max(captured, moment(min(register.workday(day), rules.TODAY), 9))
