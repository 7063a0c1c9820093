"""Reading printed documents, and what a pack or a report tells beyond the mission's own facts."""

from crm.documents.queries.approved import changes_of
from crm.documents.queries.background import (
    RECALLED,
    came_before,
    cards_from,
    food_was_refused,
    lost_with,
    negotiations_with,
    past_meetings,
    received_before,
    roles_of,
    routes_of,
    signed_before,
    talks_before,
    telephones,
    to_sign,
)
from crm.documents.queries.changes import Changes, ItemChange
from crm.documents.queries.documents import (
    DocumentFilter,
    comparable,
    digests_of,
    document,
    documents,
    last_print,
    lost,
    next_edition,
    number_of,
    of_activity,
    one,
    restricted_of,
    told_edition,
    visible_to,
    written,
)
from crm.documents.queries.named import elsewhere
from crm.documents.queries.outcome import (
    LastTime,
    TouchedCase,
    agreements_of,
    concluded,
    counted_of,
    last_time,
    leads_of,
    leads_then,
    moves_of,
    resting,
    signed_in,
    talks_of,
    unsigned,
)
from crm.documents.queries.reporters import post_of, postless, reporter, reporter_in, signed_by, told_in, without_office
from crm.documents.queries.seals import decided_for
from crm.documents.queries.sharing import sharing, unphotographed
from crm.documents.queries.since import challenges_open, changed_since_approval
