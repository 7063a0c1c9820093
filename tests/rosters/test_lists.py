"""Lists as they come: in four languages, without headings, broken, quoted, drawn, and what is no person in them."""

from datetime import date

import pytest

from crm.rosters.rules.reading import Roster, RosterEntry, read

pytestmark = pytest.mark.once


def told(roster: Roster) -> list[tuple[str, str, str]]:
    """(name, organisation, title) of everybody."""
    return [(entry.name.full, entry.organisation, entry.title) for entry in roster.entries]


def only(text: str, **given: str) -> RosterEntry:
    roster = read(text, **given)
    assert roster.fault is None
    assert len(roster.entries) == 1
    return roster.entries[0]


def test_a_japanese_list_with_wide_spaces() -> None:
    roster = read(
        "参加者名簿（案）\n"
        "氏名　　　フリガナ　　　　会社名　　　　　　役職\n"
        "山田　太郎　ヤマダ　タロウ　株式会社秋田商事　代表取締役社長\n"
        "①佐藤　花子様　サトウ　ハナコ　秋田商工会議所　主査\n"
        "合計　2名\n"
        "以上よろしくお願いします。"
    )
    assert told(roster) == [
        ("山田 太郎", "株式会社秋田商事", "代表取締役社長"),
        ("佐藤 花子", "秋田商工会議所", "主査"),
    ]
    assert [entry.name.reading for entry in roster.entries] == ["ヤマダ タロウ", "サトウ ハナコ"]
    assert roster.language == "ja"
    assert roster.unread == ["参加者名簿（案）", "以上よろしくお願いします。"]


def test_a_korean_list_with_addresses_numbers_and_languages() -> None:
    roster = read(
        "번호\t성명\t영문\t소속\t직위\t휴대폰\t이메일\t가능언어\n"
        "1\t김철수\tKIM CHEOLSU\t주식회사 대한무역\t대표이사\t010-1234-5678\tkim@example.kr\t한국어, 일본어\n"
        "2\t리명숙 님\tRI MYONGSUK\t연변조선족자치주 상무국\t과장\t+86 139 4433 1234\t-\t\n"
    )
    one, other = roster.entries
    assert (one.name.full, one.name.language, one.others[0].full) == ("김철수", "ko", "KIM CHEOLSU")
    assert one.points == [("email", "kim@example.kr", "kim@example.kr"), ("mobile", "010-1234-5678", "+821012345678")]
    assert one.languages == ["ko", "ja"]
    assert (other.name.full, other.points) == ("리명숙", [("mobile", "+86 139 4433 1234", "+8613944331234")])


@pytest.mark.parametrize(
    "text",
    [
        "1\t崔成浩\t男\t延边州商务局\t局长\t13904431234\n2\t金银姬\t女\t延边州商务局\t科长\t",
        "1. 崔成浩 男 延边州商务局 局长\n2. 金银姬 女 延边州商务局 科长",
        "崔成浩，男，延边州商务局，局长\n金银姬，女，延边州商务局，科长",
        "序号\n姓名\n单位\n职务\n1\n崔成浩\n延边州商务局\n局长\n2\n金银姬\n延边州商务局\n科长",
        "| No. | 姓名 | 单位职务 |\n|---|---|---|\n| 1 | 崔成浩 | 延边州商务局局长 |\n"
        "| 2 | 金银姬 | 延边州商务局科长 |",
        "<table><tr><th>No<th>姓名</th><th>单位及职务</th></tr>"
        "<tr><td>①</td><td>崔成浩</td><td>延边州商务局<br>局长</td></tr>"
        "<tr><td>②</td><td>金银姬 女士</td><td>延边州商务局<br>科长</td></tr></table>",
        "> 姓名\t单位\t职务\n> 崔成浩\t延边州商务局\t局长\n> 金银姬\t〃\t科长",
        "```\n姓名\t单位\t职务\n崔成浩\t延边州商务局\t局长\n金银姬\t\t科长\n```",
    ],
    ids=["by content", "spaces", "commas", "a cell a line", "bars", "html", "quoted mail", "merged cells"],
)
def test_one_list_in_many_shapes(text: str) -> None:
    roster = read(text)
    assert told(roster) == [("崔成浩", "延边州商务局", "局长"), ("金银姬", "延边州商务局", "科长")]
    assert {entry.name.language for entry in roster.entries} == {"zh-Hans"}


