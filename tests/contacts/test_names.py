"""Names of one person: their order, how one addresses its owner, what is offered, what lists sort by."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.contacts import queries, rules, services
from crm.contacts.models import Person
from crm.contacts.rules import OrganisationNameInput, PersonNameInput
from crm.core.database import db, writing
from crm.core.errors import Refused
from tests import cast
from tests.contacts import book
from tests.contacts.pages import opened, text

# ------------------------------------------------------------------ order


@pytest.mark.parametrize(
    ("name", "full", "family", "order"),
    [
        (PersonNameInput("en", family="Li", given="Mingshu"), "Mingshu Li", "Li", "given_space"),
        (PersonNameInput("en", family="Li", given="Mingshu", name_order="family_space"), "Li Mingshu", "Li",
         "family_space"),
        (PersonNameInput("en", "LI MINGSHU", name_order="family_space"), "LI MINGSHU", "LI", "family_space"),
        (PersonNameInput("zh-Hans", family="LI", given="MINGSHU"), "LI MINGSHU", "LI", "family_space"),
        (PersonNameInput("zh-Hans", family="李", given="明淑"), "李明淑", "李", "family_tight"),
        (PersonNameInput("zh-Hans", family="李", given="明淑", name_order="family_space"), "李 明淑", "李",
         "family_space"),
        (PersonNameInput("ja", family="田邉", given="俊夫"), "田邉 俊夫", "田邉", "family_space"),
        (PersonNameInput("ja", "田邉俊夫", "田邉", "俊夫"), "田邉俊夫", "田邉", "family_tight"),
        (PersonNameInput("ja", "俊夫 田邉", "田邉", "俊夫"), "俊夫 田邉", "田邉", "given_space"),
        (PersonNameInput("en", family="LI", given="MINGSHU", kind="latin_passport"), "LI MINGSHU", "LI",
         "family_space"),
        (PersonNameInput("ja", "Dr. 田邉 俊夫", "田邉", "俊夫"), "Dr. 田邉 俊夫", "田邉", ""),
    ],
)  # fmt: skip
def test_a_name_keeps_the_order_of_its_owner(name: PersonNameInput, full: str, family: str, order: str) -> None:
    completed = rules.completed(name)
    assert (completed.full, completed.family, completed.name_order) == (full, family, order)
    assert rules.completed(completed) == completed


def test_the_order_stands_wherever_the_name_is_shown(client: FlaskClient, app: Flask) -> None:
    cast.sign_in(client)
    form = opened(client, "/contacts/people/new", "family")
    answer = client.post(
        "/contacts/people/new",
        data=form | {"language": "en", "family": "Li", "given": "Mingshu", "name_order": "family_space"},
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = text(client, answer.headers["Location"])
    assert "Li Mingshu" in page
    assert "Mingshu Li" not in page
    edited = opened(client, f"{answer.headers['Location']}/edit", "family")
    assert (edited["family"], edited["given"], edited["full"], edited["name_order"]) == (
        "Li", "Mingshu", "", "family_space",
    )  # fmt: skip
    assert "Li Mingshu" in text(client, "/contacts/people")


def test_an_unknown_order_is_refused(client: FlaskClient) -> None:
    cast.sign_in(client)
    form = opened(client, "/contacts/people/new", "family")
    answer = client.post("/contacts/people/new", data=form | {"family": "李", "name_order": "upside_down"})
    assert answer.status_code == 422
    assert "Not a valid choice" in answer.get_data(as_text=True)


def test_a_row_refuses_in_the_language_of_the_page(client: FlaskClient) -> None:
    cast.sign_in(client, language="ja")
    form = opened(client, "/contacts/people/new", "family")
    row = {"affiliations-0-title": "科長", "affiliations-0-title_rank": "99"}
    page = client.post("/contacts/people/new", data=form | {"family": "山田"} | row).get_data(as_text=True)
    assert "選択肢が正しくありません。" in page
    assert "Not a valid choice" not in page


def test_the_service_takes_no_unknown_order(app: Flask) -> None:
    with app.app_context(), writing(), pytest.raises(Refused) as refused:
        services.create_person(name=PersonNameInput("ja", "田邉 俊夫", name_order="sideways"), by=None)
    assert refused.value.field == "name_order"


# ------------------------------------------------------------------ addressing


def test_chinese_addresses_by_the_post_and_the_others_by_a_word_that_suits_everybody() -> None:
    assert rules.addressed("李明淑", "zh-Hans", "女士", "对外贸易科 科长") == "李明淑科长"
    assert rules.addressed("田邉 俊夫", "ja", "", "国際課 課長") == "田邉 俊夫 様"
    assert rules.addressed("김철수", "ko", "", "국제협력과 과장") == "김철수 님"
    assert rules.addressed("Ann Smith", "en", "Ms", "Director") == "Ms. Ann Smith"


@pytest.mark.parametrize(
    ("name", "language", "salutation", "addressed"),
    [
        ("田邉 俊夫", "ja", "", "田邉 俊夫 様"),
        ("田邉 俊夫", "ja", "先生", "田邉 俊夫 先生"),
        ("田邉 俊夫", "ja", "Dr.", "田邉 俊夫 様"),
        ("李明淑", "zh-Hans", "", "李明淑＿＿"),
        ("李明淑", "zh-Hans", "女士", "李明淑女士"),
        ("李明淑", "zh-Hans", "Ms.", "李明淑女士"),
        ("李明淑", "zh-Hans", "教授", "李明淑教授"),
        ("김철수", "ko", "", "김철수 님"),
        ("김철수", "ko", "교수님", "김철수 교수님"),
        ("김철수", "ko", "교수", "김철수 교수님"),
        ("김철수", "ko", "先生", "김철수 님"),
        ("김철수", "ko", "귀하", "김철수 귀하"),
        ("Ann Smith", "en", "", "Ann Smith"),
        ("Ann Smith", "en", "mrs", "Ms. Ann Smith"),
        ("John Smith", "en", "Mr", "Mr. John Smith"),
        ("Ann Smith", "en", "Dr.", "Dr. Ann Smith"),
        ("Ann Smith", "en", "女士", "Ms. Ann Smith"),
    ],
)
def test_people_are_addressed_as_their_language_does(name: str, language: str, salutation: str, addressed: str) -> None:
    assert rules.addressed(name, language, salutation) == addressed


def test_the_record_tells_how_to_address_someone(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        id = book.person("李明淑", salutation="女士").id
    cast.sign_in(client)
    assert "李明淑女士" in text(client, f"/contacts/people/{id}")


# ------------------------------------------------------------------ readings that are offered


@pytest.mark.parametrize(
    ("name", "reading", "forms"),
    [
        (PersonNameInput("zh-Hans", "李明淑"), "Lǐ Míngshū",
         {"hangul_yanbian": "리명숙", "hangul_rok": "이명숙", "latin_passport": "LI MINGSHU"}),
        (PersonNameInput("zh-Hans", family="吕", given="浩"), "Lǚ Hào",
         {"hangul_yanbian": "려호", "hangul_rok": "여호", "latin_passport": "LYU HAO"}),
        (PersonNameInput("zh-Hans", "朴哲"), "Piáo Zhé", {"hangul_yanbian": "박철", "latin_passport": "PIAO ZHE"}),
        (PersonNameInput("ko", "한 복남"), "", {"latin_passport": "HAN BOKNAM"}),
        (PersonNameInput("ko", "김영희"), "", {"latin_passport": "KIM YEONGHUI"}),
        (PersonNameInput("ja", "大野 裕子", reading="おおの ゆうこ"), "", {"latin_passport": "ONO YUKO"}),
        (PersonNameInput("ja", "井上 純平", reading="いのうえ じゅんぺい"), "", {"latin_passport": "INOUE JUMPEI"}),
        (PersonNameInput("ja", "松浦 佐藤", reading="まつうら さとう"), "", {"latin_passport": "MATSUURA SATO"}),
        (PersonNameInput("ja", "田邉 俊夫"), "", {}),
        (PersonNameInput("ja", "田邉 俊夫", reading="たなべ としお"), "", {"latin_passport": "TANABE TOSHIO"}),
        (PersonNameInput("en", "Ann Smith"), "", {}),
    ],
)  # fmt: skip
def test_readings_are_offered_where_they_can_be_told(
    name: PersonNameInput, reading: str, forms: dict[str, str]
) -> None:
    name = rules.completed(name)
    assert rules.suggested_reading(name) == reading
    assert {form.kind: form.full for form in rules.suggested_forms(name, ())} == forms


def test_a_form_that_is_there_is_not_offered_again() -> None:
    name = rules.completed(PersonNameInput("zh-Hans", "李明淑"))
    assert [form.kind for form in rules.suggested_forms(name, {"hangul_yanbian", "latin_passport"})] == ["hangul_rok"]


def test_the_button_fills_the_form_and_saves_nothing(client: FlaskClient, app: Flask) -> None:
    cast.sign_in(client)
    path = "/contacts/people/new"
    form = opened(client, path, "family") | {"language": "zh-Hans", "family": "李", "given": "明淑", "notes": "kept"}
    answer = client.post(path, data=form | {"add-readings": "1"})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    for shown in ("Lǐ Míngshū", "리명숙", "이명숙", "LI MINGSHU", "kept"):
        assert shown in page
    with app.app_context():
        assert db.session.scalar(select(Person.id)) is None


def test_the_button_never_overwrites_what_was_typed(client: FlaskClient) -> None:
    cast.sign_in(client)
    path = "/contacts/people/new"
    typed = {"language": "zh-Hans", "full": "李明淑", "reading": "Li Ming-shu", "add-readings": "1"}
    page = client.post(path, data=opened(client, path, "family") | typed).get_data(as_text=True)
    assert 'value="Li Ming-shu"' in page
    assert "Lǐ Míngshū" not in page


def test_a_korean_name_of_a_chinese_firm_is_offered(client: FlaskClient) -> None:
    cast.sign_in(client)
    path = "/contacts/organisations/new"
    typed = {"language": "zh-Hans", "text": "延边大洋", "add-readings": "1"}
    page = client.post(path, data=opened(client, path, "text") | typed).get_data(as_text=True)
    assert "연변대양" in page
    assert "Yánbiāndàyáng" in page


# ------------------------------------------------------------------ language of a name


@pytest.mark.parametrize(
    ("typed", "country", "language"),
    [
        ("大連みらい商事", "CN", "ja"),
        ("延辺大洋", "CN", "ja"),
        ("延边大洋", "JP", "zh-Hans"),
        ("연변대양", "CN", "ko"),
        ("大洋商事", "CN", "zh-Hans"),
        ("大洋商事", "JP", "ja"),
        ("Dayang Trading", "CN", "en"),
    ],
)
def test_the_script_tells_the_language_before_the_country_does(typed: str, country: str, language: str) -> None:
    assert rules.guess_language(typed, country) == language


def test_a_quick_organisation_in_china_may_have_a_japanese_name(session: scoped_session[Session]) -> None:
    book.load_places()
    with writing():
        yanji = book.place("222401").id
        made = services.quick_organisation(text="延辺大洋商貿", place_id=yanji, role="", by=None)
        assert made.names[0].language == "ja"


# ------------------------------------------------------------------ what lists sort by


@pytest.fixture
def listed(session: scoped_session[Session]) -> None:
    book.person("田邉 俊夫", "ja", reading="たなべ としお")
    book.person("李明淑", forms=book.MINGSHU_FORMS, reading="Lǐ Míngshū")
    book.person("阿部 花", "ja", reading="あべ はな")
    book.person("김철수", "ko")
    book.person("Ann Smith", "en")


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("ja", ["阿部 花", "田邉 俊夫", "李明淑", "김철수", "Ann Smith"]),
        ("zh", ["阿部 花", "김철수", "李明淑", "Ann Smith", "田邉 俊夫"]),
        ("ko", ["김철수", "李明淑", "阿部 花", "Ann Smith", "田邉 俊夫"]),
        ("en", ["阿部 花", "김철수", "李明淑", "Ann Smith", "田邉 俊夫"]),
    ],
)
def test_the_database_sorts_people_as_each_reader_does(listed: None, order: str, names: list[str]) -> None:
    people = db.session.scalars(queries.visible_people(None).order_by(getattr(Person, f"sort_{order}"), Person.id))
    keyed = {person.id: person for person in people}
    shown = [queries.own_name(queries.person(id, user=cast.user())).text for id in keyed]
    assert shown == names


def test_a_former_name_does_not_sort_anybody() -> None:
    primary = PersonNameInput("ja", "山田 花", reading="やまだ はな")
    former = PersonNameInput("ja", "阿部 花", reading="あべ はな", kind="former")
    with_former, without = rules.person_keys(primary, [former]), rules.person_keys(primary)
    assert [with_former[f"sort_{order}"] for order in ("ja", "zh", "ko", "en")] == [
        without[f"sort_{order}"] for order in ("ja", "zh", "ko", "en")
    ]
    assert with_former["search_key"] != without["search_key"]


def test_an_organisation_sorts_by_its_reading_in_every_order(app: Flask) -> None:
    with app.app_context():
        firm = book.organisation("丸直ニット株式会社", "ja", reading="まるなおにっと", country="JP", other_names=[
            OrganisationNameInput("Marunao Knit", "en"), OrganisationNameInput("마루나오니트", "ko"),
        ])  # fmt: skip
        assert firm.sort_ja.startswith("1まるなおにつと")
        assert firm.sort_ko.startswith("1마루나오니트")
        assert firm.sort_en.startswith("1marunao knit")
