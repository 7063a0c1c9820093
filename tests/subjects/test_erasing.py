"""A person erased: nothing gives them back, what must stay stays, and nobody else is touched."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from crm.audit import queries as audit
from crm.contacts import queries
from crm.contacts import services as contacts
from crm.contacts.models import ContactPoint, Person
from crm.contacts.rules import ContactInput, PersonNameInput
from crm.core.database import Base, db, is_writing, writing
from crm.core.errors import Refused
from crm.core.permissions import Role, Shell
from crm.jobs.models import Job
from crm.jobs.registry import Context
from crm.lookup.models import LookupEntry
from crm.merging.models import Merge
from crm.merging.queries import merges
from crm.merging.rules import MERGE_UNDONE, MERGED
from crm.merging.services import undo
from crm.subjects import rules, services
from crm.subjects.commands import tidy_at_night
from crm.subjects.models import Erasure, ErasureHit
from crm.subjects.queries import erased, log_of
from crm.subjects.queries.hits import TextHit, holding
from crm.subjects.rules.declared import NAMINGS
from crm.subjects.rules.naming import BLANK, DROP
from crm.subjects.services import erasing
from tests.cast import csrf_token, sign_in
from tests.contacts import book
from tests.merging.rows import saved
from tests.subjects.asking import merged, post
from tests.subjects.canaries import name_everywhere, texts

NAME, MAIL = "長谷川 すばる", "subaru@example.jp"


def erase(app: Flask, id: int, reason: str = "asked by letter") -> None:
    with app.app_context():
        with writing():
            done = services.erase(id, reason=reason, by=None)
            db.session.commit()
        instance = Path(app.config["INSTANCE"])
        services.finish(done, instance, [instance])


def everywhere(app: Flask) -> bytes:
    """All that the installation keeps: each row of each table, and the files below its folder."""
    with app.app_context():
        services.compact()
        kept = [str(path.read_bytes()) for path in Path(app.config["INSTANCE"]).rglob("*") if path.is_file()]
        for table in Base.metadata.sorted_tables:
            rows = db.session.execute(text(f'SELECT * FROM "{table.name}"'))  # noqa: S608  # our tables
            kept += [str(tuple(row)) for row in rows]
    return "\n".join(kept).encode()


def written(name: str) -> list[bytes]:
    """The ways in which a name may stand in rows and files."""
    return [name.encode(), json.dumps(name)[1:-1].encode(), str(name.encode())[2:-1].encode()]


@pytest.mark.both
def test_after_an_erasure_no_table_no_index_no_file_and_no_log_gives_the_name_back(app: Flask) -> None:
    with app.app_context():
        person = book.person(
            NAME,
            "ja",
            reading="はせがわ すばる",
            contacts=[("email", MAIL), ("mobile", "090-1234-5678")],
            notes="quiet canary",
        )
        id = person.id
        name_everywhere(id)
    before = everywhere(app)
    assert all(any(one in before for one in written(name)) for name in (NAME, MAIL, "quiet canary"))
    erase(app, id)
    whole = everywhere(app)
    for name in (NAME, "長谷川すばる", "はせがわ", MAIL, "9012345678", "quiet canary"):
        for one in written(name):
            assert one not in whole, (name, one)
    with app.app_context():
        assert audit.verify().valid


def test_rows_go_or_lose_what_tells_of_the_person_as_is_declared(app: Flask) -> None:
    with app.app_context():
        id = book.person(NAME, "ja", contacts=[("email", MAIL)]).id
        made = name_everywhere(id)
    erase(app, id)
    with app.app_context():
        for naming, row_id in made.items():
            table = Base.metadata.tables[naming.table]
            row = db.session.execute(select(table).where(table.c.id == row_id)).mappings().first()
            if naming.erasing == DROP:
                assert row is None, naming.key
                continue
            assert row is not None, naming.key
            gone = set(naming.marked) | set(naming.emptied) if naming.erasing == BLANK else set()
            for column, canary in texts(naming).items():
                assert (row[column] == canary) == (column not in gone), (naming.key, column)


def test_of_two_people_of_one_name_only_one_is_erased(app: Flask) -> None:
    with app.app_context():
        id, other = book.person(NAME, "ja", contacts=[("email", MAIL)]).id, book.person(NAME, "ja", notes="stays").id
    erase(app, id)
    with app.app_context():
        stays = db.session.get_one(Person, other)
        assert (stays.notes, stays.erased_at, stays.archived_at) == ("stays", None, None)
        assert contacts_called(id) == rules.mark(id)
        assert contacts_called(other) == NAME


def contacts_called(id: int) -> str:
    names = Base.metadata.tables["person_names"]
    return str(db.session.scalar(select(names.c.full).where(names.c.person_id == id)))


def test_what_was_merged_into_the_person_is_erased_with_them(app: Flask) -> None:
    with app.app_context():
        id, old = book.person(NAME, "ja").id, book.person("Hasegawa Subaru", "en", notes="left behind").id
    merged(app, id, old)
    erase(app, id)
    whole = everywhere(app)
    for name in (NAME, "Hasegawa Subaru", "left behind"):
        for one in written(name):
            assert one not in whole, name


@pytest.mark.both
def test_after_a_merge_that_was_taken_back_neither_tells_of_the_other_nor_keeps_what_the_log_had(app: Flask) -> None:
    with app.app_context():
        kept, away = (book.person(NAME, "ja", notes=f"canary of {side}").id for side in ("kept", "away"))
    merged(app, kept, away)

    def read() -> str:
        return str([line.changes for line in audit.lines(audit.entries(), 1000)])

    with app.app_context():
        assert read().count("canary of away") > 1
        with writing():
            undo(db.session.scalars(select(Merge)).one(), by=None)
            db.session.commit()
        assert "canary of away" not in str(log_of([kept]))
        assert "canary of kept" not in str(log_of([away]))
        assert {MERGED.code, MERGE_UNDONE.code} < {line.verb for line in log_of([kept])}
        assert read().count("canary of away") == 3  # entered, merged, taken back
    erase(app, away)
    with app.app_context():
        assert "canary of away" not in read()
        assert "canary of kept" in read()
        made = db.session.scalars(select(Merge)).one()
        assert (made.loser_name, made.journal, merges.content(made, made.loser_name)) == (None, None, None)
        assert audit.verify().valid


def test_whoever_comes_back_is_refused_until_an_administrator_lets_them(app: Flask) -> None:
    with app.app_context():
        id = book.person(NAME, "ja", contacts=[("email", MAIL)]).id
    erase(app, id)
    with app.app_context():
        with pytest.raises(Refused) as refusal:
            book.person("谷川 はる", "ja", contacts=[("email", MAIL.upper())])
        assert refusal.value.field == "contact_points"
        book.person(NAME, "ja", contacts=[("email", "another@example.jp")])  # a name keeps nobody out
        with writing():
            services.lift(erased.of_person(id), reason="they wrote to us", by=None)
            db.session.commit()
        book.person("谷川 はる", "ja", contacts=[("email", MAIL)])


def test_an_address_that_stands_already_may_be_saved_again(app: Flask) -> None:
    with app.app_context():
        id = book.person(NAME, "ja", contacts=[("email", MAIL)]).id
        wife = book.person("長谷川 花", "ja", contacts=[("email", MAIL)]).id
    erase(app, id)
    with app.app_context(), writing():
        person = queries.person(wife, user=Shell())
        points = [ContactInput("email", MAIL, id=point.id) for point in person.contact_points]
        contacts.change_person(person, name=PersonNameInput("ja", "長谷川 花子"), contact_points=points, by=None)
        db.session.commit()
        assert db.session.scalars(select(ContactPoint.normalised).where(ContactPoint.person_id == wife)).all() == [MAIL]


@pytest.mark.both
def test_an_address_that_somebody_else_has_too_keeps_nobody_out(app: Flask) -> None:
    with app.app_context():
        own = ("mobile", "090-1234-5678")
        id = book.person(NAME, "ja", contacts=[("email", MAIL), own]).id
        book.person("長谷川 花", "ja", contacts=[("email", MAIL)])
    erase(app, id)
    with app.app_context():
        book.person("長谷川 一郎", "ja", contacts=[("email", MAIL)])
        with pytest.raises(Refused) as refusal:
            book.person("谷川 はる", "ja", contacts=[own])
        said = str(refusal.value.text)
        assert "ask an administrator" in said
        assert "erased" not in said


def test_a_legal_hold_refuses_and_a_reason_that_names_them_too(app: Flask) -> None:
    with app.app_context():
        id = book.person(NAME, "ja", contacts=[("email", MAIL)]).id
        with writing():
            hold = services.mark(id, rules.HOLD, reason="a suit", by=None)
            db.session.commit()
        with writing(), pytest.raises(Refused, match="legal hold"):
            services.erase(id, reason="asked", by=None)
        with writing():
            services.unmark(erased.mark(hold.id), by=None)
            db.session.commit()
        with writing(), pytest.raises(Refused) as refusal:
            services.erase(id, reason=f"{NAME} asked", by=None)
        assert refusal.value.field == "reason"
        assert db.session.scalars(select(Erasure)).all() == []


def test_a_text_of_another_record_is_listed_and_redacted_by_hand(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    with app.app_context():
        id = book.person(NAME, "ja", contacts=[("email", MAIL)]).id
        firm = book.organisation("延吉市商务局", notes=f"{NAME}さんに聞く: {MAIL}")
        other = book.organisation("長春市商务局", notes=f"{NAME}は別人")
        firm_id, other_id = firm.id, other.id
    erase(app, id)
    shown = client.get(f"/subjects/erased/{id}").get_data(as_text=True)
    assert f'href="/contacts/organisations/{firm_id}"' in shown
    with app.app_context():
        hits = {hit.row_id: hit.id for hit in db.session.scalars(select(ErasureHit))}
        assert set(hits) == {firm_id, other_id}
        assert erased.of_person(id).sealed is not None
    page = f"/subjects/erased/{id}"
    assert post(client, f"/subjects/hits/{hits[firm_id]}/redact", page).status_code == 303
    assert post(client, f"/subjects/hits/{hits[other_id]}/leave", page).status_code == 303
    with app.app_context():
        table = Base.metadata.tables["organisations"]
        notes = dict(db.session.execute(select(table.c.id, table.c.notes)).all())
        assert notes[firm_id] == f"{rules.mark(id)}さんに聞く: {rules.mark(id)}"
        assert notes[other_id] == f"{NAME}は別人"
        assert erased.of_person(id).sealed is None


@pytest.mark.searched
def test_the_index_finds_them_no_more_and_the_page_says_what_happened(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.COORDINATOR, language="en")
    with app.app_context():
        id = book.person(NAME, "ja", contacts=[("email", MAIL)]).id
    erase(app, id)
    with app.app_context():
        assert not db.session.scalars(
            select(LookupEntry).where(LookupEntry.record_type == "people", LookupEntry.record_id == id)
        ).all()
    answer = client.get(f"/contacts/people/{id}")
    assert (answer.status_code, answer.location) == (303, f"/subjects/erased/{id}")
    shown = client.get(answer.location).get_data(as_text=True)
    assert rules.mark(id) in shown
    assert "asked by letter" not in shown  # the reason is for whoever erases
    token = {"csrf_token": csrf_token(client, "/contacts/people/new")}
    assert client.post(f"/contacts/people/{id}/restore", data=token).status_code == 409


def test_the_page_names_other_records_with_the_same_address_and_leads_to_merging(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        ways = [("email", MAIL), ("email", "info@example.jp"), ("tel", "03-1234-5678")]
        id, double = book.person(NAME, "ja", contacts=ways).id, book.person("Hasegawa S", "en", contacts=ways[:1]).id
        beside = book.person("三角 はな", "ja", contacts=ways[1:]).id
        assert [each.id for each in services.plan(id).doubles] == [double]
    shown = client.get(f"/subjects/people/{id}/erase").get_data(as_text=True)
    assert f'href="/merging/people/{id}/{double}"' in shown
    assert f'href="/contacts/people/{double}"' in shown
    assert f"/people/{beside}" not in shown
    merged(app, id, double)
    assert "merge first" not in client.get(f"/subjects/people/{id}/erase").get_data(as_text=True)


def test_the_texts_are_read_while_others_save_and_read_anew_where_somebody_did(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, Role.ADMIN, language="en")
    locked: list[bool] = []

    def noted(terms: Sequence[str], **how: Any) -> list[TextHit]:
        locked.append(is_writing())
        return holding(terms, **how)

    monkeypatch.setattr(erasing, "holding", noted)
    with app.app_context():
        id, other = book.person(NAME, "ja").id, book.person("三角 はな", "ja").id
    page = f"/subjects/people/{id}/erase"
    client.get(page)
    locked.clear()
    assert post(client, page, page, reason="asked", confirmation=NAME).status_code == 303
    assert locked == [False, False]  # the page that was opened, and the press
    with app.app_context():
        looked = services.look(other)
        firm = book.organisation("延吉市商务局", notes="三角 はなさんに聞く").id
        with writing():
            services.erase(other, reason="asked", by=None, looked=looked)
            db.session.commit()
        [hit] = erased.hits(erased.of_person(other).id)
        assert (hit.table_name, hit.row_id) == ("organisations", firm)
    assert locked == [False, False, False, True]


def test_the_night_deletes_a_list_that_an_erasure_which_was_killed_left(app: Flask) -> None:
    with app.app_context():
        gone, lists = book.person(NAME, "ja").id, Path(app.config["INSTANCE"]) / "imports"
        lists.mkdir(exist_ok=True)

        def uploaded(name: str) -> None:
            (lists / name).write_text("a list")
            saved((Base.metadata.tables["import_batches"], {"kind": "people", "storage_name": name}), parents={})

        uploaded("before")
        with writing():
            services.erase(gone, reason="asked", by=None)
            db.session.commit()  # and here the process ends
        uploaded("after")
        tidy_at_night(Job(kind=rules.NIGHT_JOB), Context(lambda *_: None, lambda: False))
        assert sorted(path.name for path in lists.iterdir()) == ["after"]


def test_the_page_asks_for_the_name_and_shows_what_will_happen(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        id = book.person(NAME, "ja", contacts=[("email", MAIL)], notes="x").id
    page = f"/subjects/people/{id}/erase"
    shown = client.get(page).get_data(as_text=True)
    assert "Contact details" in shown
    wrong = post(client, page, page, reason="asked", confirmation="長谷川 すば")
    assert wrong.status_code == 422
    assert "This is not the name of the person." in wrong.get_data(as_text=True)
    assert post(client, page, page, reason="asked", confirmation=NAME).status_code == 303
    assert client.get(page).status_code == 404
    assert client.get(f"/subjects/people/{id}").location == f"/subjects/erased/{id}"
    assert len(NAMINGS) > 50
