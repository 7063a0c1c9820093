"""An import from the file to the contacts: the same file twice adds nothing, and undo takes back what it made."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.audit import queries as audit
from crm.contacts.models import Affiliation, ContactPoint, Organisation, Person, PersonName
from crm.core.database import db
from crm.core.permissions import Role
from crm.interchange import queries, rules
from crm.interchange.kind import IMPORT_BATCH
from tests import cast
from tests.contacts import book
from tests.interchange import files

pytestmark = pytest.mark.usefixtures("session")


def names() -> list[str]:
    statement = select(PersonName.full).join(Person, Person.id == PersonName.person_id)
    return sorted(db.session.scalars(statement.where(Person.archived_at.is_(None))))


def count(model: type[Person] | type[Organisation]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(model.archived_at.is_(None))) or 0


def test_a_table_becomes_people_with_their_organisation_post_and_ways_to_reach_them(app: Flask) -> None:
    id = files.imported(app, files.table(files.TABLE, "cp932"))

    assert files.batch(id).state == "done"
    assert files.counts(id) == {"new": 2}
    assert names() == ["田中 太郎", "鈴木 花子"]
    post = db.session.scalar(select(Affiliation).where(Affiliation.title == "部長"))
    assert post is not None
    assert post.is_primary
    points = db.session.scalars(select(ContactPoint.normalised).where(ContactPoint.person_id == post.person_id))
    assert sorted(points) == ["+819012345678", "tanaka@example.jp"]
    assert count(Organisation) == 2


def test_a_trial_run_writes_no_contact_and_counts_what_would_happen(app: Flask) -> None:
    id = files.tried(app, files.table([*files.TABLE, ["会社", "", "", "", ""]]))

    assert files.counts(id) == {"new": 2, "rejected": 1}
    assert count(Person) == 0
    sample = next(sample for sample in files.batch(id).samples if sample["status"] == "rejected")
    assert sample["reasons"][0]["msgid"] == "The name is missing."


def test_the_same_file_twice_adds_nothing(app: Flask) -> None:
    content = files.table([*files.TABLE, ["", "名前だけ", "", "", ""], ["", "代表", "", "info@example.jp", ""]])
    files.imported(app, content)

    again = files.imported(app, content)

    assert files.counts(again) == {"same": 4}
    assert count(Person) == 4
    assert count(Organisation) == 2


def test_undo_takes_back_exactly_what_the_import_made(app: Flask) -> None:
    book.person("佐藤 次郎", "ja", contacts=[("email", "jiro@example.jp")])
    rows = [*files.TABLE, ["三条金属株式会社", "佐藤 次郎", "課長", "jiro@example.jp", "090-3333-4444"]]
    id = files.imported(app, files.table(rows))
    assert files.counts(id) == {"new": 2, "update": 1}

    files.undone(app, id)

    assert files.batch(id).state == "undone"
    assert names() == ["佐藤 次郎"]
    assert count(Organisation) == 0
    points = list(db.session.scalars(select(ContactPoint.normalised).where(ContactPoint.person_id == book_person())))
    assert points == ["jiro@example.jp"]
    assert not list(db.session.scalars(select(Affiliation).where(Affiliation.person_id == book_person())))


def test_imports_that_filled_one_another_are_undone_one_after_the_other(app: Flask) -> None:
    header = ["氏名", "メール", "携帯電話", "電話"]
    first = files.imported(app, files.table([header, ["佐藤 次郎", "jiro@example.jp", "", ""]]))
    row = ["佐藤 次郎", "jiro@example.jp", "090-3333-4444", ""]
    second = files.imported(app, files.table([header, row]))
    third = files.imported(app, files.table([header, [*row[:3], "025-222-0101"]]))
    for id in (third, second, first):
        files.undone(app, id)
        assert queries.undone_of(id) == {"undone": 1}
    assert names() == []


@pytest.mark.parametrize("order", ["first second", "second first"])
@pytest.mark.parametrize("second", ["used", "filled", "made whole", "post", "person"])
def test_what_one_import_made_and_another_used_or_filled_goes_with_the_last_of_both(
    app: Flask, second: str, order: str
) -> None:
    firm, employer = "三条金属株式会社", ["会社名", "氏名", "メール", "電話"]
    held = [employer, [firm, "佐藤 次郎", "jiro@example.jp", ""]]
    whole = [["会社名", "電話"], [firm, "025-222-0101"]]
    first = (whole, "organisations") if second == "made whole" else (held, "people")
    other = {
        "used": ([employer, [firm, "本間 凪", "nagi@example.jp", ""]], "people"),
        "filled": (whole, "organisations"),
        "made whole": (held, "people"),
        "post": ([employer, [firm, "土田 慧", "kei@example.jp", ""]], "people"),
        "person": ([employer, [firm, "佐藤 次郎", "jiro@example.jp", "025-222-0101"]], "people"),
    }
    if second == "post":
        book.person("土田 慧", "ja", contacts=[("email", "kei@example.jp")])
    made = {"first": files.imported(app, files.table(first[0]), kind=first[1])}
    made["second"] = files.imported(app, files.table(other[second][0]), kind=other[second][1])
    for which in order.split():
        files.undone(app, made[which])
    assert count(Organisation) == 0
    assert names() == (["土田 慧"] if second == "post" else [])
    assert [queries.undone_of(id) for id in made.values()] == [{"undone": 1}, {"undone": 1}]


def test_an_employer_that_somebody_changed_since_stays_when_both_imports_are_undone(app: Flask) -> None:
    header = ["会社名", "氏名"]
    both = [files.imported(app, files.table([header, ["三条金属", name]])) for name in ("佐藤 次郎", "本間 凪")]
    with files.writing():
        with files.action(rules.IMPORTED, by=None):
            db.session.scalars(select(Organisation)).one().notes = "later"
        db.session.commit()
    for id in both:
        files.undone(app, id)
    assert (names(), count(Organisation)) == ([], 1)


def book_person() -> int:
    return db.session.scalars(select(Person.id).order_by(Person.id)).first() or 0


def test_every_record_of_an_import_stands_in_the_log_and_the_chain_holds(app: Flask) -> None:
    files.imported(app, files.table(files.TABLE))

    person = db.session.scalars(select(Person)).first()
    assert person is not None
    lines = audit.lines(audit.entries_of("people", person.id), 10)
    told = " ".join(new or "" for line in lines for _, _, new in line.changes)
    assert "田中 太郎" in told
    assert "tanaka@example.jp" in told
    assert audit.verify().valid


def test_an_import_is_for_whoever_took_the_file_and_the_administrator(app: Flask) -> None:
    other = "second@example.jp"
    mine, theirs = (files.uploaded(app, files.table(files.TABLE), email=email) for email in (None, other))
    for reader, seen in (
        (cast.user(), [mine]), (cast.user(email=other), [theirs]), (cast.user(Role.ADMIN), [theirs, mine]),
    ):  # fmt: skip
        assert [row.id for row in queries.batches(user=reader).rows] == seen
        assert [IMPORT_BATCH.is_visible(id, reader) for id in (mine, theirs)] == [mine in seen, theirs in seen]
        assert not IMPORT_BATCH.is_visible(999_999, reader)
