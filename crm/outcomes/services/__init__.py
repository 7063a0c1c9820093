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
    prepare_activity,
)

__all__ = [
    "NO_ANSWER",
    "Answer",
    "accept",
    "answer",
    "ask",
    "claim",
    "count_try",
    "decline",
    "new_token",
    "note_export",
    "order_reminders",
    "prepare",
    "prepare_activity",
    "send",
    "settle",
]
