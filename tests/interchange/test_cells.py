"""What single cells of a file say: days, numbers, names and addresses in the forms that lists have them in."""

from datetime import date

import pytest

from crm.core.cleaning import BadText
from crm.interchange import columns
from crm.interchange.rules import cells, tables, workbooks
from crm.interchange.rules.drafts import ColumnPlan, Drafter, RowDraft
from crm.interchange.rules.outcomes import sentence


def draft(**said: str) -> RowDraft:
    return Drafter(ColumnPlan("people", list(said), list(said), secret=b"x" * 32)).draft(1, list(said.values()))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026/05/26", date(2026, 5, 26)), ("2026.5.26", date(2026, 5, 26)), ("2026年5月26日", date(2026, 5, 26)),
        ("令和8年5月26日", date(2026, 5, 26)), ("R8.5.26", date(2026, 5, 26)), ("令和元年5月1日", date(2019, 5, 1)),
        ("2026-05-26 10:30", date(2026, 5, 26)), ("46168", date(2026, 5, 26)),
    ],
)  # fmt: skip
def test_days_are_read_in_every_form_of_a_list(typed: str, day: date) -> None:
    assert cells.day(typed) == day


def test_a_workbook_may_count_days_from_1904() -> None:
    assert cells.day("44706", serials_1904=True) == cells.day("46168")


@pytest.mark.parametrize(
    ("kind", "typed", "region", "comparable"),
    [
        ("mobile", "9012345678", "JP", "+819012345678"),
        ("tel", "252220101", "JP", "+81252220101"),
        ("mobile", "1012345678", "KR", "+821012345678"),
        ("mobile", "13912345678", "CN", "+8613912345678"),
        ("tel", "０２５－２２２－０１０１", "JP", "+81252220101"),
    ],
)
def test_numbers_get_their_lost_zeros_back(kind: str, typed: str, region: str, comparable: str) -> None:
    assert cells.point(kind, typed, region)[1] == comparable


def test_a_mobile_number_under_the_heading_of_phones_is_one() -> None:
    for typed, kind in (("139 1234 5678", "mobile"), ("0433-251-0000", "tel")):
        assert draft(full_name="王伟", organisation="样品有限公司", tel=typed).points[0][0] == kind


def test_a_country_that_is_none_of_ours_is_told_and_noted() -> None:
    found = draft(full_name="Ann Smith", organisation="ACME Inc.", country="Atlantis")
    assert (found.notes, len(found.remarks)) == ("country: Atlantis", 1)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("South Korea", "KR"), ("韓国", "KR"), ("USA", "US"), ("米国", "US"), ("アメリカ合衆国", "US"), ("美国", "US"),
        ("미국", "US"), ("ベトナム", "VN"), ("越南", "VN"), ("Viet Nam", "VN"), ("몽골", "MN"), ("U.K.", "GB"),
        ("DEU", "DE"), ("ｄｅ", "DE"), ("Côte d’Ivoire", "CI"), ("中華人民共和国", "CN"), ("香港", "HK"),
    ],
)  # fmt: skip
def test_any_country_of_the_world_is_known_by_its_name_in_our_languages_and_its_code(word: str, code: str) -> None:
    found = draft(full_name="Ann Smith", organisation="ACME Inc.", country=word)
    assert (found.organisation["country"], found.remarks) == (code, [])


def test_forms_of_a_name_in_one_cell_are_readings_latin_and_other_names() -> None:
    found = draft(full_name="李明淑", forms="Lǐ Míngshū / LI Mingshu / 이명숙")
    assert (found.name["reading"], [form["full"] for form in found.others]) == ("Lǐ Míngshū", ["LI Mingshu", "이명숙"])
    said = ["organisation", "forms"]
    row = ["株式会社奥州漆器", "オウシュウシッキ / Oshu Lacquer / 奥州漆器公司"]
    firm = Drafter(ColumnPlan("organisations", said, said)).draft(1, row).organisation
    assert firm["name"]["reading"] == "オウシュウシッキ"
    assert [form["text"] for form in firm["others"]] == ["Oshu Lacquer", "奥州漆器公司"]


@pytest.mark.parametrize("text", ["なし", "없음", "N/A", "－", "-"])
def test_what_stands_for_nothing_is_nothing(text: str) -> None:
    found = draft(full_name="田中 太郎", email=text, tel=text, notes=text, exchange_date=text, organisation=text)
    assert (found.points, found.notes, found.remarks, found.organisation) == ([], "", [], {})
    assert draft(full_name=text).error is not None


def test_headings_that_stand_between_the_rows_are_nobody() -> None:
    headings = ["氏名", "会社名", "備考"]
    drafter = Drafter(ColumnPlan("people", headings, ["full_name", "organisation", "notes"]))
    assert drafter.draft(40, ["氏名", "会社名", ""]).error == {
        "msgid": "The row only repeats the headings.",
        "params": {},
    }
    assert drafter.draft(41, ["田中 太郎", "会社名", ""]).error is None


