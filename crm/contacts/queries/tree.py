"""The group that an organisation is part of: head office, branches, parents, subsidiaries and others of the group."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import bindparam, or_

from crm.contacts import rules
from crm.contacts.models import OrganisationName, OrganisationRelation
from crm.contacts.queries.display import ListedOrganisation
from crm.contacts.queries.relations import visible_relations
from crm.core import reading

#: So many are drawn, and so many steps from the one whose tree it is.
MOST: Final = 200
FARTHEST: Final = 12


@dataclass
class TreeNode:
    """One organisation in its group, with those below it."""

    organisation: ListedOrganisation
    label: str  #: what it is to the one above it, a marked message id; "" for the first
    here: bool  #: whether it is the one whose tree this is
    below: list["TreeNode"] = field(default_factory=list)


@dataclass(frozen=True)
class Tree:
    """The tree, how many organisations are drawn in it, and whether there are more."""

    root: TreeNode
    number: int
    cut: bool


_EDGES: Final = (
    visible_relations()
    .where(
        OrganisationRelation.kind.in_((*rules.ABOVE_RELATIONS, rules.GROUP_RELATION)),
        or_(OrganisationRelation.to_date.is_(None), OrganisationRelation.to_date >= bindparam("on")),
        or_(OrganisationRelation.from_date.is_(None), OrganisationRelation.from_date <= bindparam("on")),
        or_(
            OrganisationRelation.organisation_id.in_(bindparam("ids", expanding=True)),
            OrganisationRelation.other_id.in_(bindparam("ids", expanding=True)),
        ),
    )
    .order_by(OrganisationRelation.id)
    .with_only_columns(OrganisationRelation.organisation_id, OrganisationRelation.other_id, OrganisationRelation.kind)
)


def tree_of(organisation_id: int, *, on: date) -> Tree | None:
    """The group of an organisation on a day; None where it stands alone. One query a step from it."""
    edges: dict[tuple[int, int, str], None] = {}
    known, level = {organisation_id}, {organisation_id}
    for _step in range(FARTHEST):
        found = {tuple(row) for row in reading.rows(_EDGES, ids=sorted(level), on=on)} if level else set()
        edges |= dict.fromkeys(sorted(found))
        level = {id for one, other, _kind in found for id in (one, other)} - known
        if not level or len(known) >= MOST:
            break
        known |= level
    if not edges:
        return None
    drawn = sorted(known, key=lambda id: (id != organisation_id, id))[:MOST]
    columns = (OrganisationName.kind, OrganisationName.text, OrganisationName.reading, OrganisationName.language,
               OrganisationName.is_primary)  # fmt: skip
    names = reading.children(OrganisationName.organisation_id, drawn, *columns)
    firms = {id: ListedOrganisation(id, names.get(id, ())) for id in drawn}
    root = _grown(organisation_id, edges, firms)
    return Tree(root, len(firms), cut=bool(level) or len(known) > len(firms))


def _grown(start: int, edges: Iterable[tuple[int, int, str]], firms: Mapping[int, ListedOrganisation]) -> TreeNode:
    """The tree that stands on the topmost organisation above `start`. Each is drawn once, where it is met first."""
    above: dict[int, list[int]] = defaultdict(list)
    below: dict[int, list[tuple[int, str]]] = defaultdict(list)
    beside: dict[int, list[int]] = defaultdict(list)
    for one, other, kind in edges:
        if one in firms and other in firms:
            if kind == rules.GROUP_RELATION:
                beside[one].append(other)
                beside[other].append(one)
            else:
                above[other].append(one)
                below[one].append((other, rules.OTHER_SIDES[kind]))
    met: set[int] = set()
    group = rules.OTHER_SIDES[rules.GROUP_RELATION]

    def top(id: int) -> int:
        climbed = {id}
        while higher := [each for each in above[id] if each not in climbed and each not in met]:
            id = higher[0]
            climbed.add(id)
        return id

    def grow(id: int, label: str) -> TreeNode:
        met.add(id)
        node = TreeNode(firms[id], label, here=id == start)
        for other, told in below[id]:
            if other not in met:
                node.below.append(grow(other, told))
        for other in beside[id]:
            if other not in met:
                node.below.append(grow(top(other), group))
        # Somebody else's as well: a second parent is drawn below what the two share.
        for other in above[id]:
            if other not in met:
                first = top(other)
                told = rules.FIRST_SIDES[_kind_between(edges, other, id)] if first == other else group
                node.below.append(grow(first, told))
        return node

    return grow(top(start), "")


def _kind_between(edges: Iterable[tuple[int, int, str]], one: int, other: int) -> str:
    return next(kind for first, second, kind in edges if (first, second) == (one, other))
