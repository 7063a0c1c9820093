"""From contents to paper: the template in the language of the document, then the confined printer.

Works without a request: the worker and the shell print, too.
"""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from markupsafe import Markup

from crm.activities import rules as activity_rules
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.core import clock
from crm.core.languages import LANGUAGE_LABELS, LOCALES
from crm.core.permissions import Actor
from crm.core.wareki import wareki
from crm.counterparts import rules as counterpart_rules
from crm.documents import rules
from crm.documents.contents.briefing import Briefing, briefing
from crm.documents.contents.names import tongue, written
from crm.documents.contents.report import Report, report
from crm.documents.rules import Wish
from crm.files.rules import safe_name
from crm.initiatives import rules as initiative_rules
from crm.initiatives.queries import title
from crm.leads import rules as lead_rules
from crm.meetings import rules as meeting_rules
from crm.missions import queries as missions
from crm.missions import rules as mission_rules
from crm.negotiations import rules as stage_rules
from crm.partners import rules as partner_rules
from crm.pdf.render import Progress, render
from crm.places import queries as places
from crm.places import rules as place_rules
from crm.travel import rules as travel_rules

#: In this order; the last one is for documents only.
SHEETS = ("tokens", "print", "document")
#: The same with what a screen needs to show a sheet of paper.
PREVIEW_SHEETS = (*SHEETS, "paper")
_FAMILIES = {"zh-Hans": "Noto Sans CJK SC", "ko": "Noto Sans CJK KR"}
_MARGINS = ("top-left", "top-right", "bottom-left", "bottom-right")
_TABLES: Mapping[str, Any] = {
    "activity_rules": activity_rules,
    "contact_rules": contact_rules,
    "counterpart_rules": counterpart_rules,
    "initiative_rules": initiative_rules,
    "lead_rules": lead_rules,
    "meeting_rules": meeting_rules,
    "mission_rules": mission_rules,
    "partner_rules": partner_rules,
    "place_rules": place_rules,
    "rules": rules,
    "stage_rules": stage_rules,
    "travel_rules": travel_rules,
}


@dataclass(frozen=True)
class Imprint:
    """What the cover and the margins say about the document itself."""

    number: str
    edition: int
    printed_on: date
    holder: str  #: who asked for it, by name


def filled(wish: Wish, *, user: Actor) -> Briefing | Report:
    """The contents of what is wished for, as `user` sees them. NotVisible without the right."""
    return briefing(wish, user=user) if wish.kind == rules.BRIEFING else report(wish, user=user)


def bare_html(content: Briefing | Report, imprint: Imprint, *, sheets: Sequence[str] = ()) -> str:
    """The whole document as HTML in its own language.

    `sheets` are the addresses of style sheets for a browser; the printer is handed their texts instead.
    """
    wish = content.wish
    template = current_app.jinja_env.get_template(f"documents/{wish.kind}/paper.html")
    with force_locale(LOCALES[wish.language]):
        # Not flask.render_template: its context is that of a signed-in reader, and the worker has none.
        return template.render(_context(content, imprint, sheets))


def _context(content: Briefing | Report, imprint: Imprint, sheets: Sequence[str]) -> dict[str, Any]:
    wish, activity = content.wish, content.facts.activity
    name = next((row for row in activity.names if row.language == wish.language), None)
    heading = title(activity.names, wish.language)
    return {
        **_TABLES,
        "content": content,
        "wish": wish,
        "facts": content.facts,
        "activity": activity,
        "imprint": imprint,
        "heading": heading,
        "heading_language": name.language if name else tongue(heading),
        "chamber": current_app.extensions["settings"].chamber,
        "page_lang": wish.language,
        "sheets": sheets,
        "written": lambda record: written(record, wish.language),
        "title_of": lambda names: title(names, wish.language),
        "tongue": tongue,
        "own_title": contacts.title_of,
        "place_name": lambda place: places.display_name(place, wish.language),
        "local_language": missions.local_language,
        "formal_date": _formal_date(wish.language),
        "home_clock": lambda moment: clock.local(moment, mission_rules.HOME_ZONE),
        "lined": lambda text: Markup("<br>").join(text.splitlines()),
    }


def _formal_date(language: str) -> Callable[[date], str]:
    """Japanese offices date by era; everyone else by the calendar."""
    if language == "ja":
        return wareki
    return lambda day: current_app.jinja_env.filters["date"](day)


def pdf(content: Briefing | Report, imprint: Imprint, *, progress: Progress | None = None) -> bytes:
    """The document as PDF. Takes seconds: call it outside a transaction. Raises pdf.RenderFailed."""
    folder = Path(current_app.static_folder or "static") / "css"
    styles = [(folder / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS]
    return render(
        bare_html(content, imprint), assets={}, css=[*styles, _margins(content.wish.language)], progress=progress
    )


def _margins(language: str) -> str:
    """Headers and footers in the regional shapes of the language: margin boxes inherit nothing."""
    family = _FAMILIES.get(language)
    if family is None:
        return ""
    return "@page {" + "".join(f' @{place} {{ font-family: "{family}"; }}' for place in _MARGINS) + " }"


def count_pages(printed: bytes) -> int:
    """How many pages a PDF has. Ours keep their page tree in compressed object streams."""
    plain = [printed]
    for packed in re.findall(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", printed, re.DOTALL):
        with suppress(zlib.error):
            plain.append(zlib.decompressobj().decompress(packed))
    return sum(len(re.findall(rb"/Type\s*/Page\b(?!s)", part)) for part in plain)


def file_name(content: Briefing | Report, imprint: Imprint) -> str:
    """What the download is called: kind, mission, language and edition."""
    wish = content.wish
    with force_locale(LOCALES[wish.language]):
        kind = gettext(rules.KINDS[wish.kind])
        name = title(content.facts.activity.names, wish.language)
        language = gettext(LANGUAGE_LABELS[wish.language])
    return safe_name(f"{kind} {name} {language} {imprint.edition}.pdf")
