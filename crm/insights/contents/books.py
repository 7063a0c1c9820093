"""Each screen of figures as a workbook: its tables, then the rows behind them. One line here makes one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from flask_babel import gettext as _

from crm.core import here
from crm.core.permissions import Actor
from crm.core.texts import N_
from crm.files.rules import safe_name
from crm.insights import queries
from crm.insights.contents import behind, hypothesis, tables, told
from crm.insights.contents.behind import Behind
from crm.insights.queries import ALL, Switches, WholeSet
from crm.insights.queries.members import LATE
from crm.insights.rules import Selection
from crm.insights.rules.cells import CELLS, CellKey
from crm.insights.rules.selection import PARTNER_NO, PARTNER_YES
from crm.tables import FileSheet, write_book
from crm.web.forms import translate


@dataclass(frozen=True)
class BookOrder:
    """What a workbook is asked for; of more than `most` records none is written. `kept_id`: of which kept figures."""

    wanted: Selection
    switches: Switches
    user: Actor
    as_of: date
    language: str
    most: int
    cell_label: Callable[[CellKey], str]
    kept_id: int | None = None

    @property
    def whole(self) -> WholeSet:
        return WholeSet(self.most)

    @property
    def asked(self) -> dict[str, Any]:
        """What every list of records is asked with."""
        return {"wanted": self.wanted, "user": self.user, "as_of": self.as_of, "cursor": self.whole}


@dataclass(frozen=True)
class FigureBook:
    """What it is called, and its sheets."""

    title: str
    sheets: Callable[[BookOrder], list[FileSheet]]
    tells_costs: bool = False  #: for those alone who may see budgets


def rows_of(sheets: list[FileSheet]) -> int:
    """How many records stand in it, or would."""
    return sum(each.number for each in sheets if isinstance(each, Behind))


def written(sheets: list[FileSheet]) -> bytes:
    """The workbook."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures.xlsx"
        write_book(path, sheets)
        return path.read_bytes()


def file_name(book: FigureBook) -> str:
    """What the download is called, in the language of the page."""
    return safe_name(f"{translate(book.title)} {here.today().isoformat()}.xlsx")


# ------------------------------------------------------------------ the screens


def _month(order: BookOrder) -> list[FileSheet]:
    figures = queries.month_figures(as_of=order.as_of)
    year = replace(order, wanted=Selection(since=figures.now.since, until=figures.now.until), switches=Switches())
    signed = queries.agreements_signed(year.wanted, user=order.user, as_of=order.as_of, cursor=order.whole)
    return [
        *tables.month_review(figures),
        _activities(year),
        _talks(year, of_costs=False),
        _cases(year, "talked", _("Negotiations with their first talk")),
        behind.agreements(_("Commercial agreements signed"), signed),
        told.VISIT_LIST.sheet(_("Visits"), queries.visits_behind(**year.asked), order.language),
        told.ANSWER_LIST.sheet(
            translate(told.ANSWERS["asked"]), queries.outcomes_behind(name="asked", **year.asked), order.language
        ),
    ]


def _funnel(order: BookOrder) -> list[FileSheet]:
    figures = queries.funnel_figures(order.wanted, as_of=order.as_of)
    sets = {
        "talked": _("Negotiations with a first talk in the period"), "won": _("Signed in the period"),
        "lost": _("Lost in the period"),
    }  # fmt: skip
    return [
        *tables.funnel(figures),
        _leads(order, of_costs=False),
        *(_cases(order, name, title) for name, title in sets.items()),
    ]


def _pipeline(order: BookOrder) -> list[FileSheet]:
    figures = queries.pipeline_figures(order.wanted, as_of=order.as_of)
    sets = {"open": _("Open negotiations"), "stalled": _("Stalled negotiations")}
    return [*tables.pipeline(figures), *(_cases(order, name, title) for name, title in sets.items())]


def _times(order: BookOrder) -> list[FileSheet]:
    figures = queries.time_figures(order.wanted, as_of=order.as_of)
    return [
        *tables.times(figures),
        _cases(order, "talked", _("Negotiations with a first talk in the period")),
        _leads(order, of_costs=False),
        told.REPORT_LIST.sheet(
            translate(told.REPORTS["judged"]), queries.reports_behind(name="judged", **order.asked), order.language
        ),
        told.TASK_LIST.sheet(
            translate(told.TASKS["judged"]), queries.tasks_behind(name="judged", **order.asked), order.language
        ),
    ]


