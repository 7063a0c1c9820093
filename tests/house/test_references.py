"""What code, tests and pages refer to can be found in this repository: sections, rules, documents, files."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tools import layout
from tools.steps import ROOT

DOMAIN = (ROOT / "docs" / "domain.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
READ = {".py", ".html", ".js", ".css", ".md", ".toml", ".sh", ""}
SECTION = re.compile(r"§(\d+(?:\.\d+)?)")
RULE = re.compile(r"INV-[A-Z]\d+")
DUTY = re.compile(r"DP-\d+")
#: Names that `docs/adding.md` makes up for its examples.
EXAMPLES = {"hall", "since"}
#: How documents were cited that once stood elsewhere; in two parts, so that this file does not cite them.
OUTSIDE = [first + rest for first, rest in (
    ("../sha", "red"), ("DOMA", "IN §"), ("DOMA", "IN.md"), ("ARCHITEC", "TURE.md"), ("TRU", "ST.md"), ("TRU", "ST §"),
    ("U", "I.md"), ("STA", "CK.md"),
)]  # fmt: skip


def _texts() -> Iterator[tuple[str, str]]:
    """(path, text) of every file that people wrote, without the catalogues."""
    for file in layout.tracked_files():
        if file.suffix in READ and file.parts[0] != "translations":
            yield str(file), (ROOT / file).read_text(encoding="utf-8")


TEXTS = dict(_texts())


def _cited(pattern: re.Pattern[str], mark: str) -> dict[str, str]:
    """{what is cited: a file that does}. `mark` is how a citation begins."""
    texts = [(path, text) for path, text in TEXTS.items() if mark in text]
    return {found[found.lastindex or 0]: path for path, text in texts for found in pattern.finditer(text)}


def test_every_section_that_is_cited_is_a_heading_of_the_domain() -> None:
    headings = set(re.findall(r"^#{2,3} §(\d+(?:\.\d+)?) ", DOMAIN, re.MULTILINE))
    assert {number: path for number, path in _cited(SECTION, "§").items() if number not in headings} == {}


def test_every_rule_that_is_cited_is_told_in_the_domain() -> None:
    told = set(re.findall(r"^\* \*\*((?:INV-[A-Z]|DP-)\d+)\*\* ", DOMAIN, re.MULTILINE))
    assert len(told) > 20
    assert {rule: path for rule, path in (_cited(RULE, "INV-") | _cited(DUTY, "DP-")).items() if rule not in told} == {}


def test_every_page_that_is_cited_exists() -> None:
    cited = _cited(re.compile(r"docs/[\w-]+\.md"), "docs/")
    assert {page: path for page, path in cited.items() if not (ROOT / page).exists()} == {}


def test_no_file_refers_to_a_document_outside_of_the_repository() -> None:
    assert [(path, words) for path, text in TEXTS.items() for words in OUTSIDE if words in text] == []


def test_every_file_that_a_page_names_exists() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    named = [
        (page.name, name)
        for page in PAGES
        for name in re.findall(r"`([\w.-]+/[\w./*-]+?)/?`", page.read_text(encoding="utf-8"))
        if name.partition("/")[0] in folders and not name.startswith(("instance/", "static/vendor", "static/built"))
    ]
    assert len(named) > 50
    assert [(page, name) for page, name in named if not any(ROOT.glob(name))] == []


def test_every_link_of_a_page_leads_to_a_file_and_a_heading() -> None:
    broken = []
    for page in PAGES:
        for link, anchor in re.findall(r"\]\(([^)#:\s]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")):
            target = page.parent / link if link else page
            if not target.exists() or (anchor and anchor not in _anchors(target)):
                broken.append((page.name, f"{link}#{anchor}"))
    assert broken == []


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual viewers make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_test_that_a_page_names_exists() -> None:
    known = {name for path, text in TEXTS.items() if path.startswith("tests/") for name in _functions(text)}
    named = {name for page in PAGES for name in re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8"))}
    assert named - known == set()


def _functions(text: str) -> list[str]:
    return re.findall(r"^ *def (test_\w+)", text, re.MULTILINE)


def test_the_storeys_of_the_architecture_are_those_that_are_held() -> None:
    """The picture of the house says what import-linter holds, storey by storey."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    held = [re.findall(r"\w+", layer) for layer in next(c for c in contracts if c["id"] == "storeys")["layers"]]
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = [
        re.findall(r"`(\w+)`", row.split("|")[1])
        for row in page.split("## The storeys")[1].split("\n## ")[0].splitlines()
        if row.startswith("| `")
    ]
    assert drawn == held


def test_what_the_list_of_additions_names_in_a_file_is_there() -> None:
    """“`x` in `file`” and the cells of its tables: a name that was changed leads nowhere."""
    page = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+)(?:\(\))?`[^`|.;]{0,40}?\b(?:in|of) `([\w-]+/[\w./-]+\.(?:py|html|tsv|toml))`", page)
    of_rows = [line for line in page.splitlines() if line.startswith("| `")]
    for line in of_rows:
        files = " ".join(re.findall(r"`([\w-]+/[\w./-]+\.\w+)`", line))
        named += [(name, files) for name in re.findall(r"`(\w+)(?:\(\))?`", line) if files]
    missing = [
        (name, files)
        for name, files in named
        if name not in EXAMPLES and not any(re.search(rf"\b{name}\b", TEXTS.get(file, "")) for file in files.split())
    ]
    assert len(named) > 40
    assert missing == []
