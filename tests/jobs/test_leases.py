"""Who holds a job, for how long, and what a worker that lost it may still do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import NotVisible
from crm.core.permissions import Role
from crm.core.texts import Text
from crm.jobs import queries, rules, services
from crm.jobs.models import Job
from tests.cast import user
from tests.jobs.queue import let_lease_run_out, look, put, take, took
from tests.patience import PATIENCE


def change(verb: Callable[..., None], job: Job, *arguments: Any) -> None:
    with writing():
        verb(job, *arguments)
        db.session.commit()


def test_of_two_workers_that_claim_at_once_one_wins(app: Flask) -> None:
    with app.app_context():
        wanted = {put("print", number=number) for number in range(6)}
    together = Barrier(4)

    def grab(name: str) -> list[int]:
        mine = []
        with app.app_context():
            together.wait(PATIENCE)
            while (job := take(name)) is not None:
                mine.append(job.id)
        return mine

    with ThreadPoolExecutor(4) as pool:
        taken = [id for ids in pool.map(lambda name: Context().run(grab, name), "abcd") for id in ids]
    assert sorted(taken) == sorted(wanted)


def test_the_oldest_job_is_taken_first_and_an_empty_queue_gives_none(session: Any) -> None:
    first, second = put("print"), put("print")
    assert (took("a").id, took("a").id) == (first, second)
    assert take("a") is None
    assert not queries.any_due()


def test_a_job_queued_in_a_transaction_that_is_rolled_back_does_not_exist(session: Any) -> None:
    with writing():
        services.enqueue("print", {}, by=None)
    assert take("a") is None


def test_a_silent_worker_loses_its_job_to_another(session: Any) -> None:
    id = put("print")
    took("a")
    assert take("b") is None
    let_lease_run_out(id)
    again = took("b")
    assert (again.id, again.attempts, again.worker) == (id, 2, "b")


def test_a_beat_prolongs_the_lease(session: Any) -> None:
    id = put("print")
    job = took("a")
    let_lease_run_out(id)
    change(services.beat, job)
    lease = look(id).lease_until
    assert lease is not None
    assert lease > clock.now() + rules.LEASE / 2
    assert take("b") is None


@pytest.mark.parametrize("second", ["a", "b"])
def test_a_worker_that_lost_the_lease_writes_nothing_even_under_the_same_name(session: Any, second: str) -> None:
    id = put("print")
    first = took("a")
    let_lease_run_out(id)
    current = took(second)
    late: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
        (services.finish, ({"file": 1},)),
        (services.fail, (Text("No."),)),
        (services.retry, (Text("No."),)),
        (services.give_back, ()),
        (services.beat, ()),
        (services.report_progress, (50,)),
    ]
    for verb, arguments in late:
        with pytest.raises(services.LeaseLost):
            change(verb, first, *arguments)
    change(services.finish, current, {"file": 2})
    assert (look(id).state, look(id).result) == ("done", {"file": 2})


def test_a_result_is_written_once(session: Any) -> None:
    id = put("print")
    job = took("a")
    change(services.finish, job, {"file": 1})
    with pytest.raises(services.LeaseLost):
        change(services.finish, job, {"file": 2})
    with pytest.raises(services.LeaseLost):
        change(services.fail, job, Text("No."))
    done = look(id)
    assert (done.state, done.result, done.progress, done.worker) == ("done", {"file": 1}, 100, None)
    assert done.finished_at is not None


def test_the_third_silent_worker_buries_the_job_with_a_reason(session: Any) -> None:
    id = put("print")
    for attempt in (1, 2, 3):
        assert took(f"worker {attempt}").attempts == attempt
        let_lease_run_out(id)
    assert queries.any_due()
    assert take("worker 4") is None
    buried = look(id)
    assert buried.state == "failed"
    assert str(buried.why) == "The work was interrupted 3 times and has been abandoned."


def test_a_job_given_back_is_no_strike(session: Any) -> None:
    id = put("print")
    change(services.give_back, took("a"))
    assert (look(id).state, look(id).attempts, look(id).lease_until) == ("queued", 0, None)
    assert took("b").attempts == 1


def test_progress_never_goes_back_and_stays_between_0_and_100(session: Any) -> None:
    id = put("print")
    job = took("a")
    seen = []
    for percent in (10, 40, 30, 250, -5):
        change(services.report_progress, job, percent)
        seen.append(look(id).progress)
    assert seen == [10, 40, 40, 100, 100]


def test_progress_words_outlive_the_next_percent_and_translate_later(session: Any) -> None:
    id = put("print")
    job = took("a")
    change(services.report_progress, job, 10, Text("Page %(page)s is set.", page=3))
    change(services.report_progress, job, 20)
    assert look(id).doing == Text("Page %(page)s is set.", page=3)


def test_health_counts_the_states_and_tells_how_long_the_oldest_waits(session: Any) -> None:
    assert queries.health() == {"queued": 0, "running": 0, "failed": 0, "oldest_seconds": None}
    for _ in range(4):
        put("print")
    change(services.finish, took("a"), {})
    change(services.fail, took("a"), Text("No."))
    took("a")
    waiting = look(put("print") - 1)
    with writing():
        waiting.created_at = clock.now() - timedelta(minutes=5)
        db.session.commit()
    health = queries.health()
    assert (health["queued"], health["running"], health["failed"]) == (2, 1, 1)
    assert 300 <= health["oldest_seconds"] < 330


def test_only_the_requester_sees_a_job_and_only_until_it_expires(session: Any) -> None:
    mine, other = user(), user(Role.ADMIN)
    id = put("print", by=mine)
    assert [job.id for job in db.session.scalars(queries.of(mine.id))] == [id]
    assert list(db.session.scalars(queries.of(other.id))) == []
    assert queries.one(id, user_id=mine.id).requested_by_id == mine.id
    with pytest.raises(NotVisible):
        queries.one(id, user_id=other.id)
    with writing():
        look(id).expires_at = clock.now() - timedelta(seconds=1)
        db.session.commit()
    with pytest.raises(NotVisible):
        queries.one(id, user_id=mine.id)


def test_purging_deletes_what_is_over_and_expired_and_nothing_else(session: Any) -> None:
    over, fresh, waiting = put("print"), put("print"), put("print")
    change(services.finish, took("a"), {})
    change(services.finish, took("a"), {})
    with writing():
        for id in (over, waiting):
            db.session.get_one(Job, id).expires_at = clock.now() - timedelta(seconds=1)
        db.session.commit()
    with writing():
        assert services.purge() == 1
        db.session.commit()
    db.session.expire_all()
    assert {job.id for job in db.session.scalars(queries.all_jobs())} == {fresh, waiting}
