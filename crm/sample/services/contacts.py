"""The sample's places, staff accounts, organisations with their sales routes and assessments, and people."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from crm.audit.services import action
from crm.contacts import services as contacts
from crm.contacts.queries import own_name
from crm.contacts.rules import (
    AddressInput,
    AffiliationInput,
    ContactInput,
    OrganisationNameInput,
    PersonNameInput,
    RoleInput,
    SkillInput,
)
from crm.core.database import db
from crm.partners.models import RouteCoverage, RouteEvidence, SalesRoute
from crm.partners.rules import CRITERIA
from crm.partners.services import AssessmentInput, assess
from crm.places import queries as places
from crm.places import services as places_services
from crm.places.rules import YANBIAN
from crm.places.services import ContactPlan
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import INTERPRETERS, SPEAK_JAPANESE, Card, Register, moment
from crm.users import services as users
from crm.users.rules import SAMPLE_PASSWORD

#: {kind: number that nobody has} of the emergency page. A consulate's has to be looked up and checked: it stays a gap.
INVENTED = {"agency": "+81 258-00-0101", "insurance": "+81 3-0000-0119", "medical": "+86 433 000 0120"}
LANGUAGES = {"ja": "ja", "zh": "zh-Hans", "ko": "ko", "en": "en"}
#: What is left out when a firm is named in a title.
_FORMS = ("株式会社", "有限会社", "合同会社", "有限公司", "유한회사", "주식회사", "集团", "商贸", "进出口", "国际物流")


def load_accounts(register: Register) -> None:
    """The staff, all with the password that everyone knows; makers come with their firms. The first is the
    administrator who makes the rest."""
    first = None
    for account in (each for each in rules.ACCOUNTS if not each.firm):
        user = users.create(
            email=account.email,
            display_name=account.name,
            password=SAMPLE_PASSWORD,
            role=account.role,
            language=account.language,
            timezone=account.timezone,
            sample=True,
            by=first,
        )
        register.users[account.key] = user
        first = first or user


def load_places(register: Register) -> None:
    """Places with tiers, holidays, entry rules, emergency contacts, and the illustrative exchange rates."""
    by = register.users["honda"]
    places_services.load(places.own_data("places"), by=by)
    places_services.load_holidays(places.own_data("holidays"), by=by)
    places_services.load_rates(places.own_data("rates"), by=by)
    places_services.load_entry_rules(places.own_data("entry_rules"), by=by)
    everywhere = [row for row in places.own_data("emergency") if row["kind"] != "medical"]
    numbered = [row | {"phone": INVENTED.get(row["kind"], row["phone"])} for row in everywhere]
    places_services.load_emergency(numbered, by=by)
    register.places = {place.code: place for place in db.session.scalars(places.visible_to(by)) if place.code}
    hospital = ContactPlan("medical", "Nearest hospital", "CN", register.places[YANBIAN].id, phone=INVENTED["medical"])
    places_services.add_emergency(hospital, by=by)


def load_organisations(register: Register) -> None:
    """Firms, chambers and offices with names in every language, roles and an address."""
    profiles = {row["key"]: row["profile"].replace("|", "\n").strip() for row in own_data("profiles")}
    for number, row in enumerate(own_data("organisations"), start=1):
        name = OrganisationNameInput(row["name"], row["language"], row["reading"])
        others = [
            OrganisationNameInput(row[column], language, kind="trade")
            for column, language in LANGUAGES.items()
            if row[column] and row[column] != row["name"]
        ]
        identifier_type, _, identifier_value = row["identifier"].partition(":")
        register.organisations[row["key"]] = contacts.create_organisation(
            name=name,
            other_names=others,
            country=row["country"],
            place_id=register.places[row["place"]].id if row["place"] else None,
            roles=[RoleInput(role) for role in row["roles"].split(",")],
            addresses=_addresses(row, number),
            contact_points=_telephones(row, number),
            employees=int(row["employees"]) if row["employees"] else None,
            identifier_type=identifier_type,
            identifier_value=identifier_value,
            profile=profiles.get(row["key"], ""),
            by=register.users["kobayashi"],
        )
        register.short_names[row["key"]] = short(row["name"])
        register.staff[row["key"]] = []


def date_profiles(register: Register) -> None:
    """Each profile has the day on which it was written: an older report tells none that came after it."""
    with action(rules.LOADED, by=register.users["kobayashi"]):
        for row in own_data("profiles"):
            register.organisations[row["key"]].updated_at = moment(date.fromisoformat(row["written"]), 16)


def load_relations(register: Register) -> None:
    """Who belongs to whom, supplies whom, is a member where."""
    for row in own_data("relations"):
        contacts.relate(
            register.organisations[row["org"]],
            kind=row["kind"],
            other_id=register.organisations[row["other"]].id,
            from_date=date.fromisoformat(row["from"]) if row["from"] else None,
            to_date=date.fromisoformat(row["to"]) if row["to"] else None,
            by=register.users["kobayashi"],
        )


def short(name: str) -> str:
    """A firm's name as people say it: without its legal form."""
    for form in _FORMS:
        name = name.replace(form, "")
    return name.strip()


