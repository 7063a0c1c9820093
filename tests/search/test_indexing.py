"""The index follows every write, and nothing has to call it."""

import random
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, text
from sqlalchemy.orm import Session, scoped_session

from crm.audit import services as audit
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts import services as contacts_services
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import AffiliationInput, OrganisationNameInput
from crm.core.database import db, writing
from crm.lookup import queries as lookup
from crm.lookup import services as lookup_services
from crm.lookup.models import LookupEntry
from crm.meetings import rules as meetings_rules
from crm.meetings import services as meetings
from crm.meetings.models import Meeting
from crm.meetings.services import Minute
from crm.negotiations import queries as cases
from crm.negotiations import services as negotiations
from crm.search import queries
from crm.search import services as search
from tests import cast
from tests.cast import SET_UP
from tests.contacts import book
from tests.interchange import files
from tests.meetings.scene import scene as meeting_scene
from tests.meetings.scene import talk
from tests.missions import voyage
from tests.negotiations.cases import opened, scene
from tests.statements import sent


def found(kind: str, typed: str) -> list[int]:
    return sorted(db.session.scalars(lookup.matching(kind, typed)))


def test_a_person_is_found_by_every_form_of_the_name_and_every_number(session: scoped_session[Session]) -> None:
    contacts = [("wechat", "Li_MS88"), ("mobile", "139 4430 0101"), ("email", "ming@bureau.example")]
    made = book.person("李明淑", forms=book.MINGSHU_FORMS, contacts=contacts)
    book.person("王 伟")
    names = ("李明淑", "\uf9e1明淑", "리명숙", "이명숙", "Li Mingshu", "りめいしゅく")
    for typed in (*names, "li_ms88", "139-4430-0101", "+86 13944300101", "0101", "ming@bureau.example"):
        assert found("people", typed) == [made.id], typed


def test_a_chinese_name_is_found_by_its_sound_where_nobody_wrote_it_down(session: scoped_session[Session]) -> None:
    person = book.person("朴哲洙")
    firm = book.organisation("延边大洋集团有限公司")
    for typed in ("piao zhezhu", "Piáo Zhézhū", "박철수"):
        assert found("people", typed) == [person.id], typed
    for typed in ("yanbian dayang", "연변대양", "延辺大洋", "延邊大洋", "大洋集"):
        assert found("organisations", typed) == [firm.id], typed


def test_a_japanese_name_gets_no_reading_that_nobody_gave(session: scoped_session[Session]) -> None:
    book.person("田中 太郎", "ja", reading="たなか たろう")
    assert found("people", "tianzhong") == []
    assert found("people", "전중") == []


def test_a_person_is_found_by_the_employer_and_by_both_together(session: scoped_session[Session]) -> None:
    bureau = book.organisation("延吉市商务局")
    made = book.person("李明淑", at=bureau)
    book.person("王伟", at=bureau)
    assert len(found("people", "延吉市商務局")) == 2
    assert found("people", "商务局 李") == [made.id]
    assert list(db.session.scalars(lookup.called("people", "延吉市商务局"))) == []
    with writing():
        firm = contacts.organisation(bureau.id, user=cast.user())
        contacts_services.change_organisation(
            firm, name=OrganisationNameInput("延吉市投资局", "zh-Hans"), country="CN", by=None
        )
        db.session.commit()
    assert found("people", "商务局") == []
    assert found("people", "投资局 李") == [made.id]


def test_who_leaves_on_a_day_written_down_beforehand_is_not_found_by_that_employer_from_the_night_on(
    session: scoped_session[Session],
) -> None:
    bureau, firm = book.organisation("延吉市商务局"), book.organisation("延边大洋贸易有限公司")
    with time_machine.travel("2027-03-30T12:00:00+09:00", tick=False):
        posts = [
            AffiliationInput(bureau.id, "科长", to_date=date(2027, 3, 31)),
            AffiliationInput(firm.id, "经理", from_date=date(2027, 4, 1)),
        ]
        made = book.person("李明淑", affiliations=posts)
        stays = book.person("王伟", at=bureau)
        assert found("people", "商务局") == [made.id, stays.id]
    with time_machine.travel("2027-04-01T01:00:00+09:00", tick=False):
        with writing():
            assert (search.renew(), search.renew()) == (1, 0)
            db.session.commit()
        assert found("people", "商务局") == [stays.id]
        assert found("people", "大洋") == [made.id]


