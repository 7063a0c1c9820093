"""People are made, changed, archived; posts are history."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, scoped_session

from crm.audit import services as audit
from crm.audit.models import AuditEntry
from crm.contacts import queries, rules, services
from crm.contacts.models import Organisation, Person, PersonName
from crm.contacts.rules import AffiliationInput, ContactInput, PersonNameInput, SkillInput
from crm.core import clock
from crm.core.database import Base, writing
from crm.core.errors import NotVisible, Refused
from tests import cast
from tests.contacts import book

CARD = PersonNameInput("zh-Hans", "李明淑")


def change(session: scoped_session[Session], person: Person, **content: Any) -> Person:
    user = cast.user()
    with writing():
        loaded = queries.person(person.id, user=user)
        services.change_person(loaded, name=content.pop("name", CARD), by=user, **content)
        session.commit()
    return queries.person(person.id, user=user)


def post_of(person: Person) -> AffiliationInput:
    post = queries.person(person.id, user=cast.user()).affiliations[0]
    return AffiliationInput(post.organisation_id, post.title, id=post.id, is_primary=post.is_primary)


def test_the_form_on_the_card_stays_one_row(session: scoped_session[Session]) -> None:
    person = book.person("李明淑", forms=book.MINGSHU_FORMS)
    before = next(n.id for n in queries.person(person.id, user=cast.user()).names if n.kind == "primary")
    changed = change(session, person, name=PersonNameInput("zh-Hans", "李明順"))
    assert [(n.id, n.full) for n in changed.names] == [(before, "李明順")]
    assert "李明順" not in changed.search_key
    assert changed.search_key == "李明顺"


def test_rows_with_an_id_change_and_rows_left_out_go(session: scoped_session[Session]) -> None:
    person = book.person("李明淑", forms=book.MINGSHU_FORMS[:2])
    first = next(n for n in queries.person(person.id, user=cast.user()).names if n.full == "리명숙")
    kept = PersonNameInput("ko", "리명숙", reading="리명숙", kind="hangul_yanbian", id=first.id)
    changed = change(session, person, other_names=[kept])
    assert [(n.id, n.full) for n in changed.names if n.kind != "primary"] == [(first.id, "리명숙")]


def test_an_id_of_someone_else_never_reaches_their_row(session: scoped_session[Session]) -> None:
    other = queries.person(book.person("金成浩", forms=[("hangul_yanbian", "ko", "김성호")]).id, user=cast.user())
    foreign = next(n.id for n in other.names if n.kind != "primary")
    person = book.person("李明淑")
    changed = change(session, person, other_names=[PersonNameInput("ko", "리명숙", kind="hangul_yanbian", id=foreign)])
    assert session.get_one(PersonName, foreign).full == "김성호"
    assert foreign not in [n.id for n in changed.names]


def test_the_only_post_is_the_main_one(session: scoped_session[Session]) -> None:
    person = book.person(at=book.organisation(), title="科長")
    assert [post.is_primary for post in queries.person(person.id, user=cast.user()).affiliations] == [True]


def test_a_post_given_without_an_organisation_ends_and_is_kept(session: scoped_session[Session]) -> None:
    person = book.person(at=book.organisation(), title="科長")
    ending = AffiliationInput(None, id=post_of(person).id)
    changed = change(session, person, affiliations=[ending])
    assert [(p.title, p.to_date) for p in changed.affiliations] == [("科長", clock.today("Asia/Tokyo"))]


def test_posts_that_are_not_mentioned_stay(session: scoped_session[Session]) -> None:
    person = book.person(at=book.organisation(), title="科長")
    changed = change(session, person, affiliations=[])
    assert [(p.title, p.is_primary) for p in changed.affiliations] == [("科長", True)]


def test_the_main_post_can_change_hands(session: scoped_session[Session]) -> None:
    person, firm = book.person(at=book.organisation(), title="科長"), book.organisation("延边大洋")
    old = post_of(person)
    fresh = AffiliationInput(firm.id, "副総経理", is_primary=True)
    changed = change(session, person, affiliations=[AffiliationInput(old.organisation_id, "科長", id=old.id), fresh])
    assert [(p.title, p.is_primary) for p in changed.affiliations] == [("科長", False), ("副総経理", True)]


def test_an_ended_post_leaves_the_only_one_that_goes_on_as_the_main_one(session: scoped_session[Session]) -> None:
    person, firm = book.person(at=book.organisation(), title="科長"), book.organisation("延边大洋")
    old = post_of(person)
    ended = AffiliationInput(old.organisation_id, "科長", to_date=date(2025, 3, 31), is_primary=True, id=old.id)
    changed = change(session, person, affiliations=[ended, AffiliationInput(firm.id, "顧問")])
    assert [(p.title, p.is_primary) for p in changed.affiliations] == [("科長", False), ("顧問", True)]


def test_numbers_follow_the_post_of_today_and_known_ones_stay(session: scoped_session[Session]) -> None:
    abroad, home = book.organisation("延吉事務所"), book.organisation("見附商工会", "ja", country="JP")
    before = AffiliationInput(abroad.id, "所長", to_date=date(2020, 3, 31))
    now = AffiliationInput(home.id, "会長", is_primary=True)
    numbers = [ContactInput("tel", "0258-62-1234"), ContactInput("mobile", "090-1234-5678")]
    person = book.person("田辺 実", "ja", affiliations=[before, now], contact_points=numbers)
    loaded = queries.person(person.id, user=cast.user())
    assert [p.normalised for p in loaded.contact_points] == ["+81258621234", "+819012345678"]
    back, over = loaded.affiliations
    moved = change(
        session,
        person,
        name=PersonNameInput("ja", "田辺 実"),
        affiliations=[
            AffiliationInput(abroad.id, "所長", id=back.id, is_primary=True),
            AffiliationInput(home.id, "会長", to_date=date(2024, 3, 31), id=over.id),
        ],
        contact_points=[
            *(ContactInput(p.kind, p.value, id=p.id) for p in loaded.contact_points),
            ContactInput("mobile", "139 4430 0101"),
        ],
    )
    assert [p.normalised for p in moved.contact_points] == ["+81258621234", "+819012345678", "+8613944300101"]


def test_numbers_are_read_by_the_rules_of_the_organisations_country(session: scoped_session[Session]) -> None:
    person = book.person("남지현", "ko", at=book.organisation("延边大洋"), contacts=[("tel", "0433-251-0000")])
    assert [p.normalised for p in queries.person(person.id, user=cast.user()).contact_points] == ["+864332510000"]
    alone = book.person("髙橋 直樹", "ja", contacts=[("mobile", "090-1234-5678"), ("wechat", "Taka Nao")])
    loaded = queries.person(alone.id, user=cast.user())
    assert [p.normalised for p in loaded.contact_points] == ["+819012345678", "takanao"]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"name": PersonNameInput("zh-Hans", "・・")}, "full"),
        ({"name": PersonNameInput("zh-Hans", "李" * 201)}, "full"),
        ({"name": PersonNameInput("tlh", "Worf")}, "language"),
        ({"other_names": [PersonNameInput("ko", "리명숙", kind="primary")]}, "other_names"),
        ({"languages": [SkillInput("ja", "fluent")]}, "languages"),
        ({"languages": [SkillInput("tlh", "basic")]}, "languages"),
        ({"languages": [SkillInput("ja", "basic"), SkillInput("ja", "native")]}, "languages"),
        ({"contact_points": [ContactInput("email", "a@b")]}, "contact_points"),
        ({"contact_points": [ContactInput("pigeon", "x")]}, "contact_points"),
        ({"contact_points": [ContactInput("url", "example.cn/" + "x" * 300)]}, "contact_points"),
        ({"affiliations": [AffiliationInput(None, "科長")]}, "affiliations"),
        ({"affiliations": [AffiliationInput(999_999, "科長")]}, "affiliations"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_is_written(
    session: scoped_session[Session], content: dict[str, Any], field: str
) -> None:
    person = book.person("李明淑")
    with pytest.raises(Refused) as refusal:
        change(session, person, **({"name": CARD} | content))
    assert refusal.value.field == field
    session.rollback()
    assert [n.full for n in queries.person(person.id, user=cast.user()).names] == ["李明淑"]


@pytest.mark.parametrize(
    "change_of_post",
    [
        {"title_rank": 0},
        {"title_rank": 10},
        {"from_date": date(2026, 4, 1), "to_date": date(2026, 3, 31)},
    ],
)
def test_a_post_that_makes_no_sense_is_refused(
    session: scoped_session[Session], change_of_post: dict[str, Any]
) -> None:
    firm = book.organisation()
    with pytest.raises(Refused) as refusal:
        book.person(affiliations=[AffiliationInput(firm.id, "科長", **change_of_post)])
    assert refusal.value.field == "affiliations"


def test_two_main_posts_are_refused(session: scoped_session[Session]) -> None:
    firm = book.organisation()
    posts = [AffiliationInput(firm.id, "会長", is_primary=True), AffiliationInput(firm.id, "社長", is_primary=True)]
    with pytest.raises(Refused) as refusal:
        book.person(affiliations=posts)
    assert refusal.value.field == "affiliations"


def test_an_archived_organisation_cannot_be_chosen_but_a_standing_post_stays(session: scoped_session[Session]) -> None:
    firm = book.organisation()
    person = book.person(at=firm, title="科長")
    with writing():
        services.archive_organisation(queries.organisation(firm.id, user=cast.user()), by=None)
        session.commit()
    with pytest.raises(Refused):
        book.person("金成浩", at=firm)
    session.rollback()
    changed = change(session, person, affiliations=[post_of(person)])
    assert [p.title for p in changed.affiliations] == ["科長"]


def test_an_archived_person_is_gone_until_restored(session: scoped_session[Session]) -> None:
    user, person = cast.user(), book.person()
    with writing():
        audit.archive(queries.person(person.id, user=user), rules.PERSON_ARCHIVED, by=user)
        session.commit()
    with pytest.raises(NotVisible):
        queries.person(person.id, user=user)
    with writing():
        services.restore_person(queries.person(person.id, user=user, archived=True), by=user)
        session.commit()
    assert queries.own_name(queries.person(person.id, user=user)).text == "李明淑"


def test_changing_only_a_row_below_moves_the_version(session: scoped_session[Session]) -> None:
    person = book.person()
    before = person.version
    assert change(session, person, contact_points=[ContactInput("wechat", "li88")]).version == before + 1


def test_every_act_is_in_the_history_and_names_are_sealed(session: scoped_session[Session]) -> None:
    person = book.person("李明淑")
    entries = select(AuditEntry).where(AuditEntry.record_type == "people", AuditEntry.record_id == person.id)
    found = session.scalars(entries).all()
    assert {entry.verb for entry in found} == {"person.created"}
    assert {entry.table_name for entry in found} == {"people", "person_names"}
    assert not any("明淑" in str(entry.changes) for entry in found)


def test_three_fields_make_a_person(session: scoped_session[Session]) -> None:
    user, bureau = cast.user(), book.organisation("延吉市商务局")
    with writing():
        made = services.quick_person(full="李明淑", organisation_id=bureau.id, contact="139 4430 0101", by=user)
        session.commit()
    person = queries.person(made.id, user=user)
    assert person.primary_language == "zh-Hans"
    assert [(p.kind, p.normalised) for p in person.contact_points] == [("mobile", "+8613944300101")]
    assert [(p.organisation_id, p.is_primary) for p in person.affiliations] == [(bureau.id, True)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"full": "…"}, "full"),
        ({"organisation_id": 999_999}, "organisation_id"),
        ({"contact": "a@b"}, "contact"),
    ],
)
def test_a_quick_person_is_refused_beside_the_field_of_the_three(
    session: scoped_session[Session], values: dict[str, Any], field: str
) -> None:
    with writing(), pytest.raises(Refused) as refusal:
        services.quick_person(**({"full": "李明淑", "organisation_id": None, "contact": "", "by": None} | values))
    assert refusal.value.field == field
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_keys_are_made_anew_from_the_names_without_a_trace(session: scoped_session[Session], app: Flask) -> None:
    person = book.person("李明淑", forms=book.MINGSHU_FORMS, reading="Lǐ Míngshū")
    firm = book.organisation("延边大洋商贸有限公司")
    right = (person.search_key, person.sort_ja, person.sort_ko, firm.sort_zh, firm.search_key)
    version, logged = person.version, session.scalar(select(func.count()).select_from(AuditEntry))
    with writing():
        people, organisations = (Base.metadata.tables[name] for name in ("people", "organisations"))
        session.execute(update(people).values(search_key="", sort_key="", sort_ja="", sort_ko=""))
        session.execute(update(organisations).values(search_key="", sort_zh=""))
        session.commit()
    ran = app.test_cli_runner().invoke(args=["contacts", "renew-keys"])
    assert ran.output == "people: 1\norganisations: 1\n"
    session.expire_all()
    person, firm = session.get_one(Person, person.id), session.get_one(Organisation, firm.id)
    assert (person.search_key, person.sort_ja, person.sort_ko, firm.sort_zh, firm.search_key) == right
    assert person.version == version
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == logged
