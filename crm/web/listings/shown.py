"""A list as its page shows it: heads, lines, chips, pages. Everything costly is done here, not in the template."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from crm.core.paging import PAGE_SIZE, Page
from crm.core.permissions import Permission
from crm.core.sight import sees_all
from crm.core.texts import N_
from crm.web.access import can, me
from crm.web.forms import translate
from crm.web.listings import cells
from crm.web.listings.acts import ARCHIVE, ListAct
from crm.web.listings.asked import ONLY, Asked, own_sorts
from crm.web.listings.cells import safe
from crm.web.listings.declared import Column, Listing, Narrowing
from crm.web.listings.reader import Reader
from crm.web.listings.typed import settled, typed_names
from crm.web.locale import language, zone
from crm.web.money import money
from crm.web.pages import page as answer_page


@dataclass(frozen=True)
class Chip:
    """An active condition, and the address without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Head:
    """The head of a column; sortable ones carry the address of their order."""

    label: str
    attrs: Markup
    url: str
    order: str  #: ascending | descending | ""


@dataclass(frozen=True)
class Option:
    """One value of a filter, and the address that asks for it instead of any other."""

    value: str
    label: str
    url: str
    current: bool


#: How many rows stand on one page when all are asked for; more of them are exported.
MOST_PRINTED = 2_000
#: More columns than these are printed on A4 across.
WIDE = 5


@dataclass(frozen=True)
class Narrowed:
    """The conditions that an address sets, as the chips and menus over a list or a board show them."""

    asked: Asked
    listing: Narrowing

    @cached_property
    def base(self) -> str:
        """The address of the page that asks for nothing."""
        return url_for(self.listing.endpoint)

    @cached_property
    def chips(self) -> list[Chip]:
        """The conditions that are set."""
        return _chips(self.asked, self.base, reader())

    @cached_property
    def wanted(self) -> Any:
        """The conditions as the query takes them."""
        return self.listing.conditions(self.asked, me())

    def url(self, cursor: str | None = None) -> str:
        """This list at another of its pages."""
        return self.to(self.asked.query(*([("cursor", cursor)] if cursor else [])))

    def to(self, query: str) -> str:
        """The address of this list with another query."""
        return f"{self.base}?{query}" if query else self.base

    @property
    def bare(self) -> str:
        """The list without any condition, also when a view is what one usually sees."""
        return self.to(
            urlencode([("view", "none"), *((n, v) for n, v in self.asked.pairs(filters=False, without=["q", "view"]))])
        )

    @property
    def here(self) -> str:
        """The query that asks for this list as it stands: what exports, views and bulk actions are given."""
        return self.asked.query()

    def only(self, code: str, values: Iterable[str]) -> str:
        """The query with these values of one filter instead of any others."""
        return self.asked.query(*((code, value) for value in values), without=[code])

    def options(self, code: str, *, every: str = "", usual: str = "") -> list[Option]:
        """What one filter offers: first `every`, if it is called anything; `usual` is what holds when none is set."""
        facet = next(facet for facet in self.listing.facets if facet.code == code)
        offered = [("", every)] if every else []
        offered += facet.options(reader(), me()) if facet.options else []
        set_now = self.asked.one(code) or usual
        return [
            Option(value, label, self.to(self.only(code, [value] if value else [])), value == set_now)
            for value, label in offered
        ]

    def menu(self, part: str) -> str:
        """Where the controls of filters or columns come from when they are asked for."""
        return url_for("lists.adjust", name=self.listing.name, part=part) + "?" + self.asked.query()

    @property
    def args(self) -> dict[str, list[str]]:
        """What stands behind the ?, for `url_for`."""
        return MultiDict(self.asked.pairs()).to_dict(flat=False)


@dataclass(frozen=True)
class Sheet(Narrowed):
    """All that the template of a list needs."""

    listing: Listing
    page: Page[Any]
    lines: Markup  #: the rows of the table
    number: int  #: how many they are
    heads: list[Head]
    views: Sequence[Any]
    bulk: list[tuple[str, str]]  #: (address, label) of what can be done to ticked rows
    feet: list[Markup]  #: the cells of the row of totals; none where no amounts stand
    whole: bool = False  #: all rows were asked for, up to MOST_PRINTED

    @property
    def acts(self) -> bool:
        """Whether its cells may have buttons of their own."""
        return any(column.acts for column in self.asked.columns)

    @property
    def all_archived(self) -> bool:
        """Whether the list is empty since all its records lie in the archive; told to who would see them."""
        each = self.listing.each
        return each is not None and sees_all(me()) and each.all_archived

    @property
    def left_out(self) -> str:
        """How many rows match and do not stand on this page; empty where none."""
        number = self.page.total - self.number
        return f"{number:,}{'+' if self.page.capped else ''}" if number else ""

    @property
    def whole_url(self) -> str:
        """All rows on one page, as they are printed; up to MOST_PRINTED."""
        return self.to("&".join(filter(None, (self.asked.query(), "rows=all"))))

    @property
    def wide(self) -> bool:
        """Whether its columns need a sheet of paper that lies on its side."""
        return len(self.heads) > WIDE

    @property
    def order(self) -> str:
        """What the rows stand by, where no head of a column says so; "" where the list has no word for it."""
        code = self.asked.sort.removeprefix("-")
        label = dict(self.listing.orders).get(code)
        if label is None or any(head.order for head in self.heads):
            return ""
        return f"{reader().words(label)} {'▼' if self.asked.sort != code else '▲'}"

    @property
    def first(self) -> str:
        """The number of the first line of this page."""
        return f"{self.page.start + 1:,}"

    @property
    def last(self) -> str:
        """The number of the last line of this page."""
        return f"{self.page.start + self.number:,}"

    @property
    def view(self) -> Any:
        """The saved view that is shown, if it is one that the reader sees."""
        return next((view for view in self.views if view.id == self.asked.view), None)

    @property
    def view_differs(self) -> bool:
        """Whether something was changed since the view was opened."""
        kept = Asked.of_query(self.listing, self.view.query, reader())
        return kept.query() != self.asked.query(without=["view"])


