"""What becomes of single rows: the ladder, what is filled and what is not, and what is refused with its reason."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.contacts.models import Affiliation, ContactPoint, Organisation, Person, PersonName
from crm.contacts.rules import AffiliationInput
from crm.core.database import db
from crm.fields import queries as own_fields
from crm.fields import services as fields
from crm.interchange import queries
from crm.interchange.rules import calling
from crm.interchange.rules.outcomes import sentence
from crm.tags.models import Tag, Tagging
from tests.contacts import book
from tests.interchange import files

HEADER = ["会社名", "氏名", "役職", "メール", "携帯電話", "名刺交換日"]


def outcome(app: Flask, *row: str, **options: Any) -> tuple[str, str]:
    """(status, first reason) of one row."""
    id = files.imported(app, files.table([HEADER, list(row)]), **options)
    found = queries.rows_of(id, "new", "update", "same", "duplicate", "rejected")[0]
    return found.status, str(sentence(found.reasons[0])) if found.reasons else ""


# ------------------------------------------------------------------ the ladder (INV-C2)


@pytest.mark.usefixtures("session")
def test_the_ladder_identifies_by_mail_then_mobile_and_family_then_post(app: Flask) -> None:
    firm = book.organisation("新潟貿易株式会社", "ja", country="JP")
    book.person("田中 太郎", "ja", at=firm, contacts=[("email", "t@example.jp"), ("mobile", "090-1234-5678")])

    assert outcome(app, "", "TANAKA Taro", "", "T@example.jp", "", "")[1] == "Same e-mail address"
    assert outcome(app, "", "田中 たろう", "", "", "090 1234 5678", "")[1] == "Same mobile number and family name"
    assert outcome(app, "", "鈴木 花子", "", "", "090 1234 5678", "")[0] == "new"
    assert outcome(app, "新潟貿易㈱", "田中太郎", "部長", "", "", "") == (
        "update",
        "Same name at the same organisation",
    )


@pytest.mark.usefixtures("session")
def test_the_same_name_alone_never_merges_and_a_shared_mailbox_is_nobody(app: Flask) -> None:
    book.person("田中 太郎", "ja", contacts=[("email", "info@example.jp")])

    assert outcome(app, "", "田中太郎", "", "", "", "") == ("duplicate", "Same name")
    assert outcome(app, "", "鈴木 花子", "", "info@example.jp", "", "") == ("new", "")


@pytest.mark.usefixtures("session")
def test_colleagues_who_share_one_address_of_mail_stay_two_people(app: Flask) -> None:
    firm = "弘前りんご酒造"
    rows = [[firm, "葛西 岳", "", "kura@example.jp"], [firm, "棟方 萌", "", "〃"], [firm, "葛西 がく", "杜氏", "〃"]]
    content = files.table([HEADER, *rows])
    tried = files.counts(files.tried(app, content))
    assert files.counts(files.imported(app, content)) == tried == {"new": 1, "duplicate": 1, "update": 1}
    assert set(db.session.scalars(select(PersonName.full))) == {"葛西 岳", "棟方 萌"}
    assert outcome(app, "", "棟方 萌", "杜氏", "kura@example.jp", "", "")[0] == "same"
    assert files.counts(files.imported(app, content)) == {"same": 3}


@pytest.mark.parametrize(
    ("full", "another"),
    [
        ("棟方 萌", True),
        ("工藤 岳", False),
        ("葛西", False),
        ("かさい がく", False),
        ("KASAI Gaku", False),
        ("王伟", True),
    ],
)
def test_a_name_is_somebody_elses_only_in_the_same_script_and_with_both_parts_other(full: str, another: bool) -> None:
    names = [calling.called("葛西 岳", "葛西", "岳"), calling.called("G. Kasai", "Kasai", "G.")]
    assert calling.another(calling.called(full, *full.split()), names) is another


@pytest.mark.usefixtures("session")
def test_a_name_that_lost_characters_makes_nobody_the_same(app: Flask) -> None:
    rows = [["?春市商?局", "李??", "", ""], ["?春市商?局", "李??", "科长", ""], ["???有限公司", "朴 英", "", ""]]
    id = files.imported(app, files.table([HEADER, *rows]))
    assert files.counts(id) == {"new": 2, "duplicate": 1}
    assert list(db.session.scalars(select(Organisation.id))) == [db.session.scalar(select(Affiliation.organisation_id))]
    assert db.session.scalar(select(Person.notes).where(Person.notes != "")) == "???有限公司"


@pytest.mark.usefixtures("session")
def test_possible_duplicates_are_left_out_when_the_user_says_so(app: Flask) -> None:
    book.person("田中 太郎", "ja")
    assert outcome(app, "", "田中 太郎", "", "a@example.jp", "", "", duplicates="skip")[0] == "duplicate"
    assert len(list(db.session.scalars(select(Person.id)))) == 1


# ------------------------------------------------------------------ filling


@pytest.mark.usefixtures("session")
def test_only_what_is_empty_is_filled_unless_the_user_ticks_otherwise(app: Flask) -> None:
    firm = book.organisation("新潟貿易株式会社", "ja", country="JP")
    book.person("田中 太郎", "ja", at=firm, title="課長", contacts=[("email", "t@example.jp")])
    row = ("新潟貿易株式会社", "田中 太郎", "部長", "t@example.jp", "090-1234-5678", "")

    assert outcome(app, *row)[0] == "update"
    assert db.session.scalar(select(Affiliation.title)) == "課長"
    assert db.session.scalar(select(ContactPoint.normalised).where(ContactPoint.kind == "mobile")) == "+819012345678"
    assert outcome(app, *row[:5], "2026/05/26", overwrite=True)[0] == "update"
    posts = select(Affiliation.title, Affiliation.to_date, Affiliation.from_date).order_by(Affiliation.id)
    assert [tuple(post) for post in db.session.execute(posts)] == [
        ("課長", date(2026, 5, 25), None),
        ("部長", None, date(2026, 5, 26)),
    ], "what was printed before goes on to say what he was then"
    assert outcome(app, *row[:5], "2026/05/26", overwrite=True)[0] == "same"


@pytest.mark.usefixtures("session")
def test_a_title_in_another_spelling_is_corrected_where_it_stands(app: Flask) -> None:
    firm = book.organisation("新潟貿易株式会社", "ja", country="JP")
    book.person("田中 太郎", "ja", at=firm, title="部　長", contacts=[("email", "t@example.jp")])
    row = ("新潟貿易株式会社", "田中 太郎", "部長", "t@example.jp", "", "2026/05/26")
    assert outcome(app, *row, overwrite=True)[0] == "update"
    assert list(db.session.scalars(select(Affiliation.title))) == ["部長"]


@pytest.mark.usefixtures("session")
def test_what_is_left_out_because_something_else_stands_there_is_told(app: Flask) -> None:
    firm = book.organisation("新潟貿易株式会社", "ja", country="JP")
    book.person("田中 太郎", "ja", at=firm, title="課長", notes="甘党", contacts=[("email", "t@example.jp")])
    rows = [[*HEADER, "備考"], ["新潟貿易株式会社", "田中 太郎", "部長", "t@example.jp", "12", "", "展示会で会った"]]
    id = files.imported(app, files.table(rows))
    assert files.counts(id) == {"same": 1}
    told = " ".join(str(sentence(reason)) for reason in queries.remarked(id)[0].reasons)
    assert "left out: 部長" in told
    assert "left out: 展示会で会った" in told


@pytest.mark.usefixtures("session")
def test_a_number_or_a_reading_that_is_kept_under_another_kind_is_not_added_once_more(app: Flask) -> None:
    ways = [("direct", "025-222-0101"), ("email", "t@example.jp")]
    book.person("田中 太郎", "ja", reading="たなか たろう", contacts=ways)
    rows = [["氏名", "別名", "電話", "メール"], ["田中 太郎", "タナカ タロウ", "025-222-0101", "t@example.jp"]]
    id = files.uploaded(app, files.table(rows))
    with files.writing():
        targets = ["full_name", "other_name", "tel", "email"]
        files.batches.assign(files.batch(id), files.batches.Assignment(targets), by=files.cast.user())
        files.batches.request_check(files.batch(id), by=files.cast.user())
        db.session.commit()
    files.work(app)
    assert files.counts(id) == {"same": 1}


@pytest.mark.usefixtures("session")
def test_a_post_without_an_organisation_is_a_note_of_whoever_is_new_and_told_of_others(app: Flask) -> None:
    assert outcome(app, "", "葛西 岳", "部長", "gaku@example.jp", "", "")[0] == "new"
    assert db.session.scalar(select(Person.notes)) == "部長"
    assert outcome(app, "", "葛西 岳", "会長", "gaku@example.jp", "", "")[0] == "same"
    rows = [HEADER, ["", "葛西 岳", "専務", "gaku@example.jp", "", ""]]
    told = queries.remarked(files.imported(app, files.table(rows)))[0].reasons
    assert str(sentence(told[-1])) == "No organisation is named with this post, so it was left out: 専務"


@pytest.mark.usefixtures("session")
def test_a_newer_title_goes_to_the_post_held_now_not_to_an_earlier_one_at_the_same_firm(app: Flask) -> None:
    firm = book.organisation("新潟貿易株式会社", "ja", country="JP")
    before = AffiliationInput(firm.id, "主任", to_date=date(2022, 3, 31))
    now = AffiliationInput(firm.id, "課長", from_date=date(2022, 4, 1), is_primary=True)
    book.person("田中 太郎", "ja", affiliations=[before, now], contacts=[("email", "t@example.jp")])
    row = ("新潟貿易株式会社", "田中 太郎", "部長", "t@example.jp", "", "2026/05/26")
    assert outcome(app, *row, overwrite=True)[0] == "update"
    posts = select(Affiliation.title, Affiliation.to_date, Affiliation.is_primary).order_by(Affiliation.id)
    assert [tuple(post) for post in db.session.execute(posts)] == [
        ("主任", date(2022, 3, 31), False),
        ("課長", date(2026, 5, 25), False),
        ("部長", None, True),
    ]


@pytest.mark.usefixtures("session")
def test_a_new_title_takes_no_translations_of_the_old_one_and_goes_with_the_import(app: Flask) -> None:
    firm = book.organisation("新潟貿易株式会社", "ja", country="JP")
    post = AffiliationInput(firm.id, "課長", titles={"zh-Hans": "科长"})
    book.person("田中 太郎", "ja", affiliations=[post], contacts=[("email", "t@example.jp")])
    row = ["新潟貿易株式会社", "田中 太郎", "部長", "t@example.jp", "", "2026/05/26"]
    id = files.imported(app, files.table([HEADER, row]), overwrite=True)
    called = select(Affiliation.title, Affiliation.titles, Affiliation.to_date).order_by(Affiliation.id)
    assert [tuple(found) for found in db.session.execute(called)] == [
        ("課長", {"zh-Hans": "科长"}, date(2026, 5, 25)),
        ("部長", {}, None),
    ]
    files.undone(app, id)
    assert [tuple(found) for found in db.session.execute(called)] == [("課長", {"zh-Hans": "科长"}, None)]


@pytest.mark.usefixtures("session")
def test_an_older_card_never_moves_a_person_back_to_an_earlier_employer(app: Flask) -> None:
    firm = book.organisation("新潟貿易株式会社", "ja", country="JP")
    person = book.person("田中 太郎", "ja", at=firm, contacts=[("email", "t@example.jp")])
    db.session.rollback()

    status, _ = outcome(app, "旧会社株式会社", "田中 太郎", "主任", "t@example.jp", "", "")
    assert status == "same"
    held = list(db.session.scalars(select(Affiliation).where(Affiliation.person_id == person.id)))
    assert [post.organisation_id for post in held] == [firm.id]


# ------------------------------------------------------------------ tags and own fields


@pytest.mark.usefixtures("session")
def test_tag_columns_and_own_fields_are_put_on_the_people(app: Flask) -> None:
    with files.writing():
        definition = fields.make(record_type="people", kind="number", labels={"ja": "会員番号"}, by=None)
        db.session.commit()
    text = f"{files.EIGHT_PREAMBLE}{files.EIGHT},展示会\n会社,,,田中 太郎,t@example.jp,,,,,,,,,,12,,,1\n"
    id = files.uploaded(app, text.encode())
    with files.writing():
        row = files.batch(id)
        targets = list(row.targets)
        targets[14] = f"field:{definition.id}"
        files.batches.assign(row, files.batches.Assignment(targets), own_fields=[definition.id], by=files.cast.user())
        files.batches.request_check(row, by=files.cast.user())
        db.session.commit()
    files.work(app)
    with files.writing():
        files.batches.request_run(files.batch(id), by=files.cast.user())
        db.session.commit()
    files.work(app)

    person = db.session.scalars(select(Person.id)).one()
    name = db.session.scalar(
        select(Tag.name).join(Tagging, Tagging.tag_id == Tag.id).where(Tagging.record_id == person)
    )
    assert name == "展示会"
    assert own_fields.values("people", [person])[person][definition.id] == 12


@pytest.mark.usefixtures("session")
def test_name_parts_in_any_order_of_columns_make_the_name_of_its_language(app: Flask) -> None:
    rows = [["名", "姓", "会社名"], ["太郎", "田中", "新潟貿易"], ["Mei", "Wang", "ACME Ltd"]]
    files.imported(app, files.table(rows))
    assert set(db.session.scalars(select(PersonName.full))) == {"田中 太郎", "Mei Wang"}
