"""What is done with sales routes: recorded, changed, archived, restored. Whether one counts nobody ticks (INV-P1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.money import NAMES
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.partners import rules
from crm.partners.models import RouteCoverage, RouteEvidence, RouteRest, SalesRoute
from crm.places import queries as places
from crm.places.models import Place

CHOOSE = Text("Choose one.")
FROM_LIST = Text("Choose one from the list.")
WHOLE: Final = 100  #: percent
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Proof:
    """What shows that a route is real. With `id` it is the evidence of that id."""

    grade: str
    on: date | None
    note: str = ""
    id: int | None = None


@dataclass(frozen=True)
class RouteInput:
    """What is told of a route. An empty category carries all goods."""

    organisation_id: int | None
    name: str
    channel: str
    category: str = ""
    outlets: int | None = None
    throughput: Decimal | None = None
    throughput_currency: str = ""
    throughput_year: int | None = None
    share: int | None = None
    status: str = "claimed"
    #: Since when it is suspended, no longer used, or used again; None: since today, or as it stands.
    state_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    place_ids: Sequence[int] = ()
    proofs: Sequence[Proof] = ()

    def columns(self) -> dict[str, object]:
        """{column: value} of what is written as it is."""
        told = {name: value for name, value in vars(self).items() if name not in ("place_ids", "proofs", "state_on")}
        return told if self.throughput is not None else told | {"throughput_currency": "", "throughput_year": None}


def record(content: RouteInput, *, by: Actor | None) -> SalesRoute:
    """A new route. Refused for unknown codes, days out of order or to come, for what `by` does not see, for an active
    route that reaches no place (INV-P3), for one into North Korea and for one into Russia without a word on export
    control (INV-P2), for a throughput without currency and year, for a share that is no percentage, for one that is
    too large beside those of the other routes (INV-P4), and for a day of its state that is to come or out of order."""
    return _write(SalesRoute(coverage=[], evidence=[], rests=[]), content, rules.RECORDED, by)


def check_route(content: RouteInput, beside: Sequence[RouteInput], *, by: Actor | None) -> None:
    """Whether `record` would refuse it, `beside` others that were recorded before it. Nothing is written."""
    _check(content, SalesRoute(coverage=[], evidence=[], rests=[]), beside, by)


def change(route: SalesRoute, content: RouteInput, *, by: Actor | None) -> None:
    """Write the route anew (from `queries.one`); refusals as for `record`. Snapshots of first talks stay (INV-N5)."""
    _write(route, content, rules.CHANGED, by)


def _write(route: SalesRoute, content: RouteInput, verb: Verb, by: Actor | None) -> SalesRoute:
    _check(content, route, (), by)
    fresh, before = route.id is None, route.status
    with action(verb, by=by):
        assign(route, content.columns())
        _write_children(route, content)
        _write_rest(route, content, before)
        db.session.add(route)
        if not fresh:
            touch(route)
    return route


def _write_children(route: SalesRoute, content: RouteInput) -> None:
    """Reach by place, evidence by id: who stays, stays."""
    reached = {reach.place_id: reach for reach in route.coverage}
    route.coverage = [reached.get(id) or RouteCoverage(place_id=id) for id in dict.fromkeys(content.place_ids)]
    known = {proof.id: proof for proof in route.evidence}
    route.evidence = [known.get(proof.id or 0) or RouteEvidence() for proof in content.proofs]
    for row, proof in zip(route.evidence, content.proofs, strict=True):
        row.grade, row.on, row.note = proof.grade, proof.on or EARLIEST, proof.note


def _open_rest(route: SalesRoute) -> RouteRest | None:
    return next((rest for rest in route.rests if rest.used_again_on is None), None)


def _write_rest(route: SalesRoute, content: RouteInput, before: str | None) -> None:
    """The state holds from a day on: what was true on earlier days stays (INV-P1). Of a route that was never in use on
    record, and of which nobody tells until when it was, there are no such days. One that is suspended and then closed
    was out of use since it was suspended: a later day of the new state moves nothing."""
    rest, on = _open_rest(route), content.state_on or here.today()
    if content.status in rules.UNUSED:
        if rest is None and (before == rules.ACTIVE or content.state_on is not None):
            route.rests = [*route.rests, RouteRest(since=on)]
        elif rest is not None and content.state_on is not None and (content.status == before or on < rest.since):
            rest.since, rest.is_guess = on, False
    elif content.status == rules.ACTIVE and rest is not None:
        rest.used_again_on = on
        if on <= rest.since:  # it was used all the time
            route.rests = [each for each in route.rests if each is not rest]


# ------------------------------------------------------------------ checks


def _check(content: RouteInput, route: SalesRoute, beside: Sequence[RouteInput], by: Actor | None) -> None:
    _check_codes(content)
    _check_flow(content)
    _check_days(content)
    _check_state_day(content, route)
    _check_owner(content, route, by)
    _check_reach(content, route, by)
    _check_shares(content, route, beside)


def _check_codes(content: RouteInput) -> None:
    if not content.name.strip():
        raise Refused(Text("Fill in this field."), "name")
    if content.channel not in rules.CHANNELS:
        raise Refused(CHOOSE, "channel")
    if content.category and content.category not in PRODUCT_CATEGORIES:
        raise Refused(CHOOSE, "category")
    if content.status not in rules.ROUTE_STATUSES:
        raise Refused(CHOOSE, "state")
    if content.outlets is not None and content.outlets < 0:
        raise Refused(Text("The number must not be negative."), "outlets")
    if any(proof.grade not in rules.EVIDENCE_GRADES for proof in content.proofs):
        raise Refused(CHOOSE, "proofs")


def _check_flow(content: RouteInput) -> None:
    if content.throughput is not None:
        if content.throughput <= 0:
            raise Refused(Text("The amount must be greater than 0."), "throughput")
        if content.throughput_currency not in NAMES:
            raise Refused(CHOOSE, "throughput_currency")
        if content.throughput_year is None or not EARLIEST.year <= content.throughput_year <= here.today().year:
            raise Refused(
                Text("Enter the year in which that much was sold. It must not be in the future."), "throughput_year"
            )
    if content.share is not None and not 1 <= content.share <= 100:
        raise Refused(Text("Enter a share from 1 to 100 percent."), "share")


def _check_shares(content: RouteInput, route: SalesRoute, more: Sequence[RouteInput]) -> None:
    """All routes of an organisation together sell no more than it sells: in a year that is told, else at one time."""
    mine = RouteShare.of(content)
    if mine is None:
        return
    others = select(SalesRoute).where(
        SalesRoute.organisation_id == content.organisation_id, SalesRoute.id != (route.id or 0),
        SalesRoute.archived_at.is_(None),
    )  # fmt: skip
    told = [other for other in more if other.organisation_id == content.organisation_id]
    with db.session.no_autoflush:
        beside = [
            found
            for other in (*db.session.scalars(others), *told)
            if (found := RouteShare.of(other)) and mine.meets(found)
        ]
    total = max(mine.at(day, beside) for day in [mine.first, *(each.first for each in beside)])
    if total > WHOLE:
        raise Refused(
            Text("With its other routes that makes %(total)s percent of the partner's sales.", total=total), "share"
        )


@dataclass(frozen=True)
class RouteShare:
    """How much of all that its organisation sells goes by a route: in a year, or on days."""

    share: int
    year: int | None
    first: date
    last: date

    @classmethod
    def of(cls, route: RouteInput | SalesRoute) -> "RouteShare | None":
        """None of a route that says nothing, or is not used and names no year."""
        year = route.throughput_year if route.throughput is not None else None
        if route.share is None or (year is None and route.status in rules.UNUSED):
            return None
        days = (EARLIEST, LATEST) if year is not None else (route.valid_from or EARLIEST, route.valid_to or LATEST)
        return cls(route.share, year, *days)

    def meets(self, other: "RouteShare") -> bool:
        return self.year == other.year and self.first <= other.last and other.first <= self.last

    def at(self, day: date, others: Sequence["RouteShare"]) -> int:
        """Of this one and those of the others that are used on a day."""
        return sum(each.share for each in (self, *others) if each.first <= day <= each.last)


def _check_days(content: RouteInput) -> None:
    for field in ("valid_from", "valid_to"):
        day = getattr(content, field)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise Refused(Text("Check the year."), field)
    if content.valid_from and content.valid_to and content.valid_to < content.valid_from:
        raise Refused(Text("The last day must not be before the first."), "valid_to")
    today = here.today()
    if any(proof.on is None or not EARLIEST <= proof.on <= today for proof in content.proofs):
        raise Refused(Text("Enter the date of each piece of evidence. It must not be in the future."), "proofs")


def _check_state_day(content: RouteInput, route: SalesRoute) -> None:
    on = content.state_on
    if on is None:
        return
    rest, unused = _open_rest(route), content.status in rules.UNUSED
    if not unused and (rest is None or content.status != rules.ACTIVE):
        raise Refused(
            Text("Enter this day only for a route that is suspended, no longer used or used again."), "state_on"
        )
    if on > here.today():
        raise Refused(Text("This date is in the future."), "state_on")
    if on < EARLIEST:
        raise Refused(Text("Check the year."), "state_on")
    before = max((each.used_again_on for each in route.rests if each.used_again_on), default=EARLIEST)
    if on < (before if unused or rest is None else rest.since):
        raise Refused(Text("The state changed later than that before: check the day."), "state_on")


def _check_owner(content: RouteInput, before: SalesRoute, by: Actor | None) -> None:
    if content.organisation_id is None:
        raise Refused(CHOOSE, "organisation_id")
    if content.organisation_id == before.organisation_id:
        return
    seen = contacts.visible_organisations(by).where(Organisation.id == content.organisation_id)
    if db.session.scalar(seen.with_only_columns(Organisation.id)) is None:
        raise Refused(FROM_LIST, "organisation_id")


def _check_reach(content: RouteInput, before: SalesRoute, by: Actor | None) -> None:
    fresh = set(content.place_ids) - {reach.place_id for reach in before.coverage}
    seen = places.visible_to(by).where(Place.id.in_(fresh)).with_only_columns(Place.id)
    if fresh and fresh - set(db.session.scalars(seen)):
        raise Refused(FROM_LIST, "reaches")
    if content.status == rules.ACTIVE and not content.place_ids:
        raise Refused(Text("An active route must reach at least one place."), "reaches")
    barred = select(Place.id).where(Place.id.in_(content.place_ids), Place.country.in_(rules.BARRED_COUNTRIES))
    if db.session.scalar(barred.limit(1)) is not None:
        raise Refused(
            Text("Japan bars all trade with North Korea: a route for Japanese goods must not reach there."), "reaches"
        )
    noted = select(Place.id).where(Place.id.in_(content.place_ids), Place.country.in_(rules.NOTED_COUNTRIES))
    if db.session.scalar(noted.limit(1)) is not None and not any(proof.note.strip() for proof in content.proofs):
        raise Refused(Text("A route into Russia needs a note on export control with its evidence."), "proofs")
