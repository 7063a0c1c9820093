"""An erasure, or a no, while something is made that names the person: what was made is not kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.documents import contents as papers
from crm.documents import queries as printing_queries
from crm.documents import rules as documents
from crm.documents import services as printing
from crm.documents.contents.paper import bare_html
from crm.documents.models import Document
from crm.jobs import worker
from crm.lists import contents as files_of_lists
from crm.lists import rules as lists
from crm.lists.models import ListExport
from crm.matching import contents as table_papers
from crm.matching import queries as tables_read
from crm.matching import services as matching
from crm.subjects import services
from tests import cast
from tests.contacts import book
from tests.matching import tables
from tests.missions import voyage
from tests.privacy.asked import answered
from tests.subjects.asking import post

NAME = "佐野 奈緒"

pytestmark = pytest.mark.usefixtures("session")


def pack(person_id: int) -> tuple[int, int]:
    """(mission, edition in the queue) of a pack for the hosts with a delegate."""
    made = voyage.mission()
    voyage.delegate(made, db.session.get_one(Person, person_id))
    wish = documents.wish(made.id, kind="briefing", language="ja", audience="host", chosen=("delegation",))
    with writing():
        edition = printing.request(wish, by=cast.user())
        db.session.commit()
        return made.id, edition.id


def erase(id: int) -> None:
    with writing():
        services.erase(id, reason="asked by letter", by=None)
        db.session.commit()


def refused(person: Person) -> None:
    answered(person, partners="refused")


def meanwhile(monkeypatch: pytest.MonkeyPatch, of: Any, name: str, happens: Callable[[], None]) -> list[Any]:
    """Let something happen once while a function works; what it was called with, each time."""
    slow, calls = getattr(of, name), []

    def working(*args: Any, **more: Any) -> Any:
        made = slow(*args, **more)
        calls.append(args)
        if len(calls) == 1:
            happens()
        return made

    monkeypatch.setattr(of, name, working)
    return calls


def edition(id: int) -> Any:
    db.session.rollback()
    db.session.expire_all()
    return printing_queries.one(id, user=cast.user())


def test_a_paper_that_is_set_while_the_person_is_erased_is_set_anew(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = book.person(NAME).id
    _mission, document_id = pack(id)
    calls = meanwhile(monkeypatch, papers, "pdf", lambda: erase(id))
    worker.run_pending(app)
    assert len(calls) == 2
    assert NAME in bare_html(calls[0][0], calls[0][1])
    assert NAME not in bare_html(calls[1][0], calls[1][1])
    assert edition(document_id).state == "ready"
    kept = [path for path in (Path(app.config["INSTANCE"]) / "files").iterdir() if path.suffix != ".part"]
    assert len(kept) == 1


def test_a_no_that_is_given_while_a_paper_is_set_stops_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    person = book.person(NAME)
    _mission, document_id = pack(person.id)
    meanwhile(monkeypatch, papers, "pdf", lambda: refused(person))
    worker.run_pending(app)
    found = edition(document_id)
    assert (found.state, found.document.file_id) == ("failed", None)
    assert NAME in str(found.sentence)


def test_from_the_shell_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    id = book.person(NAME).id
    mission_id, document_id = pack(id)
    meanwhile(monkeypatch, papers, "pdf", lambda: erase(id))
    done = app.test_cli_runner().invoke(args=["documents", "print", str(mission_id), "--audience", "host"])
    assert (done.exit_code, "Somebody was erased while this was made" in done.output) == (1, True)
    db.session.rollback()
    assert db.session.scalars(select(Document.id)).all() == [document_id]


def test_a_list_that_is_written_while_the_person_is_erased_is_written_anew(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.sign_in(client)
    monkeypatch.setattr(lists, "DIRECT_ROWS", 0)
    id = book.person(NAME).id
    book.person("別人", "ja")
    page = "/lists/people/export"
    assert post(client, page, page, format="csv", encoding="utf-8-sig", unwritable="refuse").status_code == 303
    calls = meanwhile(monkeypatch, files_of_lists, "written", lambda: erase(id))
    worker.run_pending(app)
    assert len(calls) == 2
    db.session.rollback()
    [made] = db.session.scalars(select(ListExport))
    [file] = (Path(app.config["INSTANCE"]) / "exports").iterdir()
    assert file.name == made.storage_name
    assert NAME not in file.read_text()


def test_a_short_list_that_is_written_while_the_person_is_erased_is_written_anew(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.sign_in(client)
    id = book.person(NAME).id
    book.person("別人", "ja")
    page = "/lists/people/export"
    calls = meanwhile(monkeypatch, files_of_lists, "written", lambda: erase(id))
    assert post(client, page, page, format="csv", encoding="utf-8-sig", unwritable="refuse").status_code == 303
    assert len(calls) == 2
    db.session.rollback()
    [made] = db.session.scalars(select(ListExport))
    [file] = (Path(app.config["INSTANCE"]) / "exports").iterdir()
    assert file.name == made.storage_name
    assert NAME not in file.read_text()


def test_a_matching_table_that_is_printed_meanwhile_is_printed_anew(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = book.person(NAME).id
    table = tables.opened()
    cast.sign_in(client)
    with writing():
        matching.request_print(
            tables_read.board(table, user=cast.user()), by_what="table", language="ja", by=cast.user()
        )
        db.session.commit()
    calls = meanwhile(monkeypatch, table_papers, "printed", lambda: erase(id))
    worker.run_pending(app)
    assert len(calls) == 2
