"""Everything about one person, in one press."""

import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit import queries as audit
from crm.contacts import queries as contacts
from crm.contacts.kind import PERSON
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.files import services as files
from crm.privacy import services as privacy
from crm.privacy.services import RecordInput
from crm.subjects import rules
from crm.subjects.rules.declared import NAMINGS
from tests import cast
from tests.cast import csrf_token, sign_in
from tests.contacts import book
from tests.subjects.asking import handed_out, merged
from tests.subjects.canaries import SKIPPED, name_everywhere, texts

NAME = "長谷川 すばる"
WORDS = {"ja": "氏名", "en": "Names of the person", "ko": "성명", "zh-Hans": "姓名"}


def test_every_table_that_names_the_person_is_in_the_file(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    with app.app_context():
        person = book.person(NAME, "ja", contacts=[("email", "subaru@example.jp")], notes="canary people notes")
        id = person.id
        name_everywhere(id)
    packed = handed_out(client, id)
    told = json.loads(packed.read("person.json"))
    whole = packed.read("person.json").decode()
    wanted = {"people"} | {naming.table for naming in NAMINGS} - {"erasures"}
    assert {section["table"] for section in told["sections"]} == wanted
    for naming in NAMINGS:
        if naming.table in SKIPPED:
            continue
        for column, canary in texts(naming).items():
            in_clear = column in naming.told
            assert (canary in whole) == in_clear, (naming.table, column)
    assert "canary people notes" in whole
    assert NAME in whole
    assert "CANARY42" in whole
    assert "subaru@example.jp" in packed.read("person.vcf").decode()
    assert packed.read("person.pdf").startswith(b"%PDF")


def test_who_of_us_asked_is_left_out_of_the_log_too_and_a_text_stands_as_it_was_written(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        id = book.person(NAME, "ja", notes="小林 里美に電話").id
        with writing():
            person = contacts.person(id, user=cast.user())
            said = RecordInput(
                date(2026, 11, 1), {"makers": "given"}, basis="consent", obtained_by="小林 花子", note="slip"
            )
            privacy.record(person, said, by=cast.user())
            db.session.commit()
    page = client.get(f"/subjects/people/{id}").get_data(as_text=True)
    packed = handed_out(client, id, "en")
    told = packed.read("person.json").decode()
    assert "小林 里美に電話" in told
    assert "小林 花子" not in told
    assert "slip" in told
    assert json.loads(told)["held"] in page
    assert "stand as they were written" in page


def test_where_others_name_them_is_told_without_what_is_theirs(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        id = book.person(NAME, "ja", notes=f"{NAME} は留守").id
        other = book.person("李明淑", notes=f"{NAME}さんの部下").id
    told = json.loads(handed_out(client, id, "en").read("person.json"))
    assert told["named_elsewhere"]["places"] == [f"Person #{other} · Notes"]
    whole = json.dumps(told, ensure_ascii=False)
    assert "の部下" not in whole
    assert "李明淑" not in whole


def test_the_file_tells_no_column_that_no_reader_sees(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        id = book.person(NAME, "ja").id
        with writing():
            files.store(
                b"%PDF-1.7 x", name="proof.pdf", record=(PERSON, id), instance=Path(app.config["INSTANCE"]), by=None
            )
            db.session.commit()
    told = json.loads(handed_out(client, id, "en").read("person.json"))
    columns = {change["column"] for entry in told["log"] for change in entry["changes"]}
    assert "Name" in columns
    assert not columns & {"storage_name", "sha256", "thumbnail_id"}


def test_of_two_people_of_one_name_only_one_is_told(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    with app.app_context():
        asked = book.person(NAME, "ja", contacts=[("email", "one@example.jp")], notes="the one")
        book.person(NAME, "ja", contacts=[("email", "other@example.jp")], notes="the namesake")
        id = asked.id
    whole = handed_out(client, id).read("person.json").decode()
    assert "one@example.jp" in whole
    assert "the one" in whole
    assert "other@example.jp" not in whole
    assert "the namesake" not in whole


@pytest.mark.parametrize(("language", "word"), list(WORDS.items()))
def test_the_file_speaks_the_language_that_is_chosen(app: Flask, client: FlaskClient, language: str, word: str) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        id = book.person(NAME, "ja").id
    told = json.loads(handed_out(client, id, language).read("person.json"))
    assert told["language"] == language
    assert word in {section["label"] for section in told["sections"]}


def test_the_log_tells_who_took_it_out_and_a_look_at_the_counts_writes_nothing(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    with app.app_context():
        id = book.person(NAME, "ja").id
        before = audit.head()
    assert client.get(f"/subjects/people/{id}").status_code == 200
    with app.app_context():
        assert audit.head() == before
    handed_out(client, id)
    with app.app_context():
        [newest] = audit.lines(audit.entries_of("people", id), 1)
        assert newest.verb == rules.TOLD.code


def test_nobody_but_an_administrator_opens_it(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.COORDINATOR)
    with app.app_context():
        id = book.person(NAME, "ja").id
    assert client.get(f"/subjects/people/{id}").status_code == 403
    token = csrf_token(client, "/contacts/people/new")
    answer = client.post(f"/subjects/people/{id}/everything", data={"csrf_token": token, "language": "ja"})
    assert answer.status_code == 403


def test_somebody_merged_away_is_told_as_the_one_who_stayed_and_with_what_was_left_behind(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, Role.ADMIN)
    with app.app_context():
        kept, gone = book.person(NAME, "ja"), book.person("Hasegawa Subaru", "en", notes="left behind")
        id, old = kept.id, gone.id
    merged(app, id, old)
    answer = client.get(f"/subjects/people/{old}")
    assert (answer.status_code, answer.location) == (303, f"/subjects/people/{id}")
    whole = handed_out(client, id).read("person.json").decode()
    assert "left behind" in whole
    assert "Hasegawa Subaru" in whole
