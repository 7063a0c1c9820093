"""Which records a scan takes for one and which not: a small labelled set, in four scripts."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.contacts.models import Organisation
from crm.contacts.rules import duplicates
from crm.core.database import Base, db, writing
from crm.merging import rules, services
from crm.merging.models import MergeCandidate
from tests.contacts import book

#: (one, the other, whether they are the same firm): (name, language).
FIRMS = [
    (("株式会社トヨタ自動車", "ja"), ("トヨタ自動車", "ja"), True),
    (("ﾄﾖﾀ自動車㈱", "ja"), ("トヨタ自動車株式会社", "ja"), True),
    (("延边大洋集团有限公司", "zh-Hans"), ("延辺大洋集団", "ja"), True),
    (("延邊大洋", "zh-Hans"), ("延边大洋有限公司", "zh-Hans"), True),
    (("주식회사 한솔무역", "ko"), ("(주)한솔무역", "ko"), True),
    (("Yanji Dayang Co., Ltd.", "en"), ("YANJI DAYANG", "en"), True),
    (("株式会社 邉見ニット", "ja"), ("辺見ニット", "ja"), True),
    (("见附有限公司", "zh-Hans"), ("长冈有限公司", "zh-Hans"), False),
    (("延吉市商务局", "zh-Hans"), ("图们市商务局", "zh-Hans"), False),
    (("商务局", "zh-Hans"), ("商务局", "zh-Hans"), False),
    (("貿易", "ja"), ("貿易株式会社", "ja"), False),
    (("上海贸易有限公司", "zh-Hans"), ("上海商贸有限公司", "zh-Hans"), False),
    (("延吉市", "zh-Hans"), ("延吉市", "zh-Hans"), False),
    (("トヨタ自動車", "ja"), ("トヨタ自動車北海道", "ja"), False),
    (("商工会議所", "ja"), ("商工会議所", "ja"), False),
    (("International Trading Company", "en"), ("International Trading Co., Ltd.", "en"), False),
]
MAIL, MOBILE = ("email", "li@example.cn"), ("mobile", "+8613800000001")
#: (one, the other, the first reason or none): the name, the firm they are at, ways to reach them.
PEOPLE = [
    (("李明淑", None, [MAIL]), ("朴春花", None, [MAIL]), "email"),
    (("李明淑", None, [MOBILE]), ("李 明哲", None, [MOBILE]), "mobile_family"),
    (("李明淑", None, [MOBILE]), ("朴 春花", None, [MOBILE]), "mobile"),
    (("邊見 太郎", "A", []), ("辺見 太郎", "A", []), "post"),
    (("李明淑", None, []), ("李明淑", None, []), "name"),
    (("髙橋 一郎", None, []), ("高橋 一郎", None, []), "name_otherwise"),
    (("李明淑", None, [("wechat", "limingshu")]), ("Li Mingshu", None, [("wechat", "LiMingshu")]), "account"),
    (("李明淑", "A", []), ("李明淑", "B", []), None),
    (("李明淑", None, [("email", "info@example.cn")]), ("朴春花", None, [("email", "info@example.cn")]), None),
    (("李明淑", "A", []), ("朴春花", "A", []), None),
    (("李明淑", None, [("tel", "+864332550100")]), ("朴春花", None, [("tel", "+864332550100")]), None),
]


def found() -> list[list[str]]:
    with writing():
        services.write(services.look())
        db.session.commit()
    return [pair.reasons for pair in db.session.scalars(select(MergeCandidate))]


@pytest.mark.parametrize(("one", "other", "same"), FIRMS)
def test_firms(session: scoped_session[Session], one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    book.load_places()
    for text, language in (one, other):
        book.organisation(text, language)
    assert bool(found()) == same


@pytest.mark.parametrize(("one", "other", "reason"), PEOPLE)
def test_people(session: scoped_session[Session], one: Any, other: Any, reason: str | None) -> None:
    firms = {name: book.organisation(f"延边{name}{name}工厂") for name in ("A", "B")}
    for full, at, contacts in (one, other):
        book.person(full, "ja" if " " in full else "zh-Hans", at=firms.get(at), contacts=contacts)
    reasons = [pair for pair in found() if pair[0] in duplicates.PERSON_REASONS]
    assert [pair[0] for pair in reasons] == ([reason] if reason else [])


def test_two_registration_numbers_tell_two_firms_with_one_name(session: scoped_session[Session]) -> None:
    made = [book.organisation("延边大洋").id for _ in range(2)]
    table = Base.metadata.tables["organisations"]
    with writing():
        for place, id in enumerate(made):
            number = {"identifier_type": "houjin", "identifier_value": f"{place}"}
            db.session.execute(table.update().where(table.c.id == id).values(number))
        db.session.commit()
    assert found() == []
    with writing():
        db.session.execute(table.update().values(identifier_value="1"))
        db.session.commit()
    assert found() == [["identifier", "firm"]]


def test_what_no_longer_looks_alike_leaves_the_queue(session: scoped_session[Session]) -> None:
    for _ in range(2):
        book.organisation("延边大洋")
    assert len(found()) == 1
    second = db.session.scalars(select(Organisation).order_by(Organisation.id.desc())).first()
    assert second is not None
    names = Base.metadata.tables["organisation_names"]
    with writing():
        db.session.execute(names.update().where(names.c.organisation_id == second.id).values(text="图们百货"))
        db.session.commit()
    assert found() == []


def test_a_name_of_many_says_nothing(session: scoped_session[Session]) -> None:
    for _ in range(duplicates.RARE + 1):
        book.person("王伟")
    assert found() == []


def test_scores_add_up_and_stay_below_a_hundred() -> None:
    assert duplicates.score(["email"]) == 90
    assert duplicates.score(["email", "name"]) > 90
    assert duplicates.score([]) == 0
    assert max(duplicates.score(list(duplicates.REASONS)), 100) == 100
    assert set(duplicates.WEIGHTS) == set(duplicates.REASONS)


def test_the_queue_is_of_one_kind_each(session: scoped_session[Session]) -> None:
    for _ in range(2):
        book.organisation("延边大洋")
        book.person("李明淑")
    found()
    assert {pair.kind for pair in db.session.scalars(select(MergeCandidate))} == set(rules.KINDS)
