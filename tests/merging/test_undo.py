"""After merge and Undo the database is what it was, byte for byte, whatever hung on the two records."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from crm.contacts.models import Organisation
from crm.core.database import Base, db, writing
from crm.core.errors import Refused
from crm.meetings import services as meetings
from crm.merging import rules, services
from crm.merging.models import Merge
from crm.merging.queries import links
from crm.merging.services import Choices
from crm.merging.services.keys import NAME_TABLES
from crm.negotiations import services as negotiations
from tests.contacts import book
from tests.merging.rows import dump, put, tables

pytestmark = pytest.mark.both

SIDES = st.sampled_from([rules.LEFT, rules.RIGHT])
WORDS = st.sampled_from(["", "a", "b"])


def _choices(kind: str) -> st.SearchStrategy[Choices]:
    columns = [c.name for c in Base.metadata.tables[kind].columns if c.name not in rules.UNASKED]
    both = st.sampled_from([rules.LEFT, rules.RIGHT, rules.BOTH])
    return st.builds(
        Choices,
        survivor=SIDES,
        fields=st.dictionaries(st.sampled_from(columns), both, max_size=4),
        lists=st.dictionaries(st.sampled_from(sorted(rules.LISTS[kind])), both),
        main_name=SIDES,
        main_post=st.sampled_from(["", rules.LEFT, rules.RIGHT]),
    )


#: Without shrinking: an example takes longer than a failure takes to read. Few: each of them finds the rows of all
#: before it, and compares them.
PROPERTY = settings(
    max_examples=min(12, settings().max_examples),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@st.composite
def _hanging(draw: st.DrawFn) -> list[tuple[int, str, int, str]]:
    """[(which table of those that refer to the kind, which side, which parent, a text)]: few tables, often on both."""
    some = st.sampled_from(draw(st.lists(st.integers(0, 999), min_size=1, max_size=4)))
    where = st.sampled_from([rules.LEFT, rules.RIGHT, rules.BOTH])
    return draw(st.lists(st.tuples(some, where, st.integers(0, 1), WORDS), max_size=10))


def _hang(kind: str, left: int, right: int, hanging: list[tuple[int, str, int, str]]) -> None:
    """Rows of any table on either side, under one of two parents: often both sides under the same."""
    pools: list[dict[str, int]] = [{}, {}]
    found = tables(kind)
    with writing():
        for number, side, pool, word in hanging:
            table, column = found[number % len(found)]
            for owner in {rules.LEFT: [left], rules.RIGHT: [right], rules.BOTH: [left, right]}[side]:
                _hang_one(table, {column: owner}, word, pools[pool])
        for id in (left, right):
            _task(kind, id)
        meetings.settle_all_talks()  # the rows stand there as if the product had written them
        negotiations.settle_all_cases()
        db.session.commit()


def _hang_one(table: Table, given: dict[str, Any], word: str, pool: dict[str, int]) -> None:
    given |= {name: word for name in ("notes", "title_snapshot", "department") if name in table.columns}
    if table.name == "contact_points":
        given |= {"kind": "email", "value": word, "normalised": word}
    try:
        with db.session.begin_nested():
            id = put(table, given, pool)
    except IntegrityError:  # the same delegate twice in one delegation: no such row can be there
        pool.clear()
        return
    _task(table.name, id)


def _task(record_type: str, record_id: int) -> None:
    """A task on a row: a link that is no foreign key."""
    given = {"record_type": record_type, "record_id": record_id, "text": "x"}
    put(Base.metadata.tables["tasks"], given, {})


def _person(text: str, at: int) -> int:
    where = db.session.get_one(Organisation, at)
    contacts = [("email", "li@example.cn"), ("mobile", "+8613800000001")]
    return book.person(text, at=where, contacts=contacts, forms=[("pinyin", "zh-Hans", "li mingshu")]).id


@PROPERTY
@given(hanging=_hanging(), choices=_choices(rules.PEOPLE), same=st.booleans())
def test_two_people_are_one_and_two_again(
    session: scoped_session[Session], hanging: list[tuple[int, str, int, str]], choices: Choices, same: bool
) -> None:
    at = book.organisation().id
    left = _person("李明淑", at)
    right = _person("李明淑" if same else "李 明俶", at)
    _hang(rules.PEOPLE, left, right, hanging)
    _merge_and_undo(rules.PEOPLE, left, right, choices)


@PROPERTY
@given(hanging=_hanging(), choices=_choices(rules.ORGANISATIONS), same=st.booleans())
def test_two_organisations_are_one_and_two_again(
    session: scoped_session[Session], hanging: list[tuple[int, str, int, str]], choices: Choices, same: bool
) -> None:
    left = book.organisation("延边大洋集团有限公司", roles=["importer"], notes="a").id
    right = book.organisation("延边大洋集团有限公司" if same else "延邊大洋", roles=["importer"], notes="b").id
    _hang(rules.ORGANISATIONS, left, right, hanging)
    _merge_and_undo(rules.ORGANISATIONS, left, right, choices)


def _merge_and_undo(kind: str, left: int, right: int, choices: Choices) -> None:
    before = dump()
    try:
        with writing():
            made = services.merge(kind, left, right, choices, by=None)
            db.session.commit()
    except Refused:
        assert dump() == before, "a refused merge changes nothing"
        return
    merged = dump()
    assert merged != before
    _holds(kind, made.survivor_id, made.loser_id)
    with writing():
        services.undo(db.session.get_one(Merge, made.id), by=None)
        db.session.commit()
    after = dump()
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {}


def _holds(kind: str, survivor: int, loser: int) -> None:
    """Nothing refers to the loser but itself, and the survivor has one main name (INV-C1)."""
    for link in links.links_to(kind):
        held = db.session.execute(select(link.table).where(link.holds(kind, loser))).all()
        assert not held, link.table.name
    names = Base.metadata.tables[NAME_TABLES[kind]]
    owner, mark = (
        (names.c.person_id, names.c.kind == "primary")
        if kind == rules.PEOPLE
        else (names.c.organisation_id, names.c.is_primary)
    )
    assert len(db.session.execute(select(names).where(owner == survivor, mark)).all()) == 1


@pytest.mark.parametrize("kind", list(rules.KINDS))
def test_a_row_can_hang_from_every_table_that_refers_to_a_record(session: scoped_session[Session], kind: str) -> None:
    """What the properties above rest on: no table is passed over in silence."""
    at = book.organisation()
    id = at.id if kind == rules.ORGANISATIONS else _person("李明淑", at.id)
    for table, column in tables(kind):
        with writing():
            given = {column: id} | ({"kind": "fax", "value": "1", "normalised": "1"} if "normalised" in table.c else {})
            assert put(table, given, {}), table.name
