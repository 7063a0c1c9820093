"""“Save and add another”: the next form carries what belongs to the list, and nothing of the record just saved.

Every view behind such a button ends in `after_saving`; a test goes over all of them. What the next form may open with
is named there, and comes from one of two places: the address of this form (it was opened from an organisation, an
initiative …: the list is theirs), or the part of the list that the record was put into, one of OF_LISTS. It stands in
a visible field of the next form, or above it.
"""

from typing import Any, Final
from urllib.parse import urlencode

from flask import request, url_for

#: Parts of a list that are chosen in the form itself: whose list it is, and the day under which it stands.
OF_LISTS: Final = frozenset({"activity_id", "day"})


def after_saving(there: str, *address: str, form: str = "", **part: Any) -> str:
    """Where saving leads: to `there`; with “Save and add another” to the next empty form, this one or that at `form`.

    `address` names the arguments of this form's address that say whose list it is, `part` gives the part of the list
    (one of OF_LISTS).
    """
    if not request.form.get("again"):
        return there
    if foreign := part.keys() - OF_LISTS:
        raise ValueError(f"belongs to the record, not to the list: {sorted(foreign)}")
    kept = {name: value for name in address if (value := request.args.get(name))}
    kept |= {name: str(value) for name, value in part.items() if value}
    empty = form or url_for(request.endpoint or "", **request.view_args or {})
    return f"{empty}?{urlencode(kept)}" if kept else empty
