"""What happens to an inquiry from a public page: it arrives once, becomes a lead, or is discarded as spam."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.audit.services import action, erase_key
from crm.contacts.queries import holding
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.languages import LOCALES
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.office import queries as offices
from crm.showrooms import queries
from crm.showrooms.models import Exhibit, ProductInquiry
from crm.showrooms.queries import ExhibitLine
from crm.showrooms.rules import inquiries as rules
from crm.showrooms.services.asked import take


@dataclass(frozen=True)
class SentInquiry:
    """What a visitor typed and ticked."""

    question: str
    name: str = ""
    company: str = ""
    contact: str = ""
    may_store: bool = False
    may_share: bool = False


def receive_inquiry(
    exhibit: Exhibit, sent: SentInquiry, *, form_id: str, language: str, notice_version: str
) -> ProductInquiry | None:
    """Keep what a visitor asked; None where the very same form has arrived before.

    Refused without a question, for a person's data without their consent, and once too many wait.
    """
    typed = (exhibit.id, sent.question, sent.name, sent.company, sent.contact, sent.may_store, sent.may_share)
    key = rules.key_of(form_id, *typed)
    if queries.sent_before(key):
        return None
    if not sent.question:
        raise Refused(Text("Enter what you want to know."), "question")
    if len(sent.question) > rules.QUESTION_LIMIT:
        raise Refused(Text("At most %(most)s characters.", most=rules.QUESTION_LIMIT), "question")
    if (sent.name or sent.contact) and not sent.may_store:
        raise Refused(
            Text("Tick this so that we may keep your data and answer you, or leave name and contact empty."),
            "may_store",
        )
    if queries.number_waiting(exhibit.showroom_id) >= rules.MOST_WAITING:
        raise Refused(Text("Too many inquiries wait to be answered. Ask the showroom or our office, please."))
    made = ProductInquiry(
        showroom_id=exhibit.showroom_id, exhibit_id=exhibit.id, key=key, notice_version=notice_version,
        language=language if language in LOCALES else "en", **vars(sent),
    )  # fmt: skip
    with action(rules.SENT, by=None):
        db.session.add(made)
    return made


def take_inquiry(
    inquiry: ProductInquiry,
    line: ExhibitLine,
    *,
    exhibit_id: int | None,
    activity_id: int | None,
    owner_id: int | None,
    rank: str = "",
    visitor_type: str = "",
    person_id: int | None = None,
    by: Actor,
) -> Lead:
    """Make it a lead about the product of `line`, and about an exhibit where the office says which, of somebody in the
    contacts where it is said who. Refused for one that was decided, and as any lead; one without a name is called by
    its moment."""
    _check(inquiry, rules.WAITING)
    sheet = LeadInput(
        activity_id=activity_id, raw_name=inquiry.name, raw_organisation=inquiry.company, raw_contact=inquiry.contact,
        captured_at=inquiry.asked_at, inquiry=inquiry.question, language=inquiry.language, rank=rank, owner_id=owner_id,
        may_contact=inquiry.may_store, visitor_type=visitor_type,
    )  # fmt: skip
    with action(rules.TAKEN_OVER, by=by):
        lead = take(line, sheet, exhibit_ids=[exhibit_id] if exhibit_id is not None else [], unnamed=True, by=by)
        if person_id is not None:
            leads.match(lead, person_id=person_id, by=by)
        _decide(inquiry, rules.TAKEN, by)
        inquiry.lead_id = lead.id
    return lead


def discard_inquiry(inquiry: ProductInquiry, *, by: Actor) -> None:
    """Put it away as spam; it can wait again."""
    _check(inquiry, rules.WAITING)
    with action(rules.DISCARDED, by=by):
        _decide(inquiry, rules.SPAM, by)


def discard_inquiries(inquiries: Sequence[ProductInquiry], *, by: Actor) -> int:
    """Put several away as spam in one act; those that were decided meanwhile stay as they are. How many went."""
    waiting = [each for each in inquiries if each.state == rules.WAITING]
    if not waiting:
        raise Refused(Text("Tick at least one row first."))
    with action(rules.DISCARDED, by=by):
        for each in waiting:
            _decide(each, rules.SPAM, by)
    return len(waiting)


def keep_inquiry(inquiry: ProductInquiry, *, by: Actor) -> None:
    """It was no spam: it waits again."""
    _check(inquiry, rules.SPAM)
    with action(rules.KEPT, by=by):
        inquiry.state, inquiry.decided_at, inquiry.decided_by_id = rules.WAITING, None, None


def forget_inquiries(*, now: datetime | None = None) -> tuple[int, int]:
    """Delete what was discarded a month ago. What the log tells of it can be read by nobody any more.

    What may be of somebody whom a legal hold stands for stays. How many went, and how many are held.
    """
    past = queries.discarded_before((now or clock.now()) - timedelta(days=offices.term("inquiries")))
    held = holding.held_among({each.id: (each.name, each.contact) for each in past})
    found = [each for each in past if each.id not in held]
    if found:
        with action(rules.FORGOTTEN, by=None):
            for inquiry in found:
                db.session.delete(inquiry)
        for inquiry in found:
            erase_key(inquiry.audit_subject())
    return len(found), len(held)


def _check(inquiry: ProductInquiry, state: str) -> None:
    if inquiry.state != state:
        raise Refused(Text("This has been decided already."))


def _decide(inquiry: ProductInquiry, state: str, by: Actor) -> None:
    inquiry.state, inquiry.decided_at, inquiry.decided_by_id = state, clock.now(), by.id
