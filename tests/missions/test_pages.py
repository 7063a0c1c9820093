"""The pages of missions: list, tabs, form, states, panels; what they refuse and what they keep."""

import re
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Activity
from crm.audit.services import action
from crm.contacts.models import Organisation
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.initiatives import services as initiatives
from crm.meetings import services as meetings
from crm.meetings.services import TalkInput
from crm.missions import queries
from crm.reports import services as reports
from crm.reports.models import MissionReport
from crm.reports.rules import APPROVED
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import activity_of, posted, pressed, text, yanji

NEW = {
    "name_ja": "第8回 延辺視察団", "type": "trade_mission", "direction": "", "start_on": "2026-12-10",
    "end_on": "2026-12-14",
}  # fmt: skip


@pytest.fixture
def mission(app: Flask) -> int:
    with app.app_context():
        return voyage.mission(objectives="視察").id


def test_a_mission_is_planned_and_stands_in_the_list(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    answer = posted(client, "/missions/new", NEW | {"place_id": yanji(app)})
    assert answer.status_code == 303
    shown = text(client, answer.location)
    assert "第8回 延辺視察団" in shown
    assert "Trade mission · Outbound" in shown
    assert "第8回 延辺視察団" in text(client, "/missions/")


def test_a_host_that_is_not_in_the_contacts_is_added_with_the_mission(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
    cast.sign_in(client)
    typed = NEW | {"place_id": yanji(app), "host_organisation_id-typed": "中国国際貿易促進委員会延辺支会"}
    asked = posted(client, "/missions/new", typed)
    assert asked.status_code == 422
    assert "Add the host as a new organisation at the main place" in asked.get_data(as_text=True)
    there = posted(client, "/missions/new", typed | {"adds_host": "y"})
    assert there.status_code == 303
    with app.app_context():
        (made,) = db.session.scalars(select(Organisation))
        assert (made.place_id, made.country) == (book.place(voyage.YANJI).id, "CN")
        assert db.session.scalars(select(Activity.host_organisation_id)).all() == [made.id]


def test_a_sender_that_is_not_in_the_contacts_is_added_where_somebody_says_that_it_is(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        voyage.load_places()
        home, there = (book.place(code).id for code in (voyage.MITSUKE, voyage.YANJI))
    cast.sign_in(client)
    typed = NEW | {"place_id": home, "sender_organisation_id-typed": "延辺朝鮮族自治州商務局"}
    assert "Add the sending organisation as a new one" in posted(client, "/missions/new", typed).get_data(as_text=True)
    placeless = posted(client, "/missions/new", typed | {"adds_sender": "y"})
    assert (placeless.status_code, "Choose its place." in placeless.get_data(as_text=True)) == (422, True)
    made = posted(client, "/missions/new", typed | {"adds_sender": "y", "sender_at": there})
    assert made.status_code == 303
    with app.app_context():
        (bureau,) = db.session.scalars(select(Organisation))
        assert (bureau.place_id, bureau.country) == (there, "CN"), "its name is Japanese, and it is not in Japan"
        assert db.session.scalars(select(Activity.sender_organisation_id)).all() == [bureau.id]


def test_the_next_number_is_one_of_the_year_in_which_the_mission_begins(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
    cast.sign_in(client)
    hint = text(client, "/missions/new?start_on=2015-10-27").split('id="document_number-hint"')[1].split("</span>")[0]
    assert "fiscal year 2015" in hint
    assert 'hx-trigger="change from:#start_on"' in text(client, "/missions/new")
    assert "document_number-hint" in text(client, "/missions/new?start_on=x")


def test_a_new_host_is_offered_in_the_list_under_the_field_and_added_by_one_save(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        voyage.load_places()
    cast.sign_in(client)
    name = "中国国際貿易促進委員会延辺支会"
    form = text(client, "/missions/new")
    assert 'data-picker="/contacts/pick/organisations?adds=1"' in form
    listed = text(client, f"/contacts/pick/organisations?adds=1&q={name}&list=box")
    assert re.search(rf'data-id="new" data-label="{name}"', listed)
    assert "data-id" not in text(client, f"/contacts/pick/organisations?q={name}&list=box"), "not where nothing adds it"
    taken = {"host_organisation_id": "new", "host_organisation_id-typed": name, "host_organisation_id-shown": name}
    there = posted(client, "/missions/new", NEW | {"place_id": yanji(app)} | taken)
    assert there.status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Activity.host_organisation_id)).one() is not None
        assert db.session.scalars(select(Organisation)).one().place_id == book.place(voyage.YANJI).id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_ja", ""),
        ("name_ja", "長" * 10_000),
        ("name_ja", "a\x00b"),
        ("type", "picnic"),
        ("place_id", "999999"),
        ("place_id", ""),
        ("start_on", "2026-02-30"),
        ("start_on", ""),
        ("start_on", "9999-12-31"),
        ("start_on", "0001-01-01"),
        ("end_on", "2026-12-09"),
        ("end_on", "9999-12-31"),
        ("initiative_id", "999999"),
        ("host_organisation_id", "1; drop"),
        ("leader_id", "999999"),
        ("target_leads", "many"),
        ("document_number", "x" * 41),
    ],
)
def test_bad_input_is_told_beside_its_field_and_what_was_typed_stays(
    app: Flask, client: FlaskClient, mission: int, field: str, value: str
) -> None:
    cast.sign_in(client)
    kept = {"name_en": "Kept as typed"} if field != "name_ja" else {"document_number": "Kept as typed"}
    if field == "host_organisation_id":
        kept["host_organisation_id"] = "999999"
    data = NEW | {"place_id": yanji(app)} | kept | ({field: value} if field not in kept else {})
    if field == "name_ja" and value == "":
        data.pop("name_en", None)
    answer = posted(client, "/missions/new", data)
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert f'id="{field}-err"' in shown
    assert "Kept as typed" in shown


def test_a_stale_mission_form_shows_both_versions(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    path = f"/missions/{mission}/edit"
    shown = text(client, path)
    plumbing = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    data = NEW | {"place_id": yanji(app)}
    assert posted(client, path, data | {"name_ja": "先に保存"}).status_code == 303
    answer = client.post(path, data=plumbing | data)
    assert answer.status_code == 409
    assert "先に保存" in answer.get_data(as_text=True)
    assert "第8回 延辺視察団" in answer.get_data(as_text=True)


def test_filters_narrow_the_list_and_stand_as_chips(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        voyage.mission(names={"ja": "北京見本市"}, type="trade_fair", place_id=book.place("110000").id,
                       start_on=date(2026, 3, 30), end_on=date(2026, 4, 2))  # fmt: skip
        voyage.mission(names={"ja": "延辺からの来訪団"}, type="inbound_delegation", direction="inbound")
        yanbian = book.place("222400").id
    cast.sign_in(client)
    for query, wanted in (
        ("type=trade_fair", "北京見本市"),
        ("direction=inbound", "延辺からの来訪団"),
        ("year=2025", "北京見本市"),
        (f"place={yanbian}&type=inspection_mission", "第7回 延辺視察団"),
        ("q=見本", "北京見本市"),
    ):
        shown = text(client, f"/missions/?{query}")
        assert wanted in shown
        assert shown.count('<td class="title">') == 1
        assert 'class="filter"' in shown
    assert "No mission matches" in text(client, "/missions/?status=closed")
    assert "第7回" in text(client, "/missions/?status=nonsense&place=x&year=99999999&type=%00")


def test_the_list_turns_its_order(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        voyage.mission(names={"ja": "前の団"}, start_on=date(2025, 5, 1), end_on=date(2025, 5, 2))
    cast.sign_in(client)
    latest, earliest = text(client, "/missions/"), text(client, "/missions/?sort=date")
    assert latest.index("第7回") < latest.index("前の団")
    assert earliest.index("前の団") < earliest.index("第7回")


def test_every_tab_opens(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    for tab in ("", "/itinerary", "/delegation", "/meetings", "/documents", "/today"):
        assert "第7回 延辺視察団" in text(client, f"/missions/{mission}{tab}")


def test_the_overview_counts_down_and_names_the_gaps(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    shown = client.get(f"/missions/{mission}").get_data(as_text=True)
    assert "Emergency contact missing" in shown
    assert re.search(rf'href="/rosters/missions/{mission}"[^>]*>\s*Nobody takes part yet', shown), "the list at once"


def test_one_notion_is_counted_once_in_the_head_the_gaps_and_before_printing(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        trip = activity_of(mission)
        visit = voyage.item(trip).id
        voyage.item(trip, kind="reception", title="歓迎レセプション", start=time(18), end=time(20))
        voyage.item(trip, kind="reception", title="懇親会", status="confirmed", day=date(2026, 12, 12))
        voyage.item(trip, kind="hotel", title="延辺白山ホテル", end_day=date(2026, 12, 15), rooms=20)
        found = queries.fact(voyage.fresh(trip)).gaps
    cast.sign_in(client)
    head = " ".join(text(client, f"/missions/{mission}").split())
    assert [gap.kind for gap in found].count("appointment") == 2
    assert re.search(r"1 / 3\D{0,80}Appointments confirmed|Appointments confirmed\D{0,80}1 / 3", head)
    assert f"{len(found)} gaps</a>" in head
    assert f"{len(found)} gaps of the mission, as on its page." in text(client, f"/documents/missions/{mission}")
    assert "4 nights" in text(client, f"/missions/{mission}/itinerary")
    with app.app_context(), writing():
        bureau = book.organisation("延吉市商务局")
        talk = TalkInput(
            organisation_id=bureau.id, our_organisation_id=None, starts=datetime(2026, 12, 11, 9), ends=None,
            timezone="Asia/Shanghai", theirs=[book.person("李明淑", at=bureau).id], activity_id=mission,
            itinerary_item_id=visit, kind="courtesy_call", status="held",
        )  # fmt: skip
        meetings.log(talk, by=cast.user())
        db.session.commit()
        gaps = queries.fact(activity_of(mission)).gaps
    assert [gap.kind for gap in gaps].count("appointment") == 1, "where a talk was held, nobody waits for an answer"
    head = " ".join(text(client, f"/missions/{mission}").split())
    assert re.search(r"2 / 3\D{0,80}Appointments confirmed|Appointments confirmed\D{0,80}2 / 3", head)


def test_before_printing_a_mission_that_is_over_lacks_what_its_page_still_asks_for(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        trip = activity_of(mission)
        voyage.item(trip)
        voyage.item(trip, kind="hotel", title="延辺白山ホテル", end_day=date(2026, 12, 13), rooms=20)
        every = queries.fact(voyage.fresh(trip)).gaps
    with time_machine.travel(datetime(2027, 1, 15, tzinfo=UTC), tick=False):
        cast.sign_in(client)
        [asked] = re.findall(r"(\d+) gaps?</a>", text(client, f"/missions/{mission}"))
        assert 0 < int(asked) < len(every), "a night without a hotel is past mending"
        told = text(client, f"/documents/missions/{mission}")
        assert re.search(rf"\b{asked} gaps? of the mission, as on its page\.", told)


def test_states_move_along_the_path_only(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    page = f"/missions/{mission}"
    assert pressed(client, f"{page}/move", page, status="approved").status_code == 303
    assert "Approved" in text(client, page)
    answer = pressed(client, f"{page}/move", page, status="closed")
    assert answer.status_code == 409
    refused = answer.get_data(as_text=True)
    assert "You cannot change from" in refused
    assert 'id="objectives"' in refused, "told on the page of the mission itself"
    assert pressed(client, f"{page}/move", page, status="\x00").status_code == 409


def test_a_mission_leader_sees_no_mission_of_others(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        leader = cast.user(Role.MISSION_LEADER, language="en")
        mine = voyage.mission(leader_id=leader.id, names={"ja": "自分の団"}).id
        hidden = voyage.item(activity_of(mission)).id
    cast.sign_in(client, Role.MISSION_LEADER)
    shown = text(client, "/missions/")
    assert "自分の団" in shown
    assert "第7回" not in shown
    assert client.get(f"/missions/{mine}").status_code == 200
    own = [f"/missions/{mission}{tab}" for tab in ("", "/itinerary", "/today", "/edit")]
    for path in (*own, f"/missions/items/{hidden}", f"/missions/items/{hidden}/edit"):
        assert client.get(path).status_code == 404
    assert pressed(client, f"/missions/items/{hidden}/move", f"/missions/{mine}", status="done").status_code == 404


def test_management_reads_and_changes_nothing(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    shown = text(client, f"/missions/{mission}/itinerary")
    assert "Add an item" not in shown
    assert client.get(f"/missions/{mission}/edit").status_code == 403


def test_panels_show_missions_on_other_records(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        naoki = book.person("髙橋 直樹", "ja")
        activity = activity_of(mission)
        voyage.item(activity, host=bureau)
        voyage.delegate(activity, naoki)
        ids = bureau.id, naoki.id
    cast.sign_in(client)
    assert "表敬訪問" in text(client, f"/missions/panels/organisation/{ids[0]}")
    assert "第7回" in text(client, f"/missions/panels/person/{ids[1]}")
    assert "Nothing has been planned here yet." in text(client, "/missions/panels/initiative/1")


def test_archiving_takes_a_mission_out_and_undo_brings_it_back(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    page = f"/missions/{mission}"
    assert pressed(client, f"{page}/archive", page).status_code == 303
    assert client.get(page).status_code == 404
    assert pressed(client, f"{page}/restore", "/missions/").status_code == 303
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("path", ["", "/edit", "/itinerary", "/today"])
def test_a_number_beyond_any_id_is_not_found(app: Flask, client: FlaskClient, mission: int, path: str) -> None:
    cast.sign_in(client)
    assert client.get(f"/missions/{'9' * 30}{path}").status_code == 404


def test_the_overview_names_the_further_places_and_the_initiative_the_reports(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
        with writing():
            effort = initiatives.plan(names={"ja": "延辺展開"}, by=cast.user())
            db.session.commit()
        mission = voyage.mission(initiative_id=effort.id)
        voyage.item(mission, place_id=book.place(voyage.TUMEN).id)
        with writing():
            report = reports.open_report(
                voyage.fresh_in(mission.id), language="ja", texts={}, reporter="国際課", reported_on=date(2026, 12, 20),
                by=cast.user(),
            )  # fmt: skip
            db.session.commit()
        id, initiative, written = mission.id, effort.id, report.id
    cast.sign_in(client)
    overview = text(client, f"/missions/{id}")
    assert "Further places" in overview
    assert "Tumen" in overview.partition("Further places")[2][:200]
    panel = f"/missions/panels/initiative/{initiative}"
    assert f'href="/documents/reports/{written}"' in text(client, panel)
    with app.app_context(), writing():
        with action(APPROVED, by=None):
            db.session.get_one(MissionReport, written).status = "approved"
        reports.open_report(
            voyage.fresh_in(id), language="ja", texts={}, form="short", reporter="国際課",
            reported_on=date(2026, 12, 21), by=cast.user(),
        )  # fmt: skip
        db.session.commit()
    assert f'href="/documents/reports/{written}"' in text(client, panel), "a draft that was begun hid the approved one"


def test_the_day_ahead_says_that_it_is_not_today_and_a_cancelled_item_says_why(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        trip = activity_of(mission)
        voyage.item(trip, title="延辺大山商貿 訪問", day=date(2026, 12, 11))
        voyage.item(trip, title="工場の視察", status="cancelled", notes="先方都合", start=time(14), end=time(15))
    with time_machine.travel(datetime(2026, 9, 30, 3, tzinfo=UTC), tick=False):
        cast.sign_in(client)
        shown = text(client, f"/missions/{mission}/today")
        programme = text(client, f"/missions/{mission}/itinerary")
    assert "72 days ahead as of Wed 30 Sep" in shown
    assert "Reason: 先方都合" in re.sub(r"<[^>]+>", "", programme)


def test_a_mission_without_any_other_clock_shows_the_local_one_alone(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        voyage.load_places()
        home = book.place(voyage.MITSUKE).id
        mission = voyage.mission(objectives="視察", type="inbound_delegation", direction="inbound", place_id=home)
        voyage.item(mission, timezone="Asia/Tokyo")
        id = mission.id
    cast.sign_in(client)
    row = text(client, f"/missions/{id}/itinerary").split('<li id="item-')[1]
    assert re.findall(r"<time[^>]*>(.*?)</time>", row, re.DOTALL)[1].strip() == ""


def test_the_head_counts_who_sat_in_talks_and_beside_them_hosts_of_visits_without_minutes(
    app: Flask, client: FlaskClient, mission: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It called both *people met*, of whom the report of the same mission counts others."""
    with app.app_context():
        host = book.person("孙浩").id
        voyage.item(activity_of(mission), hosts=[host], status="done")
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-21T03:00:00+00:00"))
    cast.sign_in(client)
    head = text(client, f"/missions/{mission}")
    assert "People in talks + hosts of other visits<b>0 + 1</b>" in head
    assert "People met" not in head
