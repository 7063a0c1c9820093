"""The index: what a name is found by, on either database."""

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, scoped_session

from crm.core.database import db, writing
from crm.lookup import queries, services
from crm.lookup.rules import IndexedRecord
from tests.lookup.test_rules import starts_of

FIRM = IndexedRecord(
    "organisations",
    1,
    "延辺大洋集団有限公司",
    (
        "연변대양집단",
        "Yanbian Dayang Group Co., Ltd.",
        "えんぺん たいよう しゅうだん",
        "+864332551234",
        "info@dayang.example",
    ),
)
OTHERS = [
    IndexedRecord("organisations", 2, "大連海洋商事", ("Dalian Haiyang",)),
    IndexedRecord("organisations", 3, "トヨタ自動車株式会社", ("Toyota Motor Corporation", "1180301018771")),
    IndexedRecord(
        "people", 1, "李明淑", ("Lǐ Míngshū", "LI MINGSHU", "리명숙", "이명숙", "り・めいしゅく", "wxid_lms88")
    ),
    IndexedRecord("people", 2, "田中 太郎", ("たなか たろう", "+818055550123")),
    IndexedRecord("people", 3, "𠮷野 🙂", ()),
    IndexedRecord("meetings", 1, "", texts=("先方は工場を見学した。", "価格は FOB 新潟で 12.50 USD")),
]


@pytest.fixture(autouse=True)
def _filled(session: scoped_session[Session]) -> None:
    keep(FIRM, *OTHERS)


def keep(*documents: IndexedRecord) -> None:
    with writing():
        services.write(documents)
        db.session.commit()


def found(kind: str, typed: str) -> list[int]:
    return sorted(db.session.scalars(queries.matching(kind, typed)))


@pytest.mark.parametrize(
    "typed",
    [
        "延辺大洋", "延边大洋", "延邊大洋", "연변대양", "yanbian dayang", "えんぺん", "エンペン", "ｴﾝﾍﾟﾝ", "YANBIAN",
        "yanbiandayang", "dayang yanbian", "Dayang Group Co., Ltd.", "大洋", "洋集", "延邊 大洋", "y", "연", "anbi",
        "bianda", "0433-255-1234", "+86 433 255 1234", "００８６（４３３）２５５－１２３４", "1234",
        "info@dayang.example", "info@dayang",
    ],
)  # fmt: skip
def test_a_firm_is_found_in_every_script_and_by_every_number(typed: str) -> None:
    assert 1 in found("organisations", typed)


@pytest.mark.parametrize(
    "typed",
    [
        "李明淑", "\uf9e1明淑", "리명숙", "이명숙", "Li Mingshu", "lǐ míngshū", "mingshu li", "りめいしゅく",
        "リ・メイシュク", "李", "明", "lms88",

    ],
)  # fmt: skip
def test_a_person_of_four_names_is_found_by_each(typed: str) -> None:
    assert found("people", typed) == [1]


@pytest.mark.parametrize(
    ("kind", "typed", "ids"),
    [
        ("organisations", "ﾄﾖﾀ", [3]),
        ("organisations", "toyota jidou", []),
        ("people", "Tanaka Tarō", [2]),
        ("people", "tanakataro", [2]),
        ("organisations", "1180301018771", [3]),
        ("organisations", "大洋 海", []),
        ("organisations", "海洋", [2]),
        ("organisations", "洋大", []),  # the end of one word and the start of the next
        ("organisations", "aiyang", [2]),
        ("organisations", "dayangdalian", []),
        ("people", "郎た", []),  # never across two names
        ("people", "吉野", [3]),
        ("people", "𠮷", [3]),
        ("people", "🙂", [3]),
        ("organisations", "d", [2]),  # one letter: what begins with it
        ("people", "090", []),
        ("people", "080-5555-0123", [2]),
        ("people", "延辺", []),  # another kind
        ("people", "|李", [1]),
        ("people", '" OR 李', []),
        ("people", "…", []),
        ("people", "", []),
        ("meetings", "工場", []),  # full text is looked for apart
    ],
)
def test_only_what_holds_every_word_is_found(kind: str, typed: str, ids: list[int]) -> None:
    assert found(kind, typed) == ids


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("Plan B Trading", [4]), ("plan b", [4]), ("b trading", [4]), ("Trading Plan B", [4]), ("plan c", []),
        ("b trading plan", [4]), ("plan t", []), ("c trading", []),
    ],
)  # fmt: skip
def test_a_letter_that_is_a_word_inside_a_name_is_found_beside_its_neighbour(typed: str, ids: list[int]) -> None:
    keep(IndexedRecord("organisations", 4, "Plan B Trading"))
    assert found("organisations", typed) == ids


@pytest.mark.parametrize("typed", ["工場", "工场 見学", "fob", "12.50 usd", "新潟"])
def test_minutes_are_found_by_full_text(typed: str) -> None:
    assert list(db.session.scalars(queries.mentioning("meetings", typed))) == [1]


def test_the_whole_name_and_its_start_are_told_from_the_inside() -> None:
    def ids(statement: Select[int]) -> list[int]:
        return list(db.session.scalars(statement))

    assert ids(queries.called("organisations", "延邊大洋集团")) == [1]
    assert ids(queries.called("organisations", "延邊大")) == []
    assert ids(queries.beginning("organisations", "延邊大")) == [1]
    assert ids(queries.beginning("organisations", "大洋")) == []
    assert ids(queries.beginning("organisations", "大")) == [2]
    assert ids(queries.called("organisations", "…")) == []


def test_a_changed_record_is_found_by_its_new_names_only() -> None:
    keep(IndexedRecord("organisations", 1, "図們貿易", ("トゥーメン",)))
    assert found("organisations", "延辺") == []
    assert found("organisations", "图们") == [1]
    keep(IndexedRecord("organisations", 1, "図們貿易", ("トゥーメン",)))
    assert found("organisations", "图们") == [1]


def test_a_record_taken_out_is_found_no_more_and_may_come_back() -> None:
    with writing():
        services.remove("organisations", [1, 77])
        db.session.commit()
    assert found("organisations", "延辺") == []
    assert found("organisations", "大") == [2]
    keep(FIRM)
    assert found("organisations", "延辺") == [1]


@pytest.mark.postgresql
@pytest.mark.parametrize("text", ["|ab|", "|延边大洋|yanbian|a|/大連b/x/", "|𠮷野|🙂|1b延|"])
def test_postgresql_makes_the_grams_that_python_knows(session: scoped_session[Session], text: str) -> None:
    assert set(session.scalar(select(func.lookup_grams(text))) or ()) == set(starts_of(text))
