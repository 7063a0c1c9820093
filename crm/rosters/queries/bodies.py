"""The organisations that the names of a list may mean, each with the reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import selectinload

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, OrganisationName
from crm.core.database import db
from crm.core.folding import organisation_key, search_key
from crm.core.permissions import Actor
from crm.places import queries as places
from crm.places.models import Place, PlaceName
from crm.places.rules import Shown
from crm.rosters.rules import bodies, kinds, telling
from crm.rosters.rules.bodies import BodyName, Likeness, Places

#: Of organisations that share a word with one of a list, and of those that are offered for one.
LOOKED_AT = 500
OFFERED = 5
#: Names in one statement: SQLite takes a thousand conditions, one inside the other.
AT_ONCE = 40


@dataclass(frozen=True)
class BodyMatch:
    """An organisation that may be meant, and why."""

    organisation: Organisation
    name: Shown
    agreement: Likeness


def spellings(user: Actor) -> Places:
    """All places by the ways in which names of organisations begin with them."""
    statement = select(PlaceName.place_id, PlaceName.text).where(
        PlaceName.language.in_(("ja", "zh-Hans", "ko")),
        PlaceName.place_id.in_(places.visible_to(user).with_only_columns(Place.id)),
    )
    return bodies.spellings([(row.place_id, row.text) for row in db.session.execute(statement)])


def matches(wanted: Sequence[BodyName], known: Places, *, user: Actor) -> list[list[BodyMatch]]:
    """For each name the organisations that it may mean, the likeliest first."""
    stored = _stored(wanted, known, user)
    lineages = places.lineages({firm.place_id for firm in stored if firm.place_id is not None})
    named = [(firm, [bodies.taken_apart(name.text, known, firm.country) for name in firm.names]) for firm in stored]
    return [_of(body, named, lineages) for body in wanted]


def meant(text: str, *, user: Actor) -> list[tuple[int, bool]]:
    """[(id, whether that is sure)] of the organisations that a typed name may mean, the likeliest first.

    For names that no index of names finds: 延辺朝鮮族自治州商務局 for 延边州商务局.
    """
    known = spellings(user)
    [found] = matches([bodies.taken_apart(text, known)], known, user=user)
    return [(match.organisation.id, match.agreement.sure) for match in found]


def surely_meant(texts: Sequence[str], *, user: Actor) -> dict[str, int]:
    """{text: id} of the organisations that texts name without a doubt. A place alone names nobody: 延吉市."""
    known = spellings(user)
    wanted = {text: bodies.taken_apart(text, known) for text in dict.fromkeys(texts)}
    asked = [body for text, body in wanted.items() if not body.is_government or kinds.says_government(text)]
    found = {}
    for body, offers in zip(asked, matches(asked, known, user=user), strict=True):
        sure = [match for match in offers if match.agreement.sure]
        best = {match.organisation.id for match in sure if match.agreement.weight == sure[0].agreement.weight}
        if len(best) == 1:
            found[body.text] = best.pop()
    return found


def told(texts: Sequence[str], *, user: Actor) -> list[str]:
    """Those of the texts that name an organisation as such, by its legal form or its last word. A place alone names
    nobody: 延吉市."""
    known = spellings(user)
    found = []
    for text in dict.fromkeys(texts):
        body = bodies.taken_apart(text, known)
        place = body.is_government and not kinds.says_government(text)
        if not place and (telling.is_body(text) or kinds.of_name(text, body.language)[0]):
            found.append(text)
    return found


def _of(
    wanted: BodyName,
    named: Sequence[tuple[Organisation, Sequence[BodyName]]],
    lineages: dict[int, frozenset[int]],
) -> list[BodyMatch]:
    found = []
    telling = wanted.fragments | _whole(wanted)
    for firm, names in named:
        if not wanted.is_government and not any(key in firm.search_key for key in telling):
            continue
        above = lineages.get(firm.place_id or 0, frozenset())
        agreed = [told for name in names if (told := bodies.agree(wanted, name, firm.place_id, above)) is not None]
        if agreed:
            best = max(agreed, key=lambda told: (told.weight, told.sure))
            found.append(BodyMatch(firm, contacts.own_name(firm), best))
    found.sort(key=lambda match: (-match.agreement.weight, match.organisation.id))
    return found[:OFFERED]


def _stored(wanted: Sequence[BodyName], known: Places, user: Actor) -> list[Organisation]:
    """Whatever shares a telling word with one of the names; names are loaded."""
    spelled = _by_place(known, {id for body in wanted for id in body.places})
    found: dict[int, Organisation] = {}
    for start in range(0, len(wanted), AT_ONCE):
        conditions = [condition for body in wanted[start : start + AT_ONCE] for condition in _like(body, spelled)]
        if conditions:
            statement = contacts.visible_organisations(user).where(or_(*conditions)).limit(LOOKED_AT)
            loaded = statement.options(selectinload(Organisation.names)).order_by(Organisation.id)
            found |= {firm.id: firm for firm in db.session.scalars(loaded)}
    return list(found.values())


def _by_place(known: Places, ids: Collection[int]) -> dict[int, set[str]]:
    """{place: how names begin with it}, the shortest spellings: the others have these inside."""
    found: dict[int, set[str]] = {}
    for key, spelled in known.items():
        for place in spelled:
            if place.place_id in ids:
                found.setdefault(place.place_id, set()).add(key)
    return {id: {key for key in keys if not any(o != key and o in key for o in keys)} for id, keys in found.items()}


def _whole(body: BodyName) -> set[str]:
    """The whole name, folded."""
    return {search_key(body.text), organisation_key(body.text)} - {""}


def _like(body: BodyName, spelled: dict[int, set[str]]) -> list[ColumnElement[bool]]:
    held = Organisation.search_key
    found: list[ColumnElement[bool]] = [held.contains(key, autoescape=True) for key in sorted(_whole(body))]
    words = [held.contains(key, autoescape=True) for key in sorted(body.fragments)]
    if words and body.kind == kinds.OFFICE and body.places:  # every city has its office of commerce
        here = [
            held.contains(key, autoescape=True) for id in sorted(body.places) for key in sorted(spelled.get(id, ()))
        ]
        nowhere = Organisation.place_id.in_(body.places)
        found.append(and_(or_(*words), or_(nowhere, *here)))
    else:
        found += words
    if body.is_government and body.places:  # it may be on file by the name of its place alone: 秋田市 for 秋田市役所
        places_told = select(PlaceName.text).where(PlaceName.place_id.in_(body.places))
        named = select(OrganisationName.organisation_id).where(OrganisationName.text.in_(places_told))
        found.append(Organisation.id.in_(named))
    return found
