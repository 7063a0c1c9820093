"""What a merge keeps: names, posts, attendance, roles, wishes; what it refuses; how Undo answers to later changes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, scoped_session

from crm.audit import queries as audit
from crm.audit.models import AuditEntry
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import AffiliationInput
from crm.core.database import Base, db, writing
from crm.core.errors import NotVisible, Refused, Stale
from crm.core.texts import Text
from crm.fields import services as fields
from crm.fields.queries import values as field_values
from crm.merging import rules, services
from crm.merging.models import Merge
from crm.merging.queries import links, merges, screen
from crm.merging.services import Choices
from crm.ties import queries as ties_queries
from crm.ties import services as ties
from tests.cast import user
from tests.contacts import book
from tests.fairs import stand
from tests.merging.rows import MOMENT, all_of, dump, put, saved
from tests.products.test_products import made as product

pytestmark = pytest.mark.both


def merged(kind: str, left: int, right: int, choices: Choices | None = None, **values: Any) -> Merge:
    with writing():
        made = services.merge(kind, left, right, choices or Choices(), by=user(), **values)
        db.session.commit()
        id = made.id
    return db.session.get_one(Merge, id)


def taken_back(made: Merge) -> None:
    with writing():
        services.undo(db.session.get_one(Merge, made.id, populate_existing=True), by=user())
        db.session.commit()


def change(act: Callable[[], object]) -> None:
    with writing():
        act()
        db.session.commit()


@pytest.fixture(autouse=True)
def reader(session: scoped_session[Session]) -> None:
    """The account that merges, made before anything is compared."""
    user()


@pytest.fixture
def pair(session: scoped_session[Session]) -> tuple[int, int]:
    """李明淑 at the bureau, twice."""
    at = book.organisation()
    left = book.person("李明淑", at=at, title="处长", contacts=[("email", "li@example.cn")], notes="left")
    right = book.person("李 明俶", at=at, title="处长", contacts=[("email", "li@example.cn"), ("fax", "+864332550100")])
    return left.id, right.id


def test_the_survivor_has_everything_and_the_other_leads_to_it(pair: tuple[int, int]) -> None:
    left, right = pair
    merged(rules.PEOPLE, left, right)
    kept = contacts.person(left, user=user())
    assert [name.full for name in kept.names] == ["李明淑", "李 明俶"]
    assert [name.kind for name in kept.names] == ["primary", "other"]
    assert sorted(point.kind for point in kept.contact_points) == ["email", "fax"], "the same address stands once"
    assert len(kept.affiliations) == 1, "the same post stands once"
    assert "李明俶" in kept.search_key
    gone = db.session.get_one(Person, right)
    assert gone.archived_at is not None
    assert contacts.survivor_id(Person, right) == left
    with pytest.raises(NotVisible):
        contacts.person(right, user=user())


def test_the_other_name_can_be_the_main_one_and_a_list_can_come_from_one_side(pair: tuple[int, int]) -> None:
    left, right = pair
    merged(rules.PEOPLE, left, right, Choices(main_name=rules.RIGHT, lists={"contact_points": rules.LEFT}))
    kept = contacts.person(left, user=user())
    assert contacts.own_name(kept).text == "李 明俶"
    assert [point.kind for point in kept.contact_points] == ["email"]


def test_whoever_is_chosen_stays(pair: tuple[int, int]) -> None:
    left, right = pair
    made = merged(rules.PEOPLE, left, right, Choices(survivor=rules.RIGHT))
    assert (made.survivor_id, made.loser_id) == (right, left)
    assert contacts.person(right, user=user()).notes == "left", "an empty field is filled from the other side"


def test_both_notes_are_kept_and_a_wish_not_to_be_contacted_stays(session: scoped_session[Session]) -> None:
    left = book.person("李明淑", notes="Likes tea.")
    right = book.person("李明淑", notes="Speaks Korean.", do_not_contact=True)
    merged(rules.PEOPLE, left.id, right.id, Choices(fields={"do_not_contact": rules.LEFT}))
    kept = contacts.person(left.id, user=user())
    assert kept.notes == "Likes tea.\n\nSpeaks Korean."
    assert kept.do_not_contact


def test_of_two_values_of_an_own_field_the_chosen_one_stays(pair: tuple[int, int]) -> None:
    left, right = pair
    with writing():
        size = fields.make(record_type="people", kind="text", labels={"en": "Size"}, by=None)
        hobby = fields.make(record_type="people", kind="text", labels={"en": "Hobby"}, by=None)
        fields.set_values("people", left, {size.id: "L"}, by=None)
        fields.set_values("people", right, {size.id: "M", hobby.id: "書道"}, by=None)
        db.session.commit()
        number, other = size.id, hobby.id
    shown = screen.sides(rules.PEOPLE, left, right, user=user(), language="en").own
    assert [(line.label.msgid, line.standard(rules.LEFT)) for line in shown if isinstance(line.label, Text)] == [
        ("Size", rules.LEFT),
        ("Hobby", rules.RIGHT),
    ]
    for side, kept in ((rules.RIGHT, "M"), (rules.LEFT, "L")):
        before = dump()
        made = merged(rules.PEOPLE, left, right, Choices(own={number: side, other: rules.RIGHT}))
        assert field_values("people", [left]) == {left: {number: kept, other: "書道"}}
        taken_back(made)
        assert dump() == before


def test_both_were_delegates_of_one_mission_and_the_items_of_the_other_go_over(pair: tuple[int, int]) -> None:
    left, right = pair
    parents: dict[str, int] = {}
    participants, items = Base.metadata.tables["participants"], Base.metadata.tables["itinerary_people"]
    (first,) = saved((participants, {"person_id": left, "title_snapshot": ""}), parents=parents)
    (second,) = saved((participants, {"person_id": right, "title_snapshot": "处长"}), parents=parents)
    saved((items, {"participant_id": second}), parents=parents)
    merged(rules.PEOPLE, left, right)
    assert [(row["id"], row["title_snapshot"]) for row in all_of("participants")] == [(first, "处长")]
    assert [row["participant_id"] for row in all_of("itinerary_people")] == [first]


@pytest.mark.parametrize("survivor", [rules.LEFT, rules.RIGHT])
def test_what_holds_is_kept_and_not_what_was_put_aside(pair: tuple[int, int], survivor: str) -> None:
    left, right = pair
    parents: dict[str, int] = {}
    tables = Base.metadata.tables
    aside = {"person_id": left, "archived_at": MOMENT}
    shared = {"user_id": user().id}
    saved(
        (tables["watches"], shared | aside | {"days": 365}),
        (tables["watches"], shared | {"person_id": right, "days": 30}),
        (tables["card_exchanges"], shared | aside | {"place": ""}),
        (tables["card_exchanges"], shared | {"person_id": right, "place": "延吉"}),
        (tables["participants"], {"person_id": left, "status": "cancelled", "role": "member"}),
        (tables["participants"], {"person_id": right, "status": "accepted", "role": "head"}),
        parents=parents,
    )
    before = dump()
    made = merged(rules.PEOPLE, left, right, Choices(survivor=survivor))
    assert [(row["days"], row["archived_at"]) for row in all_of("watches")] == [(30, None)]
    assert [(row["place"], row["archived_at"]) for row in all_of("card_exchanges")] == [("延吉", None)]
    assert [(row["role"], row["status"]) for row in all_of("participants")] == [("head", "accepted")]
    taken_back(made)
    assert dump() == before


def test_one_post_entered_twice_keeps_what_either_called_it_in_other_languages(
    session: scoped_session[Session],
) -> None:
    at = book.organisation()
    left, right = (
        book.person("李明淑", affiliations=[AffiliationInput(at.id, "处长", titles=titles)]).id
        for titles in ({"ja": "処長"}, {"ja": "所長", "ko": "처장"})
    )
    made = merged(rules.PEOPLE, left, right)
    (post,) = all_of("affiliations")
    assert post["titles"] == {"ja": "処長", "ko": "처장"}
    taken_back(made)
    assert [row["titles"] for row in all_of("affiliations")] == [{"ja": "処長"}, {"ja": "所長", "ko": "처장"}]


def test_the_city_is_kept_where_the_record_that_stays_knows_only_the_country(session: scoped_session[Session]) -> None:
    book.load_places()
    yanji = book.place("222401").id
    left, right = book.organisation("延边大洋").id, book.organisation("延邊大洋", place_id=yanji).id
    lines = screen.sides(rules.ORGANISATIONS, left, right, user=user(), language="en").fields
    assert [line.standard(rules.LEFT) for line in lines if line.name == "country"] == [rules.RIGHT]
    merged(rules.ORGANISATIONS, left, right)
    assert contacts.organisation(left, user=user()).place_id == yanji


def test_a_post_that_ended_stays_beside_the_one_that_is_held(session: scoped_session[Session]) -> None:
    at = book.organisation()
    left, right = book.person("李明淑", at=at, title="处长"), book.person("李明淑", at=at, title="处长")
    table = Base.metadata.tables["affiliations"]
    ended = table.update().where(table.c.person_id == right.id).values(to_date=date(2020, 3, 31))
    change(lambda: db.session.execute(ended))
    merged(rules.PEOPLE, left.id, right.id)
    assert [post.to_date for post in contacts.person(left.id, user=user()).affiliations] == [None, date(2020, 3, 31)]


def test_two_exhibitors_of_one_booth_become_one_with_the_products_of_both(session: scoped_session[Session]) -> None:
    at = stand.stand()
    twin = book.organisation("丸直ニット", "ja", country="JP").id
    theirs = product(twin, names={"ja": "マフラー"}).id
    kept = stand.exhibitor(at.booth, at.maker, product_ids=[at.product], aim="代理店を探す").id
    stand.exhibitor(at.booth, twin, product_ids=[theirs], aim="価格を確かめる")
    elsewhere = stand.exhibitor(stand.booth(at.fair, number="C1").id, twin).id
    before = dump()
    made = merged(rules.ORGANISATIONS, at.maker, twin, Choices(survivor="left"))
    assert [(row["id"], row["aim"]) for row in all_of("booth_exhibitors")] == [(kept, "代理店を探す"), (elsewhere, "")]
    assert {(row["exhibitor_id"], row["product_id"]) for row in all_of("exhibited_products")} == {
        (kept, at.product), (kept, theirs),
    }  # fmt: skip
    taken_back(made)
    assert dump() == before


def test_a_relation_between_the_two_goes_and_others_follow(session: scoped_session[Session]) -> None:
    left, right, third = (book.organisation(name).id for name in ("延边大洋", "延邊大洋", "图们百货"))
    table = Base.metadata.tables["organisation_relations"]
    saved(
        (table, {"organisation_id": left, "other_id": right, "kind": "parent"}),
        (table, {"organisation_id": right, "other_id": third, "kind": "supplier"}),
        (table, {"organisation_id": left, "other_id": third, "kind": "supplier"}),
        parents={},
    )
    before = dump()
    made = merged(rules.ORGANISATIONS, left, right)
    assert [(r["organisation_id"], r["other_id"]) for r in all_of("organisation_relations")] == [(left, third)]
    taken_back(made)
    assert dump() == before


def test_a_relation_of_a_kind_of_the_office_between_the_two_goes(session: scoped_session[Session]) -> None:
    left, right, third = (book.organisation(name).id for name in ("延边大洋", "延邊大洋", "图们百货"))
    with writing():
        both = {"names": {"ja": "取引先"}, "inverses": {}}
        id = ties.make_kind(first="organisations", second="organisations", **both, by=user()).id
        for other in (right, third):
            ties.tie(ties_queries.kind(id), record=("organisations", left), other_id=other, by=user())
        db.session.commit()
    before = dump()
    made = merged(rules.ORGANISATIONS, left, right)
    lines = ties_queries.lines("organisations", left, user=user(), language="ja", on=date(2026, 11, 24))
    assert [line.record_id for line in lines] == [third]
    taken_back(made)
    assert dump() == before


def test_two_sides_of_one_negotiation_cannot_be_one(session: scoped_session[Session]) -> None:
    left, right = book.organisation("延边大洋").id, book.organisation("延邊大洋").id
    table = Base.metadata.tables["negotiations"]
    saved((table, {"our_organisation_id": left, "counterpart_id": right}), parents={})
    before = dump()
    with pytest.raises(Refused, match="two sides"):
        merged(rules.ORGANISATIONS, left, right)
    assert dump() == before


def test_two_sides_of_one_friendship_cannot_be_one(session: scoped_session[Session]) -> None:
    left, right = book.organisation("见附市").id, book.organisation("見附市").id
    table = Base.metadata.tables["sister_links"]
    saved((table, {"organisation_id": left, "other_organisation_id": right}), parents={})
    before = dump()
    with pytest.raises(Refused, match="no longer make sense"):
        merged(rules.ORGANISATIONS, left, right)
    assert dump() == before


def test_a_record_is_not_merged_with_itself_nor_with_one_that_is_gone(pair: tuple[int, int]) -> None:
    left, right = pair
    with pytest.raises(Refused):
        merged(rules.PEOPLE, left, left)
    merged(rules.PEOPLE, left, right)
    with pytest.raises(NotVisible):
        merged(rules.PEOPLE, left, right)


def test_a_change_after_looking_is_noticed(pair: tuple[int, int]) -> None:
    with pytest.raises(Stale):
        merged(rules.PEOPLE, *pair, versions=(1, 99))


def test_the_log_tells_every_row_as_one_act_and_the_chain_holds(pair: tuple[int, int]) -> None:
    before = db.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) or 0
    merged(rules.PEOPLE, *pair)
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.id > before)).all()
    assert {entry.verb for entry in told} == {rules.MERGED.code}
    assert {entry.table_name for entry in told} == {"people", "person_names", "contact_points", "affiliations"}
    assert audit.verify().valid


# ------------------------------------------------------------------ Undo


def index() -> dict[tuple[str, int], set[str]]:
    """{record: the keys it is found by}; their order is the database's own."""
    return {(row["record_type"], row["record_id"]): set(row["keys"].split("|")) for row in all_of("lookup_entries")}


