"""Papers for the hosts say what a delegate is in the hosts' language, as it was when they joined (INV-A5)."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.contacts import queries as contacts
from crm.contacts import services
from crm.contacts.models import OrganisationName, Person
from crm.contacts.rules import AffiliationInput, PersonNameInput
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.documents.contents import Imprint, bare_html, filled
from crm.documents.rules import wish
from crm.handouts import contents, rules
from crm.handouts import queries as handouts
from crm.letters.queries import delegation_lines
from crm.missions import queries
from crm.wordings import services as wordings
from tests import cast
from tests.contacts import book
from tests.contacts.pages import opened
from tests.missions import voyage
from tests.missions.browser import text

TITLES = {"zh-Hans": "代表董事", "ko": "대표이사"}


def director() -> Person:
    """髙橋 直樹, 代表取締役 of 丸直, in Chinese and Korean, too."""
    firm = book.organisation("株式会社丸直", "ja", country="JP")
    return book.person("髙橋 直樹", "ja", affiliations=[AffiliationInput(firm.id, "代表取締役", titles=TITLES)])


def test_every_paper_says_the_title_in_its_own_language_else_as_on_the_card(session: scoped_session[Session]) -> None:
    made = voyage.mission()
    voyage.delegate(made, director())
    mission = voyage.fresh(made)
    shown = {"zh-Hans": "代表董事", "ko": "대표이사", "ja": "代表取締役", "en": "Representative director"}
    for language, title in shown.items():
        pack = filled(wish(mission.id, kind="briefing", language=language, audience="host"), user=cast.user())
        assert title in bare_html(pack, Imprint("1", 1, date(2026, 12, 1), "小林"))
        for kind in (rules.LIST, rules.BADGES, rules.TENTS):
            delegates = handouts.delegates(mission, language)
            assert title in contents.html(kind, mission, language, delegates=delegates, filled=None, details=None)
    assert [delegation_lines(mission.participants, code).split("\t")[2] for code in ("zh-Hans", "en")] == [
        "代表董事", "Representative director",
    ]  # fmt: skip


def test_what_nobody_translated_is_told_where_the_table_knows_all_of_it(session: scoped_session[Session]) -> None:
    made = voyage.mission()
    bureau = book.organisation("延辺州商務局")
    guests = {
        "会长": ("李明淑", "zh-Hans", "head"), "회장": ("박은숙", "ko", "advisor"),
        "President": ("Kai Akana", "en", "member"),
        "延边州副局长": ("孙浩", "zh-Hans", "deputy_head"), "": ("王建国", "zh-Hans", "head"),
    }  # fmt: skip
    for title, (name, spoken, role) in guests.items():
        person = book.person(name, spoken, affiliations=[AffiliationInput(bureau.id, title)])
        voyage.delegate(voyage.fresh(made), person, role=role)
    mission = voyage.fresh(made)
    told = [part.titled("ja") for part in mission.participants if part.title_snapshot]
    assert sorted(told) == [
        ("President", "en"), ("会長", "ja"), ("会長", "ja"), ("延边州副局长", "zh-Hans"),
    ]  # fmt: skip
    delegates = handouts.delegates(mission, "ja")
    tents = contents.html(rules.TENTS, mission, "ja", delegates=delegates, filled=None, details=None)
    assert '<span lang="zh-Hans">延边州副局长</span>' in tents
    assert not [role for role in ("団長", "副団長", "顧問", "団員") if role in tents], "a role is no title"


def test_what_the_post_is_called_later_does_not_reach_a_delegate(session: scoped_session[Session]) -> None:
    person = director()
    made = voyage.mission()
    voyage.delegate(made, person)
    with writing():
        known = contacts.person(person.id, user=cast.user())
        post = known.affiliations[0]
        named = AffiliationInput(post.organisation_id, "会長", id=post.id, titles={"zh-Hans": "会长"})
        services.change_person(known, name=PersonNameInput("ja", "髙橋 直樹"), affiliations=[named], by=None)
        db.session.commit()
    (kept,) = voyage.fresh(made).participants
    assert [kept.titled(language)[0] for language in ("ja", "zh-Hans")] == ["代表取締役", "代表董事"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({}, TITLES),
        ({"title": "代表取締役"}, TITLES),
        ({"title": "顧問"}, {}),
        ({"titles": {"zh-Hans": "总经理"}}, TITLES | {"zh-Hans": "总经理"}),
    ],
)
def test_the_title_of_the_post_brings_its_translations_another_does_not(
    session: scoped_session[Session], said: dict[str, str], kept: dict[str, str]
) -> None:
    assert voyage.delegate(voyage.mission(), director(), **said).titles_snapshot == kept


def test_before_printing_one_line_names_who_has_no_title_in_the_hosts_language(
    session: scoped_session[Session],
) -> None:
    made = voyage.mission()
    voyage.delegate(made, director())
    voyage.delegate(voyage.fresh(made), name="安角 恵", title="販促マイスター")
    voyage.delegate(voyage.fresh(made), name="吉原 健一")
    found = [str(gap.text) for gap in queries.fact(voyage.fresh(made)).gaps if gap.kind == "titles"]
    assert found == ["No job title in Chinese (simplified): 安角 恵"]


def test_a_title_among_the_texts_of_the_papers_closes_the_gap_and_who_was_absent_needs_none(
    session: scoped_session[Session],
) -> None:
    """The page of texts held the title in Chinese, papers printed it, and the mission still asked for it."""
    made = voyage.mission()
    voyage.delegate(made, name="安角 恵", title="販促マイスター")
    voyage.delegate(voyage.fresh(made), name="伊藤 直樹", title="乾物番頭", status="absent")
    voyage.delegate(voyage.fresh(made), name="進藤 勝", title="海鮮番頭")
    with writing():
        wordings.give("販促マイスター", language="zh-Hans", text="促销专员", by=None)
        db.session.commit()
    found = [str(gap.text) for gap in queries.fact(voyage.fresh(made)).gaps if gap.kind == "titles"]
    assert found == ["No job title in Chinese (simplified): 進藤 勝"]


def test_a_title_that_pages_show_as_a_guess_is_not_said_to_be_missing(session: scoped_session[Session]) -> None:
    voyage.load_places()
    home = book.place(voyage.MITSUKE).id
    made = voyage.mission(direction="inbound", type="inbound_delegation", place_id=home)
    firm = book.organisation("延边海达进出口贸易有限公司")
    for name, title in (("朴明哲", "翻译"), ("金银姬", "外资管理科科长")):
        person = book.person(name, affiliations=[AffiliationInput(firm.id, title)])
        voyage.delegate(voyage.fresh(made), person, organisation_id=firm.id)
    found = [str(gap.text) for gap in queries.fact(voyage.fresh(made)).gaps if gap.kind == "titles"]
    assert found == ["No job title in Japanese: 金银姬", "Job title in Japanese only guessed: 朴明哲 · 通訳"]


def test_the_office_corrects_the_titles_of_a_delegate_in_the_form(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        part = voyage.delegate(voyage.mission(), director())
        id, part_id = part.activity_id, part.id
    cast.sign_in(client)
    address = f"/missions/{id}/participants/{part_id}/edit"
    form = opened(client, address, "title_zh")
    assert (form["title_zh"], form["title_ko"]) == ("代表董事", "대표이사")
    assert client.post(address, data=form | {"title_zh": "董事长", "title_ko": ""}).status_code == 303
    shown = text(client, f"/missions/{id}/delegation")
    assert "董事长" in shown
    assert "대표이사" not in shown


def test_the_titles_of_a_delegation_are_told_in_one_form_that_marks_its_guesses(
    client: FlaskClient, app: Flask
) -> None:
    with app.app_context():
        made = voyage.mission()
        firm = book.organisation("株式会社丸直", "ja", country="JP")
        for name, title in (("髙橋 直樹", "Director"), ("佐藤 一郎", "販促マイスター")):
            voyage.delegate(made, book.person(name, "ja", affiliations=[AffiliationInput(firm.id, title)]))
        id, ids = made.id, [part.id for part in voyage.fresh(made).participants]
    cast.sign_in(client)
    address = f"/missions/{id}/delegation/titles?language=zh-Hans"
    form = opened(client, address, f"title_{ids[0]}")
    shown = text(client, address)
    assert 'value="部长"' in shown
    assert ("a guess until you save it" in shown, "Not in the table of posts." in shown) == (True, True)
    sent = form | {f"title_{ids[0]}": "部长", f"title_{ids[1]}": ""}
    assert client.post(address, data=sent).status_code == 303
    with app.app_context():
        parts = {part.id: part.titles_snapshot for part in voyage.fresh(made).participants}
        assert parts == {ids[0]: {"zh-Hans": "部长"}, ids[1]: {}}
    again = text(client, address)
    assert (f'name="title_{ids[0]}"' in again, f'name="title_{ids[1]}"' in again) == (False, True)


def test_the_names_that_papers_lack_are_told_on_one_page_and_saved_at_once(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = voyage.mission()
        firm = book.organisation("株式会社丸直", "ja", country="JP")
        voyage.delegate(
            made, book.person("髙橋 直樹", "ja", at=firm, reading="たかはし なおき"), organisation_id=firm.id
        )
        voyage.delegate(
            made, book.person("佐藤 恵", "ja", reading="さとう めぐみ", forms=[("latin_passport", "en", "SATO MEGUMI")])
        )
        voyage.delegate(made, book.person("金 哲", "zh-Hans"))
        voyage.delegate(made, book.person("キム スヨン", "ko"))
        id, found = made.id, queries.guessed_letters(voyage.fresh(made), [])
        lacking = queries.without_letters(voyage.fresh(made), [])
        assert [each.names[0].full for each in lacking] == ["金 哲", "キム スヨン"], "printed as they are"
        for audience in ("host", "member"):
            pack = filled(wish(id, kind="briefing", language="en", audience=audience), user=cast.user())
            page = bare_html(pack, Imprint("1", 1, date(2026, 12, 1), "小林"))
            assert ("Takahashi Naoki" in page, "transliterated" in page) == (True, False), audience
        listed = handouts.delegates(voyage.fresh(made), "en")
        sheet = contents.html(rules.LIST, voyage.fresh(made), "en", delegates=listed, filled=None, details=None)
        assert ("Takahashi Naoki" in sheet, "transliterated" in sheet) == (True, False)
        assert [each.letters for each in found] == ["TAKAHASHI NAOKI"], "of characters alone nothing follows"
    cast.sign_in(client)
    for page in (f"/handouts/missions/{id}", f"/documents/missions/{id}?lang=en"):
        assert "The Latin letters of 1 name are a guess." in text(client, page)
    shown = text(client, f"/handouts/missions/{id}?language=en")
    assert "キム スヨン" in shown.split('id="unlettered"')[1].split("</section>")[0]
    path = f"/missions/{id}/names"
    form = opened(client, path, f"person_{found[0].person.id}")
    body = next(name for name in form if name.startswith("body_"))
    assert client.post(path, data=form | {body: "丸直股份公司"}).status_code == 303
    assert "No name is missing" in text(client, path)
    with app.app_context():
        person = contacts.person(found[0].person.id, user=cast.user())
        reading = contacts.written(person, "en").name
        assert (reading.text, contacts.is_guess(reading)) == ("TAKAHASHI Naoki", False)
        assert contacts.organisation_names([int(body[5:])])
        (held,) = db.session.scalars(select(OrganisationName).where(OrganisationName.language == "zh-Hans"))
        assert (held.text, held.kind, held.is_primary) == ("丸直股份公司", "legal", False)
    cast.sign_in(client, Role.MANAGEMENT)
    assert client.get(path).status_code == 403


def test_what_was_told_of_a_title_for_one_mission_is_known_to_the_next(app: Flask, client: FlaskClient) -> None:
    """外資管理科科長, typed for the first mission, was asked for again in the second."""
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        chief = book.person("金银姬", affiliations=[AffiliationInput(bureau.id, "外资管理科科长")])
        bare = book.person("孙浩", affiliations=[AffiliationInput(bureau.id)])
        known = book.person("李明淑", affiliations=[AffiliationInput(bureau.id, "处长", titles={"ja": "処長"})])
        first = voyage.mission(direction="inbound")
        parts = {each.id: voyage.delegate(voyage.fresh(first), each).id for each in (chief, bare, known)}
        ids, mission = (chief.id, bare.id, known.id), first.id
    cast.sign_in(client)
    path = f"/missions/{mission}/participants/{parts[ids[1]]}/edit"
    assert client.post(path, data=opened(client, path, "role") | {"title": "外贸科长"}).status_code == 303
    path = f"/missions/{mission}/participants/{parts[ids[2]]}/edit"
    told = {"title": "局长", "title_ja": "局長", "title_ko": "국장"}
    assert client.post(path, data=opened(client, path, "role") | told).status_code == 303
    path = f"/missions/{mission}/delegation/titles?language=ja"
    form = opened(client, path, f"title_{parts[ids[0]]}")
    typed = {f"title_{parts[ids[0]]}": "外資管理科科長", f"title_{parts[ids[1]]}": "貿易科長"}
    assert client.post(path, data=form | typed).status_code == 303
    with app.app_context():
        second = voyage.mission(direction="inbound")
        for id in ids:
            voyage.delegate(voyage.fresh(second), db.session.get_one(Person, id))
        now = {part.person_id: part.titled("ja")[0] for part in voyage.fresh(second).participants}
        assert [now[id] for id in ids] == ["外資管理科科長", "貿易科長", "処長"], "of another title nothing is kept"
