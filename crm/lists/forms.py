"""The input of saved views, of exports and of acts on ticked rows."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired

from crm.audit import services as audit
from crm.audit.rules import Verb
from crm.core.database import Record
from crm.core.permissions import Permission
from crm.lists import rules
from crm.lists.models import SavedView
from crm.users.forms import StaffField
from crm.web.forms import BaseForm, Choice, Line, Tick
from crm.web.listings import BulkForm, Each


class ViewForm(BaseForm):
    """A saved view: its name, and who finds it where."""

    name = Line(_l("Name"), limit=rules.NAME_LIMIT, validators=[InputRequired(_l("Enter a name for the view."))])
    pinned = Tick(_l("Show it in my navigation"))
    usual = Tick(_l("Show it when I open this list"))
    shared = Tick(_l("Share it with everyone"))
    pinned_for_all = Tick(_l("Show it in everyone's navigation"))
    of = HiddenField()

    @classmethod
    def initial(cls, row: SavedView) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("name", "pinned", "usual", "shared", "pinned_for_all")}

    def for_role(self, *, sharing: bool) -> "ViewForm":
        """Without the ticks that the reader's role may not set."""
        if not sharing:
            del self.shared, self.pinned_for_all
        return self

    def written(self) -> dict[str, Any]:
        """For the service's keyword arguments."""
        given = {name: value for name, value in self.values().items() if name != "of"}
        return {"shared": False, "pinned_for_all": False} | given


class GiveForm(BulkForm):
    """Who is in charge of the ticked records from now on."""

    owner_id = StaffField(_l("Person in charge"), required=True)


class ExportForm(BaseForm):
    """Into which kind of file, and what to do about what the encoding cannot hold."""

    format = Choice(_l("Format"), table=rules.FORMATS, blank=None)
    encoding = Choice(_l("Encoding of the CSV"), table=rules.ENCODINGS, blank=None)
    unwritable = Choice(_l("Characters that the encoding cannot hold"), table=rules.UNWRITABLE, blank=None)
    of = HiddenField()

    def wish(self, list_name: str, query: str, language: str, timezone: str) -> dict[str, Any]:
        """For `services.record_export`."""
        return {
            "list_name": list_name,
            "query": query,
            "format": self.format.data,
            "encoding": self.encoding.data if self.format.data == "csv" else "",
            "substitute": self.unwritable.data == "substitute",
            "language": language,
            "timezone": timezone,
        }


def each_of(
    model: type[Record],
    write: Permission,
    one: Callable[..., Any],
    archived: Verb,
    restored: Verb,
    *,
    give: Callable[..., None] | None = None,
) -> Each:
    """What a list does to each of its ticked records, where no rule of their own keeps any of them from the archive."""
    archive, restore = partial(audit.archive, verb=archived), partial(audit.restore, verb=restored)
    return Each(model, write, one, archive=archive, restore=restore, give=give)
