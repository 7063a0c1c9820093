"""Open points are asked, changed, answered, opened again; rounds are written down with what was offered in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.negotiations.models import Negotiation
from crm.talks import queries, rules
from crm.talks.models import EarlierAnswer, OpenPoint, RoundOffer, TalkRound
from crm.talks.rules import PointInput, terms
from crm.talks.rules.terms import OfferInput


def ask(case: Negotiation, given: PointInput, *, by: Actor | None) -> OpenPoint:
    """A new point of a case waits for its answer."""
    rules.check_point(given, sides=queries.takers(case), first_answer=None, today=here.today())
    with action(rules.ASKED, by=by):
        made = OpenPoint(negotiation_id=case.id, waits_since=given.asked_on, earlier=[], **vars(given))
        db.session.add(made)
        db.session.flush()
    return made


def change(point: OpenPoint, given: PointInput, *, case: Negotiation, by: Actor | None) -> None:
    """The question is told otherwise: its words, who owes the answer, the days."""
    first = point.earlier[0].answered_on if point.earlier else point.answered_on
    sides = queries.takers(case)
    if point.organisation_id == given.organisation_id and point.organisation_id is not None:
        sides.setdefault(point.organisation_id, given.side)  # it took part when the point was written
    rules.check_point(given, sides=sides, first_answer=first, today=here.today())
    with action(rules.CHANGED, by=by):
        if point.earlier:
            _move_first(point, given.asked_on)
        else:
            point.waits_since = given.asked_on
        assign(point, vars(given))


def _move_first(point: OpenPoint, asked_on: date) -> None:
    """Of a point that was opened again, the day it was asked on is that since which its first answer was waited for."""
    first = point.earlier[0]
    if first.waited_since != asked_on:
        first.waited_since = asked_on


def answer(point: OpenPoint, answered_on: date, text: str, *, by: Actor | None) -> None:
    """The point is answered; of one that is already, the answer is put right."""
    rules.check_answer(answered_on, text, asked_on=point.waits_since, today=here.today())
    with action(rules.ANSWERED if point.is_open else rules.ANSWER_CHANGED, by=by):
        assign(point, {"answered_on": answered_on, "answer": text})


def withdraw_answer(point: OpenPoint, *, by: Actor | None) -> None:
    """The answer was none: the point waits as it did before. The history keeps what was written."""
    if point.is_open:
        raise Refused(Text("This point is open already."))
    with action(rules.ANSWER_WITHDRAWN, by=by):
        point.answered_on, point.answer = None, ""


def reopen(point: OpenPoint, reopened_on: date, reason: str = "", *, by: Actor | None) -> None:
    """The answer did not settle it: it is kept, and the same side owes another one from that day on."""
    if point.answered_on is None:
        raise Refused(Text("This point is open already."))
    rules.check_reopening(reopened_on, answered_on=point.answered_on, today=here.today())
    with action(rules.REOPENED, by=by):
        point.earlier.append(
            EarlierAnswer(
                answered_on=point.answered_on,
                answer=point.answer,
                reopened_on=reopened_on,
                reason=reason,
                waited_since=point.waits_since,
            )
        )
        point.waits_since, point.answered_on, point.answer = reopened_on, None, ""


def withdraw_reopening(point: OpenPoint, *, by: Actor | None) -> None:
    """The last answer settled it after all. Refused when there is none, or another answer came since."""
    if not point.earlier or not point.is_open:
        raise Refused(Text("This point was not opened again."))
    last = point.earlier[-1]
    with action(rules.REOPENING_WITHDRAWN, by=by):
        point.answered_on, point.answer, point.waits_since = last.answered_on, last.answer, last.waited_since
        point.earlier.remove(last)


# ------------------------------------------------------------------ rounds


@dataclass(frozen=True)
class RoundInput:
    """What somebody says of a round."""

    held_on: date
    place: str = ""
    meeting_id: int | None = None  #: one of the case's meetings, as its form offers them
    ours: str = ""
    theirs: str = ""
    early_reason: str = ""
    offers: Sequence[OfferInput] = ()


def add_round(case: Negotiation, given: RoundInput, *, by: Actor | None) -> TalkRound:
    """A round of a case with what either side offered."""
    _check(case, given)
    with action(rules.ROUND_ADDED, by=by):
        made = TalkRound(negotiation_id=case.id, offers=[], **_columns(given))
        db.session.add(made)
        db.session.flush()
        _write_offers(made, given.offers)
    return made


def change_round(row: TalkRound, given: RoundInput, *, case: Negotiation, by: Actor | None) -> None:
    """The round is told otherwise. An offer that is not among those given was none."""
    _check(case, given)
    with action(rules.ROUND_CHANGED, by=by):
        assign(row, _columns(given))
        _write_offers(row, given.offers)
        touch(row)


def _check(case: Negotiation, given: RoundInput) -> None:
    first = clock.local(case.first_talk_at, here.zone()).date() if case.first_talk_at is not None else None
    terms.check_round(given.held_on, given.early_reason, first_talk=first, today=here.today())
    terms.check_offers(given.offers)


def _columns(given: RoundInput) -> dict[str, object]:
    return {name: value for name, value in vars(given).items() if name != "offers"}


def _write_offers(row: TalkRound, given: Sequence[OfferInput]) -> None:
    known = {(offer.side, offer.term): offer for offer in row.offers}
    for each in given:
        if (offer := known.pop((each.side, each.term), None)) is not None:
            assign(offer, vars(each))
        else:
            row.offers.append(RoundOffer(round_id=row.id, **vars(each)))
    for gone in known.values():
        row.offers.remove(gone)
