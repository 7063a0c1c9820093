"""What goes along with a letter, and what is named before it goes: readings, days until one leaves, passports."""

from datetime import date, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities.models import Participant
from crm.audit.models import AuditEntry
from crm.contacts.rules import OrganisationNameInput
from crm.core.database import db, writing
from crm.letters import queries, services
from crm.letters.models import Letter
from crm.missions import queries as missions
from crm.travel import services as travel
from crm.travel.rules import Details
from tests import cast
from tests.contacts import book
from tests.contacts.pages import filled_form
from tests.letters import post
from tests.missions import voyage
from tests.missions.browser import pressed, text
from tests.pdf import paper
from tests.showrooms.partner import put


def test_a_list_that_is_enclosed_says_which_reading_nobody_confirmed_and_the_page_names_whose(
    app: Flask, client: FlaskClient
) -> None:
    """「김영희（KIM Yeonghui，推测）」 stood on an official invitation: a polite word tells the same."""
    with app.app_context():
        mission = post.visited()
        voyage.delegate(voyage.fresh(mission), book.person("김설화", "ko"))
        with writing():
            facts = post.facts_of(mission)
            (li,) = queries.recipients(facts, "invitation_request").values()
            letter = services.write(
                facts, kind="invitation_request", person=li, visit=None, imprint=post.IMPRINT, by=None
            )
            db.session.commit()
        assert "김설화（KIM Seolhwa，音译）" in letter.enclosure
        assert "推测" not in letter.enclosure + letter.body
        id = letter.id
    cast.sign_in(client)
    page = text(client, f"/letters/{id}")
    assert "김설화" in page.split('id="unconfirmed"')[1].split("</section>")[0]


def test_a_stay_lasts_until_one_leaves(app: Flask) -> None:
    """An invitation named the days until the 30th, of a programme whose flight left on the 31st."""
    with app.app_context():
        mission = voyage.mission()
        yanji, tumen = (book.place(code).id for code in (voyage.YANJI, voyage.TUMEN))
        voyage.item(mission, place_id=tumen, day=date(2026, 12, 11))
        voyage.item(mission, place_id=yanji, day=date(2026, 12, 12))
        voyage.item(
            mission, kind="flight", title="帰国", day=date(2026, 12, 14), start=time(10), end=time(14),
            end_timezone="Asia/Tokyo",
        )  # fmt: skip
        found = missions.stays(mission, post.facts_of(mission).entries)
        assert [sorted(day.day for day in days) for _place, days in found] == [[11], [12, 13, 14]]


def test_a_flight_that_leaves_from_elsewhere_tells_no_days_of_the_last_place(app: Flask) -> None:
    """A letter asked to be invited to Yanji until the day on which the plane from Incheon landed at home."""
    with app.app_context():
        voyage.load_places()
        yanji, tumen = (book.place(code).id for code in (voyage.YANJI, voyage.TUMEN))
        for zone, origin in (("Asia/Seoul", "仁川"), ("Asia/Shanghai", "北京首都空港")):
            mission = voyage.mission()
            voyage.item(mission, place_id=tumen, day=date(2026, 12, 11))
            voyage.item(mission, place_id=yanji, day=date(2026, 12, 12))
            voyage.item(
                mission, kind="flight", title="帰国", day=date(2026, 12, 14), end=time(14, 5), start=None,
                timezone=zone, end_timezone="Asia/Tokyo", origin=origin, destination="秋田空港",
            )  # fmt: skip
            found = missions.stays(mission, post.facts_of(mission).entries)
            assert [sorted(day.day for day in days) for _place, days in found] == [[11], [12]], origin


@pytest.mark.printed
def test_passports_go_along_only_where_that_is_ticked_and_the_log_notes_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = post.visited()
        with writing():
            facts = post.facts_of(mission)
            part = facts.delegation[0]
            told = Details(
                passport_name="TAKAHASHI NAOKI", passport_number="TZ0000004", sex="male", birth_date=date(1980, 7, 9)
            )
            travel.write(part, told, by=None)
            (li,) = queries.recipients(facts, "invitation_request").values()
            id = services.write(
                facts, kind="invitation_request", person=li, visit=None, imprint=post.IMPRINT, by=None
            ).id
            db.session.commit()
    cast.sign_in(client)
    there = f"/letters/{id}"
    plain = paper.text(client.get(f"{there}/pdf").data)
    unticked = paper.text(pressed(client, f"{there}/enclosed.pdf", there).data)
    ticked = pressed(client, f"{there}/enclosed.pdf", there, passports="1").data
    whole = paper.text(ticked)
    assert ["TZ0000004" in printed for printed in (plain, unticked, whole)] == [False, False, True]
    assert ("TAKAHASHI" in whole, "1980" in whole) == (True, True)
    assert paper.untold(ticked) == []
    with app.app_context():
        kept = db.session.get_one(Letter, id)
        assert "TZ0000004" not in kept.body + kept.enclosure
        verbs = list(db.session.scalars(select(AuditEntry.verb)))
        assert verbs.count("travel.printed") == 1


