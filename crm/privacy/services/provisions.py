"""Noting what was given to a third party, or received from one."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from crm.activities import queries as activities
from crm.audit.services import action
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.inserting import insert_rows
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.lists.queries.giving import Given, ToldOf
from crm.privacy import rules
from crm.privacy.models import Provision, ProvisionPerson
from crm.privacy.queries import HeldBack, Sharing, already_given, at_tables, grounds_of


@dataclass(frozen=True)
class ProvisionInput:
    """What is told of one provision."""

    provided_on: date
    other: str
    items: str
    direction: str = rules.OUT
    country: str = ""
    scope: str = ""
    basis: str = ""
    grounds: Mapping[str, int] = field(default_factory=dict)
    file_name: str = ""
    sha256: str = ""
    reason: str = ""
    note: str = ""
    activity_id: int | None = None
    organisation_id: int | None = None  #: of the contacts, that `other` names


def provide(said: ProvisionInput, people: Collection[int], *, strangers: int = 0, by: Actor | None) -> Provision:
    """Note what went to whom, or came from whom, of which people, and of how many who are not in the contacts. Refused
    without anybody to give it to, and for a day to come."""
    if not said.other.strip():
        raise Refused(Text("Say to whom it goes, or from whom it came."), "other")
    if said.provided_on > here.today():
        raise Refused(Text("This date is in the future."), "provided_on")
    made = Provision(
        provided_on=said.provided_on, direction=said.direction, other=said.other, country=said.country,
        items=said.items[: rules.ITEMS_LIMIT], scope=said.scope, basis=said.basis, grounds=dict(said.grounds),
        people_count=len(set(people)) + strangers, file_name=said.file_name, sha256=said.sha256,
        reason=said.reason, note=said.note, activity_id=said.activity_id,
        organisation_id=said.organisation_id,
    )  # fmt: skip
    with action(rules.PROVIDED, by=by):
        db.session.add(made)
        db.session.flush()
        rows = [{"provision_id": made.id, "person_id": id} for id in sorted(set(people))]
        insert_rows(ProvisionPerson.__tablename__, rows)
    return made


def note_paper(
    named: Sharing,
    *,
    other: str,
    country: str,
    items: str,
    on: date,
    activity_id: int,
    by: Actor | None,
    note: str = "",
    file: tuple[str, bytes] | None = None,
) -> Provision | None:
    """Note that a paper of a mission went to somebody outside: of whom it tells, and as which file (name, bytes). None
    where it tells of nobody; the same paper of the same people on the same day is one entry."""
    people = {each.person.id for each in named.people}
    if not people:
        return None
    grounds = Counter(rules.ground(each.standings[named.scope]) for each in named.people)
    name, content = file or ("", b"")
    said = ProvisionInput(
        on, other, items, country=country, scope=named.scope, basis=_basis(grounds), grounds=grounds,
        file_name=name, sha256=sha256(content).hexdigest() if content else "", note=note, activity_id=activity_id,
    )  # fmt: skip
    earlier = already_given(on, said.other, said.items, activity_id=activity_id, people=people)
    return earlier or provide(said, people, by=by)


def _basis(grounds: Mapping[str, int]) -> str:
    """The basis on which all of them rest, where there is one."""
    return next(iter(grounds)) if len(grounds) == 1 and set(grounds) <= set(rules.BASES) else ""


def note_tables(
    activity_id: int, people: Collection[int], *, other: str, items: str, content: bytes, by: Actor | None
) -> None:  # fmt: skip
    """Note that sheets of matching tables were printed for those who sit there."""
    *_first, named = at_tables(activity_id, people)
    there = activities.place_of(activity_id).country
    note_paper(
        named, other=other, country=there, items=items, on=here.today(), activity_id=activity_id, by=by,
        file=(items, content),
    )  # fmt: skip


def check_list(held: HeldBack, *, overrides: bool, reason: str, unasked: bool) -> None:
    """Refused while a list would give away somebody who may not be given: nobody is left out unless whoever exports
    filters them out. An administrator goes past it, with a reason, but not past a stop of use. Whom nobody asked goes
    along only when whoever exports was told who that is (`unasked`)."""
    if held.waits:
        _check_waiting(held, overrides=overrides, reason=reason)
    if held.open and not unasked:
        raise Refused(
            Text(
                "Nothing was exported yet: nobody asked %(number)s of the people in it (%(names)s). Tick this to take "
                "them along, or filter the list by consent.",
                number=len(held.open), names=rules.told(held.open),
            ),
            "unasked",
        )  # fmt: skip


def _check_waiting(held: HeldBack, *, overrides: bool, reason: str) -> None:
    if held.stopped:
        raise Refused(
            Text(
                "Nothing was exported: a stop of use holds for %(names)s. No reason goes past that. Filter the list by "
                "consent, or have the stop lifted.",
                names=rules.told(held.stopped),
            ),
            "given_to",
        )
    if overrides and reason.strip():
        return
    raise Refused(
        Text(
            "Nothing was exported: %(refused)s said no, %(unasked)s did not say yes (%(names)s). Filter the list by "
            "consent, or have an administrator decide.",
            refused=len(held.refused), unasked=len(held.unasked), names=rules.told([*held.refused, *held.unasked]),
        ),
        "given_to",
    )  # fmt: skip


def note_list(given: Given, found: ToldOf, *, by: Actor) -> None:
    """Note a list that somebody else gets: which data of whom, as which file, and on what it rests for how many."""
    to = given.towards
    grounds = grounds_of(found, to.scope, to.country)
    told = ProvisionInput(
        here.today(), to.name, given.columns, country=to.country, scope=to.scope,
        basis=_basis(grounds), grounds=grounds, file_name=given.file_name, sha256=given.sha256,
        reason=to.reason, note=given.list_title,
    )  # fmt: skip
    provide(told, found.people, strangers=len(found.leads), by=by)
