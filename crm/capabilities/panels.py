"""The panels that upper capabilities hang on the pages of records below them."""

from dataclasses import dataclass

from crm.access.kind import ACCESS_RULE
from crm.activities.kind import ACTIVITY
from crm.agreements.kind import AGREEMENT
from crm.contacts.kind import ORGANISATION, PERSON
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.fairs.kind import BOOTH, FAIR_SERIES
from crm.initiatives.kind import INITIATIVE
from crm.interactions.kind import INTERACTION
from crm.leads.kind import LEAD
from crm.meetings.kind import MEETING
from crm.negotiations.kind import NEGOTIATION
from crm.places.kind import PLACE
from crm.products.kind import PRODUCT
from crm.rivals.kind import DEMAND_SIGNAL, RIVAL_ACTIVITY
from crm.showrooms.kind import SHOWROOM
from crm.tasks.kind import TASK


@dataclass(frozen=True)
class Panel:
    """What a capability hangs on a record: its page, which takes `id` and, if it asks, the `record_type`."""

    endpoint: str
    label: str
    permission: Permission
    #: Of the record's page; "" for its first, "links" for the card beside a mission's overview, "launch" for the place
    #: before the timeline of an initiative, "points" for that before the timeline of a negotiation.
    tab: str = ""


#: {table of a kind: the panels on its page, in order}.
PANELS: dict[str, list[Panel]] = {
    ORGANISATION.table: [
        Panel("ties.panel", N_("Relations"), Permission.CONTACTS_READ),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ),
        Panel("meetings.organisation_panel", N_("Promises so far"), Permission.MEETINGS_READ),
        Panel("missions.organisation_panel", N_("Missions and visits"), Permission.MISSIONS_READ),
        Panel("leads.organisation_panel", N_("Leads"), Permission.LEADS_READ),
        Panel("negotiations.organisation_panel", N_("Negotiations"), Permission.NEGOTIATIONS_READ),
        Panel("rivals.organisation_panel", N_("Active as a rival"), Permission.RIVALS_READ),
        Panel("negotiations.lost_to_organisation_panel", N_("Negotiations lost to it"), Permission.NEGOTIATIONS_READ),
        Panel("partners.organisation_panel", N_("Sales routes"), Permission.PARTNERS_READ),
        Panel("agreements.organisation_panel", N_("Agreements"), Permission.AGREEMENTS_READ),
        Panel("tasks.panel", N_("Tasks"), Permission.TASKS_READ),
        Panel("targets.panel", N_("Target lists"), Permission.TARGETS_READ),
        Panel("counterparts.organisation_panel", N_("Counterparts"), Permission.COUNTERPARTS_READ),
        Panel("products.organisation_panel", N_("Products"), Permission.PRODUCTS_READ),
        Panel("showrooms.organisation_panel", N_("Permanent showrooms"), Permission.SHOWROOMS_READ),
        Panel("watches.panel", N_("Staying in touch"), Permission.WATCHES_WRITE),
        Panel("merging.panel", N_("Duplicates"), Permission.MERGING_WRITE),
    ],
    PERSON.table: [
        Panel("ties.panel", N_("Relations"), Permission.CONTACTS_READ),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ),
        Panel("cards.person_panel", N_("Cards"), Permission.CARDS_READ),
        Panel("privacy.panel", N_("Consents"), Permission.PRIVACY_READ),
        Panel("missions.person_panel", N_("Missions"), Permission.MISSIONS_READ),
        Panel("leads.person_panel", N_("Leads"), Permission.LEADS_READ),
        Panel("letters.person_panel", N_("Letters"), Permission.LETTERS_READ),
        Panel("tasks.panel", N_("Tasks"), Permission.TASKS_READ),
        Panel("targets.panel", N_("Target lists"), Permission.TARGETS_READ),
        Panel("watches.panel", N_("Staying in touch"), Permission.WATCHES_WRITE),
        Panel("merging.panel", N_("Duplicates"), Permission.MERGING_WRITE),
    ],
    PLACE.table: [
        Panel("insights.place_panel", N_("What we did there"), Permission.INSIGHTS_READ),
        Panel("tasks.panel", N_("Tasks"), Permission.TASKS_READ),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ),
        Panel("rivals.place_panel", N_("Competing regions here"), Permission.RIVALS_READ),
        Panel("negotiations.lost_to_region_panel", N_("Negotiations lost to it"), Permission.NEGOTIATIONS_READ),
        Panel("rivals.demand_panel", N_("Demand"), Permission.RIVALS_READ),
        Panel("counterparts.place_panel", N_("Counterparts"), Permission.COUNTERPARTS_READ),
    ],
    INITIATIVE.table: [
        Panel("launches.initiative_panel", N_("Launch of a product line"), Permission.INITIATIVES_READ),
        Panel("insights.initiative_panel", N_("Achieved so far"), Permission.INSIGHTS_READ),
        Panel("missions.initiative_panel", N_("Missions"), Permission.MISSIONS_READ),
        Panel("tasks.panel", N_("Tasks"), Permission.TASKS_READ),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ),
    ],
    ACTIVITY.table: [
        Panel("products.activity_panel", N_("Products carried"), Permission.PRODUCTS_READ, tab="links"),
        Panel("matching.activity_panel", N_("Matching tables"), Permission.MATCHING_READ, tab="links"),
        Panel("meetings.activity_panel", N_("Meetings"), Permission.MEETINGS_READ, tab="meetings"),
        Panel("booths.activity_panel", N_("Booth mode"), Permission.LEADS_READ, tab="links"),
        Panel("leads.activity_panel", N_("Leads"), Permission.LEADS_READ, tab="meetings"),
        Panel("negotiations.activity_panel", N_("Negotiations"), Permission.NEGOTIATIONS_READ, tab="meetings"),
        Panel("agreements.activity_panel", N_("Agreements"), Permission.AGREEMENTS_READ, tab="meetings"),
        Panel("fairs.activity_panel", N_("Our booths"), Permission.FAIRS_READ),
        Panel("insights.fair_panel", N_("Results of the fair"), Permission.INSIGHTS_READ),
        Panel("outcomes.activity_panel", N_("Outcomes"), Permission.OUTCOMES_READ),
        Panel("documents.activity_panel", N_("Documents"), Permission.DOCUMENTS_READ, tab="documents"),
        Panel("letters.activity_panel", N_("Letters"), Permission.LETTERS_READ, tab="links"),
        Panel("privacy.activity_panel", N_("Consents"), Permission.PRIVACY_READ, tab="links"),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ, tab="links"),
        Panel("checklists.activity_panel", N_("Countdown"), Permission.MISSIONS_READ),
        Panel("tasks.panel", N_("Tasks"), Permission.TASKS_READ),
    ],
    MEETING.table: [
        Panel("documents.meeting_panel", N_("On paper"), Permission.DOCUMENTS_READ),
        Panel("negotiations.meeting_panel", N_("Negotiations"), Permission.NEGOTIATIONS_READ),
    ],
    LEAD.table: [
        Panel("showrooms.lead_panel", N_("Asked about"), Permission.LEADS_READ),
        Panel("leads.access_panel", N_("Market access"), Permission.ACCESS_READ),
        Panel("booths.lead_panel", N_("From the booth"), Permission.LEADS_READ),
        Panel("documents.lead_panel", N_("On paper"), Permission.DOCUMENTS_READ),
        Panel("negotiations.lead_panel", N_("Negotiations"), Permission.NEGOTIATIONS_READ),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ),
    ],
    NEGOTIATION.table: [
        Panel("talks.rounds_panel", N_("Rounds and offers"), Permission.NEGOTIATIONS_READ, tab="rounds"),
        Panel("agreements.negotiation_panel", N_("Agreements"), Permission.AGREEMENTS_READ),
        Panel("outcomes.negotiation_panel", N_("Outcomes"), Permission.OUTCOMES_READ),
        Panel("tasks.panel", N_("Tasks"), Permission.TASKS_READ),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ),
    ],
    ACCESS_RULE.table: [
        Panel("tasks.panel", N_("Tasks"), Permission.TASKS_READ),
    ],
    PRODUCT.table: [
        Panel("products.access_panel", N_("Market access"), Permission.ACCESS_READ),
        Panel("documents.product_panel", N_("Product sheet"), Permission.DOCUMENTS_READ),
        Panel("showrooms.goods_panel", N_("Public page"), Permission.PRODUCTS_READ),
        Panel("showrooms.product_panel", N_("Permanent showrooms"), Permission.SHOWROOMS_READ),
        Panel("tasks.panel", N_("Tasks"), Permission.TASKS_READ),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ),
    ],
    RIVAL_ACTIVITY.table: [Panel("threads.files_panel", N_("Files"), Permission.FILES_READ)],
    DEMAND_SIGNAL.table: [Panel("threads.files_panel", N_("Files"), Permission.FILES_READ)],
    SHOWROOM.table: [
        Panel("showrooms.uptake_panel", N_("Trade uptake"), Permission.NEGOTIATIONS_READ),
        Panel("tasks.panel", N_("Tasks"), Permission.TASKS_READ),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ),
    ],
    BOOTH.table: [
        Panel("booths.booth_panel", N_("Consent slips"), Permission.LEADS_READ),
        Panel("tasks.panel", N_("Tasks"), Permission.TASKS_READ),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ),
    ],
    FAIR_SERIES.table: [
        Panel("insights.series_panel", N_("What came of the editions"), Permission.INSIGHTS_READ),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ),
    ],
    AGREEMENT.table: [
        Panel("tasks.panel", N_("Tasks"), Permission.TASKS_READ),
        Panel("threads.files_panel", N_("Files"), Permission.FILES_READ),
    ],
    INTERACTION.table: [Panel("threads.files_panel", N_("Files"), Permission.FILES_READ)],
    TASK.table: [Panel("threads.files_panel", N_("Files"), Permission.FILES_READ)],
}
