"""What a column of a foreign table means: targets, the words that name them in four languages, known layouts."""

from crm.interchange.columns.layouts import VCARD, layout_of
from crm.interchange.columns.targets import FIELD, IGNORE, PEOPLE_TARGETS, TARGETS
from crm.interchange.columns.words import folded, guess, known, signature
