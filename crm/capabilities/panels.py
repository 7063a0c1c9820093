"""The panels that upper capabilities hang on the pages of records below them."""

from crm.core.permissions import Permission
from crm.core.texts import N_

#: Panels that upper capabilities hang on a record's page: {kind: [(endpoint, label, permission)]}.
PANELS: dict[str, list[tuple[str, str, Permission]]] = {
    "organisation": [
        ("missions.organisation_panel", N_("Missions and visits"), Permission.MISSIONS_READ),
        ("meetings.organisation_panel", N_("Meetings"), Permission.MEETINGS_READ),
        ("leads.organisation_panel", N_("Leads"), Permission.LEADS_READ),
        ("negotiations.organisation_panel", N_("Negotiations"), Permission.NEGOTIATIONS_READ),
        ("interactions.organisation_panel", N_("Calls, e-mails, samples"), Permission.INTERACTIONS_READ),
        ("partners.organisation_panel", N_("Sales routes"), Permission.PARTNERS_READ),
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
        ("interactions.person_panel", N_("Calls, e-mails, samples"), Permission.INTERACTIONS_READ),
        ("leads.person_panel", N_("Leads"), Permission.LEADS_READ),
        ("letters.person_panel", N_("Letters"), Permission.LETTERS_READ),
        ("tasks.person_panel", N_("Tasks"), Permission.TASKS_READ),
        ("targets.person_panel", N_("Target lists"), Permission.TARGETS_READ),
        ("watches.person_panel", N_("Staying in touch"), Permission.WATCHES_WRITE),
        ("merging.person_panel", N_("Duplicates"), Permission.MERGING_WRITE),
    ],
    "place": [
        ("rivals.place_panel", N_("Competing regions here"), Permission.RIVALS_READ),
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
