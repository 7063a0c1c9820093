"""How papers on an activity write names of places and bodies, the head of our office, and a fiscal year."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from crm.contacts import queries as contacts
from crm.core.languages import Language
from crm.core.wareki import year_text
from crm.office import queries as offices
from crm.places.rules import Shown


def in_a_row(forms: Sequence[Shown]) -> tuple[str, str]:
    """(a name with what stands beside it in brackets, its language)."""
    name, *others = forms
    return name.text + "".join(_(" (%(text)s)", text=other.text) for other in others), name.language


def head_of_office(language: str) -> str:
    """The head of our office by name, as readers of a language have it; with its reading where they need one."""
    name = offices.current().head_name
    person = contacts.colleagues().get("".join(name.split()))
    if person is None:
        return name
    shown, reading = contacts.spoken(person, language)
    if reading is None or language == Language.EN:
        return str((reading or shown).text)
    return str(shown.text + _(" (%(text)s)", text=reading.text))


def fiscal_year_told(day: date, language: str) -> str:
    """The number of the one a day is in; in Japanese by era, as every other day of the paper."""
    year = offices.current().fiscal_year(day)
    first, _last = offices.current().fiscal_year_dates(year)
    return f"{year_text(first)}度" if language == Language.JA else str(year)


# ------------------------------------------------------------------ the workbook
