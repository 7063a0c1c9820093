"""The pages of travel details: a form that keeps them, and no other page that tells them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Participant
from crm.audit.models import AuditEntry
from crm.core.database import db
from crm.core.permissions import Role
from crm.travel import queries
from crm.wordings.rules import digest_of
from tests.cast import sign_in
from tests.contacts import book
from tests.missions import voyage
from tests.travel import luggage
from tests.trust import world


@pytest.fixture
def part(app: Flask) -> tuple[int, int]:
    """(mission, participant)"""
    with app.app_context():
        mission = voyage.mission()
        return mission.id, voyage.delegate(mission).id


def typed(**changes: Any) -> dict[str, Any]:
    return {name: value or "" for name, value in vars(luggage.details(**changes)).items()}


def test_the_office_tells_reads_corrects_and_erases(app: Flask, client: FlaskClient, part: tuple[int, int]) -> None:
    mission, id = part
    sign_in(client)
    sheet = f"/travel/participants/{id}"
    assert world.send(client, f"{sheet}/edit", typed(passport_number="？")).status_code == 422
    assert world.send(client, f"{sheet}/edit", typed()).status_code == 303
    shown = client.get(sheet).get_data(as_text=True)
    assert all(canary in shown for canary in luggage.CANARIES)
    assert world.send(client, f"{sheet}/edit", typed(diet="なし")).status_code == 303
    stale = world.plumbing(client, f"{sheet}/edit") | {"version": ""}
    assert client.post(f"{sheet}/edit", data=stale | typed()).status_code == 409
    overview = client.get(f"/travel/missions/{mission}").get_data(as_text=True)
    assert "All details entered" in overview
    assert not [canary for canary in luggage.CANARIES if canary in overview]
    words, key = f"/travel/missions/{mission}/words?lang=ko", digest_of("なし")[:20]
    assert world.send(client, words, {f"text_{key}": "없음"}).status_code == 303
    assert "없음" in client.get(words).get_data(as_text=True)
    stale = world.plumbing(client, words) | {f"text_{key}": "x", "version_1": "1"}
    assert client.post(words, data=stale).status_code == 409
    token = {"csrf_token": world.plumbing(client, f"{sheet}/edit")["csrf_token"]}
    assert client.post(f"{sheet}/erase", data=token).status_code == 303
    assert "Nothing entered yet" in client.get(sheet).get_data(as_text=True)
    with app.app_context():
        verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.like("travel.%"))).all()
        assert {"travel.changed", "travel.seen", "travel.erased"} == set(verbs)


def test_no_other_page_tells_them(app: Flask, client: FlaskClient, part: tuple[int, int]) -> None:
    mission, id = part
    with app.app_context():
        detail = luggage.told(voyage.delegate(voyage.fresh(voyage.mission())))
        other = detail.activity_id
    paths = [f"/missions/{other}", f"/missions/{other}/delegation", f"/audit/activities/{other}", "/search/?q=canary",
             "/missions/", "/contacts/people", f"/documents/missions/{other}/preview", "/audit/"]  # fmt: skip
    sign_in(client, Role.ADMIN)
    for path in paths:
        page = client.get(path).get_data(as_text=True)
        assert not [canary for canary in luggage.CANARIES if canary in page], path


def test_management_and_leaders_of_other_missions_are_refused(client: FlaskClient, part: tuple[int, int]) -> None:
    mission, id = part
    sign_in(client, Role.MANAGEMENT)
    assert client.get(f"/travel/participants/{id}").status_code == 403
    assert "/travel/" not in client.get(f"/missions/{mission}/delegation").get_data(as_text=True)
    client = client.application.test_client()
    sign_in(client, Role.MISSION_LEADER)
    assert client.get(f"/travel/participants/{id}").status_code == 404


def test_a_passport_that_runs_out_is_warned_of_with_a_date_as_the_language_writes_it(
    app: Flask, client: FlaskClient, part: tuple[int, int]
) -> None:
    mission, id = part
    with app.app_context():
        luggage.told(db.session.get_one(Participant, id), passport_expires=voyage.FIRST + timedelta(days=60))
        day = voyage.FIRST + timedelta(days=60)
    sign_in(client)
    overview = client.get(f"/travel/missions/{mission}").get_data(as_text=True)
    assert f"expires on {day:%a} {day.day} {day:%b} {day.year}" in overview


def test_two_of_one_name_are_told_apart_by_their_firms_where_a_room_is_shared(
    app: Flask, client: FlaskClient, part: tuple[int, int]
) -> None:
    with app.app_context():
        mission = voyage.mission()
        id = voyage.delegate(mission, name="王海龙").id
        for firm in ("延边海达", "延吉东方木业"):
            voyage.delegate(voyage.fresh(mission), book.person("金银姬", at=book.organisation(firm)))
    sign_in(client)
    form = client.get(f"/travel/participants/{id}/edit").get_data(as_text=True)
    for shown in ("金银姬 · 延边海达", "金银姬 · 延吉东方木业"):
        assert shown in form


def test_the_sex_that_the_roster_told_stands_in_the_form_as_what_it_is(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission()
        woman = voyage.delegate(mission, book.person("李明淑", salutation="女士")).id
        nobody = voyage.delegate(mission, book.person("孙浩")).id
        known = voyage.delegate(mission, book.person("金银姬", salutation="女士"))
        luggage.told(known, sex="male")
        told = known.id
    sign_in(client)
    hint, shown = "Check it against the passport", []
    for id in (woman, nobody, told):
        page = client.get(f"/travel/participants/{id}/edit").get_data(as_text=True)
        chosen = re.findall(r'<option selected value="(female|male)"', page)
        shown.append((chosen, hint in page))
    assert shown == [(["female"], True), ([], False), (["male"], False)]
    assert world.send(client, f"/travel/participants/{woman}/edit", typed(sex="")).status_code == 303
    with app.app_context():
        kept = queries.of_participant(woman)
        assert kept is not None
        assert kept.details.sex == "", "whoever empties it is believed"


def test_the_rooming_list_names_who_goes_along_and_logs_nobody_else(
    app: Flask, client: FlaskClient, part: tuple[int, int]
) -> None:
    mission, going = part
    with app.app_context():
        activity = voyage.fresh_in(mission)
        luggage.told(activity.participants[0])
        for number, status in enumerate(("invited", "applied", "absent")):
            luggage.told(voyage.delegate(activity, book.person(f"丸山 学{number}", "ja"), status=status))
    sign_in(client)
    page = client.get(f"/travel/missions/{mission}/rooms").get_data(as_text=True)
    assert ("髙橋 直樹" in page, "丸山" in page) == (True, False)
    assert client.get(f"/travel/missions/{mission}").get_data(as_text=True).count("丸山") == 3
    with app.app_context():
        seen = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "travel.seen")).all()
        assert [entry.changes["participant_id"][1] for entry in seen] == [str(going)]
