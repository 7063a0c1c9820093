"""The navigation: the menu of each role and where it is lit, the bar of the phone, the New button."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from crm.activities import queries as activities
from crm.core import here
from crm.core.permissions import Actor, Permission, Role, allows
from crm.core.texts import N_
from crm.tasks import queries as tasks


@dataclass(frozen=True)
class MenuEntry:
    """A line of the menu. It is lit on pages whose endpoint begins with one of `at`; the longest beginning decides."""

    label: str
    endpoint: str
    permission: Permission
    at: tuple[str, ...]


@dataclass(frozen=True)
class MenuGroup:
    """Lines under one line, which leads to the first of them and unfolds the others."""

    label: str
    entries: tuple[MenuEntry, ...]


_P = Permission
HOME = MenuEntry(N_("Home"), "home.index", _P.HOME_READ, ("home.",))
TODAY = MenuEntry(N_("Today"), "home.today", _P.MISSIONS_READ, ("missions.today",))
TASKS = MenuEntry(N_("Tasks"), "tasks.index", _P.TASKS_READ, ("tasks.",))
PEOPLE = MenuEntry(
    N_("People"), "contacts.people", _P.CONTACTS_READ,
    ("contacts.", "ties.", "privacy.panel", "privacy.new", "privacy.mistake", "subjects."),
)  # fmt: skip
ORGANISATIONS = MenuEntry(
    N_("Organisations"), "contacts.organisations", _P.CONTACTS_READ,
    tuple(f"contacts.{verb}organisation" for verb in ("", "new_", "quick_", "edit_", "our_", "archive_", "restore_")),
)  # fmt: skip
TARGETS = MenuEntry(N_("Target lists"), "targets.index", _P.TARGETS_READ, ("targets.",))
CARDS = MenuEntry(N_("Cards to confirm"), "cards.index", _P.CARDS_READ, ("cards.",))
WATCHES = MenuEntry(N_("Watched contacts"), "watches.index", _P.WATCHES_READ, ("watches.",))
MISSIONS = MenuEntry(
    N_("Missions"), "missions.index", _P.MISSIONS_READ,
    ("missions.", "activities.", "applications.", "booths.", "checklists.", "fairs.", "handouts.", "letters.",
     "matching.", "privacy.mission", "privacy.activity", "privacy.decide", "rosters.", "travel.", "visas."),
)  # fmt: skip
MY_MISSIONS = replace(MISSIONS, label=N_("My missions"))
PATTERNS = MenuEntry(N_("Templates"), "missions.templates", _P.MISSIONS_READ, ("missions.templates",))
APPROVALS = MenuEntry(N_("Plans to approve"), "activities.approvals", _P.MISSIONS_READ, ("activities.approvals",))
INITIATIVES = MenuEntry(N_("Initiatives"), "initiatives.index", _P.INITIATIVES_READ, ("initiatives.", "launches."))
FAIRS = MenuEntry(
    N_("Fair series"),
    "fairs.all_series",
    _P.FAIRS_READ,
    tuple(f"fairs.{name}" for name in ("all_series", "known", "series", "new_series", "edit_series")),
)
MEETINGS = MenuEntry(N_("Meetings"), "meetings.index", _P.MEETINGS_READ, ("meetings.",))
LEADS = MenuEntry(N_("Leads"), "leads.index", _P.LEADS_READ, ("leads.",))
CALLS = MenuEntry(N_("Calls, e-mails, samples"), "interactions.index", _P.INTERACTIONS_READ, ("interactions.",))
NEGOTIATIONS = MenuEntry(N_("Negotiations"), "negotiations.index", _P.NEGOTIATIONS_READ, ("negotiations.", "talks."))
AGREEMENTS = MenuEntry(N_("Agreements"), "agreements.index", _P.AGREEMENTS_READ, ("agreements.",))
OUTCOMES = MenuEntry(N_("Outcomes"), "outcomes.index", _P.OUTCOMES_READ, ("outcomes.",))
PRODUCTS = MenuEntry(N_("Products"), "products.index", _P.PRODUCTS_READ, ("products.",))
ACCESS = MenuEntry(N_("Market access"), "access.index", _P.ACCESS_READ, ("access.",))
SHOWROOMS = MenuEntry(N_("Permanent showrooms"), "showrooms.index", _P.SHOWROOMS_READ, ("showrooms.",))
ROUTES = MenuEntry(N_("Sales routes"), "partners.index", _P.PARTNERS_READ, ("partners.",))
COUNTERPARTS = MenuEntry(N_("Counterparts"), "counterparts.index", _P.COUNTERPARTS_READ, ("counterparts.",))
PLACES = MenuEntry(N_("Places"), "places.index", _P.PLACES_READ, ("places.", "rivals."))
DOCUMENTS = MenuEntry(N_("Documents"), "documents.index", _P.DOCUMENTS_READ, ("documents.",))
INSIGHTS = MenuEntry(N_("Insights"), "insights.index", _P.INSIGHTS_READ, ("insights.",))
MONTH = MenuEntry(N_("Monthly review"), "insights.month", _P.INSIGHTS_READ, ("insights.month",))
PIPELINE = MenuEntry(N_("Pipeline"), "insights.pipeline", _P.INSIGHTS_READ, ("insights.pipeline",))
HYPOTHESIS = MenuEntry(N_("Hypothesis"), "insights.hypothesis", _P.BUDGETS_READ, ("insights.hypothesis",))
COSTS = MenuEntry(N_("Costs"), "insights.costs", _P.BUDGETS_READ, ("insights.cost",))
AUDIT_LOG = MenuEntry(N_("Audit log"), "audit.index", _P.AUDIT_ALL, ("audit.",))
OWN_GOODS = MenuEntry(N_("Goods and stock"), "makers.index", _P.MAKERS_READ, ("makers.index", "makers.sales"))
OWN_LEADS = MenuEntry(N_("Leads"), "makers.leads", _P.MAKERS_READ, ("makers.leads", "makers.visitors"))
OWN_CASES = MenuEntry(N_("Negotiations"), "makers.cases", _P.MAKERS_READ, ("makers.cases",))
OWN_SETTLEMENTS = MenuEntry(
    N_("Settlements"), "makers.settlements", _P.MAKERS_READ, ("makers.settlement", "makers.statement")
)
SETTINGS_PAGE = MenuEntry(
    N_("Settings"), "office.settings", _P.PLACES_WRITE,
    ("office.", "audit.", "fields.", "tags.", "users.", "ties.kinds", "ties.new_kind", "ties.edit_kind", "interchange.",
     "makers.", "merging.", "places.", "privacy.", "registers.", "rivals.",
     "subjects.terms", "subjects.edit_terms", "subjects.due",
     "subjects.locations", "subjects.edit_locations"),
)  # fmt: skip

CONTACTS = MenuGroup(N_("Contacts"), (PEOPLE, ORGANISATIONS, TARGETS, CARDS, WATCHES))
ACTIVITIES = MenuGroup(N_("Missions and initiatives"), (MISSIONS, INITIATIVES, FAIRS, APPROVALS, PATTERNS))
TALKS = MenuGroup(N_("Meetings and leads"), (MEETINGS, LEADS, CALLS))
CASES = MenuGroup(N_("Negotiations and agreements"), (NEGOTIATIONS, AGREEMENTS, OUTCOMES))
LIBRARY = MenuGroup(N_("Library"), (PRODUCTS, ACCESS, SHOWROOMS, ROUTES, COUNTERPARTS, DOCUMENTS))
RESULTS = MenuGroup(N_("Agreements and outcomes"), (AGREEMENTS, OUTCOMES))

_OFFICE = (HOME, TASKS, CONTACTS, ACTIVITIES, TALKS, CASES, LIBRARY, INSIGHTS, SETTINGS_PAGE)
#: Stands under Settings; in the menu of whoever reads it and has no settings.
_KEPT_IN_SETTINGS = (PLACES,)
#: Each role has its own order, of at most nine lines.
_MENUS: dict[Role, tuple[MenuEntry | MenuGroup, ...]] = {
    Role.ADMIN: _OFFICE,
    Role.COORDINATOR: _OFFICE,
    Role.MISSION_LEADER: (HOME, TODAY, MY_MISSIONS, TASKS, CONTACTS, TALKS, CASES, DOCUMENTS),
    Role.MANAGEMENT: (HOME, MONTH, PIPELINE, HYPOTHESIS, COSTS, RESULTS, APPROVALS, DOCUMENTS),
    Role.AUDITOR: (AUDIT_LOG,),
    Role.MAKER: (OWN_GOODS, OWN_LEADS, OWN_CASES, OWN_SETTLEMENTS),
}


def menu_of(role: Role) -> list[MenuEntry | MenuGroup]:
    """The menu of a role, in its order: what it may open. What the office's menu has beside that stands under More."""
    menu = [kept for item in _MENUS[role] if (kept := _allowed(item, role))]
    shown = {entry.endpoint for item in menu for entry in entries_of(item)}
    whole = [entry for item in _OFFICE for entry in entries_of(item)]
    if not allows(role, SETTINGS_PAGE.permission):
        whole += _KEPT_IN_SETTINGS
    rest = tuple(entry for entry in whole if entry.endpoint not in shown and allows(role, entry.permission))
    return [*menu, MenuGroup(N_("More"), rest)] if rest else menu


