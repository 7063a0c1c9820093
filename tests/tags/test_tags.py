"""Tags: made, put on records one or many at once, renamed, merged, archived."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.audit import queries as audit
from crm.audit.services import archive, restore
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.tags import queries, rules, services
from crm.tags.models import Tag, Tagging
from tests.cast import user
from tests.statements import sent


def put(names: list[str], ids: list[int], *, role: Role = Role.COORDINATOR, kind: str = "people") -> list[Tag]:
    with writing():
        made = services.tag_many(kind, ids, names, by=user(role))
        db.session.commit()
    return made


def names_of(id: int, kind: str = "people") -> list[str]:
    return [tag.name for tag in queries.of_records(kind, [id]).get(id, [])]


def statements(work: Any) -> int:
    """How many statements the work sends to the database."""
    with sent() as found:
        work()
    return len(found)


def test_a_new_word_makes_a_tag_and_the_same_word_in_another_width_is_the_same_tag(app: Flask) -> None:
    with app.app_context():
        put(["VIP"], [1])
        put(["ｖｉｐ", "ニット"], [1, 2])
        assert names_of(1) == ["VIP", "ニット"]
        assert names_of(2) == ["VIP", "ニット"]
        assert db.session.scalar(select(func.count()).select_from(Tag)) == 2
        assert db.session.scalar(select(func.count()).select_from(Tagging)) == 4


def test_a_mission_leader_uses_tags_but_makes_none(app: Flask) -> None:
    with app.app_context():
        put(["要フォロー"], [1])
        put(["要フォロー"], [2], role=Role.MISSION_LEADER)
        with pytest.raises(Refused, match="新顔") as refused:
            put(["新顔"], [3], role=Role.MISSION_LEADER)
        assert refused.value.field == "names"
        assert names_of(3) == []


@pytest.mark.parametrize("names", [[], ["  "], ["長" * 41], ["a\x00b"], ["a,b"], [f"n{i}" for i in range(21)]])
def test_names_that_are_none_are_refused_and_nothing_is_written(app: Flask, names: list[str]) -> None:
    with app.app_context():
        with pytest.raises(Refused):
            put(names, [1])
        assert db.session.scalar(select(func.count()).select_from(Tagging)) == 0


def test_tags_of_people_and_organisations_do_not_mix(app: Flask) -> None:
    with app.app_context():
        [tag] = put(["ニット"], [7])
        put(["ニット"], [8], kind="organisations")
        assert set(db.session.scalars(queries.tagged("people", [tag.id]))) == {7}
        assert set(db.session.scalars(queries.tagged("organisations", [tag.id]))) == {8}


def test_taking_a_tag_off_leaves_the_others_and_stands_in_the_history(app: Flask) -> None:
    with app.app_context():
        first, _ = put(["甲", "乙"], [1, 2])
        with writing():
            services.untag_many("people", [1, 2], [first.id], by=user())
            db.session.commit()
        assert (names_of(1), names_of(2)) == (["乙"], ["乙"])
        verbs = [line.verb for line in audit.lines(audit.entries_of("people", 1), 10)]
        assert verbs == ["tag.removed", "tag.added", "tag.added"]


def test_merging_moves_every_record_once_and_archives_the_loser(app: Flask) -> None:
    with app.app_context():
        losing, kept = put(["編物", "ニット"], [1])
        put(["編物"], [2, 3])
        with writing():
            assert services.merge(losing, into=kept, by=user()) == 3
            db.session.commit()
        assert [names_of(id) for id in (1, 2, 3)] == [["ニット"]] * 3
        assert losing.archived_at is not None
        with pytest.raises(Refused, match="archived"):
            put(["編物"], [4])
        with pytest.raises(Refused), writing():
            services.merge(kept, into=kept, by=user())


def test_an_archived_tag_is_hidden_and_comes_back_with_its_records(app: Flask) -> None:
    with app.app_context():
        [tag] = put(["旧"], [1])
        with writing():
            archive(tag, rules.TAG_ARCHIVED, by=user())
            db.session.commit()
        assert names_of(1) == []
        assert queries.options() == []
        with writing():
            restore(tag, rules.TAG_RESTORED, by=user())
            db.session.commit()
        assert names_of(1) == ["旧"]


def test_a_name_that_another_tag_has_is_refused(app: Flask) -> None:
    with app.app_context():
        first, second = put(["甲", "乙"], [1])
        with pytest.raises(Refused) as refused, writing():
            services.change(second, name="甲", colour="red", by=user())
        assert refused.value.field == "name"
        with writing():
            services.change(first, name="丙", colour="red", by=user())
            db.session.commit()
        assert names_of(1) == ["丙", "乙"]


def test_tagging_many_costs_as_many_statements_as_tagging_a_few(app: Flask) -> None:
    with app.app_context():
        put(["甲"], [999])
        few = statements(lambda: put(["甲"], list(range(1, 4))))
        many = statements(lambda: put(["甲"], list(range(10, 40))))
        assert few == many
        assert statements(lambda: queries.of_records("people", range(1, 4))) == 1
        assert len(queries.of_records("people", range(1, 40))) == 33
