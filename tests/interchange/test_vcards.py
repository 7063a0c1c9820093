"""vCards as phones write them are read, and those that we write are read again."""

from base64 import b64decode, b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.contacts import services as contacts
from crm.contacts.models import ContactPoint, Person, PersonName
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.interchange.queries.contacts import contact_list
from crm.interchange.rules import cards
from crm.interchange.rules.vcards import SMALL, Contact, small, vcard, vcards
from crm.lists.models import ListExport
from tests.cards.pictures import photograph
from tests.cast import csrf_token, sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form, text
from tests.interchange import files

IPHONE = """BEGIN:VCARD\r
VERSION:3.0\r
N:李;明淑;;;\r
FN:李明淑\r
X-PHONETIC-LAST-NAME:Li\r
X-PHONETIC-FIRST-NAME:Mingshu\r
ORG:延边大洋商贸有限公司;国际部;\r
item1.EMAIL;type=INTERNET;type=pref:li@example.cn\r
item1.X-ABLabel:_$!<Work>!$_\r
TEL;type=CELL;type=VOICE;type=pref:+86 139 1234 5678\r
item2.TEL:+86 433 251 0000\r
item2.X-ABLabel:FAX\r
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ\r
 AAAAAAAAAAAAAAAA\r
NOTE:一行目\\n二行目\\, 続き\r
END:VCARD\r
"""
ANDROID = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\n"
    "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=94=B0=E4=B8=AD;=E5=A4=AA=E9=83=8E;;;\r\n"
    "SOUND;X-IRMC-N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=EF=BE=80=EF=BE=85=EF=BD=B6;=EF=BE=80=\r\n"
    "=EF=BE=9B=EF=BD=B3;;;\r\n"
    "TEL;CELL:09012345678\r\nEMAIL;HOME:tanaka@example.jp\r\nEND:VCARD\r\n"
)


def taken(client: FlaskClient, id: int) -> TestResponse:
    """What the button “Download as a vCard” of a person answers."""
    token = csrf_token(client, "/users/profile")
    return client.post(f"/interchange/people/{id}/vcard", data={"csrf_token": token})


FOUR = (
    "BEGIN:VCARD\nVERSION:4.0\nN;ALTID=1;LANGUAGE=ko:김;철수;;;\nN;ALTID=1;LANGUAGE=en:Kim;Cheolsu;;;\nFN:김철수\n"
    'ORG:연변상사\nTITLE:부장\nTEL;VALUE=uri;TYPE="cell":tel:+82-10-1234-5678\nEND:VCARD\n'
)


def test_an_iphone_card_is_read_with_groups_readings_and_without_its_picture() -> None:
    row = dict(zip(cards.HEADINGS, cards.row_of(next(cards.cards(IPHONE, "utf-8"))), strict=False))
    assert (row["family"], row["given"], row["department"]) == ("李", "明淑", "国际部")
    assert (row["family_reading"], row["given_reading"]) == ("Li", "Mingshu")
    assert row["fax"] == "+86 433 251 0000"
    assert row["notes"] == "一行目\n二行目, 続き"
    assert "4AAQ" not in "".join(row.values())


@pytest.mark.usefixtures("session")
def test_cards_of_three_versions_in_one_file_become_people(app: Flask) -> None:
    id = files.imported(app, (IPHONE + ANDROID + FOUR).encode(), "cards.vcf")

    assert files.counts(id) == {"new": 3}
    names = {name.full: name for name in db.session.scalars(select(PersonName).where(PersonName.kind == "primary"))}
    assert set(names) == {"李明淑", "田中 太郎", "김철수"}
    assert names["田中 太郎"].reading == "タナカ タロウ"
    assert names["田中 太郎"].language == "ja"
    assert names["김철수"].language == "ko"
    korean = names["김철수"].person_id
    other = db.session.scalar(
        select(PersonName.full).where(PersonName.person_id == korean, PersonName.kind != "primary")
    )
    assert other == "Kim Cheolsu"
    phones = set(db.session.scalars(select(ContactPoint.normalised).where(ContactPoint.kind == "mobile")))
    assert phones == {"+8613912345678", "+819012345678", "+821012345678"}


@pytest.mark.usefixtures("session")
def test_a_card_keeps_its_nicknames_and_its_names_in_every_script_also_twice_and_undone(app: Flask) -> None:
    names = "N:Li;Mingshu;;Ms.;\r\nFN:李明淑\r\nN;ALTID=1;LANGUAGE=ko:리;명숙;;;\r\nNICKNAME:小李,Mei\r\n"
    written = f"BEGIN:VCARD\r\nVERSION:4.0\r\n{names}EMAIL:li@example.cn\r\nEND:VCARD\r\n".encode()
    id = files.imported(app, written, "card.vcf")
    held = {(name.kind, name.full) for name in db.session.scalars(select(PersonName))}
    assert held == {
        ("primary", "Mingshu Li"), ("other", "李明淑"), ("other", "리명숙"), ("nickname", "小李"), ("nickname", "Mei"),
    }  # fmt: skip
    assert files.counts(files.imported(app, written.replace(b"EMAIL", b"NOTE:x\r\nEMAIL"), "card.vcf")) == {"update": 1}
    assert len(list(db.session.scalars(select(PersonName.id)))) == 5
    files.undone(app, id)


