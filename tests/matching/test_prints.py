"""The table on paper and as a workbook: a sheet a company or table, in the language asked for, with both clocks."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.jobs import worker
from crm.matching import contents, services
from crm.matching.rules import COUNTERPART, MAKER
from crm.matching.services import Presence
from tests.cast import hidden, sign_in
from tests.contacts import book
from tests.matching import tables


@pytest.fixture
def id(app: Flask) -> int:
    """A table with one talk and a third company that has none."""
    with app.app_context():
        made = tables.opened()
        knit, _ = tables.joined(
            made,
            MAKER,
            book.organisation("丸八ニット", "ja", country="JP"),
            book.organisation("見附米穀", "ja", country="JP"),
        )
        [store] = tables.joined(made, COUNTERPART, book.organisation("延吉百货"))
        tables.interpreter(made)
        tables.talk(made, knit, store)
        return made


def test_a_sheet_for_each_company_and_for_each_table_in_use(app: Flask, id: int) -> None:
    with app.app_context():
        board = tables.board(id)
        by_company = contents.sheets(board, "company", "ja")
        assert [(sheet.title.text if sheet.title else "", len(sheet.lines)) for sheet in by_company] == [
            ("丸八ニット", 1), ("延吉百货", 1),
        ]  # fmt: skip
        [table] = contents.sheets(board, "table", "ja")
        [line] = table.lines
        assert (table.table, line.time, line.home_time) == ("1", "09:00–09:30", "")
        slip = contents.html(board, "table", "zh-Hans")
        assert ("我方" in slip, "<th>来访企业</th>" in slip, "<th>当地企业</th>" in slip) == (False, True, True), (
            "both read it"
        )
        assert line.interpreter is not None


def test_the_clock_at_home_stands_on_the_slips_of_our_own_alone_and_no_date_beside_it(app: Flask, id: int) -> None:
    """The date and the time in Japan stood in one line, and a guest came an hour late."""
    with app.app_context():
        board = tables.board(id)
        for by, clocks in (("company", ["10:00–10:30", ""]), ("interpreter", [""])):
            assert [line.home_time for sheet in contents.sheets(board, by, "zh-Hans") for line in sheet.lines] == clocks
        page = contents.html(board, "company", "zh-Hans")
    ours, theirs = page.split('<section class="slip">')[1:]
    assert ("日本时间" in ours, "日本时间" in theirs) == (True, False)
    for slip in (ours, theirs):
        assert re.search(r'<tr class="day"><th colspan="[45]" scope="rowgroup">[^\n]*12月11日', slip)
        assert '<td class="num"><b>09:00–09:30</b></td>' in slip


def test_an_interpreter_has_a_sheet_and_the_talks_that_lack_one_have_the_last(
    app: Flask, client: FlaskClient, id: int
) -> None:
    with app.app_context():
        makers = {tables.board(id).name(row.id): row for row in tables.board(id).makers}
        [hall] = tables.joined(id, COUNTERPART, book.organisation("延边大洋"))
        with writing():
            board = tables.board(id)
            services.change_company(board, board.companies[hall.id], Presence(languages=["zh-Hans"]), by=None)
            db.session.commit()
        tables.talk(id, makers["見附米穀"], hall, table=1)
        board = tables.board(id)
        found = contents.sheets(board, "interpreter", "ja")
        assert [(sheet.title.text if sheet.title else "", len(sheet.lines)) for sheet in found] == [
            ("金 美香", 1),
            ("", 1),
        ]
        page = contents.html(board, "interpreter", "ja")
        assert "通訳のいない商談" in page
        assert "<b>未手配</b>" in contents.html(board, "table", "ja")
    sign_in(client)
    shown = client.get(f"/matching/{id}").get_data(as_text=True)
    assert ("1 talk without the interpreter it needs" in shown, "No interpreter" in shown) == (True, True)


def test_slips_tell_how_a_company_is_said_that_their_readers_cannot_read(app: Flask) -> None:
    """Korean slips had 丸八ニット and 延吉百货 in characters alone."""
    with app.app_context():
        made = tables.opened()
        [knit] = tables.joined(
            made, MAKER, book.organisation("丸八ニット", "ja", reading="まるはちニット", country="JP")
        )
        [store] = tables.joined(made, COUNTERPART, book.organisation("延吉百货", reading="Yánjí Bǎihuò"))
        tables.talk(made, knit, store)
        board = tables.board(made)
        assert [sheet.title_read.text for sheet in contents.sheets(board, "company", "ko") if sheet.title_read] == [
            "마루하치닛토", "Yánjí Bǎihuò",
        ]  # fmt: skip
        assert contents.html(board, "table", "ko").count('<span class="reading">') == 2
        assert not [sheet for sheet in contents.sheets(board, "company", "ja") if sheet.title_read]


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "現地時間"), ("zh-Hans", "当地时间"), ("ko", "현지 시각"), ("en", "Local time")]
)
def test_sheets_speak_four_languages(app: Flask, id: int, language: str, words: str) -> None:
    with app.app_context():
        page = contents.html(tables.board(id), "company", language)
    assert f'<html lang="{language}">' in page
    assert words in page


def test_the_workbook_has_a_line_for_each_talk_and_is_noted(app: Flask, client: FlaskClient, id: int) -> None:
    sign_in(client)
    page = client.get(f"/matching/{id}/print").get_data(as_text=True)
    answer = client.post(f"/matching/{id}/workbook", data={"csrf_token": hidden(page, "csrf_token")})
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    assert [cell.value for cell in list(sheet.rows)[1]][1:6] == [
        "09:00–09:30", "10:00–10:30", "1", "丸八ニット", "延吉百货",
    ]  # fmt: skip
    history = client.get(f"/audit/matching_sessions/{id}").get_data(as_text=True)
    assert "Matching table printed or exported" in history


def test_a_printed_table_is_kept(app: Flask, client: FlaskClient, id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.matching.contents.paper.render", lambda *_args, **_kwargs: b"%PDF-1.7 page")
    sign_in(client)
    at = f"/matching/{id}/print"
    page = client.get(at).get_data(as_text=True)
    sent = {"csrf_token": hidden(page, "csrf_token"), "form_id": "1", "by": "table", "language": "ko"}
    asked = client.post(at, data=sent)
    assert asked.status_code == 303
    assert worker.run_pending(app) == 1
    assert "Download the PDF" in client.get(asked.headers["Location"]).get_data(as_text=True)
    assert "Printed before" in client.get(at).get_data(as_text=True)


def test_a_workbook_leaves_only_with_the_right_to_export(client: FlaskClient, id: int) -> None:
    sign_in(client, Role.MISSION_LEADER)
    page = client.get("/users/profile").get_data(as_text=True)
    assert client.post(f"/matching/{id}/workbook", data={"csrf_token": hidden(page, "csrf_token")}).status_code == 403


@pytest.mark.printed
def test_each_sheet_is_a_page_of_a5_with_room_for_every_column(app: Flask, id: int) -> None:
    """Two clocks took the room of the names; sheets of A4 had to be cut apart before they lay on a table."""
    with app.app_context():
        page = contents.html(tables.board(id), "company", "ja")
        made = PdfReader(BytesIO(contents.printed(page, "ja")))
    assert [tuple(round(float(side) * 25.4 / 72) for side in sheet.mediabox.upper_right) for sheet in made.pages] == [
        (210, 148), (210, 148),
    ]  # fmt: skip
    with app.app_context():
        css = (Path(str(app.static_folder)) / "css" / "document.css").read_text(encoding="utf-8")
    assert (page.count('<section class="slip">'), 'class="page' in page) == (2, False)
    head = page.partition("<colgroup>")[2].partition("</thead>")[0]
    assert head.count("<col") == head.count("<th>") == 5, "no column is there to stay empty"
    told = re.findall(r"& col\.(\w) { width: (\d+)mm", css.partition("& .talks")[2])
    widths = {code: int(mm) for code, mm in reversed(told)}  # the first of each: later ones are of other tables
    named = 167 - sum(widths[code] for code in re.findall(r'<col class="(\w)">', head))
    assert named >= 45, "what is left for the name of a company"


def test_who_sits_at_a_table_is_not_told_that_its_interpreter_is_still_sought(app: Flask, id: int) -> None:
    with app.app_context():
        [hall] = tables.joined(id, COUNTERPART, book.organisation("延边大洋"))
        with writing():
            board = tables.board(id)
            services.change_company(board, board.companies[hall.id], Presence(languages=["zh-Hans"]), by=None)
            db.session.commit()
        tables.talk(id, next(row for row in board.makers if board.name(row.id) == "見附米穀"), hall, table=1)
        assert "未手配" not in contents.html(tables.board(id), "company", "ja")


def test_a_slip_names_who_comes_for_each_company_and_why_nobody_interprets(app: Flask, id: int) -> None:
    """A talk needed no interpreter only since the representative spoke Japanese, and the slip named nobody."""
    with app.app_context():
        [store] = tables.board(id).counterparts
        buyer = book.person("李明淑", at=store.organisation)
        with writing():
            board = tables.board(id)
            for company in board.companies.values():
                terms = Presence(languages=["ja"], representative_id=buyer.id if company.id == store.id else None)
                services.change_company(board, company, terms, by=None)
            db.session.commit()
        rice = next(row for row in tables.board(id).makers if board.name(row.id) == "見附米穀")
        tables.talk(id, rice, store, at=1)
        slips = [contents.html(tables.board(id), by, "ja") for by in ("company", "table")]
        for shown in slips:
            assert "李明淑" in shown.split("<tbody>")[1].split("</tbody>")[0]
        assert "不要（日本語）" in slips[1]
