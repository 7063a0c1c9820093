"""Rows as files: what each encoding holds, formulas that do not run, typed cells."""

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crm.tables import Cell, FileColumn, neutral, unwritable, write_csv, write_xlsx

HEADS = [FileColumn("Name"), FileColumn("Tags")]
NAMES = {"ja": "延辺大洋 髙橋", "zh": "延边大洋 镕", "ko": "연변대양", "rare": "𠮷野"}
FORMULAS = ["=1+1", "+8613944300101", "-2", "@SUM(A1)", "\t=1", "  =1", "＝1+1", "\u200b=1", "\r=1"]


def read(path: Path, encoding: str) -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("encoding", "held"),
    [
        ("utf-8-sig", {"ja", "zh", "ko", "rare"}), ("gb18030", {"ja", "zh", "ko", "rare"}),
        ("cp932", {"ja"}), ("cp949", {"ko"}),
    ],
)  # fmt: skip
def test_each_encoding_gives_back_what_it_holds_and_says_what_it_lacks(
    tmp_path: Path, encoding: str, held: set[str]
) -> None:
    path = tmp_path / "list.csv"
    count, missing = write_csv(path, HEADS, [[name, "x"] for name in NAMES.values()], encoding=encoding)
    assert (count, missing.rows) == (4, 4 - len(held))
    assert [row[0] for row in read(path, encoding)[1:]] == [NAMES[key] for key in NAMES if key in held]
    assert {NAMES[key] for key in NAMES if key not in held} == {name for _, name, _ in missing.named}


def test_what_cannot_be_written_is_substituted_by_choice(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    count, missing = write_csv(path, HEADS, [["李镕基", "연길"]], encoding="cp932", substitute=True)
    assert (count, missing.rows, missing.characters) == (1, 1, {"镕": 1, "연": 1, "길": 1})
    assert read(path, "cp932")[1] == ["李〓基", "〓〓"]


def test_a_csv_for_a_spreadsheet_begins_with_its_mark_and_ends_lines_as_windows_does(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_csv(path, HEADS, [["a,b", 'c"d'], ["line\nbreak", None]], encoding="utf-8-sig")
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfName,Tags\r\n")
    assert read(path, "utf-8-sig")[1:] == [["a,b", 'c"d'], ["line\nbreak", ""]]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_does_not_run_in_either_file(tmp_path: Path, text: str) -> None:
    assert neutral(text) == f"'{text}"
    write_csv(tmp_path / "list.csv", HEADS, [[text, "x"]], encoding="utf-8-sig")
    assert f"'{text}" in (tmp_path / "list.csv").read_bytes().decode("utf-8-sig")
    write_xlsx(tmp_path / "list.xlsx", "People", HEADS, [[text, "x"]])
    cell = load_workbook(tmp_path / "list.xlsx").active["A2"]
    assert cell.data_type == "s"
    assert not str(cell.value).startswith("'")


@pytest.mark.parametrize("text", ["李明淑", "a=b", "1+1", "株式会社=丸", "", "3-2"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert neutral(text) == text


def test_a_sheet_keeps_types_and_its_head_in_view(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    row: list[Cell] = ["a\x00b\x1fc", 12, Decimal("12.50"), date(2026, 12, 1), datetime(2026, 12, 1, 14, 30), None]
    assert write_xlsx(path, "面談/[2026]", [FileColumn(str(n), 20) for n in range(6)], [row]) == 1
    sheet = load_workbook(path).active
    assert [cell.value for cell in sheet[2]] == [
        "abc", 12, 12.5, datetime(2026, 12, 1), datetime(2026, 12, 1, 14, 30), None,
    ]  # fmt: skip
    assert (sheet.title, sheet.freeze_panes, sheet["A1"].font.bold) == ("面談2026", "A2", True)
    assert sheet["D2"].is_date
    assert sheet.column_dimensions["A"].width == 20


def test_a_long_text_is_cut_where_the_sheet_ends(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "list.xlsx", "x", [FileColumn("a")], [["長" * 40_000]])
    assert len(str(load_workbook(tmp_path / "list.xlsx").active["A2"].value)) == 32_767


def test_unwritable_names_each_character_once() -> None:
    assert unwritable("镕镕기", "cp932") == "镕기"
    assert unwritable("延辺", "cp932") == ""
