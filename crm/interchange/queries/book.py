"""Who is in the book already: the ladder of INV-C2 for hundreds of rows at a time, with few queries.

Names are kept as 64-bit hashes in flat arrays: 200,000 people with their readings take some 10 MB. Everything else is
asked for by the chunk.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from crm.contacts import rules as contacts
from crm.contacts.models import Affiliation, ContactPoint, Organisation, OrganisationName, Person, PersonName
from crm.contacts.queries import returning
from crm.core.database import db
from crm.core.names import search_key
from crm.core.texts import Text
from crm.interchange import rules
from crm.interchange.models import ImportBatch, ImportRow
from crm.interchange.rules import cells
from crm.interchange.rules.calling import another, called, same_family
from crm.interchange.rules.drafts import RowDraft
from crm.jobs.rules import pack

#: Values in one IN list: what both databases take with a margin.
SOME = 500
#: Names of new records that are kept in the dictionary before they move into the arrays.
LATER = 20_000
_IDENTIFYING = ("email", "mobile")
SEVERAL = Text("Several people have this e-mail address.")


@dataclass(frozen=True)
class RowMatch:
    """Whom a row means: `status`, the record if there is one, and why."""

    status: str
    record_id: int | None = None
    reason: Text | None = None


#: Told of a row that becomes a new record; gives the record's id, or None when none is to be made.
Makes = Callable[[RowDraft, RowMatch], int | None]


class Names:
    """Which records have a name: hashes of folded names in two flat arrays, and what came later in a dictionary."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        hashes, ids = array("q"), array("q")
        for key, id in pairs:
            hashes.append(hash(key))
            ids.append(id)
        self._later: dict[int, list[int]] = {}
        self._sort(hashes, ids)

    def _sort(self, hashes: "array[int]", ids: "array[int]") -> None:
        order = sorted(range(len(hashes)), key=hashes.__getitem__)
        self._hashes = array("q", (hashes[place] for place in order))
        self._ids = array("q", (ids[place] for place in order))

    def add(self, key: str, id: int) -> None:
        """A record that was just made."""
        self._later.setdefault(hash(key), []).append(id)
        if len(self._later) >= LATER:
            pairs = [(word, id) for word, ids in self._later.items() for id in ids]
            self._later = {}
            self._sort(
                self._hashes + array("q", (word for word, _ in pairs)), self._ids + array("q", (id for _, id in pairs))
            )

    def of(self, key: str) -> list[int]:
        """The records of a name, each once, the oldest first."""
        wanted, found = hash(key), []
        place = bisect_left(self._hashes, wanted)
        while place < len(self._hashes) and self._hashes[place] == wanted:
            found.append(self._ids[place])
            place += 1
        return list(dict.fromkeys([*sorted(found), *self._later.get(wanted, ())]))


@dataclass
class _Chunk:
    """What the database knows about one chunk of rows."""

    reached: dict[tuple[str, str], list[int]] = field(default_factory=dict)  #: (kind, comparable) → people
    called: dict[int, set[int]] = field(default_factory=dict)  #: person → their names as numbers
    posts: dict[int, set[int]] = field(default_factory=dict)  #: person → organisations
    repeated: dict[str, int] = field(default_factory=dict)  #: digest → record of an earlier import


