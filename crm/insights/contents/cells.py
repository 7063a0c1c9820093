"""How figures are written into the cells of a sheet."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from crm.core import here
from crm.core.money import Worth
from crm.insights.rules import Interval
from crm.tables import Cell, FileColumn, FileSheet
from crm.web.money import currency_name


def sheet(title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> FileSheet:
    """A sheet whose first column is the widest."""
    return FileSheet(title, [FileColumn(head, 44 if place == 0 else 18) for place, head in enumerate(heads)], rows)


def in_money(label: str) -> str:
    """The head of a column of amounts."""
    return str(_("%(label)s (%(currency)s)", label=label, currency=currency_name(here.currency())))


def share_heads(label: str) -> list[str]:
    """The heads of `share`."""
    return [label, _("Out of"), _("Share"), _("Lower bound"), _("Upper bound")]


def share(found: Interval | None) -> list[Cell]:
    """Both counts, the point and the two bounds."""
    return [None] * 5 if found is None else [found.k, found.n, found.point, found.low, found.high]


def worth_heads(label: str) -> list[str]:
    """The heads of `worth`: once and per year are two columns."""
    return [in_money(label), in_money(_("%(label)s per year", label=label))]


def worth(found: Worth) -> list[Cell]:
    return [found.once, found.yearly]


def part(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def month(day: date) -> str:
    return f"{day:%Y-%m}"
