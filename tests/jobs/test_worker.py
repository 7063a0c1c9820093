"""What a worker makes of what its handlers return, raise and report."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from crm.core.database import db, writing
from crm.core.errors import DomainError, Forbidden, NotVisible, Refused
from crm.core.permissions import Role
from crm.core.texts import Listed, Text, Worded
from crm.jobs import pulse, rules, services
from crm.jobs.commands import group
from crm.jobs.models import Job
from crm.jobs.registry import Context, JobHandler, Outcome, Registry, Stopping, job
from crm.jobs.worker import Worker, run_pending
from crm.users import services as users
from crm.users.models import User
from tests.cast import user
from tests.jobs.queue import look, number_of, put
from tests.patience import eventually


def handled_by(app: Flask, handler: Callable[[Job, Context], Outcome]) -> None:
    app.extensions["jobs"] = Registry([JobHandler("work", handler)])


def raising(error: Exception) -> Callable[[Job, Context], Outcome]:
    def handler(work: Job, context: Context) -> Outcome:
        raise error

    return handler


def test_the_result_of_the_handler_is_the_result_of_the_job(app: Flask, session: Any) -> None:
    handled_by(app, lambda work, context: {"sum": sum(work.arguments["numbers"])})
    id = put("work", numbers=[1, 2, 3])
    assert run_pending(app) == 1
    assert (look(id).state, look(id).result, look(id).attempts) == ("done", {"sum": 6}, 1)


def test_run_pending_stops_at_its_limit(app: Flask, session: Any) -> None:
    handled_by(app, lambda work, context: {})
    ids = [put("work") for _ in range(3)]
    assert run_pending(app, limit=2) == 2
    assert [look(id).state for id in ids] == ["done", "done", "queued"]


def test_rows_of_a_deferred_result_are_written_with_the_end_of_the_job(app: Flask, session: Any) -> None:
    def rows() -> dict[str, Any]:
        services.enqueue("effect", {}, by=None)
        return {"rows": 1}

    handled_by(app, lambda work, context: rows)
    id = put("work")
    run_pending(app, limit=1)
    assert (look(id).result, number_of("effect")) == ({"rows": 1}, 1)


def test_rows_of_a_deferred_result_vanish_when_the_lease_was_lost_meanwhile(
    app: Flask, session: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def handler(work: Job, context: Context) -> Outcome:
        with writing():  # as if the worker had slept past its lease and another had taken over
            db.session.get_one(Job, work.id).worker = "another"
            db.session.commit()

        def rows() -> dict[str, Any]:
            services.enqueue("effect", {}, by=None)
            return {}

        return rows

    handled_by(app, handler)
    id = put("work")
    run_pending(app, limit=1)
    assert (look(id).state, look(id).worker, number_of("effect")) == ("running", "another", 0)
    assert "another worker has it" in caplog.text


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Refused(Text("Mission %(id)s has no days.", id=7)), "Mission 7 has no days."),
        (NotVisible(), str(rules.forbidden())),
        (Forbidden(), str(rules.forbidden())),
    ],
)
def test_what_the_domain_refuses_fails_at_once_with_its_reason(
    app: Flask, session: Any, error: DomainError, reason: str
) -> None:
    handled_by(app, raising(error))
    id = put("work")
    assert run_pending(app) == 1
    assert (look(id).state, str(look(id).why)) == ("failed", reason)


def test_an_unexpected_error_is_tried_three_times_and_never_quoted(
    app: Flask, session: Any, caplog: pytest.LogCaptureFixture
) -> None:
    handled_by(app, raising(KeyError("田邉 俊夫")))
    id = put("work")
    assert run_pending(app) == 3
    assert (look(id).state, look(id).attempts, look(id).why) == ("failed", 3, rules.unexpected())
    assert "KeyError at" in caplog.text
    assert "田邉" not in caplog.text


def test_an_error_in_a_deferred_result_counts_as_the_handlers_own(app: Flask, session: Any) -> None:
    def refuse() -> dict[str, Any]:
        services.enqueue("effect", {}, by=None)
        raise Refused(Text("The folder is full."))

    handled_by(app, lambda work, context: refuse)
    id = put("work")
    run_pending(app)
    assert (look(id).state, str(look(id).why), number_of("effect")) == ("failed", "The folder is full.", 0)


def test_a_second_try_that_succeeds_leaves_no_reason_behind(app: Flask, session: Any) -> None:
    def handler(work: Job, context: Context) -> Outcome:
        if work.attempts == 1:
            raise OSError
        return {"attempt": work.attempts}

    handled_by(app, handler)
    id = put("work")
    run_pending(app)
    assert (look(id).state, look(id).result, look(id).why) == ("done", {"attempt": 2}, None)


def test_a_kind_that_nobody_handles_fails_with_a_reason(app: Flask, session: Any) -> None:
    app.extensions["jobs"] = Registry([])
    id = put("crystal.ball")
    run_pending(app)
    assert str(look(id).why) == "This version of the product does not know the work crystal.ball."


def test_a_handler_sees_rights_revoked_after_the_job_was_queued(app: Flask, session: Any) -> None:
    def handler(work: Job, context: Context) -> Outcome:
        requester = db.session.get(User, work.requested_by_id)
        if requester is None or not requester.active:
            raise Forbidden
        return {}

    handled_by(app, handler)
    leader = user(Role.MISSION_LEADER)
    admin = user(Role.ADMIN)
    id = put("work", by=leader)
    with writing():
        users.change(
            leader,
            display_name=leader.display_name,
            role=Role.MISSION_LEADER,
            active=False,
            by=admin,
        )
        db.session.commit()
    run_pending(app)
    assert (look(id).state, look(id).why) == ("failed", rules.forbidden())


def test_progress_is_written_while_the_handler_works_without_touching_its_transaction(
    app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "TICK", 0.01)
    seen: list[tuple[int, Text | None]] = []

    def handler(work: Job, context: Context) -> Outcome:
        for percent in (10, 60, 30):
            context.report(percent, Text("%(percent)s percent", percent=percent))
            seen.append(_wait_for_words(work.id, f"{percent} percent"))
        return {}

    handled_by(app, handler)
    id = put("work")
    run_pending(app)
    assert [percent for percent, _ in seen] == [10, 60, 60]
    assert look(id).progress == 100


def _wait_for_words(id: int, words: str) -> tuple[int, Text | None]:
    assert eventually(lambda: str(look(id).doing) == words), f"progress {words!r} was never written"
    job = look(id)
    return job.progress, job.doing


def test_the_pulse_keeps_the_lease_of_long_work(app: Flask, session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "TICK", 0.01)
    monkeypatch.setattr(rules, "HEARTBEAT", rules.HEARTBEAT / 1000)
    leases: list[datetime] = []

    def handler(work: Job, context: Context) -> Outcome:
        leases.append(_lease(work))
        assert eventually(lambda: _lease(look(work.id)) != leases[0]), "no heartbeat"
        leases.append(_lease(look(work.id)))
        return {}

    handled_by(app, handler)
    id = put("work")
    run_pending(app)
    assert look(id).state == "done"
    assert leases[1] > leases[0]


def _lease(work: Job) -> datetime:
    assert work.lease_until is not None
    return work.lease_until


def test_a_handler_that_stops_because_the_worker_must_end_gives_its_job_back(app: Flask, session: Any) -> None:
    worker = Worker(app)

    def handler(work: Job, context: Context) -> Outcome:
        assert not context.stopping
        worker.stopping = True
        if context.stopping:
            raise Stopping
        return {}

    handled_by(app, handler)
    id = put("work")
    assert worker.work_one()
    assert (look(id).state, look(id).attempts) == ("queued", 0)


def test_two_handlers_for_one_kind_stop_the_start() -> None:
    @job("work")
    def first(work: Job, context: Context) -> Outcome:
        return {}

    @job("work")
    def second(work: Job, context: Context) -> Outcome:
        return {}

    assert Registry([first]).task("work") is first
    with pytest.raises(ValueError, match="two handlers"):
        Registry([first, second])


def test_the_shell_works_lists_and_purges_without_showing_arguments(
    app: Flask, session: Any, runner: FlaskCliRunner
) -> None:
    handled_by(app, raising(Refused(Text("Mission %(id)s has no days.", id=7))))
    id = put("work", secret="kept to itself")
    assert runner.invoke(group, ["work", "--once"]).output == "1 jobs done.\n"
    answer = runner.invoke(group, ["list", "--json"]).output
    assert "kept to itself" not in answer
    (listed,) = json.loads(answer)
    assert (listed["id"], listed["state"], listed["reason"]) == (id, "failed", "Mission 7 has no days.")
    assert "Mission 7 has no days." in runner.invoke(group, ["list"]).output
    assert runner.invoke(group, ["purge"]).output == "0 jobs deleted.\n"


def test_a_sentence_is_kept_with_whatever_its_readers_write_in_their_own_way() -> None:
    told = Text(
        "%(what)s, %(who)s, %(day)s, %(name)s, %(number)s",
        what=Text("“%(name)s” has no number.", name=Text("Hospital")),
        who=Listed(["田辺", "金田"]), day=date(2026, 12, 1), name=Worded("Lunch", {"ja": "昼食会"}), number=3,
    )  # fmt: skip
    kept = json.loads(json.dumps(rules.pack(told)))
    again = rules.unpack(kept)
    assert again == told
    assert (again is not None, str(again)) == (True, str(told))
