"""Rivals and demand: the window of the competition index, the pages of places and missions, and who writes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import archive
from crm.contacts.models import OurOrganisation
from crm.core import clock, here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.meetings.models import Meeting
from crm.rivals import queries, rules, services
from crm.rivals.kind import DEMAND_SIGNAL, RIVAL_ACTIVITY
from crm.rivals.models import DemandSignal, RivalActivity
from crm.rivals.services import RivalInput, SignalInput
from crm.wordings import services as wordings
from tests.cast import csrf_token, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.insights import fairs
from tests.missions import voyage

ON = date(2026, 12, 10)


def rival(by_code: str = "15000", **changes: Any) -> RivalActivity:
    """A fair of another region in Yanji, in the days of the mission."""
    base = RivalInput(book.place(voyage.YANJI).id, "trade_fair", date(2026, 12, 12), date(2026, 12, 13))
    if "body_organisation_id" not in changes:
        changes = {"body_place_id": book.place(by_code).id} | changes
    with writing():
        made = services.record_rival(replace(base, **changes), by=user())
        db.session.commit()
    return made


def signal(**changes: Any) -> DemandSignal:
    base = SignalInput(
        book.place(voyage.YANJI).id, "knitwear", "贈答用に売れる", "person", "売場担当", date(2026, 9, 10), 4, "premium"
    )
    with writing():
        made = services.record_signal(replace(base, **changes), by=user())
        db.session.commit()
    return made


@pytest.fixture
def world(app: Flask) -> Flask:
    with app.app_context():
        voyage.load_places()
    return app


def index(place: str = voyage.YANJI) -> int:
    return queries.competition(book.place(place).id, ON, user=user()).index


@pytest.mark.both
def test_the_index_counts_each_japanese_body_once_within_24_months(world: Flask) -> None:
    with world.app_context():
        assert rules.window_start(date(2028, 2, 29)) == date(2026, 2, 28)
        edge = rules.window_start(ON)
        rival(starts_on=date(2024, 12, 8), ends_on=edge)
        assert (edge, index()) == (date(2024, 12, 10), 0)
        rival(starts_on=date(2024, 12, 8), ends_on=date(2024, 12, 11))
        rival(starts_on=ON, ends_on=date(2026, 12, 20))
        assert index() == 1
        rival(voyage.MITSUKE, starts_on=date(2026, 12, 11), ends_on=None)
        assert index() == 1
        rival("220000", starts_on=ON, ends_on=None)
        rival(body_organisation_id=book.organisation("江原商会", country="KR").id, starts_on=ON, ends_on=None)
        assert index() == 1
        ours, theirs = (book.organisation(name, "ja", country="JP").id for name in ("見附商工会", "川崎商工会議所"))
        for body in (ours, theirs):
            rival(body_organisation_id=body, starts_on=ON, ends_on=None)
        assert index() == 3
        voyage.mission(sender_organisation_id=ours)
        assert index() == index("222400") == 2
        assert index(voyage.TUMEN) == 0
        with writing():
            [first] = queries.rivals_at(book.place(voyage.YANJI).id, user=user(), language="ja", limit=1)
            archive(queries.rival(first.activity.id, user=user()), rules.RIVAL_ARCHIVED, by=user())
            db.session.commit()
        assert queries.count_at(book.place(voyage.YANJI).id, user=user()) == 7


def test_a_meeting_at_which_a_rival_was_seen_is_named_only_to_who_sees_the_meeting(world: Flask) -> None:
    with world.app_context():
        leader, yanji, firm = user(Role.MISSION_LEADER), book.place(voyage.YANJI).id, book.organisation()
        missions = [voyage.mission(leader_id=who) for who in (leader.id, None)]
        own, foreign = (
            Meeting(organisation_id=firm.id, activity_id=mission.id, starts_at=clock.now(), timezone="Asia/Shanghai")
            for mission in missions
        )
        fairs.keep(own, foreign)
        for meeting in (own, foreign):
            rival(seen_by_meeting_id=meeting.id)
        for reader, seen in ((leader, [None, own]), (user(), [foreign, own])):
            found = queries.rivals_at(yanji, user=reader, language="ja")
            assert [row.meeting for row in found] == seen
            offered = queries.meeting_options(user=reader, language="ja", chosen=foreign.id)
            assert [id for id, _label in offered] == [meeting.id for meeting in seen if meeting is not None]


def test_what_is_archived_is_seen_no_more_and_demand_is_that_of_a_place_until_a_day(world: Flask) -> None:
    with world.app_context():
        yanji, (rival_kept, rival_gone) = book.place(voyage.YANJI).id, (rival(), rival(title="別の展示会"))
        early, late = signal(observed_on=date(2026, 8, 1)), signal()
        elsewhere, gone = signal(place_id=book.place(voyage.TUMEN).id), signal()
        with writing():
            archive(rival_gone, rules.RIVAL_ARCHIVED, by=user())
            archive(gone, rules.SIGNAL_ARCHIVED, by=user())
            db.session.commit()
        assert [RIVAL_ACTIVITY.is_visible(row.id, user()) for row in (rival_kept, rival_gone)] == [True, False]
        signals = (early, late, elsewhere, gone)
        assert [DEMAND_SIGNAL.is_visible(row.id, user()) for row in signals] == [True, True, True, False]
        assert queries.signals_at(yanji, user=user()) == [late, early]
        assert queries.signals_at(yanji, user=user(), until=date(2026, 8, 1)) == [early]
        assert queries.count_signals(yanji, user=user()) == 2
        assert queries.count_signals(book.place("222400").id, user=user()) == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body_place_id": None}, "body_place_id"),
        ({"body_organisation_id": 99999}, "body_organisation_id"),
        ({"ends_on": date(2026, 12, 11)}, "ends_on"),
        ({"activity_type": "party"}, "activity_type"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"seen_by_meeting_id": 99999}, "seen_by_meeting_id"),
        ({"place_id": 99999}, "place_id"),
    ],
)
def test_a_rival_that_cannot_be_is_refused(world: Flask, changes: dict[str, Any], field: str) -> None:
    with world.app_context(), pytest.raises(Refused) as refused:
        rival(**changes)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"strength": 6}, "strength"),
        ({"observed_on": date(2199, 1, 1)}, "observed_on"),
        ({"source_kind": "web", "source": "no address"}, "source"),
    ],
)
def test_a_sign_that_cannot_be_is_refused(world: Flask, changes: dict[str, Any], field: str) -> None:
    with world.app_context(), pytest.raises(Refused) as refused:
        signal(**changes)
    assert refused.value.field == field


def test_rivals_and_demand_are_typed_changed_archived_and_restored(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        yanji, region = book.place(voyage.YANJI).id, book.place("15000").id
    sign_in(client)
    assert f"/rivals/panels/places/{yanji}" in text(client, f"/places/{yanji}")
    form = opened(client, f"/rivals/new?place_id={yanji}", "place_id")
    sent = form | {"body_place_id": str(region), "starts_on": "2026-05-01", "firms": "5", "title": "秋の物産展"}
    assert client.post("/rivals/new", data=sent | {"body_place_id": ""}).status_code == 422
    assert client.post("/rivals/new", data=sent).status_code == 303
    panel = text(client, f"/rivals/panels/places/{yanji}")
    assert all(shown in panel for shown in ("Niigata Pref.", "秋の物産展", "5 exhibiting companies", "/rivals/1/edit"))
    change = opened(client, "/rivals/1/edit", "title")
    assert client.post("/rivals/1/edit", data=change | {"title": "冬の物産展"}).status_code == 303
    stale = client.post("/rivals/1/edit", data=change | {"title": "春の物産展", "form_id": "second"})
    assert stale.status_code == 409
    form = opened(client, f"/rivals/demand/new?place_id={yanji}", "statement")
    told = {"statement": "贈答用に売れる", "source_kind": "web", "source": "https://example.cn/a", "strength": "5"}
    assert client.post("/rivals/demand/new", data=form | told).status_code == 303
    demand = text(client, f"/rivals/demand/panels/places/{yanji}")
    assert all(shown in demand for shown in ("贈答用に売れる", "Strength 5 of 5", 'href="https://example.cn/a"'))
    for record, page, shown in (
        ("/rivals/1", f"/rivals/panels/places/{yanji}", "冬の物産展"),
        ("/rivals/demand/1", f"/rivals/demand/panels/places/{yanji}", "贈答用に売れる"),
    ):
        token = {"csrf_token": csrf_token(client, f"{record}/edit")}
        assert client.post(f"{record}/archive", data=token).status_code == 303
        assert shown not in text(client, page)
        assert client.post(f"{record}/restore", data=token).status_code == 303
        assert shown in text(client, page)


def test_a_mission_shows_the_rivals_of_its_days_and_others_only_read(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        id, yanji = voyage.mission().id, book.place(voyage.YANJI).id
        rival(title="同じ週の展示会")
        rival(title="翌週の展示会", starts_on=date(2026, 12, 15), ends_on=None)
        rival(title="前日までの展示会", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 9))
    sign_in(client, Role.MANAGEMENT)
    page = text(client, f"/missions/{id}")
    assert "同じ週の展示会" in page
    assert "翌週の展示会" not in page
    assert "前日までの展示会" not in page
    days = f"/missions/days-off?place_id={yanji}&start_on=2026-12-15&end_on=2026-12-16"
    assert "翌週の展示会" in text(client, days)
    assert "/rivals/1/edit" not in text(client, f"/rivals/panels/places/{yanji}")
    assert client.get("/rivals/1/edit").status_code == 403


@pytest.mark.both
def test_two_years_of_competition_are_eight_quarters_with_the_index_at_the_end_of_each(world: Flask) -> None:
    with world.app_context():
        assert rules.quarter_ends(date(2026, 5, 31))[:3] == [date(2026, 5, 31), date(2026, 2, 28), date(2025, 11, 30)]
        rival("15000", starts_on=date(2026, 9, 8), ends_on=date(2026, 9, 10))
        rival("15000", starts_on=date(2026, 9, 11), ends_on=date(2026, 9, 12))
        neighbour = book.organisation("佐州商工会議所", country="JP").id
        rival(body_organisation_id=neighbour, starts_on=date(2024, 6, 1), ends_on=None)
        rival(place_id=book.place("15000").id, body_organisation_id=neighbour, starts_on=ON, ends_on=None)
        found = queries.quarters(book.place(voyage.YANJI).id, ON, user=user())
        assert [(each.after, each.until) for each in found[:2]] == [
            (date(2026, 9, 10), ON), (date(2026, 6, 10), date(2026, 9, 10)),
        ]  # fmt: skip
        assert [each.active for each in found] == [1, 1, 0, 0, 0, 0, 0, 0]
        assert [each.index for each in found] == [1, 1, 0, 1, 1, 1, 1, 1], "until two years after June 2024"
        for each in found:
            own = queries.competition(book.place(voyage.YANJI).id, each.until, user=user())
            assert each.index == own.index
        tally = queries.by_place(ON, user=user())
        assert tally[book.place(voyage.YANJI).id] == queries.RivalTally(3, 2, 1, 0)
        assert tally[book.place("220000").id].activities == 3, "and what lies in the province"


def test_we_ourselves_and_the_place_itself_are_no_rivals_beside_their_field(world: Flask) -> None:
    with world.app_context():
        mitsuke, yanji = book.place(voyage.MITSUKE).id, book.place(voyage.YANJI).id
        rival(voyage.MITSUKE)
        ours = book.organisation("見附商工会", "ja", country="JP", place_id=mitsuke)
        fairs.keep(OurOrganisation(organisation_id=ours.id))
        other = book.organisation("佐州商工会議所", "ja", country="JP", place_id=mitsuke).id
        refused: list[tuple[dict[str, Any], str]] = [
            ({"body_place_id": mitsuke}, "body_place_id"),
            ({"body_place_id": yanji}, "body_place_id"),
            ({"body_organisation_id": ours.id}, "body_organisation_id"),
        ]
        for wrong, field in refused:
            with pytest.raises(Refused) as refusal:
                rival(**wrong)
            assert refusal.value.field == field
        rival(body_organisation_id=other)


def test_the_page_of_an_organisation_says_where_it_is_a_rival_and_of_others_nothing(
    world: Flask, client: FlaskClient
) -> None:
    with world.app_context():
        firm, none = (book.organisation(name, "ja", country="JP").id for name in ("佐州商工会議所", "川崎商工会議所"))
        for number in range(10):
            rival(body_organisation_id=firm, title=f"食品商談会{number}")
        rival(title="別の展示会")
    sign_in(client)
    assert f"/rivals/panels/organisations/{firm}" in text(client, f"/contacts/organisations/{firm}")
    panel = client.get(f"/rivals/panels/organisations/{firm}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert panel.count("食品商談会") == 8
    assert "別の展示会" not in panel
    assert ">All 10</a>" in panel
    assert text(client, f"/rivals/panels/organisations/{firm}").count("食品商談会") == 10
    empty = client.get(f"/rivals/panels/organisations/{none}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<section" not in empty
    assert "It is on record nowhere as a rival." in text(client, f"/rivals/panels/organisations/{none}")
    assert client.get("/rivals/panels/organisations/99999").status_code == 404


def test_the_list_tells_a_fair_and_the_notes_in_the_language_of_its_reader(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        rival(title="佐州の味と酒フェア", notes="公開の記録による。")
        with writing():
            for source, text_ in (("佐州の味と酒フェア", "佐州美食与酒展"), ("公開の記録による。", "根据公开记录。")):
                wordings.give(source, language="zh-Hans", text=text_, by=user())
            db.session.commit()
    for language, told, typed in (
        ("zh-Hans", "佐州美食与酒展", "佐州の味と酒フェア"),
        ("ja", "佐州の味と酒フェア", "美食"),
    ):
        sign_in(client, language=language)
        page = text(client, "/rivals/?cols=name,notes")
        assert told in page
        assert typed not in page


def test_a_rivals_fair_to_come_is_marked_so_and_one_that_is_over_is_not(world: Flask, client: FlaskClient) -> None:
    with world.app_context():
        rival(starts_on=here.today() + timedelta(days=5), ends_on=here.today() + timedelta(days=6))
        place = book.place(voyage.YANJI).id
    sign_in(client)
    assert text(client, f"/rivals/panels/places/{place}").count("Still to come") == 1
    with world.app_context():
        rival(starts_on=here.today() - timedelta(days=5), ends_on=here.today() - timedelta(days=4))
    assert text(client, f"/rivals/panels/places/{place}").count("Still to come") == 1
