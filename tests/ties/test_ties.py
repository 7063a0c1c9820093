"""Relations of kinds that the office defines, between organisations and people alike."""

from collections.abc import Mapping
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from crm.audit import services as audit
from crm.audit.models import AuditEntry
from crm.contacts import services as contacts
from crm.contacts.models import Organisation
from crm.contacts.rules import OrganisationNameInput
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.ties import queries, rules, services
from crm.ties.models import Tie, TieKind
from tests import cast
from tests.contacts import book
from tests.contacts.pages import opened

DAY = date(2026, 11, 24)
ADVISER = {"names": {"ja": "顧問", "en": "Adviser"}, "inverses": {"ja": "顧問先", "en": "Advises"}}
COUSIN = {"names": {"ja": "いとこ"}, "inverses": {}}


def kind(first: str, second: str, told: Mapping[str, Mapping[str, str]] = ADVISER) -> TieKind:
    with writing():
        made = services.make_kind(first=first, second=second, **told, by=cast.user(Role.ADMIN))
        db.session.commit()
    return queries.kind(made.id)


def tied(kind: TieKind, record: tuple[str, int], other: int | None, **content: object) -> Tie:
    with writing():
        made = services.tie(queries.kind(kind.id), record=record, other_id=other, by=cast.user(), **content)  # type: ignore[arg-type]  # a dict
        db.session.commit()
    return made


def seen(record_type: str, id: int, language: str = "en") -> list[tuple[str, str, bool]]:
    lines = queries.lines(record_type, id, user=cast.user(), language=language, on=DAY)
    return [(line.label.text, line.name[0], line.current) for line in lines]


@pytest.fixture
def firm(session: scoped_session[Session]) -> int:
    return book.organisation("延边海岳商贸").id


@pytest.fixture
def li(session: scoped_session[Session]) -> int:
    return book.person("李明淑").id


@pytest.fixture
def kim(session: scoped_session[Session]) -> int:
    return book.person("김철수", "ko").id


def test_a_firm_and_a_person_read_it_each_from_their_side_and_in_the_language_of_the_reader(firm: int, li: int) -> None:
    adviser = kind("organisations", "people")
    tied(adviser, ("organisations", firm), li)
    assert seen("organisations", firm) == [("Adviser", "李明淑", True)]
    assert seen("people", li) == [("Advises", "延边海岳商贸", True)]
    assert seen("people", li, "ja") == [("顧問先", "延边海岳商贸", True)]
    assert seen("people", li, "ko")[0][0] == "Advises", "the nearest language that there is"


def test_it_is_recorded_from_either_side(firm: int, li: int) -> None:
    tied(kind("organisations", "people"), ("people", li), firm, back=True)
    assert seen("organisations", firm) == [("Adviser", "李明淑", True)]


def test_what_reads_alike_from_both_sides_is_one_row_and_offered_once(li: int, kim: int) -> None:
    cousin = kind("people", "people", COUSIN)
    tied(cousin, ("people", kim), li)
    assert seen("people", li, "ja") == [("いとこ", "김철수", True)]
    assert seen("people", kim, "ja") == [("いとこ", "李明淑", True)]
    assert [code for code, _side, _called in queries.ways_from("people", [cousin], "ja")] == [f"own-{cousin.id}"]
    with pytest.raises(Refused, match="recorded already"):
        tied(cousin, ("people", li), kim)


def test_what_is_over_stands_behind_and_may_begin_anew(firm: int, li: int) -> None:
    adviser = kind("organisations", "people")
    first = tied(adviser, ("organisations", firm), li, from_date=date(2015, 4, 1), to_date=date(2018, 3, 31))
    with pytest.raises(Refused, match="recorded already"):
        tied(adviser, ("organisations", firm), li, from_date=date(2018, 3, 31))
    tied(adviser, ("organisations", firm), li, from_date=date(2020, 4, 1))
    assert [current for _label, _name, current in seen("organisations", firm)] == [True, False]
    with writing():
        kept = db.session.get_one(Tie, first.id)
        with pytest.raises(Refused, match="recorded already"):
            services.change_tie(kept, from_date=None, to_date=date(2020, 4, 1), by=None)


def test_what_is_refused(firm: int, li: int, kim: int) -> None:
    adviser, cousin = kind("organisations", "people"), kind("people", "people", COUSIN)
    for made, record, other, message in (
        (adviser, ("people", li), firm, "Choose one."),
        (cousin, ("organisations", firm), li, "Choose one."),
        (adviser, ("organisations", firm), None, "from the list"),
        (adviser, ("organisations", firm), 999, "from the list"),
        (cousin, ("people", li), li, "to itself"),
    ):
        with pytest.raises(Refused, match=message):
            tied(made, record, other)
        db.session.rollback()
    with writing():
        audit.archive(queries.kind(cousin.id), rules.KIND_ARCHIVED, by=None)
        db.session.commit()
    with pytest.raises(Refused, match="Choose one."):
        tied(cousin, ("people", li), kim)