class Book:
    """The contacts as an import sees them, and what it has added to them meanwhile."""

    def __init__(self, kind: str, *, writing: bool) -> None:
        """`writing`: what it adds stands in the database after each chunk, and need not be remembered here."""
        self.kind, self._writing = kind, writing
        self.organisations = Names(_organisation_names())
        self.people = Names(_people_names()) if kind == "people" else Names(())
        self.fresh: set[int] = set()  #: records made by this import
        self._digests: dict[str, int] = {}  #: of rows of this file
        self._points: dict[int, int] = {}  #: hash of (kind, comparable) → person made by this import
        self._called: dict[int, int] = {}  #: person made by this import → their name as a number
        self._posts: dict[int, int] = {}  #: person made by this import → organisation

    # ------------------------------------------------------------------ looking

    def matches(self, drafts: Sequence[RowDraft], made: Makes) -> Iterator[tuple[RowDraft, RowMatch]]:
        """Each row with whom it means. `made` is told of every row that becomes a new record, and gives its id."""
        if self._writing:
            for memory in (self.fresh, self._digests, self._points, self._called, self._posts):
                memory.clear()
        chunk = self._asked(drafts)
        for draft in drafts:
            match = self._match(draft, chunk)
            if match.status in (rules.NEW, rules.DUPLICATE):
                id = made(draft, match)
                match = RowMatch(match.status, id, match.reason)
                if id is not None:
                    self._remember(draft, id)
            if draft.error is None and match.record_id is not None:
                self._digests[draft.digest] = match.record_id
            yield draft, match

    def employer(self, draft: RowDraft) -> int | None:
        """The organisation that a row names, when it is known."""
        found = self.organisations.of(draft.organisation["key"]) if draft.organisation else []
        return found[0] if found else None

    def _match(self, draft: RowDraft, chunk: _Chunk) -> RowMatch:
        if draft.error is not None:
            return RowMatch(rules.REJECTED)
        if returning.are_erased([comparable for _kind, _typed, comparable in draft.points]):
            draft.error = pack(returning.ERASED)
            return RowMatch(rules.REJECTED)
        repeated = self._digests.get(draft.digest) or chunk.repeated.get(draft.digest)
        if repeated is not None:
            return RowMatch(rules.SAME, repeated)
        return self._person(draft, chunk) if self.kind == "people" else self._organisation(draft)

    def _organisation(self, draft: RowDraft) -> RowMatch:
        found = self.organisations.of(draft.key)
        if not found:
            return RowMatch(rules.NEW)
        if len(found) == 1:
            return RowMatch(rules.UPDATED, found[0], contacts.SAME_NAME)
        return RowMatch(rules.DUPLICATE, None, contacts.SAME_NAME)

    def _person(self, draft: RowDraft, chunk: _Chunk) -> RowMatch:
        named, own = self.people.of(draft.key), called_in(draft)
        sharing = False
        for kind in _IDENTIFYING:
            found = self._reached(draft, kind, chunk)
            if kind == "mobile":
                found = [
                    id
                    for id in found
                    if id in named or any(same_family(own, theirs) for theirs in self._called_of(id, chunk))
                ]
            elif len(found) == 1 and found[0] not in named and another(own, self._called_of(found[0], chunk)):
                sharing, found = True, []
            if len(found) > 1:
                found = [id for id in found if id in named] or found
            if len(found) == 1:
                reason = contacts.SAME_EMAIL if kind == "email" else contacts.SAME_MOBILE_AND_FAMILY
                return RowMatch(rules.UPDATED, found[0], reason)
            if found:
                return RowMatch(rules.DUPLICATE, None, SEVERAL)
        employer = self.employer(draft)
        if employer is not None and not cells.replaced(draft.name["full"]):
            colleagues = [id for id in named if employer in self._posts_of(id, chunk)]
            if len(colleagues) == 1:
                return RowMatch(rules.UPDATED, colleagues[0], contacts.SAME_POST)
        if named:
            return RowMatch(rules.DUPLICATE, None, contacts.SAME_NAME)
        return RowMatch(rules.DUPLICATE, None, contacts.SAME_EMAIL) if sharing else RowMatch(rules.NEW)

    def _reached(self, draft: RowDraft, kind: str, chunk: _Chunk) -> list[int]:
        found: dict[int, None] = {}
        for sort, _, value in draft.points:
            if sort == kind and not contacts.is_shared(sort, value):
                found |= dict.fromkeys(chunk.reached.get((sort, value), ()))
                own = self._points.get(hash((sort, value)))
                found |= {} if own is None else {own: None}
        return list(found)

    def _called_of(self, id: int, chunk: _Chunk) -> set[int]:
        own = self._called.get(id)
        return {own} if own is not None else chunk.called.get(id, set())

    def _posts_of(self, id: int, chunk: _Chunk) -> set[int]:
        own = self._posts.get(id)
        return {own} if own is not None else chunk.posts.get(id, set())

    def _remember(self, draft: RowDraft, id: int) -> None:
        self.fresh.add(id)
        if self.kind == "organisations":
            self.organisations.add(draft.key, id)
            return
        self.people.add(draft.key, id)
        self._called[id] = called_in(draft)
        for kind, _, value in draft.points:
            if kind in _IDENTIFYING and not contacts.is_shared(kind, value):
                self._points.setdefault(hash((kind, value)), id)
        employer = self.employer(draft)
        if employer is not None:
            self._posts[id] = employer

    # ------------------------------------------------------------------ asking

    def _asked(self, drafts: Sequence[RowDraft]) -> _Chunk:
        chunk = _Chunk()
        sound = [draft for draft in drafts if draft.error is None]
        chunk.repeated = _repeated(self.kind, [draft.digest for draft in sound])
        if self.kind != "people":
            return chunk
        values = {
            (kind, value)
            for draft in sound
            for kind, _, value in draft.points
            if kind in _IDENTIFYING and not contacts.is_shared(kind, value)
        }
        chunk.reached = _reached_by(values)
        chunk.called = _called({id for ids in chunk.reached.values() for id in ids})
        namesakes = {id for draft in sound for id in self.people.of(draft.key) if id not in self.fresh}
        chunk.posts = _posts(namesakes)
        return chunk


