"""What happens to travel details: told, looked at, printed, erased, purged a month after the mission."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crm.activities.models import Participant
from crm.audit.rules import Verb
from crm.audit.services import action, note_made
from crm.core import clock
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.office import queries as offices
from crm.travel import queries, rules
from crm.travel.models import TravelDetail, seal
from crm.travel.queries import TravelSheet
from crm.travel.rules import Details

#: Told at a purge which activities were over long enough: forgets what it keeps of their travel details, in the
#: same transaction, and returns the names under which files lie that must go once it is committed.
Forgetter = Callable[[Collection[int]], Sequence[str]]
_forgetters: list[Forgetter] = []


@dataclass(frozen=True)
class Purge:
    """What a purge found, or did: how many delegates of which activities; which files must still be deleted."""

    delegates: int
    activity_ids: Sequence[int]
    files: Sequence[str] = ()
    held: int = 0  #: delegates whose details a legal hold keeps


def also_forget(forgetter: Forgetter) -> None:
    """Have a purge tell `forgetter`, too. The app factory calls this; a second time changes nothing."""
    if forgetter not in _forgetters:
        _forgetters.append(forgetter)


def write(part: Participant, details: Details, *, by: Actor | None) -> TravelDetail:
    """Keep what was told about a delegate. The log learns which details changed, never what they say.

    Refused for what cannot be true, and for a room mate who is not in the delegation.
    """
    wanted = replace(
        details,
        passport_number=rules.cleaned_number(details.passport_number),
        passport_name=rules.cleaned_name(details.passport_name),
    ).saying({})
    wrong = rules.fault(wanted, clock.now().date())
    if wrong is not None:
        raise Refused(wrong[1], wrong[0])
    _check_room_mate(part, wanted)
    kept = queries.of_participant(part.id)
    before = kept.details if kept is not None else Details()
    changed = before.changed(wanted)
    with action(rules.CHANGED, by=by):
        if kept is None:
            kept = TravelDetail(participant_id=part.id, activity_id=part.activity_id, sealed=seal(wanted))
            db.session.add(kept)
            db.session.flush()
        elif changed:
            kept.sealed = seal(wanted)
        if changed:
            _tell(kept, changed)
    return kept


def say(
    details: Collection[TravelDetail], wordings: Mapping[str, Mapping[str, str | None]], *, by: Actor | None
) -> None:
    """Keep what typed texts say in further languages, {text: {language: wording}}, beside each of them, sealed alike.

    "" says that a text stays as it is there, None that nobody has told. The log learns of which details in which
    language, never what they say.
    """
    with action(rules.CHANGED, by=by):
        for row in details:
            before = row.details
            wanted = before.saying(wordings)
            if changed := before.changed(wanted):
                row.sealed = seal(wanted)
                _tell(row, changed)


def _check_room_mate(part: Participant, details: Details) -> None:
    if details.room_mate is None:
        return
    mate = db.session.get(Participant, details.room_mate)
    if mate is None or mate.activity_id != part.activity_id or mate.id == part.id:
        raise Refused(Text("Choose one from the list."), "room_mate")


def _tell(detail: TravelDetail, changed: Sequence[str] = ()) -> None:
    """An entry that names the delegate by number and the details by their names."""
    told = TravelDetail(id=detail.id, participant_id=detail.participant_id, activity_id=detail.activity_id)
    note_made(told, {"participant_id": str(detail.participant_id), "details": ", ".join(changed)})


def seen(sheets: Collection[TravelSheet], *, by: Actor | None) -> None:
    """Note in the log that somebody looked at the details of these delegates."""
    _note([sheet.detail for sheet in sheets if sheet.detail is not None], rules.SEEN, by)


def printed(details: Sequence[TravelDetail], *, by: Actor | None) -> None:
    """Note in the log that the details of these delegates were printed."""
    _note(details, rules.PRINTED, by)


def _note(details: Sequence[TravelDetail], verb: Verb, by: Actor | None) -> None:
    if details:
        with action(verb, by=by):
            for detail in details:
                _tell(detail)


def erase(detail: TravelDetail, *, by: Actor | None) -> None:
    """Forget a delegate's travel details for good. Refused for somebody whom a legal hold stands for."""
    if detail.participant_id in queries.held():
        raise Refused(Text("A legal hold stands for this person: nothing is erased until it is lifted."))
    with action(rules.ERASED, by=by):
        db.session.delete(detail)


def purge(*, dry: bool = False, now: datetime | None = None) -> Purge:
    """Delete the travel details of missions that were over a month ago, and what else holds them.

    What is of somebody whom a legal hold stands for stays, and so does all that was printed of their mission, or waits
    as an application for it. With `dry` nothing is written. The files that the answer names are the caller's to delete
    after the commit.
    """
    before = (now or clock.now()) - timedelta(days=offices.term("travel"))
    overdue, parts = queries.overdue(before), queries.held()
    found = [line for line in overdue if line.detail.participant_id not in parts]
    over, held = sorted({line.detail.activity_id for line in found}), len(overdue) - len(found)
    if dry:
        return Purge(len(found), over, held=held)
    with action(rules.PURGED, by=None):
        for line in found:
            db.session.delete(line.detail)
        ids = [id for id in queries.over_before(before) if id not in parts.values()]
        files = [name for forgetter in _forgetters for name in forgetter(ids)]
    return Purge(len(found), over, files, held)