@pytest.mark.usefixtures("session")
def test_a_known_person_gets_the_nickname_of_a_card_and_loses_it_with_the_undo(app: Flask) -> None:
    book.person("田中 太郎", "ja", contacts=[("email", "t@example.jp")])
    card = "BEGIN:VCARD\nVERSION:3.0\nN:田中;太郎;;;\nFN:田中 太郎\nNICKNAME:たーさん\nEMAIL:t@example.jp\nEND:VCARD\n"
    id = files.imported(app, card.encode(), "card.vcf")
    assert set(db.session.scalars(select(PersonName.full))) == {"田中 太郎", "たーさん"}
    files.undone(app, id)
    assert list(db.session.scalars(select(PersonName.full))) == ["田中 太郎"]


ANDROID_FOUR = """BEGIN:VCARD
VERSION:4.0
N;SORT-AS="ヤマダ,タロウ":山田;太郎;;;
FN:山田 太郎
ADR;LABEL="新潟市中央区1-1; 日本: 新潟";TYPE=work:;;中央区1-1;新潟市;新潟県;950-0001;日本
TEL;VALUE=uri;TYPE="voice,work":TEL:+81-25-222-0101;ext=12
item1.TEL:025-222-0103
item1.X-ABLabel:直通
ROLE:貿易担当
TITLE:部長
IMPP:skype:yamada
END:VCARD
"""


def test_a_card_of_version_four_keeps_address_extension_role_and_reading() -> None:
    row = dict(zip(cards.HEADINGS, cards.row_of(next(cards.cards(ANDROID_FOUR, "utf-8"))), strict=False))
    assert (row["address"], row["postal_code"], row["country"]) == ("新潟県新潟市中央区1-1", "950-0001", "日本")
    assert (row["family_reading"], row["given_reading"]) == ("ヤマダ", "タロウ")
    assert (row["title"], row["direct"]) == ("部長", "025-222-0103")
    assert row["notes"].splitlines() == ["skype:yamada", "貿易担当"]
    assert "+81-25-222-0101 ext. 12" in cards.row_of(next(cards.cards(ANDROID_FOUR, "utf-8")))


def test_android_writes_the_reading_as_what_a_list_sorts_by() -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nN:佐藤;花子;;;\nFN:佐藤 花子\nSORT-STRING:サトウ ハナコ\nEND:VCARD\n"
    row = dict(zip(cards.HEADINGS, cards.row_of(next(cards.cards(card, "utf-8"))), strict=False))
    assert (row["family_reading"], row["given_reading"]) == ("サトウ", "ハナコ")


