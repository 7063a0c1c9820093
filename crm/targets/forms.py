"""The input of the pages about target lists."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.core.cleaning import whole
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.core.upshots import Took, Upshot
from crm.targets import queries, rules, services
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, Line, Prose, RecordChoice, Tick
from crm.web.guards import LARGEST_ID
from crm.web.listings import ALREADY, BulkForm, GroupAct, ListAct, Values

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

    @classmethod
    def for_kind(cls, kind: str) -> "ChosenForm":
        """The form with the lists of one kind that the user sees."""
        form = cls()
        form.list_id.options = lambda: queries.list_options(kind, user=me())
        return form


def _put(kind: str, ids: Sequence[int], said: Values, by: Actor) -> Upshot:
    target_list = queries.target_list(said["list_id"], user=by)
    there = queries.on_list(target_list, ids)
    services.add_members(target_list, kind, ids, by=by)
    done = {id: Took(target_list.id) for id in ids if id not in there}
    return Upshot(done, {id: ALREADY for id in ids if id in there})


def _take_off(before: Mapping[int, Any], by: Actor) -> Upshot:
    """Take those off the list that were put on it; what stood there before stays."""
    added = {list_id: [id for id, on in before.items() if on == list_id] for list_id in set(before.values()) - {None}}
    for list_id, ids in added.items():
        for member in queries.members_of(queries.target_list(list_id, user=by), ids):
            services.remove_member(member, by=by)
    return Upshot({id: Took() for id in before})


def _added(number: int) -> str:
    return str(
        ngettext("%(num)d record will be added to the list.", "%(num)d records will be added to the list.", number)
    )


def put_act(kind: str) -> ListAct:
    """Put records of this kind (table name) on a target list."""
    return GroupAct(
        code="target",
        label=N_("Add to a target list"),
        write=Permission.TARGETS_WRITE,
        button=N_("Add"),
        sentence=_added,
        form=partial(ChosenForm.for_kind, kind),
        together=partial(_put, kind),
        apart=_take_off,
    )
