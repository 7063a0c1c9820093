"""The shape of a pasted list, and of what is decided about its lines and organisations."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.activities import rules as activity_rules
from crm.activities.models import Activity
from crm.contacts.rules import ORGANISATION_ROLES
from crm.core.cleaning import BadText, parse_date, whole
from crm.places.rules import COUNTRIES
from crm.rosters import rules
from crm.rosters.queries import RosterLine, RosterPlan
from crm.rosters.services import Decisions
from crm.web.forms import BaseForm, Prose


class RosterForm(BaseForm):
    """The text; what is decided below it stands in fields of the lines' numbers."""

    text = Prose(
        _l("The list"),
        limit=rules.LONGEST,
        required=True,
        description=_l("Copy the rows with their headings from the e-mail or the spreadsheet, and paste them here."),
    )

    @classmethod
    def initial(cls, row: Activity) -> dict[str, Any]:
        return {}


def decisions(plan: RosterPlan, sent: Mapping[str, str]) -> Decisions:
    """What was decided, of the fields of a form as it was sent; what no line or organisation asked for is left out."""
    lines = [line.entry.line for line in plan.lines]
    bodies = [body.number for body in plan.bodies]
    places = {body.number: _place(plan.places_of(body), sent.get(f"place-{body.number}", "")) for body in plan.bodies}
    roles = {line: sent.get(f"role-{line}", "") for line in lines}
    body_roles = {number: sent.get(f"kind-{number}", "") for number in bodies}
    countries = {number: sent.get(f"country-{number}", "") for number in bodies}
    return Decisions(
        roles={line: role for line, role in roles.items() if role in activity_rules.PARTICIPANT_ROLES},
        taken=frozenset(line for line in lines if f"take-{line}" in sent),
        posts={line.entry.line: _since(line, sent) for line in plan.lines if sent.get(f"post-{line.entry.line}")},
        left=frozenset(line for line in lines if f"left-{line}" in sent),
        respelled=frozenset(line for line in lines if sent.get(f"latin-{line}") == "list"),
        gone=frozenset(missing.part.id for missing in plan.missing if f"gone-{missing.part.id}" in sent),
        body_roles={number: role for number, role in body_roles.items() if role in ORGANISATION_ROLES},
        body_places={number: place for number, place in places.items() if place is not None},
        body_countries={number: code for number, code in countries.items() if code in COUNTRIES},
        # Whoever chose another organisation after reading ticked the box for the first one.
        named=frozenset(
            body.number for body in plan.bodies if sent.get(f"name-{body.number}") == str(body.organisation_id)
        ),
    )


def _since(line: RosterLine, sent: Mapping[str, str]) -> date | None:
    """Since when the title of a line is held, as typed or else as proposed; None for a mere correction."""
    number = line.entry.line
    if sent[f"post-{number}"] != "since":
        return None
    try:
        return parse_date(sent.get(f"since-{number}", ""))
    except BadText:
        return line.since


def _place(offered: Any, sent: str) -> int | None:
    chosen = whole(sent)
    return chosen if chosen in {id for id, _ in offered} else None
