"""Whether a user may see a record."""

from collections.abc import Callable, Mapping, Sequence

from crm.activities import queries as activities_queries
from crm.agreements import queries as agreements_queries
from crm.applications import queries as applications_queries
from crm.cards import queries as cards_queries
from crm.contacts import queries as contacts_queries
from crm.core.permissions import Actor
from crm.counterparts import queries as counterparts_queries
from crm.documents import queries as documents_queries
from crm.fields import queries as fields_queries
from crm.initiatives import queries as initiatives_queries
from crm.interactions import queries as interactions_queries
from crm.interchange import queries as interchange_queries
from crm.leads import queries as leads_queries
from crm.letters import queries as letters_queries
from crm.lists import queries as lists_queries
from crm.matching import queries as matching_queries
from crm.meetings import queries as meetings_queries
from crm.missions import queries as missions_queries
from crm.negotiations import queries as negotiations_queries
from crm.office import queries as office_queries
from crm.outcomes import queries as outcomes_queries
from crm.partners import queries as partners_queries
from crm.places import queries as places_queries
from crm.products import queries as products_queries
from crm.reports import queries as reports_queries
from crm.rivals import queries as rivals_queries
from crm.tags import queries as tags_queries
from crm.tasks import queries as tasks_queries
from crm.wordings import queries as wordings_queries

#: How the log tells of rows that only their capability can name, by table.
AUDITED_ROWS = {"field_values": fields_queries.told}
#: How records are called that entries of the log point to, for a reader of a language; by table.
AUDITED_NAMES: dict[str, Callable[[Sequence[int], str], Mapping[int, str]]] = {
    "organisations": lambda ids, _language: contacts_queries.organisation_names(ids),
    "people": lambda ids, _language: contacts_queries.person_names(ids),
    "places": lambda ids, language: {
        id: places_queries.display_name(place, language).text for id, place in places_queries.by_ids(ids).items()
    },
    "tags": lambda ids, _language: {id: tag.name for id, tag in tags_queries.by_ids(ids).items()},
}
#: Whether a user may see a record, by table name: its history and its files follow it.
RECORD_VISIBILITY: dict[str, Callable[[int, Actor], bool]] = {
    "office": office_queries.is_visible,
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
    "sales_routes": partners_queries.is_visible,
    "products": products_queries.is_visible,
    "rival_activities": rivals_queries.rival_is_visible,
    "demand_signals": rivals_queries.signal_is_visible,
    "field_definitions": fields_queries.is_visible,
    "wordings": wordings_queries.is_visible,
}

#: The activity that a record belongs to, by table name: what is to be done on it is to be done for that one, too.
RECORD_ACTIVITY: dict[str, Callable[[int], int | None]] = {
    "activities": lambda id: id,
    "checklists": lambda id: id,
    "meetings": meetings_queries.activity_of,
    "leads": leads_queries.activity_of,
}
