"""What a column of a foreign table means: targets, the words that name them in four languages, known layouts."""

from crm.interchange.columns.layouts import LAYOUTS, VCARD, layout_of
from crm.interchange.columns.targets import (
    FIELD,
    IGNORE,
    ORGANISATION_TARGETS,
    PEOPLE_TARGETS,
    POINTS,
    TARGETS,
)
from crm.interchange.columns.words import folded, guess, header_words, known, signature

__all__ = [
    "FIELD",
    "IGNORE",
    "LAYOUTS",
    "ORGANISATION_TARGETS",
    "PEOPLE_TARGETS",
    "POINTS",
    "TARGETS",
    "VCARD",
    "folded",
    "guess",
    "header_words",
    "known",
    "layout_of",
    "signature",
]
