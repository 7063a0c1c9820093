"""To whom letters of a mission can be written, and whom one dated before it announces."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities import services as activity_services
from crm.contacts.models import Organisation, PersonName
from crm.core.database import db, writing
from crm.letters import queries, services
from crm.letters.models import Letter
from tests import cast
from tests.contacts import book
from tests.letters.post import IMPRINT, facts_of, visited
from tests.missions import voyage


def test_a_letter_dated_before_the_mission_announces_who_had_accepted_also_whoever_did_not_come(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        mission = visited()
        voyage.delegate(voyage.fresh(mission), book.person("三浦 さくら", "ja"))
        monkeypatch.setattr("crm.core.clock.now", lambda: datetime.combine(voyage.FIRST, time(3), UTC))
        with writing():
            parts = voyage.fresh_in(mission.id).participants
            activity_services.note_attendance(voyage.fresh_in(mission.id), [parts[0].id], by=cast.user())
            db.session.commit()
        with writing():
            facts = facts_of(mission)
            (person,) = queries.recipients(facts, "request").values()
            before, after = (
                services.write(
                    facts, kind="request", person=person, visit=queries.slot_of(facts, person),
                    imprint=replace(IMPRINT, dated_on=day, language="ja"), by=cast.user(),
                )
                for day in (voyage.FIRST - timedelta(days=30), voyage.FIRST)
            )  # fmt: skip
            db.session.commit()
        assert ("三浦 さくら" in before.enclosure, "三浦 さくら" in after.enclosure) == (True, False)
        assert before.body != after.body, "which tells how many come"


def test_everybody_at_a_firm_that_receives_us_can_be_written_to_before_and_after_and_whoever_travels_cannot(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        mission = visited()
        firm, other = book.organisation("延边大山商贸有限公司"), book.organisation("延边海山商贸有限公司")
        cui, along = book.person("崔美兰", at=firm), book.person("南哲", at=firm)
        book.person("王海", at=other)
        voyage.item(
            voyage.fresh(mission), organisation_id=firm.id, title="訪問", day=voyage.FIRST, start=time(15), end=time(16)
        )
        voyage.delegate(voyage.fresh(mission), along, organisation_id=firm.id)
        li = db.session.scalars(select(PersonName.person_id).where(PersonName.full == "李明淑")).one()
        for today in (voyage.FIRST - timedelta(days=60), voyage.FIRST + timedelta(days=60)):
            monkeypatch.setattr("crm.core.clock.now", lambda day=today: datetime.combine(day, time(3), UTC))
            assert set(queries.recipients(facts_of(mission), "request")) == {li, cui.id}


def test_a_body_at_which_nobody_is_known_is_asked_itself(app: Flask, client: FlaskClient) -> None:
    """The list of recipients was empty, and the button that writes did nothing that one could see."""
    with app.app_context():
        council = book.organisation("延边贸易促进会")
        mission = voyage.mission(host_organisation_id=council.id, names={"ja": "視察団", "zh-Hans": "考察团"})
        voyage.delegate(mission, name="髙橋 直樹", role="head", title="社長")
        bureau = book.organisation("敦化市商务局")
        voyage.item(mission, host=bureau, title="訪問")
        id, host = mission.id, bureau.id
    cast.sign_in(client)
    at = f"/letters/missions/{id}/new?kind=request"
    page = client.get(at).text
    assert f'value="-{host}">敦化市商务局 (nobody is known there)<' in page
    assert 'Nobody is known at <bdi lang="zh-Hans">敦化市商务局</bdi> yet' in page
    assert f"/contacts/people/new?organisation_id={host}" in page
    plumbing = {name: cast.hidden(page, name) for name in ("csrf_token", "form_id", "version")}
    said = {"kind": "request", "dated_on": "2026-11-20", "sender": "会長　角田 正義", "purpose": "洽谈", "number": ""}
    for tongue, head in (("", "敦化市商务局"), ("ja", "敦化市商务局　御中"), ("ko", "敦化市商务局 귀중")):
        answer = client.post(at, data=plumbing | said | {"person_id": f"-{host}", "language": tongue})
        assert answer.status_code == 303
        written = client.get(answer.headers["Location"]).text
        assert head in written
        assert f'href="/contacts/organisations/{host}"' in written
        plumbing |= {"form_id": cast.hidden(client.get(at).text, "form_id")}
    with app.app_context():
        letter = db.session.scalars(select(Letter).where(Letter.language == "zh-Hans")).one()
        assert (letter.person_id, letter.organisation_id, letter.recipient) == (None, host, "敦化市商务局")
        assert "贵局" in letter.body
        book.person("王海龙", at=db.session.get_one(Organisation, host))
    assert f'value="-{host}"' not in client.get(at).text, "somebody is known now"
    thanks = client.get(f"/letters/missions/{id}/new?kind=thanks").text
    assert 'name="person_id"' not in thanks, "no form without anybody to write to, but the reason"
