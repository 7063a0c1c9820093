"""Lines of the list of people are kept; whatever they show, a change of it is seen at once."""

import re
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from crm.audit.services import action
from crm.contacts import rules
from crm.contacts.models import Affiliation, ContactPoint, LanguageSkill, OrganisationName, Person, PersonName
from crm.contacts.queries import lines
from crm.contacts.rules import SkillInput
from crm.core import reading
from crm.core.database import Base, db, writing
from crm.fields import services as fields
from crm.fields.models import FieldValue
from crm.places.models import PlaceName
from crm.tags import services as tags
from crm.tags.models import Tag
from tests.contacts import book
from tests.contacts.shown import PARTS, shown, worked_out_anew
from tests.kept import kept

#: {what a line is made of: a column of it that the line shows}
SHOWN: dict[type[Any], str] = {
    Affiliation: "title",
    ContactPoint: "value",
    FieldValue: "text",
    LanguageSkill: "level",
    OrganisationName: "text",
    Person: "do_not_contact",
    PersonName: "full",
    PlaceName: "text",
    Tag: "name",
}


@pytest.fixture
def someone(session: scoped_session[Session]) -> None:
    """A person of whom a line shows everything that it can."""
    _someone()


@kept
def _someone() -> None:
    book.load_places()
    bureau = book.organisation("延吉市商务局", place_id=book.place("222401").id)
    person = book.person(
        at=bureau, title="科長", contacts=[("wechat", "Li_MS88")], languages=[SkillInput("ja", "business")]
    )
    with writing():
        hobby = fields.make(record_type="people", kind="text", labels={"ja": "趣味"}, by=None)
        answers = [fields.OptionInput("徒歩")]
        fields.make(record_type="people", kind="choice", labels={"ja": "交通"}, options=answers, by=None)
        tags.tag("people", person.id, ["展示会"], by=None)
        fields.set_values("people", person.id, {hobby.id: "書道"}, by=None)
        db.session.commit()


def other(value: Any) -> Any:
    return not value if isinstance(value, bool) else "none" if value == "business" else f"{value}新"


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model.__tablename__)
def test_a_change_is_seen_at_once(someone: None, model: type[Any]) -> None:
    before = shown()
    with writing():
        with action(rules.PERSON_CHANGED, by=None):
            for row in db.session.scalars(select(model)):
                setattr(row, SHOWN[model], other(getattr(row, SHOWN[model])))
        db.session.commit()
    after = shown()
    assert after != before
    assert after == worked_out_anew()


def test_another_employer_is_seen_at_once(someone: None) -> None:
    before = shown()
    book.organisation("延边大洋贸易有限公司")
    with writing():
        with action(rules.PERSON_CHANGED, by=None):
            for post in db.session.scalars(select(Affiliation)):
                post.organisation_id += 1
        db.session.commit()
    assert shown() != before
    assert shown() == worked_out_anew()


def test_a_line_made_while_somebody_forbids_contact_is_not_kept_as_it_was(someone: None) -> None:
    """On PostgreSQL each question of a page sees what is committed by then: the row first, the log after it."""
    assert [line.do_not_contact for line in shown()] == [False]
    rows = reading.rows(select(Person.id, Person.do_not_contact, Person.updated_at))
    with writing():
        with action(rules.PERSON_CHANGED, by=None):
            for person in db.session.scalars(select(Person)):
                person.do_not_contact = True
        db.session.commit()
    lines.person_lines(rows, "ja", PARTS)
    assert [line.do_not_contact for line in shown()] == [True]


def test_a_save_that_changed_nothing_moves_the_moment(someone: None) -> None:
    before = shown()
    with writing():
        with action(rules.PERSON_CHANGED, by=None):
            for person in db.session.scalars(select(Person)):
                person.updated_at = person.created_at.replace(year=2020)
        db.session.commit()
    assert [line.updated_at.year for line in shown()] == [2020]
    assert [line.updated_at.year for line in before] != [2020]


def test_every_table_that_a_line_is_made_of_is_watched(someone: None) -> None:
    """An entry about a row of it names the person, or a kind beside which no line stays."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        worked_out_anew()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    read = set(re.findall(r"(?:FROM|JOIN) (\w+)", " ".join(sent))) - {"audit_entries", "users"}
    assert {model.__tablename__ for model in SHOWN} <= read
    watched = {"people", *lines._LINES._beside}
    for model in (mapper.class_ for mapper in Base.registry.mappers):
        if model.__tablename__ in read:
            row = db.session.scalars(select(model).limit(1)).one()
            assert row.audit_root()[0] in watched, model.__tablename__
