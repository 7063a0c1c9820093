"""Tasks warn of certificates 90, 30 and 7 days before their last day, each step once."""

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.audit import services as audit
from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.jobs.models import Job
from crm.jobs.registry import Context
from crm.products import queries, rules, services
from crm.products.commands import warn_at_night
from crm.products.models import Certificate, Product
from crm.products.services import CertificateInput
from crm.tasks import contents as told
from crm.tasks import queries as tasks
from crm.tasks import services as task_services
from crm.tasks.models import Task
from crm.users.models import User
from tests import cast
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import text
from tests.missions import voyage
from tests.products.test_products import made

pytestmark = pytest.mark.both

LAST = date(2027, 6, 30)


@pytest.fixture
def koi(app: Flask) -> int:
    with app.app_context():
        voyage.load_places()
        return made(book.organisation("小千谷養鯉場", "ja", country="JP").id, names={"ja": "錦鯉"}).id


def certificate(product_id: int, row: Certificate | None = None, **content: Any) -> int:
    given: dict[str, Any] = {"scheme": "gacc", "expires_on": LAST} | content
    with writing():
        row = services.write_certificate(
            row or Certificate(product_id=product_id), CertificateInput(**given), by=user()
        )
        db.session.commit()
    return row.id


def again(id: int, **content: Any) -> None:
    row = queries.part(Certificate, id, user=user())
    certificate(row.product_id, row, **content)


def night(before: int = 0, *, last: date = LAST) -> dict[str, int]:
    """What the worker says, so many days before the last day."""
    with time_machine.travel(last - timedelta(days=before), tick=False), writing():
        counted = warn_at_night(Job(), Context(lambda _percent, _text: None, lambda: False))
        assert callable(counted)
        done = dict(counted())
        db.session.commit()
    return done


def listed(product_id: int, *, open_only: bool = True) -> list[Task]:
    return tasks.of_record("products", product_id, open_only=open_only)


@pytest.mark.parametrize(
    ("left", "step"), [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)]
)
def test_the_steps_are_90_30_and_7_days_before_the_last_day(left: int, step: int | None) -> None:
    assert rules.warning_step(LAST, LAST - timedelta(days=left)) == step


def test_each_step_is_one_task_of_the_product_that_takes_the_place_of_the_one_before(app: Flask, koi: int) -> None:
    with app.app_context():
        certificate(koi)
        certificate(made(db.session.get_one(Product, koi).maker_id).id, expires_on=None)
        assert night(91) == {"closed": 0, "warned": 0}
        assert night(90) == {"closed": 0, "warned": 1}
        [first] = listed(koi)
        assert (first.due_on, first.priority, first.owner_id) == (LAST - timedelta(days=30), "normal", user().id)
        assert first.text == "錦鯉の証明書を更新する：GACC 施設登録、期限2027年6月30日（水）"
        assert night(90) == night(89) == {"closed": 0, "warned": 0}, "once, also after a restart"
        assert night(30)["warned"] == 1
        [second] = listed(koi)
        assert (second.due_on, second.id != first.id) == (LAST - timedelta(days=7), True)
        assert night(5)["warned"] == 1, "nights that were missed are made up for by the last step alone"
        [third] = listed(koi)
        assert (third.due_on, third.priority) == (LAST, "high")
        assert night(-1) == {"closed": 0, "warned": 0}
        assert listed(koi) == [third], "stays open when it is over"
        assert len(db.session.query(Task).all()) == 3


def test_a_step_that_somebody_has_done_is_not_told_again_but_the_next_one_is(app: Flask, koi: int) -> None:
    with app.app_context():
        certificate(koi)
        night(90)
        with writing():
            task_services.complete(listed(koi)[0], by=user())
            db.session.commit()
        assert night(60)["warned"] == 0
        assert night(30)["warned"] == 1


def test_a_renewed_certificate_closes_the_open_task_as_done(app: Flask, koi: int) -> None:
    with app.app_context():
        certificate(koi)
        certificate(koi, scheme="rcep")
        night(90)
        kept = {task.text: task.id for task in listed(koi)}
        certificate(koi, expires_on=LAST + timedelta(days=365))
        assert [task.status for task in listed(koi, open_only=False)] == ["open", "done"]
        [left] = listed(koi)
        assert "RCEP" in next(text for text, id in kept.items() if id == left.id)
        assert night(30)["warned"] == 1, "only the one that was not renewed"


