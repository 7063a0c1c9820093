"""The link goes to the company by mail where a mail server is set: tried again, said when it fails, never lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit import services as audit
from crm.audit.services import action
from crm.config import Smtp
from crm.core import clock
from crm.core.database import db, writing
from crm.jobs.models import Job
from crm.jobs.worker import run_pending
from crm.negotiations import rules as negotiations_rules
from crm.negotiations import services as negotiations
from crm.negotiations.models import Negotiation
from crm.outcomes import queries, rules, services
from crm.outcomes.models import Outcome
from crm.outcomes.services import Answer
from crm.web import mailer
from tests.cast import hidden, sign_in, user
from tests.outcomes import year

PUBLIC = "https://crm.example.jp"
TO = "info@tokamachi-sake.example.jp"


class Server:
    """The mail server: what it took, and whether it is there."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.is_there = True

    def send(self, _smtp: Smtp, *, to: str, subject: str, text: str) -> None:
        if not self.is_there:
            raise mailer.NotSent("ConnectionRefusedError")
        self.taken.append((to, f"{subject}\n{text}"))


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr(mailer, "send", made.send)
    smtp = Smtp("127.0.0.1", 25, "none", "musubi@example.jp")
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], smtp=smtp, base_url=PUBLIC))
    return made


@pytest.fixture
def due(app: Flask) -> int:
    """The id of an outcome to be asked for."""
    with app.app_context():
        year.over()
        year.prepared()
        return year.outcomes()[0].id


def order(id: int, language: str = "ja") -> None:
    with writing():
        services.send(queries.one(id, user=user()), to=TO, language=language, by=user())
        db.session.commit()


def outcome(id: int) -> Outcome:
    db.session.expire_all()
    return db.session.get_one(Outcome, id)


def hour(app: Flask) -> None:
    """What the worker does with waiting mails, every hour."""
    with app.app_context(), writing():
        db.session.add(Job(kind=rules.SEND_JOB, arguments={}))
        db.session.commit()
    run_pending(app)


def token_in(mail: str) -> str:
    return mail.partition("/outcomes/answer/")[2].partition("?")[0]


def test_the_mail_speaks_the_language_of_the_company_and_its_link_works(app: Flask, server: Server, due: int) -> None:
    with app.app_context():
        order(due, language="zh-Hans")
        assert outcome(due).asked_at is None  # not before the mail has left
    run_pending(app)
    ((to, mail),) = server.taken
    assert to == TO
    assert "洽谈成果" in mail
    with app.app_context():
        assert queries.by_token(token_in(mail)).id == due
        assert (outcome(due).mail_state, outcome(due).reminded_at) == (rules.MAIL_SENT, None)
    hour(app)
    assert len(server.taken) == 1


def test_what_the_server_does_not_take_is_tried_again_and_the_earlier_link_lives_on(
    app: Flask, client: FlaskClient, server: Server, due: int
) -> None:
    with app.app_context():
        earlier = year.asked(due)
        order(due)
    server.is_there = False
    run_pending(app)
    sign_in(client)
    assert "tried again every hour" in client.get(f"/outcomes/{due}").get_data(as_text=True)
    assert "E-mail not sent yet" in client.get("/outcomes/").get_data(as_text=True)
    with app.app_context():
        assert queries.by_token(earlier).id == due
    server.is_there = True
    hour(app)
    with app.app_context():
        assert queries.by_token(token_in(server.taken[0][1])).id == due
        assert outcome(due).reminded_at is not None


def test_after_a_day_of_tries_somebody_must_look_at_it(
    app: Flask, client: FlaskClient, server: Server, due: int
) -> None:
    with app.app_context():
        order(due)
        with writing(), action(rules.MAIL_TRIED, by=None):
            outcome(due).mail_tries = rules.MOST_MAIL_TRIES - 1
            db.session.commit()
    server.is_there = False
    run_pending(app)
    server.is_there = True
    hour(app)
    assert server.taken == []
    sign_in(client)
    assert "tried 24 times" in client.get(f"/outcomes/{due}").get_data(as_text=True)


def test_a_mail_whose_worker_died_is_sent_by_another_and_an_answer_ends_it(
    app: Flask, server: Server, due: int
) -> None:
    with app.app_context():
        order(due)
        with writing():
            assert services.claim(due) is not None
            db.session.commit()
        assert queries.to_send() == []
        with writing(), action(rules.MAIL_TRIED, by=None):
            outcome(due).mail_at = clock.now() - timedelta(hours=1)
            db.session.commit()
        assert queries.to_send() == [due]
        with writing():
            told = Answer("terms", "no")
            services.answer(queries.one(due, user=user()), told, source=rules.BY_STAFF, by=user())
            services.settle(due, token="late")
            db.session.commit()
        assert queries.to_send() == []
        assert outcome(due).token_hash is None


@pytest.mark.both
def test_one_reminder_goes_out_by_itself_after_two_weeks(app: Flask, server: Server, due: int) -> None:
    with app.app_context():
        order(due)
    run_pending(app)
    ordered = []
    for days in (14, 15, 40):
        with app.app_context(), writing():
            ordered.append(services.order_reminders(today=year.today() + timedelta(days=days)))
            db.session.commit()
        run_pending(app)
    assert ordered == [0, 1, 0]
    assert [to for to, _ in server.taken] == [TO, TO]


def test_no_mail_leaves_about_a_case_in_the_archive(app: Flask, server: Server, due: int) -> None:
    with app.app_context():
        order(due)
        with writing():
            negotiation = db.session.get_one(Outcome, due).negotiation_id
            negotiations.archive(db.session.get_one(Negotiation, negotiation), by=user())
            db.session.commit()
    run_pending(app)
    assert server.taken == []
    with app.app_context():
        with writing():
            audit.restore(db.session.get_one(Negotiation, negotiation), negotiations_rules.RESTORED, by=user())
            db.session.commit()
        assert queries.to_send() == [due]


def test_the_office_sends_it_or_makes_a_link(app: Flask, client: FlaskClient, server: Server, due: int) -> None:
    sign_in(client)
    at = f"/outcomes/{due}"

    def press(way: str, to: str) -> tuple[int, str]:
        page = client.get(at).get_data(as_text=True)
        sent = {name: hidden(page, name) for name in ("csrf_token", "form_id")}
        answer = client.post(f"{at}/ask", data=sent | {"language": "ja", "to": to, "way": way})
        return answer.status_code, answer.get_data(as_text=True)

    status, page = press("mail", "no address")
    assert status == 422
    assert 'value="no address"' in page
    assert press("mail", TO)[0] == 303
    assert TO in client.get(at).get_data(as_text=True)
    assert press("link", "")[0] == 303
    run_pending(app)
    assert server.taken == []  # the link by hand took its place


def test_no_mail_goes_out_whose_link_only_this_machine_could_open(
    app: Flask, server: Server, due: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        app.extensions, "settings", replace(app.extensions["settings"], base_url="http://127.0.0.1:8000")
    )
    with app.app_context():
        order(due)
    run_pending(app)
    with app.app_context():
        assert (server.taken, outcome(due).asked_at) == ([], None)