def test_a_title_on_the_list_counts_as_a_line_in_another_language(app: Flask) -> None:
    with app.app_context():
        mission = post.visited()
        voyage.delegate(voyage.fresh(mission), book.person("김설화", "ko"), title="무역팀 부장")
        with writing():
            facts = post.facts_of(mission)
            (li,) = queries.recipients(facts, "invitation_request").values()
            id = services.write(
                facts, kind="invitation_request", person=li, visit=None, imprint=post.IMPRINT, by=None
            ).id
            db.session.commit()
        letter = queries.one(id, user=cast.user())
        assert "무역팀 부장" in letter.enclosure
        assert "무역팀 부장" in queries.foreign_lines(letter)


def test_the_list_of_a_letter_is_told_whole_posts_of_han_alone_and_firms_without_a_name(
    app: Flask, client: FlaskClient
) -> None:
    """Three posts were named of seven that stood in Japanese on a Chinese list, and no firm of fourteen."""
    with app.app_context():
        mission = post.visited()
        chinese = [OrganisationNameInput("见附木工株式会社", "zh-Hans")]
        named = book.organisation("見附木工株式会社", "ja", country="JP", other_names=chinese)
        unnamed = book.organisation("越後酒造株式会社", "ja", country="JP")
        for name, body, held in (("佐藤 健", named, "代表社員"), ("鈴木 茂", unnamed, "取締役国際部長")):
            voyage.delegate(voyage.fresh(mission), book.person(name, "ja"), organisation_id=body.id, title=held)
        with writing():
            facts = post.facts_of(mission)
            (li,) = queries.recipients(facts, "invitation_request").values()
            id = services.write(
                facts, kind="invitation_request", person=li, visit=None, imprint=post.IMPRINT, by=None
            ).id
            db.session.commit()
        letter = queries.one(id, user=cast.user())
        listed = [row.split("\t")[-1] for row in letter.enclosure.splitlines()]
        assert {"代表社員", "取締役国際部長"} <= set(listed) & set(queries.foreign_lines(letter))
    cast.sign_in(client)
    told = text(client, f"/letters/{id}").split('id="unnamed"')[1].split("</p>")[0]
    assert "越後酒造" in told
    assert "木工" not in told


@pytest.mark.parametrize("change", ["withdrew", "joined"])
def test_a_letter_whose_list_is_not_the_delegation_of_now_stays_until_it_is_written_anew(
    app: Flask, client: FlaskClient, change: str
) -> None:
    """Who had withdrawn went out on the list all the same; who joined later was noted as given away."""
    with app.app_context():
        mission = post.visited()
        part = voyage.delegate(voyage.fresh(mission), book.person("鈴木 茂", "ja"))
        with writing():
            facts = post.facts_of(mission)
            (li,) = queries.recipients(facts, "invitation_request").values()
            id = services.write(
                facts, kind="invitation_request", person=li, visit=None, imprint=post.IMPRINT, by=None
            ).id
            db.session.commit()
        if change == "joined":
            voyage.delegate(voyage.fresh(mission), book.person("佐藤 健", "ja"))
        else:
            put(Participant, part.id, status="cancelled")
    cast.sign_in(client)
    assert 'id="outdated"' in text(client, f"/letters/{id}")
    refused = client.get(f"/letters/{id}/word")
    assert refused.status_code in {409, 422}
    assert "The delegation has changed" in refused.get_data(as_text=True)
    assert pressed(client, f"/letters/{id}/sent", f"/letters/{id}", reason="急ぎ").status_code in {409, 422}
    shown = text(client, f"/letters/{id}/edit")
    assert client.post(f"/letters/{id}/edit", data=filled_form(shown, "subject")).status_code == 303
    with app.app_context():
        written = db.session.get_one(Letter, id).enclosure
        assert ("佐藤" in written, "鈴木" in written) == ((True, True) if change == "joined" else (False, False))
    assert 'id="outdated"' not in text(client, f"/letters/{id}")
    assert client.get(f"/letters/{id}/word").status_code == 200
