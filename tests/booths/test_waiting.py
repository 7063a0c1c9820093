"""What a phone may say of its own clock: what cannot be checked waits for the office."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from crm.audit.services import action
from crm.booths import rules, services
from crm.core import clock
from crm.core.database import db, writing
from tests import cast
from tests.booths import stall


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_what_a_phone_says_to_have_captured_before_it_was_registered_waits() -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    with writing():
        with action(rules.REGISTERED, by=None):
            db.session.merge(phone).registered_at = clock.now() - timedelta(hours=1)
        db.session.commit()
    before = stall.send(phone, "k1", at=clock.now() - timedelta(hours=2), raw_name="王伟")
    slow = stall.send(phone, "k2", at=clock.now() - timedelta(hours=1, minutes=4), raw_name="金成浩")
    assert (before.state, before.cause, before.lead_id) == (rules.WAITING, rules.UNKNOWN, None)
    assert slow.state == rules.TAKEN_AT_ONCE, "its clock is a little slow"


def test_of_a_removed_phone_with_a_revoked_code_everything_waits() -> None:
    """It holds a clock that it sets as it likes."""
    row, _shown = stall.code(stall.fair())
    phone, _key = stall.phone(row)
    earlier = clock.now() - timedelta(hours=2)
    with writing():
        services.remove(db.session.merge(phone), by=cast.user())
        db.session.commit()
    assert stall.send(phone, "k1", at=earlier, raw_name="王伟").state == rules.TAKEN_AT_ONCE
    with writing():
        services.revoke(db.session.merge(row), by=cast.user())
        db.session.commit()
    late = stall.send(phone, "k2", at=earlier, raw_name="金成浩")
    assert (late.state, late.cause) == (rules.WAITING, rules.REMOVED)
