"""Sales routes and assessments from a table: what the lists export comes in again, faults stand beside their row."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import event, func, select

from crm.capabilities import TABLES as OFFERED
from crm.contacts.queries import named
from crm.core.database import db, writing
from crm.core.folding import search_key
from crm.core.languages import LOCALES
from crm.core.permissions import Role
from crm.interchange import columns, forms
from crm.interchange.rules.records import MOST_ROWS
from crm.lists.contents import exported
from crm.partners import queries
from crm.partners.forms import ASSESSMENTS_LIST, ROUTES_LIST
from crm.partners.models import PartnerAssessment, SalesRoute
from crm.tables import FileColumn, write_xlsx
from crm.tasks.models import Task
from crm.users import services as users
from crm.web.forms import translate
from crm.web.listings import Asked, Reader
from tests.cast import PASSWORD, sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form

ROUTES, ASSESSMENTS = "/interchange/tables/routes", "/interchange/tables/assessments"
#: What the lists work out, and no table tells.
WORKED_OUT = {"Counts today", "Total score", "Best possible total"}
FIRM = "延边大洋商贸有限公司"
TABLES = {table.code: table.kind for table in OFFERED}


@pytest.fixture
def partner(app: Flask, client: FlaskClient) -> int:
    """A partner in the book; a coordinator is signed in."""
    with app.app_context():
        book.load_places()
        id = book.organisation(FIRM, "zh-Hans", place_id=book.place("222401").id).id
    sign_in(client)
    return id


def sent(client: FlaskClient, path: str, rows: list[list[str]], act: str, **more: Any) -> Any:
    table = "\n".join("\t".join(row) for row in rows)
    form = filled_form(client.get(path).text, "table") | {"table": table, act: "1"} | more
    return client.post(path, data=form, content_type="multipart/form-data")


def written(app: Flask, code: str, language: str, /, **cells: str) -> list[list[str]]:
    """Headings and one row, in a language; of a column of codes the cell is the word of the code."""
    kind = TABLES[code].columns
    with app.test_request_context(), force_locale(LOCALES[language]):
        told = [
            translate(kind[name].table[cell]) if cell and kind[name].table else cell for name, cell in cells.items()
        ]
        return [[translate(kind[name].label) for name in cells], told]


def number(app: Flask, model: type[Any]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(model.id)).where(model.archived_at.is_(None))) or 0


ROUTE = {
    "organisation_id": FIRM, "name": "百貨店網", "channel": "wholesale_market", "category": "textiles",
    "place_ids": "長春市 / 北京市", "outlets": "1,200", "throughput": "3,500,000", "throughput_currency": "CNY",
    "throughput_year": "2025", "share": "40%", "grade": "documented", "proven_on": "2026年5月1日",
    "proof": "契約書の写し", "status": "active", "valid_from": "2025-01-01",
}  # fmt: skip
ASSESSED = {
    "organisation_id": "延边大洋商贸", "assessed_on": "2026-05-02", "judgement": "approach",
    "next_review": "2027-05-02", "reputation": "4", "payment_record": "5", "notes": "支払いが早い",
}  # fmt: skip


@pytest.mark.parametrize("language", list(LOCALES))
def test_a_route_is_tried_and_recorded_from_a_table_in_each_language(
    app: Flask, client: FlaskClient, partner: int, language: str
) -> None:
    rows = written(app, "routes", language, **ROUTE)
    tried = sent(client, ROUTES, rows, "try")
    assert (tried.status_code, "1 row can be recorded" in tried.text, number(app, SalesRoute)) == (200, True, 0)
    done = sent(client, ROUTES, rows, "record")
    assert (done.status_code, done.location) == (303, "/partners/")
    with app.app_context():
        route = queries.one(1, user=user())
        assert (route.organisation_id, route.name, route.outlets, route.share) == (partner, "百貨店網", 1200, 40)
        assert (route.throughput, route.throughput_currency, route.throughput_year) == (Decimal(3_500_000), "CNY", 2025)
        assert (route.channel, route.category, route.status) == ("wholesale_market", "textiles", "active")
        assert {reach.place_id for reach in route.coverage} == {book.place(code).id for code in ("220100", "110000")}
        [proof] = route.evidence
        assert (proof.grade, proof.on, proof.note) == ("documented", date(2026, 5, 1), "契約書の写し")
        assert (route.valid_from, route.valid_to) == (date(2025, 1, 1), None)
    again = sent(client, ROUTES, rows, "record")
    assert "This one is on record already." in again.text
    assert number(app, SalesRoute) == 1


def test_an_assessment_comes_with_its_task_and_is_taken_back_with_it(
    app: Flask, client: FlaskClient, partner: int
) -> None:
    rows = written(app, "assessments", "ja", **ASSESSED)
    assert sent(client, ASSESSMENTS, rows, "record").status_code == 303
    with app.app_context():
        row = queries.assessment(1, user=user())
        assert (row.organisation_id, row.assessor_id, row.total, row.notes) == (partner, user().id, 9, "支払いが早い")
        [task] = db.session.scalars(select(Task)).all()
        assert (task.due_on, FIRM in task.text) == (date(2027, 5, 2), True)
    undo = f"{ASSESSMENTS}/1-1/undo"
    assert undo in client.get("/partners/assessments").text
    assert "This one is on record already." in sent(client, ASSESSMENTS, rows, "try").text
    token = filled_form(client.get(ASSESSMENTS).text, "table")["csrf_token"]
    assert client.post(undo, data={"csrf_token": token}).status_code == 303
    assert number(app, PartnerAssessment) == 0
    with app.app_context():
        assert db.session.scalars(select(Task.status)).all() == ["cancelled"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"organisation_id": "大洋"}, "No organisation of this name is on record."),
        ({"channel": "?"}, "Channel: Choose one from the list: "),
        ({"place_ids": "北京市、桃源郷"}, "No place is called 桃源郷."),
        ({"outlets": "many"}, "Enter a whole number"),
        ({"outlets": "999,999,999,999,999"}, "Enter a whole number from 0 to 1,000,000."),
        ({"name": "Bad" * 2_000}, "Use at most 200 characters"),
        ({"name": '"Bad,\ntwo lines"'}, "Enter this on one line."),
        ({"name": "Bad\u202eeman"}, "Remove the invisible mark that changes the writing direction."),
        ({"proof": "a" * 301}, "Use at most 300 characters"),
        ({"organisation_id": "a" * 60_000}, "No organisation of this name is on record."),
        ({"place_ids": "a" * 60_000}, "No place is called"),
        ({"grade": ""}, "Evidence: Choose one."),
        ({"grade": "", "proof": ""}, "Evidence: Choose one."),
        ({"throughput": ""}, "Throughput a year: Fill in this field."),
        ({"valid_to": "2027-01-01\tmore"}, "This row has more cells than the table has headings."),
        ({"throughput": "3.500.000"}, "Enter a number"),
        ({"throughput_year": "2099"}, "It must not be in the future."),
        ({"proven_on": "1.5.26"}, "Enter the date with the year first"),
        ({"proven_on": ""}, "Enter the date of each piece of evidence."),
        ({"place_ids": ""}, "An active route must reach at least one place."),
        ({"share": "140"}, "Enter a whole number from 1 to 100."),
        ({"share": "96"}, "With its other routes that makes 101 percent of the partner&#39;s sales."),
        ({"valid_from": "2099-02-30"}, "There is no such day."),
    ],
)
def test_a_fault_stands_beside_its_row_and_the_others_are_recorded(
    app: Flask, client: FlaskClient, partner: int, wrong: dict[str, str], told: str
) -> None:
    heads, good = written(app, "routes", "en", **ROUTE | {"name": "Good", "share": "5"})
    bad = dict(zip(ROUTE, good, strict=True)) | {"name": "Bad"} | wrong
    heads = heads if "valid_to" not in wrong else [*heads, "Valid until"]
    rows = [heads, good, list(bad.values())]
    tried = sent(client, ROUTES, rows, "try")
    assert told in tried.text.partition('id="refused"')[2]
    assert number(app, SalesRoute) == 0
    done = sent(client, ROUTES, rows, "record")
    assert (done.status_code, number(app, SalesRoute)) == (200, 1)
    left = filled_form(done.text, "table")["table"]
    assert ("Bad" in left, "Good" in left, left.startswith(heads[0])) == (True, False, True)
    assert "1 row recorded." in done.text


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["Organisation"]], "at least one row below them"),
        ([["Organisation", "Sales route", "Sales route"], ["a", "b", "c"]], "Two columns have the same meaning."),
        ([["Organisation", "Sales route"], ["a", "b"]], "The table lacks columns that it needs: Channel."),
        ([["Organisation", "Sales route", "Channel"]] + [["a", "b", "c"]] * (MOST_ROWS + 1), "At most 500 rows"),
    ],
)
def test_what_is_no_such_table_is_refused_and_stays(
    client: FlaskClient, partner: int, rows: list[list[str]], told: str
) -> None:
    refused = sent(client, ROUTES, rows, "record")
    assert (refused.status_code, told in refused.text) == (422, True)
    assert "Organisation" in filled_form(refused.text, "table")["table"]


def test_a_file_is_put_into_the_field(app: Flask, client: FlaskClient, partner: int, tmp_path: Path) -> None:
    heads, row = written(app, "routes", "ko", **ROUTE)
    write_xlsx(tmp_path / "판로.xlsx", "판로", [FileColumn(head) for head in heads], [row])
    tried = sent(client, ROUTES, [], "try", file=(BytesIO((tmp_path / "판로.xlsx").read_bytes()), "판로.xlsx"))
    assert "1 row can be recorded" in tried.text
    kept = filled_form(tried.text, "table")["table"]
    assert all(cell in kept for cell in ("百貨店網", "契約書の写し"))


@pytest.mark.once
def test_every_column_that_the_lists_export_is_known(app: Flask) -> None:
    for code, listing in (("routes", ROUTES_LIST), ("assessments", ASSESSMENTS_LIST)):
        with app.test_request_context():
            known = forms.meanings(TABLES[code])
            exported = [one.label for column in listing.columns for one in (column, *column.also)]
            lacking = [label for label in exported if columns.folded(translate(label)) not in known]
        assert set(lacking) <= WORKED_OUT


@pytest.mark.once
def test_who_may_not_write_them_records_none(app: Flask, client: FlaskClient, partner: int) -> None:
    other = app.test_client()
    sign_in(other, Role.MANAGEMENT)
    assert other.get(ROUTES).status_code == 403
    assert not re.search(r"/interchange/tables/", other.get("/partners/").text)


@pytest.mark.parametrize("open_quote", ['"Bad', '"' + "x" * 140_000])
@pytest.mark.parametrize("closed", ["", '"Bad too'])
def test_a_quotation_mark_that_is_not_closed_swallows_no_row(
    app: Flask, client: FlaskClient, partner: int, open_quote: str, closed: str
) -> None:
    heads, row = written(app, "routes", "en", **ROUTE)
    place = list(ROUTE).index("name")
    rows = [[*row[:place], name, *row[place + 1 :]] for name in ("Good", open_quote, "Swallowed", closed or "Last")]
    refused = sent(client, ROUTES, [heads, *rows], "record")
    assert (refused.status_code, number(app, SalesRoute)) == (422, 0)
    assert "Row 3: a quotation mark is not closed, or a cell is too long." in refused.text


def test_cells_of_several_lines_are_one_cell(app: Flask, client: FlaskClient, partner: int) -> None:
    rows = written(app, "assessments", "en", **ASSESSED | {"notes": '"first, of 5""\nsecond"'})
    assert sent(client, ASSESSMENTS, rows, "record").status_code == 303
    with app.app_context():
        assert queries.assessment(1, user=user()).notes == 'first, of 5"\nsecond'


def test_trying_writes_nothing_and_finds_what_is_named_at_once(app: Flask, client: FlaskClient, partner: int) -> None:
    heads, row = written(app, "routes", "en", **ROUTE | {"share": ""})
    place = list(ROUTE).index("name")

    def asked(count: int) -> tuple[int, int]:
        rows = [[*row[:place], f"Route {each}", *row[place + 1 :]] for each in range(count)]
        sent_now: list[str] = []
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", lambda *told: sent_now.append(told[2]))
        assert f"{count} rows can be recorded" in sent(client, ROUTES, [heads, *rows], "try").text
        named = [sql for sql in sent_now if "names MATCH" in sql or "places.search_key" in sql]
        assert not any("INSERT INTO sales_routes" in sql for sql in sent_now)
        return len(named), len(sent_now)

    assert asked(2)[0] == asked(20)[0] > 0
    twice = [heads, row, row]
    assert "This table has the same in a row above." in sent(client, ROUTES, twice, "try").text


def test_of_two_of_the_staff_with_one_name_none_is_chosen(app: Flask, client: FlaskClient, partner: int) -> None:
    with app.app_context(), writing():
        for place in (1, 2):
            users.create(email=f"sato{place}@example.jp", display_name="佐藤 花", password=PASSWORD,
                role=Role.COORDINATOR, language="ja", by=None)  # fmt: skip
        db.session.commit()
    rows = written(app, "assessments", "en", **ASSESSED | {"assessor_id": "佐藤 花"})
    assert "Several are called so" in sent(client, ASSESSMENTS, rows, "try").text


def test_what_somebody_changed_since_stays_when_a_table_is_taken_back(
    app: Flask, client: FlaskClient, partner: int
) -> None:
    heads, row = written(app, "routes", "en", **ROUTE | {"share": ""})
    place = list(ROUTE).index("name")
    rows = [[*row[:place], name, *row[place + 1 :]] for name in ("Kept", "Gone")]
    assert sent(client, ROUTES, [heads, *rows], "record").status_code == 303
    form = filled_form(client.get("/partners/1/edit").text, "name") | {"name": "Kept and changed"}
    assert client.post("/partners/1/edit", data=form).status_code == 303
    token = filled_form(client.get(ROUTES).text, "table")["csrf_token"]
    assert client.post(f"{ROUTES}/1-2/undo", data={"csrf_token": token}).status_code == 303
    assert "1 row archived. 1 row was changed since and stays." in client.get("/partners/").text
    with app.app_context():
        assert [route.name for route in db.session.scalars(queries.visible_to(user()))] == ["Kept and changed"]


def test_a_table_taken_back_asks_again_for_the_review_that_it_had_answered(
    app: Flask, client: FlaskClient, partner: int
) -> None:
    for day, review in (("2025-05-02", "2026-05-02"), ("2026-05-02", "2027-05-02")):
        rows = written(app, "assessments", "en", **ASSESSED | {"assessed_on": day, "next_review": review})
        assert sent(client, ASSESSMENTS, rows, "record").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Task.status).order_by(Task.id)).all() == ["done", "open"]
    token = filled_form(client.get(ASSESSMENTS).text, "table")["csrf_token"]
    assert client.post(f"{ASSESSMENTS}/2-2/undo", data={"csrf_token": token}).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Task.status).order_by(Task.id)).all() == ["open", "cancelled"]


@pytest.mark.once
@pytest.mark.parametrize("query", ["", "&".join(f"col={column.code}" for column in ASSESSMENTS_LIST.columns)])
def test_the_files_of_the_lists_hold_what_a_table_needs(app: Flask, query: str) -> None:
    for code, listing in (("routes", ROUTES_LIST), ("assessments", ASSESSMENTS_LIST)):
        with app.test_request_context():
            kind, known = TABLES[code], forms.meanings(TABLES[code])
            asked = Asked.of_query(listing, query if code == "assessments" else "", Reader("en", "Asia/Tokyo"))
            told = [known.get(columns.folded(translate(column.label)), "") for column in exported(asked)]
        assert set(kind.needed) | set(kind.one_of) <= set(told)
        assert len(set(told) - {""}) == len([name for name in told if name])


def test_rows_are_numbered_as_whoever_looks_at_them_sees_them(
    app: Flask, client: FlaskClient, partner: int, tmp_path: Path
) -> None:
    heads, good = written(app, "routes", "en", **ROUTE | {"share": ""})
    bad = [*good[:1], "Bad", "?", *good[3:]]
    path = tmp_path / "routes.csv"
    lines = [["Routes of our partners"], [], heads, good, [], bad]
    path.write_text("\n".join("\t".join(line) for line in lines), encoding="utf-8")
    tried = sent(client, ROUTES, [], "try", file=(BytesIO(path.read_bytes()), "routes.csv"))
    assert "Row 6" in tried.text.partition('id="refused"')[2]
    assert "Row 4" in sent(client, ROUTES, [heads, good, [], bad], "try").text
    done = sent(client, ROUTES, [heads, good, [], bad], "record")
    assert "Row 4" in done.text.partition('id="refused"')[2], "as the trial called it, though it is alone now"
    page = sent(client, ROUTES, [], "try", file=(BytesIO(path.read_bytes()), "routes.csv")).text
    form = filled_form(page, "table") | {"try": "1"}
    told = client.post(ROUTES, data=form, content_type="multipart/form-data").text
    assert "Row 6" in told.partition('id="refused"')[2], "rows of a file are called as there"
    fewer = form | {"table": "\n".join("\t".join(line) for line in (heads, bad))}
    told = client.post(ROUTES, data=fewer, content_type="multipart/form-data").text
    assert "Row 2" in told.partition('id="refused"')[2], "another table counts anew"


def test_a_page_with_rows_that_are_left_keeps_them_when_it_is_loaded_anew(
    app: Flask, client: FlaskClient, partner: int
) -> None:
    heads, good = written(app, "routes", "en", **ROUTE | {"share": ""})
    bad = [*good[:1], "Bad", "?", *good[3:]]
    form = filled_form(client.get(ROUTES).text, "table") | {"record": "1"}
    form["table"] = "\n".join("\t".join(row) for row in (heads, good, bad))
    done, again = (client.post(ROUTES, data=form, content_type="multipart/form-data") for _ in range(2))
    assert "1 row recorded." in done.text
    assert f"{ROUTES}/1-1/undo" in done.text
    assert (again.status_code, "Choose one from the list: " in again.text, "Bad" in again.text) == (200, True, True)
    assert number(app, SalesRoute) == 1


def test_a_table_of_assessments_without_any_score_is_told_so(app: Flask, client: FlaskClient, partner: int) -> None:
    told = {name: cell for name, cell in ASSESSED.items() if name not in ("reputation", "payment_record")}
    refused = sent(client, ASSESSMENTS, written(app, "assessments", "en", **told), "try")
    assert (refused.status_code, "The table needs at least one of these columns: " in refused.text) == (422, True)
    assert "Of the scores it needs one column at least" in refused.text


@pytest.mark.both
@pytest.mark.searched
def test_organisations_are_found_by_their_names_many_at_once(app: Flask, client: FlaskClient, partner: int) -> None:
    with app.app_context():
        names = [f"哈尔滨第{place}商店" for place in range(60)]
        for name in names:
            book.organisation(name, "zh-Hans")
        twins = {book.organisation("长春百货", "zh-Hans").id for _ in range(2)}
        found = named.organisations_called([*names, FIRM, "长春百货", "哈尔滨第", "", "？"], user=user())
        assert len(found) == 62
        assert (found[search_key(FIRM)], set(found[search_key("长春百货")])) == ([partner], twins)
    rows = written(app, "assessments", "en", **ASSESSED | {"organisation_id": "长春百货"})
    assert "Several are called so" in sent(client, ASSESSMENTS, rows, "try").text