def _addresses(row: Mapping[str, str], number: int) -> list[AddressInput]:
    street = rules.STREETS.get(row["place"])
    if street is None:
        return []
    language = "ja" if row["country"] == "JP" else "zh-Hans"
    return [AddressInput(street.format(n=number), language)]


def _telephones(row: Mapping[str, str], number: int) -> list[ContactInput]:
    """The switchboard, of a number that nobody has; none where the place is not known."""
    here = (form for form, towns in rules.TELEPHONES.items() if row["place"] in towns)
    return [ContactInput("tel", form.format(n=number)) for form in here]


def load_people(register: Register) -> None:
    """People with the names that are known of each, their post, and one way to reach them."""
    titles = {row.pop("title"): _in_languages(row) for row in map(dict, own_data("titles"))}
    for row in own_data("people"):
        organisation = register.organisations[row["org"]]
        name = PersonNameInput(row["language"], family=row["family"], given=row["given"], reading=row["reading"])
        title = " ".join(filter(None, (row["department"], row["title"])))
        post = AffiliationInput(
            organisation.id, title=row["title"], department=row["department"], title_rank=int(row["rank"]),
            from_date=date(2023, 4, 1), is_primary=True, titles=titles.get(title, {}),
        )  # fmt: skip
        kind, _, value = row["contact"].partition(":")
        person = contacts.create_person(
            name=name,
            other_names=_other_names(row),
            affiliations=[post],
            contact_points=[ContactInput(kind, value)] if value else [],
            languages=_skills(row),
            salutation=row["salutation"],
            by=register.users["kobayashi"],
        )
        card = Card(person, person.names[0].full, title, row["org"], titles.get(title, {}))
        register.cards.setdefault(row["family"] + row["given"], card)
        register.staff[row["org"]].append(card)


def _in_languages(row: Mapping[str, str]) -> dict[str, str]:
    """{language: text} of the columns of languages that say something."""
    return {language: row[column] for column, language in LANGUAGES.items() if row.get(column)}


def _other_names(row: Mapping[str, str]) -> list[PersonNameInput]:
    forms = [
        PersonNameInput("ja", row["ja_reading"], kind="ja_reading"),
        PersonNameInput("ko", row["hangul_yanbian"], kind="hangul_yanbian"),
        PersonNameInput("ko", row["hangul_rok"], kind="hangul_rok"),
        PersonNameInput("en", row["passport"], kind="latin_passport", name_order="family_space"),
    ]
    return [form for form in forms if form.full and form.full != row["family"] + row["given"]]


def _skills(row: Mapping[str, str]) -> list[SkillInput]:
    skills = [SkillInput(row["language"], "native")]
    name = row["family"] + row["given"]
    if name in SPEAK_JAPANESE:
        skills.append(SkillInput("ja", "business"))
    if name in INTERPRETERS:
        skills += [SkillInput("ja", "interpreter"), SkillInput("ko", "native")]
    elif row["hangul_yanbian"] and row["language"] == "zh-Hans":
        skills.append(SkillInput("ko", "native"))
    return skills


def load_routes(register: Register) -> None:
    """Sales routes with where they reach and what proves them; some are only claimed."""
    with action(rules.LOADED, by=register.users["kobayashi"]):
        for row in own_data("routes"):
            route = SalesRoute(
                organisation_id=register.organisations[row["org"]].id,
                name=row["name"],
                channel=row["channel"],
                category=row["category"],
                outlets=int(row["outlets"]) if row["outlets"] else None,
                throughput=Decimal(row["throughput"]) if row["throughput"] else None,
                throughput_currency="CNY" if row["throughput"] else "",
                throughput_year=int(row["year"]) if row["throughput"] else None,
                share=int(row["share"]) if row["share"] else None,
                status=row["status"],
                valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                coverage=[RouteCoverage(place_id=register.places[code].id) for code in row["reaches"].split(",")],
                evidence=[_evidence(text) for text in row["evidence"].split("|")],
            )
            db.session.add(route)


def load_assessments(register: Register) -> None:
    """How good some partners are, by whoever went there."""
    for row in own_data("assessments"):
        scores = [int(score) if score else None for score in row["scores"].split(",")]
        by, owner = register.users[row["user"]], register.organisations[row["org"]]
        content = AssessmentInput(
            organisation_id=owner.id, assessed_on=date.fromisoformat(row["on"]), assessor_id=by.id,
            judgement=row["judgement"], scores=dict(zip(CRITERIA, scores, strict=True)),
            next_review=date.fromisoformat(row["review"]) if row["review"] else None, notes=row["notes"],
        )  # fmt: skip
        assess(content, text=f"{own_name(owner).text}を再評価する", by=by)


def _evidence(text: str) -> RouteEvidence:
    grade, day, note = text.split(":", 2)
    return RouteEvidence(grade=grade, on=date.fromisoformat(day), note=note)
