"""What the papers of a mission read."""

from crm.handouts.queries.delegates import delegates
from crm.handouts.queries.papers import (
    Filled,
    application,
    call,
    companies,
    is_planned,
    nameless,
    programmes,
    usual_language,
)
from crm.handouts.queries.sharing import sharing
