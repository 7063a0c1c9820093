"""What a pasted list made and changed, noted so that it can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from crm.activities.models import Participant
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.travel import queries as travel_queries

#: What tells whether a delegate is still as the list left them; their place in the order is not among it.
TOLD: Final = ("organisation_id", "role", "status", "title_snapshot")


@dataclass
class RosterJournal:
    """What a list made and changed, by ids; versions are noted when all is written."""

    organisations: list[int] = field(default_factory=list)
    names: dict[int, list[int]] = field(default_factory=dict)  #: {organisation: names added}
    called: dict[int, list[list[Any]]] = field(default_factory=dict)  #: {organisation: [[name, kind, main] before]}
    people: list[int] = field(default_factory=list)
    filled: dict[int, dict[str, Any]] = field(default_factory=dict)  #: {person: {"added": …, "titles": …}}
    parts: list[int] = field(default_factory=list)
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)  #: {participant: what stood before}
    travel: dict[int, list[str]] = field(default_factory=dict)  #: {participant: details filled}

    def fill(self, person_id: int, added: Mapping[str, Sequence[int]], **changed: list[list[Any]]) -> None:
        """Note what was added to somebody and changed of them; two lines may tell of one person."""
        told = self.filled.setdefault(person_id, {"added": {}, "titles": [], "readings": [], "kinds": []})
        for table, ids in added.items():
            told["added"].setdefault(table, []).extend(ids)
        for name, rows in changed.items():
            told[name] += rows


def written(journal: RosterJournal) -> dict[str, Any]:
    """The journal as JSON, with the versions that the records have now."""
    people = [*journal.people, *journal.filled]
    firms = [*journal.organisations, *journal.names]
    parts = [*journal.parts, *journal.changed]
    return {
        "organisations": journal.organisations,
        "names": {str(id): rows for id, rows in journal.names.items()},
        "called": {str(id): before for id, before in journal.called.items()},
        "people": journal.people,
        "filled": {str(id): told for id, told in journal.filled.items()},
        "parts": journal.parts,
        "changed": {str(id): told for id, told in journal.changed.items()},
        "travel": {str(id): names for id, names in journal.travel.items()},
        "versions": {"people": _versions(Person, people), "organisations": _versions(Organisation, firms)},
        "left": {str(id): state(db.session.get_one(Participant, id)) for id in parts},
        "sealed": {str(id): _sealed(id) for id in journal.travel},
    }


def _versions(model: type[Person] | type[Organisation], ids: Sequence[int]) -> dict[str, int]:
    rows = db.session.execute(select(model.id, model.version).where(model.id.in_(ids)))
    return {str(id): version for id, version in rows}


def _sealed(participant_id: int) -> int:
    kept = travel_queries.of_participant(participant_id)
    return kept.version if kept is not None else 0


def state(part: Participant) -> dict[str, Any]:
    """What a delegate is like, as far as a list tells it."""
    return {name: getattr(part, name) for name in TOLD}
