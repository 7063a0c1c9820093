"""The tables of documents: kinds, parts, readers; and how an edition is numbered."""

from crm.documents.rules.advice import CUSTOMS, customs, goods, handling, is_barred, is_unwelcome, receiving, using
from crm.documents.rules.glossary import glossary
from crm.documents.rules.kinds import (
    BRIEFING,
    BRIEFING_PARTS,
    DOCUMENTS,
    FIELDS,
    HEADINGS,
    HOSTS,
    KINDS,
    LANGUAGES,
    OF_MONEY,
    POCKET,
    REPORT,
    audiences,
    number_of,
    parts,
    preset,
)
from crm.documents.rules.phrases import PHRASES, spoken_in
from crm.documents.rules.speeches import OCCASIONS, SPEECHES, TRAVELLING, speech
from crm.documents.rules.telling import (
    CARRIED,
    CHANGES,
    HELD,
    NO_EVENT,
    SINCE_APPROVAL,
    SUBSTANCE,
    by_talk,
    carried_told,
)
from crm.documents.rules.wishes import (
    EXPORTED,
    FORGOTTEN,
    PRINTED,
    REQUESTED,
    SHEETS,
    STATES,
    Layout,
    PrintWish,
    state_of,
    wish,
)
