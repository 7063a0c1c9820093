"""Which views answer with a file, and which commands send mail, by what they call; and what each is declared as."""

import ast
import sys
from collections.abc import Iterable
from functools import cache
from inspect import unwrap
from pathlib import Path

from flask import Flask

from tools.steps import ROOT

#: What hands out a file, a feed or a whole paper, and what hands over a mail.
DOORS = frozenset({"send_file", "saved_file", "paper", "_ics", "Content-Disposition"})
MAILER, HEADER = "mailer.send", "Content-Disposition"
#: What leaves without a file that the view itself writes: the queue writes it, or a screen shows it to a phone.
FURTHER = frozenset({"documents.mission", "interchange.qr", "interchange.vcards_chosen", "letters.sent", "lists.export",
                     "matching.print_table"})  # fmt: skip

CHECKED = "checked"  #: who said no holds it back, and what left is noted; it has a scene in tests/privacy/test_ways_out
#: Why another way out asks nobody.
HOUSE = "for our own people: it shows them what their pages show, and whoever gives it on notes that by hand"
NOBODY = "tells of goods, places, sums or firms, and of no person outside"
OWN = "goes to the person or firm whom alone it tells of"
MADE = "hands out what was looked at when it was made"
FUNDS = "a legal duty towards whoever granted the money"
WAYS = {
    "activities.approval_paper": HOUSE, "activities.subsidy_file": FUNDS,
    "activities.subsidy_paper": FUNDS, "booths.slips": NOBODY, "documents.blank_pdf": NOBODY,
    "documents.lead_pdf": HOUSE, "documents.mission": CHECKED,
    "documents.product_pdf": NOBODY, "documents.report_word": HOUSE,
    "documents.talk_pdf": HOUSE, "fairs.packing": HOUSE, "fairs.shifts": HOUSE, "files.record": MADE,
    "handouts.application": OWN, "handouts.paper": CHECKED, "initiatives.roles_paper": HOUSE,
    "insights.book": HOUSE, "insights.fair_paper": HOUSE, "insights.month_paper": HOUSE,
    "insights.places_paper": NOBODY, "interchange.qr": CHECKED, "interchange.rejected": HOUSE,
    "interchange.vcard": CHECKED, "interchange.vcards_chosen": CHECKED, "launches.sheet": NOBODY,
    "letters.all_pdf": CHECKED, "letters.enclosed": CHECKED, "letters.pdf": CHECKED, "letters.sent": CHECKED,
    "letters.word": CHECKED, "lists.export": CHECKED, "lists.file": MADE, "makers.statement": OWN,
    "matching.print_table": CHECKED,
    "matching.workbook": CHECKED, "missions.calendar_feed": CHECKED, "missions.calendar_file": HOUSE,
    "outcomes.summary_file": HOUSE, "products.samples_paper": NOBODY, "showrooms.labels": NOBODY,
    "showrooms.partner_paper": OWN, "showrooms.report": NOBODY, "showrooms.statement": OWN,
    "subjects.everything": OWN, "talks.rounds_sheet": HOUSE, "visas.paper": CHECKED,
    "crm/backups/commands.py": HOUSE, "crm/office/views.py": HOUSE, "crm/outcomes/commands.py": OWN,
    "crm/tasks/commands.py": HOUSE, "crm/users/commands.py": HOUSE,
} | {
    f"interchange.pattern_{kind}": NOBODY for kind in (
        "access", "assessments", "booths", "demand", "exhibits", "products", "rivals", "routes", "series", "showrooms",
    )
}  # fmt: skip


@cache
def _functions(module: str) -> dict[str, set[str]]:
    """{function of a module: what it calls by a plain name, and that header}."""
    path = Path(sys.modules[module].__file__ or "")
    found = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            called = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
            names = {each.id for each in called if isinstance(each, ast.Name)}
            texts = {str(each.value) for each in ast.walk(node) if isinstance(each, ast.Constant)}
            names |= texts & {HEADER}
            found[node.name] = names
    return found


def _leads_out(module: str, name: str, seen: set[str]) -> bool:
    """Whether a function of a module calls a door, by itself or through others of the same module."""
    called = _functions(module).get(name, set())
    if called & DOORS:
        return True
    further = (called & set(_functions(module))) - seen - {name}
    return any(_leads_out(module, each, seen | {name, each}) for each in further)


def ways_out(app: Flask) -> set[str]:
    """The endpoints that answer with a file."""
    found = set()
    for endpoint, view in app.view_functions.items():
        plain = unwrap(view)
        if plain.__module__.startswith("crm.") and _leads_out(plain.__module__, plain.__name__, set()):
            found.add(endpoint)
    return found | FURTHER


def mails() -> set[str]:
    """The files that hand a mail to the mail server."""
    paths: Iterable[Path] = (ROOT / "crm").rglob("*.py")
    return {str(path.relative_to(ROOT)) for path in paths if MAILER in path.read_text(encoding="utf-8")}
