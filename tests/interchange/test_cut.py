"""What of a row of contacts has no column, or is too long for its field: it is told, and stands in the notes."""

import csv
import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.contacts.models import ContactPoint, OrganisationAddress, Person, PersonName
from crm.core.database import db
from crm.interchange import queries
from crm.interchange.rules import rejects
from crm.interchange.rules.outcomes import sentence
from tests.interchange import files

HEADER = ["会社名", "氏名", "役職", "メール"]
#: More rows than the first look at a file shows: by them it is known how wide the table is.
PLAIN = [["新潟貿易株式会社", f"田中 太郎{place}", "", f"t{place}@example.jp"] for place in range(60)]


def told(app: Flask, rows: list[list[str]], header: list[str] = HEADER, **options: Any) -> list[str]:
    """What the outcome of the last row tells."""
    id = files.imported(app, files.table([header, *rows]), **options)
    found = queries.rows_of(id, "new", "update", "same", "duplicate", "rejected")
    last = max(found, key=lambda row: row.number)
    return [str(sentence(reason)) for reason in last.reasons or []]


@pytest.mark.usefixtures("session")
def test_cells_behind_the_last_column_are_told_and_stand_in_the_notes(app: Flask) -> None:
    remarks = told(
        app, [*PLAIN, ["新潟貿易株式会社", "鈴木 花子", "部長", "h@example.jp", "", "ニット担当", "春に来訪"]]
    )
    why = "was moved to the notes: It stands behind the last column."
    assert remarks == [f"ニット担当 {why}", f"春に来訪 {why}"]
    names = select(PersonName.person_id).where(PersonName.full == "鈴木 花子")
    assert db.session.scalar(select(Person.notes).where(Person.id.in_(names))) == "ニット担当\n春に来訪"
    assert db.session.scalars(select(Person.notes).where(Person.id.not_in(names)).distinct()).all() == [""]


@pytest.mark.usefixtures("session")
def test_a_ditto_behind_the_last_column_means_what_stands_above(app: Flask) -> None:
    rows = [["A社", "鈴木 花子", "", "h@example.jp", "ニット担当"], ["A社", "佐藤 次郎", "", "j@example.jp", "〃"]]
    assert told(app, [*PLAIN, *rows]) == ["ニット担当 was moved to the notes: It stands behind the last column."]
    assert told(app, [*PLAIN, ["B社", "本間 一", "", "i@example.jp", "〃"]]) == []


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("heading", "text", "kept", "limit"),
    [
        ("住所", "新潟市" + "あ" * 420, lambda: db.session.scalar(select(OrganisationAddress.lines)), 400),
        ("フリガナ", "カ" * 230, lambda: db.session.scalar(select(PersonName.reading)), 200),
    ],
)
def test_what_is_cut_in_its_field_is_told_and_stands_whole_in_the_notes(
    app: Flask, heading: str, text: str, kept: Any, limit: int
) -> None:
    remarks = told(app, [["A社", "鈴木 花子", "", "h@example.jp", text]], [*HEADER, heading])
    assert f"was moved to the notes: It is longer than {limit} characters, and was cut in its field." in remarks[0]
    assert (kept(), text in db.session.scalars(select(Person.notes)).one()) == (text[:limit], True)


@pytest.mark.usefixtures("session")
def test_an_address_of_the_web_is_never_cut(app: Flask) -> None:
    url = "https://example.jp/" + "a" * 300
    remarks = told(app, [["A社", "鈴木 花子", "", "h@example.jp", url]], [*HEADER, "URL"])
    assert "It is longer than 300 characters." in remarks[0]
    assert url in db.session.scalars(select(Person.notes)).one()
    assert db.session.scalars(select(ContactPoint.kind)).all() == ["email"]


def test_rejected_rows_keep_cells_behind_the_last_column() -> None:
    content = rejects.csv_of(["氏名"], [(["", "x", "y"], "no name"), (["-"], "no letter")], reason="Reason")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines == [["氏名", "", "", "Reason"], ["", "x", "y", "no name"], ["'-", "", "", "no letter"]]
