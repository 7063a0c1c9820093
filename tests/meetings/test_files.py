"""Files on a meeting: of the kinds that offices send, given out to whoever sees it, taken out and put back."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit import queries as audit
from crm.core.permissions import Role
from crm.files.rules import PAPERS, media_type_of
from crm.meetings import rules
from tests.cast import hidden, sign_in
from tests.meetings.scene import scene, talk

PDF = b"%PDF-1.7 a page"


def office(*parts: str) -> bytes:
    """An archive with parts of these names."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<x/>")
    return out.getvalue()


DOCX = office("word/document.xml")


@pytest.fixture
def meeting(app: Flask) -> int:
    with app.app_context():
        return talk(scene()).id


def sent(client: FlaskClient, meeting: int, *files: tuple[str, bytes], note: str = "") -> tuple[int, str]:
    """Upload files as a browser does: status and text of the answer."""
    path = f"/meetings/{meeting}/files/new"
    page = client.get(path).get_data(as_text=True)
    data = {name: hidden(page, name) for name in ("csrf_token", "form_id")} | {"note": note}
    uploads = [(BytesIO(content), name) for name, content in files]
    answer = client.post(path, data=data | {"sent": uploads}, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True)


def post(client: FlaskClient, meeting: int, step: str) -> int:
    """Press a button about the first file."""
    page = client.get(f"/meetings/{meeting}").get_data(as_text=True)
    token = {"csrf_token": hidden(page, "csrf_token")}
    return client.post(f"/meetings/{meeting}/files/1/{step}", data=token).status_code


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        ("価格表.xlsx", office("xl/workbook.xml"), True),
        ("覚書.docx", DOCX, True),
        ("목록.odt", office("content.xml"), True),
        ("旧版.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a book", True),
        ("メモ.txt", "納期は六週".encode("cp932"), True),
        ("価格表.xlsx", DOCX, False),
        ("macro.docx", office("word/document.xml", "word/vbaProject.bin"), False),
        ("torn.docx", DOCX[:-20], False),
        ("program.txt", b"MZ\x00\x01", False),
        ("empty.txt", b"", False),
        ("page.html", b"<script>", False),
    ],
)
def test_ending_and_bytes_must_agree(name: str, content: bytes, taken: bool) -> None:
    assert (media_type_of(name, content, PAPERS) is not None) is taken


def test_receipts_and_pictures_stay_of_three_kinds() -> None:
    assert media_type_of("覚書.docx", DOCX) is None


def test_a_file_is_listed_with_what_it_is_and_who_brought_it(app: Flask, client: FlaskClient, meeting: int) -> None:
    sign_in(client)
    status, _ = sent(client, meeting, ("覚書.docx", DOCX), ("議事録.pdf", PDF), note="署名済み")
    assert status == 303
    shown = client.get(f"/meetings/{meeting}").get_data(as_text=True)
    assert all(text in shown for text in ("覚書.docx", "議事録.pdf", "署名済み", "1 KB"))
    with client.get("/files/1") as answer:
        assert answer.data == DOCX
        assert answer.headers["Content-Disposition"].startswith("attachment")
    with app.app_context():
        lines = audit.lines(audit.entries_of("meetings", meeting), limit=20)
        assert rules.FILES_ADDED.code in {line.verb for line in lines}


def test_a_bad_file_is_refused_by_name_and_none_is_kept(client: FlaskClient, meeting: int) -> None:
    sign_in(client)
    status, text = sent(client, meeting, ("議事録.pdf", PDF), ("setup.exe", b"MZ"))
    assert status == 422
    assert "setup.exe" in text
    assert client.get("/files/1").status_code == 404
    assert sent(client, meeting)[0] == 422


def test_too_many_are_refused(client: FlaskClient, meeting: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_FILES", 1)
    sign_in(client)
    assert sent(client, meeting, ("a.pdf", PDF), ("b.pdf", PDF))[0] == 422


def test_what_is_taken_out_is_not_given_out_until_it_is_back(client: FlaskClient, meeting: int) -> None:
    sign_in(client)
    sent(client, meeting, ("議事録.pdf", PDF))
    assert post(client, meeting, "remove") == 303
    assert client.get("/files/1").status_code == 404
    assert "議事録.pdf" not in client.get(f"/meetings/{meeting}").get_data(as_text=True).split('id="files"')[1]
    assert post(client, meeting, "restore") == 303
    with client.get("/files/1") as answer:
        assert answer.status_code == 200


def test_who_does_not_see_the_meeting_sees_no_file_of_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        meeting = talk(scene(), activity_id=None).id
    sign_in(client)
    sent(client, meeting, ("議事録.pdf", PDF))
    sign_in(client, Role.MISSION_LEADER)
    assert client.get("/files/1").status_code == 404
    assert client.get(f"/meetings/{meeting}/files/new").status_code == 404