def called_in(draft: RowDraft) -> int:
    """The name of a row as a number."""
    return called(draft.name["full"], draft.name.get("family", ""), draft.name.get("given", ""))


def _organisation_names() -> Iterator[tuple[str, int]]:
    statement = (
        select(OrganisationName.text, OrganisationName.organisation_id)
        .join(Organisation, Organisation.id == OrganisationName.organisation_id)
        .where(Organisation.archived_at.is_(None))
        .execution_options(yield_per=2000)
    )
    for text, id in db.session.execute(statement):
        yield search_key(text), id


def _people_names() -> Iterator[tuple[str, int]]:
    statement = select(Person.search_key, Person.id).where(Person.archived_at.is_(None))
    for keys, id in db.session.execute(statement.execution_options(yield_per=2000)):
        for key in keys.split(" "):
            yield key, id


def names_of(organisation_ids: Collection[int]) -> dict[int, list[str]]:
    """What organisations are called, and how that sounds: their people are found by it, too."""
    columns = (OrganisationName.text, OrganisationName.reading, OrganisationName.language)
    found: dict[int, list[str]] = {}
    for some in _parts(organisation_ids):
        statement = select(OrganisationName.organisation_id, *columns).where(OrganisationName.organisation_id.in_(some))
        for id, text, reading, language in db.session.execute(statement.order_by(OrganisationName.id)):
            spoken = contacts.sounds(text, reading, language, person=False)
            found.setdefault(id, []).extend(filter(None, (text, reading, *spoken)))
    return found


def _parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    listed = list(values)
    for start in range(0, len(listed), SOME):
        yield listed[start : start + SOME]


def _reached_by(values: set[tuple[str, str]]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for some in _parts(sorted({value for _, value in values})):
        statement = (
            select(ContactPoint.kind, ContactPoint.normalised, ContactPoint.person_id)
            .join(Person, Person.id == ContactPoint.person_id)
            .where(ContactPoint.normalised.in_(some), Person.archived_at.is_(None))
        )
        for kind, value, id in db.session.execute(statement):
            if (kind, value) in values and id is not None and id not in found.setdefault((kind, value), []):
                found[kind, value].append(id)
    return found


def _called(ids: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    columns = (PersonName.person_id, PersonName.full, PersonName.family, PersonName.given)
    for some in _parts(ids):
        for id, full, family, given in db.session.execute(select(*columns).where(PersonName.person_id.in_(some))):
            found.setdefault(id, set()).add(called(full, family, given))
    return found


def _posts(ids: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for some in _parts(ids):
        statement = select(Affiliation.person_id, Affiliation.organisation_id).where(Affiliation.person_id.in_(some))
        for id, organisation_id in db.session.execute(statement):
            found.setdefault(id, set()).add(organisation_id)
    return found


def _repeated(kind: str, digests: Sequence[str]) -> dict[str, int]:
    """{digest: record} of rows that an earlier import took and that still stand."""
    model = Person if kind == "people" else Organisation
    found: dict[str, int] = {}
    for some in _parts(digests):
        statement = (
            select(ImportRow.digest, ImportRow.record_id)
            .join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
            .join(model, model.id == ImportRow.record_id)
            .where(ImportRow.digest.in_(some), ImportRow.undone != "undone", ImportBatch.kind == kind)
            .where(model.archived_at.is_(None))
        )
        found |= {digest: id for digest, id in db.session.execute(statement) if id is not None}
    return found
