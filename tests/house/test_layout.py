"""The plan of the house: which files there may be, how long they are, and what no file may say."""

import re
from pathlib import Path, PurePosixPath

import pytest

from tools import duplicates, layout
from tools.steps import ROOT

#: One letter of each stands in brackets, so that this file does not contain what it forbids.
REGISTRY_OR_MACHINE = re.compile(r"p[y]pi[.]org|python[h]osted|npm[j]s[.]|deb[.]d[e]bian|/wor[k]/|/roo[t]/")


def test_every_file_has_its_place_and_a_readable_length() -> None:
    assert list(layout.faults(layout.tracked_files())) == []


@pytest.mark.parametrize(
    "name",
    [
        "crm/missions/helpers.py",
        "crm/core/utils.py",
        "crm/missions/itinerary.py",
        "crm/missions/rules/misc.py",
        "crm/places/contents.py",
        "crm/settings.py",
    ],
)
def test_a_file_without_a_place_is_found(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.touch()
    assert len(list(layout.faults([PurePosixPath(name)], tmp_path))) == 1


@pytest.mark.parametrize(
    "name",
    ["crm/missions/views.py", "crm/missions/services/visits.py", "crm/documents/contents.py", "crm/core/money.py"],
)
def test_a_file_of_the_plan_is_fine(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.touch()
    assert list(layout.faults([PurePosixPath(name)], tmp_path)) == []


def test_a_link_is_found_even_where_it_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(tmp_path / "another machine")
    (fault,) = layout.faults([PurePosixPath(".venv")], tmp_path)
    assert fault.startswith(".venv: a symbolic link")


def test_a_template_that_is_too_wide_is_found(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/wide.html").write_text(
        "見" * layout.WIDEST + "\n" + "見" * (layout.WIDEST + 1) + "\n", "utf-8"
    )
    (fault,) = layout.faults([PurePosixPath("templates/wide.html")], tmp_path)
    assert fault.startswith("templates/wide.html:2:")


@pytest.mark.parametrize(("lines", "count"), [(layout.LONGEST, 0), (layout.LONGEST + 1, 1)])
def test_a_file_is_too_long_from_one_line_over(lines: int, count: int, tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * lines)
    assert len(list(layout.faults([PurePosixPath("long.py")], tmp_path))) == count


@pytest.mark.parametrize(("reason", "count"), [("", 1), ("  # rows are no pairs to it", 0)])
def test_whoever_leaves_a_rule_alone_says_why(reason: str, count: int, tmp_path: Path) -> None:
    lines = [f"x = 1  # {left}{reason}" for left in ("noqa" + ": S608", "type" + ": ignore[arg-type]")]
    (tmp_path / "one.py").write_text("\n".join(lines))
    assert len(list(layout.faults([PurePosixPath("one.py")], tmp_path))) == count * len(lines)


def test_what_stands_in_two_files_is_found_but_for_imports_signatures_and_lines_without_a_word(tmp_path: Path) -> None:
    one, two, other = (tmp_path / name for name in ("one.py", "two.py", "other.py"))
    head = "import os\n\n@cached\ndef one(\n    a: int,\n) -> None:\n"
    body = "".join(f"    line_{number}()\n" for number in range(9))
    one.write_text(head + body)
    two.write_text("x = 1\n" + body.replace("    ", "").replace("line_4()", "\nline_4()\n..."))
    other.write_text(head + body.replace("line_8", "line_9"))
    assert list(duplicates.shared([one, two, other])) == [[(one, 7), (two, 2)]]


def test_no_file_names_a_package_registry_or_a_path_of_a_machine() -> None:
    named = []
    for file in layout.tracked_files():
        try:
            text = (ROOT / file).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        named += [f"{file}: {found[0]}" for found in REGISTRY_OR_MACHINE.finditer(text)]
    assert named == []


@pytest.mark.once
def test_no_page_shares_a_name_with_the_frame_around_it() -> None:
    """Jinja runs the frame after the page's own `set`: what both set is the frame's in every block of the page."""
    setting = re.compile(r"{%-?\s*set (\w+)")
    frame = set(setting.findall((ROOT / "templates/base.html").read_text(encoding="utf-8")))
    texts = {page: page.read_text(encoding="utf-8") for page in (ROOT / "templates").rglob("*.html")}
    shared = {
        str(page): frame & set(setting.findall(text))
        for page, text in texts.items()
        if '{% extends "base.html"' in text
    }
    assert {page: names for page, names in shared.items() if names} == {}
