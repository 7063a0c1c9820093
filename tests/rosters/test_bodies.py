"""Which organisations two names may be: places, kinds of offices, legal forms, and characters that only fold."""

from functools import cache

import pytest

from crm.places.queries import own_data
from crm.rosters.rules import bodies, kinds, reading
from crm.rosters.rules.bodies import Places

pytestmark = pytest.mark.once


@cache
def known() -> Places:
    rows = enumerate(own_data("places"), start=1)
    return bodies.spellings([(id, row[c]) for id, row in rows for c in ("ja", "zh_Hans", "ko", "ko_local") if row[c]])


def agreed(one: str, other: str) -> str:
    """The reason, with ? behind it where somebody has to choose; "" for none."""
    found = bodies.agree(bodies.taken_apart(one, known()), bodies.taken_apart(other, known()))
    return "" if found is None else str(found.reason) + ("" if found.sure else "?")


PREFECTURE = "延边朝鲜族自治州商务局"


@pytest.mark.parametrize(
    "other", ["延边州商务局", "延辺朝鮮族自治州商務局", "연변조선족자치주 상무국", "연변주상무국", "吉林省延边州商务局"]
)
def test_an_office_is_the_same_by_its_kind_and_its_place(other: str) -> None:
    assert agreed(PREFECTURE, other) == "The same office of the same place"


@pytest.mark.parametrize(
    "other", ["延吉市商务局", "图们市商务局", "연길시 상무국", "延边州外事办公室", "延边商务局有限公司", "吉林省商务厅"]
)
def test_an_office_of_another_place_or_kind_is_not_offered(other: str) -> None:
    assert agreed(PREFECTURE, other) == ""


def test_branches_and_city_halls_stand_where_their_names_say() -> None:
    assert agreed("中国国际贸易促进委员会延边支会", "延边州贸促会") == "The same office of the same place"
    assert agreed("見附市役所", "見附市役所") == "Same name"
    assert agreed("秋田商工会議所", "秋田県商工会") == ""
    assert agreed("秋田県商工会", "秋田県商工会連合会") == "", "a union of all societies of the prefecture"


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("chamber_sci", "大仙市商工会 かづの商工会"),
        ("federation_sci", "秋田県商工会連合会 全国商工会連合会"),
        (
            "chamber_cci",
            "秋田県商工会議所連合会 日本商工会議所 吉林省工商联 全国工商联 대한상공회의소 延吉市工商业联合会",
        ),
        ("ccpit", "延边贸促会 吉林省贸促会"),
    ],
)
def test_chambers_and_their_unions_are_told_by_their_last_word_wherever_they_are(role: str, names: str) -> None:
    found = {name: bodies.taken_apart(name, known()) for name in names.split()}
    assert {name: (body.kind, body.role) for name, body in found.items()} == dict.fromkeys(found, ("office", role))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("延边海达进出口贸易有限公司", "㈱延辺海達", bodies.CORE.msgid),
        ("延边海达进出口贸易有限公司", "延边海达贸易公司", bodies.CORE.msgid),
        ("延边海达进出口贸易有限公司", "연변해달무역유한공사", bodies.SOUND.msgid + "?"),
        ("延边海达进出口贸易有限公司", "海达贸易有限公司", bodies.ELSEWHERE.msgid + "?"),
        ("延边海达进出口贸易有限公司", "延边海达物产有限公司", bodies.ELSEWHERE.msgid + "?"),
        ("延边海达进出口贸易有限公司", "延吉海达进出口贸易有限公司", ""),
        ("延边海达进出口贸易有限公司", "延边大洋进出口贸易有限公司", ""),
        ("斎藤商事株式会社", "斎藤商事㈱", bodies.FORM.msgid),
        ("斎藤商事株式会社", "齋藤商事株式会社", bodies.OTHERWISE.msgid + "?"),
        ("斎藤商事株式会社", "齋藤商事㈱", bodies.FORM.msgid + "?"),
        ("斎藤商事株式会社", "斉藤商事株式会社", ""),
        ("延边贸易有限公司", "延边国际贸易有限公司", ""),
    ],
)
def test_firms_agree_without_place_form_and_trade(one: str, other: str, reason: str) -> None:
    assert agreed(one, other) == reason
    assert agreed(other, one) == reason


@pytest.mark.parametrize("pair", [("延吉海贸易有限公司", "海贸易有限公司"), ("延吉海实业公司", "海实业有限公司")])
def test_a_trade_belongs_to_the_name_where_a_single_character_would_be_left(pair: tuple[str, str]) -> None:
    assert agreed(*pair) != ""


def test_a_name_tells_its_kind_and_its_place_as_a_guess() -> None:
    told = {
        text: (body.kind, body.role, len(body.places))
        for text in (
            "图们江国际物流集团有限公司",
            "延边国际旅行社有限公司",
            "見附商工会",
            "秋田商工会議所",
            "延边州人民政府外事办公室",
        )
        for body in [bodies.taken_apart(text, known())]
    }
    assert told == {
        "图们江国际物流集团有限公司": ("firm", "logistics", 0),  # a river is no place
        "延边国际旅行社有限公司": ("firm", "travel_agency", 1),
        "見附商工会": ("office", "chamber_sci", 1),
        "秋田商工会議所": ("office", "chamber_cci", 2),  # of the city or of the prefecture
        "延边州人民政府外事办公室": ("office", "foreign_affairs_office", 1),
    }


