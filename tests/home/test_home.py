"""The home page: one address, one view a role, and nothing that its reader may not see."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from crm.activities import services as activities
from crm.activities.models import Activity
from crm.agreements.models import Obligation
from crm.audit.services import action
from crm.contacts import services as contacts
from crm.contacts.models import Organisation
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Permission, Role, allows
from crm.home.contents.panels import MOST_STALLED
from crm.meetings.models import Meeting, MinuteItem
from crm.missions.models import ItineraryItem
from crm.negotiations.rules import OPENED
from crm.tasks import services as tasks
from crm.tasks.models import Task
from tests.cast import csrf_token, sign_in, user
from tests.contacts import book
from tests.insights import fairs
from tests.missions import voyage
from tests.reports import writing as writing_reports

TODAY = clock.today("Asia/Tokyo")
WITH_A_DAY = [role for role in Role if allows(role, Permission.HOME_READ)]
NOON = clock.from_wall(datetime.combine(TODAY, time(12)), "Asia/Tokyo")


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays noon of one day: midnight in Japan may fall between two tests, or between a row and its page."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


LATER = re.compile(r'hx-get="(/home/panels/\w+)"')


def page_of(client: FlaskClient) -> str:
    """The page, and what comes into its frames after it."""
    return "".join(text_of(client, path) for path in ("/", *LATER.findall(text_of(client, "/"))))


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers={} if path == "/" else {"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def task(app: Flask, role: Role, text: str = "お礼状を送る", days: int = 0) -> int:
    with app.app_context(), writing():
        owner = user(role)
        made = tasks.add(text=text, due_on=TODAY + timedelta(days=days), owner_id=owner.id, by=owner)
        db.session.commit()
        return made.id


def firms() -> tuple[Organisation, Organisation]:
    return fairs.organisation("丸直ニット"), fairs.organisation("延吉百货大楼")


def meeting(firm: Organisation, *, days: int, status: str, **columns: object) -> Meeting:
    """A meeting with a firm so many days from now."""
    made = Meeting(
        organisation_id=firm.id,
        starts_at=clock.now() + timedelta(days=days),
        timezone="Asia/Shanghai",
        status=status,
        **columns,
    )
    fairs.keep(made)
    return made


def trip(days: int = 16, **columns: object) -> int:
    """A confirmed mission that begins so many days from now."""
    start = TODAY + timedelta(days=days)
    made = fairs.activity(
        fairs.place("222401", "regional"),
        name="第7回 延辺視察団",
        status="confirmed",
        start_on=start,
        end_on=start + timedelta(days=4),
        **columns,
    )
    return made.id


# ------------------------------------------------------------------ who sees what


@pytest.mark.parametrize("role", WITH_A_DAY)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_role_has_a_home_even_without_any_record(client: FlaskClient, role: Role, language: str) -> None:
    sign_in(client, role, email=f"{role}-{language}@example.jp", language=language)
    assert f'<html lang="{language}">' in page_of(client)


def test_home_asks_who_is_there(client: FlaskClient) -> None:
    assert "/users/sign-in" in client.get("/").headers["Location"]


def test_home_is_the_first_entry_of_the_navigation_and_of_the_bar(client: FlaskClient) -> None:
    sign_in(client)
    page = page_of(client)
    assert page.index('<a href="/" aria-current="page">Home') < page.index('href="/contacts')
    assert page.split('class="bottombar"')[1].index('href="/"') < page.split('class="bottombar"')[1].index("/missions/")


# ------------------------------------------------------------------ the coordinator's day


def test_what_is_due_stands_with_its_button(app: Flask, client: FlaskClient) -> None:
    late = task(app, Role.COORDINATOR, "見本の証明書を添付する", days=-4)
    task(app, Role.COORDINATOR, "通訳を確定する")
    task(app, Role.COORDINATOR, "来月の話", days=30)
    task(app, Role.MANAGEMENT, "他の人の仕事")
    sign_in(client)
    page = page_of(client)
    assert page.index("見本の証明書を添付する") < page.index("通訳を確定する")
    assert "来月の話" not in page
    assert "他の人の仕事" not in page
    assert "1 task is due today" in page
    assert "1 is overdue" in page
    assert "4 days overdue" in page
    answer = client.post(f"/tasks/{late}/done", data={"csrf_token": csrf_token(client, "/"), "next": "/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    with app.app_context():
        assert db.session.get_one(Task, late).status == "done"
    assert f'href="/tasks/{late}"' not in text_of(client, "/")


def test_stalled_negotiations_stand_with_their_reason(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ours, theirs = firms()
        fairs.case(
            "lead terms", ours=ours, theirs=theirs, title="百貨店の棚", on=TODAY - timedelta(days=200), next_step="電話"
        )
        fairs.case("lead terms", ours=ours, theirs=theirs, title="元気な案件", on=TODAY, next_step="電話")
    sign_in(client)
    page = page_of(client)
    assert "百貨店の棚" in page
    assert "Longer in this stage than its limit" in page
    assert "元気な案件" not in page


def test_the_number_of_the_stalled_is_that_of_rows_and_of_those_left_out(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ours, theirs = firms()
        for number in range(MOST_STALLED + 2):
            fairs.case("lead terms", ours=ours, theirs=theirs, title=f"棚 {number}", on=TODAY - timedelta(days=200))
    sign_in(client)
    panel = page_of(client).partition("Stalled negotiations")[2].partition("</section>")[0]
    assert str(MOST_STALLED + 2) in panel.partition("</h2>")[0]
    assert panel.count("棚 ") == MOST_STALLED
    assert "2 more" in panel
    assert "2 more are not shown here." in panel, "on paper, where no link stands"


def test_the_next_mission_counts_down_and_names_its_gaps(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = trip(16)
        fairs.activity(
            fairs.place("222402"),
            name="取りやめた視察",
            status="cancelled",
            start_on=TODAY + timedelta(days=2),
            end_on=TODAY + timedelta(days=3),
        )
        activity = db.session.get_one(Activity, mission)
        for name, status in (("髙橋 直樹", "accepted"), ("金田 恵", "accepted"), ("斉藤 一", "cancelled")):
            voyage.delegate(activity, name=name, status=status)
        host = book.organisation("汪清县商务局", place_id=fairs.place("222424").id)
        voyage.item(activity, host=host, day=activity.start_on, place_id=book.place("222402").id)
    sign_in(client)
    page = page_of(client)
    assert "The next mission begins in 16 days." in page
    assert "第7回 延辺視察団" in page
    assert "2 delegates" in page
    assert re.search(r"\d gaps", page)
    assert "取りやめた視察" not in page


def test_a_showroom_that_runs_all_year_does_not_hide_the_next_mission(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        trip(16)
        fairs.activity(
            fairs.place("222402"),
            name="常設展示場の運営",
            type="showroom_operation",
            status="in_progress",
            start_on=TODAY - timedelta(days=300),
            end_on=TODAY + timedelta(days=60),
        )
    sign_in(client)
    assert "The next mission begins in 16 days." in page_of(client)


def test_appointments_of_a_fortnight_come_in_order(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        _ours, theirs = firms()
        meeting(theirs, days=9, status="planned", subject="二つ目")
        meeting(theirs, days=2, status="planned", subject="一つ目")
        meeting(theirs, days=20, status="planned", subject="遠い先")
        meeting(theirs, days=3, status="cancelled", subject="取りやめ")
    sign_in(client)
    page = page_of(client)
    assert page.index("一つ目") < page.index("二つ目")
    assert "遠い先" not in page
    assert "取りやめ" not in page


def test_recent_records_are_mine_and_still_there(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    with app.app_context():
        me = user()
        mine, theirs = firms()
        with writing():
            contacts.archive_organisation(theirs, by=me)
            contacts.archive_organisation(mine, by=me)
            contacts.restore_organisation(mine, by=me)
            db.session.commit()
    page = page_of(client)
    assert "丸直ニット" in page
    assert "延吉百货大楼" not in page


# ------------------------------------------------------------------ the other roles


def test_a_mission_leader_sees_only_their_own_mission(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        leader_id = user(Role.MISSION_LEADER).id
        trip(5)
    sign_in(client, Role.MISSION_LEADER)
    assert "No mission is planned." in page_of(client)
    with app.app_context():
        start = TODAY + timedelta(days=9)
        where = fairs.place("222403")
        fairs.activity(where, name="自分の視察", status="confirmed", leader_id=leader_id, start_on=start, end_on=start)
    page = page_of(client)
    assert "自分の視察" in page
    assert "第7回 延辺視察団" not in page
    assert "The itinerary has no items yet." in page


def test_a_mission_leader_reads_what_was_promised_last_time(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        leader = user(Role.MISSION_LEADER)
        _ours, host = firms()
        other = fairs.organisation("琿春国际物流")
        id = trip(3, leader_id=leader.id)
        start = clock.now() + timedelta(days=4)
        wall = f"{start:%Y-%m-%dT%H:%M}"
        fairs.keep(
            ItineraryItem(
                activity_id=id, kind="visit", title="百貨店を訪ねる", organisation_id=host.id, timezone="UTC",
                wall_start=wall, wall_end=wall, starts_at=start, ends_at=start + timedelta(hours=1),
            )
        )  # fmt: skip
        for firm, text in ((host, "見本を春までに送る"), (other, "関係のない約束")):
            past = meeting(firm, days=-300, status="held", created_by_id=leader.id)
            fairs.keep(MinuteItem(meeting_id=past.id, open_point=text))
    sign_in(client, Role.MISSION_LEADER)
    page = page_of(client)
    assert "百貨店を訪ねる" in page
    assert "見本を春までに送る" in page
    assert "関係のない約束" not in page


def test_management_reads_figures(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ours, theirs = firms()
        fairs.case(
            "lead terms", ours=ours, theirs=theirs, value=Decimal(2_000_000), title="止まった案件", on=date(2026, 1, 5)
        )
        signed = fairs.case("lead terms signed", ours=ours, theirs=theirs, talked=TODAY - timedelta(days=400))
        ending = fairs.agreement(signed, TODAY - timedelta(days=30))
        with writing():
            with action(OPENED, by=None):
                db.session.merge(ending).expires_on = TODAY + timedelta(days=60)
            db.session.commit()
    sign_in(client, Role.MANAGEMENT)
    page = page_of(client)
    assert "900,000" in page
    assert "止まった案件" in page
    assert "売買契約" in page
    assert "small sample" in page
    assert "Cost by city tier" in page


def test_what_waits_for_a_decision_stands_first_for_who_decides_alone(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        waiting = writing_reports.submitted(
            voyage.mission(names={"ja": "終わった視察団"}, start_on=TODAY, end_on=TODAY)
        )
        writing_reports.decide(waiting, Role.COORDINATOR)
        plan = voyage.mission(names={"ja": "春の視察団"})
        with writing():
            activities.ask_approval(plan, request="実施してよろしいか伺います", by=user())
            db.session.commit()
    sign_in(client, Role.MANAGEMENT)
    panel = page_of(client).split('id="decisions"')[1].split("</section>")[0]
    assert '<span class="n num">2</span>' in panel
    assert "終わった視察団" in panel
    assert "春の視察団" in panel
    sign_in(client, Role.COORDINATOR)
    assert 'id="decisions"' not in page_of(client), "the coordinator has decided, and does not approve plans"


def test_each_number_of_management_leads_to_exactly_its_rows(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ours, theirs = firms()
        signed = fairs.case("lead terms signed", ours=ours, theirs=theirs, talked=TODAY - timedelta(days=40))
        fairs.agreement(signed, TODAY - timedelta(days=30))
        trip(-20)
        elsewhere = fairs.place("310000", "major")
        for days in (-20, 16):
            day = TODAY + timedelta(days=days)
            fairs.activity(elsewhere, name="上海展", status="confirmed", start_on=day, end_on=day)
    sign_in(client, Role.MANAGEMENT)
    page = page_of(client)
    tiers = [f"/insights/costs/activities?fy=2026&by=tier&group={tier}" for tier in ("regional", "major")]
    links = [(unescape(url), number) for url, number in re.findall(r'href="([^"]*)">([\d,]+)<', page)]
    for start in ("/insights/agreements?", "/insights/talks?", *tiers):
        url, number = next(link for link in links if link[0].startswith(start))
        rows = client.get(url).get_data(as_text=True)
        assert (f"{number} of {number}" if number != "0" else "The figure is zero") in rows, start


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGEMENT])
def test_what_was_promised_in_an_agreement_and_is_late_stands_out(app: Flask, client: FlaskClient, role: Role) -> None:
    with app.app_context():
        ours, theirs = firms()
        late = fairs.agreement(fairs.case("lead terms signed", ours=ours, theirs=theirs), TODAY - timedelta(days=30))
        with writing():
            with action(OPENED, by=None):
                for text, days in (("初回出荷", -1), ("年次報告", 0)):
                    due = TODAY + timedelta(days=days)
                    db.session.add(Obligation(agreement_id=late.id, organisation_id=theirs.id, text=text, due_on=due))
            db.session.commit()
    sign_in(client, role)
    page = page_of(client)
    assert "初回出荷" in page
    assert "年次報告" not in page
    assert "1 of 1" in client.get("/agreements/?owed=1").get_data(as_text=True)


@pytest.mark.once
@pytest.mark.parametrize("role", WITH_A_DAY)
def test_the_number_of_queries_does_not_depend_on_the_rows(app: Flask, client: FlaskClient, role: Role) -> None:
    sign_in(client, role)
    counts = []
    for more in (3, 17):
        fill(app, role, more)
        text_of(client, "/")
        counts.append(queries_of(app, client))
    assert counts[0] == counts[1] <= 30


def fill(app: Flask, role: Role, count: int) -> None:
    for number in range(count):
        task(app, role, f"仕事 {number}")
    with app.app_context():
        ours, theirs = firms()
        owner = user(role).id
        for number in range(count):
            begun = TODAY - timedelta(days=200)
            fairs.case("lead terms", ours=ours, theirs=theirs, title=f"案件 {number}", owner_id=owner, on=begun)
            meeting(theirs, days=2, status="planned", created_by_id=owner)


def queries_of(app: Flask, client: FlaskClient) -> int:
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        text_of(client, "/")
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(seen)
