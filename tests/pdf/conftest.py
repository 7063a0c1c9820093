"""Printing needs its fonts once a session."""

import pytest

from crm.pdf import fonts


@pytest.fixture(scope="session", autouse=True)
def printer(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The fonts of the product; a machine without pango cannot run these tests and must say so loudly."""
    assert fonts.unavailable() is None
    fonts.install(tmp_path_factory.mktemp("fonts"))
