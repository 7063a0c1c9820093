"""Undo of a merge after later edits: what was edited stays, field by field; everything else is as it was."""

from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.audit import queries as audit
from crm.contacts import queries as contacts
from crm.contacts import services as contact_services
from crm.contacts.rules import ContactInput, PersonNameInput
from crm.core.database import Base, db, writing
from crm.merging import rules, services
from crm.merging.models import Merge
from tests.cast import user
from tests.merging.rows import all_of, dump
from tests.merging.test_merge import change, merged, pair, taken_back

__all__ = ["pair"]  # the fixture


@pytest.fixture(autouse=True)
def reader(session: scoped_session[Session]) -> None:
    """The account that merges, made before anything is compared."""
    user()


def rows_of(table: str, **where: Any) -> list[Any]:
    return [row for row in all_of(table) if all(row[name] == value for name, value in where.items())]


def test_what_was_edited_since_stays_field_by_field_and_everything_else_is_as_before(pair: tuple[int, int]) -> None:
    left, right = pair
    people = Base.metadata.tables["people"]
    change(lambda: db.session.execute(people.update().where(people.c.id == right).values(notes="right")))
    before = dump()
    made = merged(rules.PEOPLE, left, right)
    table = Base.metadata.tables["person_names"]
    (other,) = rows_of("person_names", full="李 明俶")
    edited = table.update().where(table.c.id == other["id"]).values(kind="nickname", reading="li mingshu")
    change(lambda: db.session.execute(edited))
    change(lambda: db.session.execute(people.update().where(people.c.id == left).values(notes="新しいメモ")))
    told = {(row.table, row.columns) for row in services.edited_since(db.session.get_one(Merge, made.id))}
    assert told == {("people", ("notes",))}, "the kind of a main name is a mark, which each record has again"
    taken_back(made)
    assert [contacts.person(id, user=user()).notes for id in pair] == ["新しいメモ", "right"]
    (own,) = rows_of("person_names", person_id=right, kind="primary")
    assert (own["full"], own["reading"]) == ("李 明俶", "li mingshu")
    after, rest = dump(), {"people", "person_names"}
    assert {name: after[name] for name in after if name not in rest} == {n: before[n] for n in before if n not in rest}
    assert audit.verify().valid


def test_a_merge_is_taken_back_after_its_form_was_saved_with_other_names_and_posts(pair: tuple[int, int]) -> None:
    left, right = pair
    made = merged(rules.PEOPLE, left, right)
    with writing():
        person = contacts.person(left, user=user())
        points = [ContactInput("wechat", "limingshu88")]
        contact_services.change_person(
            person, name=PersonNameInput("zh-Hans", "李明珠"), contact_points=points, by=user()
        )
        db.session.commit()
    gone = {row.table for row in services.edited_since(db.session.get_one(Merge, made.id)) if not row.columns}
    assert {"person_names", "contact_points"} >= gone
    assert gone
    taken_back(made)
    for id, name in ((left, "李明珠"), (right, "李 明俶")):
        found = contacts.person(id, user=user())
        assert [form.full for form in found.names if form.kind == "primary"] == [name]
        assert sum(post.is_primary for post in found.affiliations) <= 1
        assert name.replace(" ", "") in found.search_key
    kept = contacts.person(left, user=user()).contact_points
    assert [point.value for point in kept if point.kind == "wechat"] == ["limingshu88"]


def test_the_name_that_was_made_the_main_one_goes_back_with_its_record(pair: tuple[int, int]) -> None:
    left, right = pair
    made = merged(rules.PEOPLE, left, right)
    table = Base.metadata.tables["person_names"]

    def swap() -> None:
        db.session.execute(table.update().where(table.c.full == "李明淑").values(kind="other"))
        db.session.execute(table.update().where(table.c.full == "李 明俶").values(kind="primary"))

    change(swap)
    taken_back(made)
    for id, name in ((left, "李明淑"), (right, "李 明俶")):
        assert [row["full"] for row in rows_of("person_names", person_id=id, kind="primary")] == [name]