def test_a_number_goes_out_with_its_extension(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        made = book.person("田中 太郎", "ja", contacts=[("tel", "025-222-0101 内線12")]).id
    sign_in(client)
    assert b"TEL;TYPE=WORK,VOICE:+81252220101\\,12\r\n" in taken(client, made).get_data()


def test_a_written_card_folds_at_75_octets_and_is_read_again() -> None:
    contact = Contact(
        "田中", "太郎", "田中 太郎", "タナカ タロウ", ["TANAKA TARO"], "新潟貿易;株式会社, 本社" * 3, "国際部", "部長",
        [("mobile", "+819012345678"), ("email", "tanaka@example.jp"), ("wechat", "tanaka_t")],
        "新潟市1-1", "950-0001", "JP", picture=bytes(range(256)),
    )  # fmt: skip
    written = vcard(contact)
    picture = written.replace("\r\n ", "").partition("PHOTO;ENCODING=b;TYPE=JPEG:")[2].partition("\r\n")[0]
    assert b64decode(picture, validate=True) == bytes(range(256))
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert "\n" not in written.replace("\r\n", "")
    row = dict(zip(cards.HEADINGS, cards.row_of(next(cards.cards(written, "utf-8"))), strict=False))
    assert row["organisation"] == contact.organisation
    assert (row["family"], row["given_reading"], row["email"]) == ("田中", "タロウ", "")  # the last of three e-mails
    assert (row["wechat"], row["latin_name"], row["notes"]) == ("tanaka_t", "TANAKA TARO", "")
    assert len(small(contact).encode()) <= SMALL
    assert "IMPP;X-SERVICE-TYPE=WeChat:wechat:tanaka_t" in written
    assert "NOTE:WeChat: tanaka_t" in small(Contact("李", "明淑", "李明淑", points=[("wechat", "tanaka_t")]))


def test_a_person_is_given_out_as_a_vcard_and_as_a_code(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        firm = book.organisation("新潟貿易株式会社", "ja", country="JP")
        ways = [("mobile", "090-1234-5678"), ("email", "t@example.jp")]
        made = book.person("田中 太郎", "ja", at=firm, contacts=ways).id
    sign_in(client)
    answer = taken(client, made)
    assert answer.mimetype == "text/vcard"
    written = answer.get_data()
    assert written.startswith(b"BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert "ORG:新潟貿易株式会社".encode() in written
    assert b"TEL;TYPE=CELL,VOICE:+819012345678" in written
    code = f"/interchange/people/{made}/qr"
    assert '<path d="M4 4.5h7' not in text(client, code), "it is asked for first"
    shown = client.post(code, data={"csrf_token": csrf_token(client, "/users/profile")}).text
    assert '<path d="M4 4.5h7' in shown
    assert taken(client, 999_999).status_code == client.get("/interchange/people/999999/qr").status_code == 404
    with app.app_context():
        assert db.session.get(Person, made) is not None


def test_a_card_needs_the_right_to_export_counts_as_a_row_of_the_day_and_stands_in_the_log(
    client: FlaskClient, app: Flask
) -> None:
    with app.app_context():
        ids = [book.person(name).id for name in ("李明淑", "金成浩", "朴哲")]
    sign_in(client, Role.MISSION_LEADER)
    assert taken(client, ids[0]).status_code == client.get(f"/interchange/people/{ids[0]}/qr").status_code == 403
    assert "/qr" not in text(client, f"/contacts/people/{ids[0]}")
    app.extensions["settings"] = replace(app.extensions["settings"], export_rows=2)
    sign_in(client)
    assert [taken(client, id).status_code for id in ids] == [200, 200, 409]
    with app.app_context():
        assert [kept.rows for kept in db.session.scalars(select(ListExport).order_by(ListExport.id))] == [1, 1, 0]


def test_a_code_on_the_screen_counts_as_a_card_that_was_taken(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        made = book.person("李明淑").id
    app.extensions["settings"] = replace(app.extensions["settings"], export_rows=1)
    sign_in(client)
    token = {"csrf_token": csrf_token(client, "/users/profile")}
    assert [client.post(f"/interchange/people/{made}/qr", data=token).status_code for _ in range(2)] == [200, 409]
    with app.app_context():
        assert [kept.rows for kept in db.session.scalars(select(ListExport).order_by(ListExport.id))] == [1, 0]


def test_a_selection_is_given_out_as_one_file_of_cards_that_is_read_again(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        book.person("田中 太郎", "ja", family="田中", given="太郎", contacts=[("mobile", "090-1234-5678")])
        book.person("田中 花子", "ja", family="田中", given="花子", do_not_contact=True)
        book.person("李明淑")
    sign_in(client)
    path = "/interchange/people/chosen/vcards"
    form = filled_form(text(client, f"{path}?all=yes&of=q%3D田中"), "expected")
    answer = client.post(path, data=form)
    file = client.get(answer.headers["Location"], buffered=True)
    content = file.get_data()
    assert file.mimetype == "text/vcard"
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"BEGIN:VCARD\r\nVERSION:3.0\r\n") == 2
    found = cards.cards(content.decode(), "utf-8")
    read = [dict(zip(cards.HEADINGS, cards.row_of(card), strict=False)) for card in found]
    assert {row["given"] for row in read} == {"太郎", "花子"}
    assert content.decode().count("NOTE:Do not contact") == 1
    with app.app_context():
        kept = db.session.scalars(select(ListExport)).one()
        assert (kept.list_name, kept.format, kept.rows, kept.query) == ("people", "vcf", 2, "q=%E7%94%B0%E4%B8%AD")


def test_a_portrait_goes_out_with_the_card_unless_the_person_wants_to_be_left_alone(
    client: FlaskClient, app: Flask
) -> None:
    with app.app_context():
        shown, left = book.person("田中 太郎", "ja"), book.person("田中 花子", "ja", do_not_contact=True)
        with writing():
            for each in (shown, left):
                contacts.keep_portrait(each, photograph(), instance=Path(app.config["INSTANCE"]), by=user())
            db.session.commit()
        ids = (shown.id, left.id)
    sign_in(client)
    first, second = (taken(client, id).get_data(as_text=True) for id in ids)
    assert "PHOTO;ENCODING=b;TYPE=JPEG:/9j/" in first
    assert ("NOTE:Do not contact" in second, "PHOTO" in second) == (True, False)


def test_cards_count_among_the_rows_of_a_day(client: FlaskClient, app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], export_rows=1)
    with app.app_context():
        book.person("田中 太郎", "ja")
        book.person("田中 花子", "ja")
    sign_in(client)
    path = "/interchange/people/chosen/vcards"
    form = filled_form(text(client, f"{path}?all=yes&of="), "expected")
    refused = client.post(path, data=form)
    assert refused.status_code == 409
    assert "You may export 1 rows within 24 hours." in refused.get_data(as_text=True)


COMPANY = "N:;;;;\r\nFN:新潟貿易株式会社\r\nORG:新潟貿易株式会社;\r\nTEL:025-222-0101\r\n"


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("told", ["", "X-ABShowAs:COMPANY\r\n", "KIND:org\r\n"])
def test_the_card_of_a_company_makes_no_person_and_says_how_it_becomes_an_organisation(app: Flask, told: str) -> None:
    written = f"BEGIN:VCARD\r\nVERSION:3.0\r\n{COMPANY}{told}END:VCARD\r\n".encode()
    id = files.imported(app, written, "cards.vcf")
    assert files.counts(id) == {"rejected": 1}
    reason = files.queries.rows_of(id, "rejected")[0].reasons[0]["msgid"]
    assert reason.startswith("The card is one of an organisation, not of a person.")
    assert files.counts(files.imported(app, written, "cards.vcf", "organisations")) == {"new": 1}


def test_somebody_whose_phone_lists_them_under_their_company_is_still_a_person() -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nN:田中;太郎;;;\nFN:新潟貿易\nORG:新潟貿易;\nX-ABShowAs:COMPANY\nEND:VCARD\n"
    row = dict(zip(cards.HEADINGS, cards.row_of(next(cards.cards(card, "utf-8"))), strict=False))
    assert (row["family"], row["given"], row["organisation"]) == ("田中", "太郎", "新潟貿易")


ODD = """BEGIN:VCARD
VERSION:4.0
N;ALTID=1:王;若兰;;女士;
N;ALTID=1;LANGUAGE=en:Wang;Ruolan;;;
FN:王若兰
FN:Ruolan Wang
ADR:;;세종대로 110\\n3층;중구;서울특별시;04524;대한민국
NOTE:甘党\\nWeChat: wang_rl\\nKakaoTalk: wang2
END:VCARD
"""


def test_a_card_keeps_the_form_of_address_the_order_of_names_accounts_and_spaces_of_a_korean_address() -> None:
    row = dict(zip(cards.HEADINGS, cards.row_of(next(cards.cards(ODD, "utf-8"))), strict=False))
    assert (row["given"], row["latin_name"]) == ("若兰女士", "Ruolan Wang")
    assert row["address"] == "서울특별시 중구 세종대로 110 3층"
    assert (row["wechat"], row["kakao"], row["notes"]) == ("wang_rl", "wang2", "甘党")


@pytest.mark.usefixtures("session")
def test_cards_given_out_and_read_again_change_nothing(app: Flask) -> None:
    book.person("钱梦琪", "zh-Hans", contacts=[("email", "q@example.cn"), ("wechat", "wx_q")])
    book.person("ひなた", "ja", contacts=[("email", "h@example.jp")])
    ids = list(db.session.scalars(select(Person.id)))
    found = contact_list(ids, user=files.cast.user())
    written = vcards(card for _, card in found).encode()
    assert files.counts(files.imported(app, written, "cards.vcf")) == {"same": 2}


def test_a_card_whose_end_is_missing_is_a_card_and_a_file_without_any_is_refused(app: Flask) -> None:
    cut = "BEGIN:VCARD\nN:田中;太郎;;;\nBEGIN:VCARD\nN:鈴木;花子;;;\nTEL:025-222-0101"
    assert [cards.row_of(card)[0] for card in cards.cards(cut, "utf-8")] == ["田中", "鈴木"]
    with app.app_context(), pytest.raises(Refused, match="no cards"):
        files.uploaded(app, b"hello", "cards.vcf")


def test_a_text_in_base64_is_read_and_one_that_is_none_stays() -> None:
    written = b64encode("葛西;岳".encode("cp932")).decode()
    card = f"BEGIN:VCARD\nN;CHARSET=SHIFT_JIS;ENCODING=BASE64:{written}\nNOTE;ENCODING=B:甘党\nEND:VCARD\n"
    row = dict(zip(cards.HEADINGS, cards.row_of(next(cards.cards(card, "utf-8"))), strict=False))
    assert (row["family"], row["given"], row["notes"]) == ("葛西", "岳", "甘党")


def test_the_encoding_of_a_card_of_version_2_may_stand_without_its_name() -> None:
    card = "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;QUOTED-PRINTABLE:=E8=91=9B=E8=A5=BF;=E5=B2=B3\nEND:VCARD\n"
    assert cards.row_of(next(cards.cards(card, "utf-8")))[:2] == ["葛西", "岳"]
