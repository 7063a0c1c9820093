"""A paper as PDF from the confined printer. Words of users are data, no template."""

from pathlib import Path

from flask import current_app

from crm.files.rules import safe_name
from crm.office import queries as offices
from crm.pdf.render import render
from crm.visas import rules
from crm.visas.contents.sheets import VisaSheet, runs

SHEETS = ("tokens", "print", "letter")


def html(sheet: VisaSheet) -> str:
    """A whole paper as HTML."""
    template = current_app.jinja_env.get_template("visas/paper.html")
    return template.render(sheet=sheet, office=offices.current(), page_lang=rules.LANGUAGE, runs=runs)


def pdf(sheet: VisaSheet) -> bytes:
    """The paper as PDF. Takes a second. Raises pdf.RenderFailed."""
    folder = Path(current_app.static_folder or "static") / "css"
    return render(html(sheet), assets={}, css=[(folder / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS])


def file_name(sheet: VisaSheet, heading: str, ending: str) -> str:
    """What the download is called."""
    return safe_name(f"{sheet.title} {heading}.{ending}")
