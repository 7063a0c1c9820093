"""Printing needs its fonts; the application installs them, this says loudly when the machine cannot."""

import pytest

from crm.pdf import fonts


@pytest.fixture(scope="session", autouse=True)
def printer() -> None:
    assert fonts.unavailable() is None
