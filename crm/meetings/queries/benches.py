"""Who sat on a side of a meeting, by the organisation that they spoke for."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.contacts.rules import BY_TITLE, rank_of
from crm.meetings import rules
from crm.meetings.models import Attendee, Meeting


@dataclass(frozen=True)
class Bench:
    """Those of one side who spoke for one organisation: theirs by rank of title, ours as they were noted."""

    organisation: Organisation | None
    is_office: bool  #: our own office; without it and without an organisation nobody has told whom they spoke for
    seats: Sequence[Attendee]

    @property
    def called(self) -> str:
        """What the organisation was called then, as it was noted; "" where nobody noted it."""
        return next((seat.organisation_snapshot for seat in self.seats if seat.organisation_id), "")


def benches(meeting: Meeting, side: str) -> list[Bench]:
    """Whose side it is comes first: the counterpart, the firm of ours whose talk it is, else our office.

    Whoever spoke for another body stands under that one; our office heads its own people alone. The attendees and
    their organisations must be loaded.
    """
    main = meeting.organisation if side == rules.THEIRS else meeting.our_organisation
    seats = [seat for seat in meeting.attendees if seat.side == side]
    if side == rules.THEIRS:  # ours have an order of protocol
        seats.sort(key=lambda seat: rank_of(BY_TITLE, seat.title_snapshot))
    bodies: dict[int, Organisation] = {}
    found: dict[int | None, list[Attendee]] = {}
    untold: list[Attendee] = []
    for seat in seats:
        body = seat.organisation
        if body is None and main is None:
            untold.append(seat)
        elif body is None or (main is None and contacts.is_our_office(body)) or body is main:
            found.setdefault(None, []).append(seat)
        else:
            bodies[body.id] = body
            found.setdefault(body.id, []).append(seat)
    first = found.pop(None, [])
    told = [Bench(main, main is None, first)] if first or main is not None or not seats else []
    told += [Bench(bodies[id], False, sitting) for id, sitting in found.items() if id is not None]
    return [*told, Bench(None, False, untold)] if untold else told
