"""The booth of a lead, and how a lead is called that came from a booth without a name."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.leads import queries, services
from crm.leads.models import Lead
from crm.leads.queries import Filter
from crm.leads.services import LeadInput
from tests.cast import sign_in, user
from tests.fairs import stand
from tests.leads.test_leads import at as at
from tests.leads.test_leads import done, lead
from tests.leads.test_pages import kept, send
from tests.meetings.scene import Scene


def unnamed(at: Scene, **values: Any) -> Lead:
    """A lead as the booth sends it, before anybody has read the card."""
    with writing():
        made = services.capture(LeadInput(activity_id=at.mission, **values), unnamed=True, by=None)
        db.session.commit()
    return queries.one(made.id, user=user())


def test_a_lead_without_a_name_is_called_by_its_moment_in_words_of_the_reader(at: Scene) -> None:
    year = here.today().year
    card = unnamed(at, captured_at=datetime(year, 1, 2, 6, 52, tzinfo=UTC))
    called = [tuple(queries.heading(card, spoken=code)) for code in ("ja", "zh-Hans", "ko", "en")]
    assert called == [("名刺 1/2 14:52", "ja"), ("名片 1/2 14:52", "zh-Hans"), ("명함 1/2 14:52", "ko"),
                      ("Card, 2 Jan 14:52", "en")]  # fmt: skip
    assert queries.heading(card, "zh-Hans").text == "名片 1/2 14:52"
    assert queries.heading(card).text == "名刺 1/2 14:52", "as our office writes"
    noted = unnamed(at, captured_at=here.noon(date(year - 1, 3, 4)), inquiry="要样品")
    assert queries.heading(noted, "en").text == f"Visitor, 4 Mar {year - 1}"


def test_a_lead_is_of_a_booth_of_its_fair_and_leaves_it_when_it_goes_to_another(at: Scene) -> None:
    here_fair, there = stand.fair(), stand.fair()
    booth, foreign = stand.booth(here_fair).id, stand.booth(there).id
    with pytest.raises(Refused) as refusal:
        lead(at, activity_id=here_fair, booth_id=foreign)
    assert refusal.value.field == "booth_id"
    db.session.rollback()
    made = lead(at, activity_id=here_fair, booth_id=booth)
    sheet = LeadInput(activity_id=here_fair, raw_name="朴春花", booth_id=booth)
    done(services.change, made, replace(sheet, rank="A"))
    assert queries.one(made.id, user=user()).booth_id == booth
    done(services.change, made, replace(sheet, activity_id=there))
    assert queries.one(made.id, user=user()).booth_id is None


def test_the_list_offers_the_booths_that_have_leads_and_narrows_by_one(at: Scene) -> None:
    fair = stand.fair()
    booth, idle = stand.booth(fair).id, stand.booth(fair, number="C1").id
    made = lead(at, activity_id=fair, booth_id=booth)
    lead(at, activity_id=fair)
    offered = queries.booths(user=user(), language="ja")
    assert offered == [(booth, "3 B12 · 延吉図們江投資貿易商談会")]
    assert [row.id for row in queries.leads(Filter(booth=booth), user=user()).rows] == [made.id]
    assert queries.leads(Filter(booth=idle), user=user()).rows == []
    assert queries.booths(user=user(Role.MISSION_LEADER), language="ja") == []


def test_the_sheet_of_a_fair_offers_its_booths_and_that_of_another_activity_none(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        mission, fair = stand.fair("inspection_mission"), stand.fair()
        booth = stand.booth(fair).id
        stand.booth(stand.fair(), number="X9")
    sign_in(client)
    offered = client.get(f"/leads/new?activity_id={fair}").get_data(as_text=True)
    assert f'<option value="{booth}">3 B12</option>' in offered
    assert "X9" not in offered
    assert 'name="booth_id"' not in client.get(f"/leads/new?activity_id={mission}").get_data(as_text=True)
    path = f"/leads/new?activity_id={fair}"
    sheet = {
        "activity_id": fair,
        "raw_name": "朴春花",
        "captured_at": "2026-11-01T10:00",
        "booth_id": booth,
        "outside": "y",
    }
    made = send(client, path, sheet)
    assert made.status_code == 303
    id = int(made.headers["Location"].rsplit("/", 1)[1])
    assert kept(app, id).booth_id == booth
    assert "<b>Booth</b> 3 B12" in client.get(f"/audit/leads/{id}").get_data(as_text=True)
    assert send(client, f"/leads/{id}/edit", sheet | {"rank": "A"}).status_code == 303
    assert (kept(app, id).booth_id, kept(app, id).rank) == (booth, "A")
