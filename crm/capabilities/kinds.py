"""The kinds of records, each declared in `kind.py` of its capability, and what the log asks of rows of other tables."""

from crm.access.kind import ACCESS_RULE
from crm.activities.kind import ACTIVITY
from crm.agreements.kind import AGREEMENT
from crm.applications.kind import APPLICATION
from crm.cards.kind import BUSINESS_CARD
from crm.checklists.kind import COUNTDOWN
from crm.contacts.kind import ORGANISATION, PERSON
from crm.core.kinds import Kinds, by_table
from crm.counterparts.kind import SISTER_LINK
from crm.documents.kind import DOCUMENT
from crm.fairs.kind import BOOTH, FAIR_SERIES
from crm.fairs.queries import told_products as exhibited_products_told
from crm.fields.kind import FIELD_DEFINITION
from crm.fields.queries import told as field_values_told
from crm.initiatives.kind import INITIATIVE
from crm.insights.kind import FIGURE_SNAPSHOT
from crm.interactions.kind import INTERACTION, RECEIVED_MAIL
from crm.interchange.kind import IMPORT_BATCH
from crm.leads.kind import LEAD
from crm.letters.kind import LETTER
from crm.lists.kind import LIST_EXPORT, SAVED_VIEW
from crm.matching.kind import MATCHING_SESSION
from crm.meetings.kind import MEETING
from crm.missions.kind import ACTIVITY_TEMPLATE, ITINERARY_ITEM
from crm.negotiations.kind import NEGOTIATION
from crm.office.kind import OFFICE
from crm.outcomes.kind import OUTCOME
from crm.partners.kind import PARTNER_ASSESSMENT, SALES_ROUTE
from crm.places.kind import PLACE
from crm.products.kind import PRODUCT
from crm.registers.kind import BREACH, DATA_REQUEST, PRIVACY_ASSESSMENT
from crm.reports.kind import MISSION_REPORT
from crm.rivals.kind import DEMAND_SIGNAL, RIVAL_ACTIVITY
from crm.showrooms.kind import EXHIBIT, SETTLEMENT, SHOWROOM
from crm.tags.kind import TAG
from crm.targets.kind import TARGET_LIST
from crm.tasks.kind import TASK
from crm.ties.kind import TIE_KIND
from crm.wordings.kind import WORDING

KINDS: Kinds = by_table(
    [
        ACCESS_RULE,
        ACTIVITY,
        AGREEMENT,
        APPLICATION,
        BOOTH,
        BREACH,
        DATA_REQUEST,
        PRIVACY_ASSESSMENT,
        BUSINESS_CARD,
        COUNTDOWN,
        ORGANISATION,
        PERSON,
        SISTER_LINK,
        DOCUMENT,
        FAIR_SERIES,
        FIELD_DEFINITION,
        FIGURE_SNAPSHOT,
        INITIATIVE,
        INTERACTION,
        RECEIVED_MAIL,
        IMPORT_BATCH,
        LEAD,
        LETTER,
        SAVED_VIEW,
        LIST_EXPORT,
        MATCHING_SESSION,
        MEETING,
        ITINERARY_ITEM,
        ACTIVITY_TEMPLATE,
        NEGOTIATION,
        OFFICE,
        OUTCOME,
        SALES_ROUTE,
        PARTNER_ASSESSMENT,
        PLACE,
        PRODUCT,
        MISSION_REPORT,
        RIVAL_ACTIVITY,
        DEMAND_SIGNAL,
        SHOWROOM,
        EXHIBIT,
        SETTLEMENT,
        TAG,
        TARGET_LIST,
        TASK,
        TIE_KIND,
        WORDING,
    ]
)
#: How the log tells of rows that only their capability can name, by table.
AUDITED_ROWS = {"exhibited_products": exhibited_products_told, "field_values": field_values_told}