@pytest.mark.parametrize(
    ("full", "family", "given"),
    [("Smith, Ann Mary", "Smith", "Ann Mary"), ("John Smith, Jr.", "", "")],
)
def test_a_name_as_a_register_has_it_is_divided_at_its_comma(full: str, family: str, given: str) -> None:
    found = draft(full_name=full).name
    assert (found.get("family", ""), found.get("given", "")) == (family, given)
    assert found["full"] == (f"{given} {family}" if family else full)


def test_an_address_of_mail_stands_in_brackets_behind_a_name() -> None:
    assert cells.divided("棟方 萌 <moe@example.jp>, Gaku <gaku@example.jp>", "email") == [
        "moe@example.jp",
        "gaku@example.jp",
    ]


def test_two_numbers_in_one_cell_are_two_and_an_extension_is_none() -> None:
    assert cells.divided("090-1234-5678 / 025-222-0101", "tel") == ["090-1234-5678", "025-222-0101"]
    assert cells.divided("+81252220101,12", "tel") == ["+81252220101,12"]
    assert cells.divided("025-222-0101/0102", "tel") == ["025-222-0101/0102"]


def test_a_number_that_lost_digits_is_refused() -> None:
    with pytest.raises(BadText, match="lost digits"):
        cells.point("mobile", "1.39E+10", "CN")


@pytest.mark.parametrize("part", ["family", "given"])
def test_a_whole_name_in_one_part_is_no_family_or_given_name(part: str) -> None:
    written = draft(**{part: "田中 太郎"}).name
    assert (written["full"], written["family"], written["given"]) == ("田中 太郎", "田中", "太郎")
    assert draft(**{part: "김철수"}).name[part] == ""
    assert draft(family="田中").name["family"] == "田中"
    assert draft(family="皇甫铁柱").name["family"] == ""


@pytest.mark.parametrize(
    ("organisation", "language", "country"),
    [("연변상사", "ja", "KR"), ("연변상사", "zh-Hans", "CN"), ("北京华联", "ja", "CN"), ("カネコ繊維", "ko", "JP"),
     ("延吉商社", "ja", "JP"), ("ACME", "ja", "JP")],
)  # fmt: skip
def test_the_letters_of_an_organisation_tell_its_country_when_nothing_else_does(
    organisation: str, language: str, country: str
) -> None:
    said = ["full_name", "organisation"]
    assert (
        Drafter(ColumnPlan("people", said, said, language)).draft(1, ["Kim", organisation]).organisation["country"]
        == country
    )


@pytest.mark.parametrize(
    ("headings", "row", "address"),
    [
        (["番地 (会社)", "住所 2 (会社)", "市町村 (会社)", "都道府県 (会社)"],
         ["中央区1-1", "見本ビル 5F", "新潟市", "新潟県"], "新潟県新潟市中央区1-1 見本ビル 5F"),
        (["住所1", "住所2"], ["新潟市中央区1-1", "見本ビル"], "新潟市中央区1-1 見本ビル"),
        (["Business Street", "Business City", "Business State"], ["1 Main St", "Dalian", "Liaoning"],
         "1 Main St, Dalian, Liaoning"),
        (["Business Street", "Business City"], ["Königsallee 5", "Düsseldorf"], "Königsallee 5, Düsseldorf"),
        (["Business Street", "Business City"], ["Светланская 10", "Владивосток"], "Светланская 10, Владивосток"),
        (["시도", "시군구", "상세주소"], ["강원특별자치도", "속초시", "중앙로 1"], "강원특별자치도 속초시 중앙로 1"),
        (["地址"], ["延吉市公园路1号"], "延吉市公园路1号"),
    ],
)  # fmt: skip
def test_an_address_in_several_columns_is_whole_and_in_the_order_of_its_country(
    headings: list[str], row: list[str], address: str
) -> None:
    for kind, named in (("people", "full_name"), ("organisations", "organisation")):
        targets = columns.guess(headings, kind)
        assert set(targets) == {"address"}
        plan = ColumnPlan(kind, ["氏名", "会社名", *headings], [named, "organisation", *targets])
        assert Drafter(plan).draft(1, ["田中 太郎", "新潟貿易", *row]).organisation["address"] == address


def test_a_number_without_a_label_is_not_of_the_kind_of_the_number_before_it() -> None:
    targets = ["full_name", *["phone_label", "phone"] * 2]
    row = ["田中 太郎", "Mobile", "090-1234-5678", "", "025-222-0101"]
    found = Drafter(ColumnPlan("people", targets, targets)).draft(1, row)
    assert sorted(kind for kind, _, _ in found.points) == ["mobile", "tel"]


