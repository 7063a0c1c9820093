"""Papers for the hosts name the delegation in their language and give no personal number away."""

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit.models import AuditEntry
from crm.contacts.rules import OrganisationNameInput
from crm.core.database import db
from crm.core.languages import Language
from crm.handouts import contents, queries, rules
from crm.office import queries as offices
from crm.pdf import fonts
from crm.wordings.rules import digest_of
from tests import cast
from tests.applications import desk
from tests.contacts import book
from tests.documents import journey
from tests.kept import kept
from tests.missions import voyage
from tests.pdf.paper import sheets, untold
from tests.travel import luggage
from tests.trust import world


@pytest.fixture(scope="session", autouse=True)
def printer() -> None:
    assert fonts.unavailable() is None


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    """Ten delegates of a firm with a name in Chinese, one of them asked only."""
    return activities.one(_delegation(), user=cast.user())


@kept
def _delegation() -> int:
    made = journey.mission(visits=0, delegates=9)
    luggage.told(made.participants[0])
    voyage.delegate(voyage.fresh(made), book.person("招待 太郎", "ja"), status="invited")
    return made.id


def html(mission: Activity, kind: str, language: str) -> str:
    delegates = queries.delegates(mission, language)
    return contents.html(kind, mission, language, delegates=delegates, filled=None, details=None)


def read(printed: bytes) -> list[str]:
    return sheets(printed)


@pytest.mark.parametrize(
    ("language", "heading"),
    [("ja", "団員名簿"), ("zh-Hans", "代表团名单"), ("ko", "대표단 명단"), ("en", "Delegation list")],
)
def test_the_list_is_headed_in_the_language_of_the_hosts_and_says_of_which_day_it_is(
    mission: Activity, monkeypatch: pytest.MonkeyPatch, language: str, heading: str
) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-11-28T03:00:00+00:00"))
    shown = html(mission, rules.LIST, language)
    assert heading in shown
    assert shown.count('<td class="nm">') == 9
    days = {"ja": "2026年11月28日現在", "zh-Hans": "2026年11月28日", "ko": "2026년11월28일", "en": "28Nov2026"}
    assert days[language] in re.sub(r"<[^>]*>|\s", "", shown)
    assert "招待" not in shown


@pytest.mark.parametrize("kind", [rules.LIST, rules.BADGES, rules.TENTS])
def test_no_number_of_a_person_leaves_on_a_paper_or_in_its_code(mission: Activity, kind: str) -> None:
    shown = html(mission, kind, "zh-Hans")
    assert not [canary for canary in luggage.CANARIES if canary in shown]
    for delegate in queries.delegates(mission, "zh-Hans"):
        assert "TEL" not in delegate.card
        assert "EMAIL" not in delegate.card
        assert f"FN:{delegate.name.text}" in delegate.card


def test_a_list_says_of_each_body_or_of_none_what_it_is_called_at_home(session: scoped_session[Session]) -> None:
    """见附商工会 needs no 見附商工会 beneath it; a firm that has another name needs it, and then each has its own."""
    made, seen = voyage.mission(), []
    for japanese, chinese in (("見附商工会", "见附商工会"), ("丸直ニット株式会社", "丸直针织株式会社")):
        names = [OrganisationNameInput(chinese, "zh-Hans")]
        body = book.organisation(japanese, "ja", country="JP", other_names=names)
        someone = book.person(f"田邉 {len(japanese)}", "ja", reading="たなべ としお", at=body)
        voyage.delegate(voyage.fresh(made), someone, organisation_id=body.id)
        shown = html(voyage.fresh(made), rules.LIST, "zh-Hans")
        seen.append([text in shown for text in ("见附商工会", "見附商工会", "丸直针织株式会社", "丸直ニット株式会社")])
    assert seen == [[True, False, False, False], [True, True, True, True]]


