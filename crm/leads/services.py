"""What happens to leads: captured, matched to the contacts, qualified or not, followed up, turned into a case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts import services as contact_services
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import (
    AffiliationInput,
    ContactInput,
    OrganisationNameInput,
    PersonNameInput,
    guess_language,
    person_language,
)
from crm.core import clock, here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS
from crm.core.money import CURRENCIES
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.fairs import queries as fairs
from crm.leads import queries, rules
from crm.leads.kind import LEAD
from crm.leads.models import AskedProduct, Lead
from crm.partners.rules import CHANNELS
from crm.products import queries as products
from crm.products.models import Product
from crm.tasks import services as tasks
from crm.users import queries as users

CHOOSE = Text("Choose one from the list.")
#: Codes a lead may leave empty: {column: table}.
OPTIONAL_CODES = {
    "rank": rules.RANKS,
    "visitor_type": rules.VISITOR_TYPES,
    "category": PRODUCT_CATEGORIES,
    "channel": CHANNELS,
    "timing": rules.TIMINGS,
    "language": LANGUAGE_LABELS,
    "wanted_currency": CURRENCIES,
}
#: More than NUMERIC(16, 2) holds.
TOO_MUCH = Decimal(10) ** 14


@dataclass(frozen=True)
class LeadInput:
    """The lead sheet (domain.md §2.6) as it is written. The person and the firm as records or as raw text, or both."""

    activity_id: int | None
    raw_name: str = ""
    raw_organisation: str = ""
    raw_contact: str = ""
    person_id: int | None = None
    organisation_id: int | None = None
    our_organisation_id: int | None = None  #: whom it was captured for; None: our office
    booth_id: int | None = None  #: of the fair; None: nobody told
    captured_at: datetime | None = None  #: aware; now when not given
    rank: str = ""  #: none while nobody has said how soon something may come of it
    category: str = ""
    interest: str = ""
    inquiry: str = ""
    visitor_type: str = ""
    wanted_quantity: str = ""
    wanted_price: Decimal | None = None
    wanted_currency: str = ""
    channel: str = ""
    timing: str = ""
    language: str = ""
    next_action: str = ""
    owner_id: int | None = None
    may_contact: bool = False

    def columns(self) -> dict[str, Any]:
        """{column: value} of what is written as it is."""
        written = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "captured_at"}
        if self.our_organisation_id == contacts.our_organisation_id():
            written["our_organisation_id"] = None  # our own office is our side without being named
        return written


def capture(sheet: LeadInput, *, due_on: date | None = None, unnamed: bool = False, by: Actor | None) -> Lead:
    """A new lead; with `due_on` its next action becomes a task of its owner.

    Refused without a visible source activity, without anything that says who it is (unless `unnamed`: the picture of a
    card tells it), for unknown codes, a price without a currency, and records that `by` does not see.
    """
    _check(sheet, None, by, unnamed=unnamed)
    if due_on is not None and not sheet.next_action:
        raise Refused(Text("Enter what is to be done by that day."), "next_action")
    if due_on is not None and sheet.owner_id is None:
        raise Refused(Text("Choose the person in charge."), "owner_id")
    at = sheet.captured_at or clock.captured()
    lead = Lead(**sheet.columns(), captured_at=at, status=rules.NEW)
    if lead.organisation_id is None and lead.person_id is not None:
        lead.organisation_id = queries.brought_by(lead.person_id, lead.raw_organisation, at.date())
    with action(rules.CAPTURED, by=by):
        db.session.add(lead)
        db.session.flush()
        if due_on is not None:
            tasks.add(
                text=sheet.next_action,
                due_on=due_on,
                owner_id=sheet.owner_id,
                record=(LEAD, lead.id),
                activity_id=lead.activity_id,
                by=by,
            )
    return lead


def change(lead: Lead, sheet: LeadInput, *, by: Actor | None) -> None:
    """Write the sheet anew. Refusals as for `capture`; what was linked before may stay, but for the booth of a lead
    that goes to another activity."""
    if sheet.activity_id != lead.activity_id and sheet.booth_id == lead.booth_id:
        sheet = replace(sheet, booth_id=None)
    _check(sheet, lead, by, unnamed=not _is_named(lead))
    with action(rules.CHANGED, by=by):
        if sheet.rank != lead.rank:
            _forget_again(lead)
        for name, value in sheet.columns().items():
            setattr(lead, name, value)
        lead.captured_at = sheet.captured_at or lead.captured_at
        tasks.take_along((LEAD, lead.id), activity_id=lead.activity_id, by=by)


def rank_again(lead: Lead, rank: str, *, at: datetime, by_whom: str) -> None:
    """Say inside an act that a later capture told a rank: another one waits for somebody to choose, the latest one."""
    if rank not in rules.RANKS or (lead.again_at is not None and at < lead.again_at):
        return
    other = rank != lead.rank
    lead.again_rank, lead.again_at, lead.again_by = (rank, at, by_whom[:60]) if other else (None, None, None)


def _forget_again(lead: Lead) -> None:
    lead.again_rank = lead.again_at = lead.again_by = None


def decide_rank(lead: Lead, rank: str, *, by: Actor | None) -> None:
    """Choose between the rank of a lead and that of its later capture. Refused for any other, and where none waits."""
    if lead.again_rank is None or rank not in (lead.rank, lead.again_rank):
        raise Refused(Text("This has been decided already."))
    with action(rules.RANKED_AGAIN, by=by):
        lead.rank = rank
        _forget_again(lead)


def ask_about(lead: Lead, product_ids: Collection[int], *, archived: bool = False, by: Actor | None) -> None:
    """Say which products of the catalogue a lead asked about, and no others. Refused for those that `by` does not see,
    unless they were named before; with `archived` those of the archive can be named too."""
    held, wanted = {row.product_id: row for row in queries.asked(lead.id)}, set(product_ids)
    new = wanted - held.keys()
    seen: set[int] = set()
    for of_archive in {False, archived} if new else ():
        found = products.visible_to(by, archived=of_archive).where(Product.id.in_(new))
        seen |= set(db.session.scalars(found.with_only_columns(Product.id)))
    if new != seen:
        raise Refused(Text("Choose from the list."), "product_ids")
    if wanted == held.keys():
        return
    with action(rules.ASKED, by=by):
        for row in (held[id] for id in held.keys() - wanted):
            db.session.delete(row)
        db.session.add_all(AskedProduct(lead_id=lead.id, product_id=id) for id in sorted(new))
        touch(lead)


def give(lead: Lead, *, owner_id: int | None, by: Actor | None) -> None:
    """Have somebody else in charge."""
    users.check_in_charge(owner_id, "owner_id")
    with action(rules.CHANGED, by=by):
        lead.owner_id = owner_id


def _is_named(said: LeadInput | Lead) -> bool:
    return bool(said.raw_name or said.raw_organisation or said.person_id or said.organisation_id)


def _check(sheet: LeadInput, before: Lead | None, by: Actor | None, *, unnamed: bool) -> None:
    if sheet.activity_id is None:
        raise Refused(Text("Choose where the lead was captured."), "activity_id")
    if not unnamed and not _is_named(sheet):
        raise Refused(Text("Enter a name or a company."), "raw_name")
    for name, table in OPTIONAL_CODES.items():
        code = getattr(sheet, name)
        if code and code not in table:
            raise Refused(Text("Choose one."), name)
    if sheet.wanted_price is not None and not sheet.wanted_currency:
        raise Refused(Text("Choose the currency of the price."), "wanted_currency")
    if sheet.wanted_price is not None and not 0 <= sheet.wanted_price < TOO_MUCH:
        raise Refused(Text("This number is too large."), "wanted_price")
    if sheet.captured_at is not None and sheet.captured_at > clock.now():
        raise Refused(Text("This time is in the future."), "captured_at")
    _check_links(sheet, before, by)


def _check_links(sheet: LeadInput, before: Lead | None, by: Actor | None) -> None:
    """Every record that is newly named must be one that `by` sees."""

    def fresh(name: str) -> int | None:
        id: int | None = getattr(sheet, name)
        return id if before is None or getattr(before, name) != id else None

    booth_id = fresh("booth_id")
    if booth_id is not None and not fairs.is_booth_of(sheet.activity_id or 0, booth_id):
        raise Refused(CHOOSE, "booth_id")
    if by is not None:
        _check_seen(activities.visible_to(by), Activity, fresh("activity_id"), "activity_id")
    _check_seen(contacts.visible_people(by), Person, fresh("person_id"), "person_id")
    _check_seen(contacts.visible_organisations(by), Organisation, fresh("organisation_id"), "organisation_id")
    _check_seen(contacts.visible_organisations(by), Organisation, fresh("our_organisation_id"), "our_organisation_id")
    if sheet.our_organisation_id is not None and sheet.our_organisation_id == sheet.organisation_id:
        raise Refused(Text("The two sides are the same organisation."), "our_organisation_id")
    users.check_in_charge(fresh("owner_id"), "owner_id")


def _check_seen(visible: Select[Any], entity: Any, id: int | None, name: str) -> None:
    if id is None:
        return
    if db.session.scalar(visible.where(entity.id == id).with_only_columns(entity.id)) is None:
        raise Refused(CHOOSE, name)


# ------------------------------------------------------------------ matching


def match(lead: Lead, *, person_id: int | None = None, organisation_id: int | None = None, by: Actor | None) -> None:
    """Say who it is in the contacts; what was written down stays. A person brings the organisation of their post,
    unless another company was written down: that stays to be matched."""
    if person_id is None and organisation_id is None:
        raise Refused(CHOOSE)
    _check_seen(contacts.visible_people(by), Person, person_id, "person_id")
    _check_seen(contacts.visible_organisations(by), Organisation, organisation_id, "organisation_id")
    with action(rules.MATCHED, by=by):
        if person_id is not None:
            lead.person_id = person_id
            if lead.organisation_id is None and organisation_id is None:
                lead.organisation_id = queries.brought_by(person_id, lead.raw_organisation, here.today())
        if organisation_id is not None:
            lead.organisation_id = organisation_id


def enter_person(lead: Lead, *, by: Actor | None) -> Person:
    """Make a person of the written name, at the matched organisation, with the contact points that can be read.

    What cannot be read as one stands in the person's notes, so that nothing is lost.
    """
    if lead.person_id is not None or not lead.raw_name:
        raise Refused(Text("No name was entered from which to create a person."))
    region = queries.country(lead)
    points = [ContactInput(kind, value) for kind, value, _ in rules.contact_parts(lead.raw_contact, region)]
    post = [AffiliationInput(lead.organisation_id)] if lead.organisation_id is not None else []
    name = PersonNameInput(person_language(lead.raw_name, region), lead.raw_name)
    with action(rules.MATCHED, by=by):
        person = contact_services.create_person(
            name=name, affiliations=post, contact_points=points, notes=rules.unread(lead.raw_contact, region), by=by
        )
        db.session.flush()
        lead.person_id = person.id
    return person


def enter_organisation(lead: Lead, *, place_id: int | None = None, by: Actor | None) -> Organisation:
    """Make an organisation of the written company, at the place that was told; None: nobody knows where, but in the
    country it is thought to be from."""
    if lead.organisation_id is not None or not lead.raw_organisation:
        raise Refused(Text("No company name was entered from which to create an organisation."))
    region = queries.home(lead)
    name = OrganisationNameInput(lead.raw_organisation, guess_language(lead.raw_organisation, region))
    with action(rules.MATCHED, by=by):
        organisation = contact_services.create_organisation(
            name=name, country="" if place_id is not None else region, place_id=place_id, by=by
        )
        db.session.flush()
        contact_services.tell_where(organisation.id, place_id, by=by)
        lead.organisation_id = organisation.id
    return organisation


# ------------------------------------------------------------------ the path


def _move(lead: Lead, status: str, verb: Verb, by: Actor | None, **columns: Any) -> None:
    if status not in rules.next_statuses(lead.status):
        raise Refused(
            Text(
                "You cannot change from “%(now)s” to “%(wanted)s”.",
                now=Text(rules.LEAD_STATUSES[lead.status]),
                wanted=Text(rules.LEAD_STATUSES[status]),
            )
        )
    with action(verb, by=by):
        if lead.qualified_on is None and not rules.EVER_QUALIFIED.isdisjoint({lead.status, status}):
            lead.qualified_on = here.today()  # also of whoever leaves it again: once qualified, always (§3.2)
        lead.status = status
        for name, value in columns.items():
            setattr(lead, name, value)


def qualify(lead: Lead, *, by: Actor | None) -> None:
    """There is a need, a product and someone who decides. Refused while nothing says what they want."""
    if not (lead.category or lead.interest or lead.inquiry):
        raise Refused(Text("Enter what they are interested in before you qualify the lead."))
    _move(lead, rules.QUALIFIED, rules.QUALIFY, by)


def nurture(lead: Lead, *, by: Actor | None) -> None:
    """Nothing now, but stay in touch."""
    _move(lead, rules.NURTURING, rules.NURTURE, by)


def disqualify(lead: Lead, *, reason: str, by: Actor | None) -> None:
    """Nothing will come of it; the reason is kept. Refused without one."""
    if not reason.strip():
        raise Refused(Text("Enter the reason."), "reason")
    _move(lead, rules.DISQUALIFIED, rules.DISQUALIFY, by, disqualify_reason=reason)


def reopen(lead: Lead, *, by: Actor | None) -> None:
    """Take a lead up again that was not pursued."""
    _move(lead, rules.NEW, rules.REOPENED, by, disqualify_reason="")


def stand(lead: Lead, *, status: str, reason: str = "", by: Actor | None) -> None:
    """Move a lead to a state by the act that leads there. Refused off the path, and for what a negotiation makes."""
    acts = {rules.QUALIFIED: qualify, rules.NURTURING: nurture, rules.NEW: reopen}
    if status == rules.DISQUALIFIED:
        disqualify(lead, reason=reason, by=by)
    elif status in acts:
        acts[status](lead, by=by)
    else:
        raise Refused(CHOOSE, "status")


def standing(lead: Lead) -> dict[str, Any]:
    """Where a lead stands, as JSON: what `put_back` needs to know."""
    day = lead.qualified_on
    return {
        "status": lead.status,
        "reason": lead.disqualify_reason,
        "qualified_on": day.isoformat() if day is not None else None,
    }


def put_back(lead: Lead, before: Mapping[str, Any], *, by: Actor | None) -> None:
    """Take a change of status back, as if it had never been: `before` is what `standing` said.

    Whoever calls has seen that nobody changed the lead since.
    """
    day = before["qualified_on"]
    with action(rules.STATUS_UNDONE, by=by):
        lead.status, lead.disqualify_reason = before["status"], before["reason"]
        lead.qualified_on = date.fromisoformat(day) if day is not None else None


def convert(lead: Lead, *, by: Actor | None) -> None:
    """A negotiation grew out of it; a second one changes nothing. Refused for a lead that is not pursued."""
    if lead.status != rules.CONVERTED:
        _move(lead, rules.CONVERTED, rules.BECAME_CASE, by)


def answered(lead: Lead) -> dict[str, str | None]:
    """When the first answer went out, as JSON: what `unanswer` needs to know."""
    at = lead.first_followup_at
    return {"at": at.isoformat() if at is not None else None}


def unanswer(lead: Lead, before: Mapping[str, str | None], *, by: Actor | None) -> None:
    """Take a first answer back that was noted, as if it had never been: `before` is what `answered` said."""
    at = before["at"]
    with action(rules.ANSWER_UNDONE, by=by):
        lead.first_followup_at = datetime.fromisoformat(at) if at is not None else None


def follow_up(lead: Lead, *, at: datetime | None = None, anyway: bool = False, by: Actor | None) -> None:
    """Stamp the first follow-up (KPI of §3.4); the stamp is set once and stays.

    Refused for a visitor who did not agree to be contacted, unless somebody says that they were all the same.
    """
    if lead.first_followup_at is not None:
        return
    if not lead.may_contact and not anyway:
        raise Refused(
            Text("This visitor did not agree to be contacted. If they have agreed since, tick that on the lead first.")
        )
    with action(rules.FOLLOWED_UP, by=by):
        lead.first_followup_at = at or clock.now()
