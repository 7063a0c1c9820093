"""Forms and their fields, to be imported from here."""

from crm.web.forms.base import MOST_ROWS, ActionForm, BaseForm
from crm.web.forms.choices import Choice, Currency, ManyRecords, PartForm, RecordChoice, Rows, Tick
from crm.web.forms.doubts import DoubtedForm
from crm.web.forms.picks import Pick, Sent, Source
from crm.web.forms.texts import describe, translate, typed_into
from crm.web.forms.tongues import in_each, shown_in_each, written_in_each
from crm.web.forms.typed import (
    Amount,
    BookAmount,
    Clock,
    Code,
    Day,
    DueDay,
    Line,
    LocalDateTime,
    MayBeEmpty,
    PastDay,
    Prose,
    Whole,
)