def test_a_firm_with_a_foreign_first_name_is_called_at_home_as_it_is_there(session: scoped_session[Session]) -> None:
    """㈱延辺海達 stood beneath the Chinese name of a Chinese firm in the Chinese list."""
    made = voyage.mission()
    firm = book.organisation(
        "㈱延辺海達", "ja", country="CN", other_names=[OrganisationNameInput("延边海达进出口贸易有限公司", "zh-Hans")]
    )
    voyage.delegate(made, book.person("王海龙", at=firm), organisation_id=firm.id)
    chinese, japanese = (html(voyage.fresh(made), rules.LIST, language) for language in ("zh-Hans", "ja"))
    assert ("延边海达进出口贸易有限公司" in chinese, "㈱延辺海達" in chinese) == (True, False)
    assert ("延边海达进出口贸易有限公司" in japanese, "㈱延辺海達" in japanese) == (False, True)


def test_a_badge_has_the_name_in_latin_letters_too(session: scoped_session[Session]) -> None:
    made = voyage.mission()
    latin = ("latin_passport", "en", "TAKAHASHI NAOKI")
    voyage.delegate(made, book.person("髙橋 直樹", "ja", reading="たかはし なおき", forms=[latin]))
    shown = html(voyage.fresh(made), rules.BADGES, "zh-Hans")
    assert '<p class="reading"><span lang="en">TAKAHASHI Naoki</span></p>' in shown
    assert html(voyage.fresh(made), rules.BADGES, "en").count('">TAKAHASHI Naoki<') == 1


@pytest.mark.parametrize("kind", [rules.LIST, rules.BADGES])
def test_the_papers_of_guests_name_the_office_that_receives_them(session: scoped_session[Session], kind: str) -> None:
    mission = voyage.mission(direction="inbound", sender_organisation_id=book.organisation("延边朝鲜族自治州商务局").id)
    voyage.delegate(mission, name="金 哲")
    head, _, body = html(voyage.fresh(mission), kind, "ja").partition("<body")
    assert (offices.current().name("ja") in head, offices.current().name("ja") in body) == (True, True)


def test_nobody_wears_a_guess_of_their_name(session: scoped_session[Session]) -> None:
    made = voyage.mission()
    voyage.delegate(made, book.person("김영희", "ko"))
    voyage.delegate(made, book.person("佐藤 太郎", "ja", reading="さとう たろう"))
    for kind in (rules.BADGES, rules.TENTS):
        for language in ("ja", "zh-Hans", "en"):
            worn = html(voyage.fresh(made), kind, language)
            assert ("김영희" in worn, "佐藤 太郎" in worn) == (True, True), (kind, language)
            assert [said in worn for said in ("KIM", "Sato", "SATO")] == [False] * 3, (kind, language)
    listed = html(voyage.fresh(made), rules.LIST, "zh-Hans")
    assert "Sato Taro</span>，音译" not in listed, "kana have one spelling in passports"
    assert "KIM Yeonghui</span>，音译" in listed, "a list tells what is a guess, to hosts, too"


def test_a_programme_without_items_is_told_before_it_is_printed_and_refused(
    client: FlaskClient, mission: Activity
) -> None:
    cast.sign_in(client)
    page = client.get(f"/handouts/missions/{mission.id}").get_data(as_text=True)
    assert "The itinerary has no items yet." in page
    assert ("/programme" in page, "/badges" in page) == (False, True)
    data = {"csrf_token": cast.hidden(page, "csrf_token"), "language": "en"}
    answer = client.post(f"/handouts/missions/{mission.id}/programme", data=data)
    assert answer.status_code == 409
    assert "The itinerary has no items yet." in answer.get_data(as_text=True)


@pytest.mark.parametrize("kind", [rules.LIST, rules.BADGES, rules.TENTS])
def test_a_paper_about_nobody_is_refused(client: FlaskClient, session: scoped_session[Session], kind: str) -> None:
    made = voyage.mission()
    cast.sign_in(client)
    page = client.get(f"/handouts/missions/{made.id}").get_data(as_text=True)
    data = {"csrf_token": cast.hidden(page, "csrf_token"), "language": "en"}
    answer = client.post(f"/handouts/missions/{made.id}/{kind}", data=data)
    assert answer.status_code == 409
    assert "Nobody is accepted yet." in answer.get_data(as_text=True)


