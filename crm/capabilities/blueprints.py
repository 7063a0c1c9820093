"""The pages: every blueprint, in the order of the storeys."""

from flask import Blueprint

from crm.access import views as access_views
from crm.activities import views as activities_views
from crm.agreements import views as agreements_views
from crm.applications import views as applications_views
from crm.audit import views as audit_views
from crm.booths import views as booths_views
from crm.cards import views as cards_views
from crm.checklists import views as checklists_views
from crm.contacts import views as contacts_views
from crm.counterparts import views as counterparts_views
from crm.documents import views as documents_views
from crm.fairs import views as fairs_views
from crm.fields import views as fields_views
from crm.files import views as files_views
from crm.handouts import views as handouts_views
from crm.home import views as home_views
from crm.initiatives import views as initiatives_views
from crm.insights import views as insights_views
from crm.interactions import views as interactions_views
from crm.interchange import views as interchange_views
from crm.launches import views as launches_views
from crm.leads import views as leads_views
from crm.letters import views as letters_views
from crm.lists import views as lists_views
from crm.makers import views as makers_views
from crm.matching import views as matching_views
from crm.meetings import views as meetings_views
from crm.merging import views as merging_views
from crm.missions import views as missions_views
from crm.negotiations import views as negotiations_views
from crm.office import views as office_views
from crm.outcomes import views as outcomes_views
from crm.partners import views as partners_views
from crm.places import views as places_views
from crm.privacy import views as privacy_views
from crm.products import views as products_views
from crm.registers import views as registers_views
from crm.rivals import views as rivals_views
from crm.rosters import views as rosters_views
from crm.search import views as search_views
from crm.showrooms import views as showrooms_views
from crm.subjects import views as subjects_views
from crm.tags import views as tags_views
from crm.talks import views as talks_views
from crm.targets import views as targets_views
from crm.tasks import views as tasks_views
from crm.threads import views as threads_views
from crm.ties import views as ties_views
from crm.travel import views as travel_views
from crm.users import views as users_views
from crm.visas import views as visas_views
from crm.watches import views as watches_views
from crm.web import health, offline, panels

BLUEPRINTS: list[Blueprint] = [
    health.bp,
    panels.bp,
    offline.bp,
    home_views.bp,
    users_views.bp,
    audit_views.bp,
    files_views.bp,
    tasks_views.bp,
    tags_views.bp,
    fields_views.bp,
    lists_views.bp,
    office_views.bp,
    places_views.bp,
    checklists_views.bp,
    contacts_views.bp,
    ties_views.bp,
    targets_views.bp,
    partners_views.bp,
    counterparts_views.bp,
    products_views.bp,
    registers_views.bp,
    rivals_views.bp,
    fairs_views.bp,
    showrooms_views.bp,
    initiatives_views.bp,
    access_views.bp,
    activities_views.bp,
    missions_views.bp,
    travel_views.bp,
    matching_views.bp,
    applications_views.bp,
    handouts_views.bp,
    meetings_views.bp,
    cards_views.bp,
    leads_views.bp,
    booths_views.bp,
    privacy_views.bp,
    negotiations_views.bp,
    talks_views.bp,
    interactions_views.bp,
    agreements_views.bp,
    letters_views.bp,
    visas_views.bp,
    threads_views.bp,
    outcomes_views.bp,
    watches_views.bp,
    insights_views.bp,
    documents_views.bp,
    search_views.bp,
    interchange_views.bp,
    merging_views.bp,
    rosters_views.bp,
    subjects_views.bp,
    launches_views.bp,
    makers_views.bp,
]
