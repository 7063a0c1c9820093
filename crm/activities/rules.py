"""The tables of activities: types, directions, the path of states, roles in a delegation, kinds of cost."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.audit.rules import Verb
from crm.core.texts import N_, Text, sentences

# What is the same for initiatives, which are below; everyone above asks here.
from crm.initiatives.rules import FUNDING_SOURCES as FUNDING_SOURCES

ACTIVITY_TYPES: dict[str, str] = {
    "inspection_mission": N_("Inspection mission"),
    "trade_mission": N_("Trade mission"),
    "inbound_delegation": N_("Inbound delegation"),
    "trade_fair": N_("Trade fair"),
    "product_fair": N_("Regional product fair"),
    "matching_event": N_("Business matching event"),
    "seminar": N_("Seminar / briefing"),
    "showroom_opening": N_("Showroom opening"),
    "showroom_operation": N_("Showroom operation"),
    "online_meeting": N_("Online meeting"),
    "signing_ceremony": N_("Signing ceremony"),
}

#: At these we have a booth.
FAIRS = frozenset({"trade_fair", "product_fair"})

DIRECTIONS: dict[str, str] = {
    "outbound": N_("Outbound"),
    "inbound": N_("Inbound"),
    "online": N_("Online"),
}
#: What stands beside the days before and after: we leave and return, guests come and leave, or neither. By direction.
DAYS_TO: dict[str, str] = {
    "outbound": N_("Days to departure"),
    "inbound": N_("Days to the arrival"),
    "online": N_("Days to the event"),
}
DAYS_SINCE: dict[str, str] = {
    "outbound": N_("Days since the return"),
    "inbound": N_("Days since the guests left"),
    "online": N_("Days since the event"),
}
AFTERWARDS: dict[str, str] = {
    "outbound": N_("After the return"),
    "inbound": N_("After the guests have left"),
    "online": N_("After the event"),
}

#: What a plan aims at, by column. Contracts and frameworks are counted apart, as everywhere (§3.1, INV-G4).
TARGETS: dict[str, str] = {
    "target_leads": N_("Leads"),
    "target_talks": N_("Business talks"),
    "target_agreements": N_("Commercial agreements"),
    "target_frameworks": N_("Framework agreements"),
}

ACTIVITY_STATUSES: dict[str, str] = {
    "draft": N_("Draft"),
    "approved": N_("Approved"),
    "recruiting": N_("Recruiting"),
    "confirmed": N_("Confirmed"),
    "in_progress": N_("In progress"),
    "reporting": N_("Reporting"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}

#: From each state to which. One step back is allowed: plans are corrected, approvals are taken back.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    "draft": ("approved", "recruiting", "cancelled"),
    "approved": ("recruiting", "confirmed", "draft", "cancelled"),
    "recruiting": ("confirmed", "approved", "cancelled"),
    "confirmed": ("in_progress", "recruiting", "cancelled"),
    "in_progress": ("reporting", "confirmed", "cancelled"),
    "reporting": ("closed", "in_progress"),
    "closed": ("reporting",),
    "cancelled": ("draft",),
}

#: From each state to the one that comes next on the way to the end.
_ONWARD: dict[str, str] = {
    "draft": "approved",
    "approved": "confirmed",
    "recruiting": "confirmed",
    "confirmed": "in_progress",
    "in_progress": "reporting",
    "reporting": "closed",
}

#: What becomes of a request for approval.
DECISIONS: dict[str, str] = {
    "waiting": N_("Not decided yet"),
    "approved": N_("Approved"),
    "returned": N_("Returned"),
}
#: How long an office keeps the paper of a request.
RETENTIONS: dict[str, str] = {
    "y1": N_("1 year"),
    "y3": N_("3 years"),
    "y5": N_("5 years"),
    "y10": N_("10 years"),
    "permanent": N_("Permanently"),
}
#: Where nobody chose before.
USUAL_RETENTION = "y5"
#: Out of these states nothing but an approval leads further, where plans need one.
UNAPPROVED = frozenset({"draft"})

#: Posts whose box is that of who drafts: a code of the office's, or as an office writes it.
DRAFTING = frozenset({"in_charge", "担当", "担当者", "经办", "담당", "담당자"})

#: What stands in the box of a post that did not decide, where somebody of another did (代決・後閲・省略).
PASSED: dict[str, str] = {
    "for": N_("Decided on their behalf"),
    "after": N_("To be seen afterwards"),
    "absent": N_("Omitted (absent)"),
}

#: In these states an activity is still to come or under way: it is announced, counted down to, and has gaps.
AHEAD = frozenset({"draft", "approved", "recruiting", "confirmed", "in_progress"})
#: In these somebody is in charge of it: until it is closed, its report too.
UNDER_CARE = AHEAD | {"reporting"}

#: In these states somebody has said that an activity is over.
OVER = frozenset({"reporting", "closed"})

#: In the order of protocol.
PARTICIPANT_ROLES: dict[str, str] = {
    "head": N_("Head of delegation"),
    "deputy_head": N_("Deputy head"),
    "advisor": N_("Advisor"),
    "secretary_general": N_("Secretary-general"),
    "member": N_("Delegate"),
    "observer": N_("Observer"),
    "press": N_("Press"),
    "coordinator": N_("Secretariat"),
    "interpreter": N_("Interpreter"),
}

#: Days after which a rate no longer tells what money was worth.
OLD_RATE = 31

#: Those who travel for the others: costs are not divided among them.
NOT_PAYING = frozenset({"press", "coordinator", "interpreter"})

PARTICIPANT_STATUSES: dict[str, str] = {
    "invited": N_("Invited"),
    "applied": N_("Applied"),
    "accepted": N_("Accepted"),
    "attended": N_("Attended"),
    "absent": N_("Did not come"),
    "cancelled": N_("Withdrew"),
}
ATTENDED, ABSENT, WITHDREW = "attended", "absent", "cancelled"
#: Whoever says no more than that they may come stands on no paper, nor does who did not come.
GOING = frozenset({"accepted", ATTENDED})
#: Who was there is asked of these: whoever was to come, and whoever came without having said so.
ASKED_OF = GOING | {ABSENT, "invited", "applied"}
#: In these states it is asked once the last day is over.
ASKED_IN = frozenset({"approved", "recruiting", "confirmed", "in_progress", "reporting"})

COST_CATEGORIES: dict[str, str] = {
    "airfare": N_("Airfare"),
    "hotel": N_("Accommodation"),
    "local_transport": N_("Local transport"),
    "venue": N_("Venue and booth"),
    "decoration": N_("Decoration"),
    "freight": N_("Freight and samples"),
    "customs": N_("Customs and ATA carnet"),
    "interpreter": N_("Interpreting fees"),
    "translation": N_("Translation"),
    "printing": N_("Printing"),
    "hospitality": N_("Hospitality"),
    "gifts": N_("Gifts"),
    "insurance": N_("Insurance premiums"),
    "visa": N_("Visa fees"),
    "advertising": N_("Advertising"),
    "consulting": N_("Consulting"),
    "staff_time": N_("Staff time"),
    "contingency": N_("Contingency"),
}

#: Into which currency costs are counted.

#: Those that want a report of how their money was used (実績報告書).
SUBSIDIES = ("prefecture_subsidy", "municipal_subsidy", "national")
#: Nobody grants what we or the participants pay: there is nobody to report to.
UNGRANTED = ("own", "member_fee", "participant_self_pay")
#: Those of which each delegate or company has a share (精算).
PARTICIPANTS_PAY: dict[str, str] = {code: FUNDING_SOURCES[code] for code in ("member_fee", "participant_self_pay")}
#: The one that is agreed with each delegate beforehand.
FEE = "member_fee"
#: What a call for participants says in its reader's language.
CALL_TEXTS = ("purpose", "who", "contact", "remarks")
#: Whether the cost book is complete (INV-A2).
COST_STATES: dict[str, str] = {
    "open": N_("Costs are still being booked"),
    "booked": N_("All costs are booked"),
    "none": N_("There were no costs"),
}

PLANNED = Verb("mission.planned", N_("Mission planned"))
CHANGED = Verb("mission.changed", N_("Mission changed"))
APPROVAL_ASKED = Verb("mission.approval_asked", N_("Approval of the plan requested"))
APPROVED = Verb("mission.approved", N_("Plan approved"))
RETURNED = Verb("mission.returned", N_("Plan returned"))
SUBSIDY_REPORTED = Verb("mission.subsidy_reported", N_("Report on a subsidy handed in"))
MOVED = Verb("mission.moved", N_("Status of the mission changed"))
ARCHIVED = Verb("mission.archived", N_("Mission archived"))
RESTORED = Verb("mission.restored", N_("Mission restored"))
PARTICIPANTS_ATTENDED = Verb("mission.attendance_noted", N_("Attendance noted"))
PARTICIPANT_ADDED = Verb("mission.participant_added", N_("Delegate added"))
PARTICIPANT_CHANGED = Verb("mission.participant_changed", N_("Delegate changed"))
PARTICIPANTS_ARRANGED = Verb("mission.participants_arranged", N_("Order of protocol changed"))
PARTICIPANT_REMOVED = Verb("mission.participant_removed", N_("Delegate removed"))
CALL_WRITTEN = Verb("mission.call_written", N_("Call for participants written"))
BUDGETED = Verb("mission.budgeted", N_("Budget changed"))
COST_BOOKED = Verb("mission.cost_booked", N_("Cost booked"))
COST_CHANGED = Verb("mission.cost_changed", N_("Cost changed"))
COST_REMOVED = Verb("mission.cost_removed", N_("Cost removed"))
COST_APPROVED = Verb("mission.cost_approved", N_("Cost approved"))
COST_CONVERTED = Verb("mission.cost_converted", N_("Cost converted"))
COSTS_SETTLED = Verb("mission.costs_settled", N_("Cost book marked as complete or open"))
SHARES_CHANGED = Verb("mission.shares_changed", N_("Shares of participants changed"))
HOURS_CHANGED = Verb("mission.hours_changed", N_("Staff hours changed"))
SUBSIDY_EXPORTED = Verb("mission.subsidy_exported", N_("Subsidy report exported"))

#: What stands before the last digits of a document number, they, and what follows.
_NUMBER = re.compile(r"(.*?)([0-9]{1,6})([^0-9]*)")
#: Reiwa 1 is 2019.
_ERA = 2018
_DEFAULT_DIRECTIONS = {"inbound_delegation": "inbound", "online_meeting": "online"}


def next_statuses(status: str) -> tuple[str, ...]:
    """The states an activity may move to from `status`."""
    return TRANSITIONS.get(status, ())


def way_to_close(status: str) -> list[str]:
    """The states that are left until an activity is closed, in their order; none where it is, or is cancelled."""
    way = []
    while status in _ONWARD:
        status = _ONWARD[status]
        way.append(status)
    return way


def default_direction(type: str) -> str:
    """The direction an activity of this type usually has."""
    return _DEFAULT_DIRECTIONS.get(type, "outbound")


def role_rank(role: str) -> int:
    """Where a role stands in the order of protocol, from 0."""
    order = list(PARTICIPANT_ROLES)
    return order.index(role) if role in order else len(order)


def number_after(numbers: Sequence[str], year: int) -> str:
    """The document number that follows those of a fiscal year: the highest counted on, in its own pattern.

    見商工第106号 leads to 見商工第107号; without any the first of the year by era, R8-001 for 2026.
    """
    counted = [(int(found[2]), found) for number in numbers if (found := _NUMBER.fullmatch(number))]
    if not counted:
        return f"R{year - _ERA}-001" if year > _ERA else f"{year}-001"
    last, found = max(counted, key=lambda pair: pair[0])
    return f"{found[1]}{last + 1:0{len(found[2])}}{found[3]}"


@dataclass(frozen=True)
class Unfinished:
    """A thing to do before an activity can be closed: its code, and the sentence that says it."""

    code: str  #: plan | report | attendance | costs | rates | tasks
    text: Text


def unfinished(
    *,
    reported: bool,
    costs_state: str,
    unconverted: int,
    orphans: int,
    unasked: bool = False,
    undecided: bool = False,
) -> list[Unfinished]:
    """INV-A2, the one place that decides: an approved report, the cost book complete, every action item owned; and
    somebody said who was there, or that nobody knows any more (`unasked`: not yet). `undecided`: the plan is a draft
    where management decides on plans.

    The due date of an action item is never empty, so an owner is all that it can lack.
    """
    found = []
    if undecided:
        found.append(Unfinished("plan", Text("The plan was not approved.")))
    if not reported:
        found.append(Unfinished("report", Text("No report has been approved yet.")))
    if unasked:
        found.append(Unfinished("attendance", Text("Nobody has said yet who was there.")))
    if costs_state == "open":
        found.append(
            Unfinished("costs", Text("The cost book says neither “All costs are booked” nor “There were no costs”."))
        )
    if unconverted:
        found.append(Unfinished("rates", Text("Costs without an exchange rate: %(count)s.", count=unconverted)))
    if orphans:
        found.append(Unfinished("tasks", Text("Action items without a person in charge: %(count)s.", count=orphans)))
    return found


def refusal(found: Sequence[Unfinished]) -> Text:
    """The sentence that refuses to close, with everything that is lacking."""
    return Text("It cannot be closed yet: %(first)s", first=sentences([each.text for each in found]))


def uncovered(paid_on: date, granted_on: date | None, year: tuple[date, date]) -> Text | None:
    """Why a grant does not cover a cost: it was paid outside of its fiscal year, or before it was decided."""
    if not year[0] <= paid_on <= year[1]:
        return Text("Paid outside of the fiscal year of the grant")
    if granted_on is not None and paid_on < granted_on:
        return Text("Paid before the grant was decided")
    return None


def is_over(end_on: date, status: str, day: date) -> bool:
    """Whether an activity is over on a day, for every paper and figure (domain.md §3.1): after its last day, or as soon
    as its state says so."""
    return end_on < day or status in OVER


def has_return(direction: str, type: str) -> bool:
    """Whether somebody is on the way for an activity, ours or guests: who runs a showroom travels nowhere."""
    return direction != "online" and type != "showroom_operation"


def costs_caution(costs_state: str) -> str:
    """What every paper that prints sums of an activity says of them first, while its cost book is open; else ""."""
    return N_("Not all costs are in yet: further ones may be added.") if costs_state == "open" else ""


def execution(actual: Decimal, planned: Decimal) -> float | None:
    """The share of the budget that was spent (§3.5); None where nothing was planned."""
    return float(actual / planned) if planned else None


def equal_shares(total: int, number: int) -> list[int]:
    """Whole units that differ by one at most and add up to `total`; the first bear what does not divide."""
    if number <= 0:
        return []
    each, rest = divmod(total, number)
    return [each + (place < rest) for place in range(number)]
