"""Tags and own fields of a file on people who are there already: put on, never over what is filled, taken back."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from crm.audit import services as audit
from crm.core.database import db
from crm.fields import queries as own_fields
from crm.fields import services as fields
from crm.interchange import queries
from crm.interchange.rules.outcomes import sentence
from crm.tags import queries as tags
from crm.tags import rules as tags_rules
from crm.tags import services as tagging
from crm.tags.models import Tag
from tests.contacts import book
from tests.interchange import files

pytestmark = pytest.mark.usefixtures("session")
HEADER = ["氏名", "メール", "会員番号", "展示会、2026"]


def own_field() -> int:
    with files.writing():
        made = fields.make(record_type="people", kind="number", labels={"ja": "会員番号"}, by=None)
        db.session.commit()
    return made.id


def imported(app: Flask, field: int, *rows: list[str], overwrite: bool = False) -> int:
    """A list whose third column is an own field and whose fourth is a tag."""
    id = files.uploaded(app, files.table([HEADER, *rows]))
    with files.writing():
        targets = ["full_name", "email", f"field:{field}", "tag"]
        files.batches.assign(
            files.batch(id),
            files.batches.Assignment(targets, overwrite=overwrite),
            own_fields=[field],
            by=files.cast.user(),
        )
        files.batches.request_check(files.batch(id), by=files.cast.user())
        db.session.commit()
    files.work(app)
    tried = files.counts(id)
    with files.writing():
        files.batches.request_run(files.batch(id), by=files.cast.user())
        db.session.commit()
    files.work(app)
    assert files.counts(id) == tried  # the trial run said so
    return id


def marks(id: int) -> tuple[list[str], list[object]]:
    db.session.rollback()
    names = [row.name for row in tags.of_records("people", [id]).get(id, [])]
    return names, list(own_fields.values("people", [id]).get(id, {}).values())


def test_a_list_of_numbers_and_tags_for_known_people_is_an_update_and_undone(app: Flask) -> None:
    person, field = book.person("田中 太郎", "ja", contacts=[("email", "t@example.jp")]).id, own_field()
    row = ["田中 太郎", "t@example.jp", "12", "1"]
    id = imported(app, field, row)
    assert files.counts(id) == {"update": 1}
    assert marks(person) == (["展示会 2026"], [Decimal(12)])
    assert files.counts(imported(app, field, row)) == {"same": 1}
    files.undone(app, id)
    assert marks(person) == ([], [])


def test_what_an_own_field_says_is_replaced_only_at_the_users_wish_and_comes_back(app: Flask) -> None:
    person, field = book.person("田中 太郎", "ja", contacts=[("email", "t@example.jp")]).id, own_field()
    with files.writing():
        fields.set_values("people", person, {field: "7"}, by=None)
        db.session.commit()
    row = ["田中 太郎", "t@example.jp", "12", ""]
    kept = imported(app, field, row)
    assert (files.counts(kept), marks(person)[1]) == ({"same": 1}, [Decimal(7)])
    assert "another one already" in str(sentence(queries.remarked(kept)[0].reasons[-1]))
    id = imported(app, field, row, overwrite=True)
    assert (files.counts(id), marks(person)[1]) == ({"update": 1}, [Decimal(12)])
    files.undone(app, id)
    assert marks(person)[1] == [Decimal(7)]


def test_a_row_that_was_imported_before_takes_the_tags_chosen_the_second_time(app: Flask) -> None:
    files.imported(app, files.table(files.TABLE))
    id = files.imported(app, files.table(files.TABLE), tags=("見本市",))
    assert files.counts(id) == {"update": 2}
    files.undone(app, id)
    assert [use.uses for use in tags.all_with_uses()] == [{}]


def test_an_archived_tag_is_left_out_with_a_remark_and_rejects_no_row(app: Flask) -> None:
    with files.writing():
        audit.archive(tagging.make(name="見本市", by=None), tags_rules.TAG_ARCHIVED, by=None)
        db.session.commit()
    id = files.imported(app, files.table(files.TABLE), tags=("見本市", "名簿"))
    assert files.counts(id) == {"new": 2}
    assert "archived" in str(sentence(queries.remarked(id)[0].reasons[0]))
    assert set(db.session.scalars(select(Tag.name))) == {"見本市", "名簿"}
