"""What is done with series of fairs, and with the application of one of their editions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts.services.rows import website_of
from crm.core import here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.names import sort_key
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.fairs import queries, rules
from crm.fairs.models import FairEdition, FairSeries, FairSeriesName
from crm.initiatives.services import respell
from crm.places import queries as places
from crm.places.models import Place
from crm.tasks import services as tasks
from crm.users import queries as users


@dataclass(frozen=True)
class SeriesInput:
    """What is told of a series. `names` is {language: text}, the working name first."""

    names: Mapping[str, str]
    place_id: int | None
    venue: str = ""
    organiser: str = ""
    cycle: str = ""
    website: str = ""
    about: str = ""
    next_edition: str = ""
    unconfirmed: bool = False
    source: str = ""


@dataclass(frozen=True)
class EditionInput:
    """Which edition of which series a fair is, by when we must apply, when we did, or that we do not."""

    series_id: int | None = None
    number: int | None = None
    apply_by: date | None = None
    applied_on: date | None = None
    not_applied: bool = False


def make_series(content: SeriesInput, *, by: Actor) -> FairSeries:
    """A new series. Refused without a name or a place that `by` sees, and for an unknown cycle."""
    row = FairSeries(names=[])
    _write(row, content, rules.SERIES_MADE, by)
    return row


def change_series(row: FairSeries, content: SeriesInput, *, by: Actor) -> None:
    """Write a series (its names loaded) anew; refusals as for `make_series`."""
    _write(row, content, rules.SERIES_CHANGED, by)


def check_series(content: SeriesInput, *, by: Actor) -> None:
    """Refused where `make_series` would be; nothing is written."""
    _checked(FairSeries(), content, by)


def _checked(row: FairSeries, content: SeriesInput, by: Actor) -> tuple[dict[str, str], str]:
    """The names and the address as they are kept."""
    names = {language: text for language, text in content.names.items() if text}
    if not names:
        raise Refused(Text("Enter the name in at least one language."), "name_ja")
    seen = places.visible_to(by).where(Place.id == content.place_id).with_only_columns(Place.id)
    if content.place_id is None or (content.place_id != row.place_id and db.session.scalar(seen) is None):
        raise Refused(Text("Choose one from the list."), "place_id")
    if content.cycle and content.cycle not in rules.CYCLES:
        raise Refused(Text("Choose one."), "cycle")
    return names, website_of(content.website)


def _write(row: FairSeries, content: SeriesInput, verb: Verb, by: Actor) -> None:
    names, site = _checked(row, content, by)
    with action(verb, by=by):
        assign(row, {name: value for name, value in vars(content).items() if name != "names"} | {"website": site})
        respell(row.names, names, FairSeriesName)
        language, text = next(iter(names.items()))
        row.sort_key = sort_key(text, lang=language)
        row.search_key = " ".join(filter(None, map(search_key, names.values())))
        db.session.add(row)
        if row.id is not None:
            touch(row)


def write_edition(activity: Activity, content: EditionInput, *, task_text: str, by: Actor) -> FairEdition:
    """Say which edition of which series a fair is, and by when we must apply; a task to apply in time goes along.

    Refused on what is no fair, for a series that `by` does not see, an edition that another fair of ours is already, a
    number without a series, a last day after the fair has begun, and an application in the future, after the fair, or
    of whom it is said that we do not apply.
    """
    _check(activity, content, by)
    row = queries.edition(activity.id) or FairEdition(activity_id=activity.id)
    with action(rules.EDITION_WRITTEN, by=by):
        assign(row, vars(content))
        db.session.add(row)
        _remind(row, activity, task_text, by)
    return row


def _check(activity: Activity, content: EditionInput, by: Actor) -> None:
    if not queries.has_booths(activity):
        raise Refused(Text("Only trade fairs and product fairs have booths."))
    if content.series_id is not None:
        row = queries.edition(activity.id)
        if row is None or row.series_id != content.series_id:
            seen = queries.visible_series(by).where(FairSeries.id == content.series_id)
            if db.session.scalar(seen.with_only_columns(FairSeries.id)) is None:
                raise Refused(Text("Choose one from the list."), "series_id")
    if content.number is not None:
        if content.series_id is None:
            raise Refused(Text("Choose the series of which it is this edition."), "series_id")
        if not 0 < content.number <= rules.MOST_EDITIONS:
            raise Refused(Text("Enter the number of the edition."), "number")
        if queries.is_another(content.series_id, content.number, activity.id):
            raise Refused(Text("Another fair of ours is this edition of the series already."), "number")
    if content.apply_by is not None and content.apply_by > activity.start_on:
        raise Refused(Text("The fair has begun by then: it starts on %(day)s.", day=activity.start_on), "apply_by")
    if content.applied_on is not None and content.applied_on > here.today():
        raise Refused(Text("This day is in the future."), "applied_on")
    if content.applied_on is not None and content.not_applied:
        raise Refused(Text("Either we have applied on a day, or we do not apply."), "not_applied")
    if content.applied_on is not None and content.applied_on > activity.end_on:
        raise Refused(Text("The fair was over by then: it ended on %(day)s.", day=activity.end_on), "applied_on")


def check_plan(activity: Activity, *, type: str, start_on: date | None) -> None:
    """Whether a fair can be planned anew like this.

    Refused for a start before the last day of our application, for another kind while it has booths, and for a kind
    that sells nothing while goods are listed at its stalls.
    """
    row = queries.edition(activity.id)
    last = row.apply_by if row is not None and type in rules.TYPES else None
    if last is not None and start_on is not None and start_on != activity.start_on and start_on < last:
        raise Refused(Text("The last day to apply for this fair is %(day)s. Change that first.", day=last), "start_on")
    if type == activity.type or activity.type not in rules.TYPES:
        return
    if type not in rules.TYPES and queries.booth_count(activity.id):
        raise Refused(Text("It has booths, which only fairs have. Archive them first."), "type")
    if type != rules.SELLING and queries.goods_count(activity.id):
        raise Refused(Text("Goods are listed at its stalls, which only product fairs sell. Remove them first."), "type")


def settle(activity: Activity, *, by: Actor | None) -> None:
    """After a fair was planned anew, cancelled or taken up again: nobody applies for one that is not held, or for what
    is no fair any more."""
    row = queries.edition(activity.id)
    if row is None or row.task is None:
        return
    wanted = activity.status != "cancelled" and queries.has_booths(activity)
    if not wanted and row.task.status == "open":
        tasks.cancel(row.task, by=by)
    elif wanted and row.task.status == "cancelled" and _waits(row, activity):
        tasks.reopen(row.task, by=by)


def _waits(row: FairEdition, activity: Activity) -> bool:
    return (
        row.apply_by is not None and row.applied_on is None and not row.not_applied and activity.status != "cancelled"
    )


def _remind(row: FairEdition, activity: Activity, text: str, by: Actor) -> None:
    """Keep the task in step: there while we must still apply, due on the last day, done once we have."""
    task, waits = row.task, _waits(row, activity)
    if waits and (task is None or task.status == "cancelled"):
        owner = users.still_here(activity.coordinator_id, activity.leader_id) or by
        row.task = tasks.add(
            text=text, due_on=row.apply_by, owner_id=owner.id, record=(ACTIVITY, activity.id), activity_id=activity.id,
            internal=True, by=by,
        )  # fmt: skip
        db.session.flush()
    elif waits and task is not None and row.apply_by is not None:
        tasks.reopen(task, by=by)
        tasks.put_at(task, due_on=row.apply_by, by=by)
    elif task is not None and task.status == "open":
        if row.applied_on is not None:
            tasks.complete(task, by=by, on=row.applied_on)
        else:
            tasks.cancel(task, by=by)
