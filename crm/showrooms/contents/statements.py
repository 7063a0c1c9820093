"""The statement of a settlement (仕切精算書, 结算单): a copy in the office's language, one in the operator's."""

from datetime import date, datetime
from typing import Final

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from crm.contacts import queries as contacts
from crm.core import clock, here
from crm.core.languages import LOCALES, Language
from crm.core.money import decimals
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.pdf import styles
from crm.places.rules import OWN_LANGUAGES
from crm.showrooms import queries
from crm.showrooms.models import Settlement, Showroom
from crm.showrooms.rules import partners as partner_rules
from crm.users import queries as users

#: The parts of a copy.
PARTS: Final = ("head", "sums", "makers", "sales", "signs")


def statement(settlement: Settlement, showroom: Showroom) -> str:
    """The statement of a settlement (all its rows loaded) as a whole document: the same whoever prints it."""
    first = here.language()
    copies = [(language, _parts(settlement, showroom, language)) for language in (first, operator_language(showroom))]
    with force_locale(LOCALES[first]):
        return render_template(
            "showrooms/statement.html", settlement=settlement, office=offices.current(), copies=copies, page_lang=first
        )


def statement_page(showroom: Showroom) -> str:
    """The CSS of its pages, which each office can print: A4, with heads in the shapes of the copy that they are of.
    Each copy is numbered by itself, since it is handed over by itself."""
    numbers = "@bottom-right {{ content: counter(page) ' / ' target-counter('#end-{}', page) }}"
    return (
        f"@page {{ size: A4; margin: 16mm 14mm 14mm 20mm; counter-increment: page; {numbers.format(1)} }} "
        f"@page second {{ {numbers.format(2)} }} @page :nth(1 of second) {{ counter-reset: page 0 }} "
        + styles.corners(here.language())
        + styles.corners(operator_language(showroom), "second")
        + "@layer print { .copy + .copy { page: second; break-before: page; } }"
    )


def operator_language(showroom: Showroom) -> str:
    """The language in which the operator writes its name, else that of the country of the showroom; another one than
    ours."""
    own, first = contacts.own_name(showroom.operator).language, here.language()
    for spoken in (own, OWN_LANGUAGES.get(showroom.place.country, "")):
        if spoken in LOCALES and spoken != first:
            return spoken
    return Language.ZH if first != Language.ZH else Language.JA


def _parts(settlement: Settlement, showroom: Showroom, language: str) -> list[Markup]:
    """The parts in a language."""
    office, approved_at = offices.current(), settlement.approved_at
    answers = [(said, _our_day(said.said_at), _our_day(said.replied_at)) for said in queries.answers_of(settlement.id)]
    with force_locale(LOCALES[language]):
        told = {
            "settlement": settlement, "office": office, "page_lang": language,
            "digits": decimals(settlement.currency),
            "approved_on": _our_day(approved_at),
            "approver": users.name_of(settlement.approved_by_id),
            "office_lines": contact_lines(office, language, abroad=True), "line": queries.line(showroom, language),
            "shares": queries.share_lines(settlement, language), "sold": queries.sold_lines(settlement, language),
            "returned": queries.returned_lines(settlement, language),
            "outside_terms": {
                line.sale_id for line in settlement.lines
                if line.sale.day is not None and queries.terms_on(showroom.contracts, line.sale.day) is None
            },
            "answers": answers, "partner_rules": partner_rules,
        }  # fmt: skip
        return [Markup(render_template("showrooms/_statement.html", part=part, **told)) for part in PARTS]  # noqa: S704  # our template


def _our_day(moment: datetime | None) -> date | None:
    return clock.local(moment, here.zone()).date() if moment is not None else None
