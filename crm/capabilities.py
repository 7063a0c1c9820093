"""THE list: what the product is made of. A new capability adds its lines here and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint
from flask.cli import AppGroup

from crm.activities import queries as activities_queries
from crm.activities import views as activities_views
from crm.agreements import queries as agreements_queries
from crm.agreements import views as agreements_views
from crm.agreements.forms import AGREEMENTS_LIST, FRAMEWORKS_LIST
from crm.applications import queries as applications_queries
from crm.applications import services as applications_services
from crm.applications import views as applications_views
from crm.audit import commands as audit_commands
from crm.audit import views as audit_views
from crm.audit.services import Listener
from crm.cards import commands as cards_commands
from crm.cards import queries as cards_queries
from crm.cards import views as cards_views
from crm.checklists import views as checklists_views
from crm.contacts import commands as contacts_commands
from crm.contacts import queries as contacts_queries
from crm.contacts import views as contacts_views
from crm.contacts.forms import ORGANISATIONS_LIST, PEOPLE_LIST
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.counterparts import queries as counterparts_queries
from crm.counterparts import views as counterparts_views
from crm.counterparts.forms import COUNTERPARTS_LIST
from crm.documents import commands as documents_commands
from crm.documents import queries as documents_queries
from crm.documents import services as documents_services
from crm.documents import views as documents_views
from crm.fields import queries as fields_queries
from crm.fields import views as fields_views
from crm.files import commands as files_commands
from crm.files import views as files_views
from crm.handouts import views as handouts_views
from crm.home import views as home_views
from crm.initiatives import queries as initiatives_queries
from crm.initiatives import views as initiatives_views
from crm.insights import commands as insights_commands
from crm.insights import views as insights_views
from crm.interactions import queries as interactions_queries
from crm.interactions import services as interactions_services
from crm.interactions import views as interactions_views
from crm.interchange import commands as interchange_commands
from crm.interchange import queries as interchange_queries
from crm.interchange import views as interchange_views
from crm.jobs import commands as jobs_commands
from crm.jobs.registry import Task
from crm.leads import queries as leads_queries
from crm.leads import views as leads_views
from crm.leads.forms import LEADS_LIST
from crm.letters import queries as letters_queries
from crm.letters import views as letters_views
from crm.lists import commands as lists_commands
from crm.lists import queries as lists_queries
from crm.lists import views as lists_views
from crm.matching import commands as matching_commands
from crm.matching import queries as matching_queries
from crm.matching import views as matching_views
from crm.meetings import commands as meetings_commands
from crm.meetings import queries as meetings_queries
from crm.meetings import views as meetings_views
from crm.meetings.forms import MEETINGS_LIST
from crm.merging import commands as merging_commands
from crm.merging import views as merging_views
from crm.missions import queries as missions_queries
from crm.missions import views as missions_views
from crm.missions.forms import MISSIONS_LIST
from crm.negotiations import queries as negotiations_queries
from crm.negotiations import views as negotiations_views
from crm.negotiations.forms import NEGOTIATIONS_LIST
from crm.outcomes import commands as outcomes_commands
from crm.outcomes import queries as outcomes_queries
from crm.outcomes import views as outcomes_views
from crm.places import commands as places_commands
from crm.places import queries as places_queries
from crm.places import views as places_views
from crm.products import queries as products_queries
from crm.products import views as products_views
from crm.products.forms import PRODUCTS_LIST
from crm.reports import queries as reports_queries
from crm.rivals import queries as rivals_queries
from crm.rivals import views as rivals_views
from crm.sample import commands as sample_commands
from crm.search import commands as search_commands
from crm.search import services as search_services
from crm.search import views as search_views
from crm.tags import queries as tags_queries
from crm.tags import views as tags_views
from crm.targets import views as targets_views
from crm.tasks import commands as tasks_commands
from crm.tasks import queries as tasks_queries
from crm.tasks import views as tasks_views
from crm.travel import commands as travel_commands
from crm.travel import views as travel_views
from crm.travel.services import Forgetter
from crm.users import commands as users_commands
from crm.users import views as users_views
from crm.watches import views as watches_views
from crm.web import health, offline
from crm.web.lists import Listing

BLUEPRINTS: list[Blueprint] = [
    health.bp,
    offline.bp,
    home_views.bp,
    users_views.bp,
    audit_views.bp,
    files_views.bp,
    tasks_views.bp,
    tags_views.bp,
    fields_views.bp,
    lists_views.bp,
    places_views.bp,
    checklists_views.bp,
    contacts_views.bp,
    targets_views.bp,
    counterparts_views.bp,
    products_views.bp,
    rivals_views.bp,
    initiatives_views.bp,
    activities_views.bp,
    missions_views.bp,
    travel_views.bp,
    matching_views.bp,
    applications_views.bp,
    handouts_views.bp,
    meetings_views.bp,
    cards_views.bp,
    leads_views.bp,
    negotiations_views.bp,
    interactions_views.bp,
    agreements_views.bp,
    letters_views.bp,
    outcomes_views.bp,
    watches_views.bp,
    insights_views.bp,
    documents_views.bp,
    search_views.bp,
    interchange_views.bp,
    merging_views.bp,
]

COMMANDS: list[AppGroup] = [
    users_commands.group,
    audit_commands.group,
    jobs_commands.group,
    files_commands.group,
    lists_commands.group,
    contacts_commands.group,
    meetings_commands.group,
    tasks_commands.group,
    places_commands.group,
    sample_commands.group,
    outcomes_commands.group,
    insights_commands.group,
    documents_commands.group,
    interchange_commands.group,
    merging_commands.group,
    search_commands.group,
    travel_commands.group,
]

#: Who is told, at the end of each audited act, which records it changed.
LISTENERS: list[Listener] = [search_services.index]

#: Who else holds travel details, told when they are purged.
FORGETTERS: list[Forgetter] = [documents_services.forget, applications_services.forget]

#: Who keeps a mail that is no invitation (`flask meetings receive`), and says what became of it.
KEEP_MAIL = interactions_services.receive

#: What the worker begins by itself once a night.
NIGHTLY: list[Task] = [
    merging_commands.scan_in_background,
    travel_commands.purge_at_night,
    outcomes_commands.prepare_at_night,
    lists_commands.tidy_at_night,
    files_commands.tidy_at_night,
    interchange_commands.tidy_at_night,
    jobs_commands.purge_at_night,
]

#: What it begins by itself every hour.
HOURLY: list[Task] = [tasks_commands.remind_every_hour, outcomes_commands.send_waiting]

#: What the worker knows how to do.
JOBS: list[Task] = [
    lists_commands.write_export,
    documents_commands.print_document,
    cards_commands.read_card,
    *interchange_commands.TASKS,
    matching_commands.propose,
    matching_commands.print_table,
    *NIGHTLY,
    *HOURLY,
]


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
    MenuEntry("products", N_("Products"), "products.index", Permission.PRODUCTS_READ),
    MenuEntry("initiatives", N_("Initiatives"), "initiatives.index", Permission.INITIATIVES_READ),
    MenuEntry("missions", N_("Missions"), "missions.index", Permission.MISSIONS_READ),
    MenuEntry("meetings", N_("Meetings"), "meetings.index", Permission.MEETINGS_READ),
    MenuEntry("leads", N_("Leads"), "leads.index", Permission.LEADS_READ),
    MenuEntry("negotiations", N_("Negotiations"), "negotiations.index", Permission.NEGOTIATIONS_READ),
    MenuEntry("interactions", N_("Calls, mails, samples"), "interactions.index", Permission.INTERACTIONS_READ),
    MenuEntry("agreements", N_("Agreements"), "agreements.index", Permission.AGREEMENTS_READ),
    MenuEntry("outcomes", N_("Outcomes"), "outcomes.index", Permission.OUTCOMES_READ),
    MenuEntry("insights", N_("Insights"), "insights.index", Permission.INSIGHTS_READ),
    MenuEntry("documents", N_("Documents"), "documents.index", Permission.DOCUMENTS_READ),
    MenuEntry("users", N_("Administration"), "users.index", Permission.USERS_MANAGE),
]
#: {blueprint: the line of the navigation under which its pages lie}.
UNDER: dict[str, str] = {
    **dict.fromkeys(("cards", "interchange", "merging", "tags", "watches"), "contacts"),
    **dict.fromkeys(
        ("activities", "applications", "checklists", "handouts", "letters", "matching", "travel"), "missions"
    ),
    **dict.fromkeys(("audit", "fields"), "users"),
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
    (N_("Call, mail or conversation"), "interactions.new", Permission.INTERACTIONS_WRITE),
    (N_("Agreement"), "agreements.new", Permission.AGREEMENTS_WRITE),
    (N_("Task"), "tasks.new", Permission.TASKS_WRITE),
    (N_("Person"), "contacts.quick_person", Permission.CONTACTS_WRITE),
    (N_("Person from a card"), "cards.new", Permission.CARDS_WRITE),
    (N_("Organisation"), "contacts.quick_organisation", Permission.CONTACTS_WRITE),
    (N_("Initiative"), "initiatives.new", Permission.INITIATIVES_WRITE),
]

#: Panels that upper capabilities hang on a record's page: {kind: [(endpoint, label, permission)]}.
PANELS: dict[str, list[tuple[str, str, Permission]]] = {
    "organisation": [
        ("missions.organisation_panel", N_("Missions and visits"), Permission.MISSIONS_READ),
        ("meetings.organisation_panel", N_("Meetings"), Permission.MEETINGS_READ),
        ("leads.organisation_panel", N_("Leads"), Permission.LEADS_READ),
        ("negotiations.organisation_panel", N_("Negotiations"), Permission.NEGOTIATIONS_READ),
        ("interactions.organisation_panel", N_("Calls, mails, samples"), Permission.INTERACTIONS_READ),
        ("agreements.organisation_panel", N_("Agreements"), Permission.AGREEMENTS_READ),
        ("tasks.organisation_panel", N_("Tasks"), Permission.TASKS_READ),
        ("targets.organisation_panel", N_("Target lists"), Permission.TARGETS_READ),
        ("counterparts.organisation_panel", N_("Counterparts"), Permission.COUNTERPARTS_READ),
        ("products.organisation_panel", N_("Products"), Permission.PRODUCTS_READ),
        ("watches.organisation_panel", N_("Staying in touch"), Permission.WATCHES_WRITE),
        ("merging.organisation_panel", N_("Duplicates"), Permission.MERGING_WRITE),
    ],
    "person": [
        ("cards.person_panel", N_("Cards"), Permission.CARDS_READ),
        ("missions.person_panel", N_("Missions"), Permission.MISSIONS_READ),
        ("meetings.person_panel", N_("Meetings"), Permission.MEETINGS_READ),
        ("interactions.person_panel", N_("Calls, mails, samples"), Permission.INTERACTIONS_READ),
        ("leads.person_panel", N_("Leads"), Permission.LEADS_READ),
        ("letters.person_panel", N_("Letters"), Permission.LETTERS_READ),
        ("tasks.person_panel", N_("Tasks"), Permission.TASKS_READ),
        ("targets.person_panel", N_("Target lists"), Permission.TARGETS_READ),
        ("watches.person_panel", N_("Staying in touch"), Permission.WATCHES_WRITE),
        ("merging.person_panel", N_("Duplicates"), Permission.MERGING_WRITE),
    ],
    "place": [
        ("rivals.place_panel", N_("Who else is here"), Permission.RIVALS_READ),
        ("rivals.demand_panel", N_("Demand"), Permission.RIVALS_READ),
        ("counterparts.place_panel", N_("Counterparts"), Permission.COUNTERPARTS_READ),
    ],
    "initiative": [
        ("insights.initiative_panel", N_("Achieved so far"), Permission.INSIGHTS_READ),
        ("missions.initiative_panel", N_("Missions"), Permission.MISSIONS_READ),
        ("tasks.initiative_panel", N_("Tasks"), Permission.TASKS_READ),
    ],
    "activity": [
        ("products.activity_panel", N_("Products carried"), Permission.PRODUCTS_READ),
        ("matching.activity_panel", N_("Matching tables"), Permission.MATCHING_READ),
        ("meetings.activity_panel", N_("Meetings"), Permission.MEETINGS_READ),
        ("leads.activity_panel", N_("Leads"), Permission.LEADS_READ),
        ("negotiations.activity_panel", N_("Negotiations"), Permission.NEGOTIATIONS_READ),
        ("agreements.activity_panel", N_("Agreements"), Permission.AGREEMENTS_READ),
        ("outcomes.activity_panel", N_("Outcomes"), Permission.OUTCOMES_READ),
        ("documents.activity_panel", N_("Documents"), Permission.DOCUMENTS_READ),
        ("letters.activity_panel", N_("Letters"), Permission.LETTERS_READ),
        ("checklists.activity_panel", N_("Countdown"), Permission.MISSIONS_READ),
        ("tasks.activity_panel", N_("Tasks"), Permission.TASKS_READ),
    ],
    "meeting": [
        ("documents.meeting_panel", N_("On paper"), Permission.DOCUMENTS_READ),
        ("negotiations.meeting_panel", N_("Negotiations"), Permission.NEGOTIATIONS_READ),
        ("tasks.meeting_panel", N_("Tasks"), Permission.TASKS_READ),
    ],
    "lead": [
        ("documents.lead_panel", N_("On paper"), Permission.DOCUMENTS_READ),
        ("negotiations.lead_panel", N_("Negotiations"), Permission.NEGOTIATIONS_READ),
        ("tasks.lead_panel", N_("Tasks"), Permission.TASKS_READ),
    ],
    "negotiation": [
        ("agreements.negotiation_panel", N_("Agreements"), Permission.AGREEMENTS_READ),
        ("outcomes.negotiation_panel", N_("Outcomes"), Permission.OUTCOMES_READ),
        ("tasks.negotiation_panel", N_("Tasks"), Permission.TASKS_READ),
    ],
    "agreement": [("tasks.agreement_panel", N_("Tasks"), Permission.TASKS_READ)],
}

#: The lists that have saved views, columns to choose, exports and bulk actions.
LISTINGS: list[Listing] = [
    PEOPLE_LIST, ORGANISATIONS_LIST, LEADS_LIST, MEETINGS_LIST, MISSIONS_LIST, NEGOTIATIONS_LIST, AGREEMENTS_LIST,
    FRAMEWORKS_LIST, COUNTERPARTS_LIST, PRODUCTS_LIST,
]  # fmt: skip

#: What can be done to ticked rows of a list, by its name: {list: [(endpoint, label, permission)]}.
BULK: dict[str, list[tuple[str, str, Permission]]] = {
    "people": [
        ("contacts.tag_chosen", N_("Tag"), Permission.TAGS_WRITE),
        ("contacts.target_chosen", N_("Add to a target list"), Permission.TARGETS_WRITE),
        ("missions.join_chosen", N_("Add to a mission"), Permission.MISSIONS_WRITE),
        ("contacts.consent_chosen", N_("May they be contacted?"), Permission.CONTACTS_WRITE),
        ("interchange.vcards_chosen", N_("vCards"), Permission.LISTS_EXPORT),
        ("merging.people", N_("Merge"), Permission.MERGING_WRITE),
        ("contacts.archive_chosen", N_("Archive"), Permission.CONTACTS_WRITE),
    ],
    "organisations": [
        ("contacts.tag_chosen", N_("Tag"), Permission.TAGS_WRITE),
        ("contacts.target_chosen", N_("Add to a target list"), Permission.TARGETS_WRITE),
        ("contacts.change_chosen", N_("Change status or place"), Permission.CONTACTS_WRITE),
        ("merging.organisations", N_("Merge"), Permission.MERGING_WRITE),
        ("contacts.archive_chosen", N_("Archive"), Permission.CONTACTS_WRITE),
    ],
}

#: Whether a user may see a record, by table name: its history and its files follow it.
RECORD_VISIBILITY: dict[str, Callable[[int, Actor], bool]] = {
    "places": places_queries.is_visible,
    "organisations": contacts_queries.organisation_is_visible,
    "people": contacts_queries.person_is_visible,
    "business_cards": cards_queries.is_visible,
    "leads": leads_queries.is_visible,
    "activities": activities_queries.is_visible,
    "checklists": activities_queries.is_visible,
    "applications": applications_queries.is_visible,
    "initiatives": initiatives_queries.is_visible,
    "itinerary_items": missions_queries.is_visible,
    "matching_sessions": matching_queries.is_visible,
    "activity_templates": missions_queries.template_is_visible,
    "meetings": meetings_queries.is_visible,
    "documents": documents_queries.is_visible,
    "mission_reports": reports_queries.is_visible,
    "import_batches": interchange_queries.is_visible,
    "negotiations": negotiations_queries.is_visible,
    "interactions": interactions_queries.is_visible,
    "received_mails": interactions_queries.mail_is_visible,
    "outcomes": outcomes_queries.is_visible,
    "agreements": agreements_queries.is_visible,
    "letters": letters_queries.is_visible,
    "tasks": tasks_queries.is_visible,
    "saved_views": lists_queries.view_is_visible,
    "list_exports": lists_queries.export_is_visible,
    "tags": tags_queries.tag_is_visible,
    "target_lists": tags_queries.list_is_visible,
    "sister_links": counterparts_queries.is_visible,
    "products": products_queries.is_visible,
    "rival_activities": rivals_queries.rival_is_visible,
    "demand_signals": rivals_queries.signal_is_visible,
    "field_definitions": fields_queries.is_visible,
}
