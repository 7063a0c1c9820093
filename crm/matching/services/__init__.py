"""What happens to matching tables."""

from crm.matching.services.participants import (
    Presence,
    add_companies,
    add_interpreter,
    change_company,
    change_interpreter,
    remove_company,
    remove_interpreter,
    write_wishes,
)
from crm.matching.services.prints import PRINT_JOB, check_leaving, keep_print, note_export, request_print
from crm.matching.services.proposals import JOB, keep, request
from crm.matching.services.sessions import (
    Rounds,
    add_rounds,
    add_tables,
    change_session,
    open_session,
    remove_round,
    remove_table,
    rename_table,
)
from crm.matching.services.talks import (
    ANYBODY,
    come_back,
    lock,
    move,
    place,
    remove,
    to_itinerary,
    to_meetings,
    withdraw,
)
