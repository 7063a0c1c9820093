"""A talk belongs to the place and the clock of its activity, whichever form it was opened from."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Activity
from crm.audit.services import action
from crm.contacts.models import Organisation, Person
from crm.core.database import db, writing
from crm.meetings import rules
from crm.meetings.models import Attendee, Meeting
from crm.missions.models import ItineraryItem
from tests.cast import SET_UP, sign_in
from tests.contacts.pages import filled_form, opened, text
from tests.meetings.scene import DAY, SHANGHAI, Scene, add_place, mission, organisation, person, scene, talk
from tests.missions import voyage
from tests.negotiations.cases import days


@pytest.fixture
def at(app: Flask) -> Scene:
    with app.app_context():
        return scene()


@pytest.fixture
def elsewhere(app: Flask, at: Scene) -> tuple[int, int]:
    """(organisation, somebody there): it has no place and so no clock of its own."""
    with app.app_context(), writing():
        firm = organisation("北東商事", "JP", "ja")
        db.session.flush()
        someone = person("佐藤 恵", firm.id, "課長", "ja")
        db.session.commit()
        return firm.id, someone.id


def sent(client: FlaskClient, path: str, **changes: Any) -> None:
    """The form at `path`, with what a thumb types, saved."""
    form = {name: value for name, value in opened(client, path, "starts").items() if not name.startswith("next_steps")}
    form |= {
        "place_unknown": "y",
        "day": "2026-12-11",
        "starts": "09:30",
        "said": "二十点へ",
        "kind": "business_talk",
        "mode": "in_person",
    }
    form |= changes
    answer = client.post(path, data=form)
    assert answer.status_code == 303, _errors(answer.get_data(as_text=True))


def _errors(page: str) -> list[str]:
    return re.findall(r'class="err"[^>]*>([^<]*)<', page)


def kept(app: Flask) -> Meeting:
    with app.app_context():
        return db.session.scalars(select(Meeting).order_by(Meeting.id.desc())).first() or pytest.fail("nothing kept")


@pytest.mark.usefixtures("afterwards")
@pytest.mark.parametrize("opened_from", ["item", "mission", "organisation", "chosen in the form"])
def test_half_past_nine_typed_for_a_mission_in_yanji_is_half_past_nine_in_yanji(
    app: Flask, client: FlaskClient, at: Scene, elsewhere: tuple[int, int], opened_from: str
) -> None:
    sign_in(client)  # whose own clock is that of Tokyo; and so is the counterpart's: it has no place
    who, of = f"/meetings/new?organisation_id={elsewhere[0]}", f"&activity_id={at.mission}"
    path, chosen = {
        "item": (f"{who}{of}&item=17&starts=2026-12-11T09:30&zone={SHANGHAI}", {}),
        "mission": (who + of, {}),
        "organisation": (who + of, {"timezone": SHANGHAI}),
        "chosen in the form": (who, {"activity_id": str(at.mission)}),
    }[opened_from]
    sent(client, path, theirs=elsewhere[1], **chosen)
    made = kept(app)
    assert (made.starts_at, made.timezone) == (datetime(2026, 12, 11, 1, 30, tzinfo=UTC), SHANGHAI)
    assert (made.held_on, made.place_id) == (DAY, at.place)


def test_a_talk_of_a_mission_of_other_days_begins_on_its_first_day(app: Flask, client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    there = (datetime.now(ZoneInfo(SHANGHAI)).date() - days(0)).days  # for an hour of the day it is yesterday there
    for first, day, state in ((-40, -40, "held"), (-2, there, "held"), (30, 30, "planned")):
        with app.app_context(), writing():
            trip = mission(at.place, start_on=days(first), end_on=days(first + 3))
            db.session.commit()
            path = f"/meetings/new?organisation_id={at.commerce_bureau}&activity_id={trip.id}"
        form = opened(client, path, "starts")
        assert (form["day"], form["state"], bool(form["starts"])) == (days(day).isoformat(), state, first == -2)


@pytest.mark.usefixtures("afterwards")
def test_the_form_shows_whose_clock_it_is_and_one_that_was_chosen_stays(
    app: Flask, client: FlaskClient, at: Scene, elsewhere: tuple[int, int]
) -> None:
    sign_in(client)
    path = f"/meetings/new?organisation_id={elsewhere[0]}"
    assert opened(client, path, "starts")["timezone"] == "Asia/Tokyo"
    clock = f"/meetings/clock?organisation_id={elsewhere[0]}&activity_id={at.mission}"
    shown = filled_form(f"<form>{text(client, clock)}</form>", "timezone")
    assert shown == {"timezone": SHANGHAI, "clock-of": str(at.mission)}
    # The clock was chosen after the activity: an online talk, at home.
    asked = shown | {"timezone": "Asia/Tokyo", "activity_id": str(at.mission), "mode": "online"}
    sent(client, path, theirs=elsewhere[1], **asked)
    assert (kept(app).timezone, kept(app).place_id) == ("Asia/Tokyo", None)
    assert client.get("/meetings/clock").status_code == 404


def test_logged_from_an_inbound_item_the_guests_are_the_counterpart_and_the_visited_firm_is_ours(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        with writing():
            here = add_place("15211", "Asia/Tokyo", "JP")
            db.session.flush()
            visit = mission(here.id, direction="inbound", sender_organisation_id=at.commerce_bureau)
            db.session.commit()
        guest = voyage.delegate(visit, db.session.get_one(Person, at.li), organisation_id=at.commerce_bureau)
        plan: dict[str, Any] = {
            "place_id": here.id,
            "timezone": "Asia/Tokyo",
            "people": [guest.id],
            "hosts": [at.tanabe],
        }
        item = voyage.item(visit, organisation_id=at.association, **plan)
        id, place = item.id, here.id
    sign_in(client)
    page = unescape(text(client, f"/missions/items/{id}"))
    path = next(part.split('"')[0] for part in page.split('href="') if part.startswith("/meetings/new?item="))
    sent(client, path)
    made = kept(app)
    assert (made.organisation_id, made.our_organisation_id) == (at.commerce_bureau, at.association)
    assert (made.itinerary_item_id, made.timezone, made.place_id) == (id, "Asia/Tokyo", place)
    with app.app_context():
        told = select(Attendee.person_id, Attendee.side).where(Attendee.meeting_id == made.id)
        seats = {tuple(row) for row in db.session.execute(told)}
    assert seats == {(at.li, "theirs"), (at.tanabe, "ours")}


@pytest.mark.usefixtures("afterwards")
@pytest.mark.parametrize(
    ("kind", "title", "expected"),
    [
        ("courtesy_call", "商務局", "courtesy_call"),
        ("meal", "昼食会", "reception"),
        ("visit", "紡績工場", "factory_visit"),
        ("leaders_talks", "商務局", "courtesy_call"),
        ("visit", "開発区の視察", "factory_visit"),
        ("meeting", "個別商談", "business_talk"),
        ("matching", "個別商談会 9社×14社", "business_talk"),
        ("visit", "商務局", ""),
    ],
)
def test_a_meeting_logged_from_an_item_has_its_kind_and_its_clocks(
    app: Flask, client: FlaskClient, at: Scene, kind: str, title: str, expected: str
) -> None:
    """A courtesy call was counted as a talk: its kind stood as business talk, in a folded part of the form."""
    with app.app_context():
        trip = db.session.get_one(Activity, at.mission)
        id = voyage.item(trip, organisation_id=at.commerce_bureau, kind=kind, title=title).id
        item = db.session.get_one(ItineraryItem, id)
        # Of many talks at a matching event none lasts from its begin to its end.
        clocks = [item.wall_start[11:], "" if kind == "matching" else item.wall_end[11:]]
    sign_in(client)
    page = unescape(text(client, f"/missions/items/{id}"))
    path = next(part.split('"')[0] for part in page.split('href="') if part.startswith("/meetings/new?item="))
    form = opened(client, path, "starts")
    assert [form["kind"], form["starts"], form["ends"] or ""] == [expected, *clocks]
    blank = text(client, path)
    if not expected:
        with pytest.raises(AssertionError, match="Choose one"):
            sent(client, path, kind="")
    form_begins = blank.index('id="meeting-form"')
    if expected:  # what is presumed is told on the fold that has it
        [presumed] = re.findall(r"<summary[^>]*>More: ([^<]*)</summary>", blank[form_begins:])
        assert str(rules.MEETING_KINDS[expected]) in presumed
    else:
        assert blank.index('name="kind"') < blank.index("<details", form_begins)


def test_the_next_step_of_a_meeting_of_long_ago_is_not_due_before_tomorrow(client: FlaskClient, at: Scene) -> None:
    sign_in(client)
    for ago, ahead in ((30, 1), (6, 1), (2, 5)):
        path = f"/meetings/new?organisation_id={at.commerce_bureau}&starts={days(-ago).isoformat()}T10:00"
        assert opened(client, path, "starts")["next_steps-0-due_on"] == days(ahead).isoformat()


def test_a_firm_of_the_delegation_heads_its_talk_once_it_is_chosen_in_the_form(
    app: Flask, client: FlaskClient, at: Scene, elsewhere: tuple[int, int]
) -> None:
    firm, seller = elsewhere
    with app.app_context():
        trip = db.session.get_one(Activity, at.mission)
        voyage.delegate(trip, db.session.get_one(Person, seller), organisation_id=firm)
    sign_in(client)
    path = f"/meetings/new?organisation_id={at.commerce_bureau}&activity_id={at.mission}"
    form = opened(client, path, "starts")
    assert form["our_organisation_id-offered"] == str(at.association), "the sender of the mission is presumed"
    asked = f"/meetings/our-side?{path.split('?')[1]}&our_organisation_id-offered={firm}"
    others = f"{at.tanabe},{at.sun}"
    part = text(client, f"{asked}&ours={at.tanabe}&ours={at.sun}&ours={seller}")
    shown = filled_form(f"<form>{part}</form>", "ours")
    assert shown["ours"] == str(seller), "those of the chosen firm are ticked in place of the others"
    said = 'Only members of <bdi lang="ja">北東商事</bdi> are ticked: 1 of 3.'
    assert said in part.split("<details")[0], "which is said where nothing is folded"
    assert shown["left_out"] == others
    back = text(client, f"{asked}&ours={seller}&left_out={others}&everyone=1")
    ticked = re.findall(r'value="(\d+)"\s+id="ours-\d+" checked', back)
    assert set(ticked) == {str(at.tanabe), str(at.sun), str(seller)}
    assert "are ticked" not in back, "nobody is left out any more"
    office = text(client, asked.replace(f"offered={firm}", "offered=") + f"&ours={seller}&left_out={others}")
    assert office.count(" checked") == 3, "who was taken out comes back with the choice"
    assert said not in text(client, path)
    assert 'Only members of <bdi lang="ja">北東商事' in text(client, f"{path}&our_organisation_id={firm}")
    sent(client, path, **{"our_organisation_id-offered": str(firm), "theirs": at.li, "ours": seller})
    made = kept(app)
    assert (made.our_organisation_id, made.organisation_id) == (firm, at.commerce_bureau)
    assert "北東商事 × 延吉市商务局" in re.sub(r"<[^>]+>", "", text(client, f"/meetings/{made.id}"))
    assert re.search("北東商事</?[^×]*×[^×]*延吉市商务局", text(client, "/meetings/"))
    edit = opened(client, f"/meetings/{made.id}/edit", "starts")
    assert client.post(f"/meetings/{made.id}/edit", data=edit).status_code == 303
    assert kept(app).our_organisation_id == firm
    typed = {"our_organisation_id-offered": "", "our_organisation_id-typed": f"#{firm}"}
    for change, told in (
        ({"our_organisation_id-offered": ""}, None),
        (typed, firm),
        (typed | {"our_organisation_id-typed": f"#{at.commerce_bureau}"}, "The two sides are the same organisation."),
        (typed | {"our_organisation_id-typed": "北の会社"}, "“北の会社” was not found."),
    ):
        edit = opened(client, f"/meetings/{made.id}/edit", "starts") | change
        answer = client.post(f"/meetings/{made.id}/edit", data=edit)
        errors = _errors(answer.get_data(as_text=True))
        assert (errors[0] if errors else kept(app).our_organisation_id) == told


def test_of_a_visited_firm_named_as_counterpart_it_is_asked_with_which_guests_it_talked(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        with writing():
            here = add_place("15211", "Asia/Tokyo", "JP")
            db.session.flush()
            visit = mission(here.id, direction="inbound")
            db.session.commit()
        voyage.delegate(visit, db.session.get_one(Person, at.li), organisation_id=at.commerce_bureau)
        of = f"activity_id={visit.id}"
    sign_in(client)
    assert f"/meetings/new?organisation_id={at.commerce_bureau}&amp;{of}" in text(client, f"/meetings/new?{of}")
    page = unescape(text(client, f"/meetings/new?organisation_id={at.association}&{of}"))
    path = f"/meetings/new?organisation_id={at.commerce_bureau}&our_organisation_id={at.association}&{of}"
    assert path in page
    assert f'name="ours" value="{at.li}"' not in page
    form = opened(client, path, "starts")
    assert (form["our_organisation_id-offered"], form["theirs"]) == (str(at.association), str(at.li))


def test_a_talk_on_a_day_of_another_week_is_saved_once_somebody_says_that_it_is_right(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    sign_in(client)
    path = f"/meetings/new?organisation_id={at.commerce_bureau}&activity_id={at.mission}"
    form = {name: value for name, value in opened(client, path, "starts").items() if not name.startswith("next_steps")}
    form |= {"day": "2026-12-21", "starts": "09:30", "said": "二十点へ", "theirs": str(at.li)}
    refused = client.post(path, data=form)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert any("Is this date right?" in error for error in _errors(page))
    assert 'name="day_seen"' in page
    assert client.post(path, data=form | {"day_seen": "y"}).status_code == 303
    edit = opened(client, f"/meetings/{kept(app).id}/edit", "starts")
    assert client.post(f"/meetings/{kept(app).id}/edit", data=edit).status_code == 303, "it was answered before"


@pytest.mark.usefixtures("afterwards")
def test_the_first_talk_asks_where_a_counterpart_is_or_that_nobody_knows(
    app: Flask, client: FlaskClient, at: Scene, elsewhere: tuple[int, int]
) -> None:
    sign_in(client)
    path = f"/meetings/new?organisation_id={elsewhere[0]}"
    assert 'name="place_unknown"' in text(client, path), "asked before anything is saved"
    form = {name: value for name, value in opened(client, path, "starts").items() if not name.startswith("next_steps")}
    form |= {"day": "2026-12-11", "starts": "09:30", "said": "二十点へ", "theirs": str(elsewhere[1])}
    refused = client.post(path, data=form)
    assert (refused.status_code, "二十点へ" in refused.get_data(as_text=True)) == (422, True)
    assert "Say where it is, or tick “Place unknown”." in _errors(refused.get_data(as_text=True))
    abroad = client.post(path, data=form | {"counterpart_place_id": str(at.place)})
    assert "This place is in another country." in _errors(abroad.get_data(as_text=True))
    with app.app_context(), writing():
        here = organisation("延边新社")
        db.session.flush()
        someone = person("朴 春花", here.id, "经理")
        db.session.commit()
        path, form["theirs"], firm = f"/meetings/new?organisation_id={here.id}", str(someone.id), here.id
    answered = form | {"counterpart_place_id": str(at.place)}
    assert client.post(path, data=answered).status_code == 422, "the page asked about another firm"
    assert client.post(path, data=answered | {"place_of": str(firm)}).status_code == 303
    with app.app_context():
        assert db.session.get_one(Organisation, firm).place_id == at.place
    assert "counterpart_place_id" not in client.get(path).get_data(as_text=True)


@pytest.mark.usefixtures("afterwards")
def test_what_nobody_knows_is_asked_once_also_of_a_meeting_that_is_there(
    app: Flask, client: FlaskClient, at: Scene, elsewhere: tuple[int, int]
) -> None:
    sign_in(client)
    path = f"/meetings/new?organisation_id={elsewhere[0]}"
    sent(client, path, theirs=elsewhere[1])
    assert "place_unknown" not in client.get(path).get_data(as_text=True)
    with app.app_context(), writing():
        firm = db.session.get_one(Organisation, elsewhere[0])
        assert firm.place_unknown
        with action(SET_UP, by=None):
            firm.place_unknown = False  # as it stood before anybody was asked
        db.session.commit()
    edit = f"/meetings/{kept(app).id}/edit"
    form = opened(client, edit, "starts")
    assert client.post(edit, data=form).status_code == 422
    assert client.post(edit, data=form | {"place_unknown": "y"}).status_code == 303


@pytest.mark.parametrize(("language", "word"), [("ja", "会場"), ("zh-Hans", "场地"), ("ko", "장소")])
def test_the_page_asks_for_the_venue_and_for_no_region(
    app: Flask, client: FlaskClient, at: Scene, language: str, word: str
) -> None:
    with app.app_context():
        id = talk(at, venue="").id
    sign_in(client, language=language)
    page = client.get(f"/meetings/{id}").get_data(as_text=True)
    assert re.findall(r'<a href="[^"]*\?facts=venue"[^>]*>([^<]+)<', page) == [word]


def test_the_visits_of_the_mission_are_offered_and_the_one_that_is_logged_is_named(
    app: Flask, client: FlaskClient, at: Scene
) -> None:
    with app.app_context():
        trip = db.session.get_one(Activity, at.mission)
        one = voyage.item(trip, organisation_id=at.commerce_bureau, kind="visit", title="商務局を訪問").id
        voyage.item(trip, kind="transfer", title="ホテルへ移動")
    sign_in(client)
    page = unescape(text(client, f"/meetings/new?activity_id={at.mission}"))
    offered = re.findall(r'href="(/meetings/new\?item=(\d+)[^"]*)"', page)
    assert [int(id) for _address, id in offered] == [one]
    assert "Choose from the programme" in page
    shown = text(client, offered[0][0])
    [chosen] = re.findall(r'<summary class="input"[^>]*>(.*?)</summary>', shown, re.S)
    assert "商務局を訪問" in chosen
    assert "Choose from the programme" not in shown
