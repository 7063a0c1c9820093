"""The screens of an import without JavaScript: upload, encoding, columns, trial, result, rejected rows."""

import io
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.interchange.models import ImportBatch
from crm.interchange.rules import UPLOADED
from tests.cast import csrf_token, sign_in, user
from tests.contacts.pages import filled_form, text
from tests.interchange import files

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def office(client: FlaskClient) -> FlaskClient:
    sign_in(client)
    return client


def upload(client: FlaskClient, content: bytes, name: str = "list.csv") -> Any:
    token = csrf_token(client, "/interchange/new")
    data = {"csrf_token": token, "kind": "people", "file": (io.BytesIO(content), name)}
    return client.post("/interchange/new", data=data, content_type="multipart/form-data")


def test_a_file_goes_through_all_screens_by_plain_forms(app: Flask, office: FlaskClient) -> None:
    rows = [*files.TABLE, ["番号だけの行", "", "", "", "=cmd"]]
    answer = upload(office, files.table(rows, "cp932"))
    assert answer.status_code == 303
    reading = answer.location
    page = text(office, reading)
    assert "新潟貿易株式会社" in page
    assert 'value="cp932" selected' in page
    answer = office.post(reading, data=filled_form(page, "form_id"))
    assert answer.status_code == 303
    columns = answer.location
    form = filled_form(text(office, columns), "targets-0")
    assert [form[f"targets-{place}"] for place in range(5)] == ["organisation", "full_name", "title", "email", "mobile"]
    answer = office.post(columns, data=form | {"profile": "ニット名簿"})
    assert answer.status_code == 303
    record = answer.location
    assert "progress" in text(office, record)
    files.work(app)
    page = text(office, record)
    assert "Nothing has been written yet." in page
    assert "The name is missing." in page
    answer = office.post(f"{record}/run", data=filled_form(page, "csrf_token"))
    assert answer.status_code == 303
    files.work(app)
    page = text(office, record)
    assert "Download rejected rows" in page
    rejected = office.get(f"{record}/rejected.csv").get_data()
    assert rejected.startswith(b"\xef\xbb\xbf")
    assert "番号だけの行,,,,'=cmd,The name is missing." in rejected.decode("utf-8-sig")
    assert "list.csv" in text(office, "/interchange/")

    again = text(office, upload(office, files.table(files.TABLE)).location.replace("reading", "columns"))
    assert "Recognised: ニット名簿" in again


def test_a_file_that_was_tidied_away_is_told_as_such(app: Flask, office: FlaskClient) -> None:
    record = upload(office, files.table(files.TABLE)).location.replace("/reading", "")
    for kept in (Path(app.config["INSTANCE"]) / "imports").iterdir():
        kept.unlink()
    for page in ("columns", "reading", "rejected.csv"):
        answer = office.get(f"{record}/{page}").get_data(as_text=True)
        assert ("kept for 30 days" in answer) is (page != "rejected.csv")  # nothing was rejected: an empty list


def test_another_encoding_shows_the_rows_otherwise_before_anything_is_kept(office: FlaskClient) -> None:
    reading = upload(office, files.table(files.TABLE, "cp932")).location
    page = text(office, f"{reading}?shown=1&encoding=gb18030")
    assert "新潟貿易株式会社" not in page
    assert 'value="gb18030" selected' in page
    assert "新潟貿易株式会社" in text(office, reading)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "list.csv", "The file is empty."),
        (b"%PDF-1.7", "list.pdf", "This kind of file is not accepted."),
        (b"PK\x03\x04 broken", "list.xlsx", "The file cannot be read."),
        (b"\n\n\n", "list.csv", "The file has no rows."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    office: FlaskClient, content: bytes, name: str, reason: str
) -> None:
    answer = upload(office, content, name)
    assert answer.status_code == 422
    assert reason in answer.get_data(as_text=True)


def test_columns_without_a_name_are_refused(app: Flask, office: FlaskClient) -> None:
    columns = upload(office, files.table(files.TABLE)).location.replace("reading", "columns")
    form = filled_form(text(office, columns), "targets-0") | {"targets-1": ""}
    answer = office.post(columns, data=form)
    assert answer.status_code == 422
    assert "Choose the column that holds the name." in answer.get_data(as_text=True)


def test_an_import_is_its_owners_and_the_administrators(app: Flask, office: FlaskClient, client: FlaskClient) -> None:
    record = upload(office, files.table(files.TABLE)).location.replace("/reading", "")
    stranger = app.test_client()
    sign_in(stranger, Role.COORDINATOR, email="second@example.jp")
    assert stranger.get(record).status_code == 404
    leader = app.test_client()
    sign_in(leader, Role.MISSION_LEADER)
    assert leader.get(record).status_code == 403
    boss = app.test_client()
    sign_in(boss, Role.ADMIN)
    assert boss.get(record).status_code in (200, 303)


def test_the_list_asks_the_database_as_often_for_thirty_files_as_for_three(app: Flask, office: FlaskClient) -> None:
    by = user(Role.COORDINATOR).id
    few = _asked(app, office, by, 3)
    assert _asked(app, office, by, 27) == few


def _asked(app: Flask, office: FlaskClient, by: int, more: int) -> int:
    """How many statements the list sends with so many more files on it."""
    with writing(), action(UPLOADED, by=None):
        for _ in range(more):
            db.session.add(
                ImportBatch(
                    kind="people", name="x.csv", storage_name=token_hex(8), size=1, format="csv", created_by_id=by
                )
            )
        db.session.flush()
        db.session.commit()
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        text(office, "/interchange/")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_columns_of_a_vcard_are_called_in_the_readers_language(office: FlaskClient) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nN:田中;太郎;;;\nFN:田中 太郎\nEND:VCARD\n"
    reading = upload(office, card.encode(), "card.vcf").location
    for page in (reading, reading.replace("reading", "columns")):
        shown = text(office, page)
        assert ">Family name<" in shown
        assert ">family<" not in shown
        assert ">family_reading<" not in shown


def test_a_table_without_headings_loses_no_row(app: Flask, office: FlaskClient) -> None:
    reading = upload(office, files.table(files.TABLE[1:])).location
    page = text(office, reading)
    assert "None of the headings is known." in page
    page = text(office, f"{reading}?shown=1&encoding=utf-8&line=0")
    assert "None of the headings is known." not in page
    answer = office.post(reading, data=filled_form(page, "form_id"))
    form = filled_form(text(office, answer.location), "targets-0")
    record = office.post(answer.location, data=form | {"targets-0": "organisation", "targets-1": "full_name"}).location
    files.work(app)
    assert files.batch(int(record.rpartition("/")[2])).counts == {"new": 2}
    assert "None of the headings is known." not in text(office, upload(office, files.table(files.TABLE)).location)