def test_an_archived_record_leaves_the_index_and_a_restored_one_comes_back(session: scoped_session[Session]) -> None:
    firm = book.organisation("図們貿易", "ja")
    _archive(firm.id)
    assert found("organisations", "図們") == []
    _restore(firm.id)
    assert found("organisations", "图们") == [firm.id]


def _archive(id: int) -> None:
    with writing():
        contacts_services.archive_organisation(contacts.organisation(id, user=cast.user()), by=None)
        db.session.commit()


def _restore(id: int) -> None:
    with writing():
        archived = contacts.organisation(id, user=cast.user(), archived=True)
        contacts_services.restore_organisation(archived, by=None)
        db.session.commit()


def test_a_write_that_is_rolled_back_leaves_no_trace(session: scoped_session[Session]) -> None:
    with writing():
        contacts_services.create_organisation(name=OrganisationNameInput("幻の商社", "ja", ""), country="JP", by=None)
        assert found("organisations", "幻") != []
        db.session.rollback()
    assert found("organisations", "幻") == []


def test_places_are_found_in_every_script(session: scoped_session[Session]) -> None:
    book.load_places()
    for code, typed in (
        ("222400", "延边 延辺 延邊 연변 옌볜 Yanbian"),
        ("222404", "珲春 琿春 훈춘"),
        ("222402", "图们 図們 도문 투먼"),
        ("222401", "延吉 延吉市 えんきつ 연길 Yanji"),
    ):
        for word in typed.split():
            assert book.place(code).id in found("places", word), word


def held() -> list[Any]:
    """Everything that the index holds, on either database."""
    entries = [tuple(row) for row in db.session.execute(select(LookupEntry.__table__).order_by(LookupEntry.id))]
    grams: list[Any] = []
    for name in ("lookup_names", "lookup_texts"):
        if db.session.get_bind().dialect.name == "postgresql":
            statement = f"SELECT rowid, keys FROM {name} ORDER BY rowid"  # noqa: S608  # two fixed names
        else:
            view = f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name}_v USING fts5vocab(main, {name}, instance)"
            db.session.execute(text(view))
            statement = f'SELECT doc, "offset", term FROM temp.{name}_v ORDER BY 1, 2'  # noqa: S608  # two fixed names
        grams += [tuple(row) for row in db.session.execute(text(statement))]
    assert entries
    assert grams
    return entries + grams


def rebuilt(runner: FlaskCliRunner) -> list[Any]:
    """The index emptied and built anew from the shell."""
    with writing():
        for kind in queries.KINDS:
            ids = select(LookupEntry.record_id).where(LookupEntry.record_type == kind.record_type)
            lookup_services.remove(kind.record_type, db.session.scalars(ids).all())
        db.session.commit()
    assert any(queries.is_empty(kind) for kind in queries.KINDS)
    done = runner.invoke(args=["search", "rebuild", "--if-empty"])
    assert done.exit_code == 0, done.output
    assert not any(queries.is_empty(kind) for kind in queries.KINDS)
    return held()


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_writes_the_index_is_what_a_rebuild_gives(
    runner: FlaskCliRunner, session: scoped_session[Session], seed: int
) -> None:
    book.load_places()
    dice = random.Random(seed)  # noqa: S311  # the same walk every time is what is wanted
    words = ["延吉", "大洋", "商社", "ニット", "Yanbian", "貿易", "연길"]
    for _ in range(25):
        firms = list(db.session.scalars(select(Organisation)))
        step = dice.choice(["firm", "person", "rename", "away", "back"])
        firm = dice.choice(firms) if firms else None
        if firm is None or step == "firm":
            book.organisation("".join(dice.sample(words, 2)))
        elif step == "person":
            book.person(
                dice.choice("李王朴金") + "".join(dice.sample("明淑哲洙伟", 2)),
                at=firm if firm.archived_at is None else None,
            )
        elif step == "rename" and firm.archived_at is None:
            with writing():
                kept = contacts.organisation(firm.id, user=cast.user())
                name = OrganisationNameInput("".join(dice.sample(words, 3)), "zh-Hans")
                contacts_services.change_organisation(kept, name=name, country="CN", notes=dice.choice(words), by=None)
                db.session.commit()
        elif step == "away" and firm.archived_at is None:
            _archive(firm.id)
        elif step == "back" and firm.archived_at is not None:
            _restore(firm.id)
    assert db.session.scalar(select(Person.id).limit(1)) is not None
    before = held()
    assert rebuilt(runner) == before
    assert runner.invoke(args=["search", "rebuild", "--if-empty"]).output == ""


