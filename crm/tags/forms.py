"""The input of the pages about tags."""

import re
from typing import Self

from flask_babel import lazy_gettext as _l

from crm.tags import queries, rules
from crm.web.forms import BaseForm, Choice, Line, RecordChoice

#: What parts two names that are typed at once, in each script.
_COMMA = re.compile("[,、，]")


def parted(text: str) -> list[str]:
    """The names in a line of them."""
    return [name for name in (part.strip() for part in _COMMA.split(text)) if name]


class TagForm(BaseForm):
    name = Line(_l("Name"), limit=rules.NAME_LIMIT, required=True)
    colour = Choice(_l("Colour"), table=rules.COLOURS, required=True, blank=None)


class MergeForm(BaseForm):
    into_id = RecordChoice(_l("Merge into"), options=queries.options, required=True)

    @classmethod
    def of(cls, losing_id: int) -> Self:
        """The form without the tag itself among the choices."""
        form = cls()
        form.into_id.options = lambda: [pair for pair in queries.options() if pair[0] != losing_id]
        return form


class NamesForm(BaseForm):
    """What is typed into the box on a record's page: one name, or several with commas between."""

    names = Line(_l("New tag"), limit=rules.NAME_LIMIT * rules.MOST_NAMES, required=True)

    def input(self) -> list[str]:
        return parted(self.names.data or "")

    def refuse(self, message: str, field: str | None = None) -> None:
        """Whatever is wrong with a name is an error of the one box there is."""
        super().refuse(message, "names")
