"""The texts that somebody looks at after an erasure: where each stands, what it says, and who else bears the name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from crm.core.database import Base, db
from crm.core.permissions import Actor
from crm.subjects import contents, rules
from crm.subjects.contents.places import place_of
from crm.subjects.models import Erasure, ErasureHit
from crm.subjects.queries import erased
from crm.subjects.queries.hits import texts_in
from crm.subjects.rules import spelling
from crm.web.locale import language
from crm.web.records import kinds

#: Characters shown before and after the name.
_AROUND: Final = 60
#: Characters shown of a text that is about the person and does not name them.
_WHOLE: Final = 400


@dataclass(frozen=True)
class ShownText:
    """A text as the list of an erasure shows it."""

    hit: ErasureHit
    url: str  #: the page of the record; "" where there is none
    noun: str  #: what the record is, in words
    name: tuple[str, str]  #: how it is called, and its language
    column: str
    excerpt: Sequence[tuple[str, bool]]  #: pieces, and whether each is a name; () once all is settled
    names_them: bool  #: whether a name, an address or a number of theirs stands in it
    is_about: bool  #: whether it is about the person whatever it says, and can be emptied
    stays: str  #: why it stays as it is, as a message id; ""


def shown(erasure: Erasure, *, user: Actor) -> list[ShownText]:
    """All texts of an erasure, those to look at first."""
    found, terms = erased.hits(erasure.id), erased.terms(erasure)
    stays, longer = erased.spared(found, erasure), erased.others_called_so(erasure).longer
    theirs = erased.about_them(found, erasure)
    made = []
    for hit in found:
        value = _value(hit) if hit.state == rules.OPEN else None
        places = excerpt(value, terms, longer)
        if hit.id in theirs and not places:
            places = [(text[:_WHOLE] + ("…" if len(text) > _WHOLE else ""), False) for text in texts_in(value)]
        made.append(_shown(hit, places, hit.id in theirs, stays.get(hit.id, ""), user))
    return made


def _shown(hit: ErasureHit, places: Sequence[tuple[str, bool]], is_about: bool, stays: str, user: Actor) -> ShownText:
    place = place_of(hit.record_type, hit.record_id)
    kind = kinds().get(place.table)
    name = kind.seen_names([place.id], user, language()).get(place.id) if kind is not None else None
    return ShownText(
        hit, place.url, place.noun, name or (f"#{place.id}", ""), contents.label(hit.table_name, hit.column_name),
        places, any(is_term for _piece, is_term in places), is_about, stays,
    )  # fmt: skip


def _value(hit: ErasureHit) -> Any:
    table = Base.metadata.tables[hit.table_name]
    return db.session.scalar(select(table.c[hit.column_name]).where(table.c.id == hit.row_id))


def excerpt(value: Any, terms: Sequence[str], longer: Sequence[str] = ()) -> list[tuple[str, bool]]:
    """Every place of a value that holds one of the terms, with what stands around it: [(piece, is a term)]."""
    pieces: list[tuple[str, bool]] = []
    for text in texts_in(value):
        found = spelling.spans(text, terms, longer=longer)
        for before, (begin, end) in zip([None, *found], found, strict=False):
            rest = text[before[1] if before else 0 : begin]
            pieces += [(_short(rest, head=before is not None, tail=True), False), (text[begin:end], True)]
        if found:
            pieces.append((_short(text[found[-1][1] :], head=True, tail=False), False))
    return [piece for piece in pieces if piece[0]]


def _short(text: str, *, head: bool, tail: bool) -> str:
    """What stands between two places, without its middle; before the first and behind the last what is next to it."""
    if len(text) <= _AROUND * (head + tail):
        return text
    return (text[:_AROUND] if head else "") + "…" + (text[-_AROUND:] if tail else "")
