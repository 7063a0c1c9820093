"""The queue: pairs that may be one, and what was merged, with everything their lines show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Organisation, Person
from crm.contacts.rules import PersonNameInput
from crm.core import paging
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.names import search_key
from crm.core.permissions import Actor
from crm.merging import rules
from crm.merging.models import Merge, MergeCandidate
from crm.merging.queries import merges, weights
from crm.merging.queries.screen import Contact

ORDER = (paging.OrderColumn(MergeCandidate.score, descending=True), paging.OrderColumn(MergeCandidate.id))
LATEST = (paging.OrderColumn(Merge.id, descending=True),)
#: Records offered to merge one with.
MOST = 20
MODELS: Mapping[str, type[Contact]] = {rules.PEOPLE: Person, rules.ORGANISATIONS: Organisation}


@dataclass(frozen=True)
class PairLine:
    """A line of the queue."""

    pair: MergeCandidate
    left: Contact
    right: Contact


@dataclass(frozen=True)
class MergeLine:
    """A line of what was merged. `survivor` is None when it was archived or merged since."""

    merge: Merge
    survivor: Contact | None
    loser_name: str
    undoable: bool


def one(id: int, *, user: Actor) -> MergeCandidate:
    """A pair whose records are both there; NotVisible otherwise."""
    pair = db.session.get(MergeCandidate, id)
    if pair is None or len(_by_id(pair.kind, (pair.low_id, pair.high_id), user)) != 2:
        raise NotVisible
    return pair


def queue(kind: str, state: str, *, user: Actor, cursor: str | None = None) -> paging.Page[PairLine]:
    """A page of the pairs in one state, the likeliest first; pairs of which one is gone do not show."""
    wanted = _alive(kind, user).where(MergeCandidate.state == state)
    found: paging.Page[MergeCandidate] = paging.page(wanted, ORDER, cursor)
    people = _by_id(kind, [id for pair in found.rows for id in (pair.low_id, pair.high_id)], user)
    lines = [PairLine(pair, people[pair.low_id], people[pair.high_id]) for pair in found.rows]
    return _page(found, lines)


def counts(kind: str, *, user: Actor) -> dict[str, int]:
    """{state: number of pairs}, and how many merges can be seen."""
    number = func.count().label("number")
    alive = _alive(kind, user).with_only_columns(MergeCandidate.state, number).group_by(MergeCandidate.state)
    found = {row.state: row.number for row in db.session.execute(alive)}
    merged = db.session.scalar(select(func.count()).select_from(Merge).where(Merge.kind == kind)) or 0
    return {rules.OPEN: 0, rules.NOT_DUPLICATE: 0} | found | {rules.SETTLED: merged}


def merged(kind: str, _state: str, *, user: Actor, cursor: str | None = None) -> paging.Page[MergeLine]:
    """A page of the merges, the latest first."""
    found: paging.Page[Merge] = paging.page(select(Merge).where(Merge.kind == kind), LATEST, cursor)
    alive = _by_id(kind, [merge.survivor_id for merge in found.rows], user)
    keys = merges.subject_keys(found.rows)
    lines = [
        MergeLine(
            merge,
            alive.get(merge.survivor_id),
            merges.content(merge, merge.loser_name, keys) or "",
            merges.is_undoable(merge),
        )
        for merge in found.rows
    ]
    return _page(found, lines)


def _page(found: paging.Page[Any], lines: Sequence[Any]) -> paging.Page[Any]:
    return found.of(lines)


def _alive(kind: str, user: Actor) -> Select[MergeCandidate]:
    model = MODELS[kind]
    low, high = aliased(model), aliased(model)
    return (
        select(MergeCandidate)
        .join(low, low.id == MergeCandidate.low_id)
        .join(high, high.id == MergeCandidate.high_id)
        .where(MergeCandidate.kind == kind, low.archived_at.is_(None), high.archived_at.is_(None))
    )


def _by_id(kind: str, ids: Iterable[int], user: Actor) -> dict[int, Contact]:
    """Records with what a line shows: names, and of people the posts, of organisations the place."""
    if kind == rules.PEOPLE:
        people = contacts.visible_people(user).where(Person.id.in_(set(ids)))
        posts = selectinload(Person.affiliations).joinedload(Affiliation.organisation).selectinload(Organisation.names)
        loaded = people.options(selectinload(Person.names), selectinload(Person.contact_points), posts)
        return {person.id: person for person in db.session.scalars(loaded)}
    firms = contacts.visible_organisations(user).where(Organisation.id.in_(set(ids)))
    with_names = firms.options(selectinload(Organisation.names), selectinload(Organisation.contact_points))
    return {firm.id: firm for firm in db.session.scalars(with_names.options(joinedload(Organisation.place)))}


def alive(kind: str, id: int, *, user: Actor) -> Contact | None:
    """A record with its names, None when it is archived or was merged."""
    return _by_id(kind, [id], user).get(id)


def others(kind: str, record: Contact, words: str, *, user: Actor) -> list[tuple[Contact, Sequence[str]]]:
    """Records to merge one with: those whose name holds the words, without words its pairs; with the reasons."""
    key = search_key(words)
    if not key:
        mine = _open_pairs(kind, record.id)
        reasons = {pair.low_id + pair.high_id - record.id: pair.reasons for pair in mine}
        found = _by_id(kind, reasons, user)
        return [(found[id], why) for id, why in reasons.items() if id in found]
    model = MODELS[kind]
    holding = select(model.id).where(
        model.archived_at.is_(None), model.id != record.id, model.search_key.contains(key, autoescape=True)
    )
    ids = list(db.session.scalars(holding.order_by(model.sort_key, model.id).limit(MOST)))
    named = _by_id(kind, ids, user)
    return [(named[id], ()) for id in ids if id in named]


def suggested(kind: str, record: Contact, *, user: Actor) -> list[tuple[Contact, Sequence[str]]]:
    """Its pairs, and behind them whoever is alike but came into the book after it was looked through last."""
    known = others(kind, record, "", user=user)
    seen = {other.id for other, _ in known} | _kept_apart(kind, record.id)
    fresh = {id: (code,) for id, code in _alike(record, user).items()}
    named = _by_id(kind, fresh.keys() - seen, user)
    return known + [(named[id], fresh[id]) for id in fresh if id in named]


def _alike(record: Contact, user: Actor) -> dict[int, str]:
    """{id: reason} of those that a form would warn of if the record were typed anew; by the weights in use."""
    points = [(point.kind, point.normalised) for point in record.contact_points]
    weighed = weights.weights().weights
    if isinstance(record, Person):
        names = [
            PersonNameInput(n.language, n.full, n.family, n.given, n.reading, n.kind, name_order=n.name_order)
            for n in record.names
        ]
        posts = [post.organisation_id for post in record.affiliations if post.is_primary]
        people = contacts.candidates(
            names, points, next(iter(posts), None), user=user, exclude_id=record.id, weights=weighed
        )
        return {found.line.person.id: found.code for found in people}
    firms = contacts.organisation_candidates(
        [name.text for name in record.names],
        record.identifier_value,
        contact_points=points,
        website=record.website,
        place_id=record.place_id,
        user=user,
        exclude_id=record.id,
        weights=weighed,
    )
    return {firm.organisation.id: firm.code for firm in firms}


def _kept_apart(kind: str, id: int) -> set[int]:
    """Those that somebody said are not the same."""
    low, high = MergeCandidate.low_id, MergeCandidate.high_id
    settled = MergeCandidate.kind == kind, MergeCandidate.state == rules.NOT_DUPLICATE, or_(low == id, high == id)
    return {one + other - id for one, other in db.session.execute(select(low, high).where(*settled))}


def _open_pairs(kind: str, id: int) -> Sequence[MergeCandidate]:
    mine = or_(MergeCandidate.low_id == id, MergeCandidate.high_id == id)
    waiting = select(MergeCandidate).where(MergeCandidate.kind == kind, MergeCandidate.state == rules.OPEN, mine)
    return db.session.scalars(waiting.order_by(MergeCandidate.score.desc(), MergeCandidate.id).limit(MOST)).all()


def pair_of(kind: str, one: int, other: int) -> MergeCandidate | None:
    """The pair, whichever of the two is named first."""
    low, high = sorted((one, other))
    same = (MergeCandidate.kind == kind, MergeCandidate.low_id == low, MergeCandidate.high_id == high)
    return db.session.scalar(select(MergeCandidate).where(*same))
