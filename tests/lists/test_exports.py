"""An export holds exactly what the list shows, says who took it out, and is for nobody else."""

import csv
import io
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy import text as sql

from crm.audit import queries as audit
from crm.audit.models import AuditEntry
from crm.contacts.rules import AffiliationInput, OrganisationNameInput
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.jobs import worker
from crm.jobs.models import Job
from crm.lists import queries, rules, services
from crm.lists.models import ListExport
from crm.users import services as users
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.kept import kept

OTHER = "mori@example.jp"
LOGGED = select(AuditEntry).where(AuditEntry.verb.like("list.export%")).order_by(AuditEntry.id)


@pytest.fixture
def filled(app: Flask) -> None:
    with app.app_context():
        _filled()


@kept
def _filled() -> None:
    bank = book.organisation("北方銀行", "ja", country="JP", roles=["bank"])
    for number in range(3):
        book.person(
            f"山田 {number}", "ja", reading="やまだ", affiliations=[AffiliationInput(bank.id, "部長")],
            contacts=[("mobile", "+81 90-0000-110" + str(number)), ("email", f"y{number}@example.jp")],
        )  # fmt: skip
    book.person("李镕", at=bank, do_not_contact=True, contacts=[("email", "=1+1@example.cn")])
    book.person("別人", "ja")


def export(
    client: FlaskClient, query: str = "role=bank&col=phone&col=email", *, kind: str = "people", **choice: str
) -> Any:
    path = f"/lists/{kind}/export?{query}"
    return client.post(path, data=opened(client, path, "format") | choice)


def fetched(client: FlaskClient, answer: Any) -> bytes:
    assert answer.status_code == 303, answer.get_data(as_text=True)[-3000:]
    file = client.get(answer.headers["Location"], buffered=True)
    assert file.status_code == 200
    for value in file.headers.values():
        value.encode("latin-1")
    content: bytes = file.get_data()
    return content


