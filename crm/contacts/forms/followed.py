"""What every list of whom we stay in touch with shows and is narrowed by: the last contact, and what comes next."""

from typing import Any, Final

from crm.contacts.queries.above import LAST_CONTACT
from crm.core.permissions import Actor
from crm.core.texts import N_
from crm.web.listings import Asked, Column, coded, flag

SILENT: Final = coded(
    "silent", N_("Last contact"), {"30": N_("none for 30 days"), "90": N_("none for 90 days")}, one=True
)
STEPLESS: Final = flag("stepless", N_("Next step"), N_("none"))


def followed(asked: Asked, user: Actor) -> dict[str, Any]:
    """What these two filters set of the conditions of a list."""
    days = asked.one("silent")
    return {"silent": (int(days), user) if days else None, "stepless": user if asked.one("stepless") else None}


def heard(sort: str = "") -> Column:
    """What people did with each other, not what somebody edited."""
    return Column(
        "last_contact",
        N_("Last contact"),
        lambda line, _who: line.last_contact,
        lambda line, who: who.brief(line.last_contact),
        sort=sort,
        css="r",
        phone=False,
        needs=LAST_CONTACT,
    )
