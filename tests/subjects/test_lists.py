"""Uploaded lists at an erasure: none that was left lying brings the person back."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.interchange.services.running import Run
from crm.interchange.services.wishes import ImportWish
from crm.subjects import services
from tests import cast
from tests.contacts import book
from tests.interchange import files
from tests.subjects.test_erasing import erase

NAME = "田中 太郎"

pytestmark = pytest.mark.usefixtures("session")


def uploads(app: Flask) -> list[Path]:
    return list((Path(app.config["INSTANCE"]) / "imports").iterdir())


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_a_list_that_was_left_after_its_trial_is_cancelled_and_deleted(app: Flask, client: FlaskClient) -> None:
    id = book.person(NAME, "ja").id
    batch = files.tried(app, files.table(files.TABLE))
    assert len(uploads(app)) == 1
    cast.sign_in(client, Role.ADMIN, language="en")
    assert "Uploaded lists that are not imported yet" in client.get(f"/subjects/people/{id}/erase").text
    assert services.plan(id).imports == 1
    erase(app, id)
    db.session.rollback()
    db.session.expire_all()
    assert uploads(app) == []
    found = files.batch(batch)
    assert (found.state, found.samples) == ("dropped", [])
    with pytest.raises(Refused):
        files.batches.request_run(found, by=cast.user())
    db.session.rollback()
    assert "Somebody was erased who may stand in this file" in client.get(f"/interchange/{batch}").text
    for step in ("reading", "columns"):
        assert client.get(f"/interchange/{batch}/{step}").location == f"/interchange/{batch}"
    assert "No text of another record names the person." in client.get(f"/subjects/erased/{id}").text


def test_an_import_in_the_queue_or_under_way_brings_nobody_back(app: Flask) -> None:
    id = book.person(NAME, "ja").id
    waiting, begun = (files.tried(app, files.table(files.TABLE)) for _ in range(2))
    with writing():
        files.batches.request_run(files.batch(waiting), by=cast.user())
        db.session.commit()
    with writing():
        files.batches.ended(files.batch(begun), "running", by=None)
        db.session.commit()
    [[first, *_rest]] = list(files.batches.drafts_of(files.batch(begun), Path(app.config["INSTANCE"])))
    run = Run(begun, ImportWish.of(files.batch(begun)), by=cast.user())
    db.session.rollback()
    erase(app, id)
    before = people()
    with pytest.raises(Refused, match="nothing more is imported"):
        run.write([first])
    db.session.rollback()
    files.work(app)
    assert people() == before
    with writing(), pytest.raises(Refused):
        files.batches.ended(files.batch(begun), "done", by=None)


def test_a_list_that_was_imported_stays_imported_but_its_file_goes(app: Flask) -> None:
    other = files.imported(app, files.table([*files.TABLE, ["", "", "", "x@example.jp", ""]]))
    id = book.person(NAME, "ja").id
    erase(app, id)
    db.session.rollback()
    db.session.expire_all()
    assert (files.batch(other).state, uploads(app)) == ("done", [])
    files.undone(app, other)
    assert files.batch(other).state == "undone"
