"""The two lists: what they find, how they are narrowed, and what they cost."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.audit import services as audit
from crm.contacts import queries, rules, services
from crm.contacts.models import Person
from crm.contacts.queries import OrganisationFilter, PersonFilter
from crm.contacts.queries.named import organisations_named
from crm.contacts.rules import AffiliationInput, OrganisationNameInput, RoleInput, SkillInput
from crm.core import among
from crm.core.database import db, writing
from crm.places.rules import Shown
from tests import cast
from tests.contacts import book
from tests.kept import kept
from tests.statements import sent

pytestmark = pytest.mark.both

PARTS = ("contacts", "skills", "tags", "fields", "people", "roles")


def names(filters: PersonFilter = PersonFilter(), cursor: str | None = None, sort: str = "name") -> list[str]:  # noqa: B008  # frozen
    return [
        row.name.text for row in queries.people(filters, user=cast.user(), language="ja", sort=sort, cursor=cursor).rows
    ]


def firms(filters: OrganisationFilter) -> list[str]:
    return [row.name.text for row in queries.organisations(filters, user=cast.user(), language="ja").rows]


@pytest.fixture
def filled(session: scoped_session[Session]) -> None:
    """Two people in Yanji, one in Mitsuke, one without a post."""
    _filled()


@kept
def _filled() -> None:
    book.load_places()
    bureau = book.organisation(
        "延吉市商务局",
        place_id=book.place("222401").id,
        roles=["commerce_bureau"],
        other_names=[OrganisationNameInput("연길시상무국", "ko")],
    )
    knit = book.organisation(
        "丸直ニット株式会社",
        "ja",
        country="JP",
        reading="まるなおにっと",
        place_id=book.place("15211").id,
        roles=["maker_sme"],
    )
    book.person(
        "李明淑",
        at=bureau,
        title="科长",
        forms=book.MINGSHU_FORMS,
        contacts=[("wechat", "Li_MS88")],
        languages=[SkillInput("ja", "business")],
    )
    book.person("边秀直", at=bureau, contacts=[("mobile", "139 4430 0101")], languages=[SkillInput("ja", "none")])
    book.person("髙橋 直樹", "ja", reading="たかはし なおき", at=knit, contacts=[("email", "nao@knit.example.jp")])
    book.person("Ann Smith", "en", do_not_contact=True)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("리명숙", ["李明淑"]),
        ("mingshu li", ["李明淑"]),
        ("高橋", ["髙橋 直樹"]),
        ("ﾀｶﾊｼ", ["髙橋 直樹"]),
        ("丸直", ["髙橋 直樹"]),
        ("연길시상무국", ["李明淑", "边秀直"]),
        ("li_ms88", ["李明淑"]),
        ("0139-4430-0101", ["边秀直"]),
        ("knit.example", ["髙橋 直樹"]),
        ("100%", []),
        ("…", []),
        ("' OR 1=1 --", []),
    ],
)
def test_a_search_looks_into_names_organisations_and_contacts(filled: None, q: str, found: list[str]) -> None:
    assert sorted(names(PersonFilter(q=q))) == sorted(found)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"role": ("commerce_bureau",)}, {"李明淑", "边秀直"}),
        ({"role": ("commerce_bureau", "maker_sme")}, {"李明淑", "边秀直", "髙橋 直樹"}),
        ({"language": ("ja",)}, {"李明淑"}),
        ({"do_not_contact": True}, {"Ann Smith"}),
        ({"do_not_contact": False}, {"李明淑", "边秀直", "髙橋 直樹"}),
        ({"no_reading": True}, {"边秀直", "Ann Smith"}),
        ({"role": ("commerce_bureau",), "language": ("ja",), "q": "李"}, {"李明淑"}),
        ({}, {"李明淑", "边秀直", "髙橋 直樹", "Ann Smith"}),
    ],
)
def test_people_are_narrowed_by_or_inside_and_and_across(
    filled: None, filters: dict[str, Any], found: set[str]
) -> None:
    assert set(names(PersonFilter(**filters))) == found


def test_a_region_holds_the_people_of_its_cities(filled: None) -> None:
    yanbian, niigata = book.place("222400").id, book.place("15000").id
    assert set(names(PersonFilter(place=(yanbian,)))) == {"李明淑", "边秀直"}
    assert len(names(PersonFilter(place=(yanbian, niigata)))) == 3


def test_a_role_or_post_that_has_ended_does_not_count(session: scoped_session[Session]) -> None:
    former = book.organisation("旧社", "ja", roles=[RoleInput("bank", None, date(2020, 3, 31))])
    book.person("山田 一", "ja", affiliations=[AffiliationInput(former.id, "社員", to_date=date(2021, 3, 31))])
    assert names(PersonFilter(role=("bank",))) == []
    assert names(PersonFilter(q="旧社")) == []
    assert firms(OrganisationFilter(role=("bank",))) == []


def test_people_come_in_the_order_of_their_readings_and_back(filled: None) -> None:
    forward = names()
    assert forward.index("髙橋 直樹") < forward.index("李明淑")
    assert names(sort="-name") == forward[::-1]


def test_a_row_carries_post_place_and_other_forms(filled: None) -> None:
    row = queries.people(PersonFilter(q="李明淑"), user=cast.user(), language="ja").rows[0]
    assert row.organisation is not None
    assert row.place is not None
    assert (row.organisation.text, row.title, row.place.text) == ("延吉市商务局", "科长", "延吉市")
    assert [form.text for form in row.alt] == ["り めいしゅく", "리명숙", "Li Mingshu"]


def test_a_line_of_a_list_names_people_bodies_and_posts_as_its_reader_does(filled: None) -> None:
    korean = queries.people(PersonFilter(q="李明淑"), user=cast.user(), language="ko").rows[0]
    assert korean.organisation == Shown("연길시상무국", "ko"), "the form of the reader where one is on record"
    assert (korean.own.text, korean.name.text, korean.told) == ("李明淑", "리명숙", ("과장", "ko"))
    english = queries.people(PersonFilter(q="李明淑"), user=cast.user(), language="en").rows[0]
    assert english.name.text == "Li Mingshu"
    assert [form.text for form in english.below] == ["李明淑", "리명숙"], "no kana for who does not read it"
    assert english.told == ("Section chief", "en")
    firm = queries.organisations(OrganisationFilter(country=("CN",)), user=cast.user(), language="ko").rows[0]
    assert (firm.name.text, firm.own.text) == ("연길시상무국", "延吉市商务局")


def test_organisations_are_narrowed_and_counted(filled: None) -> None:
    assert firms(OrganisationFilter(country=("CN",))) == ["延吉市商务局"]
    assert firms(OrganisationFilter(place=(book.place("15000").id,))) == ["丸直ニット株式会社"]
    assert firms(OrganisationFilter(q="丸直ニット")) == ["丸直ニット株式会社"]
    assert firms(OrganisationFilter(status="dormant")) == []
    assert firms(OrganisationFilter(q="…")) == []
    everyone = queries.organisations(OrganisationFilter(), user=cast.user(), language="ja", parts=["people"]).rows
    assert {row.name.text: row.people for row in everyone} == {"延吉市商务局": 2, "丸直ニット株式会社": 1}


def test_the_people_of_an_organisation_stand_by_rank_and_former_ones_last(session: scoped_session[Session]) -> None:
    firm = book.organisation()
    for full, rank, left in (("甲", 5, None), ("乙", 1, date(2020, 3, 31)), ("丙", 1, None)):
        book.person(full, affiliations=[AffiliationInput(firm.id, title_rank=rank, to_date=left)])
    found = queries.people_of(firm.id, user=cast.user())
    assert [queries.own_name(person).text for _, person in found] == ["丙", "甲", "乙"]


def test_the_people_of_a_firm_to_choose_from_carry_every_form_of_their_names(filled: None) -> None:
    bureau = organisations_named("延吉市商务局", user=cast.user(), language="ja")[0][0]
    labels = [label for _, label in queries.person_options(user=cast.user(), organisation_id=bureau)]
    assert "李明淑 · り めいしゅく · 리명숙 · Li Mingshu — 延吉市商务局" in labels
    assert len(labels) == 2


@pytest.mark.once
def test_thirty_rows_cost_as_many_queries_as_three(session: scoped_session[Session]) -> None:
    book.load_places()
    user = cast.user()
    costs = []
    for start, end in ((0, 3), (3, 30)):
        for number in range(start, end):
            firm = book.organisation(
                f"会社{number}", "ja", country="JP", place_id=book.place("15211").id, roles=["bank"]
            )
            book.person(f"山田 {number}", "ja", at=firm, title="部長", languages=[SkillInput("en", "basic")])
        db.session.expire_all()
        with sent() as people_cost:
            assert len(queries.people(PersonFilter(), user=user, language="ja", parts=PARTS).rows) == end
        db.session.expire_all()
        with sent() as firms_cost:
            assert len(queries.organisations(OrganisationFilter(), user=user, language="ja", parts=PARTS).rows) == end
        costs.append((len(people_cost), len(firms_cost)))
    assert costs[0] == costs[1]


def test_pages_follow_one_another_without_gaps(session: scoped_session[Session]) -> None:
    for number in range(55):
        book.person(f"山田 {number:02}", "ja", reading="やまだ")
    user = cast.user()
    first = queries.people(PersonFilter(), user=user, language="ja")
    second = queries.people(PersonFilter(), user=user, language="ja", cursor=first.next_cursor)
    assert (len(first.rows), len(second.rows), first.total) == (50, 5, 55)
    assert not {r.id for r in first.rows} & {r.id for r in second.rows}
    assert (second.next_cursor, first.start, second.start) == (None, 0, 50)
    back = queries.people(PersonFilter(), user=user, language="ja", cursor=second.previous_cursor)
    assert (back.rows, back.start, back.previous_cursor) == (first.rows, 0, None)


@pytest.mark.parametrize("sort", ["changed", "-changed"])
@pytest.mark.parametrize("q", ["", "山田"])
def test_pages_by_the_last_change_follow_one_another(session: scoped_session[Session], sort: str, q: str) -> None:
    everyone = [book.person(f"山田 {number:02}", "ja").id for number in range(5)]
    user, cursor, seen = cast.user(), None, []
    for start in (0, 2, 4):
        page = queries.people(PersonFilter(q=q), user=user, language="ja", sort=sort, cursor=cursor, size=2)
        assert page.start == start
        seen += [row.id for row in page.rows]
        cursor = page.next_cursor
    assert cursor is None
    assert seen == everyone[:: -1 if sort == "-changed" else 1]


def test_pages_of_what_was_typed_follow_one_another_whether_they_are_sorted_or_read_along_the_list(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in reversed(range(55)):
        book.person(f"山田 {number:02}", "ja", reading=f"やまだ {number:02}")
    book.person("鈴木", "ja", reading="すずき")
    user = cast.user()
    everyone = [f"山田 {number:02}" for number in range(55)]
    for most_sorted in (among.COMMON, 10):
        monkeypatch.setattr(among, "COMMON", most_sorted)
        for typed in ("山田", "やまだ"):
            wanted = PersonFilter(q=typed)
            first = queries.people(wanted, user=user, language="ja")
            second = queries.people(wanted, user=user, language="ja", cursor=first.next_cursor)
            assert [row.name.text for row in (*first.rows, *second.rows)] == everyone, typed
            assert (first.total, second.total, second.start, second.next_cursor) == (55, 55, 50, None)
            back = queries.people(wanted, user=user, language="ja", cursor=second.previous_cursor)
            assert (back.rows, back.previous_cursor) == (first.rows, None)
            assert names(wanted, sort="-name") == everyone[:4:-1]
            for size in (10, 11):
                assert forth_and_back(wanted, size) == everyone
    assert queries.people(PersonFilter(q="・"), user=user, language="ja").total == 0


def forth_and_back(wanted: PersonFilter, size: int) -> list[str]:
    """The names of all pages; each page is the same when it is reached from the next one."""
    user, cursor, found, before = cast.user(), None, list[str](), None
    while True:
        page = queries.people(wanted, user=user, language="ja", cursor=cursor, size=size)
        assert page.start == len(found)
        if before is not None:
            again = queries.people(wanted, user=user, language="ja", cursor=page.previous_cursor, size=size)
            assert (again.rows, again.start, again.next_cursor) == (before.rows, before.start, before.next_cursor)
        found += [row.name.text for row in page.rows]
        cursor, before = page.next_cursor, page
        if cursor is None:
            return found


def test_who_pages_through_a_search_sees_who_came_and_goes_on_behind_one_who_went(
    session: scoped_session[Session],
) -> None:
    for number in range(30):
        book.person(f"山田 {number:02}", "ja", reading=f"やまだ {number:02}")
    wanted, user = PersonFilter(q="山田"), cast.user()

    def paged(cursor: str | None) -> tuple[list[str], str | None]:
        page = queries.people(wanted, user=user, language="ja", cursor=cursor, size=10)
        return [row.name.text[-2:] for row in page.rows], page.next_cursor

    _, second = paged(None)
    assert paged(second)[0] == [f"{number:02}" for number in range(10, 20)]
    book.person("山田 09の次", "ja", reading="やまだ 095")
    assert paged(second)[0][0] == "の次"
    with writing():
        for person in db.session.scalars(select(Person).where(Person.search_key.contains("山田09"))):
            audit.archive(person, rules.PERSON_ARCHIVED, by=None)
        db.session.commit()
    assert paged(second)[0] == [f"{number:02}" for number in range(10, 20)]


def test_a_search_by_employer_sees_the_employers_new_name(session: scoped_session[Session]) -> None:
    bureau = book.organisation("延吉市商务局")
    book.person("李明淑", at=bureau)
    with writing():
        held = queries.organisation(bureau.id, user=cast.user())
        services.change_organisation(held, name=OrganisationNameInput("延吉市文化局", "zh-Hans"), country="CN", by=None)
        db.session.commit()
    assert names(PersonFilter(q="商务局")) == []
    assert names(PersonFilter(q="文化局")) == ["李明淑"]


def test_who_holds_two_posts_is_listed_with_the_main_one(filled: None) -> None:
    first, second = book.organisation("延边大学"), book.organisation("图们市商务局")
    posts = [AffiliationInput(first.id, "教授"), AffiliationInput(second.id, "顾问", is_primary=True)]
    book.person("王志强", affiliations=posts)
    found = queries.people(PersonFilter(q="王志强"), user=cast.user(), language="ja").rows
    assert [(row.organisation.text if row.organisation else "", row.title) for row in found] == [
        ("图们市商务局", "顾问")
    ]


@pytest.mark.searched
@pytest.mark.parametrize(
    "typed", ["namgung", "Namkung", "minsu", "Minsoo", "南宮", "ナムグン", "ナムグン ミンス", "namgung minsu"]
)
def test_a_name_in_hangul_alone_is_found_in_every_script(session: scoped_session[Session], typed: str) -> None:
    wanted = book.person("남궁민수", "ko").id
    book.person("남명수", "ko")
    book.person("김민정", "ko")
    found = queries.people(PersonFilter(q=typed), user=cast.user(), language="ja").rows
    assert [row.id for row in found] == [wanted]