@pytest.mark.parametrize(("last", "state"), [(LAST + timedelta(days=200), "done"), (LAST - timedelta(30), "cancelled")])
def test_another_last_day_closes_the_task_and_begins_anew(app: Flask, koi: int, last: date, state: str) -> None:
    with app.app_context():
        id = certificate(koi)
        night(90)
        [first] = listed(koi)
        again(id, expires_on=last)
        assert (listed(koi), first.status) == ([], state)
        assert night(90, last=last)["warned"] == 1
        assert len(listed(koi)) == 1
        again(id, expires_on=LAST)
        assert listed(koi) == []
        assert night(90)["warned"] == 1
        assert [task.id for task in listed(koi)] == [first.id], "the same one is open again"


def test_what_is_taken_out_put_away_or_discontinued_is_warned_of_no_longer(app: Flask, koi: int) -> None:
    with app.app_context():
        id = certificate(koi)
        night(90)
        with writing():
            services.remove_part(queries.part(Certificate, id, user=user()), by=user())
            db.session.commit()
        assert (listed(koi), night(80)["warned"]) == ([], 0)
        with writing():
            services.restore_part(queries.part(Certificate, id, user=user(), archived=True), by=user())
            db.session.commit()
        night(80)
        assert len(listed(koi)) == 1
        with writing():
            services.archive(queries.one(koi, user=user()), by=user())
            db.session.commit()
        assert night(30) == {"closed": 1, "warned": 0}
        with writing(), action(cast.SET_UP, by=None):
            audit.restore(queries.one(koi, user=user(), archived=True), rules.RESTORED, by=user())
            db.session.get_one(Product, koi).status = "discontinued"
            db.session.commit()
        assert night(30) == {"closed": 0, "warned": 0}


def test_the_task_is_of_who_had_it_before_else_of_who_recorded_it_else_of_the_oldest_coordinator(
    app: Flask, koi: int
) -> None:
    with app.app_context():
        other = user(Role.COORDINATOR, email="zweite@example.jp")
        certificate(koi)
        night(90)
        [task] = listed(koi)
        with writing():
            task_services.reassign(task, owner_id=other.id, by=user())
            db.session.commit()
        night(30)
        assert [task.owner_id for task in listed(koi)] == [other.id]
        gone = [db.session.get_one(User, id) for id in (other.id, user().id)]
        with writing(), action(cast.SET_UP, by=None):
            for each in gone:
                each.active = False
            db.session.commit()
        third = user(Role.COORDINATOR, email="dritte@example.jp")
        night(7)
        assert [task.owner_id for task in listed(koi)] == [third.id]


def test_the_text_is_in_the_language_of_its_reader_and_stands_on_the_product(
    client: FlaskClient, app: Flask, koi: int
) -> None:
    with app.app_context():
        certificate(koi)
        certificate(koi, scheme="other", name="有機JAS")
        night(90)
        texts = [told.text_of(task, "en") for task in listed(koi)]
        assert texts[0] == (
            "Renew the certificate of 錦鯉: GACC registration of the facility, last day Wed 30 Jun 2027"
        )
        assert "有機JAS" in texts[1]
        assert "证书" in told.text_of(listed(koi)[0], "zh-Hans")
    sign_in(client)
    assert "Renew the certificate of 錦鯉: GACC registration" in text(client, f"/tasks/panels/products/{koi}")


def test_two_workers_warn_once(app: Flask, koi: int) -> None:
    with app.app_context():
        certificate(koi, expires_on=date(2026, 12, 20))
        user()
    begin, said = Barrier(2), list[int]()

    def work() -> None:
        with app.app_context():
            begin.wait()
            with writing():
                done = warn_at_night(Job(), Context(lambda _percent, _text: None, lambda: False))
                assert callable(done)
                said.append(done()["warned"])
                db.session.commit()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert (sorted(said), len(listed(koi))) == ([0, 1], 1)


def test_who_may_not_see_the_task_reads_it_nowhere(app: Flask, koi: int) -> None:
    with app.app_context():
        certificate(koi)
        night(90)
        leader = user(Role.MISSION_LEADER)
        assert db.session.scalars(tasks.visible_to(leader)).all() == []
        assert len(db.session.scalars(tasks.visible_to(cast.user())).all()) == 1
