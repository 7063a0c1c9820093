"""A stop of use: nobody writes to the person; and an address that was erased does not come in with a list."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.letters import queries as letters
from crm.letters import services as letter_services
from crm.merging.models import Merge
from crm.merging.queries.screen import asked
from crm.merging.services import Choices, merge, undo
from crm.missions.services.again import _reachable
from crm.subjects import rules, services
from crm.subjects.queries import erased
from tests.cast import sign_in
from tests.contacts import book
from tests.interchange import files
from tests.letters.post import IMPRINT, facts_of, visited
from tests.subjects.asking import merged, post
from tests.subjects.test_erasing import erase


def stop(id: int) -> int:
    with writing():
        made = services.mark(id, rules.STOP, reason="asked by mail", by=None).id
        db.session.commit()
    return made


def test_no_letter_is_written_to_somebody_whose_use_was_stopped_until_it_is_lifted(app: Flask) -> None:
    with app.app_context():
        mission = visited()
        [id] = letters.recipients(facts_of(mission))
        mark = stop(id)

        def write() -> None:
            facts = facts_of(mission)
            letter_services.write(
                facts, kind="request", person=letters.recipients(facts)[id],
                visit=letters.visit_of(facts, id), imprint=IMPRINT, by=None,
            )  # fmt: skip

        with writing(), pytest.raises(Refused, match="stopped") as refusal:
            write()
        assert refusal.value.field == "person_id"
        with writing():
            services.unmark(erased.mark(mark), by=None)
            db.session.commit()
        with writing():
            write()
            db.session.commit()


def test_whoever_is_stopped_is_not_asked_again_for_the_next_mission(app: Flask) -> None:
    with app.app_context():
        id, other = book.person("長谷川 すばる", "ja").id, book.person("谷川 はる", "ja").id
        stop(id)
        assert _reachable({id, other}) == {other}


def test_a_stop_stands_in_the_head_of_the_person_for_everybody(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = book.person("長谷川 すばる", "ja").id
    sign_in(client, Role.COORDINATOR, language="en")
    assert "Stop of use" not in client.get(f"/contacts/people/{id}").get_data(as_text=True)
    with app.app_context():
        stop(id)
    assert "Stop of use" in client.get(f"/contacts/people/{id}").get_data(as_text=True)


def test_it_is_set_and_lifted_on_the_page_with_a_reason(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        id = book.person("長谷川 すばる", "ja").id
    page = f"/subjects/people/{id}"
    assert post(client, f"{page}/marks", page, kind="stop", reason="").status_code == 422
    assert post(client, f"{page}/marks", page, kind="stop", reason="by mail").status_code == 303
    with app.app_context():
        assert erased.stopped([id]) == {id}
        [mark] = erased.marks([id])
    assert "by mail" in client.get(page).get_data(as_text=True)
    assert post(client, f"/subjects/marks/{mark.id}/lift", page).status_code == 303
    with app.app_context():
        assert erased.stopped([id]) == set()
        assert db.session.get_one(Person, id).use_stopped_at is None


def test_a_list_does_not_bring_back_who_was_erased(app: Flask) -> None:
    with app.app_context():
        id = book.person("田中 太郎", "ja", contacts=[("mobile", "090-1234-5678")]).id
    erase(app, id)
    with app.app_context():
        tried = files.tried(app, files.table(files.TABLE))
        assert files.counts(tried) == {"new": 1, "rejected": 1}
        [sample] = [one for one in files.batch(tried).samples if one["status"] == "rejected"]
        assert "may not be entered again" in sample["reasons"][0]["msgid"]
        done = files.imported(app, files.table(files.TABLE), name="again.csv")
        assert files.counts(done) == {"new": 1, "rejected": 1}
        with writing():
            services.lift(erased.of_person(id), reason="they wrote to us", by=None)
            db.session.commit()
        later = files.imported(app, files.table(files.TABLE), name="later.csv")
        assert files.counts(later) == {"new": 1, "same": 1}


@pytest.mark.both
@pytest.mark.parametrize("side", ["left", "right"])
def test_no_choice_takes_a_stop_of_use_away_when_two_records_become_one(app: Flask, side: str) -> None:
    with app.app_context():
        stopped, free = book.person("長谷川 すばる", "ja").id, book.person("長谷川 すばる", "ja").id
        mark = stop(stopped)
        left, right = (stopped, free) if side == "right" else (free, stopped)  # the empty one is chosen
        assert "use_stopped_at" not in {column.name for column in asked("people")}
        with writing():
            merge("people", left, right, Choices(survivor=side, fields={"use_stopped_at": side}), by=None)
            db.session.commit()
        kept = db.session.get_one(Person, right if side == "right" else left)
        assert kept.id == free
        assert kept.use_stopped_at == erased.mark(mark).since
        assert erased.mark(mark).person_id == free


@pytest.mark.both
def test_lifting_one_of_two_stops_leaves_the_other(app: Flask) -> None:
    with app.app_context():
        kept, double = book.person("長谷川 すばる", "ja").id, book.person("長谷川 すばる", "ja").id
        marks = [stop(kept), stop(double)]
        merged(app, kept, double)
        for mark, standing in ((marks[0], marks[1:]), (marks[1], [])):
            with writing():
                services.unmark(erased.mark(mark), by=None)
                db.session.commit()
            since = erased.mark(standing[0]).since if standing else None
            assert db.session.get_one(Person, kept).use_stopped_at == since
        with writing():
            undo(db.session.scalars(select(Merge)).one(), by=None)
            db.session.commit()
        assert db.session.get_one(Person, double).use_stopped_at is None
