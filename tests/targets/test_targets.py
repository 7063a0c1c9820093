"""Target lists: who sees them, who stands on them, and how that is logged."""

from typing import Any

import pytest
from flask import Flask

from crm.audit import queries as audit
from crm.audit.services import archive
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.rules import ORGANISATION_ARCHIVED, PERSON_ARCHIVED
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.kinds import Kind
from crm.targets import queries, services
from crm.targets.kind import TARGET_LIST
from crm.targets.models import TargetList
from tests.cast import user
from tests.contacts import book
from tests.tags.test_tags import statements

OTHER = "other@example.jp"


def made(**content: Any) -> TargetList:
    with writing():
        given: dict[str, Any] = {"name": "春の展示会に呼ぶ人", "kind": "people", "by": user()} | content
        found = services.make_list(**given)
        db.session.commit()
    return found


def add(target_list: TargetList, ids: list[int], kind: str = "people") -> int:
    with writing():
        count = services.add_members(target_list, kind, ids, by=user())
        db.session.commit()
    return count


def test_a_private_list_is_seen_by_its_owner_and_a_shared_one_by_all(app: Flask) -> None:
    with app.app_context():
        private, shared = made().id, made(name="共有", shared=True).id
        other = user(email=OTHER)
        assert {row.target_list.id for row in queries.lists(user=user()).rows} == {private, shared}
        assert {row.target_list.id for row in queries.lists(user=other).rows} == {shared}
        assert not TARGET_LIST.is_visible(private, other)
        with pytest.raises(NotVisible):
            queries.target_list(private, user=other)


def test_only_the_owner_decides_who_sees_a_list(app: Flask) -> None:
    with app.app_context():
        shared = made(shared=True)
        with pytest.raises(Refused) as refused, writing():
            services.change_list(shared, name="x", purpose="", shared=False, by=user(email=OTHER))
        assert refused.value.field == "shared"


def test_members_stand_once_on_a_list_of_their_kind(app: Flask) -> None:
    with app.app_context():
        first, second = book.person().id, book.person("朴春花").id
        target_list = made()
        assert add(target_list, [first]) == 1
        assert add(target_list, [first, second, second]) == 1
        with pytest.raises(Refused):
            add(target_list, [1], "organisations")
        assert queries.counts_of([target_list.id]) == {target_list.id: {"to_approach": 2}}
        lines = queries.member_lines(target_list, user=user(), language="ja").rows
        assert [line.who.name.text for line in lines if line.who] == ["李明淑", "朴春花"]


def test_a_member_moves_on_and_is_taken_off_and_the_note_is_sealed(app: Flask) -> None:
    with app.app_context():
        target_list = made()
        id = book.person().id
        add(target_list, [id])
        [member] = queries.lists_of("people", id, user=user())
        with writing():
            services.change_member(member, state="interested", note="来月また", by=user())
            db.session.commit()
        assert len(queries.members(target_list, state="interested").rows) == 1
        [entry, *_] = [row for row, _ in db.session.execute(audit.entries_of("target_lists", target_list.id))]
        assert "来月また" not in str(entry.changes)
        with pytest.raises(Refused), writing():
            services.change_member(member, state="married", note="", by=user())
        with writing():
            services.remove_member(queries.member(member.id, user=user()), by=user())
            db.session.commit()
        assert queries.lists_of("people", id, user=user()) == []


def test_a_member_that_left_the_contacts_has_no_name(app: Flask) -> None:
    with app.app_context():
        target_list = made(kind="organisations")
        add(target_list, [4711], "organisations")
        [line] = queries.member_lines(target_list, user=user(), language="ja").rows
        assert line.who is None


@pytest.mark.both
def test_people_are_found_in_every_script(app: Flask) -> None:
    with app.app_context():
        id = book.person(forms=book.MINGSHU_FORMS).id
        for typed in ("李明", "리명숙", "li ming"):
            assert [row.id for row in queries.found("people", typed, user=user(), language="ja")] == [id], typed
        assert queries.found("people", "！", user=user(), language="ja") == []


@pytest.mark.parametrize("kind", [PERSON, ORGANISATION])
def test_of_the_records_that_were_ticked_only_those_in_sight_are_taken(app: Flask, kind: Kind) -> None:
    with app.app_context():
        make: Any = book.person if kind is PERSON else book.organisation
        ticked, _left, gone = (make(name) for name in ("赵一", "钱二", "孙三"))
        verb = PERSON_ARCHIVED if kind is PERSON else ORGANISATION_ARCHIVED
        with writing():
            archive(gone, verb, by=user())
            db.session.commit()
        assert kind.visible_among([ticked.id, gone.id], user()) == {ticked.id}
        assert kind.visible_among([], user()) == set()


@pytest.mark.once
@pytest.mark.parametrize("kind", ["people", "organisations"])
def test_thirty_members_cost_as_many_queries_as_three(app: Flask, kind: str) -> None:
    with app.app_context():
        office = book.organisation()

        def make(n: int) -> int:
            if kind == "people":
                return book.person(f"人{n}", at=office).id
            return book.organisation(f"社{n}").id

        target_list = made(kind=kind)
        add(target_list, [make(n) for n in range(3)], kind)
        reader, id = user(), target_list.id

        def read() -> int:
            db.session.expunge_all()
            found = queries.target_list(id, user=reader)
            return statements(lambda: queries.member_lines(found, user=reader, language="ja"))

        few = read()
        add(queries.target_list(id, user=reader), [make(n) for n in range(3, 30)], kind)
        assert read() == few
