"""Uploading a file, and saying what its columns mean."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import FieldList

from crm.core.languages import LANGUAGE_LABELS
from crm.fields import queries as own_fields
from crm.interchange import columns, rules
from crm.interchange.models import ImportBatch
from crm.interchange.rules.cells import listed
from crm.interchange.services.batches import Assignment
from crm.places.rules import COUNTRIES
from crm.web.forms import BaseForm, Choice, Line, Tick
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