def test_readers_of_han_are_shown_han_instead_of_latin_letters(session: scoped_session[Session]) -> None:
    made = voyage.mission()
    latin = ("latin_passport", "en", "TAKAHASHI NAOKI")
    voyage.delegate(made, book.person("髙橋 直樹", "ja", reading="たかはし なおき", forms=[latin]))
    voyage.delegate(made, book.person("边海峰", forms=[("latin_business", "en", "Bian Haifeng")]))
    voyage.delegate(made, book.person("李明淑", forms=[("hangul_yanbian", "ko", "리명숙")]))
    voyage.delegate(made, book.person("Kim Jiho", "en"))
    shown = {
        language: [found.read and found.read.text for found in queries.delegates(voyage.fresh(made), language)]
        for language in Language
    }
    assert shown == {
        "ja": ["髙橋 直樹", "边海峰", "李明淑", None],
        "zh-Hans": ["髙橋 直樹", "边海峰", "李明淑", None],
        "ko": ["髙橋 直樹", "边海峰", "리명숙", None],
        "en": ["TAKAHASHI Naoki", "Bian Haifeng", None, "Kim Jiho"],
    }
    tents = html(voyage.fresh(made), rules.TENTS, "ko")
    assert '<p class="reading">다카하시 나오키</p>' in tents, "nobody in Korea reads 髙橋 aloud"
    badges = {language: html(voyage.fresh(made), rules.BADGES, language) for language in ("ja", "zh-Hans")}
    assert '<p class="reading">たかはし なおき</p>' in badges["ja"]
    assert "TAKAHASHI Naoki" in badges["zh-Hans"]
    assert ("辺海峰" in badges["ja"], "高桥" in badges["zh-Hans"]) == (False, False), "nobody writes these names so"


def test_a_latin_name_is_printed_whatever_its_letters(session: scoped_session[Session]) -> None:
    made = voyage.mission()
    voyage.delegate(made, book.person("吕建军", forms=[("latin_passport", "en", "LÜ JIANJUN")]))
    assert "LÜ Jianjun" in html(voyage.fresh(made), rules.BADGES, "ja")


def test_badges_are_ten_on_a_sheet_and_tents_one(mission: Activity) -> None:
    """Of a delegation of ten, two had a sheet of their own."""
    badges, tents = html(mission, rules.BADGES, "ko"), html(mission, rules.TENTS, "ko")
    assert len(re.findall('<section class="sheet">', badges)) == 1
    assert (badges.count('class="badge"'), badges.count("<svg")) == (9, 9), "nobody asked for empty ones"
    assert len(re.findall('<section class="tent">', tents)) == 9


@pytest.mark.once
@pytest.mark.printed
def test_the_papers_print_on_as_many_pages_as_they_should(mission: Activity) -> None:
    made = {
        kind: contents.pdf(html(mission, kind, "zh-Hans"), "zh-Hans")
        for kind in rules.KINDS
        if kind not in (rules.CALL, rules.PROGRAMME)
    }
    assert {kind: untold(paper) for kind, paper in made.items()} == dict.fromkeys(made, [])
    pages = {kind: read(paper) for kind, paper in made.items()}
    assert {kind: len(found) for kind, found in pages.items()} == {"list": 1, "badges": 1, "tents": 9, "form": 1}
    assert "+81 258-00-0000" in pages["form"][0], "where it is handed in"
    assert "田邉 俊夫" in pages["list"][0]
    assert "护照号码" in "".join(pages["form"])


@pytest.mark.parametrize("language", list(Language))
def test_the_empty_form_is_there_in_every_language(mission: Activity, language: str) -> None:
    shown = html(mission, rules.FORM, language)
    assert f'<html lang="{language}">' in shown
    assert 'class="box on"' not in shown
    assert shown.count('class="box"') > 10


def test_the_consent_names_what_the_form_asks_for_and_no_more(mission: Activity) -> None:
    asked = html(mission, rules.FORM, "ja")
    plain = html(voyage.mission(direction="inbound"), rules.FORM, "ja")
    assert ["旅券" in page for page in (asked, plain)] == [True, False], "nobody asks guests' partners for a passport"
    assert "参加者名簿：氏名・会社名・役職" in plain


