"""Exports of the programs that offices use, read from the first byte to the mapping."""

from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask_babel import force_locale

from crm.contacts.forms.lists import ORGANISATION_COLUMNS, PERSON_COLUMNS
from crm.core.languages import LOCALES
from crm.interchange import columns
from crm.interchange.rules import cards
from crm.interchange.services import reading
from crm.interchange.services.reader import FileOrder
from crm.web.forms import translate
from crm.web.listings import Reader
from tests.interchange import files

EIGHT_ROW = (
    "新潟貿易株式会社,営業部,部長,田中 太郎,tanaka@example.jp,9500001,新潟市中央区1-1,025-222-0101,,025-222-0102,"
    "025-222-0109,090-1234-5678,https://example.jp,2026/05/26,1,,"
)


def seen(folder: Path, content: bytes, name: str = "list.csv") -> reading.FileHead:
    path = folder / name
    path.write_bytes(content)
    return reading.head(FileOrder(path, {"xlsx": "xlsx", "vcf": "vcf"}.get(name.rpartition(".")[2], "csv")))


def assigned(head: reading.FileHead, kind: str = "people") -> dict[str, str]:
    layout, targets = columns.layout_of(head.header.headings, kind)
    return {"": layout} | dict(zip(head.header.headings, targets, strict=True))


def test_eight_is_found_below_its_preamble_and_its_further_columns_are_tags(tmp_path: Path) -> None:
    text = f"{files.EIGHT_PREAMBLE}{files.EIGHT},展示会,中国\n{EIGHT_ROW},1,\n"
    head = seen(tmp_path, text.encode())
    assert head.header.line == 6
    found = assigned(head)
    assert found[""] == "Eight"
    assert (found["氏名"], found["e-mail"], found["名刺交換日"]) == ("full_name", "email", "exchange_date")
    assert (found["展示会"], found["中国"]) == ("tag", "tag")
    assert head.shown[0][3] == "田中 太郎"


def test_the_newer_eight_has_family_and_given_name_apart(tmp_path: Path) -> None:
    header = files.EIGHT.replace("氏名", "姓,名").replace("e-mail", "E-mail").replace("Fax", "FAX")
    head = seen(tmp_path, f"{files.EIGHT_PREAMBLE}{header}\n{EIGHT_ROW.replace('田中 太郎', '田中,太郎')}\n".encode())
    found = assigned(head)
    assert (found[""], found["姓"], found["名"], found["FAX"]) == ("Eight", "family", "given", "fax")


def test_sansan_writes_full_and_half_width_brackets_in_one_name(tmp_path: Path) -> None:
    header = (
        "会社名,会社名（カナ）,氏名,氏名［姓］,氏名［名］,氏名（カナ）［姓］,氏名（カナ）［名］,住所(1)［全て］,TEL-1(1),Email(1),"
        "名刺所有者ユーザID"
    )
    row = "テスト,テスト,田中 太郎,田中,太郎,タナカ,タロウ,新潟,025-222-0101,a@example.jp,x"
    head = seen(tmp_path, f"{header}\n{row}\n".encode("utf-8-sig"))
    found = assigned(head)
    assert found[""] == "Sansan"
    assert (found["氏名［姓］"], found["氏名（カナ）［名］"], found["住所(1)［全て］"]) == (
        "family",
        "given_reading",
        "address",
    )


def test_outlook_in_japanese_has_the_given_name_first_and_is_cp932(tmp_path: Path) -> None:
    header = (
        '"肩書き","名","ミドル ネーム","姓","会社名","部署","役職","番地 (会社)","会社 FAX","会社電話","携帯電話",'
        '"電子メール アドレス","姓フリガナ","名前フリガナ"'
    )
    row = '"Mr.","太郎","","田中","新潟貿易","営業","部長","1-1","","025-222-0101","","t@example.jp","タナカ","タロウ"'
    head = seen(tmp_path, f"{header}\n{row}\n".encode("cp932"))
    found = assigned(head)
    assert head.facts.encoding == "cp932"
    assert found[""] == "Outlook"
    assert (found["名"], found["姓"], found["名前フリガナ"], found["肩書き"]) == (
        "given",
        "family",
        "given_reading",
        "",
    )
    assert (found["役職"], found["会社 FAX"]) == ("title", "fax")


@pytest.mark.parametrize(
    ("header", "name", "organisation"),
    [
        ("First Name,Middle Name,Last Name,Phonetic Last Name,Organization Name,Labels,E-mail 1 - Label,"
         "E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value", "Google", "Organization Name"),
        ("Name,Given Name,Additional Name,Family Name,Given Name Yomi,Group Membership,E-mail 1 - Type,"
         "E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name",
         "Google (old)", "Organization 1 - Name"),
    ],
)  # fmt: skip
def test_google_old_and_new(tmp_path: Path, header: str, name: str, organisation: str) -> None:
    head = seen(tmp_path, f"{header}\n{'x,' * header.count(',')}x\n".encode())
    found = assigned(head)
    assert found[""] == name
    assert found[organisation] == "organisation"
    assert found["Phone 1 - Value"] == "phone"
    assert found["E-mail 1 - Value"] == "email"
    assert "middle" in (found.get("Middle Name"), found.get("Additional Name"))


