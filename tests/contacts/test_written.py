"""One rule of names: which form of a name a document in a language writes."""

import pytest

from crm.contacts import queries
from crm.contacts.models import Organisation, OrganisationName, Person, PersonName
from crm.contacts.rules import hangul_of_kana
from crm.office import queries as offices
from crm.office.rules import Office
from crm.places.models import Place, PlaceName
from crm.places.rules import Shown

pytestmark = pytest.mark.once

OFFICE = Office(
    names={"ja": "秋田商工会議所", "zh-Hans": "秋田商工会议所"}, reading="あきたしょうこうかいぎしょ", latin="Akita CCI"
)
#: Who sends the mission stands among the contacts under its Japanese name alone.
US = Organisation(
    id=2, names=[OrganisationName(text="秋田商工会議所", language="ja", reading="", kind="legal", is_primary=True)]
)
BUREAU = Organisation(
    id=1,
    names=[
        OrganisationName(text="延边朝鲜族自治州商务局", language="zh-Hans", reading="Yánbiān Shāngwùjú", kind="legal",
                         is_primary=True),
        OrganisationName(text="延辺朝鮮族自治州商務局", language="ja", reading="えんぺんしょうむきょく", kind="legal",
                         is_primary=False),
    ],
)  # fmt: skip
#: As long in both languages, with its legal form at the other end.
METALWORKS = Organisation(
    id=3,
    names=[
        OrganisationName(text="有限会社燕角金工", language="ja", reading="つばめかくきんこう", kind="legal",
                         is_primary=True),
        OrganisationName(text="燕角金工有限公司", language="zh-Hans", reading="", kind="trade", is_primary=False),
    ],
)  # fmt: skip
LI = Person(
    id=1,
    salutation="女士",
    names=[
        PersonName(kind="primary", full="李明淑", language="zh-Hans", reading="Lǐ Míngshū"),
        PersonName(kind="hangul_yanbian", full="리명숙", language="ko", reading=""),
        PersonName(kind="ja_reading", full="り めいしゅく", language="ja", reading=""),
    ],
)


