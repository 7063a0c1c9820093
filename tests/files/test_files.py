"""Files are kept whole or not at all, under random names, and given out to those who see their record."""

import os
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile
from zlib import crc32

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy.orm import Session, scoped_session

from crm.activities.kind import ACTIVITY
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.kinds import Kind
from crm.core.pictures import without_traces
from crm.files import rules, services
from crm.files.models import StoredFile
from tests import cast
from tests.cards.pictures import TURN_TAG, photograph
from tests.missions import voyage

PDF = b"%PDF-1.7 a page"
TWO_DAYS = 2 * 24 * 3600


def kept(
    app: Flask, *, name: str = "pack.pdf", content: bytes = PDF, record: tuple[Kind, int] = (ACTIVITY, 1)
) -> StoredFile:
    with writing():
        made = services.store(content, name=name, record=record, instance=Path(app.config["INSTANCE"]), by=None)
        db.session.commit()
    return made


def on_disk(app: Flask) -> list[Path]:
    return sorted((Path(app.config["INSTANCE"]) / "files").iterdir())


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.html", b"<html>"), ("fake.pdf", b"<html>"), ("picture.png", PDF), ("run.exe", b"MZ"), ("noending", PDF)],
)
def test_only_known_kinds_are_kept_and_by_their_bytes(
    app: Flask, session: scoped_session[Session], name: str, content: bytes
) -> None:
    with pytest.raises(Refused):
        kept(app, name=name, content=content)
    assert not (Path(app.config["INSTANCE"]) / "files").exists() or on_disk(app) == []


def test_a_file_over_the_limit_is_refused(
    app: Flask, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "LARGEST", len(PDF) - 1)
    with pytest.raises(Refused):
        kept(app)


def test_a_picture_is_kept_without_where_when_and_by_what_it_was_taken(
    app: Flask, session: scoped_session[Session]
) -> None:
    """Photos filed with a meeting told the position of whoever took them."""
    lying = Image.open(BytesIO(photograph()))
    exif = lying.getexif()
    exif[TURN_TAG] = 1
    standing, notes = BytesIO(), PngInfo()
    lying.save(standing, "JPEG", exif=exif, comment=b"in front of the station")
    notes.add_text("Comment", "in front of the station")
    drawn = BytesIO()
    lying.save(drawn, "PNG", exif=exif, pnginfo=notes)
    for name, content in (("a.jpg", photograph()), ("b.jpg", standing.getvalue()), ("c.png", drawn.getvalue())):
        made = kept(app, name=name, content=content)
        path = services.folder(Path(app.config["INSTANCE"])) / made.storage_name
        with Image.open(path) as shown, Image.open(BytesIO(content)) as before:
            assert not shown.getexif()
            assert "comment" not in {str(key).lower() for key in shown.info}
            turned = before.size if name != "a.jpg" else before.size[::-1]
            assert (shown.size, made.size) == (turned, path.stat().st_size)
            assert name == "a.jpg" or shown.tobytes() == before.tobytes()


def test_a_picture_that_breaks_off_keeps_no_position_either() -> None:
    """Turned upright it cannot be: its pixels are not all there. What its head tells goes all the same."""
    broken = photograph()[:-2]
    bare = without_traces(broken, "image/jpeg")
    assert b"Camera of a test" in broken
    assert b"Camera of a test" not in bare
    assert b"in front of the station" not in bare


@pytest.mark.parametrize("between", [b"\xff\x00", b"\x00", b"camera", b"\xff\xd0", b"\xff\x02\x40\x00"])
def test_a_picture_that_cannot_be_taken_apart_is_written_anew_or_refused(between: bytes) -> None:
    """Readers skip what stands astray between two parts, and find the position behind it."""
    taken = Image.open(BytesIO(photograph()))
    exif, out, drawn = taken.getexif(), BytesIO(), BytesIO()
    exif[TURN_TAG] = 1
    taken.save(out, "JPEG", exif=exif)
    head = out.getvalue().index(b"\xff\xe1")
    standing = out.getvalue()[:head] + between + out.getvalue()[head:]
    told = out.getvalue()[head : head + 2 + int.from_bytes(out.getvalue()[head + 2 : head + 4], "big")]
    behind = out.getvalue()[:-2] + told + out.getvalue()[-2:]
    taken.save(drawn, "PNG", exif=exif)
    odd = drawn.getvalue()[:33] + between + drawn.getvalue()[33:]
    for media_type, content in (("image/jpeg", standing), ("image/png", odd), ("image/jpeg", behind)):
        assert b"Camera of a test" in content
        with suppress(Refused):
            bare = without_traces(content, media_type)
            assert b"Camera of a test" not in bare
            with Image.open(BytesIO(bare)) as shown:
                assert (shown.format, shown.size) == (media_type[6:].upper(), taken.size)


