"""How names are written: own script first, then reading, hangul, Latin letters."""

from datetime import date

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.contacts import queries
from crm.contacts.models import Person
from crm.contacts.rules import AffiliationInput, OrganisationNameInput
from crm.places.rules import Shown
from tests import cast
from tests.contacts import book


def shown(person: Person) -> list[tuple[str, str]]:
    loaded = queries.person(person.id, user=cast.user())
    return [(form.text, form.language) for form in queries.alt_names(loaded)]


def test_the_alt_line_is_reading_hangul_latin_in_that_order(session: scoped_session[Session]) -> None:
    mingshu = book.person("李明淑", forms=book.MINGSHU_FORMS)
    assert shown(mingshu) == [("り めいしゅく", "ja"), ("리명숙", "ko"), ("Li Mingshu", "en")]


def test_a_japanese_card_shows_its_reading_and_latin_form(session: scoped_session[Session]) -> None:
    naoki = book.person(
        "髙橋 直樹", "ja", reading="たかはし なおき", forms=[("latin_business", "en", "Takahashi Naoki")]
    )
    assert shown(naoki) == [("たかはし なおき", "ja"), ("Takahashi Naoki", "en")]


def test_pinyin_stands_in_for_the_reading_once(session: scoped_session[Session]) -> None:
    assert shown(book.person("王建国", reading="Wáng Jiànguó")) == [("Wáng Jiànguó", "zh-Latn")]


def test_a_form_in_the_owners_own_script_is_not_repeated(session: scoped_session[Session]) -> None:
    jihyeon = book.person(
        "남지현", "ko", forms=[("hangul_rok", "ko", "남지현"), ("latin_business", "en", "Nam Ji-hyeon")]
    )
    assert shown(jihyeon) == [("Nam Ji-hyeon", "en")]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ja", Shown("李明淑", "zh-Hans")),
        ("zh-Hans", Shown("李明淑", "zh-Hans")),
        ("ko", Shown("리명숙", "ko")),
        ("en", Shown("Li Mingshu", "en")),
    ],
)
def test_each_reader_gets_the_form_they_can_read(
    session: scoped_session[Session], language: str, expected: Shown
) -> None:
    mingshu = queries.person(book.person("李明淑", forms=book.MINGSHU_FORMS).id, user=cast.user())
    assert queries.display_name(mingshu, language) == expected


def test_an_organisation_is_named_in_the_readers_language_when_it_can_be(session: scoped_session[Session]) -> None:
    dayang = book.organisation(
        "延边大洋商贸集团有限公司",
        other_names=[
            OrganisationNameInput("연변대양", "ko"),
            OrganisationNameInput("延辺大洋", "ja", "えんぺんたいよう", "short"),
        ],
    )
    loaded = queries.organisation(dayang.id, user=cast.user())
    assert queries.own_name(loaded) == Shown("延边大洋商贸集团有限公司", "zh-Hans")
    assert queries.display_name(loaded, "ja") == Shown("延辺大洋", "ja")
    assert queries.display_name(loaded, "en") == Shown("延边大洋商贸集团有限公司", "zh-Hans")
    assert queries.display_name(loaded, "ko") == Shown("연변대양", "ko"), "and nothing of another script first"
    assert queries.listed_names([dayang.id], "ja") == {dayang.id: Shown("延辺大洋", "ja")}
    assert queries.alt_names(loaded) == [Shown("えんぺんたいよう", "ja"), Shown("연변대양", "ko")]


def test_a_former_name_is_not_shown_as_another_form(session: scoped_session[Session]) -> None:
    renamed = book.organisation("延边商贸", other_names=[OrganisationNameInput("Yanbian Old", "en", "", "former")])
    assert queries.alt_names(queries.organisation(renamed.id, user=cast.user())) == []


def test_a_reading_in_any_row_counts(session: scoped_session[Session]) -> None:
    people = [
        book.person("边秀直", forms=[("hangul_yanbian", "ko", "변수직")]),
        book.person("王建国", reading="Wáng Jiànguó"),
        book.person("李明淑", forms=book.MINGSHU_FORMS),
    ]
    loaded = [queries.person(p.id, user=cast.user()) for p in people]
    assert [queries.has_reading(p) for p in loaded] == [False, True, True]


def test_the_title_of_a_day_is_that_of_the_post_held_then(session: scoped_session[Session]) -> None:
    bureau, firm = book.organisation("延吉市商务局"), book.organisation("延边大洋")
    person = book.person(
        affiliations=[
            AffiliationInput(bureau.id, "科長", "対外貿易科", 5, date(2020, 4, 1), date(2024, 3, 31)),
            AffiliationInput(firm.id, "顧問", "", 3, date(2024, 4, 1)),
            AffiliationInput(firm.id, "副総経理", "", 2, date(2024, 4, 1)),
        ]
    )
    loaded = queries.person(person.id, user=cast.user())
    assert queries.current_title(loaded, date(2022, 1, 1)) == "対外貿易科 科長"
    assert queries.current_title(loaded, date(2026, 11, 24)) == "副総経理"
    assert queries.current_title(loaded, date(2019, 1, 1)) == ""
    assert queries.snapshot_name(loaded) == "李明淑"


def test_the_main_post_goes_before_a_higher_rank(session: scoped_session[Session]) -> None:
    one, other = book.organisation("延吉市商务局"), book.organisation("延边大洋")
    person = book.person(
        affiliations=[
            AffiliationInput(one.id, "会長", title_rank=1),
            AffiliationInput(other.id, "社長", is_primary=True),
        ]
    )
    assert queries.current_title(queries.person(person.id, user=cast.user()), date(2026, 11, 24)) == "社長"
