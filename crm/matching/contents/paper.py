"""The sheets as PDF. Works without a request: the worker prints."""

from pathlib import Path

from flask import current_app
from flask_babel import force_locale, gettext

from crm.contacts import queries as contacts
from crm.core import here
from crm.core.languages import LOCALES
from crm.files.rules import safe_name
from crm.initiatives.queries import title
from crm.matching import rules
from crm.matching.contents.sheets import BY, second_time, sheets
from crm.matching.queries import MatchingBoard
from crm.office import queries as offices
from crm.pdf import styles
from crm.pdf.render import Progress, render
from crm.wordings import queries as wordings
from crm.wordings.queries import Wordings


def html(board: MatchingBoard, by: str, language: str, *, words: Wordings | None = None) -> str:
    """All sheets as one document in its own language."""
    template = current_app.jinja_env.get_template("matching/paper.html")
    words = words or wordings.in_language(language)
    with force_locale(LOCALES[language]):
        return template.render(
            sheets=sheets(board, by, language),
            by=by,
            session=board.session,
            heading=title(board.session.activity.names, language),
            page_lang=language,
            office=offices.current(),
            printed_on=here.today(),
            second_time=second_time(board),
            rules=rules,
            words=words,
            by_sound=lambda form: contacts.by_sound(form, language),
        )


def printed(document: str, language: str, *, progress: Progress | None = None) -> bytes:
    """A document that `html` made as PDF. Takes seconds: call it outside a transaction. Raises pdf.RenderFailed."""
    folder = Path(current_app.static_folder or "static") / "css"
    return render(document, assets={}, css=styles.texts(folder, language), progress=progress)


def file_name(board: MatchingBoard, by: str, language: str) -> str:
    """What the download is called, in the language of the sheets."""
    with force_locale(LOCALES[language]):
        return safe_name(f"{board.session.name} {gettext(BY[by])} {language}.pdf")
