"""A barred product holds a case up before terms, unless the management lets it go on (INV-M1)."""

from datetime import date

from crm.access import queries as access
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, touch
from crm.core.errors import Forbidden, Refused
from crm.core.permissions import Actor, Permission, Role, allows
from crm.core.texts import Text, sentences
from crm.negotiations import queries, rules
from crm.negotiations.models import AccessOverride, Negotiation

LONGEST_REASON = 500


def check_access(negotiation: Negotiation, stage: str, *, on: date, field: str = "stage") -> None:
    """Refused, with the rules, if a move to `stage` leads on to terms or beyond while one bars a product that day."""
    if not rules.leads_on(negotiation.stage, stage):
        return
    if barring := queries.waiting(negotiation, on):
        held_up = Text("It goes on only after the management allowed it with a reason.")
        told = [access.barred_by(rule) for rule in barring]
        raise Refused(sentences([*told, held_up]), field=field)


def let_go_on(negotiation: Negotiation, reason: str, *, on: date, by: Actor) -> list[AccessOverride]:
    """Let a case go on although rules bar its products that day; it holds for these rules.

    Forbidden to whoever is not of the management; refused without a reason, and where nothing holds the case up.
    """
    if not allows(Role(by.role), Permission.NEGOTIATIONS_OVERRIDE):
        raise Forbidden
    barring = queries.waiting(negotiation, on)
    if not barring:
        raise Refused(Text("No rule holds this negotiation up."))
    if not reason.strip():
        raise Refused(Text("Say why the negotiation may go on."), field="reason")
    at = clock.now()
    rows = [
        AccessOverride(negotiation_id=negotiation.id, rule_id=rule.id, by_id=by.id, at=at, reason=reason.strip())
        for rule in barring
    ]
    with action(rules.LET_GO_ON, by=by):
        db.session.add_all(rows)
        touch(negotiation)
    return rows
