"""Reminders: one digest a morning in the person's own zone, sent once whatever happens, kept where nothing sends."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from crm.config import Settings, SettingsError, Smtp
from crm.core.database import db, writing
from crm.tasks import queries, services
from crm.tasks.commands import letter
from crm.web import mailer
from tests.cast import user

pytestmark = pytest.mark.both

PUBLIC = "https://crm.example.jp"
SMTP = Smtp("127.0.0.1", 25, "none", "musubi@example.jp")
#: Half past seven in Tokyo.
MORNING = datetime(2026, 12, 10, 22, 30, tzinfo=UTC)


@pytest.fixture
def outbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who was written to; the mail server is there."""
    sent: list[str] = []

    def take(_smtp: Smtp, *, to: str, subject: str, text: str) -> None:
        sent.append(f"{to} {subject}\n{text}")

    monkeypatch.setattr(mailer, "send", take)
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], smtp=SMTP, base_url=PUBLIC))
    return sent


def task(text: str, due_on: date) -> None:
    with writing():
        services.add(text=text, due_on=due_on, owner_id=user().id, by=user())
        db.session.commit()


def remind(app: Flask, moment: datetime = MORNING) -> str:
    with time_machine.travel(moment, tick=False):
        return app.test_cli_runner().invoke(args=["tasks", "remind"]).output.strip()


def test_one_digest_a_morning_and_person(app: Flask, outbox: list[str]) -> None:
    with app.app_context():
        task("礼状を送る", date(2026, 12, 11))
        task("見本を送る", date(2026, 12, 1))
        task("まだ先のこと", date(2026, 12, 20))
    assert remind(app) == "1 sent, 0 failed, 0 kept"
    assert remind(app) == "0 sent, 0 failed, 0 kept"
    (mail,) = outbox
    assert "礼状を送る" in mail
    assert "見本を送る" in mail
    assert "まだ先のこと" not in mail
    assert remind(app, datetime(2026, 12, 11, 22, 30, tzinfo=UTC)).startswith("1 sent")


def test_nobody_is_reminded_before_seven_on_their_own_clock(app: Flask, outbox: list[str]) -> None:
    with app.app_context():
        task("礼状を送る", date(2026, 12, 1))
    assert remind(app, datetime(2026, 12, 10, 21, 30, tzinfo=UTC)) == "0 sent, 0 failed, 0 kept"
    assert outbox == []


def test_what_was_not_sent_is_tried_again_and_sent_once(
    app: Flask, outbox: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        task("礼状を送る", date(2026, 12, 1))
    works = mailer.send

    def fail(*_args: object, **_kwargs: object) -> None:
        raise mailer.NotSent("ConnectionRefusedError")

    monkeypatch.setattr(mailer, "send", fail)
    assert remind(app) == "0 sent, 1 failed, 0 kept"
    monkeypatch.setattr(mailer, "send", works)
    assert remind(app) == "1 sent, 0 failed, 0 kept"
    assert len(outbox) == 1


def test_without_a_mail_server_it_is_kept(app: Flask) -> None:
    with app.app_context():
        task("礼状を送る", date(2026, 12, 1))
    assert remind(app) == "0 sent, 0 failed, 1 kept"


def test_a_digest_is_in_the_language_of_the_person(app: Flask) -> None:
    with app.test_request_context():
        task("礼状を送る", date(2026, 12, 1))
        (digest,) = queries.digests(MORNING)
        subject, text = letter(digest, "https://crm.example.jp")
        assert "1件" in subject
        assert "2026年12月1日（火）  礼状を送る" in text
        assert "https://crm.example.jp/tasks/1" in text


@pytest.mark.once
def test_a_digest_leads_nowhere_while_no_public_address_is_set(app: Flask) -> None:
    with app.app_context():
        task("礼状を送る", date(2026, 12, 10))
        [digest] = queries.digests(MORNING)
        assert "://" not in letter(digest, app.extensions["settings"].public_url)[1]


def test_mail_is_handed_over_safely_or_the_start_is_refused() -> None:
    base = {"CRM_SMTP_HOST": "mail.example.jp", "CRM_SMTP_FROM": "musubi@example.jp"}
    found = Smtp.from_environment(base)
    assert found is not None
    assert (found.port, found.security) == (587, "starttls")
    assert Smtp.from_environment({}) is None
    for wrong in ({"CRM_SMTP_FROM": ""}, {"CRM_SMTP_SECURITY": "none"}, {"CRM_SMTP_SECURITY": "maybe"}):
        with pytest.raises(SettingsError):
            Smtp.from_environment(base | wrong)
    assert "secret" not in repr(Smtp("h", 1, "tls", "a@b", password="secret"))
    assert Settings.__dataclass_fields__["smtp"].default is None