def _each(names: str) -> list[str]:
    """Names between spaces; one that has spaces itself stands in the list alone or behind a bar."""
    return [name for part in names.split("|") for name in ([part] if part != names else part.split())]


@pytest.mark.parametrize(
    ("kind", "role", "names"),
    [
        ("firm", "bank", "秋田銀杏銀行 秋田信用金庫 延边农村商业银行 羽後信用組合 秋田銀杏銀行株式会社"),
        (
            "firm",
            "bank",
            "北都銀行横手支店|秋田銀行本店営業部|中国银行延边分行|국민은행 연길지점|Hokuto Bank Yokote Branch",
        ),
        ("firm", "logistics", "日本通運秋田支店"),
        ("firm", "", "羽後電装横手営業所"),
        ("office", "trade_promotion", "秋田県貿易促進協会横手支部"),
        ("office", "ccpit", "中国国際貿易促進委員会延辺支会"),
        ("firm", "travel_agency", "太平旅行社 角館観光 秋田旅行センター"),
        ("firm", "logistics", "羽後物流 羽後運輸 土崎港湾運送株式会社"),
        ("firm", "media", "秋田魁新報社 秋田放送 延边广播电视台"),
        ("firm", "department_store", "西武百貨店"),
        ("firm", "retail_chain", "千秋薬局チェーン 北都ドラッグ"),
        ("firm", "law_firm", "环球律师事务所 弁護士法人青葉"),
        ("firm", "maker_sme", "新屋製作所 能代縫製 秋田銘木 横手農産 由利機械"),
        ("firm", "", "手形商店 三菱商事 鈴木商会 東北税理士法人 吉林衆鑫有機米グループ"),
        ("office", "prefecture_gov", "秋田県 吉林省人民政府 延边朝鲜族自治州人民政府 강원도"),
        ("office", "municipal_gov", "見附市 延吉市人民政府 新潟県見附市役所"),
        ("office", "trade_promotion", "秋田県貿易促進協会"),
        ("office", "", "延边韩国商会 秋田観光コンベンション協会"),
        ("other", "prefecture_gov", "江原道 東京都 北海道"),
        ("other", "industry_cooperative", "秋田県酒造協同組合"),
        ("other", "research_institute", "産業技術研究所"),
        ("other", "", "延边大学 秋田県立大学 延边大学附属医院 図們無形文化財展覧館"),
    ],
)
def test_what_a_body_is_follows_from_the_last_words_of_its_name(kind: str, role: str, names: str) -> None:
    told = {text: bodies.taken_apart(text, known()) for text in _each(names)}
    assert {text: (body.kind, body.role) for text, body in told.items()} == dict.fromkeys(told, (kind, role))


def test_the_government_of_a_place_is_one_body_whatever_it_is_called() -> None:
    assert agreed("秋田県", "秋田県庁") == "The same office of the same place"
    assert agreed("見附市", "新潟県見附市役所") == "The same office of the same place"
    assert agreed("延吉市", "延吉市人民政府") == "The same office of the same place"
    assert agreed("秋田県", "秋田市") == ""


@pytest.mark.parametrize(
    "text",
    [
        "フリーランス",
        "フリーランス（通訳）",
        "個人",
        "個人事業主",
        "自由职业者",
        "无单位",
        "프리랜서",
        "Freelancer",
        "—",
    ],
)
def test_who_works_for_nobody_has_no_organisation(text: str) -> None:
    told = f"番号\t氏名\t所属\t役職\n1\t佐藤 一郎\t秋田木工\t社長\n2\t渡会 花\t{text}\t通訳\n3\t井上 次郎\t\t部長\n"
    first, alone, below = reading.read(told).entries
    assert kinds.is_nobody(text)
    if text != "—":  # a dash may stand for the cell above
        assert (alone.organisation, alone.title, below.organisation) == ("", "通訳", "")
    assert first.organisation == "秋田木工"


@pytest.mark.parametrize("heading", ["団内役職", "区分", "参加区分", "団役職", ""])
def test_the_head_of_the_delegation_is_told_by_the_cells_whatever_the_heading_is(heading: str) -> None:
    rows = [
        ("1", "渡部 恒一郎", "秋田商工会議所", "会頭", "団長"),
        ("2", "佐藤 一郎", "秋田木工", "社長", "副団長"),
        ("3", "井上 次郎", "秋田木工", "部長", "団員"),
    ]
    heads = [("番号", "氏名", "所属", "役職", heading)] if heading else []
    told = reading.read("\n".join("\t".join(row) for row in [*heads, *rows])).entries
    found = [(each.role, each.organisation, each.title) for each in told]
    assert found == [
        ("head", "秋田商工会議所", "会頭"), ("deputy_head", "秋田木工", "社長"), ("member", "秋田木工", "部長"),
    ]  # fmt: skip
