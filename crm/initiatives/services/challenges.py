"""The register of challenges of an initiative."""

from dataclasses import asdict

from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives import rules
from crm.initiatives.models import Challenge, Initiative
from crm.initiatives.rules import ChallengeInput
from crm.initiatives.services.initiatives import check_days
from crm.users import queries as users


def add_challenge(initiative: Initiative, given: ChallengeInput, *, by: Actor | None) -> Challenge:
    """A new line of the register. Refused for an unknown code, a grade outside 1–5, or an owner who is not there."""
    _check(given, None, by)
    made = Challenge(initiative_id=initiative.id, **asdict(given))
    with action(rules.CHALLENGE_ADDED, by=by):
        db.session.add(made)
    return made


def change_challenge(challenge: Challenge, given: ChallengeInput, *, by: Actor | None) -> None:
    """Write the line anew. Refusals as for `add_challenge`; a solved one needs what was done about it."""
    _check(given, challenge, by)
    with action(rules.CHALLENGE_CHANGED, by=by):
        for name, value in asdict(given).items():
            setattr(challenge, name, value)


def _check(given: ChallengeInput, before: Challenge | None, by: Actor | None) -> None:
    if not given.statement:
        raise Refused(Text("Fill in this field."), "statement")
    tables = (("category", rules.CHALLENGE_CATEGORIES), ("side", rules.SIDES), ("status", rules.CHALLENGE_STATUSES))
    for name, table in tables:
        if getattr(given, name) not in table:
            raise Refused(Text("Choose one."), "state" if name == "status" else name)
    for name in ("severity", "likelihood"):
        if not 1 <= getattr(given, name) <= 5:
            raise Refused(Text("Choose a number from 1 to 5."), name)
    if given.status == "solved" and not given.countermeasure:
        raise Refused(Text("Enter what was done about it."), "countermeasure")
    if before is None or given.owner_id != before.owner_id:
        users.check_in_charge(given.owner_id, "owner_id")
    if given.raised_by_id is not None and given.raised_by_id != (before and before.raised_by_id):
        seen = contacts.visible_people(by).where(Person.id == given.raised_by_id).with_only_columns(Person.id)
        if db.session.scalar(seen) is None:
            raise Refused(Text("Choose one from the list."), "raised_by_id")
    check_days(given.due_on, None, first="due_on")
