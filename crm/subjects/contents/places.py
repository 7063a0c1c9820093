"""Where a text stands: the record whose page shows it, and what such a record is called."""

from dataclasses import dataclass

from crm.audit import contents as log_words
from crm.subjects.queries.hits import root_of
from crm.web.forms import translate
from crm.web.records import kinds, record_noun, record_url


@dataclass(frozen=True)
class TextPlace:
    """The record by which a text is found."""

    table: str
    id: int
    noun: str  #: what it is, in words
    url: str  #: its page; "" where there is none


def place_of(table: str, id: int) -> TextPlace:
    """The record that has a page, upwards from a row; the last one where none has."""
    while not record_url(table, id) and (above := root_of(table, id)) != (table, id):
        table, id = above
    kind = kinds().get(table)
    noun = translate(record_noun(table)) if kind is not None and kind.noun else log_words.record_word(table)
    return TextPlace(table, id, noun, record_url(table, id))
