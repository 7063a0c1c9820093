"""Where an item of the programme is moved: pressed in its menu, or dropped."""

from datetime import date, timedelta

from werkzeug.datastructures import MultiDict

from crm.core.errors import Refused
from crm.core.texts import Text
from crm.missions.forms.items import id_in
from crm.missions.models import ItineraryItem
from crm.missions.services import Shift

_STEPS = {"earlier": Shift(places=-1), "later": Shift(places=1), "last": Shift()}
_DAYS = {"day-earlier": -1, "day-later": 1}


def shift_in(form: "MultiDict[str, str]", item: ItineraryItem) -> Shift:
    """What was pressed: earlier, later, day-earlier, day-later, or a drop (before-<id>, last, day-<date>)."""
    how = form.get("how", "")
    how = form.get("drop", "") if how == "drop" else f"day-{form.get('day', '')}" if how == "day" else how
    if how in _STEPS:
        return _STEPS[how]
    if how in _DAYS:
        return Shift(day=date.fromisoformat(item.wall_start[:10]) + timedelta(days=_DAYS[how]))
    word, _, rest = how.partition("-")
    if word == "before" and (id := id_in(rest)) is not None:
        return Shift(before=id)
    if word == "day":
        try:
            return Shift(day=date.fromisoformat(rest))
        except ValueError:
            pass
    raise Refused(Text("Choose where to move it."))