def reader() -> Reader:
    """Whoever looks at the page."""
    return Reader(language(), zone())


def show(listing: Listing, template: str, **context: Any) -> ResponseReturnValue:
    """The page of a list. An address that asks for nothing leads to the view the reader has made their usual one."""
    views = current_app.extensions["saved_views"](listing.name, me())
    who = reader()
    usual = next((view for view in views if view.is_usual), None)
    if usual is not None and not request.args and request.method == "GET":
        return redirect(usual.url(url_for(listing.endpoint)))
    asked = Asked.of(listing, request.args, who)
    if names := typed_names(listing):
        return settled(listing, asked, names)
    sheet = sheet_of(listing, asked, views)
    answer: Response = answer_page(template, block="results", sheet=sheet, **context)
    return answer


def narrowed(listing: Narrowing) -> Narrowed:
    """The conditions of the address for a page that draws its rows itself."""
    return Narrowed(Asked.of(listing, request.args, reader()), listing)


def sheet_of(listing: Listing, asked: Asked, views: Sequence[Any] = ()) -> Sheet:
    """One page of the list, made ready for its template."""
    who, user = reader(), me()
    whole = request.args.get("rows") == "all"
    page = listing.page(asked, user, who, None if whole else asked.cursor, MOST_PRINTED if whole else PAGE_SIZE)
    base, bulk = url_for(listing.endpoint), _bulk(listing)
    lines = _lines(listing, asked, page.rows, who, ticks=bool(bulk))
    heads = [_head(column, asked, base, who) for column in asked.columns]
    feet = _feet(listing, asked, who) if page.rows else []
    return Sheet(asked, listing, page, lines, len(page.rows), heads, views, bulk, feet, whole)


@dataclass(frozen=True)
class Few:
    """The first rows of a list in a small place: its first columns, of each row what the list shows there."""

    heads: list[str]
    rows: list[list[Markup]]
    number: str  #: of all that match, as the list writes it


#: Columns of `few`.
FEW_COLUMNS = 3


def few(listing: Listing, query: str, most: int) -> Few:
    """The first rows of a list as a kept address asks for it."""
    who = reader()
    asked = Asked.of_query(listing, query, who)
    page = listing.page(asked, me(), who, None, most)
    columns = asked.columns[:FEW_COLUMNS]
    rows = [[escape(_cell(column, row, who)) for column in columns] for row in page.rows]
    return Few([_label(column, who) for column in columns], rows, f"{page.total:,}{'+' if page.capped else ''}")


def _feet(listing: Listing, asked: Asked, who: Reader) -> list[Markup]:
    """What the amounts of all rows that match add up to, currency by currency, a cell a column."""
    totals = listing.totals(listing.conditions(asked, me()), me()) if listing.totals is not None else {}
    if not any(totals.get(column.code) for column in asked.columns):
        return []
    found = []
    for column in asked.columns:
        sums = [
            cells.joined([money(total.money.amount, total.money.currency), cells.sub(who.words(total.note))], " ")
            for total in totals.get(column.code, ())
        ]
        label = cells.joined([who.words(N_("Total"))]) if column.fixed else cells.EMPTY
        content = cells.joined(sums, "<br>") if sums else label
        found.append(Markup(f"<td{_attributes(column, who, head=False)}>{content}</td>"))  # noqa: S704  # both escaped
    return found


def _lines(listing: Listing, asked: Asked, rows: Sequence[Any], who: Reader, *, ticks: bool) -> Markup:
    """The rows as HTML in one piece: handing each cell through the templates would cost as much as making it."""
    columns = [(f"<td{_attributes(column, who, head=False)}>", column) for column in asked.columns]
    return Markup("\n".join([_line(listing, columns, row, who, ticks=ticks) for row in rows]))  # noqa: S704  # each cell is escaped


