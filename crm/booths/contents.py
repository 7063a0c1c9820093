"""What a visitor reads before they tick: on the phone, and on slips to cut out, several a sheet (DP-1, DP-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from crm.activities.models import Activity
from crm.booths import rules
from crm.charts import qr
from crm.core.languages import LOCALES
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.places import queries as places
from crm.places.rules import COUNTRIES
from crm.web.forms import translate

SLIPS_A_SHEET: Final = 8
SLIPS_PAGE: Final = "@page { size: A4; margin: 8mm; @bottom-left { content: none } @bottom-right { content: none } }"


@dataclass(frozen=True)
class ConsentWords:
    """The notice, the two ticks and the words of a slip, in one language."""

    language: str
    heading: str
    notice: str
    may_store: str
    may_share: str
    name: str
    company: str
    reach: str
    signed: str
    booth: str
    ask: str  #: whom to ask
    reached: Sequence[str]  #: where the office is and how to reach it, line by line; none where nothing is on record


def notices(booth: str = "") -> dict[str, ConsentWords]:
    """{language: what the visitor is told, and may tick}, by the languages of visitors; `booth` is the label of one."""
    office, country, told = offices.current(), places.office_country(), {}
    for code, locale in LOCALES.items():
        with force_locale(locale):
            values = {"office": office.name(code), "country": translate(COUNTRIES[country])}
            told[code] = ConsentWords(
                language=code,
                heading=_("May we keep your data?"),
                notice=_(rules.NOTICE, **values),
                may_store=_(rules.MAY_STORE, **values),
                may_share=_(rules.MAY_SHARE),
                name=_("Full name"),
                company=_("Company"),
                reach=_("Contact details"),
                signed=_("Date and signature"),
                booth=_("Booth %(name)s", name=booth),
                ask=_("Whom to ask"),
                reached=contact_lines(office, code),
            )
    return told


def slips(fair: Activity, booth: str, visitors: Sequence[str], ours: str, *, at: str = "") -> str:
    """Sheets of empty slips as a whole document: one in each language of `visitors`, with that of the booth below it.

    `fair` with its names; `booth` is its label, "" for the whole fair. `at` is the public address of the notice, ""
    where there is none: the code on a slip leads there, in the visitor's language. Nothing of any contact stands on it.
    """
    told = notices(booth)
    sheets = [(told[code], told[ours], qr.svg(f"{at}?lang={code}", at) if at else "") for code in visitors]
    return render_template(
        "booths/slips.html", fair=fair, booth=booth, sheets=sheets, count=SLIPS_A_SHEET, version=rules.NOTICE_VERSION,
        office=offices.current(),
    )  # fmt: skip
