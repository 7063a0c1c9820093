"""What is not decided by a list: somebody of that name elsewhere, folded characters, two of one name, stored titles."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Participant
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Organisation, OrganisationName, Person
from crm.core import here
from crm.core.database import db
from crm.rosters.models import RosterPaste
from crm.travel import queries as travel
from tests import cast
from tests.contacts import book
from tests.missions import voyage
from tests.missions.browser import text
from tests.rosters import desk


@pytest.fixture
def mission(app: Flask) -> int:
    with app.app_context():
        return voyage.mission().id


def posts(name: str) -> list[tuple[str, str, bool]]:
    """[(organisation, title, main)] of the only person of this name."""
    ids = {row.id for row in db.session.scalars(select(Person)) if contacts.person_names([row.id])[row.id] == name}
    person = contacts.person(ids.pop(), user=cast.user())
    assert not ids
    return [(contacts.own_name(p.organisation).text, p.title, p.is_primary) for p in person.affiliations]


def test_another_employer_is_a_choice_and_the_stored_post_stays(app: Flask, client: FlaskClient, mission: int) -> None:
    with app.app_context():
        book.person("石磊", at=book.organisation("吉林大地贸易有限公司"), title="经理")
    cast.sign_in(client)
    page = desk.read(client, mission, "姓名\t单位\t职务\n石磊\t延吉新星服装有限公司\t总经理\n")
    assert "Choose" in desk.line_of(page, 1)
    assert "石磊 — 吉林大地贸易有限公司 经理" in desk.line_of(page, 1)
    answer = desk.save(client, mission, page)
    assert answer.status_code == 409
    assert "Some choices are still open" in answer.get_data(as_text=True)
    stored = desk.choices_of(page, "person-1")
    kept = desk.read(client, mission, "姓名\t单位\t职务\n石磊\t延吉新星服装有限公司\t总经理\n")
    assert desk.save(client, mission, kept, **{"person-1": stored[1]}).status_code == 303
    with app.app_context():
        assert posts("石磊") == [("吉林大地贸易有限公司", "经理", True), ("延吉新星服装有限公司", "总经理", False)]
        assert activities.participants(mission)[0].organisation_snapshot == "延吉新星服装有限公司"


def test_who_changed_employers_is_asked_about_and_the_reading_of_somebody_known_is_kept(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        book.person("北村太郎", "ja", at=book.organisation("大曲食肉株式会社", "ja", country="JP"), title="部長")
    cast.sign_in(client)
    rows = "氏名\tフリガナ\t会社名\t役職\n北村太郎\tキタムラ タロウ\t株式会社北都ドラッグ\t社長\n"
    page = desk.read(client, mission, rows)
    assert "No longer at 大曲食肉株式会社" in desk.line_of(page, 1)
    known = desk.choices_of(page, "person-1")[1]
    assert desk.save(client, mission, page, **{"person-1": known, "left-1": "1"}).status_code == 303
    address = desk.offered(client, mission)

    def stored() -> tuple[str, list[bool]]:
        person = contacts.person(int(known[1:]), user=cast.user())
        return person.names[0].reading, [post.to_date is None and post.is_primary for post in person.affiliations]

    with app.app_context():
        assert stored() == ("キタムラ タロウ", [False, True])
        person, today = contacts.person(int(known[1:]), user=cast.user()), here.today()
        old, new = person.affiliations
        assert (old.end_known, old.from_date, new.from_date) == (False, None, None), "the list tells no day"
        held = [contacts.current_affiliation(person, today - timedelta(days=days)) for days in (0, 1, 400)]
        assert held == [new, old, old], "missions of earlier years keep their employer"
    shown = client.get(f"/contacts/people/{known[1:]}").get_data(as_text=True)
    assert "ended, day not known" in shown
    assert f"{today - timedelta(days=1):%Y-%m-%d}" not in shown
    assert desk.undo(client, mission, address).status_code == 303
    with app.app_context():
        assert stored() == ("", [True])


def test_who_names_no_employer_takes_the_one_above_as_a_guess_that_can_be_refused(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    cast.sign_in(client)
    rows = (
        "氏名\tフリガナ\t会社名\t役職\n佐竹 太郎\tサタケタロウ\t株式会社秋田商事\t社長\n"
        "三浦 廣\tミウラヒロシ\t大曲食肉株式会社\t部長\n金 敏智\t\t\t通訳\n高橋 進\t\t\t課長\n"
    )
    page = desk.read(client, mission, rows)
    assert desk.choices_of(page, "employer-3") == ["株式会社秋田商事", "大曲食肉株式会社", ""]
    assert 'name="employer-1"' not in page
    sent = desk.controls(page)
    assert (sent["employer-3"], sent["reading-1"], sent["reading-2"]) == (
        "大曲食肉株式会社",
        "サタケ タロウ",
        "ミウラ ヒロシ",
    ), "guesses"
    chosen = {"employer-3": "", "employer-4": "株式会社秋田商事", "reading-2": "ミウ ラヒロシ"}
    assert desk.save(client, mission, page, **chosen).status_code == 303
    with app.app_context():
        parts = {part.name_snapshot: part for part in activities.participants(mission)}
        assert (parts["金 敏智"].organisation_id, parts["金 敏智"].organisation_snapshot) == (None, "")
        assert parts["高橋 進"].organisation_snapshot == "株式会社秋田商事"
        read = {part.name_snapshot: part.person.names[0].reading for part in parts.values()}
        assert (read["佐竹 太郎"], read["三浦 廣"]) == ("サタケ タロウ", "ミウ ラヒロシ")


def test_which_latin_spelling_is_printed_is_chosen_where_the_list_has_another(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    cast.sign_in(client)
    first = desk.read(client, mission, "姓名\t拼音\t单位\n吕建军\tLÜ JIANJUN\t延边长白山人参制品有限公司\n")
    assert desk.save(client, mission, first).status_code == 303

    def printed() -> str:
        with app.app_context():
            [part] = activities.participants(mission)
            return contacts.alt_names(part.person)[-1].text

    second = "姓名\t拼音\t单位\n吕建军\tLYU JIANJUN\t延边长白山人参制品有限公司\n"
    page = desk.read(client, mission, second)
    assert "Print LYU JIANJUN, as in this list" in desk.line_of(page, 1)
    assert desk.save(client, mission, page, **{"latin-1": "list"}).status_code == 303
    assert printed() == "LYU JIANJUN"
    assert desk.undo(client, mission, desk.offered(client, mission)).status_code == 303
    assert printed() == "LÜ JIANJUN"
    assert desk.save(client, mission, desk.read(client, mission, second)).status_code == 303
    assert printed() == "LÜ JIANJUN", "unless somebody says otherwise"


def test_folded_characters_and_latin_spellings_never_decide_alone(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        firm = book.organisation("大曲食肉株式会社", "ja", country="JP")
        book.person("齋藤 一郎", "ja", at=firm, title="専務")
        book.person("李莹兰", forms=[("latin_business", "en", "LI YINGLAN")])
        book.organisation("齋藤商事株式会社", "ja", country="JP")
    cast.sign_in(client)
    page = desk.read(
        client, mission, "氏名\tローマ字\t会社名\n斎藤 一郎\t\t大曲食肉㈱\n李英兰\tLI YINGLAN\t斎藤商事株式会社\n"
    )
    assert "Choose" in desk.line_of(page, 1)
    assert "齋藤 一郎" in desk.line_of(page, 1)
    assert "New person" in desk.line_of(page, 2)
    assert "李莹兰" not in desk.line_of(page, 2)
    with app.app_context():
        book.person("LI YINGLAN", "en")
    page = desk.read(client, mission, "氏名\tローマ字\t会社名\n李英兰\tLI YINGLAN\t斎藤商事株式会社\n")
    assert "LI YINGLAN" in desk.line_of(page, 1).partition("Choose")[2], "whose name in characters nobody knows may be"
    assert "Choose" in desk.body_of(page, "斎藤商事株式会社")
    assert "Same name, written differently" in desk.body_of(page, "斎藤商事株式会社")


def test_two_of_one_name_are_two_and_the_same_line_is_one(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    same = "王伟\t延吉新星服装有限公司\t经理\n"
    rows = f"姓名\t单位\t职务\n王伟\t延边海达贸易有限公司\t经理\n{same}{same}"
    page = desk.read(client, mission, rows)
    assert "This name appears twice" in desk.line_of(page, 2)
    assert "The same line appears above" in desk.line_of(page, 3)
    assert "Save 2 people, 2 new organisations" in page
    assert desk.save(client, mission, page).status_code == 303
    with app.app_context():
        assert len(db.session.scalars(select(Person)).all()) == 2
    assert desk.read(client, mission, rows).count(">Unchanged<") == 2


def test_one_person_in_two_posts_is_joined_where_somebody_says_so(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    cast.sign_in(client)
    rows = "姓名\t单位\t职务\t备注\n王伟\t延边海达贸易有限公司\t经理\t副团长\n王伟\t延吉市商会\t会长\t\n"
    page = desk.read(client, mission, rows)
    assert "The same person as in line 1: a second post" in desk.line_of(page, 2)
    assert "Guessed from “副团长”" in desk.line_of(page, 1)
    lost = desk.save(client, mission, page, **{"person-1": "leave", "person-2": "s1"})
    assert "adds a post to line 1" in lost.get_data(as_text=True), "and nothing is saved"
    assert desk.save(client, mission, page, **{"person-2": "s1"}).status_code == 303
    with app.app_context():
        assert len(db.session.scalars(select(Person)).all()) == 1
        posts = db.session.execute(select(Affiliation.title, Affiliation.is_primary).order_by(Affiliation.id))
        assert [tuple(post) for post in posts] == [("经理", True), ("会长", False)]
        (part,) = db.session.scalars(select(Participant)).all()
        assert (part.role, part.title_snapshot) == ("deputy_head", "经理")
    again = desk.read(client, mission, rows.replace("副团长", "团长"))
    assert "Second post" in desk.line_of(again, 2), "whoever holds both posts is known the next time"
    assert "Deputy head → Head of delegation" in desk.line_of(again, 1)
    assert desk.save(client, mission, again).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Participant.role)).all() == ["head"]
    assert desk.undo(client, mission, desk.offered(client, mission)).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Participant.role)).all() == ["deputy_head"]


def test_a_title_of_the_contacts_changes_only_where_it_was_ticked(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        firm = book.organisation("延边海达贸易有限公司")
        book.person("王海龙", at=firm, title="总经理")
        book.person("李英兰", at=firm, title="助理")
    cast.sign_in(client)
    rows = (
        "姓名\t手机\t单位\t职务\n王海龙\t13904431234\t延边海达贸易有限公司\t董事长\n"
        "李英兰\t\t延边海达贸易有限公司\t总经理助理\n"
    )
    page = desk.read(client, mission, rows)
    assert "Recorded with the title 总经理" in desk.line_of(page, 1)
    assert "Added to the contacts: 13904431234" in desk.line_of(page, 1)
    assert desk.save(client, mission, page, **{"post-2": "spelling"}).status_code == 303
    address = desk.offered(client, mission)
    with app.app_context():
        assert [part.title_snapshot for part in activities.participants(mission)] == ["董事长", "总经理助理"]
        assert posts("王海龙") == [("延边海达贸易有限公司", "总经理", True)]
        assert posts("李英兰") == [("延边海达贸易有限公司", "总经理助理", True)]
    assert desk.undo(client, mission, address).status_code == 303
    with app.app_context():
        assert posts("李英兰") == [("延边海达贸易有限公司", "助理", True)]
        assert activities.participants(mission) == []
    assert desk.undo(client, mission, address).status_code == 404
    page = desk.read(client, mission, "姓名\t单位\t职务\n李英兰\t延边海达贸易有限公司\t助理\n")
    assert desk.save(client, mission, page).status_code == 303
    page = desk.read(client, mission, "姓名\t单位\t职务\n李英兰\t延边海达贸易有限公司\t副总经理\n")
    assert desk.controls(page)["post-1"] == "since", "a changed title that is taken over is a new one"
    assert desk.save(client, mission, page, **{"take-1": "1", "post-1": "spelling"}).status_code == 303
    again = desk.offered(client, mission)
    with app.app_context():
        assert posts("李英兰") == [("延边海达贸易有限公司", "副总经理", True)], "a changed title that was taken over"
    assert desk.undo(client, mission, again).status_code == 303
    with app.app_context():
        assert posts("李英兰") == [("延边海达贸易有限公司", "助理", True)]


def test_a_new_title_of_a_list_begins_a_post_and_leaves_that_of_the_days_before(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        book.person("王海龙", at=book.organisation("延边海达贸易有限公司"), title="会长")
        proposed = min(activities.one(mission, user=cast.user()).start_on, here.today())
    cast.sign_in(client)
    page = desk.read(client, mission, "姓名\t单位\t职务\n王海龙\t延边海达贸易有限公司\t副会长\n")
    assert desk.controls(page)["since-1"] == proposed.isoformat()
    assert desk.save(client, mission, page, **{"post-1": "since"}).status_code == 303
    address = desk.offered(client, mission)

    def stored() -> list[tuple[str, date | None, date | None, bool]]:
        with app.app_context():
            held = db.session.scalars(select(Affiliation).order_by(Affiliation.id))
            return [(post.title, post.from_date, post.to_date, post.is_primary) for post in held]

    assert stored() == [
        ("会长", None, proposed - timedelta(days=1), False),
        ("副会长", proposed, None, True),
    ]
    again = desk.read(client, mission, "姓名\t单位\t职务\n王海龙\t延边海达贸易有限公司\t常务副会长\n")
    assert desk.controls(again)["post-1"] == "spelling", "a post that began with the mission does not end with it"
    assert desk.undo(client, mission, address).status_code == 303
    assert stored() == [("会长", None, None, True)]


def test_a_name_in_cyrillic_of_a_list_has_no_language_of_ours(app: Flask, client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    firm = "延边海达贸易有限公司"
    rows = f"Сергей Иванов\tООО Примторг\t部长\n王海龙\t{firm}\t经理\n李英兰\t{firm}\t助理\n"
    page = desk.read(client, mission, f"姓名\t单位\t职务\n{rows}")
    assert "Language: Other or not known" in desk.line_of(page, 1)
    assert desk.controls(page)["country-1"] == "RU", "guests from China brought it along"
    assert desk.save(client, mission, page).status_code == 303
    with app.app_context():
        kept = db.session.scalars(select(Person.primary_language).order_by(Person.id)).all()
        assert kept == ["und", "zh-Hans", "zh-Hans"]
    assert client.get(f"/missions/{mission}/delegation").status_code == 200


def test_passports_go_into_the_sealed_travel_details_and_nowhere_else(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    rows = "姓名\t单位\t护照号\t出生日期\n吕建军\t延边海达贸易有限公司\tE1234567\t1965-03-02\n"
    cast.sign_in(client)
    page = desk.read(client, mission, rows)
    assert "护照号 → travel details, encrypted" in page
    assert "E1234567" not in desk.line_of(page, 1)
    assert desk.save(client, mission, page).status_code == 303
    address = desk.offered(client, mission)
    with app.app_context():
        [kept] = travel.of_activity(mission)
        assert kept.details.told() == {"passport_number": "E1234567", "birth_date": "1965-03-02"}
        assert "E1234567" not in str(db.session.scalars(select(RosterPaste.journal)).all())
    assert desk.undo(client, mission, address).status_code == 303
    with app.app_context():
        assert travel.of_activity(mission) == []
        assert activities.participants(mission) == []


def test_a_list_that_was_changed_after_it_was_read_is_not_saved(client: FlaskClient, mission: int) -> None:
    cast.sign_in(client)
    page = desk.read(client, mission, "姓名\t单位\n吕建军\t延边海达贸易有限公司\n")
    answer = desk.save(client, mission, page, text="姓名\t单位\n王海龙\t延边海达贸易有限公司\n")
    assert answer.status_code == 409
    assert "The list was changed after it was read" in answer.get_data(as_text=True)
    nothing = client.post(f"/rosters/missions/{mission}", data=desk.controls(page) | {"text": "hello", "save": "1"})
    assert nothing.status_code == 422
    assert 'id="text-err"' in nothing.get_data(as_text=True)
    assert "Nobody in the delegation yet" in text(client, f"/missions/{mission}/delegation")


def test_a_firm_without_a_place_is_thought_to_be_where_the_guests_come_from_and_may_be_elsewhere(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        voyage.load_places()
        sender = book.organisation("Hawaii Department of Business", "en", country="US")
        place = book.place(voyage.MITSUKE).id
        id = voyage.mission(direction="inbound", place_id=place, sender_organisation_id=sender.id).id
    cast.sign_in(client)
    rows = (
        "氏名\t会社名\t役職\nKai Akana\tアロハ食品\t社長\nLi Wei\t海达贸易有限公司\t经理\nBat Erdene\tゴビ商会\t社長\n"
    )
    page = desk.read(client, id, rows)
    assert "the country is a guess" in page
    assert desk.save(client, id, page, **{"country-3": "MN"}).status_code == 303
    with app.app_context():
        named = select(OrganisationName.text, Organisation.country).join(
            Organisation, Organisation.id == OrganisationName.organisation_id
        )
        found = {row.text: row.country for row in db.session.execute(named)}
        assert [found[name] for name in ("アロハ食品", "海达贸易有限公司", "ゴビ商会")] == ["US", "CN", "MN"]


def test_where_a_firm_is_whose_name_says_no_place_is_chosen_in_the_list(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    cast.sign_in(client)
    page = desk.read(client, mission, "氏名\t所属\t役職\n北浦 誠\t北浦酒造株式会社\t社長\n")
    with app.app_context():
        yanji = str(book.place(voyage.YANJI).id)
    offered = desk.choices_of(page, "place-1")
    assert (offered[0], desk.controls(page)["place-1"], yanji in offered) == ("", "", True), "nothing is guessed"
    assert desk.save(client, mission, page, **{"place-1": yanji}).status_code == 303
    with app.app_context():
        firm = db.session.scalars(
            select(Organisation).join(OrganisationName).where(OrganisationName.text == "北浦酒造株式会社")
        ).one()
        assert (str(firm.place_id), firm.country) == (yanji, "CN")


def test_a_firm_whose_name_says_its_place_is_in_the_country_of_that(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    cast.sign_in(client)
    page = desk.read(client, mission, "이름\t소속\t직위\n김영희\t연길한성식품유한공사\t이사\n")
    sent = desk.controls(page)
    with app.app_context():
        assert (sent["place-1"], sent["country-1"]) == (str(book.place(voyage.YANJI).id), "CN")


def test_a_group_is_known_by_its_name_in_the_characters_of_the_other_country(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    with app.app_context():
        book.organisation("吉林衆鑫有機米グループ", "ja", country="CN", place_id=book.place(voyage.YANJI).id)
    cast.sign_in(client)
    page = desk.read(client, mission, "姓名\t单位\t职务\n王志强\t吉林众鑫有机米集团\t总经理\n")
    assert "吉林衆鑫有機米グループ" in desk.body_of(page, "吉林众鑫有机米集团")


def test_changes_of_somebody_chosen_just_now_are_shown_before_they_are_saved(
    app: Flask, client: FlaskClient, mission: int
) -> None:
    """Who changed firms was chosen from the list, and neither the new firm was saved nor that it was not."""
    with app.app_context():
        person = book.person(
            "王 志強", "ja", at=book.organisation("男鹿海産株式会社", "ja", country="JP"), title="通訳"
        )
        book.organisation("北浦酒造株式会社", "ja", country="JP")
        voyage.delegate(voyage.fresh_in(mission), person)
        chosen = f"p{person.id}"
    cast.sign_in(client)
    page = desk.read(
        client, mission, "氏名\tふりがな\t所属\t役職\n王 志強\tおう しきょう\t北浦酒造株式会社\t海外部長\n"
    )
    asked = desk.save(client, mission, page, **{"person-1": chosen})
    shown = asked.get_data(as_text=True)
    assert asked.status_code == 409
    assert "Check the changes, then save." in shown
    assert desk.controls(shown)["take-1"] == "1"
    assert desk.save(client, mission, shown).status_code == 303
    with app.app_context():
        part = activities.participants(mission)[0]
        assert (part.organisation_snapshot, part.title_snapshot) == ("北浦酒造株式会社", "海外部長")
