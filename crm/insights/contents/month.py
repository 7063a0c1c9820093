"""The board paper: the month on three pages at most, in the language of its reader."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from crm.core import here
from crm.core.languages import LOCALES
from crm.files.rules import safe_name
from crm.office import queries as offices
from crm.pdf import styles
from crm.pdf.render import render


def month_html(shown: Mapping[str, Any], language: str) -> str:
    """The paper as a document; `shown` is what the page shows."""
    template = current_app.jinja_env.get_template("insights/month_paper.html")
    with force_locale(LOCALES[language]):
        return template.render(page_lang=language, office=offices.current(), printed_on=here.today(), **shown)


def month_pdf(shown: Mapping[str, Any], language: str) -> bytes:
    """The paper as PDF: a second of work. Raises pdf.RenderFailed."""
    folder = Path(current_app.static_folder or "static") / "css"
    return render(month_html(shown, language), assets={}, css=styles.texts(folder, language), tighter=styles.TIGHTER)


def month_file(language: str) -> str:
    """What the download is called."""
    with force_locale(LOCALES[language]):
        return safe_name(f"{_('Board paper')} {here.today().isoformat()}.pdf")