def test_undo_gives_back_everything_and_the_index(pair: tuple[int, int]) -> None:
    before, found = dump(), index()
    made = merged(rules.PEOPLE, *pair)
    assert index() != found
    taken_back(made)
    assert (dump(), index()) == (before, found)
    assert audit.verify().valid
    with pytest.raises(Refused, match="already"):
        taken_back(made)


def test_another_change_of_the_survivor_is_kept_by_undo(pair: tuple[int, int]) -> None:
    left, right = pair
    made = merged(rules.PEOPLE, left, right)
    table = Base.metadata.tables["people"]
    edited = table.update().where(table.c.id == left).values(salutation="Dr.", version=table.c.version + 1)
    change(lambda: db.session.execute(edited))
    version = db.session.get_one(Person, left, populate_existing=True).version
    taken_back(made)
    kept = contacts.person(left, user=user())
    assert (kept.salutation, kept.version) == ("Dr.", version + 1)
    assert "李明俶" not in kept.search_key
    assert contacts.person(right, user=user()).names


def test_a_row_whose_number_was_given_out_again_comes_back_under_another(pair: tuple[int, int]) -> None:
    left, right = pair
    folded = max(row["id"] for row in all_of("affiliations"))
    made = merged(rules.PEOPLE, left, right)
    assert folded not in [row["id"] for row in all_of("affiliations")]
    at = db.session.scalars(select(Organisation.id)).first()
    other = book.person("朴春花").id
    table = Base.metadata.tables["affiliations"]
    change(lambda: put(table, {"id": folded, "person_id": other, "organisation_id": at}, {}))
    if db.session.get_bind().dialect.name == "postgresql":
        change(lambda: db.session.execute(text("SELECT setval('affiliations_id_seq', 1000)")))
    taken_back(made)
    assert [post.title for post in contacts.person(right, user=user()).affiliations] == ["处长"]
    assert len(all_of("affiliations")) == 3


