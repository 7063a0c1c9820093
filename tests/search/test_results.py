"""What a search shows: kinds in order, the best first, own records before others', nobody else's."""

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.contacts.rules import AddressInput, AffiliationInput, OrganisationNameInput
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.counterparts import services as links
from crm.search import queries
from crm.search.rules import Tier
from crm.search.services import index
from crm.tags import services as tags
from crm.targets import services as targets
from tests import cast
from tests.contacts import book
from tests.letters import post
from tests.missions import voyage
from tests.products import test_products as goods
from tests.reports import writing as reports
from tests.statements import sent
from tests.trust import world


def hits(typed: str, record_type: str, role: Role = Role.COORDINATOR) -> list[tuple[str, Tier]]:
    found = queries.groups(typed, user=cast.user(role), language="en", each=20)
    return [(hit.names[0].text, hit.tier) for group in found if group.record_type == record_type for hit in group.hits]


def test_exact_comes_before_prefix_before_reading_before_inside(session: scoped_session[Session]) -> None:
    book.organisation("北延吉商社", "ja")
    book.organisation("東商社", "ja", other_names=[OrganisationNameInput("延吉", "ja", kind="former")])
    book.organisation("延吉商社", "ja")
    book.organisation("延吉", "ja")
    assert hits("延吉", "organisations") == [
        ("延吉", Tier.EXACT),
        ("延吉商社", Tier.PREFIX),
        ("東商社", Tier.READING),
        ("北延吉商社", Tier.INSIDE),
    ]


def test_own_records_stand_first_among_equals(session: scoped_session[Session]) -> None:
    me, other = cast.user(), cast.user(Role.ADMIN)
    book.organisation("丸一商社", "ja", by=other)
    book.organisation("丸二商社", "ja", by=me)
    assert [name for name, _ in hits("丸", "organisations")] == ["丸二商社", "丸一商社"]


def test_what_belongs_to_a_found_record_is_found_with_it(app: Flask) -> None:
    with app.app_context():
        built = world.build()
        firm = queries.groups("canary-1-mark", user=cast.user(), language="en", each=3)
        kinds = {group.record_type for group in firm}
        assert built.branches
        assert {"activities", "meetings", "leads", "negotiations", "agreements"} <= kinds


