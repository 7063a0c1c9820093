"""The rows of a table are told by the numbers of their file, as long as it is the table of that file."""

from crm.interchange.rules.records import WantedTable, numbered, read, written

HEADINGS = ["name", "town", "amount"]
WANTED = WantedTable({name: name for name in HEADINGS}, {}, ["name"])
ROWS = [(4, ["丸直ニット", "見附", "120"]), (9, ["三条刃物", "三条", "80"]), (12, ["越後漆器", "", "35"])]


def told(cells: list[list[str]], numbers: str) -> list[int]:
    return [number for number, _cells in read(written([HEADINGS, *cells]), WANTED, numbers).rows]


def test_rows_keep_the_numbers_of_their_file_when_cells_are_corrected() -> None:
    numbers, cells = numbered(ROWS), [list(row) for _number, row in ROWS]
    assert told(cells, numbers) == [4, 9, 12]
    cells[1][2], cells[2][1] = "85", "燕"
    assert told(cells, numbers) == [4, 9, 12]
    assert told([["丸直ニット", "見附", "130"]], numbered(ROWS[:1])) == [4]


def test_a_table_that_was_pasted_over_the_rows_of_a_file_has_numbers_of_its_own() -> None:
    numbers = numbered(ROWS)
    assert told([["加茂桐箱", "加茂", "120"], ["五泉ニット", "五泉", "9"], ["燕銀器", "燕", "35"]], numbers) == [
        2,
        3,
        4,
    ]
    assert told([["三条刃物", "三条", "80"]], numbers) == [2], "fewer rows: nobody knows which were left out"


def test_numbers_that_nobody_made_are_none() -> None:
    cells = [list(row) for _number, row in ROWS]
    for garbage in ("", "4 9 12", "4.zz 9.00 12.1", "9" * 400 + ".aabbcc", "٤.aabbcc 9.aabbcc 12.aabbcc"):
        assert told(cells, garbage) == [2, 3, 4]
