"""The lists with saved views, columns and exports, and what can be done to their ticked rows."""

from crm.agreements.forms import AGREEMENTS_LIST, FRAMEWORKS_LIST
from crm.contacts.forms import ORGANISATIONS_LIST, PEOPLE_LIST
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.counterparts.forms import COUNTERPARTS_LIST
from crm.leads.forms import LEADS_LIST
from crm.meetings.forms import MEETINGS_LIST
from crm.missions.forms import MISSIONS_LIST
from crm.negotiations.forms import BOARD, NEGOTIATIONS_LIST
from crm.partners.forms import ROUTES_LIST
from crm.products.forms import PRODUCTS_LIST
from crm.tasks.forms import TASKS_LIST
from crm.web.listings import Listing

#: The lists that have saved views, columns to choose, exports and bulk actions.
LISTINGS: list[Listing] = [
    PEOPLE_LIST, ORGANISATIONS_LIST, LEADS_LIST, MEETINGS_LIST, MISSIONS_LIST, NEGOTIATIONS_LIST, BOARD,
    AGREEMENTS_LIST, FRAMEWORKS_LIST, COUNTERPARTS_LIST, PRODUCTS_LIST, ROUTES_LIST,
    TASKS_LIST,
]  # fmt: skip

#: What can be done to ticked rows of a list, by its name: {list: [(endpoint, label, permission)]}.
BULK: dict[str, list[tuple[str, str, Permission]]] = {
    "tasks": [
        ("tasks.done_chosen", N_("Complete"), Permission.TASKS_WRITE),
        ("tasks.postpone_chosen", N_("+1 week"), Permission.TASKS_WRITE),
        ("tasks.cancel_chosen", N_("Cancel the tasks"), Permission.TASKS_WRITE),
    ],
    "people": [
        ("contacts.tag_chosen", N_("Tag"), Permission.TAGS_WRITE),
        ("targets.chosen", N_("Add to a target list"), Permission.TARGETS_WRITE),
        ("missions.join_chosen", N_("Add to a mission"), Permission.MISSIONS_WRITE),
        ("contacts.consent_chosen", N_("May they be contacted?"), Permission.CONTACTS_WRITE),
        ("interchange.vcards_chosen", N_("vCards"), Permission.LISTS_EXPORT),
        ("merging.people", N_("Merge"), Permission.MERGING_WRITE),
        ("contacts.archive_chosen", N_("Archive"), Permission.CONTACTS_WRITE),
    ],
    "organisations": [
        ("contacts.tag_chosen", N_("Tag"), Permission.TAGS_WRITE),
        ("targets.chosen", N_("Add to a target list"), Permission.TARGETS_WRITE),
        ("contacts.change_chosen", N_("Change status or place"), Permission.CONTACTS_WRITE),
        ("merging.organisations", N_("Merge"), Permission.MERGING_WRITE),
        ("contacts.archive_chosen", N_("Archive"), Permission.CONTACTS_WRITE),
    ],
}
