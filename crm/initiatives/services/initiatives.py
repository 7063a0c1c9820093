"""What happens to initiatives: planned, changed, archived, brought back."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives import rules
from crm.initiatives.models import Initiative, InitiativeName

Row = TypeVar("Row", bound=Any)

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def plan(
    *,
    names: Mapping[str, str],
    by: Actor | None,
    goals: str = "",
    lead_organisation_id: int | None = None,
    start_on: date | None = None,
    end_on: date | None = None,
    status: str = "active",
) -> Initiative:
    """A new initiative. `names` is {language: text}, the working name first.

    Refused without a name, for dates out of order, an unknown status or a lead body the user cannot see.
    """
    _check(names, start_on, end_on, status)
    check_organisation(lead_organisation_id, "lead_organisation_id", by)
    initiative = Initiative(
        lead_organisation_id=lead_organisation_id,
        goals=goals,
        start_on=start_on,
        end_on=end_on,
        status=status,
        names=[InitiativeName(language=language, text=text) for language, text in names.items() if text],
    )
    with action(rules.PLANNED, by=by):
        db.session.add(initiative)
    return initiative


def change(
    initiative: Initiative,
    *,
    names: Mapping[str, str],
    goals: str,
    lead_organisation_id: int | None,
    start_on: date | None,
    end_on: date | None,
    status: str,
    by: Actor | None,
) -> None:
    """Write the initiative anew (needs its names loaded). Refusals as for `plan`."""
    _check(names, start_on, end_on, status)
    if lead_organisation_id != initiative.lead_organisation_id:
        check_organisation(lead_organisation_id, "lead_organisation_id", by)
    with action(rules.CHANGED, by=by):
        initiative.goals, initiative.status = goals, status
        initiative.start_on, initiative.end_on = start_on, end_on
        initiative.lead_organisation_id = lead_organisation_id
        respell(initiative.names, names, InitiativeName)
        touch(initiative)


def respell(rows: list[Row], names: Mapping[str, str], make: Callable[..., Row]) -> None:
    """Bring name rows into line with {language: text}: one row a language, changed in place so the log shows it."""
    kept = {row.language: row for row in rows}
    for row in [row for row in rows if not names.get(row.language) or kept[row.language] is not row]:
        rows.remove(row)
    for language, text in names.items():
        if not text:
            continue
        if language in kept and kept[language] in rows:
            kept[language].text = text
        else:
            rows.append(make(language=language, text=text))


def check_days(start_on: date | None, end_on: date | None, *, first: str = "start_on") -> None:
    """Refuse days out of order or beyond what a calendar of ours holds; `first` names the field of the first day."""
    for day, name in ((start_on, first), (end_on, "end_on")):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise Refused(Text("Enter a date between 1900 and 2199."), name)
    if start_on is not None and end_on is not None and end_on < start_on:
        raise Refused(Text("The last day is before the first day."), "end_on")


def check_organisation(id: int | None, name: str, by: Actor | None) -> None:
    """Refuse an organisation that is not there for `by`."""
    if id is None:
        return
    seen = contacts.visible_organisations(by).where(Organisation.id == id).with_only_columns(Organisation.id)
    if db.session.scalar(seen) is None:
        raise Refused(Text("Choose one from the list."), name)


def _check(names: Mapping[str, str], start_on: date | None, end_on: date | None, status: str) -> None:
    if not any(names.values()):
        raise Refused(Text("Enter the name in at least one language."), "name_ja")
    if status not in rules.INITIATIVE_STATUSES:
        raise Refused(Text("Choose one."), "state")
    check_days(start_on, end_on)
