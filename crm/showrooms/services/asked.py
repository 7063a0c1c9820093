"""Saying which exhibits a lead asked about, and recording an inquiry at an exhibit."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.leads import rules as lead_rules
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.showrooms import queries
from crm.showrooms.models import AskedExhibit, Exhibit
from crm.showrooms.queries import ExhibitLine


@dataclass(frozen=True)
class InquiryInput:
    """What somebody asked at a showroom, on which day, as it is written down."""

    activity_id: int | None
    day: date | None
    raw_name: str = ""
    raw_organisation: str = ""
    raw_contact: str = ""
    inquiry: str = ""
    wanted_quantity: str = ""
    visitor_type: str = ""
    rank: str = ""
    language: str = ""
    owner_id: int | None = None
    may_contact: bool = False


def ask_about(
    lead: Lead, *, exhibit_ids: Collection[int], product_ids: Collection[int], archived: bool = False, by: Actor | None
) -> None:
    """Say what a lead asked about, and nothing else: exhibits, with their products, and products.

    Refused for those that `by` does not see, unless they were named before. Exhibits of the archive stay; with
    `archived` they can be named anew, with their products.
    """
    held = {row.exhibit_id: row for row in db.session.scalars(
        select(AskedExhibit).where(AskedExhibit.lead_id == lead.id)
    )}  # fmt: skip
    shown = {row.id: row.product_id for row in db.session.scalars(
        select(Exhibit).where(Exhibit.id.in_({*held, *exhibit_ids}))
    )}  # fmt: skip
    seen: set[int] = set()
    for of_archive in {False, archived}:
        found = queries.visible_exhibits(by, archived=of_archive).with_only_columns(Exhibit.id)
        seen |= set(db.session.scalars(found))
    wanted = set(exhibit_ids) | (held.keys() - seen)
    new = wanted - held.keys()
    if not new <= seen:
        raise Refused(Text("Choose from the list."), "exhibit_ids")
    with action(lead_rules.ASKED, by=by):
        leads.ask_about(lead, {*product_ids, *(shown[id] for id in wanted)}, archived=archived, by=by)
        if wanted != held.keys():
            for row in (held[id] for id in held.keys() - wanted):
                db.session.delete(row)
            db.session.add_all(AskedExhibit(lead_id=lead.id, exhibit_id=id) for id in sorted(new))
            touch(lead)


def record_inquiry(line: ExhibitLine, content: InquiryInput, *, by: Actor) -> Lead:
    """A lead of somebody who asked about an exhibit, for its maker. Refusals as for any lead, and for a day to come."""
    if content.day is None or content.day > here.today():
        raise Refused(Text("Enter a day that is not in the future."), "day")
    told = {name: value for name, value in vars(content).items() if name != "day"}
    sheet = LeadInput(captured_at=None if content.day == here.today() else here.noon(content.day), **told)
    return take(line, sheet, exhibit_ids=[line.exhibit.id], by=by)


def take(
    line: ExhibitLine, sheet: LeadInput, *, exhibit_ids: Collection[int], unnamed: bool = False, by: Actor | None
) -> Lead:
    """Capture a lead that asked about the product of an exhibit, and about some of its exhibits, of the archive as
    well: what was asked stays so, whatever was put away since. With category and maker. `unnamed`: nobody said who."""
    product = line.exhibit.product
    sheet = replace(
        sheet, category=product.category, interest=line.name.text[:300], our_organisation_id=product.maker_id,
        captured_at=sheet.captured_at or clock.captured(),
    )  # fmt: skip
    with action(lead_rules.CAPTURED, by=by):
        lead = leads.capture(sheet, unnamed=unnamed, by=by)
        ask_about(lead, exhibit_ids=exhibit_ids, product_ids=[product.id], archived=True, by=by)
    return lead
