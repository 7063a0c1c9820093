"""The tables of documents: kinds, parts, readers; and how an edition is numbered."""

from crm.documents.rules.advice import CUSTOMS, customs, goods, handling, using
from crm.documents.rules.glossary import glossary
from crm.documents.rules.parts import (
    AUDIENCES,
    BRIEFING,
    BRIEFING_PARTS,
    CARRIED,
    CHANGES,
    EXPORTED,
    FORGOTTEN,
    HEADINGS,
    HELD,
    KINDS,
    LANGUAGES,
    NO_EVENT,
    PARTS,
    POCKET,
    PRINTED,
    REPORT,
    REPORT_PARTS,
    REQUESTED,
    SHEETS,
    SINCE_APPROVAL,
    STATES,
    SUBSTANCE,
    WITHHELD,
    Layout,
    Wish,
    audiences,
    number_of,
    parts,
    preset,
    state_of,
    wish,
)
from crm.documents.rules.phrases import PHRASES, spoken_in
from crm.documents.rules.speeches import OCCASIONS, SPEECHES, TRAVELLING, speech
