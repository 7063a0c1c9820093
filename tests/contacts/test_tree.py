"""The group of an organisation, drawn whole from whichever of its members one looks."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from crm.contacts import queries, services
from crm.contacts.models import Organisation
from crm.contacts.queries.tree import TreeNode
from crm.core.database import db, writing
from crm.core.errors import Refused
from tests import cast
from tests.cards.counting import questions
from tests.contacts import book

DAY = date(2026, 11, 24)
HEAD, SEAT, BRANCH, FACTORY, SISTER, OTHER = "总公司", "子公司", "长春分公司", "工厂", "关联公司", "无关公司"


def group() -> dict[str, int]:
    """A head office, its subsidiary, a branch of that, a factory of the branch; a sister, and one that left."""
    ids = {name: book.organisation(name).id for name in (HEAD, SEAT, BRANCH, FACTORY, SISTER, OTHER)}
    for one, kind, other, until in (
        (HEAD, "parent_of", SEAT, None),
        (SEAT, "head_of", BRANCH, None),
        (BRANCH, "parent_of", FACTORY, None),
        (SISTER, "group_member", HEAD, None),
        (HEAD, "parent_of", OTHER, date(2020, 3, 31)),
        (FACTORY, "supplier_of", OTHER, None),
    ):
        with writing():
            first = db.session.get_one(Organisation, ids[one])
            services.relate(first, kind=kind, other_id=ids[other], to_date=until, by=None)
            db.session.commit()
    return ids


def told(node: TreeNode) -> tuple[str, str, bool, list[object]]:
    return queries.own_name(node.organisation).text, node.label, node.here, [told(below) for below in node.below]


@pytest.mark.parametrize("at", [HEAD, SEAT, BRANCH, FACTORY])
def test_the_tree_is_the_same_from_each_of_its_organisations(session: scoped_session[Session], at: str) -> None:
    tree = queries.tree_of(group()[at], on=DAY)
    assert tree is not None
    assert told(tree.root) == (
        HEAD, "", at == HEAD, [
            (SEAT, "Subsidiary", at == SEAT, [
                (BRANCH, "Branch", at == BRANCH, [(FACTORY, "Subsidiary", at == FACTORY, [])]),
            ]),
            (SISTER, "Same group", False, []),
        ],
    )  # fmt: skip
    assert (tree.number, tree.cut) == (5, False)


def test_a_second_parent_is_drawn_below_what_the_two_share(session: scoped_session[Session]) -> None:
    ids = group()
    with writing():
        services.relate(db.session.get_one(Organisation, ids[OTHER]), kind="parent_of", other_id=ids[FACTORY], by=None)
        db.session.commit()
    tree = queries.tree_of(ids[SEAT], on=DAY)
    assert tree is not None
    factory = told(tree.root)[3][0][3][0][3][0]  # type: ignore[index]  # nested as told above
    assert factory == (FACTORY, "Subsidiary", False, [(OTHER, "Parent company", False, [])])


def test_who_stands_alone_or_was_only_part_of_a_group_has_no_tree(session: scoped_session[Session]) -> None:
    assert queries.tree_of(group()[OTHER], on=DAY) is None


def test_no_branch_is_above_its_head_office(session: scoped_session[Session]) -> None:
    ids = group()
    with writing(), pytest.raises(Refused, match="also be below it"):
        services.relate(db.session.get_one(Organisation, ids[FACTORY]), kind="head_of", other_id=ids[HEAD], by=None)


def test_the_page_lights_the_present_one_and_leads_to_the_others(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ids = group()
    cast.sign_in(client)
    page = client.get(f"/ties/organisations/{ids[BRANCH]}", headers={"HX-Request": "true"}).text
    tree = page.partition('<ul class="tree"')[2].partition('<ul class="rows')[0]
    assert tree.count('class="here"') == 1
    assert f'class="here"><b><bdi lang="zh-Hans">{BRANCH}' in tree
    assert [name for name, id in ids.items() if f'href="/contacts/organisations/{id}"' in tree] == [
        HEAD, SEAT, FACTORY, SISTER,
    ]  # fmt: skip


def test_it_asks_as_often_for_a_wide_group_as_for_a_narrow_one(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ids = group()
    cast.sign_in(client)
    costs = []
    for number in (0, 12):
        with app.app_context():
            for each in range(number):
                other = book.organisation(f"第{each}分公司").id
                with writing():
                    first = db.session.get_one(Organisation, ids[SEAT])
                    services.relate(first, kind="head_of", other_id=other, by=None)
                    db.session.commit()
        path = f"/ties/organisations/{ids[HEAD]}"
        client.get(path)
        costs.append(questions(app, client, path))
    assert costs[0] == costs[1]
