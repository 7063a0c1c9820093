"""Every spelling of one name gets one key, and different names keep apart."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm.core import folding
from crm.core.folding import organisation_key, search_key, whole_key
from tests.patience import ends

LEGAL_FORMS = [
    "株式会社",
    "㈱",
    "(株)",
    "（株）",
    "有限会社",
    "㈲",
    "주식회사",
    "㈜",
    "(주)",
    "有限公司",
    "股份有限公司",
]


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "延辺大洋集団",
            "延边大洋集团有限公司",
            "延邊大洋集團",
            "延边大洋",
            "延辺 大洋 集団",
            "延边大洋（集团）有限公司",
        ],
        ["ﾄﾖﾀ", "トヨタ", "とよた", "トヨタ株式会社"],
        ["ガ", "ｶﾞ", "が", "か\u3099", "か゛"],
        ["李明淑", "\uf9e1明淑", "李　明淑", "李 明 淑"],
        ["연길", "\u110b\u1167\u11ab\u1100\u1175\u11af"],
        ["渡邊", "渡邉", "渡辺", "渡边"],
        ["髙﨑", "高崎"],
        ["圀府", "國府", "国府"],
        ["辻󠄀", "辻"],
        ["图们", "図們", "圖們"],
        ["珲春", "琿春"],
        ["上海沪江", "上海滬江"],
        ["Lǐ Míngshū", "LI MINGSHU", "Li Mingshu", "ＬＩ　ＭＩＮＧＳＨＵ", "li-mingshu"],
        ["Yanbian Dayang Co., Ltd.", "YANBIAN DAYANG CO.,LTD", "Yanbian Dayang Ltd", "Yanbian Dayang, Inc."],
        ["延边大洋Co., Ltd.", "延边大洋"],
        ["Straße", "STRASSE"],
    ],
)
def test_all_spellings_of_a_name_share_one_key(spellings: list[str]) -> None:
    assert len({search_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("李明淑", "李明珠"), ("はし", "ばし"), ("齊藤", "齋藤"), ("연길", "연변"), ("はひ", "ぱひ"), ("й", "и")],
)
def test_different_names_keep_apart(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


@pytest.mark.parametrize("form", LEGAL_FORMS)
def test_a_legal_form_is_dropped_before_and_behind_but_never_leaves_nothing(form: str) -> None:
    assert search_key(f"{form}見附商事") == search_key(f"見附商事 {form}") == search_key("見附商事")
    assert search_key(form) != ""
    assert organisation_key(form) != ""


def test_letters_that_look_like_a_legal_form_inside_a_word_stay() -> None:
    assert search_key("Zinc") == "zinc"
    assert search_key("Zinc Inc.") == "zinc"
    assert search_key("Colimited") == "colimited"
    assert search_key("集团报") == "集团报"


def test_a_person_called_co_keeps_the_name_that_a_company_loses() -> None:
    assert search_key("Li Co") == "lico"
    assert organisation_key("Dayang Group Co.") == organisation_key("Dayang") == "dayang"
    assert (
        organisation_key("大洋グループ") == organisation_key("大洋公司") == organisation_key("大洋ホールディングス㈱")
    )


def test_punctuation_alone_has_no_key_and_a_picture_has_one() -> None:
    assert search_key("・・ ()—") == ""
    assert search_key("🙂") == "🙂"


@given(st.text())
@example("株 株式会社 式会社")
@example("か ゛")
@example("\u1100 \u1161")
@example("\ud800株式会社")
@example("ﷺ")
@example("Co Inc Ltd")
@example("滬戱敘蕓薴")
def test_folding_never_raises_and_folding_a_key_again_changes_nothing(text: str) -> None:
    for fold in (search_key, organisation_key, whole_key):
        assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="ab9 ぁがゖァヴヺー一延邊辺髙黎龥가연힣"))
def test_plain_names_are_folded_in_one_step_to_what_all_the_steps_make_of_them(text: str) -> None:
    assert folding._SETTLED.fullmatch(text)
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    assert folding._without_accents(composed) == text


def test_no_character_of_a_plain_name_has_width_case_or_an_accent() -> None:
    for code in range(0x20, 0xE000):
        character = chr(code)
        if folding._SETTLED.fullmatch(character):
            composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
            assert folding._without_accents(composed) == character
            assert unicodedata.combining(character) == 0


def test_a_whole_key_keeps_the_legal_form() -> None:
    assert whole_key("延邊大洋 集團（有限公司）") == "延边大洋集团有限公司"
    assert whole_key("Dayang Co., Ltd.") == "dayangcoltd"


@given(st.text(alphabet="株式会社有限公司集团(株)㈱inc ltd.co,延大"))
def test_a_name_with_a_letter_never_loses_its_whole_key(text: str) -> None:
    has_letter = any(map(str.isalnum, unicodedata.normalize("NFKC", text)))
    assert (search_key(text) != "") == has_letter
    assert (organisation_key(text) != "") == has_letter


def test_the_table_of_han_forms_is_closed() -> None:
    folding._han_table.cache_clear()
    with ends():
        table = folding._han_table()
    assert len(table) > 5000
    assert not [target for target in table.values() if ord(target) in table and table[ord(target)] != target]
