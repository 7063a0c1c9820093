"""The office's own page: what it is called in each language, where it is, how it numbers and approves."""

from dataclasses import replace
from typing import Any

from babel.dates import get_month_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import FileField
from wtforms.validators import Email, InputRequired

from crm.core import zones
from crm.core.cleaning import to_ascii_forms
from crm.core.languages import ENDONYMS
from crm.core.texts import N_
from crm.office import rules
from crm.office.models import OfficeRecord
from crm.office.rules import Office
from crm.web.forms import BaseForm, Choice, Currency, Line, MayBeEmpty, Prose, in_each, shown_in_each, written_in_each

NAME_LIMIT, ADDRESS_LIMIT, PHONE_LIMIT, FORM_LIMIT = 120, 400, 60, 60
#: {field of the form, without its language: attribute of an office}
TEXTS = {"name": "names", "head_title": "head_titles", "address": "addresses"}
PLAIN = (
    "kind", "reading", "latin", "head_name", "phone", "fax", "emergency_phone", "mail", "website", "number_form",
    "language", "zone", "currency",
)  # fmt: skip
#: Printed as they stand: （018）863－4141 as (018)863-4141.
NUMBERS = ("phone", "fax", "emergency_phone")


class Month(Choice):
    """A month of the year, told in the reader's language. Data: its number as text."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, table={str(number): "" for number in range(1, 13)}, blank=None, **kwargs)

    def _options(self) -> list[tuple[str, str]]:
        names = get_month_names("wide", "stand-alone", get_locale())
        return [(code, names[int(code)]) for code in self.table]


class MailForm(BaseForm):
    to = Line(
        _l("Send a test to"),
        limit=254,
        validators=[InputRequired(_l("Fill in this field.")), Email(_l("This is not an e-mail address."))],
        render_kw={"type": "email"},
    )


class LetterheadForm(BaseForm):
    picture = FileField(
        _l("Picture at the head of letters"),
        description=_l("JPEG, PNG or WebP; it is printed as wide as the text at most, and 25 mm high."),
        render_kw={"accept": "image/*"},
    )


class OfficeForm(BaseForm):
    kind = Choice(_l("Kind of office"), table=rules.KINDS, required=True)
    name_ja, name_zh, name_ko, name_en = in_each(Line, N_("Name of the office"), limit=NAME_LIMIT)
    reading = Line(_l("Reading of the name in kana"), limit=200)
    latin = Line(
        _l("Name of the office in Latin letters"),
        limit=200,
        description=_l("As it sounds. For example Marumaru Shokokai."),
    )
    head_title_ja, head_title_zh, head_title_ko, head_title_en = in_each(Line, N_("Title of the head"), limit=60)
    head_name = Line(_l("Name of the head"), limit=120, description=_l("As in signatures in your own language."))
    address_ja, address_zh, address_ko, address_en = in_each(Prose, N_("Address"), limit=ADDRESS_LIMIT)
    phone = Line(
        _l("Phone"),
        limit=PHONE_LIMIT,
        render_kw={"inputmode": "tel"},
        description=_l("Documents need a phone or an e-mail address."),
    )
    fax = Line(_l("Fax"), limit=PHONE_LIMIT, render_kw={"inputmode": "tel"})
    emergency_phone = Line(
        _l("Phone in emergencies"),
        limit=PHONE_LIMIT,
        render_kw={"inputmode": "tel"},
        description=_l("Must be answered at any hour during a mission."),
    )
    mail = Line(
        _l("E-mail address"),
        limit=254,
        validators=[MayBeEmpty(), Email(_l("This is not an e-mail address."))],
        render_kw={"type": "email"},
    )
    website = Line(_l("Website"), limit=300)
    number_form = Line(
        _l("Form of document numbers"),
        limit=FORM_LIMIT,
        description=_l(
            "{number} is the running number, {year} or {yy} the fiscal year, {era} the year of Reiwa. "
            "For example 〇商国第{yy}-{number}号."
        ),
    )
    chain = Prose(
        _l("Who approves, step by step"),
        limit=rules.MOST_STEPS * (rules.STEP_LIMIT + 2),
        description=_l("One title per line; the first one decides first. They become the approval boxes on paper."),
        render_kw={"rows": 4},
    )
    fiscal_month = Month(_l("The fiscal year begins in"))
    language = Choice(_l("Default language"), table=ENDONYMS, as_written=True, blank=None)
    zone = Choice(
        _l("Default time zone"),
        table=zones.ZONES,
        blank=None,
        description=_l("New accounts start with it. Deadlines and figures use its date."),
    )
    currency = Currency(
        _l("Default currency"),
        description=_l(
            "Forms start with it; figures, budgets and rates use it. It cannot be changed once amounts are recorded "
            "in it; if you change it before that, the rates must be entered again."
        ),
    )

    @classmethod
    def initial(cls, row: OfficeRecord | Office) -> dict[str, Any]:
        """What the form shows: texts by language each in its own field, the chain a title a line."""
        told: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
        by_language: dict[str, dict[str, str]] = {}
        for field, attribute in TEXTS.items():
            for code, text in getattr(row, attribute).items():
                by_language.setdefault(code, {})[field] = text
        return (
            told
            | shown_in_each(by_language, TEXTS)
            | {
                "chain": "\n".join(row.chain),
                "fiscal_month": str(row.fiscal_month),
            }
        )

    @classmethod
    def of(cls, row: OfficeRecord | None, language: str) -> "OfficeForm":
        """The form for the row; of an office that nobody told of yet it shows what suits who fills it in."""
        if row is not None and (row.names or row.kind):
            return cls.editing(row)
        begun = cls.initial(replace(Office(), **rules.BEGINNINGS[language]))
        return cls(data=begun, row=row)

    def input(self, letterhead_id: int | None) -> Office:
        """The office as typed, with the letterhead that it has."""
        texts = written_in_each(self, TEXTS)
        told: dict[str, Any] = {name: self[name].data or "" for name in PLAIN}
        told |= {name: to_ascii_forms(told[name]) for name in NUMBERS}
        for field, attribute in TEXTS.items():
            told[attribute] = {code: row[field] for code, row in texts.items() if row[field]}
        return Office(
            **told,
            letterhead_id=letterhead_id,
            chain=tuple(filter(None, map(str.strip, (self.chain.data or "").splitlines()))),
            fiscal_month=int(self.fiscal_month.data),
        )
