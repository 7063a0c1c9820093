"""The pages of people: list, record, forms, quick create; in more than one language."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.contacts import queries
from crm.contacts.models import Person
from crm.contacts.rules import AffiliationInput, SkillInput
from crm.core.permissions import Role
from tests import cast
from tests.contacts import book
from tests.contacts.pages import filled_form, opened, text
from tests.statements import sent


@pytest.fixture
def mingshu(app: Flask) -> int:
    """The id of Lee Mingshu, who works at the commerce bureau of Yanji."""
    with app.app_context():
        book.load_places()
        bureau = book.organisation("延吉市商务局", place_id=book.place("222401").id, roles=["commerce_bureau"])
        contacts = [
            ("mobile", "139 4430 0101"),
            ("email", "li@example.cn"),
            ("wechat", "Li_MS88"),
            ("fax", "0433-251-0000"),
        ]
        person = book.person(
            "李明淑",
            at=bureau,
            title="科長",
            forms=book.MINGSHU_FORMS,
            contacts=contacts,
            languages=[SkillInput("ja", "business")],
            salutation="女士",
            notes="お茶好き",
        )
        return person.id


def loaded(app: Flask, id: int) -> Person:
    with app.app_context():
        return queries.person(id, user=cast.user())


@pytest.mark.parametrize(
    ("language", "place", "post"),
    [("ja", "延吉市", "科長"), ("en", "Yanji", "Section chief"), ("ko", "연길시", "과장")],
)
def test_the_list_marks_each_name_with_its_language(
    client: FlaskClient, mingshu: int, language: str, place: str, post: str
) -> None:
    cast.sign_in(client, language=language)
    page = text(client, "/contacts/people")
    assert '<bdi lang="zh-Hans">李明淑</bdi>' in page
    assert place in page
    assert post in page
    assert "리명숙" in page
    assert "Li Mingshu" in page


def test_the_list_is_narrowed_by_chips_that_can_be_taken_off(client: FlaskClient, app: Flask, mingshu: int) -> None:
    with app.app_context():
        book.person("Ann Smith", "en", do_not_contact=True)
        yanbian = book.place("222400").id
    cast.sign_in(client)
    page = text(client, f"/contacts/people?place={yanbian}&role=commerce_bureau&role=bank&language=ja&q=li")
    assert "李明淑" in page
    assert "Ann Smith" not in page
    for shown in ("Yanbian", "Commerce bureau", "Bank", "Japanese"):
        assert f"<b>{shown}" in page
    assert f"place={yanbian}&amp;role=commerce_bureau&amp;language=ja&amp;q=li" in page.replace("&amp;role=bank", "", 1)
    assert "Ann Smith" in text(client, "/contacts/people?do_not_contact=yes&no_reading=yes")


def test_nonsense_in_the_address_is_ignored(client: FlaskClient, mingshu: int) -> None:
    cast.sign_in(client)
    assert "李明淑" in text(client, "/contacts/people?place=x&role=king&language=tlh&do_not_contact=perhaps")


def test_nothing_yet_and_nothing_matches_are_different(client: FlaskClient) -> None:
    cast.sign_in(client)
    assert "Nobody yet" in text(client, "/contacts/people")
    assert "Nothing matches" in text(client, "/contacts/people?q=nobody")
    assert "place=999999" not in text(client, "/contacts/people?place=999999").split("Nothing matches")[0][-20:]


def test_htmx_gets_only_the_results(client: FlaskClient, mingshu: int) -> None:
    cast.sign_in(client)
    part = text(client, "/contacts/people", **{"HX-Request": "true"})
    assert part.lstrip().startswith('<div id="results"')
    assert "李明淑" in part


def test_the_list_pages_and_turns_round(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        for number in range(52):
            book.person(f"山田 {number:02}", "ja", reading="やまだ")
    cast.sign_in(client)
    first = text(client, "/contacts/people?sort=-name")
    assert "山田 51" in first
    assert "山田 00" not in first
    assert "50 of 52" in first
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "sort=-name" in following
    assert "山田 00" in text(client, following)


def test_a_person_is_shown_with_tappable_ways_to_reach_them(client: FlaskClient, mingshu: int) -> None:
    cast.sign_in(client)
    page = text(client, f"/contacts/people/{mingshu}")
    assert 'href="tel:+8613944300101"' in page
    assert 'href="mailto:li@example.cn"' in page
    assert "+86 139 4430 0101" in page
    assert "Li_MS88" in page
    assert 'href="tel:+864332510000"' not in page
    order = [page.index(form) for form in ("り めいしゅく", "리명숙", "Li Mingshu", 'id="ways"', 'id="thread"')]
    assert order == sorted(order)
    assert f"/contacts/people/{mingshu}/edit" in page


def test_former_posts_are_folded_and_kept(client: FlaskClient, app: Flask, mingshu: int) -> None:
    with app.app_context():
        firm = book.organisation("延边大洋")
        left = book.person("金成浩", affiliations=[AffiliationInput(firm.id, "経理", to_date=date(2020, 3, 31))]).id
    cast.sign_in(client)
    page = text(client, f"/contacts/people/{left}")
    assert "1 former post" in page
    assert "No current post is known." in page
    assert "No reading" in page


def test_who_may_only_read_sees_no_buttons_that_write(client: FlaskClient, mingshu: int) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    for path in ("/contacts/people", f"/contacts/people/{mingshu}"):
        page = text(client, path)
        assert "/edit" not in page
        assert "New person" not in page
        assert "Archive" not in page
    assert client.get(f"/contacts/people/{mingshu}/edit").status_code == 403
    assert client.get("/contacts/people/new").status_code == 403


def test_an_unknown_person_is_not_found(client: FlaskClient) -> None:
    cast.sign_in(client)
    assert client.get("/contacts/people/999999").status_code == 404
    assert client.get("/contacts/people/999999/edit").status_code == 404


def test_saving_an_unchanged_form_changes_nothing(client: FlaskClient, app: Flask, mingshu: int) -> None:
    cast.sign_in(client)
    before = loaded(app, mingshu)
    answer = client.post(
        f"/contacts/people/{mingshu}/edit", data=opened(client, f"/contacts/people/{mingshu}/edit", "family")
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    after = loaded(app, mingshu)

    def rows(person: Person) -> list[object]:
        names = [(n.id, n.kind, n.language, n.family, n.given, n.full, n.reading) for n in person.names]
        posts = [
            (p.id, p.organisation_id, p.title, p.title_rank, p.is_primary, p.from_date, p.to_date)
            for p in person.affiliations
        ]
        points = [(c.id, c.kind, c.value, c.normalised) for c in person.contact_points]
        skills = [(s.id, s.language, s.level) for s in person.language_skills]
        return [names, posts, points, skills, person.salutation, person.notes, person.search_key, person.sort_key]

    assert rows(after) == rows(before)


def test_a_corrected_family_name_is_the_name_in_every_form_of_it(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        forms = [("ja_reading", "ja", "り めいしゅく"), ("latin_business", "en", "Li Mingshu")]
        id = book.person("李 明淑", "ja", forms=forms).id
    cast.sign_in(client)
    path = f"/contacts/people/{id}/edit"
    assert client.post(path, data=opened(client, path, "family") | {"names-0-family": "い"}).status_code == 303
    assert [name.full for name in loaded(app, id).names] == ["李 明淑", "い めいしゅく", "Li Mingshu"]


def test_a_person_is_entered_with_everything_below(client: FlaskClient, app: Flask, mingshu: int) -> None:
    with app.app_context():
        bureau = loaded(app, mingshu).affiliations[0].organisation_id
    cast.sign_in(client)
    form = opened(client, "/contacts/people/new", "family") | {"add-names": "1"}
    grown = client.post("/contacts/people/new", data=form | {"family": "金", "given": "成浩", "language": "zh-Hans"})
    assert grown.status_code == 200
    form = filled_form(grown.get_data(as_text=True), "family")
    assert form["family"] == "金"
    form |= {
        "names-0-kind": "hangul_yanbian", "names-0-language": "ko", "names-0-full": "김성호",
        "contact_points-0-kind": "tel", "contact_points-0-value": "0433-251-1111",
    }  # fmt: skip
    grown = client.post("/contacts/people/new", data=form | {"add-affiliations": "1"})
    form = filled_form(grown.get_data(as_text=True), "family")
    form |= {"affiliations-0-organisation_id": str(bureau), "affiliations-0-title": "副局長"}
    answer = client.post("/contacts/people/new", data=form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = text(client, answer.headers["Location"])
    for shown in ("金成浩", "김성호", "副局長", "+86 433 251 1111"):
        assert shown in page


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"family": "", "given": ""}, "Enter the family name, the given name or the full name."),
        ({"family": "x" * 10_000}, "at most 120 characters"),
        ({"family": "李\0"}, "cannot be printed"),
        ({"family": "…", "given": ""}, "A name must have at least one letter or digit."),
        ({"language": "tlh"}, "Not a valid choice"),
        ({"contact_points-0-kind": "email", "contact_points-0-value": "li@@example"}, "one @ between"),
        ({"contact_points-0-kind": "tel", "contact_points-0-value": "12"}, "Digits are missing"),
        ({"contact_points-0-label": "office"}, "Fill in this field."),
        ({"affiliations-0-title": "科長"}, "Fill in this field."),
        ({"affiliations-0-organisation_id": "999999"}, "Choose one from the list."),
        ({"affiliations-0-organisation_id": "999999999999999999999999"}, "Fill in this field."),
        ({"names-0-reading": "リ"}, "Fill in this field."),
        ({"reading": "やまだはじめ"}, "for example “やまだ はじめ” (guess)"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(client: FlaskClient, values: dict[str, str], message: str) -> None:
    cast.sign_in(client)
    usual = {
        "language": "ja", "family": "山田", "given": "一", "notes": "what was typed",
        "affiliations-0-title_rank": "5", "names-0-kind": "kana", "names-0-language": "ja",
    }  # fmt: skip
    given = {
        k: v for k, v in usual.items() if not k.startswith(("aff", "names")) or any(x.startswith(k[:5]) for x in values)
    }
    if "affiliations-0-organisation_id" in values and len(values["affiliations-0-organisation_id"]) > 20:
        values = values | {"affiliations-0-title": "科長"}
    answer = client.post("/contacts/people/new", data=opened(client, "/contacts/people/new", "family") | given | values)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422, page
    assert message in page
    assert "what was typed" in page


def test_a_lone_surrogate_and_a_foreign_row_id_do_no_harm(client: FlaskClient, app: Flask, mingshu: int) -> None:
    cast.sign_in(client)
    form = opened(client, f"/contacts/people/{mingshu}/edit", "family")
    answer = client.post(
        f"/contacts/people/{mingshu}/edit", data=form | {"notes": "a\ud800b".encode("utf-8", "surrogatepass")}
    )
    assert answer.status_code in (303, 422)
    form = opened(client, f"/contacts/people/{mingshu}/edit", "family")
    answer = client.post(f"/contacts/people/{mingshu}/edit", data=form | {"names-0-id": "999999"})
    assert answer.status_code == 303
    assert len(loaded(app, mingshu).names) == 6


def test_someone_elses_save_is_shown_beside_ones_own(client: FlaskClient, app: Flask, mingshu: int) -> None:
    cast.sign_in(client)
    mine = opened(client, f"/contacts/people/{mingshu}/edit", "family")
    theirs = opened(client, f"/contacts/people/{mingshu}/edit", "family")
    assert client.post(f"/contacts/people/{mingshu}/edit", data=theirs | {"salutation": "局長"}).status_code == 303
    answer = client.post(f"/contacts/people/{mingshu}/edit", data=mine | {"notes": "mine"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409, page
    for shown in ("局長", "mine", "お茶好き"):
        assert shown in page
    resolved = filled_form(page, "version") | {"resolve-salutation": "theirs", "resolve-notes": "yours"}
    again = client.post(f"/contacts/people/{mingshu}/edit", data=resolved)
    assert again.status_code == 303, again.get_data(as_text=True)
    person = loaded(app, mingshu)
    assert (person.salutation, person.notes, len(person.names)) == ("局長", "mine", 6)


def test_three_fields_are_enough(client: FlaskClient, app: Flask, mingshu: int) -> None:
    bureau = loaded(app, mingshu).affiliations[0].organisation_id
    cast.sign_in(client)
    form = opened(client, f"/contacts/people/quick?organisation_id={bureau}", "full")
    assert form["organisation_id"] == str(bureau)
    form |= {"full": "金成浩", "title": "局長", "contact": "139-4430-0202"}
    page = text(client, client.post("/contacts/people/quick", data=form).headers["Location"])
    assert [shown in page for shown in ("金成浩", "局長", "+86 139 4430 0202")] == [True] * 3


def test_save_and_new_stays_with_the_organisation_whose_people_are_added(
    client: FlaskClient, app: Flask, mingshu: int
) -> None:
    bureau = loaded(app, mingshu).affiliations[0].organisation_id
    cast.sign_in(client)
    form = opened(client, f"/contacts/people/quick?organisation_id={bureau}", "full")
    there = f"/contacts/people/quick?organisation_id={bureau}"
    assert client.post(there, data=form | {"full": "金成浩", "again": "1"}).location == there
    typed = form | {"full": "朴春花", "again": "1", "form_id": "another"}
    assert client.post("/contacts/people/quick", data=typed).location == "/contacts/people/quick"


@pytest.mark.parametrize("path", ["/contacts/people/quick", "/contacts/people/new"])
def test_a_possible_duplicate_asks_first_and_can_be_saved_all_the_same(
    client: FlaskClient, app: Flask, mingshu: int, path: str
) -> None:
    cast.sign_in(client)
    form = opened(client, path, "full") | {"full": "리명숙"}
    asked = client.post(path, data=form)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 409
    assert "Same name" in page
    assert f"/contacts/people/{mingshu}" in page
    assert client.post(path, data=form | {"confirmed": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"full": ""}, "Fill in this field."),
        ({"full": "金成浩", "contact": "a@b"}, "is not complete"),
        ({"full": "金成浩", "organisation_id": "999999"}, "Choose one from the list."),
        ({"full": "金成浩", "title": "局長"}, "Choose the organisation of this post."),
    ],
)
def test_a_bad_quick_person_is_told_beside_the_field(client: FlaskClient, values: dict[str, str], message: str) -> None:
    cast.sign_in(client)
    answer = client.post("/contacts/people/quick", data=opened(client, "/contacts/people/quick", "full") | values)
    assert answer.status_code == 422
    assert message in answer.get_data(as_text=True)


def test_likely_duplicates_come_as_a_part_while_one_types(client: FlaskClient, mingshu: int) -> None:
    cast.sign_in(client)
    path = "/contacts/people/candidates?full=李明淑&contact=139"
    part = text(client, path, **{"HX-Request": "true"})
    assert "<html" not in part
    assert "Same name" in part
    assert "<html" in text(client, path)
    assert "Same mobile number and family name" in text(
        client, "/contacts/people/candidates?family=李&contact=%2B8613944300101"
    )
    parts = text(client, "/contacts/people/candidates?family=李&given=明淑&full=&language=zh-Hans&name_order=")
    assert "Same name" in parts
    assert "written differently" not in parts
    assert "There is no similar person" in text(client, "/contacts/people/candidates")


def test_the_full_form_takes_over_what_was_typed(client: FlaskClient, app: Flask, mingshu: int) -> None:
    bureau = loaded(app, mingshu).affiliations[0].organisation_id
    cast.sign_in(client)
    form = opened(client, f"/contacts/people/new?full=金成浩&organisation_id={bureau}&contact=kim@example.cn", "family")
    assert (form["full"], form["language"]) == ("金成浩", "zh-Hans")
    assert (form["contact_points-0-kind"], form["contact_points-0-value"]) == ("email", "kim@example.cn")
    assert form["affiliations-0-organisation_id"] == str(bureau)


def test_a_post_ends_without_a_day_where_nobody_knows_it(client: FlaskClient, app: Flask, mingshu: int) -> None:
    cast.sign_in(client)
    address = f"/contacts/people/{mingshu}"
    for _ in range(2):  # opened again it shows no day either, and saving it changes nothing
        form = opened(client, f"{address}/edit", "family") | {"affiliations-0-is_ended": "1"}
        assert form["affiliations-0-to_date"] == ""
        assert client.post(f"{address}/edit", data=form).status_code == 303
        assert "ended, day not known" in text(client, address)
    [post] = loaded(app, mingshu).affiliations
    assert (post.end_known, post.is_primary) == (False, False)


def test_archiving_can_be_undone(client: FlaskClient, mingshu: int) -> None:
    cast.sign_in(client)
    form = opened(client, f"/contacts/people/{mingshu}", "form_id")
    answer = client.post(f"/contacts/people/{mingshu}/archive", data=form)
    assert answer.status_code == 303
    page = text(client, answer.headers["Location"])
    assert f'action="/contacts/people/{mingshu}/restore"' in page
    later = client.get(f"/contacts/people/{mingshu}")
    assert later.status_code == 404
    told = later.get_data(as_text=True)
    assert "This record is archived." in told
    assert f'action="/contacts/people/{mingshu}/restore"' in told, "also when the notice is gone"
    token = {"csrf_token": cast.hidden(told, "csrf_token")}
    assert client.post(f"/contacts/people/{mingshu}/restore", data=token).status_code == 303
    assert client.get(f"/contacts/people/{mingshu}").status_code == 200


@pytest.mark.once
def test_the_same_number_of_queries_for_three_and_thirty_people(client: FlaskClient, app: Flask) -> None:

    cast.sign_in(client)
    costs = []
    for start, end in ((0, 3), (3, 30)):
        with app.app_context():
            for number in range(start, end):
                book.person(f"山田 {number}", "ja", at=book.organisation(f"会社{number}", "ja", country="JP"))
            with sent() as cost:
                text(client, "/contacts/people")
            costs.append(len(cost))
    assert costs[0] == costs[1]


def test_contacts_lead_to_people(client: FlaskClient) -> None:
    cast.sign_in(client)
    assert client.get("/contacts/").headers["Location"] == "/contacts/people"