ROWS_WITHOUT_THEIR_LAST_CELL = [
    ("番号", "氏名", "ふりがな", "所属", "役職", "団内役職"),
    ("1", "渡部 恒一郎", "わたべ こういちろう", "秋田商工会議所", "会頭", "団長"),
    ("2", "加賀谷 実", "かがや みのる", "羽州米穀株式会社", "代表取締役"),
    ("3", "鎌田 秀樹", "かまた ひでき", "羽州米穀株式会社", "営業部長"),
    ("4", "成田 みずほ", "なりた みずほ", "太平旅行社", "所長"),
    ("5", "熊谷 智", "くまがい さとし", "秋田県", "産業労働部次長", "オブザーバー"),
]  # fmt: skip


def _aligned() -> str:
    """As a mail in a fixed font shows a table: each column as wide as its widest cell."""
    rows = [[*row, *[""] * (6 - len(row))] for row in ROWS_WITHOUT_THEIR_LAST_CELL]
    widths = [max(2 * len(row[column]) for row in rows) + 2 for column in range(6)]
    lines = [
        "".join(cell + " " * (width - 2 * len(cell)) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "\n".join(mark.join(row) for row in ROWS_WITHOUT_THEIR_LAST_CELL)
            for mark in ("  ", "   ", "\u3000", "\u3000\u3000")
        ),
        _aligned(),
    ],
    ids=["two spaces", "three spaces", "a wide space", "two wide spaces", "aligned"],
)
def test_rows_without_their_last_cell_are_parted_as_their_headings_are(text: str) -> None:
    """Single spaces stand within names: they part nothing where a wider gap parts the headings."""
    roster = read("皆様\n参加者の名簿をお送りします。\n" + text + "\nよろしく お願い いたし ます")
    assert told(roster) == [
        (name, organisation, title) for _no, name, _reading, organisation, title, *_ in ROWS_WITHOUT_THEIR_LAST_CELL[1:]
    ]
    assert [entry.name.reading for entry in roster.entries] == [row[2] for row in ROWS_WITHOUT_THEIR_LAST_CELL[1:]]


def test_a_reading_that_is_missing_between_spaces_moves_nobody_to_another_employer() -> None:
    roster = read(
        "番号  氏名  ふりがな  所属  役職\n"
        "1  渡部 恒一郎  わたべ こういちろう  秋田商工会議所  会頭\n"
        "2  鎌田 秀樹  羽州米穀株式会社  営業部長"
    )
    assert told(roster)[1] == ("鎌田 秀樹", "羽州米穀株式会社", "営業部長")
    assert [entry.name.reading for entry in roster.entries] == ["わたべ こういちろう", ""]


@pytest.mark.parametrize("post", ["代表取締役", "航路課長", "部长", "Managing Director"])
def test_an_employer_that_is_missing_between_spaces_is_not_the_post(post: str) -> None:
    roster = read(
        "番号  氏名  ふりがな  所属  役職\n"
        "1  渡部 恒一郎  わたべ こういちろう  秋田商工会議所  会頭\n"
        f"2  鎌田 秀樹  かまだ ひでき  {post}\n"
        "3  佐々木 明  ささき あきら  羽州米穀株式会社  営業部長"
    )
    assert told(roster)[1] == ("鎌田 秀樹", "秋田商工会議所", post), "as where a cell is empty"
    assert [entry.employer_guessed for entry in roster.entries] == [False, True, False]
    assert told(roster)[2] == ("佐々木 明", "羽州米穀株式会社", "営業部長")


def test_where_lines_repeat_their_employer_an_empty_one_is_nobodys_and_is_asked_for() -> None:
    roster = read(
        "番号\t氏名\t所属\t役職\n"
        "1\t渡部 恒一郎\t秋田商工会議所\t会頭\n2\t伊藤 綾\t秋田商工会議所\t主事\n3\t山田 花\t\t代表"
    )
    assert told(roster)[2] == ("山田 花", "", "代表")
    assert [entry.employer_guessed for entry in roster.entries] == [False, False, True]


