"""Uploading a file, and saying what its columns mean."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import FieldList

from crm.access.forms import AccessForm
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.languages import LANGUAGE_LABELS, LOCALES
from crm.core.texts import Text
from crm.fairs.forms import BoothForm, SeriesForm
from crm.fields import queries as own_fields
from crm.interchange import columns, rules
from crm.interchange.columns.records import AMOUNT, DAY, TEXT, WHOLE
from crm.interchange.models import ImportBatch
from crm.interchange.rules.cells import listed
from crm.interchange.rules.records import LONGEST
from crm.interchange.services.batches import Assignment
from crm.interchange.services.kinds import TableKind
from crm.partners.forms import AssessmentForm, RouteForm
from crm.partners.forms.routes import ProofRow
from crm.places.rules import COUNTRIES
from crm.products.forms import ProductForm
from crm.web.forms import BaseForm, Choice, Line, Prose, Tick, translate
from crm.web.locale import language

DUPLICATES = {
    "add": _l("Add them and list them for comparison"),
    "skip": _l("Leave them out"),
}


class UploadForm(BaseForm):
    file = FileField(
        _l("File"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l(
            "CSV, Excel (XLSX) or vCard, at most 24 MB: an export of Eight, Sansan, Outlook, Google or your own table"
        ),
        render_kw={"accept": ".csv,.txt,.tsv,.tab,.xlsx,.xlsm,.vcf,.vcard"},
    )
    kind = Choice(_l("What the rows are"), table=rules.KINDS, blank=None)


class TableForm(BaseForm):
    """A table of records with its headings: pasted, or a file whose rows are put there to be looked at."""

    file = FileField(
        _l("File"), description=_l("CSV or Excel (XLSX); its rows are put into the field below."),
        render_kw={"accept": ".csv,.txt,.tsv,.tab,.xlsx,.xlsm"},
    )  # fmt: skip
    table = Prose(
        _l("The table"), limit=LONGEST, render_kw={"rows": 10, "spellcheck": "false"},
        description=_l("Copy the rows with their headings from a spreadsheet, and paste them here."),
    )  # fmt: skip


#: The form of one record of each kind of table.
_FORMS: Final[dict[str, type[BaseForm]]] = {
    "routes": RouteForm, "assessments": AssessmentForm, "products": ProductForm, "access": AccessForm,
    "series": SeriesForm, "booths": BoothForm,
}  # fmt: skip


def meanings(kind: TableKind) -> dict[str, str]:
    """{folded heading: column} of the columns of a kind, in each of our languages."""
    return {columns.folded(told): name for name, column in kind.columns.items() for told in _in_each(column.label)}


def codes(kind: TableKind) -> dict[str, dict[str, str]]:
    """{column: {folded word: code}} of its columns of codes, in each of our languages."""
    return {
        name: {search_key(told): code for code, label in column.table.items() for told in _in_each(label)}
        for name, column in kind.columns.items()
        if column.table
    }


def typed(kind: TableKind) -> dict[str, Callable[[str], Any]]:
    """{column: how its cells are read} of those that a field of the form of one record reads: with its limits."""
    form = _FORMS[kind.code](formdata=None)
    read = (TEXT, WHOLE, AMOUNT, DAY)
    of_forms: dict[str, tuple[Any, Any]] = {
        name: (form, form[name]) for name, column in kind.columns.items() if column.reads in read and name in form
    }
    if kind.code == "routes":
        proof = ProofRow(formdata=None)
        of_forms |= {"proven_on": (proof, proof["on"]), "proof": (proof, proof["note"])}
    in_each = "words_ja" if kind.code == "access" else "name_ja"
    if in_each in form:
        texts = ("name", "words", *LANGUAGE_LABELS)
        of_forms |= {name: (form, form[in_each]) for name in texts if name in kind.columns}
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


class ReadingForm(BaseForm):
    """How the file is read. The first look is a GET: nothing is saved until the rows look right."""

    encoding = Choice(_l("Encoding"), table=rules.ENCODINGS, blank=None)
    sheet = Line(_l("Sheet"))
    line = Line(_l("Row of the headings"))
    take_hidden = Tick(_l("Include hidden rows"))


class ColumnsForm(BaseForm):
    """A target for each column, and what the file does not say."""

    targets = FieldList(Choice(table={}), label=_l("Columns"))
    language = Choice(
        _l("Language of names in Chinese characters alone"),
        table=LANGUAGE_LABELS,
        blank=None,
        description=_l("For names whose language neither kana, hangul nor the legal form shows"),
    )
    country = Choice(_l("Country of organisations whose country is not clear"), table=COUNTRIES)
    duplicates = Choice(_l("People of the same name, with nothing else in common"), table=DUPLICATES, blank=None)
    overwrite = Tick(_l("Overwrite fields that are already filled (otherwise only empty fields are filled)"))
    tags = Line(_l("Tags for every record of this file"), description=_l("Separated by commas"))
    profile = Line(
        _l("Save these columns as a profile named"),
        limit=80,
        description=_l("It is applied automatically to the next file with the same headings."),
    )

    @classmethod
    def of(cls, batch: ImportBatch) -> "ColumnsForm":
        """The form for an import, filled with what was guessed or chosen before."""
        options = dict(batch.options)
        given = {"targets": list(batch.targets), **options, "tags": ", ".join(options.get("tags", ()))}
        form = cls(data=given)
        table = targets(batch.kind)
        for entry in form.targets:
            entry.table = table
        return form

    def assignment(self) -> Assignment:
        """What was chosen, as the service takes it."""
        return Assignment(
            targets=[entry.data or "" for entry in self.targets],
            language=self.language.data,
            country=self.country.data or "",
            overwrite=bool(self.overwrite.data),
            duplicates=self.duplicates.data,
            tags=listed(self.tags.data or ""),
        )


def targets(kind: str) -> dict[str, Any]:
    """{target: label}: the table of a kind, and the administrator's own fields."""
    own = {
        f"{columns.FIELD}{field.id}": _("Custom field: %(name)s", name=own_fields.label_text(field, language()))
        for field in own_fields.defined(kind)
    }
    return columns.TARGETS[kind] | own
