"""A letter as HTML for the preview, and as PDF from the confined printer. Words of users are data, no template."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from flask import current_app, url_for
from flask_babel import force_locale, gettext

from crm.core.languages import LOCALES
from crm.files import services as files
from crm.files.rules import safe_name
from crm.letters import rules
from crm.letters.contents.parts import heads, parts, roll
from crm.letters.models import Letter
from crm.office import queries as offices
from crm.office.rules import Office
from crm.pdf.render import render
from crm.travel import rules as travel_rules
from crm.travel.queries import TravelSheet
from crm.web.instance import instance_folder

SHEETS = ("tokens", "print", "letter")
PREVIEW_SHEETS = (*SHEETS, "paper")
#: How a letter calls the picture at its head.
PICTURE: Final = "letterhead.jpg"


def html(letters: Sequence[Letter], *, sheets: Sequence[str] = (), passports: Sequence[TravelSheet] = ()) -> str:
    """Letters, each from the top of a page. `sheets` are the addresses of style sheets for a browser; `passports` stand
    on a sheet behind them.
    """
    template = current_app.jinja_env.get_template("letters/paper.html")
    office = offices.current()
    with force_locale(LOCALES[letters[0].language]):
        return template.render(
            letters=letters, parts=parts, roll=roll, heads=heads, enclosure=rules.ENCLOSURE, sheets=sheets,
            office=office, letterhead=_address(office, sheets), passports=passports,
            labels=travel_rules.LABELS, sexes=travel_rules.SEXES, nationalities=travel_rules.NATIONALITIES,
        )  # fmt: skip


def _address(office: Office, sheets: Sequence[str]) -> str:
    """Of the picture at the head: on paper it goes along, a browser asks for it. Empty where there is none."""
    if letterhead() is None:
        return ""
    return url_for("office.letterhead", id=office.letterhead_id) if sheets else f"app:{PICTURE}"


def letterhead() -> bytes | None:
    """The picture that letters begin with; None without one, and where only the database was brought back."""
    return files.picture(offices.current().letterhead_id, instance_folder())


def pdf(letters: Sequence[Letter], *, passports: Sequence[TravelSheet] = ()) -> bytes:
    """Letters as one PDF. Takes a second or two. Raises pdf.RenderFailed."""
    folder = Path(current_app.static_folder or "static") / "css"
    picture = letterhead()
    return render(
        html(letters, passports=passports),
        assets={PICTURE: picture} if picture is not None else {},
        css=[(folder / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS],
    )


def file_name(letter: Letter, ending: str) -> str:
    """What the download is called: kind and recipient, in the language of the letter."""
    with force_locale(LOCALES[letter.language]):
        return safe_name(f"{gettext(rules.KINDS[letter.kind])} {letter.recipient}.{ending}")
