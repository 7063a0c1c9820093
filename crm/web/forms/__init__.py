"""Forms and their fields, to be imported from here."""

from crm.web.forms.base import MOST_ROWS, ActionForm, BaseForm
from crm.web.forms.choices import Choice, Currency, ManyRecords, PartForm, RecordChoice, Rows, Tick
from crm.web.forms.picks import Pick, Sent, Source
from crm.web.forms.texts import describe, translate
from crm.web.forms.tongues import in_each, shown_in_each, written_in_each
from crm.web.forms.typed import (
    LINE_LIMIT,
    PROSE_LIMIT,
    Amount,
    BookAmount,
    Clock,
    Day,
    Line,
    LocalDateTime,
    Prose,
    Whole,
)

__all__ = [
    "LINE_LIMIT",
    "MOST_ROWS",
    "PROSE_LIMIT",
    "ActionForm",
    "Amount",
    "BookAmount",
    "BaseForm",
    "Choice",
    "Clock",
    "Currency",
    "Day",
    "Line",
    "LocalDateTime",
    "ManyRecords",
    "PartForm",
    "Pick",
    "Prose",
    "RecordChoice",
    "Rows",
    "Sent",
    "Source",
    "Tick",
    "Whole",
    "describe",
    "in_each",
    "shown_in_each",
    "translate",
    "written_in_each",
]
