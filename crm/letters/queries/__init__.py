"""Reading letters and what they are written from: one file for each noun."""

from crm.letters.queries.asking import is_late, is_visa_free
from crm.letters.queries.bodies import addressed_body, is_abroad, language_of, nobody_known, visit_at
from crm.letters.queries.checks import enclosed, foreign_lines, is_outdated, unconfirmed, unnamed_bodies
from crm.letters.queries.leaving import (
    country_of,
    refusing,
    sharing,
    unconsenting,
    without_consent,
)
from crm.letters.queries.letters import (
    draft,
    number_for,
    number_is_taken,
    number_of,
    of_activity,
    of_person,
    one,
    other_year,
    our_text,
    sharing_number,
    template,
    templates,
    visible_to,
)
from crm.letters.queries.people import (
    guests,
    met,
    months_late,
    moved,
    not_agreed,
    people,
    recipients,
    slot_of,
    text_of,
    thankable,
    unthanked,
    visit_of,
    visitors,
)
from crm.letters.queries.words import (
    delegation_lines,
    values,
    values_again,
)
