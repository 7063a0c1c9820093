"""The board paper: the month on three pages at most, in the language of its reader."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from crm.core import here
from crm.core.languages import LOCALES
from crm.files.rules import safe_name
from crm.office import queries as offices
from crm.pdf import styles
from crm.pdf.order import RenderLimits
from crm.pdf.render import TooLong, render

_LIMITS: Final = RenderLimits(pages=3)
#: With how many changes it is tried, one after the other, until it fits.
FEWER: Final = (12, 8, 5, 3, 1)


def month_html(shown: Mapping[str, Any], language: str) -> str:
    """The paper as a document; `shown` is what the page shows."""
    template = current_app.jinja_env.get_template("insights/month_paper.html")
    with force_locale(LOCALES[language]):
        return template.render(page_lang=language, office=offices.current(), printed_on=here.today(), **shown)


def month_pdf(shown: Mapping[str, Any], language: str) -> bytes:
    """The paper as PDF: a second of work, or some where much is to be told: then set tighter, with so many of the
    latest changes as fit on the pages of a board paper. Raises pdf.RenderFailed."""
    folder = Path(current_app.static_folder or "static") / "css"
    css, moves = styles.texts(folder, language), shown["moves"]
    html = month_html(shown, language)
    for most in (None, *FEWER):
        if most is not None:
            html = month_html({**shown, "moves": replace(moves, latest=moves.latest[:most])}, language)
        sheets = css if most is None else [*css, styles.TIGHTER]
        try:
            return render(html, assets={}, css=sheets, tighter=styles.TIGHTER, limits=_LIMITS)
        except TooLong:
            continue
    return render(html, assets={}, css=[*css, styles.TIGHTER])  # what waits and what is owed is all told


def month_file(language: str) -> str:
    """What the download is called."""
    with force_locale(LOCALES[language]):
        return safe_name(f"{_('Board paper')} {here.today().isoformat()}.pdf")
