"""The papers of a fair: what goes there, and who stands at which booth when. Each in the language of the reader, with
that of the place beside it: whoever packs there and whoever interprets there reads the same sheet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from flask import render_template
from flask_babel import force_locale, gettext

from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.core import here, reading
from crm.core.days import headed_date
from crm.core.languages import LOCALES
from crm.core.permissions import Actor
from crm.fairs import queries, rules
from crm.fairs.models import Booth, BoothShift, BoothThing
from crm.initiatives.queries import title
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import OWN_LANGUAGES
from crm.products import queries as products
from crm.tasks.contents import Saying, worded
from crm.tasks.models import Task
from crm.web.locale import language
from crm.wordings import queries as wordings


def application(activity: Activity, language: str) -> str:
    """What the task says by which we apply for a place at a fair (its names loaded), in a language."""
    return _apply_for(title(activity.names, language), language)


def _apply_for(name: str, language: str) -> str:
    with force_locale(LOCALES[language]):
        return str(gettext("Apply for a place at the fair: %(name)s", name=name))


def sayings(tasks: Sequence[Task]) -> Mapping[int, Saying]:
    """{task id: what it says in a language} of the tasks to apply for a fair."""
    ids = worded((task for task in tasks if task.record_type == ACTIVITY.table), _apply_for)
    return {id: partial(application, fair) for id, fair in (queries.applied_by(ids) if ids else {}).items()}


@dataclass(frozen=True)
class ShiftDay:
    """A day of a fair: (booth, who stands there, in the order of their clocks; nobody while nobody is planned)."""

    day: date
    booths: Sequence[tuple[Booth, Sequence[BoothShift]]]


def packing(activity: Activity, *, user: Actor) -> str:
    """The packing list as a whole document."""
    booths = queries.booths_of(activity.id, user=user)
    things = queries.parts(BoothThing, [row.id for row in booths], user=user)
    samples = [each for each in products.samples(activity.id, user=user, language=language()) if each.row.quantity]
    texts = [text for row in things for text in (row.name, row.note) if text]
    return _set(
        "fairs/packing.html", activity, texts, booths={row.id: row for row in booths}, things=things, samples=samples
    )


def shifts(activity: Activity, *, user: Actor) -> str:
    """Who stands at which booth, day by day, as a whole document."""
    booths = queries.booths_of(activity.id, user=user)
    found = queries.parts(BoothShift, [row.id for row in booths], user=user)
    notes = [row.note for row in found if row.note]
    days = shift_days(activity, booths, found)
    return _set("fairs/shifts.html", activity, notes, days=days, noted=bool(notes))


def shift_days(activity: Activity, booths: Sequence[Booth], found: Sequence[BoothShift]) -> list[ShiftDay]:
    """The days of a fair, and those of shifts outside of it, with each booth."""
    length = (activity.end_on - activity.start_on).days + 1
    days = {activity.start_on + timedelta(days=number) for number in range(length)} | {row.day for row in found}
    ordered = sorted(found, key=lambda row: (row.day, row.booth_id, row.begins, row.role != "staff", row.id))
    held = {key: list(rows) for key, rows in groupby(ordered, key=lambda row: (row.day, row.booth_id))}
    return [ShiftDay(day, [(booth, held.get((day, booth.id), [])) for booth in booths]) for day in sorted(days)]


def _set(template: str, activity: Activity, texts: Sequence[str], **told: Any) -> str:
    """`texts` is what people typed, told in both languages as far as somebody put it into them."""
    reading.fill([activity.place], Place.names)
    first, second = language(), second_language(activity)
    ours, usual = wordings.in_language(first, texts), here.han_language()
    theirs = wordings.in_language(second, texts) if second else None
    return render_template(
        template, activity=activity, rules=rules, office=offices.current(), today=here.today(),
        office_lines=contact_lines(offices.current(), first), second=second, there=_speaker(second),
        said=lambda text: ours.told(text, usual), headed_date=headed_date,
        said_there=lambda text: theirs.told(text, usual) if theirs is not None else (text, ""), **told,
    )  # fmt: skip


def second_language(activity: Activity) -> str:
    """The language that stands beside the reader's: that of the place, else that of the office; "" where it is one."""
    spoken = OWN_LANGUAGES.get(places.country_of(activity.place_id), "")
    return next((each for each in (spoken, here.language()) if each and each != language()), "")


def _speaker(code: str) -> Callable[[str], str]:
    """Looks a sentence up in a language."""

    def there(msgid: str) -> str:
        if not code:
            return ""
        with force_locale(LOCALES[code]):
            return str(gettext(msgid))

    return there
