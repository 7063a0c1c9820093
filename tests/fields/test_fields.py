"""Own fields: defined by the office, written on records, asked for in filters."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.audit import queries as audit
from crm.audit.services import archive, restore
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.fields import queries, rules, services
from crm.fields.models import FieldDefinition, FieldValue
from crm.fields.services import OptionInput
from tests.cast import user
from tests.tags.test_tags import statements


def field(kind: str = "text", *, record_type: str = "people", options: tuple[str, ...] = (), **content: Any) -> int:
    given: dict[str, Any] = {"labels": {"ja": "決裁者との距離", "en": "Distance"}, "by": user()} | content
    with writing():
        made = services.make(
            record_type=record_type, kind=kind, options=[OptionInput(text) for text in options], **given
        )
        db.session.commit()
    return made.id


def write(values: dict[int, Any], *, id: int = 1, record_type: str = "people") -> None:
    with writing():
        services.set_values(record_type, id, values, by=user())
        db.session.commit()


def said(id: int = 1) -> dict[int, Any]:
    return queries.values("people", [id]).get(id, {})


def found(field_id: int, operator: str, value: str = "") -> set[int] | None:
    statement = queries.matching("people", field_id, operator, value)
    return None if statement is None else set(db.session.scalars(statement))


def test_each_kind_keeps_what_was_typed_as_its_own_type(app: Flask) -> None:
    with app.app_context():
        text, number, day = field("text"), field("number"), field("date")
        choice = field("choice", options=("高", "中"))
        write({text: " 鳥取 ", number: "１，２５０．５", day: "令和8年12月1日", choice: "中"})
        assert said() == {text: "鳥取", number: Decimal("1250.5"), day: date(2026, 12, 1), choice: "中"}


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("number", "many"), ("number", "1,00"), ("number", "1e9"), ("number", "1234567890123.4567"),
        ("date", "12/1"),
        ("date", "2026-02-30"), ("date", "令和9999年1月1日"), ("choice", "低"),
        ("text", "x" * 1001), ("text", "a\x00b"),
    ],
)  # fmt: skip
def test_what_a_field_cannot_take_is_refused_beside_it(app: Flask, kind: str, raw: str) -> None:
    with app.app_context():
        id = field(kind, options=("高", "中") if kind == "choice" else ())
        with pytest.raises(services.BadValue) as refused:
            write({id: raw})
        assert (refused.value.field_id, refused.value.field) == (id, f"own_{id}")
        assert said() == {}


def test_an_empty_value_clears_and_a_required_one_is_refused(app: Flask) -> None:
    with app.app_context():
        free, needed = field("text"), field("text", required=True)
        write({free: "甲", needed: "乙"})
        write({free: ""})
        assert said() == {needed: "乙"}
        with pytest.raises(services.BadValue):
            write({needed: "　"})


def test_a_field_of_another_kind_of_record_does_not_exist_here(app: Flask) -> None:
    with app.app_context():
        id = field(record_type="organisations")
        with pytest.raises(services.BadValue):
            write({id: "甲"})
        assert queries.matching("people", id, "filled") is None


def test_values_stand_in_the_records_history_and_a_persons_are_sealed(app: Flask) -> None:
    with app.app_context():
        id = field("text")
        write({id: "秘密の値"})
        [line] = audit.lines(audit.entries_of("people", 1), 5)
        assert ("text", None, "秘密の値") in line.changes
        [entry] = [row for row, _ in db.session.execute(audit.entries_of("people", 1))]
        assert "秘密の値" not in str(entry.changes)


def test_the_history_names_each_field_and_tells_values_as_they_were_typed(app: Flask) -> None:
    with app.app_context():
        text, number, choice = (
            field("text"),
            field("number", labels={"ja": "面積"}),
            field("choice", options=("高", "中")),
        )
        write({text: "鳥取", number: "1,250.5", choice: "中"})
        write({number: "-3"})
        write({text: "", choice: "高"})
        lines = audit.lines(audit.entries_of("people", 1), 10)
        told = [change for changes in queries.told(lines, "ja").values() for change in changes]
        assert set(told) == {
            ("決裁者との距離", None, "中"),
            ("決裁者との距離", None, "鳥取"),
            ("決裁者との距離", "中", "高"),
            ("決裁者との距離", "鳥取", None),
            ("面積", None, "1250.5"),
            ("面積", "1250.5", "-3"),
        }
        assert queries.told([], "ja") == {}


@pytest.mark.both
def test_filters_find_by_every_operator(app: Flask) -> None:
    with app.app_context():
        text, number, day = field("text"), field("number"), field("date")
        choice = field("choice", options=("高", "中"))
        write({text: "ＡＢＣ商事", number: "10", day: "2026-01-31", choice: "高"}, id=1)
        write({text: "abc", number: "20.5", day: "2026-02-01", choice: "中"}, id=2)
        assert found(text, "contains", "abc") == {1, 2}
        assert found(text, "contains", "%") == set()
        assert found(text, "is", "ABC") == {2}
        assert found(number, "least", "20.5") == {2}
        assert found(number, "most", "10") == {1}
        assert found(day, "from", "2026-02-01") == {2}
        assert found(day, "until", "R8.1.31") == {1}
        assert found(choice, "is", "高") == {1}
        assert found(choice, "filled") == {1, 2}


@pytest.mark.parametrize(("operator", "value"), [("least", "x"), ("contains", "1"), ("drop", "1"), ("is", "")])
def test_a_filter_that_cannot_be_is_none(app: Flask, operator: str, value: str) -> None:
    with app.app_context():
        assert found(field("number"), operator, value) is None
        assert found(999, operator, value) is None


@pytest.mark.both
def test_an_answer_in_use_cannot_be_taken_away_but_renamed_and_swapped(app: Flask) -> None:
    with app.app_context():
        id = field("choice", options=("高", "中"))
        write({id: "高"})
        definition = queries.one(id)
        high, middle = definition.options
        with pytest.raises(Refused, match="高") as refused, writing():
            services.change(definition, labels={"en": "D"}, options=[OptionInput("中", middle.id)], by=user())
        assert refused.value.field == "options"
        swapped = [OptionInput("中", high.id), OptionInput("高", middle.id)]
        with writing():
            services.change(queries.one(id), labels={"en": "D"}, options=swapped, by=user())
            db.session.commit()
        assert said() == {id: "中"}


@pytest.mark.parametrize(
    "content",
    [{"labels": {}}, {"labels": {"fr": "x"}}, {"kind": "choice"}, {"kind": "colour"}, {"record_type": "users"},
     {"kind": "choice", "options": ("ＡＢ", "ab")}],
)  # fmt: skip
def test_a_field_without_what_it_needs_is_refused(app: Flask, content: dict[str, Any]) -> None:
    with app.app_context():
        with pytest.raises(Refused):
            field(**content)
        assert db.session.scalar(select(func.count()).select_from(FieldDefinition)) == 0


def test_an_archived_field_is_hidden_and_comes_back_with_its_values(app: Flask) -> None:
    with app.app_context():
        id = field()
        write({id: "甲"})
        with writing():
            archive(queries.one(id), rules.FIELD_ARCHIVED, by=user())
            db.session.commit()
        assert (said(), queries.defined("people"), found(id, "filled")) == ({}, [], None)
        with writing():
            restore(queries.one(id), rules.FIELD_RESTORED, by=user())
            db.session.commit()
        assert said() == {id: "甲"}


def test_the_label_follows_the_reader(app: Flask) -> None:
    with app.app_context():
        definition = queries.one(field(labels={"ja": "距離", "ko": "거리"}))
        assert [queries.label_text(definition, tag) for tag in ("ja", "zh-Hans", "ko", "en")] == [
            "距離", "距離", "거리", "距離",
        ]  # fmt: skip


def test_writing_and_reading_many_cost_as_much_as_a_few(app: Flask) -> None:
    """Of organisations: a person's first entry in the log makes a key besides."""
    kind = "organisations"
    with app.app_context():
        text = field("text", record_type=kind)
        choice = field("choice", options=("高",), record_type=kind)

        def many(ids: range) -> int:
            def work() -> None:
                with writing():
                    services.set_many(kind, {id: {text: f"値{id}", choice: "高"} for id in ids}, by=None)
                    db.session.commit()

            return statements(work)

        many(range(900, 903))
        assert many(range(1, 4)) == many(range(10, 40))
        assert statements(lambda: queries.values(kind, range(1, 40))) == 1
        assert db.session.scalar(select(func.count()).select_from(FieldValue)) == 72