def test_quoted_cells_with_commas_and_breaks() -> None:
    roster = read(
        'name,organisation,title,e-mail\n"Smith, Ann","Akita Trading Co., Ltd.","Director, Sales",ann@example.com\n'
        '"Lee, Bo","Harbor\nInc.",Manager,bo@example.com\n'
    )
    assert told(roster) == [
        ("Ann Smith", "Akita Trading Co., Ltd.", "Director, Sales"),
        ("Bo Lee", "Harbor Inc.", "Manager"),
    ]


@pytest.mark.parametrize("rest", ["", "x" * 140_000])
def test_quotation_marks_that_are_not_closed_swallow_nobody(rest: str) -> None:
    roster = read(
        f'name\torganisation\n"Ann Smith\tAkita Trading\nBo Lee\tHarbor Inc.{rest}\n"Al Jones\tAomori Trading\n'
    )
    assert len(roster.entries) == 3


def test_quoted_cells_begin_behind_the_space_after_a_comma() -> None:
    roster = read(
        'name, organisation, title\n"Smith, Ann", "Akita Trading Co., Ltd.", "Director, Sales"\n'
        '"Lee, Bo", "Harbor Inc.", Manager\n'
    )
    assert told(roster) == [
        ("Ann Smith", "Akita Trading Co., Ltd.", "Director, Sales"),
        ("Bo Lee", "Harbor Inc.", "Manager"),
    ]


def test_lines_that_a_mail_has_broken_and_headings_that_come_again() -> None:
    head = "序号\t姓名\t拼音\t性别\t单位\t职务\t\n"
    roster = read(
        head + "1\t崔成浩\tCUI\nCHENGHAO\t男\t延边州商务局\t局长\n2\t金银姬\tJIN YINJI\t女\t延边州\n商务局\t科长\n"
        "3\t王海龙\n\tWANG HAILONG\t男\t延边海达贸易有限公司\t董事长\n" + head
        + "4\t王海龙\tWANG HAILONG\t男\t延吉新星服装有限公司\n"
        "\t合计\t4人\t\t\t\n"
    )  # fmt: skip
    assert told(roster) == [
        ("崔成浩", "延边州商务局", "局长"),
        ("金银姬", "延边州商务局", "科长"),
        ("王海龙", "延边海达贸易有限公司", "董事长"),
        ("王海龙", "延吉新星服装有限公司", ""),
    ]
    assert roster.entries[0].others[0].full == "CUI CHENGHAO"
    assert roster.unread == []


def test_passports_and_birthdays_are_travel_details_and_what_cannot_be_is_told_without_its_value() -> None:
    entry = only(
        "姓名\t单位职务\t护照号\t护照姓名\t出生日期\t国籍\n"
        "吕建军\t延边海达贸易有限公司总经理\te 1234567\tLYU JIANJUN\t1965-03-02\t中国\n",
    )
    assert entry.travel.told() == {
        "passport_name": "LYU JIANJUN", "passport_number": "E1234567", "nationality": "CN", "birth_date": "1965-03-02",
    }  # fmt: skip
    assert entry.travel.birth_date == date(1965, 3, 2)
    assert (entry.organisation, entry.title) == ("延边海达贸易有限公司", "总经理")
    bad = only("姓名\t护照号\t出生日期\n吕建军\t12\t1965年13月2日\n")
    assert bad.travel.told() == {}
    assert [str(remark) for remark in bad.remarks] == [
        "Passport number was left out: it could not be read.",
        "Date of birth was left out: it could not be read.",
    ]


def test_latin_letters_stay_and_pinyin_with_tones_is_a_reading() -> None:
    assert only("姓名\t拼音\n吕建军\tLÜ JIANJUN").others[0].full == "LÜ JIANJUN"
    assert only("姓名\t拼音\n吕建军\tLǚ Jiànjūn").name.reading == "Lǚ Jiànjūn"


def test_a_name_in_pinyin_alone_is_that_of_a_chinese_and_no_english_one() -> None:
    head, second, guest = read(
        "姓名\t拼音\t单位\n崔成浩\tCUI CHENGHAO\t延边州商务局\n\tPIAO MINGZHE\t延边州商务局\n"
        "John Smith\t\tHarbor Inc.\n"
    ).entries
    assert (second.name.language, second.name.family, second.name.given) == ("zh-Hans", "PIAO", "MINGZHE")
    assert [head.name.language, guest.name.language] == ["zh-Hans", "en"]


