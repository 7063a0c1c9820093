"""What to print, in which language, for whom; and what the list of documents is narrowed by."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from crm.activities.forms import ACTIVITY
from crm.contacts import queries as contacts
from crm.core.errors import Refused
from crm.core.texts import N_, Text
from crm.documents import rules
from crm.documents.models import Document
from crm.documents.queries import DocumentFilter
from crm.documents.rules import PrintWish
from crm.missions.queries import Facts, VisitFact
from crm.reports.models import MissionReport
from crm.web.forms import BaseForm, Choice, Line, Tick, translate
from crm.web.listings import Narrowing, coded
from crm.web.locale import language


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
    second = Choice(
        _l("Second language"), table=rules.LANGUAGES, description=_l("Side by side on A3, which also prints on A4.")
    )
    audience = Choice(
        _l("For whom"),
        table=rules.audiences(rules.BRIEFING),
        blank=None,
        description=_l("Parts that these readers may not have are left out, whatever is ticked."),
    )
    parts = Ticks(_l("Parts"))
    visits = Ticks(_l("Only the sheets of these visits"))
    since = Choice(_l("Only the pages changed since"), table={})
    single = Tick(
        _l("Print on one side only"),
        description=_l("Otherwise the margin for the holes changes sides from page to page."),
    )
    addressee = Line(
        _l("Addressee"), limit=120, description=_l("Empty: the head of the office. For example 〇〇商工会 会長 様.")
    )
    thousands = Tick(
        _l("Budget and actual in thousands"),
        description=_l("A report already written in that language follows the settings in its own heading."),
    )

    @classmethod
    def of(
        cls,
        kind: str,
        *,
        language: str,
        restricted: bool,
        facts: Facts,
        earlier: Sequence[Document] = (),
        written: Sequence[MissionReport] = (),
        reader: str = "",
    ) -> "PrintForm":
        """The form for a kind of document, ticked for `reader`, the usual one where that is nobody we know.

        Travel details are offered only when `restricted`. `earlier` are the editions whose pages are known, `written`
        the reports of the mission that people write: in whatever language it is, what one of them tells in thousands,
        another does by default, too.
        """
        direction = facts.activity.direction
        readers, parts = rules.audiences(kind, direction), rules.parts(kind, restricted=restricted)
        audience = reader if reader in readers else next(iter(readers))
        ticked = rules.preset(kind, audience, restricted=restricted)
        given = {"language": language, "audience": audience, "parts": ticked}
        form = cls(data=given | {"thousands": any(report.thousands for report in written)})
        form.audience.table = readers
        form.parts.table = parts
        if audience == rules.HOSTS:
            form.visits.label.text = _l("Only for the host of these visits")
        form.visits.table = {str(visit.entry.item.id): visit_label(visit) for visit in facts.visits}
        form.since.table = {str(row.id): edition_label(row, direction) for row in earlier}
        asked = rules.DOCUMENTS[kind].fields - ({"visits"} if not facts.visits else set())
        for name in rules.FIELDS - (asked if earlier else asked - {"since"}):
            delattr(form, name)
        form.earlier = {str(row.id): row for row in earlier}
        return form

    def wish(self, activity_id: int, kind: str) -> PrintWish:
        """What was ticked. Raises Refused."""
        told = {name: field.data for name, field in self._fields.items()}
        visits = tuple(int(id) for id in told.get("visits") or ())
        layout = rules.Layout(
            told.get("second") or "", visits, self._since(), bool(told.get("single")), bool(told.get("thousands"))
        )
        return rules.wish(
            activity_id,
            kind=kind,
            language=self.language.data,
            audience=self.audience.data,
            chosen=self.parts.data or (),
            addressee=told.get("addressee") or "",
            layout=layout,
        )

    def _since(self) -> int | None:
        """The number of the edition to compare with. Refused when it is in another language."""
        if "since" not in self._fields or not self.since.data:
            return None
        chosen = self.earlier[self.since.data]
        if chosen.language != self.language.data:
            raise Refused(Text("This edition is in another language."), "since")
        if chosen.audience != self.audience.data:
            raise Refused(Text("This edition is for other readers."), "since")
        return int(chosen.edition)


def visit_label(visit: VisitFact) -> str:
    """When, and at whose, as the reader of the page says both."""
    host = contacts.display_name(visit.organisation, language()).text if visit.organisation else visit.entry.item.title
    return f"{visit.entry.when.called(language())} {host}"


def edition_label(row: Document, direction: str) -> str:
    """Which language, edition and readers."""
    readers = rules.audiences(row.kind, direction).get(row.audience, "")
    edition = translate(Text("Edition %(number)s", number=row.edition))
    return " · ".join([translate(rules.LANGUAGES[row.language]), edition, translate(readers) if readers else ""])


DOCUMENTS_LIST: Final = Narrowing(
    endpoint="documents.index",
    facets=(
        coded("kind", N_("Kind of document"), rules.KINDS, one=True),
        coded("language", N_("Language"), rules.LANGUAGES, one=True),
        ACTIVITY,
    ),
    wanted=DocumentFilter,
)
