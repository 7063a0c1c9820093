"""Visitors of a booth are thanked for having come to it, and are told to nobody as owed a letter."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from crm.core import clock
from crm.core.database import db, writing
from crm.leads import services as leads
from crm.leads.services import LeadInput
from crm.letters import queries
from crm.missions import queries as missions
from tests.booths import stall
from tests.cast import user
from tests.contacts import book


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.mark.parametrize(("type", "text"), [("trade_fair", "thanks_booth"), ("inspection_mission", None)])
def test_a_visitor_of_a_fair_gets_the_text_for_visitors_of_the_booth(type: str, text: str | None) -> None:
    fair = stall.fair(type=type)
    known = book.person("王伟", at=book.organisation("大洋商贸")).id
    with writing():
        sheet = LeadInput(fair.id, person_id=known, captured_at=clock.now() - timedelta(hours=3))
        leads.capture(sheet, by=user())
        db.session.commit()
    facts = missions.facts(fair.id, user=user())
    encounter = queries.thankable(facts).get(known)
    assert (encounter is not None) == (text is not None)
    assert (known in queries.recipients(facts, "thanks")) == (text is not None)
    assert known not in {person.id for person, _kind in queries.unthanked(facts)}
    if encounter is not None:
        assert queries.text_of("thanks", facts, encounter) == text
