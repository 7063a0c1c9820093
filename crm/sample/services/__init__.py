"""Loading the sample: one noun a file, in the order in which one record needs the other."""

from collections.abc import Callable

from crm.core.database import db
from crm.core.errors import Refused
from crm.core.texts import Text
from crm.sample import queries
from crm.sample.services import (
    activities,
    agreements,
    approvals,
    budgets,
    cards,
    cases,
    consents,
    contacts,
    conversations,
    fairs,
    initiatives,
    inquiries,
    launches,
    leads,
    letters,
    makers,
    marks,
    matching,
    offices,
    outcomes,
    pairs,
    points,
    post,
    products,
    programmes,
    registers,
    reports,
    rivals,
    rounds,
    showrooms,
    talks,
    tasks,
    templates,
    travel,
    wordings,
)
from crm.sample.services.portraits import load_portraits
from crm.sample.services.products import load_photos
from crm.sample.services.register import Press, Register
from crm.sample.services.scenes import load_scenes

STEPS: tuple[Callable[[Register], None], ...] = (
    contacts.load_accounts,
    contacts.load_places,
    contacts.load_organisations,
    offices.load_office,
    contacts.load_relations,
    contacts.load_people,
    contacts.load_routes,
    contacts.load_assessments,
    initiatives.load_initiatives,
    initiatives.load_aims,
    initiatives.load_divisions,
    initiatives.load_challenges,
    activities.load_activities,
    activities.load_delegations,
    activities.load_costs,
    budgets.load_budgets,
    products.load_products,
    products.load_access,
    launches.load_launch,
    programmes.load_programmes,
    approvals.load_approvals,  # a request keeps the programme, too
    travel.load_travel,
    travel.load_guests,
    post.load_applications,
    post.load_mails,
    cards.load_exchanges,
    cards.load_acquaintances,
    cards.load_watches,
    tasks.load_countdown,
    wordings.load_wordings,
    talks.load_talks,
    leads.load_leads,
    cases.load_cases,
    talks.load_earlier_talks,
    agreements.load_agreements,
    points.load_points,
    rounds.load_rounds,
    tasks.load_tasks,
    tasks.load_plans,
    tasks.load_promises,
    tasks.date_back,
    conversations.load_conversations,
    templates.load_templates,
    matching.load_matching,
    marks.load_own_fields,
    marks.load_tags,
    marks.load_target_lists,
    marks.load_views,
    marks.load_ties,
    marks.load_counterparts,
    products.load_sheets,
    products.load_public_pages,
    makers.load_makers,
    showrooms.load_showroom,
    inquiries.load_asked,
    consents.load_consents,
    consents.load_provisions,
    registers.load_registers,
    fairs.load_fairs,
    rivals.load_rivals,
    rivals.load_demand,
    pairs.find_pairs,
    contacts.date_profiles,
    reports.close_activities,  # numbered in the order of their days: after them the report and the letter of later
    reports.load_reports,
    letters.load_letters,
    budgets.load_subsidy_reports,
    outcomes.load_outcomes,  # the reports before them know of no question that was not asked yet
)


def load(press: Press) -> Register:
    """Fill an empty database; the caller commits. Refused where somebody already has an account."""
    if not queries.is_free():
        raise Refused(Text("The sample is only loaded into an empty database; this one has accounts already."))
    register = Register(press)
    for step in STEPS:
        step(register)
        db.session.flush()
    return register