@pytest.fixture(autouse=True)
def _office(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the office's row says, without a database."""
    monkeypatch.setattr(offices, "current", lambda: OFFICE)
    monkeypatch.setattr("crm.contacts.queries.ours.our_organisation_id", lambda: US.id)


@pytest.mark.parametrize("who", [OFFICE, US])
@pytest.mark.parametrize(
    ("reader", "name", "reading"),
    [
        ("ja", ("秋田商工会議所", "ja"), None),
        ("zh-Hans", ("秋田商工会议所", "zh-Hans"), None),
        ("ko", ("秋田商工会議所", "ja"), "Akita CCI"),
        ("en", ("Akita CCI", "en"), None),
    ],
)
def test_our_office_stands_under_the_names_that_it_gave_itself(
    who: Office | Organisation, reader: str, name: tuple[str, str], reading: str | None
) -> None:
    form = queries.written(who, reader)
    assert form.name == name
    assert (form.reading.text if form.reading else None) == reading


@pytest.mark.parametrize(
    ("reader", "name", "reading"),
    [
        ("ja", ("延辺朝鮮族自治州商務局", "ja"), "えんぺんしょうむきょく"),
        ("zh-Hans", ("延边朝鲜族自治州商务局", "zh-Hans"), None),
        # Nothing is stored in Korean or English: its own script, and what their readers can pronounce.
        ("ko", ("延边朝鲜族自治州商务局", "zh-Hans"), "Yánbiān Shāngwùjú"),
        ("en", ("延边朝鲜族自治州商务局", "zh-Hans"), "Yánbiān Shāngwùjú"),
    ],
)
def test_an_organisation_stands_in_the_language_of_the_document_where_it_is_stored(
    reader: str, name: tuple[str, str], reading: str | None
) -> None:
    form = queries.written(BUREAU, reader)
    assert form.name == name
    assert (form.reading.text if form.reading else None) == reading
    assert form.own.text == "延边朝鲜族自治州商务局"


@pytest.mark.parametrize(
    ("reader", "name", "reading", "polite"),
    [
        ("ja", "李明淑", "り めいしゅく", "李明淑女士"),
        ("zh-Hans", "李明淑", None, "李明淑女士"),
        ("ko", "리명숙", None, "리명숙 님"),
    ],
)
def test_a_person_is_written_and_addressed_in_it_too(reader: str, name: str, reading: str | None, polite: str) -> None:
    form = queries.written(LI, reader)
    assert (form.name.text, form.polite.text) == (name, polite)
    assert (form.reading.text if form.reading else None) == reading


@pytest.mark.parametrize(
    ("reader", "reading", "polite"),
    [
        ("ja", "さとう しんぺい", "佐藤 晋平 様"), ("zh-Hans", "Sato Shimpei", "佐藤 晋平"),
        ("ko", "사토 신페이", "佐藤 晋平 님"),
    ],
)  # fmt: skip
def test_a_name_of_which_only_kana_tells_the_sound_is_read_in_letters_abroad(
    reader: str, reading: str, polite: str
) -> None:
    """As passports have it, told as a guess: whoever is called so may write SATOH."""
    sato = Person(
        id=3,
        names=[PersonName(kind="primary", full="佐藤 晋平", language="ja", reading="さとう しんぺい")],
        salutation="",
    )
    form = queries.written(sato, reader)
    assert form.polite.text == polite, "nobody is 様 in Chinese"
    assert form.reading is not None
    assert form.reading.text == reading
    assert queries.is_guess(form.reading) is (reader == "zh-Hans"), "hangul has one spelling for a sound"
    assert "たなべ としお" not in [other.text for other in form.others]


@pytest.mark.parametrize("reader", ["zh-Hans", "ko", "en"])
def test_a_chinese_name_is_not_called_abroad_as_japanese_readers_read_it(reader: str) -> None:
    kotsu = Person(
        id=4, names=[PersonName(kind="primary", full="骨敏", language="zh-Hans", reading="こつ びん")], salutation=""
    )
    assert queries.written(kotsu, reader).reading is None
    assert "こつ びん" in str(queries.written(kotsu, "ja").reading)


@pytest.mark.parametrize(
    ("reader", "reading"), [("ja", "り めいしゅく"), ("zh-Hans", None), ("ko", None), ("en", "LI Mingshu")]
)
def test_whoever_cannot_say_a_name_reads_it_beside_japanese_readers_also_that_of_a_chinese(
    reader: str, reading: str | None
) -> None:
    name, read = queries.spoken(LI, reader)
    assert (name.text, read and read.text) == ("리명숙" if reader == "ko" else "李明淑", reading)


def test_a_name_as_in_the_passport_shows_on_paper_which_is_the_family_name() -> None:
    names = [
        PersonName(kind="primary", full="田邉 俊夫", language="ja", reading=""),
        PersonName(kind="latin_passport", full="TANABE TOSHIO", family="TANABE", given="TOSHIO", language="en"),
    ]
    assert queries.written(Person(id=5, names=names, salutation=""), "en").name.text == "TANABE Toshio"


def test_every_other_form_is_told_once_and_the_owners_own_first() -> None:
    assert [form.text for form in queries.written(LI, "ko").others] == ["李明淑", "Lǐ Míngshū"], (
        "kana is for Japanese readers"
    )
    assert "り めいしゅく" not in [form.text for form in queries.written(LI, "zh-Hans").others]
    assert [form.text for form in queries.written(BUREAU, "ja").others][0] == "延边朝鲜族自治州商务局"


@pytest.mark.parametrize(("noted", "told"), [("李明淑", "리명숙"), ("", "리명숙"), ("李明", "李明")])
def test_a_name_that_was_noted_is_written_the_same_unless_it_has_changed_since(noted: str, told: str) -> None:
    assert queries.kept(LI, noted, "ko").text == told


@pytest.mark.parametrize(
    ("reader", "name", "reading"),
    [("ja", "延吉市", None), ("zh-Hans", "延吉市", None), ("ko", "연길시", None), ("en", "延吉市", "Yánjí")],
)
def test_a_place_has_one_spelling_and_in_korean_its_own(reader: str, name: str, reading: str | None) -> None:
    place = Place(
        id=1,
        country="CN",
        code="222401",
        names=[
            PlaceName(language="ja", text="延吉市", reading="えんきつ", kind="official"),
            PlaceName(language="zh-Hans", text="延吉市", reading="Yánjí", kind="official"),
            PlaceName(language="ko", text="연지시", reading="", kind="official", is_guess=True),
            PlaceName(language="ko", text="옌지시", reading="", kind="press_rok"),
            PlaceName(language="ko", text="연길시", reading="", kind="yanbian_korean"),
        ],
    )
    form = queries.written(place, reader)
    assert form.name.text == name
    assert (form.reading.text if form.reading else None) == reading


@pytest.mark.parametrize(
    ("text", "reader", "told"),
    [
        ("燕角金工 × 延边朝鲜族自治州商务局", "ja", "燕角金工 × 延辺朝鮮族自治州商務局"),
        ("燕角金工 × 延边朝鲜族", "ja", "燕角金工 × 延辺朝鮮族"),
        ("燕角金工 × 延辺朝鮮族", "zh-Hans", "燕角金工 × 延边朝鲜族"),
        ("延边から", "ja", "延边から"),  # three characters may be of anybody
    ],
)
def test_a_text_names_an_organisation_in_the_one_form_also_by_the_beginning_of_its_name(
    text: str, reader: str, told: str
) -> None:
    assert queries.one_form([BUREAU, METALWORKS], reader)(text) == told


def test_a_hangul_name_of_which_nothing_else_is_known_is_read_in_letters() -> None:
    park = Person(
        id=9,
        salutation="",
        names=[PersonName(kind="primary", full="박은숙", family="박", given="은숙", language="ko", reading="")],
    )
    found = {reader: queries.spoken(park, reader)[1] for reader in ("ja", "zh-Hans", "en", "ko")}
    letters = Shown("PARK Eunsuk", "ko-Latn")
    assert found == {"ja": letters, "zh-Hans": letters, "en": letters, "ko": None}
    assert all(queries.is_guess(form) for form in found.values() if form is not None)


def test_chinese_readers_are_told_a_hangul_name_by_its_characters_where_they_are_stored() -> None:
    firm = Organisation(
        id=7,
        names=[
            OrganisationName(text="강원동해무역", language="ko", kind="legal", is_primary=True, reading="gangwon"),
            OrganisationName(text="江原東海貿易", language="ja", kind="legal", is_primary=False, reading=""),
        ],
    )
    assert queries.written(firm, "zh-Hans").name.text == "강원동해무역"
    assert queries.beside(firm, "zh-Hans") == Shown("江原東海貿易", "ja")
    assert queries.beside(firm, "en") == Shown("gangwon", "ko")


@pytest.mark.once
@pytest.mark.parametrize(
    ("kana", "hangul"),
    [("たなべ としお", "다나베 도시오"), ("ほんま けんや", "혼마 겐야"), ("まつうら しんいち", "마쓰우라 신이치"),
     ("はっとり ちえ", "핫토리 지에"), ("かとう りょうた", "가토 료타"), ("スミス", "스미스")],
)  # fmt: skip
def test_a_japanese_name_in_hangul_is_written_by_its_sound(kana: str, hangul: str) -> None:
    assert hangul_of_kana(kana) == hangul


def somebody(full: str, language: str, reading: str, *forms: tuple[str, str, str]) -> Person:
    told = [PersonName(kind=kind, language=code, full=text, reading="") for kind, code, text in forms]
    own = PersonName(kind="primary", language=language, full=full, reading=reading)
    return Person(id=9, salutation="", primary_language=language, names=[own, *told])


def test_korean_readers_read_a_japanese_name_in_hangul_as_a_greeting_says_it() -> None:
    """(TANABE Toshio) stood on the roster for whom the greeting of the same pack called 다나베 도시오."""
    told = somebody("田邉 俊夫", "ja", "たなべ としお", ("latin_passport", "en", "TANABE TOSHIO"))
    form = queries.written(told, "ko").reading
    assert form is not None
    assert (form.text, form.language, queries.is_guess(form)) == (queries.in_hangul(told), "ko", False)
    assert form.text == "다나베 도시오"
    silent = somebody("佐野 奈緒", "ja", "", ("latin_passport", "en", "SANO NAO"))
    assert (queries.written(silent, "ko").reading or form).text == "SANO Nao"


@pytest.mark.parametrize(("full", "kana"), [("金 秀賢", "きむ すひょん"), ("李 春花", "り しゅんか")])
def test_kana_alone_make_no_latin_name_of_somebody_from_china_or_korea(full: str, kana: str) -> None:
    """“Kimu Suhyon，音译” stood on Chinese paper, and 기무 스횬 as a fact on Korean paper."""
    bare = somebody(full, "ja", kana)
    assert queries.written(bare, "zh-Hans").reading is None, "its readers know the characters"
    korean = queries.written(bare, "ko").reading
    assert korean is not None
    assert queries.is_guess(korean)
    assert queries.by_sound(korean, "ko") == ", 음역"
    told = somebody(full, "ja", kana, ("latin_passport", "en", "KIM SUHYUN"))
    assert str(queries.written(told, "zh-Hans").reading).count("KIM")
    spelled = queries.written(somebody(full, "ja", kana, ("hangul_rok", "ko", "김수현")), "ko")
    assert (spelled.name.text, spelled.reading) == ("김수현", None)


def test_a_japanese_family_of_the_same_character_is_none_from_there() -> None:
    for full, kana in (("金 一郎", "こん いちろう"), ("林 花", "はやし はな"), ("三浦 浩", "みうら ひろし")):
        reading = queries.written(somebody(full, "ja", kana), "zh-Hans").reading
        assert reading is not None
        assert queries.is_guess(reading)


def test_a_name_in_letters_stands_once_whatever_its_capitals() -> None:
    forms = [("pinyin", "zh-Hans", "Wáng Zhìqiáng"), ("latin_passport", "en", "WANG ZHIQIANG")]
    told = queries.written(somebody("王志强", "zh-Hans", "", *forms), "ja")
    assert len([form for form in (told.reading, *told.others) if form is not None]) == 1


def test_a_body_that_was_entered_in_characters_of_another_country_is_marked_and_asked_for_in_its_papers() -> None:
    """中国国際貿易促進委員会延辺支会, entered as of a body in China, stood in a Chinese paper as Chinese."""
    name = OrganisationName(text="中国国際貿易促進委員会延辺支会", language="zh-Hans", reading="", kind="legal",
                            is_primary=True)  # fmt: skip
    council = Organisation(id=7, names=[name])
    assert queries.written(council, "zh-Hans").name.language == "ja"
    assert [queries.nameless([council], reader) for reader in ("zh-Hans", "ja")] == [[council], []]
    assert queries.nameless([BUREAU, METALWORKS], "zh-Hans") == []
