"""Where a name is found: in notes of others, in details of organisations, in every usual spelling; where it is not."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.contacts.rules import ContactInput
from crm.core.database import Base, db, writing
from crm.core.permissions import Role
from crm.subjects import rules, services
from crm.subjects.rules import spelling
from tests import cast
from tests.cast import sign_in
from tests.contacts import book
from tests.merging.rows import put
from tests.subjects.asking import post
from tests.subjects.test_erasing import erase
from tests.subjects.test_sparing import hits_of

NAME, TEL = "小笠原 研", "090-1234-5678"


@pytest.mark.parametrize(
    "text",
    [
        "小笠原　研に聞く", "小笠原研", "小笠原\n研", "小笠原・研さん", "小 笠 原 研", "おがさわら けん",
        "オガサワラケン", "ｵｶﾞｻﾜﾗ ｹﾝ", "電話 090 1234 5678", "０９０－１２３４－５６７８", "+81 90-1234-5678",
        "(090)12345678", "090.1234.5678", "OGASAWARA KEN",
    ],
)  # fmt: skip
def test_usual_spellings_are_found_and_taken_out_whole(text: str) -> None:
    terms = rules.terms([NAME, "おがさわら けん", "Ogasawara Ken"], ["+819012345678"])
    found = spelling.spans(text, terms)
    assert len(found) == 1
    left = spelling.replaced(text, found, "*")
    assert not spelling.spans(left, terms)
    assert not set("笠研わワﾜ5５W") & set(left)


@pytest.mark.parametrize("text", ["Li Nan", "Talina", "小笠原 研一郎に聞く", "x 1090123456789", "none", "小笠原", ""])
def test_parts_of_other_words_and_longer_names_are_not(text: str) -> None:
    terms = rules.terms([NAME, "Li Na"], ["090-1234-5678"])
    assert spelling.spans(text, terms, longer=[spelling.folded("小笠原 研一郎")]) == []


def value(table: str, column: str, id: int) -> str | None:
    rows = Base.metadata.tables[table]
    found = db.session.scalar(select(rows.c[column]).where(rows.c.id == id))
    return str(found) if found is not None else None


def test_notes_of_others_and_details_of_organisations_are_listed_and_cleaned(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        own = [("mobile", TEL), ("wechat", "ogasawara_demo"), ("email", "ogasawara@example.jp")]
        id = book.person(NAME, "ja", contacts=own).id
        other = book.person("別人", "ja", notes=f"{NAME}さんの部下。WeChat は ogasawara_demo").id
        ways = [ContactInput("tel", "+86 433 251 0001", label="小笠原研 直通"), ContactInput("mobile", TEL)]
        firm = book.organisation("延吉市商务局", contact_points=ways)
        points = {point.kind: point.id for point in firm.contact_points}
        account = cast.user(email="ogasawara@example.jp").display_name
    preview = client.get(f"/subjects/people/{id}/erase").get_data(as_text=True)
    assert f"An account has this name or address, and stays: {account}." in preview
    erase(app, id)
    with app.app_context():
        hits = hits_of(id)
        assert set(hits) == {
            ("people", other, "notes"),
            ("contact_points", points["tel"], "label"),
            ("contact_points", points["mobile"], "value"),
        }
    page = f"/subjects/erased/{id}"
    for hit in hits.values():
        assert post(client, f"/subjects/hits/{hit}/redact", page).status_code == 303
    with app.app_context():
        mark = rules.mark(id)
        assert value("people", "notes", other) == f"{mark}さんの部下。WeChat は {mark}"
        assert value("contact_points", "label", points["tel"]) == f"{mark} 直通"
        assert value("contact_points", "value", points["mobile"]) is None


@pytest.mark.both
def test_a_living_person_with_a_longer_name_keeps_it(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        id, other = book.person("穂積 朝子", "ja").id, book.person("穂積 朝子江", "ja").id
        text = f"穂積朝子に聞く。{'あ' * 200}穂積朝子江さん、また穂積 朝子"
        firm = book.organisation("延吉市商务局", notes=text).id
        book.organisation("長春市商务局", notes="穂積 朝子江さん")
    erase(app, id)
    with app.app_context():
        [(found, hit)] = hits_of(id).items()
        assert found == ("organisations", firm, "notes")
    page = f"/subjects/erased/{id}"
    shown = client.get(page).get_data(as_text=True)
    assert shown.count("<mark>") == 2
    assert f"…{'あ' * 52}穂積朝子江さん、また<mark>穂積 朝子</mark>"[-30:] in shown
    assert f'href="/contacts/people/{other}">#{other}' in shown
    assert post(client, f"/subjects/hits/{hit}/redact", page).status_code == 422
    assert post(client, f"/subjects/hits/{hit}/redact", page, meant="y").status_code == 303
    with app.app_context():
        mark = rules.mark(id)
        assert value("organisations", "notes", firm) == f"{mark}に聞く。{'あ' * 200}穂積朝子江さん、また{mark}"


def test_what_a_living_person_s_row_says_of_the_erased_one_is_listed(app: Flask) -> None:
    with app.app_context():
        id, other = book.person(NAME, "ja").id, book.person("別人", "ja").id
        rows = Base.metadata.tables["acquaintances"]
        with writing():
            note = put(rows, {"person_id": other, "note": f"{NAME}の紹介"}, {})
            db.session.commit()
        assert [(hit.table, hit.row_id) for hit in services.plan(id).hits] == [("acquaintances", note)]


@pytest.mark.both
def test_what_was_noted_on_the_person_is_listed_whatever_it_says_and_can_be_emptied(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        id, firm = book.person(NAME, "ja").id, book.organisation("延吉市商务局").id
        tables, told = Base.metadata.tables, "離婚して転居、新番号は 0258-32-0001"
        with writing():
            on = {"record_type": "people", "record_id": id}
            note = put(tables["interactions"], on | {"summary": "電話", "body": told}, {})
            task = put(tables["tasks"], on | {"text": "長岡市1-2-3 へ送る"}, {})
            other = put(tables["interactions"], {"record_type": "organisations", "record_id": firm, "body": NAME}, {})
            db.session.commit()
    erase(app, id)
    with app.app_context():
        hits = hits_of(id)
        assert {("interactions", note, "body"), ("interactions", note, "summary"), ("tasks", task, "text")} < set(hits)
        assert ("interactions", other, "body") in hits
    page = f"/subjects/erased/{id}"
    shown = client.get(page).get_data(as_text=True)
    assert told in shown
    assert "listed whatever it says" in shown
    assert post(client, f"/subjects/hits/{hits['interactions', note, 'body']}/empty", page).status_code == 303
    assert post(client, f"/subjects/hits/{hits['tasks', task, 'text']}/empty", page).status_code == 303
    assert post(client, f"/subjects/hits/{hits['interactions', other, 'body']}/empty", page).status_code == 422
    with app.app_context():
        assert value("interactions", "body", note) == value("tasks", "text", task) == rules.mark(id)
        assert value("interactions", "body", other) == NAME