@pytest.mark.parametrize(
    ("second", "names", "inverses", "message"),
    [
        ("people", {}, {}, "at least one language"),
        ("people", {"ja": "顧問"}, {}, "Enter the reverse"),
        ("organisations", {"ja": "顧問", "en": "Adviser"}, {"ja": "顧問先"}, "Enter the reverse"),
        ("organisations", {"ja": "顧問"}, {"ja": "顧問先", "en": "Advises"}, "Enter the name in each"),
        ("places", {"ja": "顧問"}, {}, "Choose one."),
    ],
)
def test_a_kind_says_both_sides_in_the_same_languages(
    session: scoped_session[Session], second: str, names: dict[str, str], inverses: dict[str, str], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        kind("organisations", second, {"names": names, "inverses": inverses})


def test_an_archived_person_takes_it_out_of_sight(firm: int, li: int) -> None:
    made = tied(kind("organisations", "people"), ("organisations", firm), li)
    assert queries.one(made.id, seen_from=("people", li), user=cast.user()).id == made.id
    other = book.organisation("无关公司").id
    with pytest.raises(NotVisible):
        queries.one(made.id, seen_from=("organisations", other), user=cast.user())
    with writing():
        contacts.archive_organisation(db.session.get_one(Organisation, firm), by=None)
        db.session.commit()
    assert seen("people", li) == []
    with pytest.raises(NotVisible):
        queries.one(made.id, seen_from=("people", li), user=cast.user())


# ------------------------------------------------------------------ pages


def test_the_administrator_defines_a_kind_and_everyone_uses_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        firm, li = book.organisation("延边海岳商贸").id, book.person("李明淑").id
    cast.sign_in(client, Role.ADMIN)
    path = "/ties/kinds/new"
    told = {"first": "organisations", "second": "people", "name_en": "Adviser", "inverse_en": "Advises"}
    assert client.post(path, data=opened(client, path, "first") | told).status_code == 303
    with app.app_context():
        id = db.session.scalar(select(TieKind.id))
    edit = f"/ties/kinds/{id}/edit"
    told = {"name_ko": "고문", "inverse_ko": "자문처"}
    assert client.post(edit, data=opened(client, edit, "name_en") | told).status_code == 303
    assert "Adviser" in client.get("/ties/kinds").text

    cast.sign_in(client, language="ko")
    assert client.get("/ties/kinds").status_code == 403
    path = f"/ties/people/{li}/new"
    form = opened(client, path, "relation") | {"relation": f"own-{id}:back"}
    answer = client.post(path, data=form | {"organisations_id": ""})
    assert answer.status_code == 422
    assert client.post(path, data=form | {"organisations_id": str(firm), "from_date": "2024-04-01"}).status_code == 303
    panel = client.get(f"/ties/organisations/{firm}").text
    assert "고문" in panel
    assert f'href="/contacts/people/{li}"' in panel
    with app.app_context():
        tie = db.session.scalar(select(Tie.id))
    page = f"/ties/people/{li}/{tie}"
    assert client.post(page, data=opened(client, page, "from_date") | {"to_date": "2025-03-31"}).status_code == 303
    assert "2025" in client.get(f"/ties/organisations/{firm}").text
    token = {"csrf_token": cast.csrf_token(client, page)}
    assert client.post(f"{page}/remove", data=token).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count(Tie.id))) == 0
        verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.startswith("tie.")).distinct())
        assert set(verbs) == {"tie.kind_made", "tie.kind_changed", "tie.recorded", "tie.removed"}


def test_a_kind_is_archived_and_restored_and_its_relations_stay(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        firm, li = book.organisation("延边海岳商贸").id, book.person("李明淑").id
        id = kind("organisations", "people").id
        tied(queries.kind(id), ("organisations", firm), li)
    cast.sign_in(client, Role.ADMIN)
    token = {"csrf_token": cast.csrf_token(client, "/ties/kinds")}
    assert client.post(f"/ties/kinds/{id}/archive", data=token).status_code == 303
    assert f"own-{id}" not in client.get(f"/ties/organisations/{firm}/new").text
    assert "Adviser" in client.get(f"/ties/organisations/{firm}").text
    assert client.post(f"/ties/kinds/{id}/restore", data=token).status_code == 303
    assert f"own-{id}" in client.get(f"/ties/organisations/{firm}/new").text


def test_relations_and_the_tree_name_organisations_in_the_language_of_the_reader(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        korean = [OrganisationNameInput("옌지하이웨 그룹", "ko")]
        head = book.organisation("延吉海岳集团", other_names=korean).id
        firm, branch = book.organisation("延边海岳商贸").id, book.organisation("长春海岳").id
        with writing():
            for one, other in ((head, firm), (firm, branch)):
                contacts.relate(db.session.get_one(Organisation, one), kind="parent_of", other_id=other, by=cast.user())
            db.session.commit()
    for language, told in (("ko", "옌지하이웨 그룹"), ("en", '<bdi lang="zh-Hans">延吉海岳集团</bdi>')):
        cast.sign_in(client, language=language)
        panel = client.get(f"/ties/organisations/{firm}").text
        assert panel.count(f"{told}</a>") == 2, "in the tree and in its row"
