"""When letters are written."""

from datetime import datetime

import pytest

from crm.core import clock


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mission of December is over at our office."""
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-12-15T00:00+09:00"))
