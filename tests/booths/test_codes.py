"""For which fairs codes are made, whom they let in, and what is kept of them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.activities.rules import CHANGED
from crm.audit.models import AuditEntry
from crm.audit.services import action
from crm.booths import queries, rules, services
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.fairs import services as fairs
from crm.leads.models import Lead
from tests import cast
from tests.booths import stall
from tests.fairs import stand


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_a_code_is_for_a_booth_of_its_own_fair_that_stands() -> None:
    fair, other = stall.fair(), stall.fair()
    foreign, gone = stand.booth(other.id), stand.booth(fair.id)
    with writing():
        fairs.put_away(gone, by=cast.user())
        db.session.commit()
    for wrong in (foreign.id, gone.id, 999):
        with pytest.raises(Refused) as refusal:
            stall.code(fair, booth_id=wrong)
        assert refusal.value.field == "booth_id"
        db.session.rollback()


def test_what_comes_from_a_fair_that_was_cancelled_or_put_away_waits() -> None:
    fair = stall.fair()
    phone, _key = stall.phone(stall.code(fair)[0])
    assert stall.send(phone, "k1", at=clock.now(), raw_name="王伟").state == rules.TAKEN_AT_ONCE
    for key, column, value in (("k2", "status", "cancelled"), ("k3", "archived_at", clock.now())):
        with writing():
            with action(CHANGED, by=None):
                row = db.session.merge(fair)
                row.status, row.archived_at = "planned", None
                setattr(row, column, value)
            db.session.commit()
        waits = stall.send(phone, key, at=clock.now(), raw_name="金成浩")
        assert (waits.state, waits.cause, waits.lead_id) == (rules.WAITING, rules.STOPPED, None), column
    assert db.session.scalar(select(func.count()).select_from(Lead)) == 1


def test_codes_are_made_for_fairs_that_are_not_over_and_not_without_end() -> None:
    today = clock.today(stall.THERE)
    mission, over = (
        stall.fair(type="inspection_mission"),
        stall.fair(start_on=today - timedelta(9), end_on=today - timedelta(5)),
    )
    for wrong in (mission, over):
        with writing(), pytest.raises(Refused):
            services.make_code(wrong, label="", owner_id=None, by=cast.user())
    fair = stall.fair()
    for _time in range(rules.MOST_CODES):
        stall.code(fair)
    with pytest.raises(Refused):
        stall.code(fair)


def test_a_code_lets_in_so_many_phones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_PHONES", 1)
    row, _shown = stall.code(stall.fair())
    stall.phone(row)
    with pytest.raises(Refused):
        stall.phone(row)


def test_a_code_is_kept_as_a_digest_and_its_log_tells_nothing_of_it() -> None:
    row, shown = stall.code(stall.fair())
    assert shown.replace("-", "") not in row.code_hash
    kept = str(db.session.scalars(select(AuditEntry.changes)).all())
    assert shown not in kept
    assert row.code_hash not in kept


def test_a_cancelled_or_archived_fair_lets_nobody_in() -> None:
    fair = stall.fair()
    _row, shown = stall.code(fair)
    assert queries.usable(shown) is not None
    with writing():
        with action(CHANGED, by=None):
            db.session.merge(fair).status = "cancelled"
        db.session.commit()
    assert queries.usable(shown) is None