def test_a_merge_into_a_third_record_is_taken_back_first(pair: tuple[int, int]) -> None:
    left, right = pair
    third = book.person("李明淑").id
    before = dump()
    first = merged(rules.PEOPLE, left, right)
    second = merged(rules.PEOPLE, third, left)
    assert contacts.survivor_id(Person, right) == third
    with pytest.raises(Refused, match="Undo that merge first"):
        taken_back(first)
    taken_back(second)
    taken_back(first)
    assert dump() == before


def test_after_thirty_days_a_merge_is_final(pair: tuple[int, int]) -> None:
    made = merged(rules.PEOPLE, *pair)
    table = Base.metadata.tables["merges"]
    change(lambda: db.session.execute(table.update().values(undo_until=made.at)))
    with pytest.raises(Refused, match="30 days"):
        taken_back(made)
    change(lambda: services.purge())
    assert db.session.get_one(Merge, made.id).journal is None


def test_erasing_the_person_makes_what_undo_kept_unreadable(pair: tuple[int, int]) -> None:
    made = merged(rules.PEOPLE, *pair)
    assert merges.content(made, made.loser_name) == "李 明俶"
    assert "明俶" not in str(made.journal)
    keys = Base.metadata.tables["audit_keys"]
    change(lambda: db.session.execute(keys.delete()))
    assert merges.content(made, made.loser_name) is None


# ------------------------------------------------------------------ the screen's figures


def test_everything_that_hangs_on_a_record_is_counted(pair: tuple[int, int]) -> None:
    left, right = pair
    saved((Base.metadata.tables["attendees"], {"person_id": right}), parents={})
    saved((Base.metadata.tables["tasks"], {"record_type": "people", "record_id": right, "text": "x"}), parents={})
    found = {label: (here, there) for label, here, there in screen.counts(rules.PEOPLE, left, right)}
    assert found["Attended meetings"] == (0, 1)
    assert found["Tasks"] == (0, 1)
    assert found["Contact details"] == (1, 2)


def test_each_table_that_refers_to_a_record_has_a_name() -> None:

    found = {link.table.name for kind in rules.KINDS for link in links.links_to(kind)}
    assert found - set(rules.TABLES) == set()
