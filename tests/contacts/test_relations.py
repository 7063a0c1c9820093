"""How organisations stand to each other, from both sides."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from crm.audit.models import AuditEntry
from crm.contacts import queries, services
from crm.contacts.models import Organisation, OrganisationRelation
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from tests import cast
from tests.cards.counting import questions
from tests.contacts import book
from tests.contacts.pages import opened, text

DAY = date(2026, 11, 24)


def relate(one: Organisation, kind: str, other: Organisation, **content: object) -> OrganisationRelation:
    with writing():
        made = services.relate(
            db.session.get_one(Organisation, one.id), kind=kind, other_id=other.id, by=None, **content,  # type: ignore[arg-type]  # a dict
        )  # fmt: skip
        db.session.commit()
    return made


def seen(organisation: Organisation) -> list[tuple[str, str]]:
    lines = queries.relations_of(organisation.id, user=cast.user(), on=DAY)
    return [(line.label, queries.own_name(line.other).text) for line in lines]


@pytest.fixture
def haiyue(session: scoped_session[Session]) -> Organisation:
    return book.organisation("延边海岳商贸")


@pytest.fixture
def luyou(session: scoped_session[Session]) -> Organisation:
    return book.organisation("图们江旅游商品")


@pytest.mark.parametrize(
    ("kind", "there", "back"),
    [
        ("parent_of", "Subsidiary", "Parent company"),
        ("head_of", "Branch", "Head office"),
        ("group_member", "Same group", "Same group"),
        ("member_of", "Body it is a member of", "Member"),
        ("joint_venture", "Joint venture partner", "Joint venture partner"),
        ("tenant_of", "Landlord", "Tenant"),
        ("supplier_of", "Customer", "Supplier"),
    ],
)
def test_each_side_sees_what_the_other_is_to_it(
    haiyue: Organisation, luyou: Organisation, kind: str, there: str, back: str
) -> None:
    relate(haiyue, kind, luyou)
    assert seen(haiyue) == [(there, "图们江旅游商品")]
    assert seen(luyou) == [(back, "延边海岳商贸")]


def test_a_relation_can_be_told_from_the_other_side(haiyue: Organisation, luyou: Organisation) -> None:
    relate(luyou, "parent_of", haiyue, back=True)
    assert seen(haiyue) == [("Subsidiary", "图们江旅游商品")]


def test_past_relations_stand_below_current_ones(haiyue: Organisation, luyou: Organisation) -> None:
    relate(haiyue, "parent_of", luyou, to_date=date(2020, 3, 31))
    relate(haiyue, "supplier_of", luyou, from_date=date(2019, 4, 1))
    assert [label for label, _ in seen(haiyue)] == ["Customer", "Subsidiary"]


def test_what_cannot_be_is_refused(haiyue: Organisation, luyou: Organisation) -> None:
    relate(haiyue, "parent_of", luyou)
    relate(haiyue, "joint_venture", luyou)
    third = book.organisation("龙井绿源")
    relate(luyou, "parent_of", third)
    for one, kind, other, dates, reason in (
        (haiyue, "parent_of", haiyue, {}, "cannot have a relation to itself"),
        (haiyue, "parent_of", luyou, {}, "recorded already"),
        (luyou, "joint_venture", haiyue, {}, "recorded already"),
        (luyou, "parent_of", haiyue, {}, "cannot also be below it"),
        (third, "parent_of", haiyue, {}, "cannot also be below it"),
        (haiyue, "twin_of", luyou, {}, "from the list"),
        (haiyue, "tenant_of", luyou, {"from_date": DAY, "to_date": date(2026, 11, 23)}, "before the start"),
    ):
        with pytest.raises(Refused) as refused:
            relate(one, kind, other, **dates)
        assert reason in refused.value.text.msgid
        db.session.rollback()
    relate(third, "supplier_of", haiyue)
    relate(haiyue, "supplier_of", third)


def test_a_daughter_that_bought_its_parent_is_above_it_from_then_on(haiyue: Organisation, luyou: Organisation) -> None:
    first = relate(haiyue, "parent_of", luyou, to_date=date(2020, 3, 31))
    relate(luyou, "parent_of", haiyue, from_date=date(2020, 4, 1))
    assert seen(luyou) == [("Subsidiary", "延边海岳商贸"), ("Parent company", "延边海岳商贸")]
    with writing(), pytest.raises(Refused, match="also be below it"):
        services.change_relation(
            db.session.get_one(OrganisationRelation, first.id), from_date=None, to_date=None, by=None
        )


def test_what_ended_begins_anew_but_not_while_it_stands(haiyue: Organisation, luyou: Organisation) -> None:
    first = relate(haiyue, "supplier_of", luyou, from_date=date(2015, 4, 1), to_date=date(2018, 3, 31))
    relate(haiyue, "supplier_of", luyou, from_date=date(2020, 4, 1))
    assert seen(haiyue) == [("Customer", "图们江旅游商品"), ("Customer", "图们江旅游商品")]
    for dates in ({"from_date": date(2018, 3, 31), "to_date": date(2019, 3, 31)}, {"from_date": date(2021, 4, 1)}, {}):
        with pytest.raises(Refused, match="recorded already"):
            relate(haiyue, "supplier_of", luyou, **dates)
        db.session.rollback()
    with writing():
        kept = db.session.get_one(OrganisationRelation, first.id)
        services.change_relation(kept, from_date=date(2015, 4, 1), to_date=date(2020, 3, 31), by=None)
        with pytest.raises(Refused, match="recorded already"):
            services.change_relation(kept, from_date=date(2015, 4, 1), to_date=date(2020, 4, 1), by=None)


def test_the_database_itself_refuses_a_relation_to_oneself(haiyue: Organisation) -> None:
    with writing(), pytest.raises(IntegrityError):
        db.session.execute(
            OrganisationRelation.__table__.insert().values(  # type: ignore[attr-defined]  # a Table
                organisation_id=haiyue.id, other_id=haiyue.id, kind="parent_of"
            )
        )
    db.session.rollback()


@pytest.mark.parametrize("above", [True, False])
def test_an_archived_organisation_takes_its_relations_out_of_sight(
    haiyue: Organisation, luyou: Organisation, *, above: bool
) -> None:
    gone, stays = (haiyue, luyou) if above else (luyou, haiyue)
    made = relate(haiyue, "parent_of", luyou)
    with writing():
        services.archive_organisation(db.session.get_one(Organisation, gone.id), by=None)
        db.session.commit()
    assert seen(stays) == []
    with pytest.raises(NotVisible):
        queries.relation(made.id, seen_from=stays.id, user=cast.user())


# ------------------------------------------------------------------ pages


@pytest.fixture
def pair(app: Flask) -> tuple[int, int]:
    """The ids of two organisations."""
    with app.app_context():
        return book.organisation("延边海岳商贸").id, book.organisation("图们江旅游商品").id


def test_the_page_asks_as_often_for_thirty_relations_as_for_three(
    client: FlaskClient, app: Flask, pair: tuple[int, int]
) -> None:
    cast.sign_in(client)
    costs = []
    for start, end in ((0, 3), (3, 30)):
        with app.app_context():
            for number in range(start, end):
                relate(db.session.get_one(Organisation, pair[0]), "supplier_of", book.organisation(f"客户{number}号"))
        text(client, f"/ties/organisations/{pair[0]}")
        costs.append(questions(app, client, f"/ties/organisations/{pair[0]}"))
    assert costs[0] == costs[1]


def test_a_relation_is_recorded_changed_and_removed_on_the_page(
    client: FlaskClient, app: Flask, pair: tuple[int, int]
) -> None:
    one, other = pair
    cast.sign_in(client)
    path = f"/ties/organisations/{other}/new"
    form = opened(client, path, "relation") | {"relation": "parent_of:back", "organisations_id": str(one)}
    answer = client.post(path, data=form | {"from_date": "2019-07-01"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert "Subsidiary" in text(client, f"/ties/organisations/{one}")
    assert "Parent company" in text(client, f"/ties/organisations/{other}")
    with app.app_context():
        id = db.session.scalar(select(OrganisationRelation.id))
    edit = f"/contacts/organisations/{one}/relations/{id}"
    form = opened(client, edit, "from_date")
    assert form["from_date"] == "2019-07-01"
    answer = client.post(edit, data=form | {"to_date": "2018-01-01"})
    assert answer.status_code == 422
    assert "The end is before the start." in answer.get_data(as_text=True)
    assert client.post(edit, data=form | {"to_date": "2020-03-31"}).status_code == 303
    assert "Not current" in text(client, f"/ties/organisations/{one}")
    token = {"csrf_token": cast.csrf_token(client, edit)}
    assert client.post(f"{edit}/remove", data=token).status_code == 303
    assert "No relation is known." in text(client, f"/ties/organisations/{one}")
    with app.app_context():
        verbs = list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))
    assert [verb for verb in verbs if "related" in verb] == [
        "organisation.related", "organisation.related", "organisation.unrelated",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Choose one."),
        ({"relation": "parent_of"}, "Choose one."),
        ({"relation": "parent_of", "organisations_id": "self"}, "An organisation cannot have a relation to itself."),
        ({"relation": "parent_of", "organisations_id": "999999"}, "Choose one from the list."),
        ({"relation": "cousin_of", "organisations_id": "other"}, "Not a valid choice"),
        ({"relation": "tenant_of", "organisations_id": "other", "from_date": "soon"}, "date"),
    ],
)
def test_a_bad_relation_is_told_beside_its_field(
    client: FlaskClient, app: Flask, pair: tuple[int, int], values: dict[str, str], message: str
) -> None:
    ids = {"self": str(pair[0]), "other": str(pair[1])}
    cast.sign_in(client)
    path = f"/ties/organisations/{ids['self']}/new"
    told = {name: ids.get(value, value) for name, value in values.items()}
    answer = client.post(path, data=opened(client, path, "relation") | told)
    assert answer.status_code == 422
    assert message in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(OrganisationRelation)) == 0


def test_who_may_only_read_cannot_relate(client: FlaskClient, pair: tuple[int, int]) -> None:
    id = pair[0]
    cast.sign_in(client, Role.MANAGEMENT)
    assert "Add a relation" not in text(client, f"/ties/organisations/{id}")
    assert client.get(f"/ties/organisations/{id}/new").status_code == 403