def test_what_stands_around_a_name_is_told_apart_from_it() -> None:
    roster = read(
        "姓名\t单位\n1、崔成浩（团长）\t延边州商务局\n② 金银姬（女）\t延边州商务局\n"
        "朴明哲(PIAO MINGZHE)\t延边州商务局\n김철수(金哲洙) 님\t延边州商务局\nMr. John Smith\tHarbor Inc.\n"
    )
    assert [entry.name.full for entry in roster.entries] == ["崔成浩", "金银姬", "朴明哲", "김철수", "John Smith"]
    head, woman, latin, hanja, man = roster.entries
    assert (head.role, woman.salutation, man.salutation) == ("head", "女士", "Mr")
    named = {
        "佐藤一郎（副市長）\n鈴木次郎": ["副市長", ""],
        "氏名\t役職\n金哲（副州长）\t\n李明\t处长": ["副州长", "处长"],
        "성명\t소속\n김철수(부시장)\t연길시": ["부시장"],
        "Name\tOrganisation\nJin Zhe (Vice Mayor)\tYanji": ["Vice Mayor"],
    }
    for text, titles in named.items():
        assert [entry.title for entry in read(text).entries] == titles
    (twice,) = read("氏名\t役職\n金哲（局長）\t党組書記").entries
    assert (twice.title, str(twice.remarks[0])) == (
        "党組書記", "“局長” after the name was left out: the list has a column for titles.",
    )  # fmt: skip
    assert [latin.others[0].full, hanja.others[0].full] == ["PIAO MINGZHE", "金哲洙"]


@pytest.mark.parametrize("text", ["", "hello\nworld", "1\t2\t3", "\t\t\n", "合计\t19人"])
def test_what_is_no_list_is_said(text: str) -> None:
    assert "No names were found" in str(read(text).fault)


def test_too_many_people_are_refused() -> None:
    rows = "\n".join(f"{number}\t王{chr(0x4E00 + number)}\t延边海达贸易有限公司" for number in range(501))
    assert "At most 500 people" in str(read(f"序号\t姓名\t单位\n{rows}").fault)


def test_a_column_of_its_own_tells_the_part_in_the_delegation_and_a_title_does_not() -> None:
    words = {
        "オブザーバー": "observer",
        "事務局": "coordinator",
        "顾问": "advisor",
        "기자": "press",
        "秘書長": "secretary_general",
    }
    lines = "".join(f"佐藤 花子\t秋田商工会議所\t事務局長\t{word}\n" for word in words)
    roster = read(f"氏名\t所属\t役職\t団内役職\n{lines}")
    assert [entry.role for entry in roster.entries] == list(words.values())
    assert only("氏名\t所属\t役職\n佐藤 花子\t秋田商工会議所\t事務局長").role == "member"
    behind = only("氏名\t所属\t役職\n佐藤 花子\t秋田県\t産業労働部次長(オブザーバー)")
    assert (behind.role, behind.role_from) == ("observer", "オブザーバー"), "nobody is an observer at home; a guess"
    assert only("氏名\t所属\t役職\n佐藤 花子\t秋田県\t部長（事務局）").role == "member"


def test_a_part_that_no_table_knows_is_told_on_its_row() -> None:
    words = {"随行": 1, "団員": 0, "참가자": 0, "团员": 0, "事務局": 0, "名誉書記": 1, "": 0}
    lines = "".join(f"佐藤 花子{n}\t秋田商工会議所\t主査\t{word}\n" for n, word in enumerate(words))
    entries = read(f"氏名\t所属\t役職\t団内役職\n{lines}").entries
    assert [entry.role for entry in entries[:2]] == ["member", "member"]
    told = [sum("not a known role" in str(remark) for remark in entry.remarks) for entry in entries]
    assert told == list(words.values())
    assert "随行" in str(entries[0].remarks[0])


