"""Writing the rows below a record, and the checks that organisations and people share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from crm.contacts.models import ContactPoint, Organisation, Person
from crm.contacts.queries import returning
from crm.contacts.rules import TITLE_LIMIT, Child, ContactInput, dialled
from crm.core.cleaning import BadText
from crm.core.contact_points import normalise
from crm.core.database import Base, db
from crm.core.errors import Refused
from crm.core.languages import NAME_LANGUAGES, Language
from crm.core.names import search_key
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.places import queries as places
from crm.places.models import Place

Row = TypeVar("Row", bound=Base)
CHOOSE = Text("Choose one from the list.")
NAME_LIMIT, POINT_LIMIT = 200, 300


@dataclass(frozen=True)
class PointRow(Child):
    """A contact point with its comparable form."""

    kind: str
    value: str
    normalised: str
    label: str
    id: int | None


def sync(rows: list[Row], wanted: Sequence[Child], make: Callable[[], Row], keep: Sequence[Row] = ()) -> None:
    """Make `rows` hold `keep` and `wanted`: rows with an id change, others are new, the rest goes."""
    known = {row.id: row for row in rows if row not in keep and row.id is not None}
    for item in wanted:
        row = known.pop(item.id, None) if item.id is not None else None  # type: ignore[attr-defined]  # every input row has an id
        if row is None:
            row = make()
            rows.append(row)
        assign(row, item.columns())
    for leftover in known.values():
        rows.remove(leftover)


def visible_place(place_id: int | None, by: Actor | None) -> Place | None:
    """The place the user chose; Refused when it is not theirs to see."""
    if place_id is None:
        return None
    place = db.session.scalar(places.visible_to(by).where(Place.id == place_id))
    if place is None:
        raise Refused(CHOOSE, "place_id")
    return place


def normalised(
    given: Sequence[ContactInput], regions: Sequence[str], before: Sequence[ContactPoint] = ()
) -> list[PointRow]:
    """The contact points in comparable form; numbers are read as `rules.dialled` says. `before`: those there are."""
    stood: dict[tuple[int | None, str, str], str] = {(row.id, row.kind, row.value): row.normalised for row in before}
    kept = {row.normalised for row in before}
    points = []
    for point in given:
        try:
            comparable = dialled(point.kind, point.value, regions, stood.get((point.id, point.kind, point.value), ""))
        except BadText as bad:
            raise Refused(bad.text, "contact_points") from bad
        if len(comparable) > POINT_LIMIT:
            raise Refused(Text("This is too long to be an address or a number."), "contact_points")
        if comparable not in kept and returning.are_erased([comparable]):
            raise Refused(returning.ERASED, "contact_points")
        points.append(PointRow(point.kind, point.value, comparable, point.label, point.id))
    return points


def website_of(text: str) -> str:
    """A web address that a browser opens."""
    try:
        address = normalise("url", text)
    except BadText as bad:
        raise Refused(bad.text, "website") from bad
    if len(address) > POINT_LIMIT:
        raise Refused(Text("This is too long to be a web address."), "website")
    return address


def check_name(text: str, language: str, field: str) -> None:
    """Refuse a name of nothing but signs, a name too long to print, and an unknown language."""
    if len(text) > NAME_LIMIT:
        raise Refused(
            Text("Use at most %(limit)s characters; this has %(count)s.", limit=NAME_LIMIT, count=len(text)), field
        )
    if not search_key(text):
        raise Refused(Text("A name must have at least one letter or digit."), field)
    if language not in NAME_LANGUAGES:
        raise Refused(Text("Choose one."), "language")


def check_not_merged(record: Organisation | Person) -> None:
    """Refuse to bring back what is only the trace of a merge."""
    if record.merged_into_id is not None:
        raise Refused(Text("This record was merged into another one. Undo the merge to get it back."))


def checked_titles(titles: Mapping[str, str], field: str) -> dict[str, str]:
    """{language: title} without empty ones. Refused for an unknown language and a title too long to print."""
    given = {code: title for code, title in titles.items() if title}
    check_codes(given, list(Language), field)
    longest = max(map(len, given.values()), default=0)
    if longest > TITLE_LIMIT:
        raise Refused(
            Text("Use at most %(limit)s characters; this has %(count)s.", limit=TITLE_LIMIT, count=longest), field
        )
    return given


def check_codes(codes: Iterable[str], known: Iterable[str], field: str) -> None:
    """Refuse a code that is not in the table."""
    if set(codes) - set(known):
        raise Refused(CHOOSE, field)


def check_dates(start: date | None, end: date | None, field: str) -> None:
    """Refuse an end before the start."""
    if start is not None and end is not None and end < start:
        raise Refused(Text("The end is before the start."), field)
