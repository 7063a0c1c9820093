"""The days on which cards were exchanged become exchanges: once each, and undone with the import."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from crm.audit import queries as audit
from crm.cards.models import CardExchange
from crm.cards.services.exchanges import Exchange, exchange
from crm.contacts.models import Person
from crm.core.database import db, writing
from tests.cast import user
from tests.contacts import book
from tests.interchange import files

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.both]

HEAD = ["会社名", "氏名", "メール", "名刺交換日"]
ROWS = [
    ["新潟貿易株式会社", "田中 太郎", "tanaka@example.jp", "2025/10/07"],
    ["", "鈴木 花子", "suzuki@example.jp", ""],
    ["", "佐藤 次郎", "jiro@example.jp", "2099/01/01"],
]


def kept() -> set[tuple[str, date, int | None]]:
    """(e-mail of theirs, day, who of ours)."""
    statement = select(CardExchange, Person).join(Person, Person.id == CardExchange.person_id)
    points = db.session.execute(db.text("SELECT person_id, normalised FROM contact_points")).all()
    mail = {row[0]: row[1] for row in points}
    return {
        (mail[person.id], row.exchanged_on, row.user_id)
        for row, person in db.session.execute(statement.where(CardExchange.archived_at.is_(None)))
    }


def test_the_day_of_a_card_becomes_an_exchange_with_whoever_imports(app: Flask) -> None:
    files.imported(app, files.table([HEAD, *ROWS]))
    assert kept() == {("tanaka@example.jp", date(2025, 10, 7), user().id)}
    files.imported(app, files.table([HEAD, *ROWS]))
    assert len(kept()) == 1
    assert audit.verify().valid


def test_somebody_who_is_known_gets_the_exchange_too_and_a_known_exchange_is_not_doubled(app: Flask) -> None:
    tanaka = book.person("田中 太郎", "ja", contacts=[("email", "tanaka@example.jp")])
    book.person("鈴木 花子", "ja", contacts=[("email", "suzuki@example.jp")])
    rows = [["", "田中 太郎", "tanaka@example.jp", "2025-10-07"], ["", "鈴木 花子", "suzuki@example.jp", ""]]
    tried = files.tried(app, files.table([HEAD, *rows]))
    assert files.counts(tried) == {"update": 1, "same": 1}
    done = files.imported(app, files.table([HEAD, *rows]))
    assert files.counts(done) == {"update": 1, "same": 1}
    with writing():
        person = db.session.get_one(Person, tanaka.id)
        exchange(person, Exchange(date(2026, 1, 5), user_id=user().id), by=user())
        db.session.commit()
    rows[0][3] = "2026-01-05"
    assert files.counts(files.imported(app, files.table([HEAD, *rows]))) == {"same": 2}
    assert {day for _, day, _ in kept()} == {date(2025, 10, 7), date(2026, 1, 5)}
    files.undone(app, done)
    assert {day for _, day, _ in kept()} == {date(2026, 1, 5)}


def test_undo_takes_the_exchanges_back_and_keeps_whom_somebody_met_since(app: Flask) -> None:
    rows = [[*ROWS[0]], ["", "鈴木 花子", "suzuki@example.jp", "2025/10/08"]]
    id = files.imported(app, files.table([HEAD, *rows]))
    suzuki = db.session.scalar(db.text("SELECT person_id FROM contact_points WHERE normalised = 'suzuki@example.jp'"))
    with writing():
        person = db.session.get_one(Person, suzuki)
        exchange(person, Exchange(date(2026, 1, 5), user_id=user().id), by=user())
        db.session.commit()
    files.undone(app, id)
    assert kept() == {
        ("suzuki@example.jp", date(2025, 10, 8), user().id),
        ("suzuki@example.jp", date(2026, 1, 5), user().id),
    }
    alive = set(db.session.scalars(select(Person.id).where(Person.archived_at.is_(None))))
    assert alive == {suzuki}
    assert audit.verify().valid
