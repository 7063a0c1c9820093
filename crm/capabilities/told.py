"""What lower capabilities are told of upper ones: each function takes the place of an import upwards."""

from crm.activities.queries import above as activities_above
from crm.agreements import queries as agreements_queries
from crm.booths import queries as booths_queries
from crm.capabilities.work import FORGETTERS
from crm.contacts import queries as contacts_queries
from crm.contacts import services as contacts_services
from crm.contacts.queries import above as contacts_above
from crm.contacts.queries import consents as contacts_consents
from crm.contacts.queries import holding as contacts_holding
from crm.contacts.queries import returning as contacts_returning
from crm.fairs import queries as fairs_queries
from crm.fairs import services as fairs_services
from crm.insights.queries import above as insights_above
from crm.interactions import queries as interactions_queries
from crm.leads.queries import above as leads_above
from crm.lists.queries import giving as lists_giving
from crm.lookup import rules as lookup_rules
from crm.matching import queries as matching_queries
from crm.meetings import queries as meetings_queries
from crm.missions.queries import above as missions_above
from crm.missions.queries import planned_programme
from crm.negotiations import queries as negotiations_queries
from crm.negotiations import services as negotiations_services
from crm.office import services as office_services
from crm.places import queries as places_queries
from crm.places.rules import COUNTRIES
from crm.privacy import queries as privacy_queries
from crm.privacy import services as privacy_services
from crm.showrooms import queries as showrooms_queries
from crm.subjects.queries import erased as subjects_erased
from crm.talks import queries as talks_queries
from crm.tasks import queries as tasks_queries
from crm.tasks import rules as tasks_rules
from crm.threads import queries as threads_queries
from crm.travel import services as travel_services


def tell() -> None:
    """Hand the functions down. The factory calls it with each application."""
    lookup_rules.also_written(places_queries.in_han)
    tasks_rules.working_by(places_queries.our_days)
    tasks_queries.rest_on(negotiations_queries.given_up)
    negotiations_queries.turns_told_by(talks_queries.waiting_cases)
    tasks_queries.overtaken_on(agreements_queries.overtaken)
    office_services.followed_by(contacts_services.keep_our_organisation)
    office_services.days_settled_by(negotiations_services.settle_all_cases)
    activities_above.tell(
        planned_programme,
        meetings_queries.rooms_of,
        fairs_queries.unbooked,
        fairs_queries.guessed,
        fairs_services.unlink_cost,
    )
    meetings_queries.drafts_kept_by(interactions_queries.drafts)
    contacts_above.tell(contacts_above.Above(
        last_contacts=threads_queries.last_contacts, latest=threads_queries.latest,
        contacted=threads_queries.contacted, planned=threads_queries.planned,
        upcoming=threads_queries.upcoming, next_steps=threads_queries.next_steps,
    ))  # fmt: skip
    contacts_consents.tell(contacts_consents.ConsentsAbove(
        standings=privacy_queries.codes, standing=privacy_queries.standing, waiting=privacy_queries.waiting,
        check=privacy_services.check_tables, note=privacy_services.note_tables,
    ))  # fmt: skip
    lists_giving.tell(lists_giving.GivingAbove(
        people=privacy_queries.concerned_by, held=privacy_queries.held, check=privacy_services.check_list,
        stands_to=privacy_queries.stands_to,
        note=privacy_services.note_list, erased=contacts_queries.erased_count, countries=COUNTRIES,
    ))  # fmt: skip
    contacts_returning.tell(subjects_erased.are_erased)
    contacts_holding.tell(subjects_erased.held_people)
    leads_above.tell(leads_above.LeadsAbove(
        of_exhibit=showrooms_queries.of_exhibit, of_showroom=showrooms_queries.of_showroom,
        exhibits_of=showrooms_queries.exhibits_of, exhibits=showrooms_queries.asked_exhibits,
        showrooms=showrooms_queries.asked_showrooms, ticks=showrooms_queries.ticks,
        with_card=booths_queries.leads_with_card, captured_by=booths_queries.captured_by,
    ))  # fmt: skip
    insights_above.tell(showrooms_queries.drafts_waiting)
    missions_above.tell(
        missions_above.Additions(
            whole=matching_queries.in_programme, gaps=matching_queries.gaps, days=matching_queries.days_added
        )
    )
    for forgetter in FORGETTERS:
        travel_services.also_forget(forgetter)
