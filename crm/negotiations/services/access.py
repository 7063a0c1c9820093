"""Barred goods hold a case up before terms, unless the management lets it go on (INV-M1)."""

from collections.abc import Collection
from datetime import date
from typing import Final

from crm.access import queries as access
from crm.audit.services import action
from crm.core import clock, here, reading
from crm.core.database import db, touch
from crm.core.errors import Forbidden, Refused
from crm.core.permissions import Actor, Permission, Role, allows
from crm.core.texts import Text, sentences
from crm.negotiations import queries, rules
from crm.negotiations.models import AccessOverride, Negotiation
from crm.negotiations.queries import Sold

LONGEST_REASON = 500
#: What brings other goods or another market, besides the products of the catalogue.
_WRITTEN: Final = ("place_id", "category", "our_organisation_id")


def check_access(negotiation: Negotiation, stage: str, *, on: date, field: str = "stage") -> None:
    """Refused, with the rules, if a move to `stage` leads on to terms or beyond while one bars goods that day."""
    if rules.leads_on(negotiation.stage, stage):
        _check_goods(negotiation, None, on, field)


def check_written(negotiation: Negotiation, written: Sold) -> None:
    """The same for a case that stands at terms or beyond and gets other goods or another market; less of them is free.

    The case has its goods loaded.
    """
    if not rules.is_held_up(negotiation.stage):
        return
    told = _WRITTEN if written.place_id is not None else (*_WRITTEN, "counterpart_id")
    changed = [name for name in told if getattr(written, name) != getattr(negotiation, name)]
    if set(written.product_ids) - set(negotiation.product_ids):
        changed.insert(0, "product_ids")
    if changed:
        _check_goods(negotiation, written, here.today(), changed[0])


def _check_goods(negotiation: Negotiation, written: Sold | None, on: date, field: str) -> None:
    reading.fill([negotiation], Negotiation.goods)
    if barring := queries.waiting(negotiation, on, written):
        held_up = Text("It goes on only after the management allowed it with a reason.")
        told = [access.barred_by(each.rule) for each in barring]
        raise Refused(sentences([*told, held_up]), field=field)


def let_go_on(
    negotiation: Negotiation, reason: str, *, seen: Collection[tuple[int, int]], on: date, by: Actor
) -> list[AccessOverride]:
    """Let a case go on although rules bar its goods that day; it holds for these goods and what these rules say.

    `seen`: the rules that were shown, (id, version). Forbidden to whoever is not of the management; refused without a
    reason, for a day to come, where nothing holds the case up, and where other rules do than those that were shown.
    """
    if not allows(Role(by.role), Permission.NEGOTIATIONS_OVERRIDE):
        raise Forbidden
    if on > here.today():
        raise Refused(Text("This date is in the future."), field="signed_on")
    reading.fill([negotiation], Negotiation.goods)
    barring = queries.waiting(negotiation, on)
    if not barring:
        raise Refused(Text("No rule holds this negotiation up."))
    if not reason.strip():
        raise Refused(Text("Say why the negotiation may go on."), field="reason")
    if {(each.rule.id, each.rule.version) for each in barring} != set(seen):
        raise Refused(
            Text("Other rules hold this negotiation up than those that were shown. Read them below, then save again.")
        )
    at = clock.now()
    rows = [
        AccessOverride(
            negotiation_id=negotiation.id, rule_id=each.rule.id, rule_version=each.rule.version,
            given_for={
                "rule": access.said(each.rule), "products": sorted(each.product_ids), "category": each.category,
            },
            by_id=by.id, at=at, reason=reason.strip(),
        )
        for each in barring
    ]  # fmt: skip
    with action(rules.LET_GO_ON, by=by):
        db.session.add_all(rows)
        touch(negotiation)
    return rows
