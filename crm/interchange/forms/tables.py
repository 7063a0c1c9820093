"""A table of records: the form that takes it, and for each kind its page and the form by which cells are read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField

from crm.access.forms import AccessForm
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.languages import LANGUAGE_LABELS, LOCALES
from crm.core.permissions import Permission
from crm.core.texts import N_, Text
from crm.fairs.forms import BoothForm, SeriesForm
from crm.interchange import columns
from crm.interchange.columns.records import AMOUNT, DAY, TEXT, WHOLE
from crm.interchange.rules.records import LONGEST
from crm.interchange.services import market, tabled
from crm.interchange.services.kinds import TableKind
from crm.partners.forms import AssessmentForm, RouteForm
from crm.partners.forms.routes import ProofRow
from crm.products.forms import ProductForm
from crm.rivals.forms import RivalForm, SignalForm
from crm.web.forms import BaseForm, Prose, translate


class TableForm(BaseForm):
    """A table of records with its headings: pasted, or a file whose rows are put there to be looked at."""

    file = FileField(
        _l("File"), description=_l("CSV or Excel (XLSX); its rows are put into the field below."),
        render_kw={"accept": ".csv,.txt,.tsv,.tab,.xlsx,.xlsm"},
    )  # fmt: skip
    numbers = HiddenField()  #: of the rows below the headings, as they are told: those of their file
    table = Prose(
        _l("The table"), limit=LONGEST, render_kw={"rows": 10, "spellcheck": "false"},
        description=_l("Copy the rows with their headings from a spreadsheet, and paste them here."),
    )  # fmt: skip


@dataclass(frozen=True)
class RecordTable:
    """A kind of table on its page: its heading, the list that it belongs to, and who may record by it.

    The fields of the form of one record read its cells, with their limits.
    """

    kind: TableKind
    title: str
    listed: str  #: endpoint
    of_list: str
    needs: Permission
    form: type[BaseForm]
    texts: str = "name_ja"  #: the field that reads a text in each language
    fields: Mapping[str, tuple[type[Form], str]] = field(default_factory=dict)  #: of columns that other forms have

    @property
    def code(self) -> str:
        return self.kind.code


ROUTES_TABLE: Final = RecordTable(
    tabled.ROUTES, N_("Sales routes from a table"), "partners.index", N_("Sales routes"), Permission.PARTNERS_WRITE,
    RouteForm, fields={"proven_on": (ProofRow, "on"), "proof": (ProofRow, "note")},
)  # fmt: skip
ASSESSMENTS_TABLE: Final = RecordTable(
    tabled.ASSESSMENTS, N_("Assessments of partners from a table"), "partners.assessments",
    N_("Assessments of partners"), Permission.PARTNERS_WRITE, AssessmentForm,
)  # fmt: skip
PRODUCTS_TABLE: Final = RecordTable(
    tabled.PRODUCTS, N_("Products from a table"), "products.index", N_("Products"), Permission.PRODUCTS_WRITE,
    ProductForm,
)  # fmt: skip
ACCESS_TABLE: Final = RecordTable(
    tabled.ACCESS, N_("Market access from a table"), "access.index", N_("Market access"), Permission.ACCESS_WRITE,
    AccessForm, texts="words_ja",
)  # fmt: skip
SERIES_TABLE: Final = RecordTable(
    tabled.SERIES, N_("Fair series from a table"), "fairs.all_series", N_("Fair series"), Permission.FAIRS_WRITE,
    SeriesForm,
)  # fmt: skip
BOOTHS_TABLE: Final = RecordTable(
    tabled.BOOTHS, N_("Booths from a table"), "missions.index", N_("Missions"), Permission.FAIRS_WRITE, BoothForm
)
RIVALS_TABLE: Final = RecordTable(
    market.RIVALS, N_("Competing regions from a table"), "rivals.index", N_("Competing regions"),
    Permission.RIVALS_WRITE, RivalForm,
)  # fmt: skip
SIGNALS_TABLE: Final = RecordTable(
    market.SIGNALS, N_("Demand signals from a table"), "rivals.signals", N_("Demand signals"), Permission.RIVALS_WRITE,
    SignalForm,
)  # fmt: skip


def meanings(kind: TableKind) -> dict[str, str]:
    """{folded heading: column} of the columns of a kind: what its reader calls them, then what our languages do."""
    told = {name: (column.label, *column.also) for name, column in kind.columns.items()}
    return _read_as(told, columns.folded)


def codes(kind: TableKind) -> dict[str, dict[str, str]]:
    """{column: {folded word: code}} of its columns of codes: the reader's own words, then those of our languages that
    mean one code; a number stands for itself. 箱 is boxes in Japanese, and cases in Chinese."""
    return {
        name: _read_as({code: [label] for code, label in column.table.items()}, search_key)
        | {code: code for code in column.table if code.isdigit()}
        for name, column in kind.columns.items()
        if column.table
    }


def _read_as(told: Mapping[str, Sequence[str]], fold: Callable[[str], str]) -> dict[str, str]:
    """{folded word: its entry} of {entry: labels}: a word of the reader's language is theirs, one of another language
    counts where it names one entry alone."""
    own, others = dict[str, str](), dict[str, set[str]]()
    for entry, labels in told.items():
        for label in labels:
            own[fold(translate(label))] = entry
            for word in _in_each(label):
                others.setdefault(fold(word), set()).add(entry)
    return {word: next(iter(entries)) for word, entries in others.items() if len(entries) == 1} | own


def typed(table: RecordTable) -> dict[str, Callable[[str], Any]]:
    """{column: how its cells are read} of those that a field of the form of one record reads: with its limits."""
    form, known = table.form(formdata=None), table.kind.columns
    read = (TEXT, WHOLE, AMOUNT, DAY)
    of_forms: dict[str, tuple[Any, Any]] = {
        name: (form, form[name]) for name, column in known.items() if column.reads in read and name in form
    }
    for name, (made, of_form) in table.fields.items():
        other = made(formdata=None)
        of_forms[name] = other, other[of_form]
    if table.texts in form:
        of_forms |= {name: (form, form[table.texts]) for name in ("name", "words", *LANGUAGE_LABELS) if name in known}
    return {name: partial(_typed, *found) for name, found in of_forms.items()}


def _typed(form: Any, field: Any, cell: str) -> Any:
    field.process(MultiDict([(field.name, cell)]))
    if field.validate(form):
        return field.data
    raise Refused(Text(str(field.errors[0])))  # a field speaks to its reader already


def _in_each(label: str) -> list[str]:
    found = []
    for locale in LOCALES.values():
        with force_locale(locale):
            found.append(translate(label))
    return found
