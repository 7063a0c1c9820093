"""The navigation: the menu, what lies under which of its lines, the bar of the phone, the New button."""

from dataclasses import dataclass

from crm.core.permissions import Permission
from crm.core.texts import N_


@dataclass(frozen=True)
class MenuEntry:
    """A line of the navigation: `name` is the blueprint it stands for."""

    name: str
    label: str
    endpoint: str
    permission: Permission


#: In the order of the work.
MENU: list[MenuEntry] = [
    MenuEntry("home", N_("Home"), "home.index", Permission.HOME_READ),
    MenuEntry("tasks", N_("Tasks"), "tasks.index", Permission.TASKS_READ),
    MenuEntry("contacts", N_("Contacts"), "contacts.people", Permission.CONTACTS_READ),
    MenuEntry("targets", N_("Target lists"), "targets.index", Permission.TARGETS_READ),
    MenuEntry("places", N_("Places"), "places.index", Permission.PLACES_READ),
    MenuEntry("counterparts", N_("Counterparts"), "counterparts.index", Permission.COUNTERPARTS_READ),
    MenuEntry("partners", N_("Sales routes"), "partners.index", Permission.PARTNERS_READ),
    MenuEntry("products", N_("Products"), "products.index", Permission.PRODUCTS_READ),
    MenuEntry("initiatives", N_("Initiatives"), "initiatives.index", Permission.INITIATIVES_READ),
    MenuEntry("missions", N_("Missions"), "missions.index", Permission.MISSIONS_READ),
    MenuEntry("meetings", N_("Meetings"), "meetings.index", Permission.MEETINGS_READ),
    MenuEntry("leads", N_("Leads"), "leads.index", Permission.LEADS_READ),
    MenuEntry("negotiations", N_("Negotiations"), "negotiations.index", Permission.NEGOTIATIONS_READ),
    MenuEntry("interactions", N_("Calls, e-mails, samples"), "interactions.index", Permission.INTERACTIONS_READ),
    MenuEntry("agreements", N_("Agreements"), "agreements.index", Permission.AGREEMENTS_READ),
    MenuEntry("outcomes", N_("Outcomes"), "outcomes.index", Permission.OUTCOMES_READ),
    MenuEntry("insights", N_("Insights"), "insights.index", Permission.INSIGHTS_READ),
    MenuEntry("documents", N_("Documents"), "documents.index", Permission.DOCUMENTS_READ),
    MenuEntry("office", N_("Settings"), "office.settings", Permission.PLACES_WRITE),
]
#: {blueprint: the line of the navigation under which its pages lie}.
UNDER: dict[str, str] = {
    **dict.fromkeys(("cards", "interchange", "merging", "watches"), "contacts"),
    **dict.fromkeys(
        ("activities", "applications", "checklists", "handouts", "letters", "matching", "rosters", "travel", "visas"),
        "missions",
    ),
    **dict.fromkeys(("audit", "fields", "tags", "users"), "office"),
    "rivals": "places",
}

#: The bar at the thumb on a phone: (label, endpoint, icon, permission); "More" follows.
PHONE_BAR: list[tuple[str, str, str, Permission]] = [
    (N_("Home"), "home.index", "house", Permission.HOME_READ),
    (N_("Missions"), "missions.index", "map", Permission.MISSIONS_READ),
    (N_("Log"), "meetings.new", "plus", Permission.MEETINGS_WRITE),
    (N_("Negotiations"), "negotiations.index", "square-kanban", Permission.NEGOTIATIONS_READ),
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
