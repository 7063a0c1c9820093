"""The blueprint, and what its templates share."""

from datetime import date
from typing import Final

from flask import Blueprint, request

from crm.core import here
from crm.showrooms import rules

bp = Blueprint("showrooms", __name__, url_prefix="/showrooms")

#: No showroom is older: earlier days in an address are slips, and have no day before them to count from.
_FIRST_DAY: Final = date(1900, 1, 1)


@bp.context_processor
def tables() -> dict[str, object]:
    """What every template of the capability needs."""
    return {"rules": rules, "today": here.today(), "spring": rules.next_spring(here.today())}


def day_asked(name: str) -> date | None:
    """A day in the address; None where there is none or it cannot be read."""
    try:
        return max(date.fromisoformat(request.args.get(name, "")), _FIRST_DAY)
    except ValueError:
        return None
