"""The home page as its reader has arranged it: which panels stand where, and saved views among them."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core import here
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.home import rules
from crm.lists import services as views
from crm.negotiations import queries as negotiations
from crm.negotiations.models import StageEvent
from tests.cast import sign_in, user
from tests.insights import fairs

LINES = re.compile(r'name="order" value="([\w-]+)"')


def form_of(client: FlaskClient, **changes: str) -> dict[str, str | list[str]]:
    """What the form sends, with other choices."""
    page = client.get("/home/arrange").get_data(as_text=True)
    sent: dict[str, str | list[str]] = dict(re.findall(r'name="(form_id|csrf_token)"[^>]*value="([^"]*)"', page))
    for code, options in re.findall(r'<select[^>]*name="(zone-[\w-]+)">(.*?)</select>', page, re.S):
        sent[code] = re.findall(r'value="(\w+)" selected', options)[0]
    return sent | {"order": LINES.findall(page)} | changes


def home(client: FlaskClient) -> str:
    return client.get("/").get_data(as_text=True)


def arrange(client: FlaskClient, **changes: str) -> None:
    answer = client.post("/home/arrange", data=form_of(client, **changes))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


# ------------------------------------------------------------------ the rule


def test_what_a_role_finds_stands_in_its_order_until_it_is_arranged() -> None:
    offered = ["recent", "due", "figures", "stalled"]
    assert rules.arranged("", Role.COORDINATOR, offered) == {
        "due": "main", "stalled": "main", "recent": "side", "figures": "away",
    }  # fmt: skip


def test_an_arrangement_keeps_its_order_and_a_later_panel_stands_behind_as_usual() -> None:
    found = rules.arranged("recent=top&due=away", Role.COORDINATOR, ["due", "stalled", "recent"])
    assert list(found.items()) == [("recent", "top"), ("due", "away"), ("stalled", "main")]


@pytest.mark.parametrize("query", ["due=nowhere", "unheard=main", "=", "due"])
def test_what_an_arrangement_says_of_nothing_known_is_passed_over(query: str) -> None:
    assert rules.arranged(query, Role.COORDINATOR, ["due"]) == {"due": "main"}


# ------------------------------------------------------------------ the page


@pytest.fixture
def office(app: Flask) -> None:
    """An office that is past its first steps."""
    with app.app_context():
        fairs.organisation()


@pytest.mark.usefixtures("office")
def test_a_panel_that_is_put_away_is_neither_shown_nor_asked_for(client: FlaskClient) -> None:
    sign_in(client)
    assert 'id="due"' in home(client)
    arrange(client, **{"zone-due": "away"})
    assert 'id="due"' not in home(client)


@pytest.mark.usefixtures("office")
def test_panels_change_columns_and_their_order(client: FlaskClient) -> None:
    sign_in(client)
    arrange(client, **{"zone-stalled": "top", "zone-figures": "main"})
    page = home(client)
    assert page.index("Stalled negotiations") < page.index('class="split"') < page.index("/home/panels/figures")


@pytest.mark.usefixtures("office")
def test_another_reader_keeps_the_usual_page(client: FlaskClient) -> None:
    sign_in(client)
    arrange(client, **{"zone-due": "away"})
    sign_in(client, email="other@example.jp")
    assert 'id="due"' in home(client)


@pytest.mark.usefixtures("office")
def test_the_usual_page_of_the_role_comes_back(client: FlaskClient) -> None:
    sign_in(client)
    arrange(client, **{"zone-due": "away"})
    arrange(client, usual="1")
    assert 'id="due"' in home(client)


def test_without_a_script_a_line_is_moved_and_nothing_is_saved(client: FlaskClient) -> None:
    sign_in(client)
    sent = form_of(client, **{"zone-due": "side", "move": "due:up"})
    before = list(sent["order"])
    answer = client.post("/home/arrange", data=sent)
    assert answer.status_code == 200
    after = LINES.findall(answer.get_data(as_text=True))
    assert after.index("due") == before.index("due") - 1
    assert re.search(r'name="zone-due">.*?value="side" selected', answer.get_data(as_text=True), re.S)
    assert LINES.findall(client.get("/home/arrange").get_data(as_text=True)) == before


@pytest.mark.usefixtures("office")
def test_a_role_is_offered_only_what_it_may_read(client: FlaskClient) -> None:
    sign_in(client, Role.MISSION_LEADER)
    assert "jobs" not in form_of(client)["order"]
    arrange(client, **{"zone-jobs": "top", "order": "jobs"})
    assert "Background work" not in home(client)
    sign_in(client, Role.ADMIN)
    assert "jobs" in form_of(client)["order"]


def test_a_saved_view_stands_on_the_page_with_its_first_rows(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation("延吉百货大楼")
        fairs.case("lead terms", ours=ours, theirs=theirs, title="百貨店の棚")
        fairs.case("lead", ours=ours, theirs=theirs, title="通販の試し")
        me = user()
        with writing():
            view = views.save_view(list_name="negotiations", query="stage=terms", name="条件の案件", by=me).id
            db.session.commit()
    sign_in(client)
    arrange(client, **{f"zone-view-{view}": "side"})
    panel = home(client).split("条件の案件")[1].split("</section>")[0]
    assert "百貨店の棚" in panel
    assert "通販の試し" not in panel
    assert f"view={view}" in panel


def test_a_panel_that_comes_later_is_a_page_of_its_own_without_a_script(client: FlaskClient) -> None:
    sign_in(client, Role.MANAGEMENT)
    page = client.get("/home/panels/figures").get_data(as_text=True)
    assert "<h1>Figures</h1>" in page
    assert "Talk-to-agreement rate" in page
    assert client.get("/home/panels/due").status_code == 404


# ------------------------------------------------------------------ what changed this month


def test_the_moves_of_the_month_stand_without_those_of_before_and_those_taken_back(app: Flask) -> None:
    with app.app_context():
        today = here.today()
        first = today.replace(day=1)
        ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation("延吉百货大楼")
        fairs.case("lead terms", ours=ours, theirs=theirs, title="前からの案件", on=first - timedelta(days=40))
        case = fairs.case("lead terms", ours=ours, theirs=theirs, title="今月の案件", on=today)
        mistaken = db.session.scalars(select(StageEvent.id).where(StageEvent.negotiation_id == case.id)).all()[-1]
        back = {"from_stage": "terms", "to_stage": "lead", "undoes_id": mistaken}
        fairs.keep(StageEvent(negotiation_id=case.id, at=fairs.moment(today), **back))
        found = negotiations.moved_since(first, user=user(), most=9)
        assert [(case.title, event.to_stage) for event, case in found.latest] == [("今月の案件", "lead")]
        assert found.number == 1


def test_a_leader_reads_of_the_moves_of_their_own_cases_alone(app: Flask) -> None:
    with app.app_context():
        leader = user(Role.MISSION_LEADER)
        ours, theirs = fairs.organisation("丸直ニット"), fairs.organisation("延吉百货大楼")
        fairs.case("lead", ours=ours, theirs=theirs, title="自分の案件", on=here.today(), owner_id=leader.id)
        fairs.case("lead", ours=ours, theirs=theirs, title="人の案件", on=here.today())
        found = negotiations.moved_since(here.today().replace(day=1), user=leader, most=9)
        assert [case.title for _event, case in found.latest] == ["自分の案件"]
        assert found.number == 1
