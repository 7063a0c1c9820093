"""Lines of the list of people are kept; whatever they show, a change of it is seen at once."""

import re
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.audit.services import action
from crm.contacts import queries, rules, services
from crm.contacts.models import (
    Affiliation,
    ContactPoint,
    LanguageSkill,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
)
from crm.contacts.queries import PersonFilter, lines, lists
from crm.contacts.rules import OrganisationNameInput, SkillInput
from crm.core import reading
from crm.core.database import Base, db, writing
from crm.fields import services as fields
from crm.fields.models import FieldValue
from crm.lookup import services as lookup
from crm.places.models import PlaceName
from crm.tags import services as tags
from crm.tags.models import Tag
from tests import cast
from tests.contacts import book
from tests.contacts.shown import PARTS, shown, worked_out_anew
from tests.kept import kept
from tests.statements import sent

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
    with sent() as statements:
        worked_out_anew()
    read = set(re.findall(r"(?:FROM|JOIN) (\w+)", " ".join(statements))) - {"audit_entries", "users"}
    assert {model.__tablename__ for model in SHOWN} <= read
    watched = {"people", *lines._LINES._beside}
    for model in (mapper.class_ for mapper in Base.registry.mappers):
        if model.__tablename__ in read:
            row = db.session.scalars(select(model).limit(1)).one()
            assert row.audit_root()[0] in watched, model.__tablename__


def found(q: str) -> list[str]:
    return [line.name.text for line in queries.people(PersonFilter(q=q), user=cast.user(), language="ja").rows]


def test_a_search_that_is_asked_again_sees_who_came_changed_and_went(someone: None) -> None:
    assert found("李") == found("李") == ["李明淑"]
    book.person("李雪")
    assert set(found("李")) == {"李明淑", "李雪"}
    with writing():
        for person in db.session.scalars(select(Person).where(Person.search_key.contains("雪"))):
            services.archive_person(person, by=None)
        db.session.commit()
    assert found("李") == ["李明淑"]


def test_a_search_by_employer_sees_the_employers_new_name(someone: None) -> None:
    assert found("商务局") == ["李明淑"]
    [bureau] = db.session.scalars(select(Organisation)).all()
    with writing():
        held = queries.organisation(bureau.id, user=cast.user())
        services.change_organisation(held, name=OrganisationNameInput("延吉市文化局", "zh-Hans"), country="CN", by=None)
        db.session.commit()
    assert found("商务局") == []
    assert found("文化局") == ["李明淑"]


def test_a_search_is_kept_for_a_minute_at_most(someone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the log does not tell, such as an index that is built anew, is seen then."""
    now = monotonic()
    monkeypatch.setattr(lists, "monotonic", lambda: now)
    assert found("李") == found("李") == ["李明淑"]
    with writing():
        lookup.clear()
        db.session.commit()
    assert found("李") == ["李明淑"]
    monkeypatch.setattr(lists, "monotonic", lambda: now + lists._LASTING)
    assert found("李") == []
