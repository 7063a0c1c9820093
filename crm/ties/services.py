"""What is done with relations of the office's own kinds: the kinds are defined, the relations recorded and removed."""

from collections.abc import Mapping
from datetime import date

from crm.audit.services import action
from crm.contacts.services.rows import check_dates
from crm.core.cleaning import line
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.ties import queries, rules
from crm.ties.models import Tie, TieKind, TieKindName

RECORDED = Text("This relation is recorded already.")


def make_kind(
    *, first: str, second: str, names: Mapping[str, str], inverses: Mapping[str, str], by: Actor | None
) -> TieKind:
    """A new kind between two sorts of record. `names` and `inverses` are {language: text}."""
    for side, field in ((first, "first"), (second, "second")):
        if side not in rules.SIDES:
            raise Refused(Text("Choose one."), field)
    made = TieKind(first=first, second=second, names=[])
    _write(made, names, inverses)
    with action(rules.KIND_MADE, by=by):
        db.session.add(made)
        db.session.flush()
    return made


def change_kind(kind: TieKind, *, names: Mapping[str, str], inverses: Mapping[str, str], by: Actor | None) -> None:
    """Call the sides of a kind otherwise; its names must be loaded."""
    with action(rules.KIND_CHANGED, by=by):
        _write(kind, names, inverses)
        touch(kind)


def tie(
    kind: TieKind,
    *,
    record: tuple[str, int],
    other_id: int | None,
    from_date: date | None = None,
    to_date: date | None = None,
    back: bool = False,
    by: Actor | None,
) -> Tie:
    """Record that the other is to `record` what the kind says; with `back` what it says from its second side.

    Refused: an archived kind, a side that the kind is not for, a record to itself, the same relation on the same days.
    """
    check_dates(from_date, to_date, "to_date")
    table, id = record
    sides = (kind.second, kind.first) if back else (kind.first, kind.second)
    if kind.archived_at is not None or table != sides[0]:
        raise Refused(Text("Choose one."), "relation")
    if other_id is None or by is None or not queries.SIDES[sides[1]].is_visible(other_id, by):
        raise Refused(Text("Choose one from the list."), f"{sides[1]}_id")
    if (sides[1], other_id) == record:
        raise Refused(Text("A record cannot have a relation to itself."), f"{sides[1]}_id")
    first, second = (other_id, id) if back else (id, other_id)
    for known in db.session.scalars(queries.same(kind, first, second)):
        if _overlap(known, from_date, to_date):
            raise Refused(RECORDED, f"{sides[1]}_id")
    with action(rules.TIED, by=by):
        made = Tie(kind_id=kind.id, from_date=from_date, to_date=to_date)
        made.person_id, made.organisation_id = _ends(kind.first, first)
        made.other_person_id, made.other_organisation_id = _ends(kind.second, second)
        db.session.add(made)
        db.session.flush()
    return made


def change_tie(tie: Tie, *, from_date: date | None, to_date: date | None, by: Actor | None) -> None:
    """Change since when and until when a relation holds."""
    check_dates(from_date, to_date, "to_date")
    kind = queries.kind(tie.kind_id)
    (_first, first), (_second, second) = tie.sides
    for known in db.session.scalars(queries.same(kind, first, second)):
        if known is not tie and _overlap(known, from_date, to_date):
            raise Refused(RECORDED, "to_date")
    with action(rules.TIED, by=by):
        tie.from_date, tie.to_date = from_date, to_date


def untie(tie: Tie, *, by: Actor | None) -> None:
    """Take away a relation that was recorded by mistake; one that is over gets an end date instead."""
    with action(rules.UNTIED, by=by):
        db.session.delete(tie)


def _write(kind: TieKind, names: Mapping[str, str], inverses: Mapping[str, str]) -> None:
    """Names and what they are read from the other side: both in the same languages, and the same from both sides only
    between two records of one sort."""
    told = {language: line(names.get(language, ""), rules.NAME_LIMIT) for language in Language}
    back = {language: line(inverses.get(language, ""), rules.NAME_LIMIT) for language in Language}
    if not any(told.values()):
        raise Refused(Text("Enter the name in at least one language."), "names")
    if any(back[language] and not told[language] for language in Language):
        raise Refused(Text("Enter the name in each language in which you enter its reverse."), "names")
    one_way = any(back.values()) or kind.first != kind.second
    if one_way and any(told[language] and not back[language] for language in Language):
        raise Refused(Text("Enter the reverse in each language in which you enter the name."), "inverses")
    present = {row.language: row for row in kind.names}
    for language in Language:
        row = present.get(language)
        if not told[language]:
            if row is not None:
                kind.names.remove(row)
        elif row is None:
            kind.names.append(TieKindName(language=language, name=told[language], inverse=back[language]))
        else:
            row.name, row.inverse = told[language], back[language]


def _overlap(known: Tie, from_date: date | None, to_date: date | None) -> bool:
    """Whether a relation holds on some day of a period, open where there is no date."""
    ends_before = known.to_date is not None and from_date is not None and known.to_date < from_date
    begins_after = known.from_date is not None and to_date is not None and known.from_date > to_date
    return not (ends_before or begins_after)


def _ends(table: str, id: int) -> tuple[int | None, int | None]:
    """(person, organisation): the one that the record is."""
    return (id, None) if table == rules.PEOPLE else (None, id)
