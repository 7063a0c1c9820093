"""What happens to outcomes: due, asked by link or mail, told, taken over."""

from crm.outcomes.services.mails import claim, order_reminders, send, settle
from crm.outcomes.services.outcomes import (
    NO_ANSWER,
    Answer,
    accept,
    answer,
    ask,
    count_try,
    decline,
    new_token,
    note_export,
    prepare,
)
