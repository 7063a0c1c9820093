"""The forms of a sale, of the partner's sheet and of what its columns mean."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import FieldList

from crm.core import here
from crm.showrooms import queries
from crm.showrooms.models import Sale, SalesSheet, Showroom
from crm.showrooms.queries import ExhibitLine
from crm.showrooms.rules import amounts, headings
from crm.showrooms.services import SaleInput
from crm.web.access import me
from crm.web.days import day
from crm.web.forms import Amount, BaseForm, Choice, DoubtedForm, Line, MayBeEmpty, PastDay, RecordChoice, Tick, Whole
from crm.web.locale import language
from crm.web.money import currency_name


class SheetAmount(Amount):
    """An amount, also as partners write it in their sheets: 1,960元, 1.2万."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            told = amounts.amount_of(valuelist[0])
            if told is None:
                raise
            self.data = told  # type: ignore[assignment]  # the stubs know StringField for text only


class SaleForm(DoubtedForm):
    exhibit_id = RecordChoice(_l("Exhibit"), required=True)
    day = PastDay(_l("Day of the sale"), required=True, default=here.today)
    quantity = Whole(_l("Pieces"), required=True, least=1)
    amount = SheetAmount(_l("Amount"), required=True, description=_l("Of all pieces together."))
    tax = Choice(_l("Tax"), table=headings.TAXES, required=True, blank=None)
    explanation = Line(
        _l("Explanation"),
        limit=300,
        description=_l("Why it counts although it does not fit, for example a sale of stock left over."),
    )
    note = Line(_l("Remarks"), limit=300)

    @classmethod
    def initial(cls, row: Sale) -> dict[str, Any]:
        plain = ("exhibit_id", "day", "quantity", "explanation", "note")
        told = (row.gross, "with") if row.untaxed is None else (row.untaxed, "without")
        if row.is_tax_open:
            told = told[0], ""
        return {name: getattr(row, name) for name in plain} | dict(zip(("amount", "tax"), told, strict=True))

    def explaining(self, row: Sale) -> Self:
        """The form for a sale that waits: nothing is preselected where a row and its sheet say two things of the tax;
        of goods that nobody knows a word can be kept alone."""
        if row.is_tax_open:
            self.tax.blank = ""
        unknown = {"exhibit_id": row.exhibit_id, "day": row.day, "quantity": row.quantity, "amount": row.gross}
        for name, held in unknown.items():
            if row.exhibit_id is None and held is None:
                self[name].validators = [MayBeEmpty()]
                self[name].flags.required = False
        return self

    def input(self) -> SaleInput:
        """What the services take."""
        return SaleInput(**self.values(), written=(self.amount.raw_data or [""])[0])

    def in_currency(self, showroom: Showroom) -> Self:
        """The form, saying in what a sale in the showroom (its contracts loaded) is told: by the terms of its day."""
        terms = showroom.contracts
        told = [currency_name(each.currency) for each in terms[:1]]
        for before, each in pairwise(terms):
            if each.currency != before.currency:
                told.append(
                    _("%(currency)s from %(day)s", currency=currency_name(each.currency), day=day(each.begins_on))
                )
        if told:
            self.amount.description = _("Of all pieces together, in %(currency)s.", currency=_(", ").join(told))
        return self


def offered(showroom: Showroom) -> dict[str, Any]:
    """What the form of a sale in a showroom (its contracts loaded) offers; a tag in another currency is told."""
    showroom_id, terms = showroom.id, queries.terms_on(showroom.contracts, here.today())

    def named(line: ExhibitLine) -> str:
        parts = [line.exhibit.code, line.name.text, line.size.text]
        if terms is not None and line.exhibit.currency != terms.currency:
            parts.append(_("tag in %(currency)s", currency=currency_name(line.exhibit.currency)))
        return " · ".join(filter(None, parts))

    def exhibits() -> list[tuple[int, str]]:
        return [(line.exhibit.id, named(line)) for line in queries.shelf(showroom_id, user=me(), language=language())]

    return {"exhibit_id": exhibits}


class SheetForm(BaseForm):
    file = FileField(
        _l("File"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l("The partner's own table: CSV or Excel (XLSX), in 元 or 万元, with or without tax."),
        render_kw={"accept": ".csv,.txt,.tsv,.tab,.xlsx,.xlsm"},
    )


class SheetColumnsForm(BaseForm):
    """What each column of a sheet means, and what the sheet does not say."""

    targets = FieldList(Choice(table=headings.TARGETS), label=_l("Columns"))
    unit = Choice(_l("Amounts are in"), table=headings.UNITS, required=True, blank=None)
    tax = Choice(_l("Tax"), table=headings.TAXES, required=True, blank=None)
    hidden = Choice(
        _l("Hidden rows"), table=headings.HIDDEN,
        description=_l("Rows that are not recorded never come into a settlement."),
    )  # fmt: skip
    years = Tick(
        _l("The years shown below are right"),
        description=_l(
            "Some days leave their year out. They are taken to be of the period that is still to be settled."
        ),
    )
    profile = Line(
        _l("Save these columns as a profile named"),
        limit=80,
        description=_l("It is applied automatically to the next file with the same headings."),
    )

    @classmethod
    def of(cls, sheet: SalesSheet, *, hidden: str = "") -> "SheetColumnsForm":
        """The form for a sheet, filled with what was guessed or chosen before."""
        told = hidden if hidden in headings.HIDDEN else ""
        form = cls(data={"targets": list(sheet.targets), "unit": sheet.unit, "tax": sheet.tax, "hidden": told})
        if not sheet.tax:
            form.tax.blank = ""
        return form

    def told_by(self, words: Sequence[str]) -> None:
        """Say on what the guess about the tax rests: words of the sheet itself, or none."""
        guess = _("Nothing above the rows says so: a guess.")
        if words:
            said = _(", ").join(words)
            guess = _("The sheet says %(words)s: a guess from that. Look whether it holds for the amounts.", words=said)
        self.tax.description = guess
