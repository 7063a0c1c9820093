"""A maker's own part of the statement of a settlement, on paper."""

from typing import Final

from flask import render_template

from crm.core import here
from crm.core.money import decimals
from crm.makers import queries
from crm.makers.queries import OwnSettlement
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.pdf import styles
from crm.showrooms.rules import COSTS

_PAGE: Final = (
    "@page { size: A4; margin: 16mm 14mm 14mm 20mm; @bottom-right { content: counter(page) ' / ' counter(pages) } } "
)


def statement(row: OwnSettlement, firm: int, language: str) -> str:
    """The statement as a whole document; nothing in it is of another maker."""
    office = offices.current()
    return render_template(
        "makers/statement.html", settlement=row, name=row.name,
        lines=queries.lines(row.id, firm, language), own_costs=queries.own_costs(row.id, firm), kinds=COSTS,
        digits=decimals(row.currency), office=office, office_lines=contact_lines(office, language),
        printed_on=here.today(), page_lang=language,
    )  # fmt: skip


def statement_page(language: str) -> str:
    """The CSS of its pages."""
    return _PAGE + styles.corners(language)
