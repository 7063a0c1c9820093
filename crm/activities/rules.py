"""The tables of activities: types, directions, the path of states, roles in a delegation, kinds of cost."""

from datetime import date

from crm.audit.rules import Verb
from crm.core.texts import N_

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

DIRECTIONS: dict[str, str] = {
    "outbound": N_("Outbound"),
    "inbound": N_("Inbound"),
    "online": N_("Online"),
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

#: In these states an activity is still to come or under way: it is announced, counted down to, and has gaps.
AHEAD = frozenset({"draft", "approved", "recruiting", "confirmed", "in_progress"})

#: In the order of protocol.
PARTICIPANT_ROLES: dict[str, str] = {
    "head": N_("Head of delegation"),
    "deputy_head": N_("Deputy head"),
    "advisor": N_("Advisor"),
    "secretary_general": N_("Secretary-general"),
    "member": N_("Delegate"),
    "observer": N_("Observer"),
    "press": N_("Press"),
    "coordinator": N_("Coordinator"),
    "interpreter": N_("Interpreter"),
}

PARTICIPANT_STATUSES: dict[str, str] = {
    "invited": N_("Invited"),
    "applied": N_("Applied"),
    "accepted": N_("Accepted"),
    "cancelled": N_("Cancelled"),
}

COST_CATEGORIES: dict[str, str] = {
    "airfare": N_("Airfare"),
    "hotel": N_("Hotel"),
    "local_transport": N_("Local transport"),
    "venue": N_("Venue and booth"),
    "decoration": N_("Decoration"),
    "freight": N_("Freight and samples"),
    "customs": N_("Customs and ATA carnet"),
    "interpreter": N_("Interpreter"),
    "translation": N_("Translation"),
    "printing": N_("Printing"),
    "hospitality": N_("Hospitality"),
    "gifts": N_("Gifts"),
    "insurance": N_("Insurance"),
    "visa": N_("Visa"),
    "advertising": N_("Advertising"),
    "consulting": N_("Consulting"),
    "staff_time": N_("Staff time"),
    "contingency": N_("Contingency"),
}

#: Into which currency costs are counted.
BOOK_CURRENCY = "JPY"

PLANNED = Verb("mission.planned", N_("Mission planned"))
CHANGED = Verb("mission.changed", N_("Mission changed"))
MOVED = Verb("mission.moved", N_("State of the mission changed"))
ARCHIVED = Verb("mission.archived", N_("Mission archived"))
RESTORED = Verb("mission.restored", N_("Mission restored"))
PARTICIPANT_ADDED = Verb("mission.participant_added", N_("Delegate added"))
PARTICIPANT_CHANGED = Verb("mission.participant_changed", N_("Delegate changed"))
PARTICIPANT_REMOVED = Verb("mission.participant_removed", N_("Delegate removed"))
COST_BOOKED = Verb("mission.cost_booked", N_("Cost booked"))
COST_REMOVED = Verb("mission.cost_removed", N_("Cost removed"))

_FIRST_MONTH = 4
_DEFAULT_DIRECTIONS = {"inbound_delegation": "inbound", "online_meeting": "online"}


def fiscal_year(day: date) -> int:
    """The Japanese fiscal year of a day: it runs from April to March and has the number of its April."""
    return day.year if day.month >= _FIRST_MONTH else day.year - 1


def fiscal_year_dates(year: int) -> tuple[date, date]:
    """The first and last day of a fiscal year."""
    return date(year, _FIRST_MONTH, 1), date(year + 1, _FIRST_MONTH - 1, 31)


def next_statuses(status: str) -> tuple[str, ...]:
    """The states an activity may move to from `status`."""
    return TRANSITIONS.get(status, ())


def default_direction(type: str) -> str:
    """The direction an activity of this type usually has."""
    return _DEFAULT_DIRECTIONS.get(type, "outbound")


def role_rank(role: str) -> int:
    """Where a role stands in the order of protocol, from 0."""
    order = list(PARTICIPANT_ROLES)
    return order.index(role) if role in order else len(order)
