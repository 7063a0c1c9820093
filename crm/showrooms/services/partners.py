"""What is done with the partner's link: made, revoked, answered by, replied to; a count sent, taken over or refused.

What the partner says is a claim: it changes no figure and no stock until the office does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm.audit.services import action
from crm.core import clock, codes
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.languages import LOCALES
from crm.core.permissions import Actor, Role
from crm.core.texts import Text
from crm.showrooms import queries
from crm.showrooms.kind import SHOWROOM
from crm.showrooms.models import (
    CountedExhibit,
    DisputedSale,
    Exhibit,
    PartnerAnswer,
    PartnerCount,
    PartnerLink,
    Settlement,
    Showroom,
)
from crm.showrooms.rules import MOST, stock
from crm.showrooms.rules import partners as rules
from crm.showrooms.services.exhibits import Count
from crm.showrooms.services.exhibits import count as count_shelf
from crm.tasks import services as tasks
from crm.tasks.models import Task
from crm.users import queries as users

#: Writes what the task of the office says, in its language.
Phrase = Callable[[str], str]


@dataclass(frozen=True)
class StatementAnswer:
    """What the partner says of a statement; `lines` is {sale: what is wrong with it}."""

    name: str
    verdict: str
    note: str = ""
    lines: Mapping[int, str] = field(default_factory=dict)


def make_link(
    settlement: Settlement, *, language: str, days: int | None, label: str = "", by: Actor
) -> tuple[PartnerLink, str]:
    """A link for the partner, with the code that is shown once. One that is still open ends with it.

    Refused once the settlement is paid, for a language that no page speaks, and for days out of bounds.
    """
    if settlement.status == "paid":
        raise Refused(Text("This settlement is paid: nothing is left to confirm."))
    if language not in LOCALES:
        raise Refused(Text("Choose one."), "language")
    if days is None or not 1 <= days <= rules.MOST_DAYS:
        raise Refused(Text("Enter a number from 1 to %(most)s.", most=rules.MOST_DAYS), "days")
    if queries.links_made(settlement.id) >= rules.MOST_LINKS:
        raise Refused(Text("A settlement has at most %(most)s links.", most=rules.MOST_LINKS))
    code, now = codes.new_code(), clock.now()
    made = PartnerLink(
        settlement_id=settlement.id, label=label, language=language, code_hash=rules.digest(code) or "",
        owner_id=by.id, until=now + timedelta(days=days),
    )  # fmt: skip
    with action(rules.LINK_MADE, by=by):
        _end_links(settlement.id)
        db.session.add(made)
    return made, code


def revoke_link(link: PartnerLink, *, by: Actor) -> None:
    """End a link before its time: it opens nothing from now on."""
    with action(rules.LINK_REVOKED, by=by):
        link.revoked_at = link.revoked_at or clock.now()


def _end_links(settlement_id: int) -> None:
    now = clock.now()
    for link in queries.links_of(settlement_id):
        if rules.state(link, now) == "open":
            link.revoked_at = now


def supersede(settlement: Settlement, *, by: Actor | None) -> None:
    """Other figures were drawn up: links that show the earlier ones end, and what was said of them is marked so."""
    now = clock.now()
    said = [each for each in queries.answers_of(settlement.id) if each.superseded_at is None]
    waiting = [link for link in queries.links_of(settlement.id) if rules.state(link, now) == "open"]
    if said or waiting:
        with action(rules.SUPERSEDED, by=by):
            for answered in said:
                answered.superseded_at = now
            _end_links(settlement.id)


def let_go(settlement: Settlement, *, by: Actor | None) -> None:
    """A draft is discarded: its links end, and nobody is asked about it any more."""
    for answered in queries.answers_of(settlement.id):
        if answered.is_open:
            _done(answered.task_id, by)
    supersede(settlement, by=by)


# ------------------------------------------------------------------ what the partner says


def answer(link: PartnerLink, settlement: Settlement, said: StatementAnswer, *, phrase: Phrase) -> PartnerAnswer:
    """Keep what the partner says of the statement (its lines loaded); a dispute asks whoever made the link.

    Refused a second time, unless it says the same, once it is paid, without a name, for a dispute that says nothing,
    and for a confirmation with remarks on lines. Remarks on what is no line of this statement are not kept.
    """
    if link.answered_at is not None:
        return _first_answer(link, settlement, said)
    if settlement.status == "paid":
        raise Refused(Text("This settlement is paid: nothing is left to confirm."))
    if not said.name:
        raise Refused(Text("Enter your name."), "name")
    if said.verdict not in rules.VERDICTS:
        raise Refused(Text("Choose one."))
    own = {line.sale_id for line in settlement.lines}
    lines = {id: note for id, note in said.lines.items() if note and id in own}
    if said.verdict == rules.DISPUTED and not (said.note or lines):
        raise Refused(Text("Say what is wrong: in the note, or beside a line."), "note")
    if said.verdict == rules.CONFIRMED and lines:
        raise Refused(Text("You wrote what is wrong with a line. Dispute the statement, or delete that."), "note")
    made = PartnerAnswer(
        settlement_id=settlement.id, link_id=link.id, name=said.name, verdict=said.verdict, note=said.note,
        lines=[DisputedSale(settlement_id=settlement.id, sale_id=id, note=note) for id, note in lines.items()],
    )  # fmt: skip
    with action(rules.ANSWERED, by=None):
        link.answered_at = clock.now()
        if said.verdict == rules.DISPUTED:
            made.task_id = _ask(link, settlement.showroom_id, phrase)
        db.session.add(made)
    return made


def _first_answer(link: PartnerLink, settlement: Settlement, said: StatementAnswer) -> PartnerAnswer:
    """The answer that came by a link, for whoever sends the very same again (a button pressed twice)."""
    kept = queries.answer_by(link.id)
    if kept is None:
        raise Refused(Text("This statement was answered by this link already."))
    lines = {id: note for id, note in said.lines.items() if note}
    same = (kept.name, kept.verdict, kept.note, {each.sale_id: each.note for each in kept.lines})
    if same == (said.name, said.verdict, said.note, lines):
        return kept
    raise Refused(
        Text(
            "Somebody answered by this link already: %(verdict)s, %(moment)s. What you sent now was not kept.",
            verdict=Text(rules.VERDICTS[kept.verdict]), moment=_told_at(kept.said_at, settlement.showroom_id),
        )
    )  # fmt: skip


def _told_at(moment: datetime, showroom_id: int) -> datetime:
    """A moment by the clock of the place of a showroom, without its zone, as sentences take it."""
    return clock.local(moment, queries.clock_of(showroom_id)).replace(tzinfo=None)


def send_count(
    link: PartnerLink, showroom: Showroom, counted: Mapping[int, int], *, name: str, note: str = "", phrase: Phrase
) -> PartnerCount:
    """Keep what the partner counted, {exhibit: pieces}, of exhibits of this showroom; it asks whoever made the link.

    What was archived while it was counted is kept, too. Refused a second time, unless it says the same, without a
    name, and where nothing was counted.
    """
    if link.counted_at is not None:
        return _first_count(link, counted, name, note)
    if not name:
        raise Refused(Text("Enter your name."), "name")
    known = queries.shelf(showroom.id, user=None, language=link.language)
    shown = {row.exhibit.id for row in (*known, *queries.gone_of(showroom.id, counted, link.language))}
    found = {id: number for id, number in counted.items() if id in shown}
    if not found:
        raise Refused(Text("Enter how many pieces stand there, of one exhibit at least."))
    for id, number in found.items():
        if not 0 <= number <= MOST:
            raise Refused(Text("Enter how many pieces."), f"quantity_{id}")
    made = PartnerCount(
        showroom_id=showroom.id, link_id=link.id, name=name, note=note,
        day=clock.local(clock.now(), showroom.place.timezone).date(),
        lines=[CountedExhibit(exhibit_id=id, quantity=number) for id, number in found.items()],
    )  # fmt: skip
    with action(rules.COUNT_SENT, by=None):
        link.counted_at = clock.now()
        made.task_id = _ask(link, showroom.id, phrase)
        db.session.add(made)
    return made


def _first_count(link: PartnerLink, counted: Mapping[int, int], name: str, note: str) -> PartnerCount:
    """The count that came by a link, for whoever sends the very same again."""
    kept = queries.count_by(link.id)
    if kept is None:
        raise Refused(Text("The shelf was counted by this link already."))
    same = (kept.name, kept.note, {each.exhibit_id: each.quantity for each in kept.lines})
    if same == (name, note, dict(counted)):
        return kept
    raise Refused(
        Text(
            "Somebody counted by this link already: %(moment)s. What you sent now was not kept.",
            moment=_told_at(kept.said_at, kept.showroom_id),
        )
    )


def _ask(link: PartnerLink, showroom_id: int, phrase: Phrase) -> int | None:
    """A task of today for whoever made the link, else for the coordinator whose account is the oldest; its number. None
    where nobody of them is left: what the partner says is kept all the same."""
    owner = users.still_here(link.owner_id) or users.first_of(Role.COORDINATOR)
    if owner is None:
        return None
    task = tasks.add(
        text=phrase(owner.language), due_on=clock.today(owner.timezone), owner_id=owner.id,
        record=(SHOWROOM, showroom_id), internal=True, by=None,
    )  # fmt: skip
    return task.id


def _done(task_id: int | None, by: Actor | None) -> None:
    task = db.session.get(Task, task_id) if task_id is not None else None
    if task is not None and task.status == "open":
        tasks.complete(task, by=by)


# ------------------------------------------------------------------ what the office makes of it


def reply(answered: PartnerAnswer, text: str, *, by: Actor) -> None:
    """Answer a dispute: the settlement can go on. Refused without a text, and for what is no open dispute."""
    if not answered.is_open:
        raise Refused(Text("This is no open dispute."))
    if not text:
        raise Refused(Text("Enter what you answer."), "reply")
    with action(rules.REPLIED, by=by):
        answered.reply, answered.replied_at, answered.replied_by_id = text, clock.now(), by.id
    _done(answered.task_id, by)


def take_count(count: PartnerCount, causes: Mapping[Exhibit, Count], *, by: Actor) -> int:
    """Make the partner's count one of the showroom, of its day: each difference is adjusted. How many there were.

    `causes` tells why each exhibit differs; the pieces are always those that the partner counted. What was counted or
    adjusted after it is left out: the book has heard a later word on it; so is what is archived. Refusals as for
    `count`, and for one that was decided already.
    """
    _must_wait(count)
    counted, later, since = {}, queries.counted_later(count), queries.recorded_since(count)
    book = queries.held_on([line.exhibit_id for line in count.lines], count.day)
    for line in count.lines:
        if line.exhibit_id in later or line.exhibit.archived_at is not None:
            continue
        told = causes.get(line.exhibit, Count(line.quantity))
        counted[line.exhibit] = Count(line.quantity, told.cause, told.reason, since.get(line.exhibit_id, ()))
    number = count_shelf(counted, count.day, by=by)
    with action(rules.COUNT_TAKEN, by=by):
        _keep(count, book, since, counted)
        _decide(count, rules.TAKEN, by)
    return number


def refuse_count(count: PartnerCount, reason: str, *, by: Actor) -> None:
    """Do not take a count over; it stays on record with the reason. Refused without one."""
    _must_wait(count)
    if not reason:
        raise Refused(Text("Enter the reason."), "reason")
    book = queries.held_on([line.exhibit_id for line in count.lines], count.day)
    with action(rules.COUNT_REFUSED, by=by):
        _keep(count, book, queries.recorded_since(count), {})
        count.reason = reason
        _decide(count, rules.REFUSED, by)


def _keep(
    count: PartnerCount, book: Mapping[int, int], since: Mapping[int, Sequence[int]], taken: Mapping[Exhibit, Count]
) -> None:
    """Write with the count what the book said before it was decided, why it differed, and what was adjusted."""
    told = {row.id: each for row, each in taken.items()}
    for line in count.lines:
        line.book = book[line.exhibit_id]
        line.differs_by = stock.difference(line.quantity, line.book, since.get(line.exhibit_id, ()))
        line.adjusted = line.differs_by if line.exhibit_id in told else 0
        if line.adjusted:
            line.cause, line.cause_note = told[line.exhibit_id].cause, told[line.exhibit_id].reason


def _must_wait(count: PartnerCount) -> None:
    if count.state != rules.WAITING:
        raise Refused(Text("This has been decided already."))


def _decide(count: PartnerCount, state: str, by: Actor) -> None:
    count.state, count.decided_at, count.decided_by_id = state, clock.now(), by.id
    _done(count.task_id, by)
