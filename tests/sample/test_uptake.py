"""The story of 延吉: exhibits that leads asked about, questions from public pages that wait, and what trade took up."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.core.database import db
from crm.core.permissions import Shell
from crm.leads.models import Lead
from crm.sample import rules as sample
from crm.showrooms import queries
from crm.showrooms.models import AskedExhibit, ProductInquiry, Showroom
from crm.showrooms.rules import uptake as rules


@pytest.fixture
def room(sampled: Flask) -> Iterator[int]:
    """The showroom of the sample, in an application context."""
    with sampled.app_context():
        yield db.session.scalars(select(Showroom.id)).one()


def test_leads_of_the_showroom_name_their_exhibits_and_questions_wait(room: int) -> None:
    asked = select(func.count(Lead.id.distinct())).join(AskedExhibit, AskedExhibit.lead_id == Lead.id)
    assert (db.session.scalar(asked) or 0) >= 3
    assert queries.number_waiting(room) == 2
    days = db.session.scalars(select(ProductInquiry.asked_at)).all()
    assert all(day.date() <= sample.TODAY for day in days)


def test_trade_took_up_goods_after_they_were_shown(room: int) -> None:
    found = queries.uptake(room, user=Shell(), language="ja")
    steps = [len(found.at(step)) for step in rules.STEPS]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] == 9
    assert steps[2] >= 1
    assert all(taken.began >= line.since for line in found.lines for taken in line.cases)