def _line(listing: Listing, columns: Sequence[tuple[str, Column]], row: Any, who: Reader, *, ticks: bool) -> str:
    tick = _tick(listing.row_id(row), listing.row_name(row)) if ticks else ""
    cells_of = "".join([f"{start}{safe(_cell(column, row, who))}</td>" for start, column in columns])
    return f"<tr>{tick}{cells_of}</tr>"


def _tick(id: int, name: str) -> str:
    box = f'<input type="checkbox" name="id" value="{id}" aria-label="{escape(name)}">'
    return f'<td class="box"><label class="hit">{box}</label></td>'


def _cell(column: Column, row: Any, who: Reader) -> str:
    if column.cell is not None:
        return column.cell(row, who)
    value = column.value(row, who)
    if column.written:
        return who.said(str(value or ""))
    return "" if value is None else f"{value:,}" if column.number and not isinstance(value, str) else str(value)


def _label(column: Column, who: Reader) -> str:
    return who.words(column.label) if column.translated else column.label


def _attributes(column: Column, who: Reader, *, head: bool) -> Markup:
    """The classes of a column's cells, and what stands before each on a phone."""
    known = [column.css, "r num" if column.number else "", "" if column.phone else "wide-only"]
    classes = " ".join(name for name in known if name and not (head and name == "title"))
    written = f' class="{escape(classes)}"' if classes else ""
    if not head and column.phone and "title" not in column.css:
        written += f' data-label="{escape(_label(column, who))}"'
    return Markup(written)  # noqa: S704  # escaped above


def _head(column: Column, asked: Asked, base: str, who: Reader) -> Head:
    attrs, label = _attributes(column, who, head=True), _label(column, who)
    if not column.sort:
        return Head(label, attrs, "", "")
    turned = column.sort[1:] if column.sort.startswith("-") else f"-{column.sort}"
    if turned not in (*asked.listing.sorts, *own_sorts(asked.extra)):
        turned = column.sort
    now = asked.sort in (column.sort, turned)
    down = asked.sort.startswith("-")
    following = turned if asked.sort == column.sort else column.sort
    query = asked.query(*([("sort", following)] if following != asked.listing.sorts[0] else []), without=["sort"])
    url = f"{base}?{query}" if query else f"{base}?view=none"
    return Head(label, attrs, url, ("descending" if down else "ascending") if now else "")


def _chips(asked: Asked, base: str, who: Reader) -> list[Chip]:
    found = [Chip(translate("Search"), asked.q, _without(asked, base, "q", asked.q))] if asked.q else []
    if asked.only:
        number = ngettext("%(num)d row", "%(num)d rows", len(asked.only))
        found.append(Chip(translate(N_("Ticked")), number, f"{base}?{asked.query(without=[ONLY]) or 'view=none'}"))
    for facet in asked.facets():
        values = asked.many(facet.code)
        if not values or facet.tab:
            continue
        label = who.words(facet.label) if facet.translated else facet.label
        named = facet.named(values, who)
        found += [Chip(label, named[value], _without(asked, base, facet.code, value)) for value in values]
    return found


def _without(asked: Asked, base: str, code: str, value: str) -> str:
    return f"{base}?{asked.lacking(code, value) or 'view=none'}"


def acts_of(listing: Listing) -> list[ListAct]:
    """What can be done to many of its rows: as its kind declares it, and capabilities above; the archive comes last."""
    own = listing.each.acts if listing.each is not None else ()
    more = [each for each in current_app.extensions["bulk"].get(listing.name, []) if isinstance(each, ListAct)]
    return sorted((*own, *more), key=lambda act: act.code == ARCHIVE)


def _bulk(listing: Listing) -> list[tuple[str, str]]:
    """What the reader may do to ticked rows: its acts, and pages of their own that capabilities.BULK names."""
    acts = [(act.code, act.label, act.write) for act in acts_of(listing) if can(act.write) and act.offered()]
    pages = [each for each in current_app.extensions["bulk"].get(listing.name, []) if not isinstance(each, ListAct)]
    behind = len(acts) - 1 if acts and acts[-1][0] == ARCHIVE else len(acts)
    offered = (*acts[:behind], *pages, ("lists.export", N_("Export"), Permission.LISTS_EXPORT), *acts[behind:])
    allowed = tuple(act for act in offered if can(act[2]))
    return _acts(listing.name, allowed, language(), request.script_root)


# Kept: what may be done with ticked rows is declared in code.
@cache
def _acts(name: str, acts: tuple[tuple[str, str, Any], ...], _language: str, _root: str) -> list[tuple[str, str]]:
    """(address, label) of each act, worked out once for each language and place that the product is served at."""
    return [(_place_of(endpoint, name), translate(label)) for endpoint, label, _permission in acts]


def _place_of(endpoint: str, name: str) -> str:
    """The address of an act: some serve several lists and are told which."""
    if "." not in endpoint:
        return url_for("lists.do_chosen", name=name, code=endpoint, _external=False)
    for argument in ("kind", "name"):
        if current_app.url_map.is_endpoint_expecting(endpoint, argument):
            return url_for(endpoint, _external=False, **{argument: name})
    return url_for(endpoint)
