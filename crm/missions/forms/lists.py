"""The list of missions and all other activities as data: columns, filters, orders."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from markupsafe import Markup

from crm.activities import queries as activities
from crm.activities import rules
from crm.contacts.forms.followed import SILENT, STEPLESS, heard, postponed
from crm.core.paging import Page
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.fields.forms import own_extra
from crm.initiatives.queries import title
from crm.missions import queries
from crm.missions.forms.chosen import EACH
from crm.missions.models import ItineraryItem
from crm.missions.queries import MissionFilter, MissionLine
from crm.places import queries as places
from crm.places.forms import place_facet
from crm.places.rules import TIERS, Shown
from crm.tasks import contents as tasks
from crm.tasks.models import Task
from crm.users.forms import OWNER
from crm.web.filters import in_language
from crm.web.listings import Asked, Column, Facet, Listing, Nothing, Reader, cells, coded, day, newest
from crm.web.locale import staff

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


def _wanted(asked: Asked, user: Actor) -> MissionFilter:
    days = asked.one("silent")
    return asked.conditions(
        MissionFilter,
        silent=(int(days), user) if days else None,
        fiscal_year=int(asked.one("year")) if asked.one("year") else None,
        tiers=tuple("" if tier == "none" else tier for tier in asked.many("tier")),
    )


def _name(line: MissionLine, who: Reader) -> Markup:
    shown = in_language(line.activity.names, who.language) or Shown(f"#{line.activity.id}", "en")
    return cells.link(who.path("missions.record", line.activity.id), who.text(shown.text, shown.language), strong=True)


def _place(line: MissionLine, who: Reader) -> Markup:
    shown = places.display_name(line.activity.place, who.language)
    return who.text(shown.text, shown.language)


def _status(line: MissionLine, who: Reader) -> str:
    return who.words(rules.ACTIVITY_STATUSES[line.activity.status])


def _type(line: MissionLine, who: Reader) -> str:
    return who.words(rules.ACTIVITY_TYPES[line.activity.type])


def _direction(line: MissionLine, who: Reader) -> str:
    return who.words(rules.DIRECTIONS[line.activity.direction])


def _dates(line: MissionLine, who: Reader) -> Markup:
    days = dict.fromkeys([line.activity.start_on, line.activity.end_on])
    return cells.joined(map(who.brief, days), " – ")


def _step(line: MissionLine, who: Reader) -> Markup:
    if line.lacks_step:
        return cells.warning(who.words(N_("none")))
    due = who.brief(line.due)
    told, spoken = _told(line, who.language)
    text = who.text(told, spoken) if spoken else who.said(told)
    shown = cells.toned(due, "t-bad") if line.is_late else due
    return cells.joined([text, cells.sub(cells.joined([shown, postponed(line.step, line.step_text, who)], " "))])


def _told(line: MissionLine, language: str) -> tuple[str, str]:
    """What comes next, and in which language; nobody noted that of a task."""
    return line.step.titled(language) if isinstance(line.step, ItineraryItem) else (line.step_text, "")


COLUMNS: Final = (
    Column(
        "name",
        N_("Name"),
        lambda line, who: title(line.activity.names, who.language),
        _name,
        fixed=True,
        css="title",
    ),
    Column(
        "dates",
        N_("Period"),
        lambda line, _who: line.activity.start_on,
        _dates,
        sort="-date",
        also=(Column("end", N_("Until"), lambda line, _who: line.activity.end_on),),
    ),
    Column(
        "type",
        N_("Type"),
        _type,
        lambda line, who: cells.joined([_type(line, who), cells.sub(_direction(line, who))]),
        also=(Column("direction", N_("Direction"), _direction),),
    ),
    Column(
        "place",
        N_("Place"),
        lambda line, who: places.display_name(line.activity.place, who.language).text,
        _place,
        css="fit",
    ),
    Column(
        "leader",
        N_("Mission leader"),
        lambda line, _who: line.activity.leader.display_name if line.activity.leader is not None else "",
        lambda line, who: who.once(staff, line.activity.leader),
        phone=False,
    ),
    Column(
        "status",
        N_("Status"),
        _status,
        lambda line, who: cells.chip(_status(line, who), STATUS_TONES[line.activity.status]),
    ),
    Column(
        "step",
        N_("Next step"),
        lambda line, who: _told(line, who.language)[0],
        _step,
        sort="due",
        needs=queries.STEP,
        acts=True,
        also=(Column("due", N_("Due date"), lambda line, _who: line.due),),
    ),
    heard("contact"),
)


def _lines(wanted: MissionFilter, *, language: str, user: Actor, **how: Any) -> Page[MissionLine]:
    """A page of the list; what tasks say is told in the reader's language."""
    found = queries.mission_lines(wanted, user=user, **how)
    said = tasks.told([line.step for line in found.rows if isinstance(line.step, Task)], language)
    for line in found.rows:
        line.step_text = said.get(line.step.id, "") if isinstance(line.step, Task) else ""
    return found


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
        place_facet("place", N_("Place"), one=False),
        coded("tier", N_("City tier"), TIERS | UNKNOWN_TIER),
        replace(OWNER, code="leader", label=N_("Mission leader")),
        replace(OWNER, code="coordinator", label=N_("Coordinator")),
        SILENT,
        STEPLESS,
        day("ended_from", N_("Ends on this day or later")),
        day("ended_until", N_("Ends on this day or earlier")),
    ),
    sorts=("-date", "date", "due", "-due", "contact", "-contact"),
    wanted=_wanted,
    filtered=activities.filtered,
    rows=_lines,
    besides=lambda asked, who: {"language": who.language, "parts": asked.needs},
    row_id=lambda line: line.id,
    row_name=lambda line: title(line.activity.names),
    nothing=Nothing(
        N_("No mission matches all of these filters."),
        N_("No missions yet"),
        N_("A name, a place and the days are enough to begin."),
        (N_("New mission"), "missions.new", Permission.MISSIONS_WRITE),
    ),
    words=N_("Name in any language"),
    own=partial(own_extra, "activities", lambda line: line.id),
    each=EACH,
)
