"""A post that is called otherwise: a new one since a day, or a mistake that is corrected."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm.contacts import queries, services
from crm.contacts.models import Person
from crm.contacts.rules import AffiliationInput, PersonNameInput
from crm.core import here
from crm.core.database import writing
from crm.core.errors import Refused
from tests import cast
from tests.contacts import book
from tests.contacts.pages import filled_form, opened

MISSION = date(2015, 10, 29)


@pytest.fixture
def wang(app: Flask) -> int:
    """The id of somebody who is chairman."""
    with app.app_context():
        firm = book.organisation("吉林衆鑫有機米集团")
        post = AffiliationInput(firm.id, "会长", "总部", titles={"ja": "会長", "ko": "회장"}, is_primary=True)
        return book.person("王建国", affiliations=[post]).id


def held(app: Flask, id: int) -> list[tuple[str, date | None, date | None, bool, dict[str, str]]]:
    with app.app_context():
        posts = queries.person(id, user=cast.user()).affiliations
        return [(post.title, post.from_date, post.to_date, post.is_primary, post.titles) for post in posts]


def asked(client: FlaskClient, path: str, **typed: str) -> dict[str, str]:
    """The form after a title was typed anew: it was not saved, and asks what that means."""
    answer = client.post(path, data=opened(client, path, "family") | typed)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Choose what that means, then save." in page
    return filled_form(page, "family")


def test_a_new_title_in_the_form_ends_the_post_and_begins_one(client: FlaskClient, app: Flask, wang: int) -> None:
    cast.sign_in(client)
    path = f"/contacts/people/{wang}/edit"
    form = asked(client, path, **{"affiliations-0-title": "副会长"})
    assert form["affiliations-0-change"] == "since"
    form |= {"affiliations-0-since": "2026-04-01", "affiliations-0-title_ko": "부회장"}
    assert client.post(path, data=form).status_code == 303
    assert held(app, wang) == [
        ("会长", None, date(2026, 3, 31), False, {"ja": "会長", "ko": "회장"}),
        ("副会长", date(2026, 4, 1), None, True, {"ko": "부회장"}),
    ]
    with app.app_context():
        person = queries.person(wang, user=cast.user())
        assert queries.current_title(person, MISSION) == "总部 会长", "what papers of an old mission print"
        assert queries.current_title(person, here.today()) == "总部 副会长"


def test_a_misspelt_title_is_corrected_where_somebody_says_so(client: FlaskClient, app: Flask, wang: int) -> None:
    cast.sign_in(client)
    path = f"/contacts/people/{wang}/edit"
    form = asked(client, path, **{"affiliations-0-title": "董事会会长"})
    assert client.post(path, data=form | {"affiliations-0-change": "spelling"}).status_code == 303
    assert held(app, wang) == [("董事会会长", None, None, True, {"ja": "会長", "ko": "회장"})]


def test_another_department_or_organisation_in_the_row_of_a_post_is_asked_about(
    client: FlaskClient, app: Flask, wang: int
) -> None:
    cast.sign_in(client)
    path = f"/contacts/people/{wang}/edit"
    asked(client, path, **{"affiliations-0-department": "销售部"})
    with app.app_context():
        other = book.organisation("延边绿源商贸有限公司").id
    asked(client, path, **{"affiliations-0-organisation_id": str(other)})
    assert len(held(app, wang)) == 1


@pytest.mark.parametrize("typed", [{"affiliations-0-title_en": "Chairman"}, {"affiliations-0-title": ""}])
def test_nothing_is_asked_of_what_only_adds_or_takes_away(
    client: FlaskClient, app: Flask, wang: int, typed: dict[str, str]
) -> None:
    cast.sign_in(client)
    path = f"/contacts/people/{wang}/edit"
    assert client.post(path, data=opened(client, path, "family") | typed).status_code == 303
    assert len(held(app, wang)) == 1


def test_no_post_follows_before_it_began_nor_from_a_day_to_come(session: scoped_session[Session]) -> None:
    firm = book.organisation()
    person = book.person("金成浩", affiliations=[AffiliationInput(firm.id, "科长", from_date=date(2026, 4, 1))])
    for since in (date(2026, 4, 1), here.today() + timedelta(days=1)):
        with pytest.raises(Refused), writing():
            _call(session, person, "处长", since)
    with writing():
        changed = _call(session, person, "处长", date(2026, 5, 1))
        session.commit()
    assert [(post.title, post.to_date) for post in changed.affiliations] == [
        ("科长", date(2026, 4, 30)),
        ("处长", None),
    ]


def _call(session: scoped_session[Session], person: Person, title: str, since: date) -> Person:
    session.expire_all()
    loaded = queries.person(person.id, user=cast.user())
    post = loaded.affiliations[0]
    given = AffiliationInput(post.organisation_id, title, from_date=post.from_date, id=post.id, since=since)
    services.change_person(loaded, name=PersonNameInput("zh-Hans", "金成浩"), affiliations=[given], by=cast.user())
    return loaded