def test_headings_in_chinese_and_korean_are_assigned_from_the_dictionary(tmp_path: Path) -> None:
    header, row = "公司名称;联系人;职务;手机;邮箱;微信号", "延边大洋;李明淑;经理;13912345678;li@example.cn;lms"
    head = seen(tmp_path, f"{header}\n{row}\n".encode("gb18030"))
    assert head.facts.delimiter == ";"
    assert list(assigned(head).values())[1:] == ["organisation", "full_name", "title", "mobile", "email", "wechat"]
    head = seen(tmp_path, "회사\t이름\t직책\t휴대폰\n연변상사\t김철수\t부장\t010-1234-5678\n".encode("cp949"))
    assert list(assigned(head).values())[1:] == ["organisation", "full_name", "title", "mobile"]


def test_a_last_column_without_a_heading_is_shown_and_can_be_assigned(tmp_path: Path) -> None:
    head = seen(tmp_path, "氏名,会社名,,\n田中 太郎,新潟貿易,090-1234-5678,\n".encode())
    assert head.header.headings == ("氏名", "会社名", "")
    assert head.shown == [["田中 太郎", "新潟貿易", "090-1234-5678"]]


def test_a_workbook_with_title_two_row_headings_merged_cells_and_dittos(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026年度 会員名簿"])
    sheet.append(["企業名", "担当者", None, "電話", None])
    sheet.append([None, "姓", "名", "会社", "携帯"])
    sheet.append(["延辺商事", "田中", "太郎", "025-222-0101", 9012345678])
    sheet.append([None, "鈴木", "花子", "〃", 13912345678901234])
    sheet.append(["隠れた行", "佐藤", "次郎", None, None])
    for area in ("A1:E1", "A2:A3", "B2:C2", "D2:E2", "A4:A5"):
        sheet.merge_cells(area)
    sheet.row_dimensions[6].hidden = True
    hidden = book.create_sheet("古い名簿")
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")

    head = seen(tmp_path, (tmp_path / "book.xlsx").read_bytes(), "book.xlsx")
    found = assigned(head)
    assert [found[h] for h in head.header.headings] == ["organisation", "family", "given", "tel", "mobile"]
    assert head.shown[0] == ["延辺商事", "田中", "太郎", "025-222-0101", "9012345678"]
    assert head.shown[1][0] == "延辺商事"
    assert head.shown[1][3] == "025-222-0101"
    assert "E+" in head.shown[1][4]
    assert len(head.shown) == 2
    assert head.facts.hidden_rows == 1
    assert head.facts.sheets == ["Sheet", "古い名簿"]


@pytest.mark.parametrize("language", LOCALES)
def test_lists_that_the_product_exports_are_read_again_in_each_of_its_languages(app: Flask, language: str) -> None:
    who = Reader(language, "Asia/Tokyo")
    wanted = {
        "people": (PERSON_COLUMNS, "full_name forms organisation department title email tel tags"),
        "organisations": (ORGANISATION_COLUMNS, "organisation forms country url email tel tags"),
    }
    for kind, (listed, targets) in wanted.items():
        with app.test_request_context(), force_locale(LOCALES[language]):
            headings = [who.words(part.label) for column in listed for part in (column, *column.also)]
        layout, found = columns.layout_of(headings, kind)
        assert (layout, list(filter(None, found))) == ("Musubi", targets.split())


def test_the_parts_of_an_address_count_before_the_lines_in_which_google_repeats_them() -> None:
    header = "First Name,Last Name,Organization Name,Labels,Address 1 - Formatted,Address 1 - Street,Address 1 - City"
    headings = [*header.split(","), "Address 1 - Region", "Address 1 - Country"]
    targets = columns.layout_of(headings, "people")[1]
    assert targets[4:] == ["", "address", "address", "address", "country"]
    assert columns.layout_of([*headings[:5]], "people")[1][4] == "address"


@pytest.mark.parametrize("language", LOCALES)
def test_rejected_cards_that_were_mended_in_a_table_are_assigned_again(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(LOCALES[language]):
        headings = [translate(columns.PEOPLE_TARGETS[target]) for target in cards.HEADINGS]
    assert tuple(columns.layout_of(headings, "people")[1]) == cards.HEADINGS


@pytest.mark.parametrize(
    ("headings", "targets"),
    [
        ("ご芳名（必須） 貴社名 お役職 ご連絡先", "full_name organisation title tel"),
        ("所属 氏名 職名", "organisation full_name title"),
        ("会社名 所属 氏名", "organisation department full_name"),
        ("姓名（必填） 单位 联系方式", "full_name organisation tel"),
        ("이름(필수) E-메일 카톡ID", "full_name email kakao"),
    ],
)
def test_polite_and_required_headings_are_those_of_the_dictionary(headings: str, targets: str) -> None:
    assert columns.layout_of(headings.split(), "people")[1] == targets.split()
    assert all(map(columns.known, headings.split()))


@pytest.mark.parametrize("title", ["", "参加者名簿"])
def test_a_cover_before_the_sheet_with_the_list_is_passed_over(tmp_path: Path, title: str) -> None:
    book = openpyxl.Workbook()
    book["Sheet"]["A1"] = title
    sheet = book.create_sheet("名簿")
    for row in (["氏名", "会社名"], ["葛西 岳", "弘前りんご酒造"]):
        sheet.append(row)
    book.save(tmp_path / "made.xlsx")
    head = seen(tmp_path, (tmp_path / "made.xlsx").read_bytes(), "list.xlsx")
    assert (head.facts.sheet, head.shown) == ("名簿", [["葛西 岳", "弘前りんご酒造"]])
