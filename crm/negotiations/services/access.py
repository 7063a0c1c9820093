"""Barred goods hold a case up before terms, unless the management lets it go on (INV-M1)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from crm.access import queries as access
from crm.audit.services import action
from crm.core import clock, here, reading
from crm.core.database import db, touch
from crm.core.errors import Forbidden, Refused
from crm.core.permissions import Actor, Permission, Role, allows
from crm.core.texts import Text, sentences
from crm.negotiations import queries, rules
from crm.negotiations.models import AccessOverride, Negotiation
from crm.negotiations.queries import BarredGoods, HeldUp, Mark
from crm.negotiations.services.goods import check_offered, sell

LONGEST_REASON = 500
#: What brings other goods or another market, besides the products of the catalogue.
_WRITTEN: Final = ("place_id", "category", "our_organisation_id")


@dataclass(frozen=True)
class ManagementWord:
    """That the management lets a case go on: why, and which rules it was shown with which goods."""

    reason: str
    seen: Collection[Mark]


class Barred(Refused):
    """Rules bar goods of the case; `marks`: which, and which goods."""

    def __init__(self, text: Text, field: str | None, barring: Iterable[BarredGoods]) -> None:
        super().__init__(text, field)
        self.marks = tuple(mark for each in barring for mark in each.marks)


def check_access(
    negotiation: Negotiation, stage: str, *, on: date, by: Actor | None, field: str = "stage",
    word: ManagementWord | None = None,
) -> None:  # fmt: skip
    """Refused, with the rules, if a move to `stage` leads on to terms or beyond while one bars goods that day, unless
    the management gives its `word` with the move."""
    check_together([negotiation], stage, on=on, by=by, field=field, word=word)


def check_together(
    cases: Iterable[Negotiation], stage: str, *, on: date, by: Actor | None, field: str,
    word: ManagementWord | None = None,
) -> None:  # fmt: skip
    """The same for cases that one act moves: the word is given once, with what bars the goods of any of them."""
    _hold_up(queries.held_up(cases, stage, on), field, word, by)


class WrittenGoods:
    """Around the writing of a case: one that stands at terms or beyond gets no goods and no market by which more of it
    is barred, unless the management gives its word with that. Less of them is free.

    Refused inside the act, when it is written already: whoever calls rolls that back.
    """

    def __init__(self, negotiation: Negotiation, written: Any) -> None:
        self.case = negotiation
        held_up = rules.is_held_up(negotiation.stage)
        self.changed = _changed(negotiation, written) if held_up else []
        self.before = queries.waiting(negotiation) if self.changed else []

    def check(self, word: ManagementWord | None, by: Actor | None) -> None:
        """After the writing."""
        if not self.changed:
            return
        db.session.flush()
        known = [(each.rule.id, told) for each in self.before for told in each.goods]
        waiting = queries.waiting(self.case)
        if any((each.rule.id, told) not in known for each in waiting for told in each.goods):
            _hold_up([(self.case, waiting)], self.changed[0], word, by)


def _changed(negotiation: Negotiation, written: Any) -> list[str]:
    """What of a case gets other goods or another market, by the field that says it; its goods are loaded."""
    told = _WRITTEN if written.place_id is not None else (*_WRITTEN, "counterpart_id")
    changed = [name for name in told if getattr(written, name) != getattr(negotiation, name)]
    return ["product_ids", *changed] if set(written.product_ids) - set(negotiation.product_ids) else changed


def _hold_up(held: Sequence[HeldUp], field: str, word: ManagementWord | None, by: Actor | None) -> None:
    barring = [each for _case, found in held for each in found]
    if not barring:
        return
    if word is None or not word.reason.strip():
        held_up = Text("It goes on only after the management allowed it with a reason.")
        told = [access.barred_by(rule) for rule in {each.rule.id: each.rule for each in barring}.values()]
        raise Barred(sentences([*told, held_up]), field, barring)
    _give(held, word, by)


def let_go_on(
    negotiation: Negotiation, reason: str, *, seen: Collection[Mark], on: date, by: Actor,
    also: Collection[int] = (),
) -> list[AccessOverride]:  # fmt: skip
    """Let a case go on although rules bar its goods that day; it holds for these goods and what these rules say.

    `seen`: the rules that were shown, with the goods. `also`: products that it gets with that. Forbidden to whoever is
    not of the management; refused without a reason, for a day to come, where nothing holds the case up, and where
    other rules do than those that were shown, or with other goods.
    """
    if not allows(Role(by.role), Permission.NEGOTIATIONS_OVERRIDE):
        raise Forbidden
    if on > here.today():
        raise Refused(Text("This date is in the future."), field="signed_on")
    reading.fill([negotiation], Negotiation.goods)
    check_offered(set(also) - set(negotiation.product_ids), by)
    with action(rules.LET_GO_ON, by=by):
        sell(negotiation, (*negotiation.product_ids, *also))
        db.session.flush()
        barring = queries.waiting(negotiation, on)
        if not barring:
            raise Refused(Text("No rule holds this negotiation up."))
        if not reason.strip():
            raise Refused(Text("Say why the negotiation may go on."), field="reason")
        return _give([(negotiation, barring)], ManagementWord(reason, seen), by)


def _give(held: Sequence[HeldUp], word: ManagementWord, by: Actor | None) -> list[AccessOverride]:
    if by is None or not allows(Role(by.role), Permission.NEGOTIATIONS_OVERRIDE):
        raise Forbidden
    barring = [each for _case, found in held for each in found]
    if {(each.rule.id, each.rule.version) for each in barring} != {(id, version) for id, version, _ in word.seen}:
        text = Text(
            "Other rules hold this negotiation up than those that were shown. Read them below, then save again."
        )
        raise Barred(text, None, barring)
    if not {mark for each in barring for mark in each.marks} <= set(word.seen):
        text = Text("The goods are not those that were shown any more. Read below what is barred now, then save again.")
        raise Barred(text, None, barring)
    at = clock.now()
    rows = [
        AccessOverride(
            negotiation_id=case.id, rule_id=each.rule.id, rule_version=each.rule.version,
            given_for={"rule": access.said(each.rule), "goods": list(each.goods)},
            by_id=by.id, at=at, reason=word.reason.strip(),
        )
        for case, found in held
        for each in found
    ]  # fmt: skip
    with action(rules.LET_GO_ON, by=by):
        db.session.add_all(rows)
        for case, _found in held:
            touch(case)
    return rows
