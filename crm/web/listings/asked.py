"""What an address asks of a list, and addresses that ask for something else. All state of a list is in its address."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final, Self, TypeVar
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from crm.core.cleaning import search_words
from crm.core.conditions import OWN, SHAPE, Conditions, Own
from crm.core.paging import PAGE_SIZE, cursor_of
from crm.web.listings.declared import Column, Extra, Facet, Narrowing, is_id
from crm.web.listings.reader import Reader

LONGEST_QUERY = 4000
Wanted = TypeVar("Wanted", bound=Conditions)
#: What names the ticked rows in an address: "3,14".
ONLY = "only"


@dataclass(frozen=True)
class Asked:
    """The state of a list: search words, filters, columns, order; where the page begins; which saved view it is."""

    listing: Narrowing
    q: str
    filters: Mapping[str, tuple[str, ...]]  #: only those that are set
    columns: tuple[Column, ...]
    chosen: bool  #: whether the columns were chosen in the address
    sort: str
    cursor: str | None
    view: int | None
    extra: Extra
    only: tuple[int, ...] = ()  #: the rows that were ticked, where it asks for no others

    @classmethod
    def of(cls, listing: Narrowing, args: "MultiDict[str, str]", reader: Reader) -> Self:
        """Read from an address; what no longer exists or never did is passed over."""
        wanted = args.getlist("col")
        sort = args.get("sort", "")
        own = any(name.startswith(OWN) for name in (*args, *wanted, sort.removeprefix("-")))
        extra = listing.own(reader) if own else Extra()
        read = ((facet.code, facet.read(args.getlist(facet.code))) for facet in (*listing.facets, *extra.facets))
        columns = in_order((*listing.columns, *extra.columns), wanted)
        chosen = any(not c.fixed for c in columns)
        return cls(
            listing,
            search_words(args.get("q", "")),
            {code: values for code, values in read if values},
            columns if chosen else tuple(c for c in listing.columns if c.default or c.fixed),
            chosen,
            sort if sort in (*listing.sorts, *own_sorts(extra)) else listing.sorts[0],
            cursor_of(args),
            int(args["view"]) if is_id(args.get("view", "")) else None,
            extra,
            _ids(args.get(ONLY, "")),
        )

    @classmethod
    def of_query(cls, listing: Narrowing, query: str, reader: Reader) -> Self:
        """Read from what stands behind the ? of an address that was kept."""
        try:
            pairs = parse_qsl(query[:LONGEST_QUERY], keep_blank_values=False, max_num_fields=200, errors="replace")
        except ValueError:
            pairs = []
        return cls.of(listing, MultiDict(pairs), reader)

    # ---- reading conditions

    def conditions(self, wanted: type[Wanted], **more: Any) -> Wanted:
        """What the address sets of the conditions, as queries take them; `more` is what no filter of its own says."""
        read = {
            each.name: READ[each.metadata[SHAPE]](self, each.name) for each in fields(wanted) if SHAPE in each.metadata
        }
        return wanted(**(read | more))

    def many(self, code: str) -> tuple[str, ...]:
        """The values of a filter."""
        return self.filters.get(code, ())

    def one(self, code: str) -> str:
        """The only value of a filter, or ""."""
        return next(iter(self.many(code)), "")

    def ids(self, code: str) -> tuple[int, ...]:
        """The values of a filter of records."""
        return tuple(int(value) for value in self.many(code))

    def id(self, code: str) -> int | None:
        """The only record of a filter."""
        return next(iter(self.ids(code)), None)

    def yes(self, code: str) -> bool | None:
        """A filter of yes and no."""
        return {"yes": True, "no": False}.get(self.one(code))

    def day(self, code: str) -> date | None:
        """A filter that is a date."""
        text = self.one(code)
        return date.fromisoformat(text) if text else None

    @property
    def own(self) -> tuple[Own, ...]:
        """What is asked of own fields."""
        asked = [(facet.code.removeprefix(OWN).split("-"), self.many(facet.code)) for facet in self.extra.facets]
        return tuple(Own(int(id), operator, value) for (id, operator), values in asked for value in values)

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for that may leave rows out."""
        return bool(self.q or self.filters or self.only)

    @property
    def worth_keeping(self) -> bool:
        """Whether it shows anything but the usual."""
        return self.narrowed or self.chosen or self.sort != self.listing.sorts[0]

    @property
    def needs(self) -> frozenset[str]:
        """What the query must load for these columns beyond what every row has."""
        return frozenset(part.needs for column in self.columns for part in (column, *column.also) if part.needs)

    # ---- writing addresses

    def pairs(self, *, without: Iterable[str] = (), filters: bool = True) -> list[tuple[str, str]]:
        """(name, value) of the address of this state, without its place among the pages."""
        found = [("q", self.q)] if self.q else []
        if filters:
            found += [(code, value) for code, values in self.filters.items() for value in values]
        if self.chosen:
            moved = self.columns != _as_declared((*self.listing.columns, *self.extra.columns), self.columns)
            found += [("col", column.code) for column in self.columns if moved or not column.fixed]
        if self.sort != self.listing.sorts[0]:
            found.append(("sort", self.sort))
        if filters and self.only:
            found.append((ONLY, ",".join(map(str, self.only))))
        if self.view is not None:
            found.append(("view", str(self.view)))
        dropped = set(without)
        return [(name, value) for name, value in found if name not in dropped]

    def query(self, *more: tuple[str, str], without: Iterable[str] = ()) -> str:
        """The address behind the ?, with some arguments put aside and others added."""
        return urlencode([*self.pairs(without=without), *more])

    def lacking(self, code: str, value: str) -> str:
        """The address without one value of one filter (or without the words, for "q")."""
        return urlencode([pair for pair in self.pairs() if pair != (code, value)])

    def facets(self) -> tuple[Facet, ...]:
        """The filters it was read by."""
        return (*self.listing.facets, *self.extra.facets)


#: {shape of a condition's value: how an address is read for it}
READ: Final[Mapping[str, Callable[[Asked, str], Any]]] = {
    "text": lambda asked, _code: asked.q,
    "record": Asked.id,
    "records": Asked.ids,
    "code": Asked.one,
    "codes": Asked.many,
    "yes_no": Asked.yes,
    "flag": lambda asked, code: bool(asked.one(code)),
    "day": Asked.day,
    "own": lambda asked, _code: asked.own,
    "only": lambda asked, _code: asked.only,
}


def _ids(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(id) for id in text.split(",")[:PAGE_SIZE] if is_id(id)))


def own_sorts(extra: Extra) -> list[str]:
    """The orders that own fields stand for, each in both directions."""
    return [f"{turn}{column.sort}" for column in extra.columns if column.sort for turn in ("", "-")]


def in_order(known: Sequence[Column], wanted: Sequence[str]) -> tuple[Column, ...]:
    """The columns of an address in its own order, as soon as that names one that is always there; else as declared."""
    by_code = {column.code: column for column in known}
    named = [by_code[code] for code in dict.fromkeys(wanted) if code in by_code]
    missing = [column for column in known if column.fixed and column not in named]
    if any(column.fixed for column in named):
        return (*missing, *named)
    return _as_declared(known, [*missing, *named])


def _as_declared(known: Sequence[Column], chosen: Collection[Column]) -> tuple[Column, ...]:
    return tuple(column for column in known if column in chosen)