def _costs(order: BookOrder) -> list[FileSheet]:
    figures = queries.cost_figures(order.wanted, as_of=order.as_of, switches=order.switches)
    signed = queries.agreements_behind(
        order.wanted, user=order.user, as_of=order.as_of, how=order.switches.how, cursor=order.whole
    )
    return [
        *tables.costs(figures),
        _activities(order),
        _leads(order, of_costs=True),
        _talks(order, of_costs=True),
        behind.agreements(_("Agreements"), signed),
    ]


def _hypothesis(order: BookOrder) -> list[FileSheet]:
    asked = replace(order, wanted=replace(order.wanted, tier="", partner=""))
    figures = queries.hypothesis_figures(asked.wanted, as_of=order.as_of, switches=order.switches)
    return [*hypothesis.sheets(figures, order.cell_label), *_of_cells(asked)]


def _of_cells(order: BookOrder) -> list[FileSheet]:
    """The negotiations of each group that has any, and its agreements; then those beside the groups."""
    found: list[FileSheet] = []
    groups = [
        ("cell", order.cell_label(key), replace(order.wanted, tier=key.tier, partner=_flag(key))) for key in CELLS
    ]
    groups += [(name, label, order.wanted) for name, label in hypothesis.beside_names().items()]
    for number, (name, label, wanted) in enumerate(groups, start=1):
        mine = replace(order, wanted=wanted)
        signed = queries.agreements_of_cells(
            wanted, name=name, user=order.user, as_of=order.as_of, switches=order.switches, cursor=order.whole
        )
        cases = [] if name == LATE else [_cases(mine, name, f"{number} {label}")]
        both = [*cases, behind.agreements(f"{number} {_('Agreements')}", signed)]
        found += [each for each in both if isinstance(each, Behind) and each.rows]
    return found


def _flag(key: CellKey) -> str:
    return PARTNER_YES if key.partner else PARTNER_NO


def _left_out(order: BookOrder) -> list[FileSheet]:
    return tables.left_out(queries.not_counted(user=order.user), order.language)


def _kept(order: BookOrder) -> list[FileSheet]:
    """Figures alone: what lies behind those of another day is on no page, either."""
    snapshot = queries.one_kept(order.kept_id or 0, user=order.user)
    again = queries.numbers(queries.month_figures(as_of=snapshot.as_of))
    open_now = queries.open_numbers(queries.pipeline_figures(Selection(), as_of=order.as_of))
    return tables.kept(snapshot.numbers, again | open_now)


# ------------------------------------------------------------------ the rows behind


def _leads(order: BookOrder, *, of_costs: bool) -> FileSheet:
    found = queries.leads_behind(
        order.wanted, stage="", group=ALL, user=order.user, as_of=order.as_of, of_costs=of_costs, cursor=order.whole
    )
    return behind.leads(found, order.language)


def _cases(order: BookOrder, name: str, title: str) -> FileSheet:
    found = queries.cases_behind(
        order.wanted, name=name, group=ALL, user=order.user, as_of=order.as_of, switches=order.switches,
        cursor=order.whole,
    )  # fmt: skip
    return behind.cases(title, found, order.language)


def _talks(order: BookOrder, *, of_costs: bool) -> FileSheet:
    found = queries.talks_behind(
        order.wanted, user=order.user, as_of=order.as_of, of_costs=of_costs, cursor=order.whole
    )
    return behind.talks(found, order.language)


def _activities(order: BookOrder) -> FileSheet:
    found = queries.activity_costs(
        order.wanted, user=order.user, as_of=order.as_of, switches=order.switches, cursor=order.whole
    )
    return behind.activities(found, order.language)


BOOKS: Final = {
    "month": FigureBook(N_("Monthly review"), _month, tells_costs=True),
    "funnel": FigureBook(N_("Funnel"), _funnel),
    "pipeline": FigureBook(N_("Pipeline"), _pipeline),
    "times": FigureBook(N_("Times"), _times),
    "hypothesis": FigureBook(N_("Hypothesis"), _hypothesis, tells_costs=True),
    "costs": FigureBook(N_("Costs"), _costs, tells_costs=True),
    "not-counted": FigureBook(N_("Not counted in the figures"), _left_out),
    "kept": FigureBook(N_("Kept figures"), _kept, tells_costs=True),
}