@pytest.mark.parametrize("name", ["合計", "5名", "合計 12名", "共3人", "합계: 7명", "Total 8", "計　５名"])
def test_the_total_below_a_list_is_nobody(name: str) -> None:
    assert draft(full_name=name).error is not None


@pytest.mark.parametrize("name", ["計良 太郎", "共田 一", "Total Kim", "총명"])
def test_names_that_begin_like_a_total_are_names(name: str) -> None:
    assert draft(full_name=name).error is None


def test_nothing_is_taken_from_what_a_failed_formula_shows_and_each_is_told() -> None:
    headings = ["氏名", "電話", "会社", "備考"]
    plan = ColumnPlan("people", headings, ["full_name", "phone", "organisation", "notes"])
    cells = [tables.cell(text) for text in ("李 明淑", " #REF! ", "#N/A", "#1")]
    found = Drafter(plan).draft(7, cells)
    assert (found.points, found.organisation, found.notes) == ([], {}, "#1")
    told = [(remark["params"]["column"], remark["params"]["value"]) for remark in found.remarks]
    assert told == [("電話", "#REF!"), ("会社", "#N/A")]
    assert all("a formula of the spreadsheet failed" in remark["msgid"] for remark in found.remarks)
    assert Drafter(plan).draft(8, ["#REF!", "", "", "来社"]).error is not None, "a failed name is no name"


def test_a_carriage_return_of_a_workbook_is_no_text() -> None:
    assert workbooks.text_of("李 明淑_x000D_\n(Li)") == "李 明淑\n(Li)"


def test_words_for_a_role_that_is_none_of_ours_go_into_the_notes_and_a_month_leaves_the_year() -> None:
    said = ["organisation", "role", "founded_year"]
    found = Drafter(ColumnPlan("organisations", said, said)).draft(1, ["見附ニット", "繊維製造業", "2001年5月"])
    assert (found.notes, found.organisation["founded_year"]) == ("繊維製造業", 2001)
    assert (
        Drafter(ColumnPlan("organisations", said, said)).draft(1, ["見附ニット", "importer", ""]).organisation["role"]
    )


@pytest.mark.parametrize(
    ("typed", "year"),
    [("明治10年", 1877), ("昭和64年1月", 1989), ("S45", 1970), ("令和元年", 2019), ("２００１年", 2001), ("H.", None)],
)
def test_a_firm_was_founded_in_a_year_of_an_era_too(typed: str, year: int | None) -> None:
    said = ["organisation", "founded_year"]
    found = Drafter(ColumnPlan("organisations", said, said)).draft(1, ["岩手銘醸", typed])
    assert found.organisation.get("founded_year") == year


def test_a_registration_number_that_cannot_be_one_goes_into_the_notes_and_the_total_is_no_organisation() -> None:
    said = ["organisation", "identifier"]
    drafter = Drafter(ColumnPlan("organisations", said, said))
    good, bad = (drafter.draft(1, ["岩手銘醸", number]) for number in ("7000012050002", "7000012050003"))
    assert (good.organisation["identifier_value"], good.remarks) == ("7000012050002", [])
    assert ("identifier_value" in bad.organisation, bad.notes, len(bad.remarks)) == (False, "7000012050003", 1)
    assert drafter.draft(2, ["合計", ""]).error is not None


def test_what_cannot_be_read_goes_into_the_notes_with_a_remark() -> None:
    found = draft(full_name="田中 太郎", email="a@b", tel="12", exchange_date="26/11/24")
    assert found.points == []
    assert found.notes.splitlines() == ["email: a@b", "tel: 12", "26/11/24"]
    assert len(found.remarks) == 3


def test_names_are_kept_as_typed_in_nfc_and_duplicate_hanja_meet() -> None:
    decomposed = draft(full_name="\u1100\u1175\u11b7\u110e\u1165\u11af\u1109\u116e", organisation="ｶ）テスト")
    assert decomposed.name["language"] == "ko"
    assert draft(full_name="\uf9e1明淑").key == draft(full_name="李明淑").key


def test_a_marked_character_is_flagged_and_an_unreadable_one_is_rejected() -> None:
    for written in ("李明?", "李〓"):
        assert "Type them again" in str(sentence(draft(full_name=written).remarks[0]))
    error = draft(full_name="李\ufffd").error
    assert error is not None
    assert "another encoding" in str(sentence(error))


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Date of\nbirth", "Date of birth"), ("生年\r\n月日\u3000", "生年 月日"), ("生年\u2028月日", "生年 月日"),
        ("Date of birth", "Date of birth"),
    ],
)  # fmt: skip
def test_a_heading_that_was_broken_over_two_lines_is_one(typed: str, line: str) -> None:
    assert tables.one_line(typed) == line
