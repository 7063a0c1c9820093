"""A post is called in further languages too: in the form, on the page, in the history, until it is called otherwise."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm.audit import queries as audit
from crm.contacts import queries, services
from crm.contacts.models import Person
from crm.contacts.rules import AffiliationInput, GuessedTitle, PersonNameInput, post_line, title_at, titled
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.office import queries as offices
from crm.office import services as office_services
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.targets.test_targets import add, made

IN_CHINESE = {"zh-Hans": "会长"}


def chairman(**post: Any) -> Person:
    """吉原 健一, 会長 of the chamber."""
    chamber = book.organisation("見附商工会", "ja", country="JP")
    return book.person("吉原 健一", "ja", affiliations=[AffiliationInput(chamber.id, "会長", **post)])


def test_the_form_keeps_titles_by_language_and_the_page_and_the_history_show_them(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        id = chairman(titles=IN_CHINESE).id
    sign_in(client)
    address = f"/contacts/people/{id}"
    form = opened(client, f"{address}/edit", "affiliations-0-title_ko")
    assert form["affiliations-0-title_zh"] == "会长"
    too_long = client.post(f"{address}/edit", data=form | {"affiliations-0-title_ko": "회" * 121})
    assert too_long.status_code == 422
    assert "회" * 121 in too_long.get_data(as_text=True)
    assert client.post(f"{address}/edit", data=form | {"affiliations-0-title_ko": "회장"}).status_code == 303
    shown = text(client, address)
    assert '<bdi lang="zh-Hans">会长</bdi> · <bdi lang="ko">회장</bdi>' in shown
    with app.app_context():
        line = next(
            line for line in audit.lines(audit.entries_of("people", id), 9) if line.table_name == "affiliations"
        )
        assert ("titles", '{"zh-Hans":"会长"}', '{"ko":"회장","zh-Hans":"会长"}') in line.changes


@pytest.mark.once
def test_a_department_that_the_title_says_is_said_once() -> None:
    assert post_line("服装部", "服装部 经理") == "服装部 经理"
    assert post_line("服装部", "经理") == "服装部 经理"
    assert title_at("産業振興課 課長", "見附市役所 産業振興課") == "課長", (
        "the section stood twice, one below the other"
    )
    assert title_at("産業振興課 課長", "見附市役所") == "産業振興課 課長"
    assert title_at("산업진흥과장", "미쓰케시청 산업진흥과") == "과장", "and not 장 alone"
    assert title_at("产业振兴科科长", "见附市政府产业振兴科") == "科长"
    assert title_at("商务局长", "延边州商务局") == "局长"
    assert title_at("Head, Industry Promotion Section", "Mitsuke City Industry Promotion Section") == "Head"
    assert post_line("Clothing Department", "Manager, Clothing Department") == "Manager, Clothing Department"
    assert (post_line("服装部", ""), post_line("", "经理")) == ("服装部", "经理")


@pytest.mark.parametrize("titles", [{"tlh": "la'quv"}, {"en": "x" * 121}])
def test_an_unknown_language_and_a_title_too_long_to_print_are_refused(app: Flask, titles: dict[str, str]) -> None:
    with app.app_context(), pytest.raises(Refused):
        chairman(titles=titles)


def test_a_post_saved_without_a_word_on_its_titles_keeps_them(app: Flask) -> None:
    with app.app_context(), writing():
        person = queries.person(chairman(titles=IN_CHINESE).id, user=user())
        post = person.affiliations[0]
        again = AffiliationInput(post.organisation_id, "会長", title_rank=1, id=post.id)
        services.change_person(person, name=PersonNameInput("ja", "吉原 健一"), affiliations=[again], by=None)
        db.session.commit()
        assert (post.title_rank, post.titles) == (1, IN_CHINESE)


@pytest.mark.parametrize(("on_the_card", "kept"), [("会長", IN_CHINESE), ("名誉会長", {})])
def test_a_new_title_from_a_card_ends_what_the_old_one_was_called(
    app: Flask, on_the_card: str, kept: dict[str, str]
) -> None:
    with app.app_context(), writing():
        person = queries.person(chairman(titles=IN_CHINESE).id, user=user())
        services.supplement(person, post=person.affiliations[0], title=on_the_card, by=None)
        db.session.commit()
        assert (person.affiliations[0].title, person.affiliations[0].titles) == (on_the_card, kept)


@pytest.mark.usefixtures("session")
def test_a_title_in_kanji_on_a_card_in_english_is_none_in_english() -> None:
    assert titled("会頭", {}, "ja", "en") == ("会頭", "ja")
    assert titled("会頭", {}, "zh-Hans", "en") == ("会长", "zh-Hans")
    assert titled("特命全権", {}, "ja", "en") == ("特命全権", "ja"), "whatever it is, a reader of it reads it"


@pytest.mark.once
@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("title", "given", "told", "guess"),
    [
        ("经理", {}, "マネージャー", True),
        ("科长", {}, "課長", True),
        ("经理", {"ja": "マネージャー"}, "マネージャー", False),
        ("总经理", {}, "総経理", False),
        ("副会长", {}, "副会長", False),
        ("Генеральный директор", {}, "ゼネラルディレクター", True),
    ],
)
def test_a_title_that_the_table_puts_into_another_japanese_word_is_a_guess(
    title: str, given: dict[str, str], told: str, guess: bool
) -> None:
    text, language = titled(title, given, "ja", "zh-Hans")
    assert (text, language, isinstance(text, GuessedTitle)) == (told, "ja", guess)
    if isinstance(text, GuessedTitle):
        spoken = "ru" if title == "Генеральный директор" else "zh-Hans"
        assert (text.source, text.spoken) == (title, spoken), "the card alone told it"


@pytest.mark.once
@pytest.mark.usefixtures("session")
def test_a_post_of_somebody_in_china_that_a_japanese_hand_typed_is_told_as_the_post_that_it_is() -> None:
    """副州長 of a host stood so in the packs in Chinese, Korean and English."""
    told = [titled("副州長", {}, language, "zh-Hans") for language in ("ja", "zh-Hans", "ko", "en")]
    assert told == [("副州長", "ja"), ("副州长", "zh-Hans"), ("부주장", "ko"), ("Vice-governor", "en")]
    assert titled("主任", {}, "zh-Hans", "zh-Hans") == ("主任", "zh-Hans"), "both countries write it so"
    assert titled("業務二処処長", {}, "ko", "zh-Hans")[0] == "業務二処処長", "no post of the table"


def test_pages_of_an_organisation_of_target_lists_of_merging_and_of_meetings_write_a_title_as_the_others_do(
    app: Flask, client: FlaskClient
) -> None:
    """总经理 stood there as on the card, and 総経理 on the page of a talk."""
    with app.app_context():
        firm = book.organisation().id
        one, other = (
            book.person(name, affiliations=[AffiliationInput(firm, "总经理")]).id for name in ("金成浩", "金成昊")
        )
        members = made()
        add(members, [one])
        pages = [
            f"/contacts/organisations/{firm}", f"/targets/{members.id}", f"/targets/{members.id}/add?q=金成",
            f"/merging/people/{other}/with?q=金成浩", f"/meetings/new?organisation_id={firm}",
        ]  # fmt: skip
    sign_in(client, language="ja")
    for page in pages:
        shown = text(client, page)
        assert ("総経理" in shown, "总经理" in shown) == (True, False), page


@pytest.mark.once
def test_what_our_office_calls_its_head_goes_before_the_table_and_a_branch_of_a_bank_is_no_shop(
    session: scoped_session[Session],
) -> None:
    """회장 stood on Korean paper, though the settings said 회두; 支店長 of a bank was 分店长, who leads a shop."""
    with writing():
        row = offices.record()
        assert row is not None
        ours = replace(offices.current(), kind="cci", head_titles={"ko": "회두"})
        office_services.change(row, ours, by=None)
        db.session.commit()
    told = [titled("会頭", {}, language, "ja") for language in ("ko", "zh-Hans", "ja")]
    assert told == [("회두", "ko"), ("会长", "zh-Hans"), ("会頭", "ja")]
    assert titled("会長", {}, "ko", "ja") == ("회장", "ko"), "another post than that of our head"
    assert titled("支店長", {}, "zh-Hans", "ja") == ("支店長", "ja"), "a gap, which somebody fills in"
    assert titled("Директор", {}, "zh-Hans", "und") == ("Директор", "ru"), "经理 is ranked below a 总经理"
    assert titled("支店長", {}, "ko", "ja") == ("지점장", "ko")
