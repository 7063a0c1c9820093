"""Reading letters and what they are written from: one file for each noun."""

from crm.letters.queries.letters import (
    draft,
    is_visible,
    number_for,
    number_is_taken,
    of_activity,
    of_person,
    one,
    our_text,
    template,
    templates,
    visible_to,
    written_on,
)
from crm.letters.queries.people import (
    encounters,
    guests,
    met,
    people,
    receivers,
    recipients,
    text_of,
    unthanked,
    visit_of,
)
from crm.letters.queries.words import delegation_lines, foreign_lines, values, values_again

__all__ = [
    "delegation_lines", "draft", "encounters", "foreign_lines", "guests", "is_visible", "met", "number_for",
    "number_is_taken", "of_activity", "of_person", "one", "our_text", "people", "receivers", "recipients", "template",
    "templates", "text_of", "unthanked", "values", "values_again", "visible_to", "visit_of", "written_on",
]  # fmt: skip
