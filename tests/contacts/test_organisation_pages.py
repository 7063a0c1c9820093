"""The pages of organisations: list, record, forms, quick create; in more than one language."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.contacts import queries
from crm.contacts.models import Organisation
from crm.contacts.rules import AddressInput, AffiliationInput, ContactInput, OrganisationNameInput, RoleInput
from crm.core.permissions import Role
from tests import cast
from tests.contacts import book
from tests.contacts.pages import filled_form, opened, text


@pytest.fixture
def dayang(app: Flask) -> int:
    """The id of a wholesaler in Yanji with everything below it."""
    with app.app_context():
        book.load_places()
        made = book.organisation(
            "延边大洋商贸集团有限公司",
            place_id=book.place("222401").id,
            roles=["wholesaler", "local_partner"],
            other_names=[
                OrganisationNameInput("연변대양", "ko"),
                OrganisationNameInput("Yanbian Dayang", "en", "", "short"),
            ],
            addresses=[AddressInput("延吉市光明街1号", "zh-Hans", "133000", "新時代デパートの隣")],
            contact_points=[ContactInput("tel", "0433-251-0000", "総務")],
            website="https://dayang.example.cn",
            identifier_type="uscc",
            identifier_value="91222401MA00000008",
            founded_year=1998,
            employees=1240,
            profile="韓国商品の卸。",
            notes="社長は日本語可",
        )
        book.person(
            "金成浩", affiliations=[AffiliationInput(made.id, "副総経理")], forms=[("hangul_yanbian", "ko", "김성호")]
        )
        book.person(
            "旧社員", affiliations=[AffiliationInput(made.id, "経理", to_date=date(2020, 3, 31))], do_not_contact=True
        )
        return made.id


def loaded(app: Flask, id: int) -> Organisation:
    with app.app_context():
        return queries.organisation(id, user=cast.user())


@pytest.mark.parametrize(
    ("language", "place", "role"),
    [("ja", "延吉市", "wholesaler"), ("en", "Yanji", "wholesaler"), ("ko", "연길시", "wholesaler")],
)
def test_the_list_shows_names_roles_place_and_people(
    client: FlaskClient, dayang: int, language: str, place: str, role: str
) -> None:
    cast.sign_in(client, language=language)
    page = text(client, f"/contacts/organisations?role={role}")
    assert "延边大洋商贸集团有限公司" in page
    assert "연변대양" in page
    assert place in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("role=wholesaler&role=bank", True), ("role=bank", False), ("country=CN", True), ("country=JP", False),
        ("status=dormant", False), ("status=active", True), ("q=연변대양", True), ("q=0433251", True),
        ("role=king&country=XX&status=asleep&place=x", True),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_its_address(client: FlaskClient, dayang: int, query: str, found: bool) -> None:
    cast.sign_in(client)
    page = text(client, f"/contacts/organisations?{query}")
    assert ("延边大洋" in page) is found
    assert ("Nothing matches" in page) is not found


def test_a_region_and_its_chip(client: FlaskClient, app: Flask, dayang: int) -> None:
    with app.app_context():
        yanbian = book.place("222400").id
    cast.sign_in(client)
    page = text(client, f"/contacts/organisations?place={yanbian}&sort=-name")
    assert "延边大洋" in page
    assert "<b>Yanbian Korean Autonomous Prefecture</b>" in page


def test_the_record_shows_everything_known(client: FlaskClient, dayang: int) -> None:
    cast.sign_in(client)
    page = text(client, f"/contacts/organisations/{dayang}")
    for shown in (
        "Wholesaler", "Local partner", "연변대양", "Yanbian Dayang", 'href="tel:+864332510000"', "総務", "133000",
        '<bdi lang="zh-Hans">延吉市光明街1号</bdi>', "新時代デパートの隣", 'href="https://dayang.example.cn"',
        "91222401MA00000008", "1998", "1,240", "韓国商品の卸。", "社長は日本語可", "Deputy general manager", "김성호",
        "1 person who has left",
    ):  # fmt: skip
        assert shown in page


def test_the_ways_to_reach_it_stand_before_the_timeline(client: FlaskClient, dayang: int) -> None:
    cast.sign_in(client)
    page = text(client, f"/contacts/organisations/{dayang}")
    assert page.index('id="ways"') < page.index('id="thread"')


def test_who_may_only_read_sees_no_buttons_that_write(client: FlaskClient, dayang: int) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    page = text(client, f"/contacts/organisations/{dayang}") + text(client, "/contacts/organisations")
    for button in ("/edit", "Archive", "New organisation", "Add a person"):
        assert button not in page
    assert client.get("/contacts/organisations/new").status_code == 403


def test_an_empty_book_offers_the_first_step_to_those_who_may(client: FlaskClient) -> None:
    cast.sign_in(client)
    assert "/contacts/organisations/quick" in text(client, "/contacts/organisations").split("No organisations yet")[1]


def test_an_empty_book_tells_readers_to_wait(client: FlaskClient) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    assert "as soon as someone enters them" in text(client, "/contacts/organisations")
    assert "as soon as someone enters them" in text(client, "/contacts/people")


def test_saving_an_unchanged_form_changes_nothing(client: FlaskClient, app: Flask, dayang: int) -> None:
    cast.sign_in(client)
    before = loaded(app, dayang)
    path = f"/contacts/organisations/{dayang}/edit"
    answer = client.post(path, data=opened(client, path, "text"))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    after = loaded(app, dayang)

    def rows(o: Organisation) -> list[object]:
        names = [(n.id, n.kind, n.language, n.text, n.reading, n.is_primary) for n in o.names]
        below = [(r.id, r.role, r.from_date, r.to_date) for r in o.roles]
        addresses = [(a.id, a.language, a.lines, a.postal_code, a.access_notes) for a in o.addresses]
        points = [(c.id, c.kind, c.value, c.normalised, c.label) for c in o.contact_points]
        plain = [o.country, o.place_id, o.website, o.status, o.identifier_type, o.identifier_value, o.founded_year]
        return [names, below, addresses, points, plain, o.employees, o.profile, o.notes, o.search_key, o.sort_key]

    assert rows(after) == rows(before)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"text": ""}, "Fill in this field."),
        ({"text": "延" * 10_000}, "at most 200 characters"),
        ({"text": "……"}, "A name must have at least one letter or digit."),
        ({"country": "XX"}, "Not a valid choice"),
        ({"country": ""}, "Choose one."),
        ({"place_id": "999999"}, "Choose one from the list."),
        ({"website": "javascript:alert(1)"}, "web address"),
        ({"founded_year": "3000"}, "Enter a whole number from 500 to 2200."),
        ({"employees": "many"}, "Enter a whole number; a thousand is 1000 or 1,000."),
        ({"employees": "many"}, "One thing needs correcting"),
        ({"identifier_value": "123"}, "A registration number needs a kind and a value."),
        ({"identifier_type": "houjin", "identifier_value": "123"}, "This number must have 13 digits; you entered 3."),
        ({"identifier_type": "houjin", "identifier_value": "７０００099000102"}, "the check digit does not fit"),
        ({"identifier_type": "uscc", "identifier_value": "91222401MA0000010O"}, "other than I, O, S, V and Z"),
        ({"identifier_type": "brn", "identifier_value": "999-81-00016"}, "the check digit does not fit"),
        (
            {"roles-0-role": "bank", "roles-0-from_date": "2026-04-01", "roles-0-to_date": "2026-03-31"},
            "The end is before the start.",
        ),
        ({"roles-0-role": "", "roles-0-from_date": "2026-04-01"}, "Fill in this field."),
        ({"contact_points-0-kind": "tel", "contact_points-0-value": "12"}, "Digits are missing"),
        ({"organisation_status": "asleep"}, "Not a valid choice"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(client: FlaskClient, values: dict[str, str], message: str) -> None:
    cast.sign_in(client)
    path = "/contacts/organisations/new"
    usual = {"language": "zh-Hans", "text": "延边大洋", "country": "CN", "notes": "what was typed"}
    answer = client.post(path, data=opened(client, path, "text") | usual | values)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422, page
    assert message in page
    assert "what was typed" in page


def test_an_organisation_is_entered_with_its_country_from_the_place(
    client: FlaskClient, app: Flask, dayang: int
) -> None:
    with app.app_context():
        mitsuke = book.place("15211").id
    cast.sign_in(client)
    path = "/contacts/organisations/new"
    form = opened(client, path, "text") | {
        "text": "丸直ニット株式会社", "language": "ja", "reading": "まるなおにっと", "place_id": str(mitsuke),
        "roles-0-role": "maker_sme", "contact_points-0-kind": "tel", "contact_points-0-value": "0258-62-0000",
    }  # fmt: skip
    answer = client.post(path, data=form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = text(client, answer.headers["Location"])
    for shown in ("丸直ニット株式会社", "まるなおにっと", "Maker", "Japan", "Mitsuke", "+81 258-62-0000"):
        assert shown in page


def test_someone_elses_save_is_shown_beside_ones_own(client: FlaskClient, app: Flask, dayang: int) -> None:
    cast.sign_in(client)
    path = f"/contacts/organisations/{dayang}/edit"
    mine, theirs = opened(client, path, "text"), opened(client, path, "text")
    assert client.post(path, data=theirs | {"profile": "新しい紹介"}).status_code == 303
    answer = client.post(path, data=mine | {"notes": "mine"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409, page
    assert "新しい紹介" in page
    resolved = filled_form(page, "version") | {"resolve-profile": "theirs", "resolve-notes": "yours"}
    assert client.post(path, data=resolved).status_code == 303
    found = loaded(app, dayang)
    assert (found.profile, found.notes) == ("新しい紹介", "mine")


@pytest.mark.parametrize("path", ["/contacts/organisations/quick", "/contacts/organisations/new"])
def test_a_possible_duplicate_asks_first_and_can_be_saved_all_the_same(
    client: FlaskClient, app: Flask, dayang: int, path: str
) -> None:
    with app.app_context():
        yanji = book.place("222401").id
    cast.sign_in(client)
    form = opened(client, path, "text") | {"text": "延辺大洋商貿集団", "place_id": str(yanji)}
    asked = client.post(path, data=form)
    assert asked.status_code == 409
    assert "Same name without the legal form" in asked.get_data(as_text=True)
    answer = client.post(path, data=form | {"confirmed": "1", "again": "1"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == path


def test_likely_duplicates_come_as_a_part_while_one_types(client: FlaskClient, dayang: int) -> None:
    cast.sign_in(client)
    part = text(client, "/contacts/organisations/candidates?text=연변대양", **{"HX-Request": "true"})
    assert "<html" not in part
    assert "Same name" in part


def test_a_bad_quick_organisation_is_told_beside_the_field(client: FlaskClient) -> None:
    cast.sign_in(client)
    path = "/contacts/organisations/quick"
    answer = client.post(path, data=opened(client, path, "text") | {"text": "延边大洋"})
    assert answer.status_code == 422
    assert "Choose one." in answer.get_data(as_text=True)


def test_the_full_form_takes_over_what_was_typed(client: FlaskClient, app: Flask, dayang: int) -> None:
    with app.app_context():
        yanji = book.place("222401").id
    cast.sign_in(client)
    form = opened(client, f"/contacts/organisations/new?text=延边大山&place_id={yanji}&role=importer", "text")
    assert (form["text"], form["language"], form["place_id"]) == ("延边大山", "zh-Hans", str(yanji))
    assert form["roles-0-role"] == "importer"


def test_archiving_can_be_undone(client: FlaskClient, dayang: int) -> None:
    cast.sign_in(client)
    form = opened(client, f"/contacts/organisations/{dayang}", "form_id")
    answer = client.post(f"/contacts/organisations/{dayang}/archive", data=form)
    page = text(client, answer.headers["Location"])
    assert f'action="/contacts/organisations/{dayang}/restore"' in page
    assert client.get(f"/contacts/organisations/{dayang}").status_code == 404
    token = {"csrf_token": cast.hidden(page, "csrf_token")}
    assert client.post(f"/contacts/organisations/{dayang}/restore", data=token).status_code == 303
    assert client.get(f"/contacts/organisations/{dayang}").status_code == 200


def test_a_number_is_kept_in_one_form_and_shown_as_its_country_writes_it(client: FlaskClient) -> None:
    cast.sign_in(client)
    path = "/contacts/organisations/new"
    typed = {"text": "강원동해무역", "language": "ko", "country": "KR", "identifier_type": "brn"}
    answer = client.post(path, data=opened(client, path, "text") | typed | {"identifier_value": "９９９ 81 00015"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert "999-81-00015" in text(client, answer.headers["Location"])
    assert opened(client, f"{answer.headers['Location']}/edit", "text")["identifier_value"] == "9998100015"


def test_an_address_has_a_kind_and_a_place_of_its_own(client: FlaskClient, app: Flask, dayang: int) -> None:
    with app.app_context():
        hunchun = str(book.place("222404").id)
    cast.sign_in(client)
    path = f"/contacts/organisations/{dayang}/edit"
    form = opened(client, path, "text") | {"add-addresses": "1"}
    form = filled_form(client.post(path, data=form).get_data(as_text=True), "text")
    last = max(int(name.split("-")[1]) for name in form if name.startswith("addresses-"))
    row = {"kind": "factory", "language": "zh-Hans", "lines": "珲春市样板街1号", "place_id": hunchun}
    form |= {f"addresses-{last}-{name}": value for name, value in row.items()}
    assert client.post(path, data=form).status_code == 303
    page = text(client, f"/contacts/organisations/{dayang}")
    for shown in ("Factory", "Hunchun", "珲春市样板街1号"):
        assert shown in page
    kept = opened(client, path, "text")
    assert (kept[f"addresses-{last}-kind"], kept[f"addresses-{last}-place_id"]) == ("factory", hunchun)
    refused = client.post(path, data=kept | {f"addresses-{last}-place_id": "999999"})
    assert refused.status_code == 422
    assert "Choose one from the list." in refused.get_data(as_text=True)


def test_roles_with_dates_stand_on_the_page_also_when_they_are_over(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        roles = [RoleInput("importer", date(2015, 4, 1), date(2020, 3, 31)), RoleInput("bank")]
        dated = book.organisation("延边大洋", roles=roles).id
        plain = book.organisation("龙井绿源", roles=["bank"]).id
    cast.sign_in(client)
    page = text(client, f"/contacts/organisations/{dated}")
    shown = page.split('id="roles"')[1].split("</section>")[0]
    assert "Importer" in shown
    assert "2015" in shown
    assert "2020" in shown
    assert 'id="roles"' not in text(client, f"/contacts/organisations/{plain}")