def mentioned(kind: str, typed: str) -> list[int]:
    return sorted(db.session.scalars(lookup.mentioning(kind, typed)))


def test_a_call_on_a_case_is_found_with_the_case(session: scoped_session[Session]) -> None:
    kept = opened(scene())
    with writing():
        negotiations.log(kept, kind="call", summary="色見本帳を 12 冊送った。", by=cast.user())
        db.session.commit()
    assert mentioned("negotiations", "色见本帐") == [kept.id]
    assert mentioned("negotiations", "見本 12冊") == [kept.id]
    assert found("negotiations", "色見本帳") == []
    assert cases.named("蜂蜜の輸出", user=cast.user(), language="ja", limit=9, exact=True) == []
    title = kept.title
    assert cases.named(title[:3], user=cast.user(), language="ja", limit=9) == [(kept.id, title)]


def test_a_line_of_the_programme_is_found_with_its_mission(session: scoped_session[Session]) -> None:
    mission = voyage.mission()
    voyage.item(mission, title="検疫所での打合せ")
    assert mentioned("activities", "检疫所") == [mission.id]


def test_what_an_import_hands_over_is_what_the_index_would_have_read(
    session: scoped_session[Session], app: Flask
) -> None:
    book.organisation("延吉市商务局", other_names=[OrganisationNameInput("Yanji Commerce Bureau", "en", kind="trade")])
    rows = [
        ["氏名", "フリガナ", "英文氏名", "会社名", "会社名フリガナ", "e-mail", "携帯電話", "メモ"],
        ["李明淑", "", "LI MINGSHU", "延吉市商务局", "", "ming@bureau.example", "", "大豆に関心"],
        ["田中 太郎", "たなか たろう", "", "株式会社見附ニット", "みつけにっと", "t@example.jp", "090-1234-5678", ""],
        ["김철수", "", "", "주식회사 대양", "", "", "", "두 줄\n메모"],
        ["李明淑", "", "", "延吉市商务局", "", "ming@bureau.example", "139 4430 0102", ""],
        ["名前だけ", "", "", "", "", "", "", ""],
    ]

    files.imported(app, files.table(rows), overwrite=True)

    kept = entries()
    assert len([record_type for record_type, _ in kept if record_type == "people"]) == 4
    with writing():
        for kind in queries.KINDS:
            for ids in queries.all_ids(kind):
                search.index_kind(kind, ids, anew=True)
        assert entries() == kept


def test_what_was_just_made_is_indexed_from_what_is_at_hand(session: scoped_session[Session]) -> None:
    at = meeting_scene()
    with sent() as statements:
        held = talk(
            at,
            subject="見本の評価",
            minutes=[Minute(theirs="試食は良い。", decision="見積を送る。"), Minute(topic="検疫")],
        )
    assert [s for s in statements if s.startswith("SELECT meetings.id, meetings.subject")] == []
    assert [s for s in statements if s.startswith("SELECT minute_items.meeting_id")] == []
    kept = entries()
    with writing():
        search.index_kind(next(kind for kind in queries.KINDS if kind.model is Meeting), [held.id], anew=True)
        assert entries() == kept
    assert mentioned("meetings", "見積") == mentioned("meetings", "検疫") == [held.id]


def test_what_an_act_inside_another_made_is_indexed_with_its_record(session: scoped_session[Session]) -> None:
    at = meeting_scene()
    with writing():
        with action(SET_UP, by=None):
            held = talk(at, minutes=[])
            meetings.add_item(held, Minute(decision="見積を送る。"), by=cast.user())
            other = talk(at, minutes=[])
            audit.archive(other, meetings_rules.ARCHIVED, by=cast.user())
            held.subject = other.subject = "見本の評価"
        db.session.commit()
    assert mentioned("meetings", "見積") == found("meetings", "見本") == [held.id]
    assert {id for kind, id in entries() if kind == "meetings"} == {held.id}


def entries() -> dict[tuple[str, int], tuple[str, str, str]]:
    rows = db.session.scalars(select(LookupEntry).execution_options(populate_existing=True))
    return {(row.record_type, row.record_id): (row.title, row.keys, row.digest) for row in rows}
