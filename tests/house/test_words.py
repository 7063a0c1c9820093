"""One word, one thing: which class names may stand in two files is written down in docs/contributing.md."""

import re

import pytest

from tools.steps import ROOT

pytestmark = pytest.mark.once


def test_a_class_name_stands_in_one_file_unless_the_glossary_says_so() -> None:
    files: dict[str, int] = {}
    for file in (ROOT / "crm").rglob("*.py"):
        names = re.findall(r"^class ([A-Z]\w*)", file.read_text(encoding="utf-8"), re.MULTILINE)
        for name in set(names):
            files[name] = files.get(name, 0) + 1
    glossary = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    listed = re.findall(r"`([A-Z]\w+)`", glossary.split("### Class names that stand twice\n")[1])
    assert sorted(listed) == sorted(name for name, count in files.items() if count > 1)


def test_a_form_makes_the_input_of_a_service_by_one_name() -> None:
    """`form.input()`; what makes a part of one is named after the part."""
    made = {
        name
        for file in (ROOT / "crm").rglob("forms/*.py")
        for name in re.findall(r"^    def (\w+)\(.*\) -> (?:list\[)?\w+Input\b", file.read_text("utf-8"), re.MULTILINE)
    }
    assert "input" in made
    assert made & {"written", "values", "plan", "sheet", "told", "given", "terms", "case", "record", "content"} == set()
