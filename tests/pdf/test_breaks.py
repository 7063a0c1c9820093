"""Where a page of paper ends."""

import io
import re
from collections import Counter
from pathlib import Path

from pypdf import PdfReader

from crm.pdf import styles
from crm.pdf.render import render
from tests.pdf.paper import PAGE, sheets

SHEETS = Path(__file__).parents[2] / "static" / "css"
ON_A_PAGE = 34  #: lines of a table with a head


def table(rows: int) -> str:
    lines = "".join(f"<tr><td>line-{rows}</td></tr>" for _ in range(rows))
    return f'<table class="page"><thead><tr><th>便</th></tr></thead><tbody>{lines}</tbody></table>'


def test_no_last_line_of_a_table_stands_alone_on_its_page() -> None:
    lengths = range(ON_A_PAGE, ON_A_PAGE + 3)
    body = f'<body class="doc">{"".join(map(table, lengths))}</body></html>'
    pdf = render(PAGE + body, assets={}, css=styles.texts(SHEETS, "ja"))
    pages = [Counter(sheet.split()) for sheet in sheets(pdf)]
    parts = {rows: [page[f"line-{rows}"] for page in pages if page[f"line-{rows}"]] for rows in lengths}
    assert any(rows > ON_A_PAGE and len(parts[rows]) == 2 for rows in lengths)
    assert 1 not in [lines for of_table in parts.values() for lines in of_table], parts


def test_a_tail_is_saved_by_a_tighter_style_sheet_where_that_is_enough() -> None:
    def pages(rows: int, tighter: str) -> int:
        body = f'<body class="doc">{table(rows)}</body></html>'
        pdf = render(PAGE + body, assets={}, css=styles.texts(SHEETS, "ja"), tighter=tighter)
        return len(PdfReader(io.BytesIO(pdf)).pages)

    tight = "@layer print { .doc { & th, & td { padding-block: .3mm } } }"
    short, long = ON_A_PAGE + 4, ON_A_PAGE * 2 - 6
    assert [pages(short, ""), pages(short, tight), pages(long, tight)] == [2, 1, 2]


def test_no_column_breaks_the_legal_form_of_a_firm() -> None:
    firms = ["今町ニット工業株式会社", "見附株式会社", "延边海达贸易有限公司"]
    cells = "".join(
        f'<table style="width: {width}mm"><tr><td>{firm}</td></tr></table>'
        for firm in firms
        for width in range(24, 44, 3)
    )
    pdf = render(PAGE + f'<body class="doc">{cells}</body></html>', assets={}, css=styles.texts(SHEETS, "ja"))
    lines = [line for sheet in sheets(pdf) for line in sheet.splitlines()]
    assert len(lines) > len(firms) * 7, "some columns are too narrow for a name"
    broken = [line for line in lines if re.search("(会|株|式|公|限)$|^(社|司|式会|会社|限)", line)]
    assert broken == []