@pytest.mark.parametrize("kind", [b"exIf", b"caBX", b"vpAg"])
def test_a_drawing_keeps_only_what_says_how_it_looks(kind: bytes) -> None:
    """A part of a kind that nobody knows may tell as much as one that everybody knows."""
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "PNG")
    told = b"Camera of a test"
    part = len(told).to_bytes(4, "big") + kind + told + crc32(kind + told).to_bytes(4, "big")
    endless = (0x7FFFFFFF).to_bytes(4, "big") + b"tIME" + told
    for between in (part, endless):
        with suppress(Refused):
            assert told not in without_traces(drawn.getvalue()[:33] + between + drawn.getvalue()[33:], "image/png")


def test_an_archive_of_thousands_of_parts_is_no_document(app: Flask, session: scoped_session[Session]) -> None:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name in ("word/document.xml", *(f"word/{number}.xml" for number in range(rules.MOST_PARTS))):
            archive.writestr(name, "")
    assert rules.media_type_of("a.docx", out.getvalue(), rules.PAPERS) is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/報告.pdf", "報告.pdf"),
        ("a\u202egpj.pdf", "agpj.pdf"),
        ("c:\\x\\しおり.pdf", "しおり.pdf"),
        ("", "file"),
    ],
)
def test_names_lose_paths_and_tricks(typed: str, shown: str) -> None:
    assert rules.safe_name(typed) == shown


def test_a_long_name_keeps_its_ending() -> None:
    short = rules.safe_name("長" * 400 + ".pdf")
    assert len(short) == rules.LONGEST_NAME
    assert short.endswith(".pdf")


def test_the_name_on_disk_says_nothing_and_only_the_owner_reads_the_folder(
    app: Flask, session: scoped_session[Session]
) -> None:
    made = kept(app, name="田邉.pdf")
    (path,) = on_disk(app)
    assert path.name == made.storage_name
    assert path.read_bytes() == PDF
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_failure_while_writing_leaves_nothing_under_the_name(
    app: Flask, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("crm.files.services.os.fsync", fail)
    with pytest.raises(OSError, match="full"):
        kept(app)
    assert [path for path in on_disk(app) if path.suffix != ".part"] == []


@pytest.mark.today
def test_what_no_row_names_is_deleted_after_a_day(
    app: Flask, session: scoped_session[Session], runner: FlaskCliRunner
) -> None:
    made = kept(app)
    folder = Path(app.config["INSTANCE"]) / "files"
    for name in ("old.part", "old", "young"):
        (folder / name).write_bytes(PDF)
    for path in (folder / "old.part", folder / "old", folder / made.storage_name):
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - TWO_DAYS))
    assert runner.invoke(args=["files", "tidy"]).output == "2 files deleted.\n"
    assert {path.name for path in on_disk(app)} == {made.storage_name, "young"}


def test_a_file_comes_as_an_attachment_that_runs_nothing(
    app: Flask, client: FlaskClient, session: scoped_session[Session]
) -> None:
    mission = voyage.mission()
    made = kept(app, name="しおり.pdf", record=(ACTIVITY, mission.id))
    cast.sign_in(client)
    with client.get(f"/files/{made.id}") as answer:
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("record", [(ACTIVITY, 999), (replace(ACTIVITY, record_type="jobs"), 1)])
def test_a_file_of_a_record_one_does_not_see_is_not_there(
    app: Flask, client: FlaskClient, session: scoped_session[Session], record: tuple[Kind, int]
) -> None:
    made = kept(app, record=record)
    cast.sign_in(client)
    assert client.get(f"/files/{made.id}").status_code == 404


def test_a_file_whose_bytes_are_gone_is_not_there(
    app: Flask, client: FlaskClient, session: scoped_session[Session]
) -> None:
    made = kept(app, record=(ACTIVITY, voyage.mission().id))
    on_disk(app)[0].unlink()
    cast.sign_in(client)
    assert client.get(f"/files/{made.id}").status_code == 404
