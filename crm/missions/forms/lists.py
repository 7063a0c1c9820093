"""The list of missions and all other activities as data: columns, filters, orders."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from markupsafe import Markup

from crm.activities import queries as activities
from crm.activities import rules
from crm.activities.models import Activity
from crm.activities.queries import Filter
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.initiatives.queries import title
from crm.places import queries as places
from crm.places.rules import TIERS, Shown
from crm.web.filters import in_language
from crm.web.listings import Asked, Column, Facet, Listing, Nothing, Reader, cells, coded, day, newest, records

#: How the chip of a state looks.
STATUS_TONES: Final = {
    "draft": "draft",
    "approved": "acc",
    "recruiting": "acc",
    "confirmed": "good",
    "in_progress": "good",
    "reporting": "warn",
    "closed": "",
    "cancelled": "bad",
}
UNKNOWN_TIER: Final = {"none": N_("Unknown")}


def _wanted(asked: Asked, _user: Actor) -> Filter:
    return asked.conditions(
        Filter,
        fiscal_year=int(asked.one("year")) if asked.one("year") else None,
        tiers=tuple("" if tier == "none" else tier for tier in asked.many("tier")),
    )


def _name(activity: Activity, who: Reader) -> Markup:
    shown = in_language(activity.names, who.language) or Shown(f"#{activity.id}", "en")
    return cells.link(who.path("missions.record", activity.id), who.text(shown.text, shown.language), strong=True)


def _place(activity: Activity, who: Reader) -> Markup:
    shown = places.display_name(activity.place, who.language)
    return who.text(shown.text, shown.language)


def _status(activity: Activity, who: Reader) -> str:
    return who.words(rules.ACTIVITY_STATUSES[activity.status])


def _type(activity: Activity, who: Reader) -> str:
    return who.words(rules.ACTIVITY_TYPES[activity.type])


def _direction(activity: Activity, who: Reader) -> str:
    return who.words(rules.DIRECTIONS[activity.direction])


COLUMNS: Final = (
    Column(
        "name",
        N_("Name"),
        lambda activity, who: title(activity.names, who.language),
        _name,
        fixed=True,
        css="title",
    ),
    Column(
        "dates",
        N_("Dates"),
        lambda activity, _who: activity.start_on,
        lambda activity, who: cells.joined(map(who.day, dict.fromkeys([activity.start_on, activity.end_on])), " – "),
        sort="-date",
        also=(Column("end", N_("Until"), lambda activity, _who: activity.end_on),),
    ),
    Column(
        "type",
        N_("Type"),
        _type,
        lambda activity, who: cells.joined([_type(activity, who), cells.sub(_direction(activity, who))]),
        also=(Column("direction", N_("Direction"), _direction),),
    ),
    Column(
        "place",
        N_("Place"),
        lambda activity, who: places.display_name(activity.place, who.language).text,
        _place,
    ),
    Column(
        "leader",
        N_("Mission leader"),
        lambda activity, _who: activity.leader.display_name if activity.leader is not None else "",
        phone=False,
    ),
    Column(
        "status",
        N_("Status"),
        _status,
        lambda activity, who: cells.chip(_status(activity, who), STATUS_TONES[activity.status]),
    ),
)


def _place_names(ids: Sequence[int], who: Reader) -> Mapping[int, str]:
    return {id: places.display_name(place, who.language).text for id, place in places.by_ids(ids).items()}


def _place_options(who: Reader, user: Actor) -> Iterable[tuple[int, str]]:
    return places.options(language=who.language, user=user)


def _years(values: Sequence[str]) -> tuple[str, ...]:
    return newest(tuple(v for v in values if v.isascii() and v.isdigit() and 1900 <= int(v[:5]) <= 2200))


YEAR: Final = Facet(
    "year",
    N_("Fiscal year"),
    _years,
    lambda values, _who: {value: value for value in values},
    lambda _who, user: [(str(year), str(year)) for year in activities.fiscal_years(user=user)],
)

MISSIONS_LIST: Final = Listing(
    name="missions",
    title=N_("Missions"),
    endpoint="missions.index",
    permission=Permission.MISSIONS_READ,
    columns=COLUMNS,
    facets=(
        coded("type", N_("Type"), rules.ACTIVITY_TYPES),
        coded("direction", N_("Direction"), rules.DIRECTIONS),
        coded("status", N_("Status"), rules.ACTIVITY_STATUSES),
        YEAR,
        records("place", N_("Place"), named=_place_names, options=_place_options),
        coded("tier", N_("City tier"), TIERS | UNKNOWN_TIER),
        day("ended_from", N_("Ends on this day or later")),
        day("ended_until", N_("Ends on this day or earlier")),
    ),
    sorts=("-date", "date"),
    wanted=_wanted,
    filtered=activities.filtered,
    rows=activities.activities,
    row_id=lambda activity: activity.id,
    row_name=lambda activity: title(activity.names),
    nothing=Nothing(
        N_("No mission matches all of these filters."),
        N_("No missions yet"),
        N_("A name, a place and the days are enough to begin."),
        (N_("New mission"), "missions.new", Permission.MISSIONS_WRITE),
    ),
    words=N_("Name in any language"),
)