def test_names_get_the_size_that_fits() -> None:
    assert [contents.size_of(text) for text in ("李明淑", "髙橋 直樹", "TAKAHASHI NAOKI", "A" * 30)] == [
        "huge", "huge", "large", "plain",
    ]  # fmt: skip


@pytest.mark.printed
def test_the_filled_form_tells_the_passport_to_whoever_may_see_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = desk.application(desk.recruiting()).id
        filled = queries.application(id, user=cast.user())
        shown = contents.html(rules.FORM, filled.activity, "ja", filled=filled.application, details=filled.details)
        assert "TK7654321" in shown
        assert "見附ニット株式会社" in shown
        assert '<span class="box on"></span>ツインルーム' in shown
    cast.sign_in(client)
    token = {"csrf_token": world.plumbing(client, f"/applications/{id}")["csrf_token"]}
    answer = client.post(f"/handouts/applications/{id}", data=token)
    assert answer.mimetype == "application/pdf"
    assert "TK7654321" in "".join(read(answer.data))


def test_a_title_in_another_language_than_the_papers_is_asked_for_before_they_are_printed(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        mission = voyage.mission()
        voyage.delegate(mission, book.person("李明淑", at=book.organisation("延吉市商务局")), title="办公室总经理")
        papers = f"/handouts/missions/{mission.id}"
    cast.sign_in(client)
    assert "办公室总经理" not in client.get(papers).get_data(as_text=True), "the hosts read Chinese"
    for address in (f"{papers}?language=ja", f"{papers}/untold?language=ja"):
        assert "办公室总经理" in client.get(address).get_data(as_text=True)
    words = f"{papers}/words?language=ja"
    key = digest_of("办公室总经理")[:20]
    assert world.send(client, words, {f"text_{key}": "事務室総経理"}).status_code == 303
    assert "办公室总经理" not in client.get(f"{papers}?language=ja").get_data(as_text=True)
    with app.app_context():
        for kind in (rules.LIST, rules.TENTS):
            assert "事務室総経理" in html(voyage.fresh_in(mission.id), kind, "ja")


def test_the_missions_own_name_and_its_programme_are_asked_for_where_they_are_in_another_language(app: Flask) -> None:
    """An English programme stood in Japanese papers, a Japanese name above English lists, and nothing told so."""
    with app.app_context():
        mission, firm = voyage.mission(names={"ja": "延辺経済訪問団"}), book.organisation("延吉市商务局")
        voyage.delegate(mission, book.person("李明淑", at=firm), organisation_id=firm.id)
        voyage.item(voyage.fresh(mission), title="visits: 展覧館; border bridge at 図們", venue="around 延吉市")
        found = contents.untold([rules.LIST], voyage.fresh(mission), "en", user=cast.user())
        assert "延辺経済訪問団" in found.met
        found = contents.untold([rules.PROGRAMME], voyage.fresh(mission), "ja", user=cast.user())
        assert {"visits: 展覧館; border bridge at 図們", "around 延吉市"} <= found.met.keys()


def test_printing_is_noted_and_follows_the_visibility_of_the_mission(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission()
        voyage.delegate(mission)
        id = mission.id
    cast.sign_in(client)
    page = f"/handouts/missions/{id}"
    sent = world.plumbing(client, page) | {"language": "zh-Hans"}
    assert client.post(f"{page}/list", data=sent).mimetype == "application/pdf"
    assert client.post(f"{page}/list", data=sent | {"language": "tlh"}).status_code == 400
    assert client.get("/handouts/missions/99999").status_code == 404
    with app.app_context():
        last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert last is not None
        assert (last.verb, last.record_id) == ("handout.list_printed", id)


def test_a_title_that_the_table_of_posts_guesses_stands_beside_its_own_word_in_lists_and_on_no_badge(
    app: Flask,
) -> None:
    with app.app_context():
        mission = voyage.mission()
        voyage.delegate(mission, book.person("李明淑", at=book.organisation("延吉市商务局")), title="经理")
        fresh = voyage.fresh_in(mission.id)
        assert 'マネージャー［<span lang="zh-Hans">经理</span>］' in html(fresh, rules.LIST, "ja")
        for kind in (rules.BADGES, rules.TENTS):
            assert "マネージャー" not in html(fresh, kind, "ja")
