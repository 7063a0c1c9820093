"""A letter as HTML for the preview, and as PDF from the confined printer. Words of users are data, no template."""

from collections.abc import Sequence
from pathlib import Path

from flask import current_app
from flask_babel import force_locale, gettext

from crm.core.languages import LOCALES
from crm.files.rules import safe_name
from crm.letters import rules
from crm.letters.contents.parts import parts, roll
from crm.letters.models import Letter
from crm.office import queries as offices
from crm.pdf.render import render

SHEETS = ("tokens", "print", "letter")
PREVIEW_SHEETS = (*SHEETS, "paper")


def html(letters: Sequence[Letter], *, sheets: Sequence[str] = ()) -> str:
    """Letters, each from the top of a page. `sheets` are the addresses of style sheets for a browser."""
    template = current_app.jinja_env.get_template("letters/paper.html")
    with force_locale(LOCALES[letters[0].language]):
        return template.render(letters=letters, parts=parts, roll=roll, sheets=sheets, office=offices.current())


def pdf(letters: Sequence[Letter]) -> bytes:
    """Letters as one PDF. Takes a second or two. Raises pdf.RenderFailed."""
    folder = Path(current_app.static_folder or "static") / "css"
    return render(
        html(letters), assets={}, css=[(folder / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS]
    )


def file_name(letter: Letter, ending: str) -> str:
    """What the download is called: kind and recipient, in the language of the letter."""
    with force_locale(LOCALES[letter.language]):
        return safe_name(f"{gettext(rules.KINDS[letter.kind])} {letter.recipient}.{ending}")
