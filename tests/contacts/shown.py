"""The lines of the list of people as they are shown, and as they would be if none had been kept."""

from crm.contacts import queries
from crm.contacts.queries import PersonFilter, lines
from crm.contacts.queries.lines import PersonLine
from tests import cast

PARTS = ("contacts", "skills", "tags", "fields")


def shown() -> list[PersonLine]:
    """The first page with everything that a line can show."""
    found = queries.people(PersonFilter(), user=cast.user(), language="ja", parts=PARTS)
    return list(found.rows)


def worked_out_anew() -> list[PersonLine]:
    """The same with nothing kept from before."""
    lines._LINES._empty()
    return shown()