def rows(content: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


@pytest.mark.usefixtures("filled")
def test_a_sheet_holds_the_shown_columns_of_the_rows_that_match(client: FlaskClient) -> None:
    sign_in(client, language="en")
    book_ = load_workbook(io.BytesIO(fetched(client, export(client, format="xlsx"))))
    sheet = [list(row) for row in book_.active.iter_rows(values_only=True)]
    assert sheet[0] == ["Name (by reading)", "Reading and other forms", "Do not contact", "E-mail", "Phone"]
    assert {row[0] for row in sheet[1:]} == {"山田 0", "山田 1", "山田 2", "李镕"}
    marked = {row[0]: row[2] for row in sheet[1:]}
    assert marked["李镕"] == "Do not contact", "whoever gets the file must know"
    assert marked["山田 0"] is None
    phones = {row[0]: row[4] for row in sheet[1:]}
    assert phones["山田 1"].startswith("+81"), "a number stays as it is in a sheet"


@pytest.mark.usefixtures("filled")
def test_a_csv_comes_in_the_order_of_the_list_with_harmless_cells(client: FlaskClient) -> None:
    sign_in(client, language="en")
    down = rows(fetched(client, export(client, "role=bank&col=email&col=phone&sort=-name", format="csv")))
    up = rows(fetched(client, export(client, "role=bank&col=email&col=phone", format="csv")))
    assert down[1:] == up[:0:-1]
    by_name = {row[0]: row for row in up}
    assert by_name["李镕"][3].startswith("'=1+1")
    assert by_name["山田 1"][4].startswith("'+81")


@pytest.mark.usefixtures("filled")
def test_what_an_encoding_cannot_hold_is_shown_and_substituted_by_choice(client: FlaskClient, app: Flask) -> None:
    sign_in(client)
    answer = export(client, format="csv", encoding="cp932")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "镕" in page
    assert "Nothing was exported" in page
    with app.app_context():
        assert db.session.scalars(select(ListExport)).all() == []
    content = fetched(client, export(client, format="csv", encoding="cp932", unwritable="substitute"))
    assert "李〓" in [row[0] for row in rows(content, "cp932")]
    assert "山田 0" in [row[0] for row in rows(content, "cp932")]


@pytest.mark.parametrize("kind", ["people", "organisations"])
def test_japanese_rows_with_their_other_forms_go_into_cp932_whole(client: FlaskClient, app: Flask, kind: str) -> None:
    with app.app_context():
        latin = [("latin_passport", "en", "AZUMI MEGUMI")]
        book.person("安角 恵", "ja", reading="あずみ めぐみ", forms=latin)
        names = [OrganisationNameInput("Tsubame Kakukin", "en")]
        book.organisation("燕角金工", "ja", reading="つばめかくきんこう", other_names=names)
    sign_in(client, language="ja")
    content = fetched(client, export(client, "", kind=kind, format="csv", encoding="cp932"))
    other = {"people": "あずみ めぐみ / AZUMI Megumi", "organisations": "つばめかくきんこう / Tsubame Kakukin"}
    assert rows(content, "cp932")[1][1] == other[kind]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.usefixtures("filled")
def test_these_encodings_hold_everyone(client: FlaskClient, encoding: str) -> None:
    sign_in(client)
    answer = export(client, "", format="csv", encoding=encoding)
    found = rows(fetched(client, answer), encoding)
    assert {"李镕", "別人", "山田 2"} <= {row[0] for row in found}
    told = client.get(answer.headers["Location"], buffered=True).content_type
    assert told == f"text/csv; charset={encoding.removesuffix('-sig')}"


@pytest.mark.usefixtures("filled")
def test_who_exported_what_and_how_many_rows_stands_in_the_log(client: FlaskClient, app: Flask) -> None:
    sign_in(client)
    fetched(client, export(client, format="csv"))
    with app.app_context():
        entries = list(db.session.scalars(LOGGED))
        assert [entry.verb for entry in entries] == ["list.export_asked", "list.exported"]
        told = {name: pair[1] for entry in entries for name, pair in entry.changes.items()}
        shown = {name: new for line in audit.lines(audit.entries(), 50) for name, _, new in line.changes}
        assert shown["query"] == "role=bank&col=email&col=phone"
        assert (told["list_name"], told["rows"], told["format"]) == ("people", 4, "csv")
        assert {entry.actor_id for entry in entries} == {user().id}


@pytest.mark.both
@pytest.mark.usefixtures("filled")
def test_whom_an_exported_list_was_searched_for_stands_sealed_in_the_log(client: FlaskClient, app: Flask) -> None:
    sign_in(client)
    fetched(client, export(client, "q=山田", format="csv"))
    with app.app_context():
        entries = db.session.scalars(LOGGED)
        told = [str(entry.changes) for entry in entries]
        assert told
        assert not [text for text in told if "山田" in text or "%E5%B1%B1" in text]


@pytest.mark.usefixtures("filled")
def test_the_file_is_called_by_the_list_in_the_readers_language(client: FlaskClient) -> None:
    sign_in(client, language="ja")
    answer = client.get(export(client, format="csv").headers["Location"], buffered=True)
    named = re.search(r"filename\*=UTF-8''(\S+)", answer.headers["Content-Disposition"])
    assert named is not None
    assert re.fullmatch(r"人物 \d{4}-\d\d-\d\d\.csv", unquote(named.group(1)))
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.usefixtures("filled")
def test_an_export_is_for_whoever_asked_and_for_nobody_else(client: FlaskClient, app: Flask) -> None:
    sign_in(client)
    there = export(client, format="csv").headers["Location"]
    other = app.test_client()
    sign_in(other, Role.ADMIN, email=OTHER)
    assert other.get(there).status_code == 404
    assert other.get(there.removesuffix("/file")).status_code == 404
    leader = app.test_client()
    sign_in(leader, Role.MISSION_LEADER)
    assert leader.get("/lists/people/export").status_code == 403
    assert "/lists/people/export" not in text(leader, "/contacts/people")


@pytest.mark.usefixtures("filled")
def test_reading_the_form_of_an_export_writes_nothing(client: FlaskClient, app: Flask) -> None:
    sign_in(client)
    text(client, "/lists/people/export?role=bank")
    with app.app_context():
        assert db.session.scalars(select(ListExport)).all() == []


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("choice", [{"format": "exe"}, {"format": "csv", "encoding": "rot13"}, {"unwritable": "x"}])
def test_a_format_that_is_none_is_refused(client: FlaskClient, choice: dict[str, str]) -> None:
    sign_in(client)
    assert export(client, **choice).status_code == 422


@pytest.mark.usefixtures("filled")
def test_a_long_list_is_written_in_the_background(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "DIRECT_ROWS", 2)
    sign_in(client)
    there = export(client, format="csv").headers["Location"]
    assert re.fullmatch(r"/lists/exports/\d+", there)
    assert "is being written" in text(client, there)
    with app.app_context():
        assert db.session.scalars(select(Job)).one().kind == "lists.export"
    assert worker.run_pending(app) == 1
    page = text(client, there)
    assert "Download the file" in page
    assert len(rows(client.get(f"{there}/file", buffered=True).get_data())) == 5


@pytest.mark.usefixtures("filled")
def test_the_background_asks_again_whether_one_may(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "DIRECT_ROWS", 2)
    sign_in(client)
    export(client, format="csv")
    with app.app_context(), writing():
        clerk = user()
        users.change(clerk, display_name=clerk.display_name, role=Role.COORDINATOR, active=False, by=user(Role.ADMIN))
        db.session.commit()
    worker.run_pending(app)
    with app.app_context():
        assert db.session.scalars(select(ListExport)).one().storage_name is None
        assert db.session.scalars(select(Job)).one().state == "failed"


@pytest.mark.usefixtures("filled")
def test_files_that_have_run_out_are_deleted(client: FlaskClient, app: Flask, runner: Any) -> None:
    sign_in(client)
    there = export(client, format="csv").headers["Location"]
    place = app.extensions["settings"].instance / "exports"
    fresh = export(client, format="csv").headers["Location"]
    assert len(list(place.iterdir())) == 2
    assert "0 exports deleted" in runner.invoke(args=["lists", "tidy"]).output
    with app.app_context(), writing():
        db.session.execute(sql("UPDATE list_exports SET expires_at = '2020-01-01 00:00:00' WHERE id = 1"))
        db.session.commit()
    assert client.get(there).status_code == 404
    assert "1 exports deleted" in runner.invoke(args=["lists", "tidy"]).output
    assert len(list(place.iterdir())) == 1
    with client.get(fresh) as answer:
        assert answer.status_code == 200, "the other has not run out"
    with app.app_context():
        assert db.session.scalars(LOGGED).all()[-1].verb == "list.export_expired"


@pytest.mark.both
@pytest.mark.usefixtures("filled")
def test_no_more_rows_leave_in_a_day_than_allowed_and_the_log_says_who_tried(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], export_rows=7)
    sign_in(client)
    assert export(client, format="csv").status_code == 303
    refused = export(client, format="xlsx")
    assert refused.status_code == 409
    assert "You may export 7 rows within 24 hours. You have 3 left; this list has 4." in refused.get_data(as_text=True)
    assert export(client, query="role=bank&q=李镕", format="csv").status_code == 303
    other = app.test_client()
    sign_in(other, Role.ADMIN)
    assert export(other, format="csv").status_code == 303, "each user has rows of their own"
    with app.app_context():
        tries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "list.export_refused")).all()
        assert [entry.actor_id for entry in tries] == [user().id]
        assert "role=bank" not in str(tries[0].changes), "what was searched for stands sealed"
        assert tries[0].changes["query"][1]
        db.session.rollback()
        with writing():
            db.session.execute(sql("UPDATE list_exports SET created_at = '2020-01-01 00:00:00'"))
            db.session.commit()
    assert export(client, format="xlsx").status_code == 303


