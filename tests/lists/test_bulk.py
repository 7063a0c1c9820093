"""Acts on ticked rows and on all that match: confirmed by number, found on the server, undone in one go."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.audit import services as audit
from crm.audit.models import AuditEntry
from crm.contacts import queries
from crm.contacts import rules as contacts_rules
from crm.contacts.models import Organisation, Person
from crm.contacts.queries import PersonFilter
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.tags import queries as tags
from crm.targets import queries as targets
from crm.targets import services as target_services
from crm.web.listings import bulk
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form, text
from tests.kept import kept


@pytest.fixture
def ids(app: Flask) -> list[int]:
    """Fifty-five people called Yamada, and two others behind them."""
    with app.app_context():
        return many()


@kept
def many() -> list[int]:
    found = [book.person(f"山田 {number:02}", "ja", reading="やまだ").id for number in range(55)]
    return [*found, book.person("渡辺 一", "ja", reading="わたなべ").id, book.person("渡辺 二", "ja").id]


def living(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).where(Person.archived_at.is_(None))) or 0


def place_of(act: str, kind: str = "people") -> str:
    return f"/lists/{kind}/chosen/{act}"


def ask(client: FlaskClient, act: str, query: str, kind: str = "people") -> tuple[str, dict[str, Any]]:
    path = place_of(act, kind)
    return path, filled_form(text(client, f"{path}?{query}"), "expected")


def chosen(ids: list[int]) -> str:
    return "&".join(f"id={id}" for id in ids)


def test_the_list_offers_rows_to_tick_only_to_who_may_do_something(
    client: FlaskClient, app: Flask, ids: list[int]
) -> None:
    sign_in(client)
    page = text(client, "/contacts/people")
    assert page.count('name="id"') == 50
    assert "all 57 that match" in page
    assert "/lists/people/chosen/archive" in page
    manager = app.test_client()
    sign_in(manager, Role.MANAGEMENT)
    page = text(manager, "/contacts/people")
    assert set(re.findall(r"/lists/people/chosen/(\w+)", page)) == {"provision"}, "notes to whom data were given"
    assert "/interchange/people/chosen/vcards" in page, "may export"
    with app.app_context():
        book.organisation()
    page = text(manager, "/contacts/organisations")
    assert "/lists/organisations/export" in page
    assert "/chosen/" not in page


def test_ticked_rows_are_archived_together_and_come_back_together(
    client: FlaskClient, app: Flask, ids: list[int]
) -> None:
    sign_in(client)
    path, form = ask(client, "archive", chosen(ids[:2]))
    assert form["expected"].startswith("2-")
    answer = client.post(path, data=form | {"id": ids[:2]})
    assert answer.status_code == 303
    assert living(app) == 55
    page = text(client, answer.headers["Location"])
    undo = page.split('action="/lists/runs/')[1].split('"')[0]
    token = {"csrf_token": form["csrf_token"]}
    assert client.post("/lists/runs/" + undo, data=token).status_code == 303
    assert living(app) == 57
    assert client.post("/lists/runs/" + undo, data=token).status_code == 409, "undone already"
    with app.app_context():
        of_her = select(AuditEntry.verb).where(AuditEntry.record_type == "people", AuditEntry.record_id == ids[0])
        verbs = list(db.session.scalars(of_her.order_by(AuditEntry.id)))
        assert verbs[-2:] == ["person.archived", "person.restored"]


def test_all_that_match_are_found_by_their_address_not_by_the_ticks(
    client: FlaskClient, app: Flask, ids: list[int]
) -> None:
    sign_in(client)
    path, form = ask(client, "archive", f"of=q%3D山田&all=yes&{chosen(ids[-1:])}")
    assert form["expected"].startswith("55-")
    assert client.post(path, data=form).status_code == 303
    assert living(app) == 2


def test_a_list_that_has_changed_meanwhile_is_told_and_nothing_is_done(
    client: FlaskClient, app: Flask, ids: list[int]
) -> None:
    sign_in(client)
    path, form = ask(client, "archive", "of=q%3D山田&all=yes")
    with app.app_context():
        book.person("山田 新", "ja", reading="やまだ")
    answer = client.post(path, data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "55 rows when you looked, 56 now" in page
    assert living(app) == 58
    again = filled_form(page, "expected")
    assert again["expected"].startswith("56-")
    with app.app_context(), writing():
        audit.archive(queries.person(ids[0], user=user()), contacts_rules.PERSON_ARCHIVED, by=None)
        db.session.commit()
        book.person("山田 又", "ja", reading="やまだ")
    other = client.post(path, data=again)
    assert "56 rows when you looked, 56 now" in other.text, "as many, but others"
    assert client.post(path, data=filled_form(other.text, "expected")).status_code == 303
    assert living(app) == 2


@pytest.mark.parametrize("query", ["", "id=x&id=-1", "id=999999", "of=role%3Dbank&all=yes"])
def test_nothing_ticked_is_nothing_to_do(client: FlaskClient, ids: list[int], query: str) -> None:
    sign_in(client)
    assert client.get(f"/lists/people/chosen/archive?{query}").status_code == 409


def test_too_many_rows_are_refused(client: FlaskClient, ids: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk.act, "__kwdefaults__", {"most": 10})
    sign_in(client)
    assert client.get("/interchange/people/chosen/vcards?all=yes").status_code == 409


def test_who_may_not_write_may_not_do_it_to_many(client: FlaskClient, app: Flask, ids: list[int]) -> None:
    sign_in(client, Role.MANAGEMENT)
    for act in ("archive", "tag", "target", "consent"):
        assert client.get(f"{place_of(act)}?{chosen(ids[:1])}").status_code == 403


@pytest.mark.both
def test_many_are_tagged_at_once_and_found_by_the_tag(client: FlaskClient, app: Flask, ids: list[int]) -> None:
    sign_in(client)
    path, form = ask(client, "tag", "of=q%3D山田&all=yes")
    answer = client.post(path, data=form | {"names": "冬のフェア、VIP"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    with app.app_context():
        tag = tags.by_keys(["VIP"])
        [vip] = tag.values()
        found = queries.people(PersonFilter(tag=(vip.id,)), user=user(), language="en", parts=["tags"])
        assert found.total == 55
        assert found.rows[0].tags == ["VIP", "冬のフェア"]
    assert "Tag<b>VIP" in text(client, f"/contacts/people?tag={vip.id}&col=tags")


def test_an_act_that_lacks_its_answer_says_so_beside_the_field(client: FlaskClient, ids: list[int]) -> None:
    sign_in(client)
    path, form = ask(client, "tag", chosen(ids[:3]))
    answer = client.post(path, data=form | {"id": ids[:3], "names": " "})
    assert answer.status_code == 422
    assert "3 records will be tagged" in answer.get_data(as_text=True)


def test_many_go_onto_a_target_list(client: FlaskClient, app: Flask, ids: list[int]) -> None:
    with app.app_context(), writing():
        made = target_services.make_list(name="春の訪問先", kind="people", by=user())
        db.session.commit()
        list_id = made.id
    sign_in(client)
    path, form = ask(client, "target", chosen(ids[:4]))
    assert client.post(path, data=form | {"id": ids[:4], "list_id": list_id}).status_code == 303
    with app.app_context():
        on = targets.on_list(targets.target_list(list_id, user=user()), ids)
        assert set(on) == set(ids[:4])


def test_consent_is_changed_for_many(client: FlaskClient, app: Flask, ids: list[int]) -> None:
    sign_in(client)
    path, form = ask(client, "consent", chosen(ids[:4]))
    assert client.post(path, data=form | {"id": ids[:4], "consent": "yes"}).status_code == 303
    with app.app_context():
        held = select(func.count()).where(Person.do_not_contact.is_(True))
        assert db.session.scalar(held) == 4


def test_organisations_get_a_status_and_a_place(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        book.load_places()
        ids = [book.organisation(f"商社 {number}", "ja", country="CN").id for number in range(3)]
        mitsuke = book.place("15211").id
    sign_in(client)
    path, form = ask(client, "change", chosen(ids), "organisations")
    assert client.post(path, data=form | {"id": ids}).status_code == 422
    path, form = ask(client, "change", chosen(ids), "organisations")
    sent = form | {"id": ids, "standing": "dormant", "place_id": mitsuke}
    assert client.post(path, data=sent).status_code == 303
    with app.app_context():
        found = list(db.session.scalars(select(Organisation)))
        assert {(o.status, o.place_id, o.country) for o in found} == {("dormant", mitsuke, "JP")}
    path, form = ask(client, "archive", "all=yes", "organisations")
    assert client.post(path, data=form).status_code == 303
    assert "All of them are archived" in text(client, "/contacts/organisations")
