"""Printing needs its fonts once a session."""

from pathlib import Path

import pytest

from crm.pdf import fonts


@pytest.fixture(scope="session", autouse=True)
def printer(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The fonts of the product; a machine without pango cannot run these tests and must say so loudly."""
    assert fonts.unavailable() is None
    fonts.install(tmp_path_factory.mktemp("fonts"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder looks at a page; no file needs to say so."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.printed)
