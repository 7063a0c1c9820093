"""What happens to applications: codes given out, a form received, the applicant matched, a decision taken."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm.activities import services as activities
from crm.activities.models import Activity, Participant
from crm.applications import queries, rules
from crm.applications.models import Application, ApplicationCode
from crm.audit.services import action
from crm.contacts import services as contacts
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import REGIONS, AffiliationInput, ContactInput, OrganisationNameInput, PersonNameInput
from crm.core import clock, codes
from crm.core.cleaning import BadText
from crm.core.contact_points import normalise
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.places import queries as places
from crm.travel import queries as travel_queries
from crm.travel import rules as travel_rules
from crm.travel import services as travel
from crm.travel.models import seal, unseal
from crm.travel.rules import Details


@dataclass(frozen=True)
class ApplicationInput:
    """A filled-in form."""

    language: str
    company: str
    name: str
    company_reading: str = ""
    reading: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    products: str = ""
    counterparts: str = ""
    remarks: str = ""
    travel: Details = Details()

    def columns(self) -> dict[str, Any]:
        """{column: value}, without what is sealed."""
        return {name: value for name, value in vars(self).items() if name != "travel"}


def make_codes(
    activity: Activity, companies: Sequence[str], *, days: int, by: Actor | None
) -> list[tuple[ApplicationCode, str]]:
    """A code for each company ("" for whoever gets it), good for so many days: [(row, code to show once)]."""
    if not rules.SHORTEST <= timedelta(days=days) <= rules.LONGEST:
        raise Refused(Text("A code can be valid for 1 to %(days)s days.", days=rules.LONGEST.days), "days")
    if not 1 <= len(companies) <= rules.MOST_CODES:
        raise Refused(Text("At most %(most)s codes can be created at once.", most=rules.MOST_CODES), "companies")
    made = []
    with action(rules.CODES_MADE, by=by):
        for company in companies:
            shown = codes.new_code()
            row = ApplicationCode(
                activity_id=activity.id,
                company=company[:200],
                code_hash=rules.digest(shown) or "",
                expires_at=clock.now() + timedelta(days=days),
            )
            db.session.add(row)
            made.append((row, shown))
    return made


def revoke_code(code: ApplicationCode, *, by: Actor | None) -> None:
    """Take a code back: from now on it opens nothing."""
    with action(rules.CODE_REVOKED, by=by):
        code.revoked_at = code.revoked_at or clock.now()


def receive(typed: str, sheet: ApplicationInput, *, consent: bool) -> Application:
    """Keep a form that came with a code, and spend the code. Nobody is signed in here.

    Refused without consent, for a code that no longer opens anything, and for what cannot be true.
    """
    if not consent:
        raise Refused(Text("Without your consent we may not keep this application."), "consent")
    if not sheet.email and not sheet.phone:
        raise Refused(Text("Enter an e-mail address or a phone number, so that we can reply."), "email")
    _check_points(sheet)
    wrong = travel_rules.fault(sheet.travel, clock.now().date())
    if wrong is not None:
        raise Refused(wrong[1], wrong[0])
    code = queries.usable(typed, lock=True)
    if code is None:
        raise Refused(Text("This code does not open a form any more. Ask the office for another one."))
    told = sheet.travel.told()
    made = Application(
        activity_id=code.activity_id, code_id=code.id, sealed=seal(sheet.travel) if told else None, **sheet.columns()
    )
    with action(rules.RECEIVED, by=None):
        code.used_at = clock.now()
        db.session.add(made)
    return made


def _check_points(sheet: ApplicationInput) -> None:
    for field, kind, value in (("email", "email", sheet.email), ("phone", "tel", sheet.phone)):
        try:
            normalise(kind, value, _country(sheet.language))
        except BadText as bad:
            raise Refused(bad.text, field) from bad


def match(
    application: Application,
    activity: Activity,
    *,
    organisation_id: int | None,
    person_id: int | None,
    by: Actor,
) -> Participant:
    """Make the applicant somebody of the book, or a new one, and put them into the delegation as decided so far.

    Without an `organisation_id` the company is entered, without a `person_id` the person. What they told for the
    journey goes over to the delegate. Whoever was invited or added before applies as that delegate, and stays accepted.
    Refused when it was done before, or another application of this person stands in the delegation.
    """
    if application.participant_id is not None:
        raise Refused(Text("This applicant is already in the delegation."))
    with action(rules.MATCHED, by=by):
        company = organisation_id or _new_organisation(application, by).id
        person = person_id or _new_person(application, company, by).id
        status = rules.PART_STATES.get(application.status, "applied")
        part = _asked_before(application, activity, person, company, status, by) or activities.add_participant(
            activity, person_id=person, organisation_id=company, title=application.title or None, status=status, by=by
        )
        part.products = application.products or part.products
        db.session.flush()
        if application.sealed is not None:
            kept = travel_queries.of_participant(part.id)
            known = kept.details.told() if kept is not None else {}
            travel.write(part, Details.of(known | unseal(application.sealed).told()), by=by)
        application.organisation_id, application.person_id = company, person
        application.participant_id, application.sealed = part.id, None
    return part


def _asked_before(
    application: Application, activity: Activity, person_id: int, organisation_id: int, status: str, by: Actor
) -> Participant | None:
    """The delegate that this person is already without an application, with what they applied for; None for nobody."""
    mine = select(Participant).where(Participant.activity_id == activity.id, Participant.person_id == person_id)
    part = db.session.scalar(mine)
    if part is None or db.session.scalar(select(Application.id).where(Application.participant_id == part.id)):
        return None
    new_title = bool(application.title) and application.title != part.title_snapshot
    known_title = part.title_snapshot if part.organisation_id == organisation_id else None
    activities.change_participant(
        activity, part, organisation_id=organisation_id, role=part.role, order=part.order,
        status=part.status if part.status == "accepted" else status,
        title=application.title or known_title, titles={} if new_title else None, by=by,
    )  # fmt: skip
    return part


def _new_organisation(application: Application, by: Actor) -> Organisation:
    name = OrganisationNameInput(application.company, application.language, application.company_reading)
    made = contacts.create_organisation(
        name=name, country=REGIONS.get(application.language, places.office_country()), by=by
    )
    db.session.flush()
    return made


def _new_person(application: Application, organisation_id: int, by: Actor) -> Person:
    points = [ContactInput(kind, value) for kind, value in _points(application) if value]
    made = contacts.create_person(
        name=PersonNameInput(application.language, application.name, reading=application.reading),
        affiliations=[AffiliationInput(organisation_id, title=application.title, is_primary=True)],
        contact_points=points,
        by=by,
    )
    db.session.flush()
    return made


def _points(application: Application) -> list[tuple[str, str]]:
    return [("email", application.email), ("tel", application.phone)]


def decide(application: Application, activity: Activity, *, status: str, by: Actor) -> None:
    """Accept, decline or put onto the waiting list; the part in the delegation follows. Refused off the path.

    Whoever is accepted must be matched first: a delegation consists of people of the book.
    """
    if status not in rules.DECISIONS[application.status]:
        raise Refused(Text("Choose one."), "status")
    if status == "accepted" and application.participant_id is None:
        raise Refused(Text("First match this person to the contacts, or add them."))
    with action(rules.DECIDED, by=by):
        application.status = status
        if application.participant_id is not None:
            part = db.session.get_one(Participant, application.participant_id)
            activities.change_participant(
                activity, part, organisation_id=part.organisation_id, role=part.role,
                status=rules.PART_STATES[status], order=part.order, title=part.title_snapshot, by=by,
            )  # fmt: skip


def forget(activity_ids: Collection[int]) -> list[str]:
    """Forget the travel details of applications that were never matched, when these are purged."""
    with action(rules.FORGOTTEN, by=None):
        for application in queries.with_secrets(list(activity_ids)):
            application.sealed = None
    return []


def _country(language: str) -> str:
    """Where a company is taken to be, by the language of its form, else where we are; the office corrects it."""
    return REGIONS.get(language) or places.office_country()
