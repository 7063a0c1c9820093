"""A list as data: its columns, its filters, its orders. Each capability declares its own."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from markupsafe import Markup
from sqlalchemy import Select

from crm.core.cleaning import whole
from crm.core.conditions import Conditions
from crm.core.money import Money
from crm.core.paging import Page
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.web.forms import Source
from crm.web.guards import LARGEST_ID
from crm.web.listings.acts import Each
from crm.web.listings.reader import Reader

#: What a cell holds for a file: exported as this type, shown as its text.
Value: TypeAlias = str | int | Decimal | date | datetime | None
Options: TypeAlias = Iterable[tuple[str, str]]
MOST_VALUES = 50  #: of one filter


@dataclass(frozen=True)
class Column:
    """One column. `label` is a message id; `value` gives the plain content, `cell` its HTML where that is more."""

    code: str
    label: str
    value: Callable[[Any, Reader], Value]
    cell: Callable[[Any, Reader], Markup] | None = None
    sort: str = ""  #: the order it stands for, as the address writes it
    default: bool = True
    fixed: bool = False  #: cannot be put away
    number: bool = False  #: right-aligned
    phone: bool = True  #: stays on a narrow screen
    css: str = ""
    needs: str = ""  #: what the query must load only when the column is shown
    acts: bool = False  #: its cells have buttons that are sent by the form below the list
    also: tuple["Column", ...] = ()  #: shown in the same cell, a column of its own in a file
    translated: bool = True  #: False when the label is what someone typed: an own field's name
    written: bool = False  #: what people wrote or are called: marked on a page with the language that its script tells


@dataclass(frozen=True)
class Facet:
    """One condition of a list: any of its values, and together with every other condition."""

    code: str
    label: str
    read: Callable[[Sequence[str]], tuple[str, ...]]  #: what the address may say; the unknown is dropped
    named: Callable[[Sequence[str], Reader], Mapping[str, str]]  #: {value: as a chip says it}
    options: Callable[[Reader, Actor], Options] | None = None  #: the choices; without, something is typed
    entry: str = "select"  #: how it is entered: select | date | number | text | pick
    translated: bool = True  #: False when the label is what someone typed
    hidden: bool = False  #: comes by links only; no control offers it
    tab: bool = False  #: the page shows its values as tabs: neither a chip nor a control repeats them
    source: Source | None = None  #: of a "pick": one of very many records is named by typing


@dataclass(frozen=True)
class Nothing:
    """The two empty states: nothing matches, and nothing is there yet with the way to the first one."""

    matches: str
    title: str
    text: str
    create: tuple[str, str, Permission] | None = None  #: (label, endpoint, permission)


@dataclass(frozen=True)
class Total:
    """A sum under a column: amounts of one currency and one kind, which `note`, a message id, names."""

    money: Money
    note: str = ""


@dataclass(frozen=True)
class Extra:
    """Columns and filters that the administrator or the users made: own fields.

    `load` finds what the columns show of the rows of these ids, and is called before any cell is written.
    """

    columns: tuple[Column, ...] = ()
    facets: tuple[Facet, ...] = ()
    load: Callable[[Sequence[int], Actor], None] = lambda _ids, _user: None


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """What the address of a page of rows may ask for: its filters. A page that draws its rows itself needs no more."""

    name: str = ""  #: in addresses and saved views, which only lists have and what shows the same as one
    endpoint: str
    facets: tuple[Facet, ...]
    #: its conditions: a class whose fields are named like the facets, or (asked, user) -> one of it
    wanted: type[Conditions] | Callable[[Any, Actor], Conditions]
    words: str = N_("Search")  #: what the search box looks in
    columns: tuple[Column, ...] = ()
    sorts: tuple[str, ...] = ("",)  #: the orders it knows; "-" in front turns one round; the first is the usual one
    #: the columns and filters that are not in the program, for a reader
    own: Callable[[Reader], Extra] = lambda _reader: Extra()

    def conditions(self, asked: Any, user: Actor) -> Any:
        """What an address (`Asked`) sets of the page's own `Conditions`."""
        return asked.conditions(self.wanted) if isinstance(self.wanted, type) else self.wanted(asked, user)