@pytest.mark.usefixtures("filled")
def test_what_the_background_still_writes_counts(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "DIRECT_ROWS", 2)
    app.extensions["settings"] = replace(app.extensions["settings"], export_rows=7)
    sign_in(client)
    assert export(client, format="csv").status_code == 303
    assert export(client, format="csv").status_code == 409


def test_of_the_rows_taken_only_ones_own_of_the_last_day_count(app: Flask) -> None:
    with app.app_context():
        me, other = user(), user(email=OTHER)
        given: dict[str, Any] = {"list_name": "people", "query": "", "format": "csv", "encoding": "utf-8-sig",
                                 "language": "ja", "timezone": "Asia/Tokyo", "substitute": False}  # fmt: skip
        with writing():
            for by, rows in ((me, 3), (me, 50), (other, 700)):
                made = services.record_export(**given, by=by)
                services.keep_export(made, storage_name=None, rows=rows, unwritable=None, by=by)
            for by, rows in ((me, 4), (other, 800)):
                waiting = services.record_export(**given, by=by)
                services.queue_export(waiting, rows=rows, by=by)
            db.session.execute(sql("UPDATE list_exports SET created_at = '2020-01-01 00:00:00' WHERE rows = 50"))
            db.session.commit()
        since = clock.now() - rules.DAY
        assert [queries.rows_taken(who, since) for who in (me, other)] == [3 + 4, 700 + 800]
