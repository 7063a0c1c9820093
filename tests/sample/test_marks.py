"""What the office added to the sample: tags, own fields, a target list, the registry of counterparts."""

from flask import Flask
from sqlalchemy import select

from crm.core.database import db
from crm.counterparts import queries as counterparts
from crm.counterparts.queries import Filter
from crm.fields import queries as fields
from crm.tags import queries as tags
from crm.targets import queries as targets
from crm.targets.models import TargetList
from crm.targets.rules import MEMBER_STATES
from crm.users.models import User


def test_tags_and_own_fields_stand_on_people_and_on_organisations(sample: Flask) -> None:
    with sample.app_context():
        names = {name for _id, name in tags.options()}
        assert {"重点先", "キーパーソン", "ニット"} <= names
        for kind, expected in (("organisations", {"choice", "date"}), ("people", {"text"})):
            defined = fields.defined(kind)
            assert {definition.kind for definition in defined} == expected
            for definition in defined:
                statement = fields.matching(kind, definition.id, "filled")
                assert statement is not None
                assert db.session.scalars(statement).all(), definition.id


def test_the_target_list_shows_every_state(sample: Flask) -> None:
    with sample.app_context():
        [made] = db.session.scalars(select(TargetList))
        assert made.shared
        assert set(targets.counts_of([made.id])[made.id]) == set(MEMBER_STATES)


def test_the_registry_links_places_and_bodies_of_both_countries(sample: Flask) -> None:
    with sample.app_context():
        reader = db.session.scalars(select(User)).first()
        assert reader is not None
        lines = counterparts.links(Filter(), user=reader, language="ja").rows
        assert {(line.here.name.text, line.there.name.text) for line in lines} >= {
            ("新潟市", "ハルビン市"), ("上越市", "琿春市"), ("見附商工会", "延辺国際商会"),
        }  # fmt: skip
        assert counterparts.links(Filter(country=["RU"]), user=reader, language="ja").total == 0