def test_a_mission_leader_finds_no_more_than_their_own(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        built = world.build()
        one, two, three = built.branches
        world.assign(one, leader=built.first)
        world.assign(two, leader=built.second)
        world.assign(three, leader=built.second, coordinator=built.first)
    cast.sign_in(client, Role.MISSION_LEADER, email=world.FIRST_LEADER)
    for path in ("/search/?q=canary", "/search/palette?q=canary", "/search/?q=canary&kind=meetings"):
        text = client.get(path).get_data(as_text=True)
        assert "canary-1-mark" in text, path
        assert "canary-3-mark" in text, path
        assert "canary-2-mark" not in text, path


@pytest.mark.once
def test_a_search_takes_as_many_queries_for_thirty_as_for_three(session: scoped_session[Session]) -> None:
    post = AffiliationInput(book.organisation("延吉市商务局").id)
    counts = []
    for size in (3, 30):
        for number in range(size):
            book.person(f"延{chr(0x4E00 + size * 40 + number)}", affiliations=[post])
        user = cast.user()
        db.session.expunge_all()
        with sent() as statements:
            queries.groups("延", user=user, language="en", each=50)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[1] <= 25


def test_a_text_is_shown_around_what_was_found_and_nothing_in_it_is_markup(
    client: FlaskClient, session: scoped_session[Session]
) -> None:
    notes = "まえがき" * 30 + "。先方は<b>工場</b>を案内した。" + "あとがき" * 30
    book.organisation("丸直ニット株式会社", "ja", notes=notes)
    cast.sign_in(client)
    text = client.get("/search/?q=工场").get_data(as_text=True)
    assert "<mark>工場</mark>" in text
    assert "&lt;b&gt;" in text
    assert "…" in text
    assert unescape(text).count("まえがき") < 15


def test_nothing_found_says_so_and_signs_alone_find_nothing(client: FlaskClient) -> None:
    cast.sign_in(client)
    assert "Nothing was found." in client.get("/search/?q=無い名").get_data(as_text=True)
    assert "Nothing was found." in client.get("/search/?q=%25%5F…").get_data(as_text=True)
    assert "/contacts/people/new?full=" not in client.get("/search/?q=%25%5F…").text
    for page in ("", "palette"):
        assert 'href="/contacts/people/new?full=' in client.get(f"/search/{page}?q=無い名").text
        assert 'href="/contacts/organisations/new?text=' in client.get(f"/search/{page}?q=無い名").text
        assert 'href="/contacts/people/new?contact=no@example.jp"' in client.get(f"/search/{page}?q=no@example.jp").text
    assert client.get("/search/?q=%00").status_code == 200
    assert client.get("/search/?q=x&kind=users&page=-3").status_code == 200


def test_before_typing_the_last_changed_records_stand_there(
    client: FlaskClient, session: scoped_session[Session]
) -> None:
    for number in range(3):
        book.organisation(f"丸{number}商社", "ja", by=cast.user())
    book.organisation("他人の商社", "ja", by=cast.user(Role.ADMIN))
    cast.sign_in(client)
    for path in ("/search/", "/search/palette"):
        text = client.get(path).get_data(as_text=True)
        assert text.index("丸2商社") < text.index("丸1商社") < text.index("丸0商社"), path
        assert "他人の商社" not in text


@pytest.mark.parametrize(("role", "offered"), [(Role.COORDINATOR, True), (Role.MANAGEMENT, False)])
def test_actions_are_offered_to_those_who_may(
    client: FlaskClient, session: scoped_session[Session], role: Role, offered: bool
) -> None:
    firm = book.organisation("延吉市商务局")
    cast.sign_in(client, role)
    text = unescape(client.get("/search/palette?q=延吉市商務局").get_data(as_text=True))
    assert ("New meeting with 延吉市商务局" in text) == offered
    assert (f"/meetings/new?organisation_id={firm.id}" in text) == offered
    assert (f"/negotiations/new?organisation={firm.id}" in text) == offered


def test_all_of_one_kind_come_in_pages(client: FlaskClient, session: scoped_session[Session]) -> None:
    for number in range(53):
        book.organisation(f"丸{number}商社", "ja")
    cast.sign_in(client)
    assert "All 53" in client.get("/search/?q=丸").get_data(as_text=True)
    first = client.get("/search/?q=丸&kind=organisations").get_data(as_text=True)
    second = client.get("/search/?q=丸&kind=organisations&page=2").get_data(as_text=True)
    for beyond in ("3", "9", "0", "99", "x"):
        assert client.get(f"/search/?q=丸&kind=organisations&page={beyond}").status_code == 404
    assert first.count("<li><a") == 50
    assert second.count("<li><a") == 3
    assert "page=2" in first


def test_goods_links_lists_tags_papers_and_addresses_are_found_by_who_may_see_them(
    session: scoped_session[Session],
) -> None:
    me, other = cast.user(), cast.user(Role.ADMIN)
    book.load_places()
    firm = book.organisation(
        "丸直ニット", "ja", addresses=[AddressInput("見附市学校町1-2", "ja", postal_code="954-0052")]
    )
    person = book.person("金成浩")
    goods.made(firm.id)
    with writing():
        links.make(
            links.LinkInput(
                kind="friendship_memo", place_id=book.place("15100").id, other_place_id=book.place("230100").id,
                basis_document="友好都市提携",
            ),
            by=me,
        )  # fmt: skip
        tags.tag("people", person.id, ["キーパーソン"], by=me)
        targets.make_list(name="秘密の訪問先", kind="people", by=other)
        session.commit()
    assert hits("羊绒混纺", "products")
    assert hits("友好都市", "sister_links") == [("友好都市提携", Tier.PREFIX)]
    assert hits("キーパーソン", "tags") == [("キーパーソン", Tier.EXACT)]
    assert hits("キーパーソン", "people") == [("金成浩", Tier.INSIDE)]
    assert hits("学校町", "organisations") == [("丸直ニット", Tier.TEXT)]
    assert hits("秘密の訪問先", "target_lists", Role.COORDINATOR) == []
    assert hits("秘密の訪問先", "target_lists", Role.ADMIN) == [("秘密の訪問先", Tier.EXACT)]


def test_reports_and_letters_are_found_by_number_and_title_and_lead_to_their_pages(
    client: FlaskClient, session: scoped_session[Session]
) -> None:
    li = book.person("李明淑")
    own = voyage.mission(names={"ja": "延辺視察団"}, document_number="見商工第26-103号")
    others = voyage.mission(names={"ja": "長春視察団"}, document_number="見商工第26-1032号")
    with writing():
        with action(CHANGED, by=None):
            db.session.get_one(Activity, own.id).leader_id = cast.user(Role.MISSION_LEADER).id
        session.commit()
    report, *_ = (reports.approved(mission) for mission in (own, others))
    letter, other_letter = (
        post.kept(mission, li, number=f"{mission.document_number}-L", subject="訪問のお願い")
        for mission in (own, others)
    )
    with writing():  # the factory of letters leaves the index alone
        index([("letters", letter.id), ("letters", other_letter.id)], {})
        session.commit()
    assert len(hits("見商工第26-103", "mission_reports")) == len(hits("訪問のお願い", "letters")) == 2
    for typed, tier in ((report.number, Tier.EXACT), ("延辺視察団", Tier.RELATED), ("視察団", Tier.RELATED)):
        assert hits(typed, "mission_reports", Role.MISSION_LEADER) == [(report.number, tier)]
    for typed, tier in ((letter.number, Tier.EXACT), ("訪問のお願い", Tier.READING)):
        assert hits(typed, "letters", Role.MISSION_LEADER) == [(letter.number, tier)]
    cast.sign_in(client)
    for number, page in ((report.number, f"/documents/reports/{report.id}"), (letter.number, f"/letters/{letter.id}")):
        assert f'href="{page}"' in client.get(f"/search/?q={number}").get_data(as_text=True)
        assert client.get(page).status_code == 200
