"""The front of a package is its plain imports: each name stands there once, and somebody asks for it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.steps import ROOT

pytestmark = pytest.mark.once

IMPORT = re.compile(r"^ *from (crm[.\w]*) import (?:\(([^)]*)\)|(.+))$", re.MULTILINE)
USE = re.compile(r"\b([a-z_]\w*)\.(\w+)|(crm\.[.\w]+)\.(\w+)\b|\b(\w+), \"(\w+)\"")
SHOWN = re.compile(r"rules\.(\w+)")  # templates are given the tables of some packages

#: What the product uses inside of the package alone, and tests take from its front. None is added: a test that needs
#: such a name takes it from its module.
INNER = {
    "crm.audit.services": "WriteOutsideAction erase_key",
    "crm.cards.rules": "KEPT_EDGE THUMBNAIL_EDGE is_heic",
    "crm.contacts.rules": "organisation_search_key organisation_sort_key person_search_key person_sort_key",
    "crm.documents.contents": "Briefing FrozenReport Report",
    "crm.insights.queries": "TimeFigures",
    "crm.insights.rules": "RateRatio Verdict garwood poisson_binomial",
    "crm.letters.queries": "met our_text",
    "crm.missions.queries": "days",
    "crm.missions.services": "Shifted archive_item",
    "crm.negotiations.queries": "labels last_contacts",
    "crm.places.rules": "EMERGENCY_NAMES ENTRY_REMARKS HOLIDAY_NAMES REMARKS names_of",
    "crm.tables": "neutral unwritable",
    "crm.users.services": "end_sessions set_hashing set_password",
}

Name = tuple[str, str]  #: a package and what its front offers


def test_each_name_of_a_front_is_asked_for_somewhere() -> None:
    fronts = {_module(file): file.read_text(encoding="utf-8") for file in (ROOT / "crm").rglob("__init__.py")}
    asked = {name for file in _sources() for name in _asked(file.read_text(encoding="utf-8"))}
    shown = {name for file in (ROOT / "templates").rglob("*.*") for name in SHOWN.findall(file.read_text("utf-8"))}
    idle = [
        f"{package}: {name}"
        for package, text in fronts.items()
        for _module, name, _original in _imported(text)
        if name not in INNER.get(package, "").split()
        and (package, name) not in asked
        and name not in shown
        and len(re.findall(rf"\b{name}\b", text)) == 1
    ]
    assert idle == []


def test_no_name_of_the_product_stands_in_a_list_of_exports() -> None:
    assert [file.name for file in (ROOT / "crm").rglob("*.py") if "__all__" in file.read_text(encoding="utf-8")] == []


def _sources() -> Iterator[Path]:
    """But for the tests: what only they ask for nobody needs."""
    yield from ROOT.glob("*.py")
    for folder in ("crm", "tools", "benchmarks"):
        yield from (ROOT / folder).rglob("*.py")


def _module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).parent.parts)


def _imported(text: str) -> Iterator[tuple[str, str, str]]:
    """Of each import: the module, the name here, and the name there."""
    for module, several, one in IMPORT.findall(text):
        for part in re.split(r"[,\n]+", several or one.split("#")[0]):
            original, _, alias = part.strip().partition(" as ")
            if original and not original.startswith("#"):
                yield module, alias or original, original


def _asked(text: str) -> Iterator[Name]:
    """What a file takes from packages: by `from … import name`, by `module.name`, or by a text that names it."""
    known: dict[str, set[str]] = {}
    for module, here, there in _imported(text):
        yield module, there
        known.setdefault(here, set()).add(f"{module}.{there}")
    for first, name, path, last, patched, attribute in set(USE.findall(text)):
        if path:
            yield path, last
        for module in known.get(first or patched, ()):
            yield module, name or attribute