@pytest.mark.parametrize(
    ("cell", "organisation", "department"),
    [
        ("秋田県　産業労働部", "秋田県", "産業労働部"),
        ("秋田県産業労働部商業貿易課", "秋田県", "産業労働部商業貿易課"),
        ("横手市　商工観光部", "横手市", "商工観光部"),
        ("株式会社羽後電装　営業部", "株式会社羽後電装", "営業部"),
        ("연길시 상무국 대외무역과", "연길시 상무국", "대외무역과"),
        ("北都銀行　横手支店", "北都銀行 横手支店", ""),
        ("羽後 工房グループ", "羽後 工房グループ", ""),
        ("秋田県 貿易促進協会", "秋田県 貿易促進協会", ""),
        ("市川部屋", "市川部屋", ""),
    ],
)
def test_a_department_behind_its_body_is_none_of_its_name(cell: str, organisation: str, department: str) -> None:
    entry = only(f"番号\t氏名\t所属\t役職\n1\t佐藤 花子\t{cell}\t次長\n")
    assert (entry.organisation, entry.department, entry.title) == (organisation, department, "次長")
    assert any("department were split" in str(remark) for remark in entry.remarks) == bool(department)
    kept = only(f"氏名\t所属\t部署\t役職\n佐藤 花子\t{cell}\t総務課\t次長\n")
    assert (kept.organisation, kept.department) == (" ".join(cell.split()), "総務課"), "a column of its own tells it"


def test_remarks_tell_the_part_in_the_delegation_as_a_guess() -> None:
    words = {
        "団長": "head",
        "副团长、素食": "deputy_head",
        "비서장": "secretary_general",
        "オブザーバー": "observer",
        "通訳・事務局": "interpreter",
        "Head of delegation": "head",
        "通訳を希望": "member",
        "前団長の代理で参加": "member",
    }
    lines = "".join(f"佐藤 花子{n}\t秋田商工会議所\t理事\t{word}\n" for n, word in enumerate(words))
    entries = read(f"氏名\t所属\t役職\t備考\n{lines}").entries
    assert [entry.role for entry in entries] == list(words.values())
    assert [entry.role_from for entry in entries[:2]] == ["団長", "副团长"]
    assert not entries[-1].role_from
    kept_back = [any("Not saved" in str(remark) for remark in entry.remarks) for entry in entries]
    assert kept_back == [False, True, False, False, True, False, True, True], "nothing of a remark is lost unsaid"


@pytest.mark.parametrize(
    ("heading", "cells", "written", "asked"),
    [
        ("Name", ["LI, WEI", "LI Guohua", "ZHANG MIN"], ["LI Wei", "LI Guohua", "ZHANG Min"], [2]),
        ("Name", ["LI WEI", "Guohua LI"], ["Li WEI", "Guohua LI"], [0]),
        ("Name", ["LI Guohua", "Min ZHANG", "WANG LEI"], ["LI Guohua", "Min ZHANG", "WANG LEI"], [2]),
        ("Name", ["LI WEI", "LÜ JIANJUN"], ["LI WEI", "LÜ JIANJUN"], []),
        ("Name", ["Smith, Ann", "Jane Doe"], ["Ann Smith", "Jane Doe"], []),
        ("Family name\tGiven name", ["LI\tWEI", "LI\tGuohua"], ["Wei LI", "Guohua LI"], []),
    ],
)
def test_latin_names_of_one_list_have_one_style_as_far_as_it_shows_the_family_names(
    heading: str, cells: list[str], written: list[str], asked: list[int]
) -> None:
    rows = [f"{number}\t{cell}\tA Co., Ltd." for number, cell in enumerate(cells, 1)]
    roster = read("\n".join([f"No\t{heading}\tCompany", *rows]))
    assert [entry.name.full for entry in roster.entries] == written
    told = [number for number, entry in enumerate(roster.entries) if entry.remarks]
    assert told == asked


def test_pinyin_beside_the_characters_has_the_style_of_its_column_too() -> None:
    roster = read("姓名\t拼音\t单位\n李伟\tLI WEI\t延边海达有限公司\n李国华\tLI Guohua\t延边海达有限公司")
    assert [entry.others[0].full for entry in roster.entries] == ["LI Wei", "LI Guohua"]
    assert [len(entry.remarks) for entry in roster.entries] == [1, 0]