def first_page(role: Role) -> str:
    """The endpoint with which a role begins: the first line of its menu."""
    return entries_of(menu_of(role)[0])[0].endpoint


def entries_of(item: MenuEntry | MenuGroup) -> tuple[MenuEntry, ...]:
    """The lines of an item: itself, or those of the group."""
    return item.entries if isinstance(item, MenuGroup) else (item,)


# Kept: every page asks which line it lies under, and the menu is code.
@cache
def lit(role: Role, endpoint: str) -> str:
    """The endpoint of the line of a role's menu that a page lies under; "" under none. Every page asks."""
    found = [
        (len(begins), entry.endpoint)
        for item in menu_of(role)
        for entry in entries_of(item)
        for begins in entry.at
        if endpoint.startswith(begins)
    ]
    return max(found, default=(0, ""))[1]


def _allowed(item: MenuEntry | MenuGroup, role: Role) -> MenuEntry | MenuGroup | None:
    """An item without what the role must not open; None where nothing is left."""
    entries = tuple(entry for entry in entries_of(item) if allows(role, entry.permission))
    if isinstance(item, MenuEntry) or not entries:
        return entries[0] if entries else None
    return replace(item, entries=entries)


#: {endpoint of a line: (which role has to act there, how many wait for the reader)}.
WAITING: dict[str, tuple[Callable[[Role], bool], Callable[[Actor], int]]] = {
    TASKS.endpoint: (
        lambda role: allows(role, _P.TASKS_READ),
        lambda user: sum(tasks.due_counts(user, today=here.today())),
    ),
    MISSIONS.endpoint: (
        lambda role: role == Role.MISSION_LEADER,
        lambda user: activities.number_awaiting_attendance(user=user, today=here.today()),
    ),
    APPROVALS.endpoint: (
        lambda role: allows(role, _P.MISSIONS_APPROVE),
        lambda user: activities.number_waiting(user=user),
    ),
}

