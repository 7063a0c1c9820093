"""The rows behind figures as sheets: what the reader may see, and a last line that says how many more were counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from crm.activities.rules import ACTIVITY_TYPES
from crm.agreements import rules as agreement_rules
from crm.contacts.queries import display_name
from crm.core import clock, here
from crm.initiatives.queries import title as named
from crm.insights.contents.cells import in_money, part, sheet
from crm.insights.queries import ActivityCost, AgreementPart, LeadRow, Slice, TalkPart
from crm.negotiations.models import Negotiation
from crm.negotiations.queries import title
from crm.negotiations.rules import STAGE_LABELS, STAGES, VALUE_PERIODS
from crm.places.rules import TIERS
from crm.tables import Cell, FileSheet
from crm.web.forms import translate


@dataclass(frozen=True)
class Behind(FileSheet):
    """A sheet of records; they count against what somebody may take out within a day, also where there are too many to
    be written."""

    number: int = 0


def leads(found: Slice[LeadRow], language: str) -> FileSheet:
    codes = list(STAGES)
    heads = [
        _("Lead"), _("Number"), _("Organisation"), _("Activity"), _("Captured"), _("City tier"), _("Partner"),
        _("Furthest stage"),
    ]  # fmt: skip

    def row(each: LeadRow) -> list[Cell]:
        lead, counts = each.lead, each.counts
        person = display_name(lead.person, language).text if lead.person else lead.raw_name
        firm = display_name(lead.organisation, language).text if lead.organisation else lead.raw_organisation
        return [
            person or firm, lead.id, firm, named(lead.activity.names, language), counts.captured_on,
            _tier(counts.tier), _partner(counts.partner), translate(STAGE_LABELS[codes[counts.reached - 1]]),
        ]  # fmt: skip

    return records(_("Leads"), heads, found, row)


def cases(name: str, found: Slice[Negotiation], language: str) -> FileSheet:
    heads = [
        _("Negotiation"), _("Number"), _("Counterpart"), _("Stage"), _("First talk"), _("City tier"), _("Partner"),
        _("Value"), _("Currency"), _("Period"), _("Person in charge"),
    ]  # fmt: skip

    def row(case: Negotiation) -> list[Cell]:
        talked = case.first_talk_at
        return [
            title(case, language), case.id, display_name(case.counterpart, language).text,
            translate(STAGE_LABELS[case.stage]),
            None if talked is None else clock.local(talked, here.zone()).date(),
            _tier(case.tier_snapshot) if talked else None, _partner(case.partner_routes_snapshot) if talked else None,
            case.value, case.currency if case.value is not None else None,
            translate(VALUE_PERIODS[case.value_period]) if case.value is not None else None,
            case.owner.display_name if case.owner else None,
        ]  # fmt: skip

    return records(name, heads, found, row)


def talks(found: Slice[TalkPart], language: str) -> FileSheet:
    def row(each: TalkPart) -> list[Cell]:
        talk = each.talk
        activity = named(talk.activity.names, language) if talk.activity else None
        return [display_name(talk.organisation, language).text, talk.id, talk.held_on, activity]

    return records(_("Talks"), [_("Counterpart"), _("Number"), _("Held on"), _("Activity")], found, row)


def activities(found: Slice[ActivityCost], language: str) -> FileSheet:
    heads = [
        _("Activity"), _("Number"), _("Activity type"), _("Ended"), in_money(_("Budgeted")), in_money(_("Cost")),
        _("Leads"), _("Talks"), _("Agreements"),
    ]  # fmt: skip

    def row(each: ActivityCost) -> list[Cell]:
        held, line = each.activity, each.row
        return [
            named(held.names, language), held.id, translate(ACTIVITY_TYPES[held.type]), held.end_on, line.planned,
            line.cost, line.leads, line.talks, part(line.agreements),
        ]  # fmt: skip

    return records(_("Activities"), heads, found, row)


def agreements(name: str, found: Slice[AgreementPart]) -> FileSheet:
    heads = [
        _("Agreement"), _("Number"), _("Signed on"), _("Attributed share"), _("Value"), _("Currency"), _("Period"),
    ]  # fmt: skip

    def row(each: AgreementPart) -> list[Cell]:
        signed = each.agreement
        valued = signed.value is not None
        return [
            signed.title, signed.id, signed.signed_on, part(each.part), signed.value,
            signed.currency if valued else None, translate(agreement_rules.VALUE_PERIODS[signed.value_period]),
        ]  # fmt: skip

    return records(name, heads, found, row)


def records(name: str, heads: Sequence[str], found: Slice[Any], row: Callable[[Any], list[Cell]]) -> FileSheet:
    """The records of a slice, a line each."""
    return counted(sheet(name, heads, [row(each) for each in found.rows]), found.hidden, found.total)


def counted(drawn: FileSheet, hidden: int, total: int | None = None) -> Behind:
    """The sheet as one of records, with how many more there are that the reader may not see."""
    rows = list(drawn.rows)
    number = len(rows) if total is None else total
    if hidden:
        rows.append([
            ngettext("%(num)d more record is counted that you may not see.",
                     "%(num)d more records are counted that you may not see.", hidden)
        ])  # fmt: skip
    return Behind(drawn.title, drawn.columns, rows, number)


def _tier(code: str) -> str:
    return translate(TIERS[code]) if code in TIERS else str(_("Unknown"))


def _partner(has_routes: bool | None) -> str:
    return str(_("Unknown") if has_routes is None else _("Yes") if has_routes else _("No"))
