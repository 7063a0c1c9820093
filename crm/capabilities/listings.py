"""The lists with saved views, columns and exports, and what can be done to their ticked rows."""

from collections.abc import Callable, Collection, Iterable
from urllib.parse import urlencode

from crm.access.forms import ACCESS_LIST
from crm.activities import rules as activities
from crm.activities.kind import ACTIVITY
from crm.agreements.forms import AGREEMENTS_LIST, FRAMEWORKS_LIST
from crm.booths import queries as booths
from crm.contacts.forms import ORGANISATIONS_LIST, PEOPLE_LIST
from crm.contacts.forms.picks import ORGANISATIONS, PEOPLE
from crm.core.kinds import Kind
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.counterparts.forms import COUNTERPARTS_LIST
from crm.fairs.forms import SERIES_LIST
from crm.fields.forms import own_act
from crm.leads import rules as leads
from crm.leads.forms import LEADS_LIST
from crm.meetings.forms import MEETINGS_LIST
from crm.missions.forms import MISSIONS_LIST
from crm.missions.forms.delegation import JOIN_ACT
from crm.negotiations import rules as negotiations
from crm.negotiations.forms import BOARD, NEGOTIATIONS_LIST, NegotiationField
from crm.partners.forms import ASSESSMENTS_LIST, ROUTES_LIST
from crm.privacy.forms import NOTE_ACT, PROVISIONS_LIST
from crm.products.forms import PRODUCTS_LIST
from crm.registers import queries as registers
from crm.registers.forms import BREACHES_LIST, PRIVACY_LIST, REQUESTS_LIST
from crm.registers.kind import BREACH, DATA_REQUEST
from crm.rivals.forms import RIVALS_LIST, SIGNALS_LIST
from crm.showrooms import queries as showrooms
from crm.showrooms.forms import EXHIBITS_LIST, SALES_LIST, SETTLEMENTS_LIST, SHOWROOMS_LIST
from crm.showrooms.kind import SHOWROOM
from crm.targets.forms import put_act
from crm.tasks.forms import TASKS_LIST
from crm.web.forms import Source
from crm.web.listings import ListAct, Listing

#: The lists that have saved views, columns to choose, exports and bulk actions.
LISTINGS: list[Listing] = [
    PEOPLE_LIST, ORGANISATIONS_LIST, LEADS_LIST, MEETINGS_LIST, MISSIONS_LIST, NEGOTIATIONS_LIST, BOARD,
    AGREEMENTS_LIST, FRAMEWORKS_LIST, COUNTERPARTS_LIST, PRODUCTS_LIST, ACCESS_LIST, ROUTES_LIST, ASSESSMENTS_LIST,
    SERIES_LIST, SHOWROOMS_LIST, EXHIBITS_LIST, SALES_LIST, SETTLEMENTS_LIST, RIVALS_LIST, SIGNALS_LIST,
    TASKS_LIST, PROVISIONS_LIST, REQUESTS_LIST, BREACHES_LIST, PRIVACY_LIST,
]  # fmt: skip


def _any_of(name: str, codes: Iterable[str]) -> str:
    return urlencode([(name, code) for code in sorted(codes)])


#: What somebody is in charge of and hands on when they leave: (list, act, what its address asks for).
#: What is over keeps who was in charge of it; a signed case goes on until it is carried out.
HANDED_ON: list[tuple[str, str, str]] = [
    ("tasks", "give", "scope=all&state=open&owner={id}"),
    ("leads", "give", f"{_any_of('status', leads.OPEN)}&owner={{id}}"),
    ("negotiations", "give", f"{_any_of('stage', negotiations.STAGES)}&owner={{id}}"),
    ("missions", "leader", f"{_any_of('status', activities.UNDER_CARE)}&leader={{id}}"),
    ("missions", "coordinator", f"{_any_of('status', activities.UNDER_CARE)}&coordinator={{id}}"),
]
#: What names somebody and is changed on its own page: (label, kind, page, the records that name a user).
NAMED_IN: list[tuple[str, Kind, str, Callable[[int], Collection[int]]]] = [
    (N_("Inquiries from public pages go to"), SHOWROOM, "showrooms.edit", showrooms.answered_by),
    (N_("Booth mode"), ACTIVITY, "booths.fair", booths.fairs_with_codes_of),
    (N_("Requests about personal data"), DATA_REQUEST, "registers.edit_request", registers.open_requests_of),
    (N_("Data breaches"), BREACH, "registers.edit_breach", registers.open_breaches_of),
]

#: Where the records come from that a custom field may link to, by table.
LINK_SOURCES: dict[str, Source] = {
    "organisations": ORGANISATIONS,
    "people": PEOPLE,
    "negotiations": NegotiationField.SOURCE,
}

#: What can be done to ticked rows of a list, by its name, beside what its kind declares: acts, and pages of their own
#: as (endpoint, label, permission).
BULK: dict[str, list[ListAct | tuple[str, str, Permission]]] = {
    "people": [
        own_act("people", Permission.CONTACTS_WRITE),
        put_act("people"),
        JOIN_ACT,
        NOTE_ACT,
        ("interchange.vcards_chosen", N_("vCards"), Permission.LISTS_EXPORT),
        ("merging.people", N_("Merge"), Permission.MERGING_WRITE),
    ],
    "organisations": [
        own_act("organisations", Permission.CONTACTS_WRITE),
        put_act("organisations"),
        ("merging.organisations", N_("Merge"), Permission.MERGING_WRITE),
    ],
    "leads": [own_act("leads", Permission.LEADS_WRITE)],
    "meetings": [own_act("meetings", Permission.MEETINGS_WRITE)],
    "missions": [own_act("activities", Permission.MISSIONS_WRITE)],
    "negotiations": [own_act("negotiations", Permission.NEGOTIATIONS_WRITE)],
    "agreements": [own_act("agreements", Permission.AGREEMENTS_WRITE)],
    "frameworks": [own_act("agreements", Permission.AGREEMENTS_WRITE)],
    "products": [own_act("products", Permission.PRODUCTS_WRITE)],
}