#: Of a maker, whose pages nobody else may open.
OWN_BAR: Final = (
    (OWN_GOODS, "package"), (OWN_LEADS, "users"), (OWN_CASES, "square-kanban"), (OWN_SETTLEMENTS, "file-text"),
)  # fmt: skip

#: The bar at the thumb on a phone: (label, endpoint, icon, permission); "More" follows.
PHONE_BAR: list[tuple[str, str, str, Permission]] = [
    (N_("Home"), "home.index", "house", Permission.HOME_READ),
    (N_("Missions"), "missions.index", "map", Permission.MISSIONS_READ),
    (N_("Log"), "meetings.new", "plus", Permission.MEETINGS_WRITE),
    (N_("Negotiations"), "negotiations.index", "square-kanban", Permission.NEGOTIATIONS_READ),
    *((entry.label, entry.endpoint, icon, entry.permission) for entry, icon in OWN_BAR),
]

#: What the New button offers: (label, endpoint, permission).
CREATE: list[tuple[str, str, Permission]] = [
    (N_("Mission"), "missions.new", Permission.MISSIONS_WRITE),
    (N_("Meeting"), "meetings.new", Permission.MEETINGS_WRITE),
    (N_("Lead"), "leads.new", Permission.LEADS_WRITE),
    (N_("Negotiation"), "negotiations.new", Permission.NEGOTIATIONS_WRITE),
    (N_("Call, e-mail or conversation"), "interactions.new", Permission.INTERACTIONS_WRITE),
    (N_("Agreement"), "agreements.new", Permission.AGREEMENTS_WRITE),
    (N_("Task"), "tasks.new", Permission.TASKS_WRITE),
    (N_("Person"), "contacts.quick_person", Permission.CONTACTS_WRITE),
    (N_("Person from a card"), "cards.new", Permission.CARDS_WRITE),
    (N_("Organisation"), "contacts.quick_organisation", Permission.CONTACTS_WRITE),
    (N_("Initiative"), "initiatives.new", Permission.INITIATIVES_WRITE),
]
#: {endpoint of those: the argument that names the activity on whose pages one stands}.
OF_ACTIVITY: Final = {
    "meetings.new": "activity_id",
    "leads.new": "activity_id",
    "negotiations.new": "activity",
    "agreements.new": "activity",
}
