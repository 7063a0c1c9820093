"""Where an item of the programme is moved: pressed in its menu, or dropped; and how a move is taken back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from werkzeug.datastructures import MultiDict

from crm.core.errors import Refused
from crm.core.texts import Text
from crm.missions.forms.items import id_in
from crm.missions.models import ItineraryItem
from crm.missions.services import Shift, Stood

_STEPS = {"earlier": Shift(places=-1), "later": Shift(places=1), "last": Shift()}
_DAYS = {"day-earlier": -1, "day-later": 1}


def shift_in(form: "MultiDict[str, str]", item: ItineraryItem) -> Shift:
    """What was pressed: earlier, later, day-earlier, day-later, or a drop (before-<id>, last, day-<day>, at-<time>)."""
    how = form.get("how", "")
    how = form.get("drop", "") if how == "drop" else f"day-{form.get('day', '')}" if how == "day" else how
    if how in _STEPS:
        return _STEPS[how]
    if how in _DAYS:
        return Shift(day=item.day + timedelta(days=_DAYS[how]))
    word, _, rest = how.partition("-")
    if word == "before" and (id := id_in(rest)) is not None:
        return Shift(before=id)
    try:
        if word == "day":
            return Shift(day=date.fromisoformat(rest))
        if word == "at":
            return Shift(at=datetime.fromisoformat(rest).replace(second=0, microsecond=0, tzinfo=None))
    except ValueError:
        pass
    raise Refused(Text("Choose where to move it."))


def stood_text(stood: Iterable[Stood]) -> str:
    """How items stood before a move, short enough for an address: 12.3.2026-12-11T09:00.confirmed~…"""
    return "~".join(f"{s.id}.{s.version}.{s.start:%Y-%m-%dT%H:%M}.{s.status}" for s in stood)


def stood_in(text: str) -> list[Stood]:
    """What `stood_text` wrote; refused for anything else."""
    try:
        return [_stood(*part.split(".")) for part in text.split("~")]
    except (TypeError, ValueError) as unreadable:
        raise Refused(Text("This move cannot be undone.")) from unreadable


def _stood(id: str, version: str, start: str, status: str) -> Stood:
    if (number := id_in(id)) is None:
        raise ValueError(id)
    return Stood(number, int(version), datetime.fromisoformat(start), status)
