"""A matching table as a workbook: a line for each talk, as one passes it on and sorts it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask_babel import force_locale
from flask_babel import gettext as _

from crm.core.languages import LOCALES
from crm.matching.contents.sheets import line, second_time
from crm.matching.queries import MatchingBoard
from crm.tables import Cell, FileColumn, write_xlsx
from crm.web.forms import translate


def workbook(board: MatchingBoard, language: str) -> bytes:
    """The talks in order of time and table, heads and names in `language`."""
    order = {id: number for number, id in enumerate(board.slots)}
    places = {id: number for number, id in enumerate(board.tables)}
    talks = sorted(board.meetings, key=lambda row: (order[row.slot_id], places[row.table_id]))
    with force_locale(LOCALES[language]), TemporaryDirectory() as folder:
        heads = [
            FileColumn(_("Date"), 12), FileColumn(_("Time"), 14), FileColumn(translate(second_time(board)), 14),
            FileColumn(_("Table"), 10), FileColumn(_("Our company"), 32), FileColumn(_("Counterpart"), 32),
            FileColumn(_("Interpreter"), 20),
        ]  # fmt: skip
        missing = _("No interpreter")
        lines = [line(board, talk, language) for talk in talks]
        rows: list[list[Cell]] = [
            [
                one.on, one.time, one.home_time or one.time, one.table, one.maker.text,
                one.counterpart.text, one.interpreter.text if one.interpreter else missing if one.lacks else None,
            ]
            for one in lines
        ]  # fmt: skip
        path = Path(folder) / "table.xlsx"
        write_xlsx(path, board.session.name, heads, rows)
        return path.read_bytes()
