"""A day after the meetings of the scene: what is logged as held has begun."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime(2026, 12, 30, 3, tzinfo=UTC))