@dataclass(frozen=True, kw_only=True)
class Listing(Narrowing):
    """A list: what it shows, how it is narrowed and ordered, and the two queries behind it."""

    title: str
    permission: Permission
    filtered: Callable[..., Select[Any]]  #: (conditions, user=) -> all records that match
    rows: Callable[..., Page[Any]]  #: (conditions, user=, sort=, cursor=, size=) -> a page of rows
    row_id: Callable[[Any], int]
    row_name: Callable[[Any], str]
    nothing: Nothing
    #: (asked, reader) -> what `rows` takes besides: the reader's language, what the columns need
    besides: Callable[[Any, Reader], Mapping[str, Any]] = lambda _asked, _reader: {}
    #: (conditions, user) -> {code of a column: what all rows that match add up to}, where amounts stand
    totals: Callable[[Any, Actor], Mapping[str, Sequence[Total]]] | None = None
    #: orders offered beside those on the heads: (order, label)
    orders: tuple[tuple[str, str], ...] = ()
    each: Each | None = None
    every: str = ""  #: the query that finds all that a reader sees, where an address that asks for nothing does not

    def page(self, asked: Any, user: Actor, reader: Reader, cursor: str | None, size: int) -> Page[Any]:
        """A page of its rows for an address."""
        besides = self.besides(asked, reader)
        page = self.rows(self.conditions(asked, user), user=user, sort=asked.sort, cursor=cursor, size=size, **besides)
        if any(column in asked.columns for column in asked.extra.columns):
            asked.extra.load([self.row_id(row) for row in page.rows], user)
        return page

    def ids(self, asked: Any, user: Actor) -> Select[Any]:
        """The ids of all records that an address finds."""
        statement = self.filtered(self.conditions(asked, user), user=user)
        return statement.with_only_columns(statement.column_descriptions[0]["entity"].id)


# ------------------------------------------------------------------ kinds of filters


def coded(
    code: str,
    label: str,
    table: Mapping[str, str],
    *,
    one: bool = False,
    occurring: Callable[[Actor], Collection[str]] | None = None,
) -> Facet:
    """Codes of a rule table {code: message id}; of a long one those are offered that occur among what a user sees."""

    def read(values: Sequence[str]) -> tuple[str, ...]:
        known = tuple(dict.fromkeys(v for v in values if v in table))
        return newest(known) if one else known

    def named(values: Sequence[str], reader: Reader) -> Mapping[str, str]:
        return {v: reader.words(table[v]) for v in values}

    def options(reader: Reader, user: Actor) -> Options:
        offered = table if occurring is None else set(occurring(user))
        return [(str(value), reader.words(text)) for value, text in table.items() if value in offered]

    return Facet(code, label, read, named, options)


def yes_no(code: str, label: str) -> Facet:
    """True, false, or not asked for."""
    return coded(code, label, {"yes": N_("Yes"), "no": N_("No")}, one=True)


def flag(code: str, label: str, word: str, *, value: str = "yes", **said: object) -> Facet:
    """A single condition that holds or is not asked for: "Reading: missing". `said` are values that the word names."""
    found = coded(code, label, {value: word}, one=True)
    if not said:
        return found

    def named(values: Sequence[str], reader: Reader) -> Mapping[str, str]:
        return {v: reader.words(word) % said for v in values}

    return replace(found, named=named, options=lambda reader, _user: named([value], reader).items())


def records(
    code: str,
    label: str,
    *,
    named: Callable[[Sequence[int], Reader], Mapping[int, str]] | None = None,
    options: Callable[[Reader, Actor], Iterable[tuple[int, str]]] | None = None,
    source: Source | None = None,
    one: bool = False,
) -> Facet:
    """Ids of records: few are chosen from `options`, of very many one is typed. With neither only panels link to it.

    `named` says how chips call them; a source calls them itself.
    """

    def read(values: Sequence[str]) -> tuple[str, ...]:
        known = tuple(dict.fromkeys(v for v in values if is_id(v)))[:MOST_VALUES]
        known = newest(known) if one else known
        stayed = source.merged([int(v) for v in known]) if source and known else {}
        return tuple(dict.fromkeys(str(stayed.get(int(v), v)) for v in known))

    def names(values: Sequence[str], reader: Reader) -> Mapping[str, str]:
        ids = [int(v) for v in values]
        if named is not None:
            found = named(ids, reader) if ids else {}
            return {str(id): found.get(id, "?") for id in ids}
        if source is None:
            return dict.fromkeys(values, "?")
        for id in ids:
            source.want(id)
        return {str(id): source.label(id) or source.kept(id) or "?" for id in ids}

    def choices(reader: Reader, user: Actor) -> Options:
        return [(str(id), text) for id, text in options(reader, user)] if options else []

    entry, hidden = ("pick" if source else "select"), options is None and source is None
    return Facet(code, label, read, names, choices, entry=entry, hidden=hidden, source=source)


def day(code: str, label: str) -> Facet:
    """A date: the bound of a period."""

    def read(values: Sequence[str]) -> tuple[str, ...]:
        return newest(tuple(v for v in values if _is_day(v)))

    def named(values: Sequence[str], reader: Reader) -> Mapping[str, str]:
        return {v: reader.day(date.fromisoformat(v)) for v in values}

    return Facet(code, label, read, named, entry="date")


def newest(values: tuple[str, ...]) -> tuple[str, ...]:
    """What counts of a filter of one value: the menu of filters sends the chosen one behind that of the list."""
    return values[-1:]


def is_id(text: str) -> bool:
    """Whether an address names a row by it."""
    return 0 < (whole(text) or 0) <= LARGEST_ID


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).year >= 1900
    except ValueError:
        return False
