"""The input of the pages about target lists."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from crm.core.cleaning import whole
from crm.targets import queries, rules
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, Line, Prose, RecordChoice, Tick
from crm.web.guards import LARGEST_ID
from crm.web.listings import BulkForm

NOTE_LIMIT = 300
#: How many records one search page can hand over.
MOST_IDS = 200


class ListForm(BaseForm):
    name = Line(_l("Name"), limit=120, required=True)
    purpose = Prose(_l("Purpose"), limit=2000)
    shared = Tick(_l("All staff may see it"), description=_l("Otherwise only you see it."))


class NewListForm(ListForm):
    kind = Choice(_l("Contains"), table=rules.KINDS, required=True, blank=None)


class MemberForm(BaseForm):
    state = Choice(_l("Status"), table=rules.MEMBER_STATES, required=True, blank=None)
    note = Line(_l("Note"), limit=NOTE_LIMIT)


class AddForm(BaseForm):
    """The ticked lines of a search for new members; ids are read here and checked by the view."""

    note = Line(_l("Note for each of them"), limit=NOTE_LIMIT)

    def ids(self) -> list[int]:
        """The ids that were ticked; what is no number of a record is dropped."""
        sent = (whole(text) or 0 for text in request.form.getlist("ids")[:MOST_IDS])
        return [id for id in sent if 0 < id <= LARGEST_ID]


class PutForm(BaseForm):
    """From a record's page: the list that it goes on."""

    list_id = RecordChoice(_l("Target list"), required=True)
    note = Line(_l("Note"), limit=NOTE_LIMIT)

    @classmethod
    def of(cls, kind: str, **kwargs: Any) -> "PutForm":
        """The form with the lists of one kind that the user sees."""
        form = cls(**kwargs)
        form.list_id.options = lambda: queries.list_options(kind, user=me())
        return form


class ChosenForm(BulkForm):
    """From a list of people or organisations: the target list that the ticked ones go on."""

    list_id = RecordChoice(_l("Target list"), required=True)
