"""The comparison of rounds as a sheet of paper, in the two languages of a case side by side."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from babel.dates import format_date
from flask import render_template
from flask_babel import force_locale, gettext

from crm.contacts import queries as contacts
from crm.core import here
from crm.core.languages import LOCALES
from crm.core.texts import N_
from crm.meetings.rules import SIDES
from crm.negotiations.models import Negotiation
from crm.office import queries as offices
from crm.talks.models import TalkRound
from crm.talks.rules.terms import MOVES, OTHER, PER, PRICE, TERMS, UNITS, Offered, compared
from crm.web.filters import number
from crm.web.locale import language

SHEET_PAGE: Final = "@page { size: A4 landscape; margin: 14mm 14mm 14mm 20mm; }"


_AS_TYPED: Final = N_("What is underlined stands as it was typed, in one language.")


def measured(offer: Offered) -> str:
    """The number of an offer in its unit, in the language that is spoken: CNY 128 / 点 CIF. Without a unit where the
    words of the offer say it."""
    told = (PER if offer.term == PRICE else UNITS).get(offer.unit) if offer.unit != OTHER else None
    unit = ("/ " if offer.term == PRICE else "") + gettext(told) if told else ""
    return " ".join(filter(None, (offer.currency, number(offer.amount, 2), unit, offer.incoterm)))


def languages(case: Negotiation) -> list[str]:
    """The languages of the two sides; English stands beside the one that both have."""
    found = [contacts.own_name(side).language for side in (case.our_organisation, case.counterpart)]
    known = [code if code in LOCALES else "en" for code in found]
    return known if known[0] != known[1] else [known[0], "en" if known[0] != "en" else "ja"]


def sheet(case: Negotiation, rounds: Sequence[TalkRound], spoken: Sequence[str]) -> str:
    """All rounds in one table. Every word of ours stands in both languages; what people typed stands as it is."""

    def both(msgid: str, **values: object) -> list[tuple[str, str]]:
        found = []
        for code in spoken:
            with force_locale(LOCALES[code]):
                found.append((gettext(msgid, **values), code))
        return found

    def days(day: date) -> list[tuple[str, str]]:
        told = {format_date(day, "long", locale=LOCALES[code]): code for code in reversed(spoken)}
        return list(reversed(told.items()))  # once, where both write it alike

    def number_in(offer: Offered) -> list[tuple[str, str]]:
        told: dict[str, str] = {}
        for code in spoken:
            with force_locale(LOCALES[code]):
                told.setdefault(measured(offer), code)  # once, where both write it alike
        return list(told.items())

    return render_template(
        "talks/sheet.html", case=case, rounds=rounds, rows=compared([each.offers for each in rounds]), both=both,
        number_in=number_in, as_typed=_AS_TYPED, days=days, terms=TERMS, sides=SIDES, moves=MOVES,
        own_name=contacts.own_name,
        office=offices.current(), page_lang=language(),
        printed_on=here.today(),
    )  # fmt: skip
