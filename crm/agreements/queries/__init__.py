"""Which agreements a user sees, lists apart by class, one with all it holds, what expires, what each came from."""

from crm.agreements.queries.agreements import (
    LISTED,
    AgreementFilter,
    agreed,
    agreements,
    by_negotiation,
    endings_among,
    exclusivity_conflicts,
    expiring,
    filtered,
    has_signed_agreement,
    of_organisation,
    one,
    overdue_obligations,
    reminded,
    to_remind,
    turned_by_calendar,
    value_totals,
    visible_ids,
    visible_to,
)
from crm.agreements.queries.attribution import (
    Attributed,
    attributed,
    came_from,
    commercial_of,
    commercial_of_cases,
    concluded,
    counted_for,
    counts,
    ids_from,
    of_activity,
    parts_by_activity,
    signed_by,
    signers,
)
from crm.agreements.queries.overtaking import overtaken
