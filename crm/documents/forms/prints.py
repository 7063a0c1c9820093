"""What to print, in which language, for whom; and the conditions of the list of documents."""

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from crm.documents import rules
from crm.documents.queries import DocumentFilter
from crm.documents.rules import Wish
from crm.web.forms import BaseForm, Choice, Line, translate


class Ticks(SelectMultipleField):
    """Some codes of a rule table, as ticks. Data: list of codes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=[], **kwargs)
        self.table: dict[str, str] = {}

    def iter_choices(self) -> Iterator[Any]:
        self.choices = [(code, translate(msgid)) for code, msgid in self.table.items()]
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        self.choices = list(self.table.items())
        super().pre_validate(form)


class PrintForm(BaseForm):
    """The wish for one document. Make it with `of`, which knows the parts and readers of the kind."""

    language = Choice(_l("Language"), table=rules.LANGUAGES, blank=None, required=True)
    audience = Choice(_l("For whom"), table=rules.AUDIENCES[rules.BRIEFING], blank=None)
    parts = Ticks(_l("Parts"))
    addressee = Line(
        _l("Addressee"), limit=120, description=_l("Empty: the chair of the chamber. For example 見附商工会 会長 様.")
    )

    @classmethod
    def of(cls, kind: str, *, language: str, restricted: bool) -> "PrintForm":
        """The form for a kind of document, all parts ticked; travel details are offered only when `restricted`."""
        readers, parts = rules.audiences(kind), rules.parts(kind, restricted=restricted)
        form = cls(data={"language": language, "audience": next(iter(readers)), "parts": list(parts)})
        form.audience.table = readers
        form.parts.table = parts
        if kind != rules.REPORT:
            del form.addressee
        return form

    def wish(self, activity_id: int, kind: str) -> Wish:
        """What was ticked. Raises Refused."""
        return rules.wish(
            activity_id,
            kind=kind,
            language=self.language.data,
            audience=self.audience.data,
            chosen=self.parts.data or (),
            addressee=self.addressee.data or "" if "addressee" in self._fields else "",
        )


class DocumentFilters:
    """The conditions in the address: `kind`, `language` and `activity`; anything unknown counts as not given."""

    def __init__(self, args: MultiDict[str, str]) -> None:
        kind, language, activity = (args.get(name, "") for name in ("kind", "language", "activity"))
        self.kind = kind if kind in rules.KINDS else ""
        self.language = language if language in rules.LANGUAGES else ""
        known = activity.isascii() and activity.isdigit() and len(activity) <= 18
        self.activity = int(activity) if known else None

    def values(self) -> DocumentFilter:
        """For the query."""
        return DocumentFilter(self.kind, self.language, self.activity)

    def args(self, **changes: Any) -> dict[str, Any]:
        """The address arguments of this list with some of them changed; empty ones left out."""
        now = {"kind": self.kind, "language": self.language, "activity": self.activity} | changes
        return {name: value for name, value in now.items() if value}

    @property
    def any(self) -> bool:
        """Whether the list is narrowed."""
        return bool(self.args())
