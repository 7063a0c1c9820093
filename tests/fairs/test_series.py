"""Series of fairs: what is refused, their editions, the task to apply in time, and those that are known."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core import here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Role
from crm.fairs import queries, rules
from crm.fairs.queries import SeriesFilter
from crm.tasks import services as tasks
from crm.tasks.models import Task
from tests.cast import sign_in, user
from tests.contacts.pages import opened, text
from tests.fairs import stand
from tests.fairs.stand import moved, planned
from tests.missions import voyage


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"names": {"ja": ""}}, "name_ja"),
        ({"place_id": None}, "place_id"),
        ({"place_id": 99_999}, "place_id"),
        ({"cycle": "never"}, "cycle"),
        ({"website": "javascript:alert(1)"}, "website"),
    ],
)
@pytest.mark.once
def test_a_series_that_cannot_be_is_refused_beside_its_field(app: Flask, said: dict[str, Any], field: str) -> None:
    with app.app_context(), pytest.raises(Refused) as refused:
        stand.series(**said)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"series_id": 99_999}, "series_id"),
        ({"number": 3}, "series_id"),
        ({"series_id": "it", "number": 0}, "number"),
        ({"series_id": "it", "number": 12}, "number"),
        ({"apply_by": stand.FIRST + timedelta(days=1)}, "apply_by"),
        ({"applied_on": date(2199, 1, 1)}, "applied_on"),
    ],
)
@pytest.mark.once
def test_an_edition_that_cannot_be_is_refused_beside_its_field(app: Flask, said: dict[str, Any], field: str) -> None:
    with app.app_context():
        it = stand.series().id
        stand.edition(stand.fair(names={"ja": "去年"}), series_id=it, number=12)
        told = {name: it if value == "it" else value for name, value in said.items()}
        with pytest.raises(Refused) as refused:
            stand.edition(stand.fair(), **told)
        assert refused.value.field == field


@pytest.mark.once
def test_only_a_fair_is_an_edition(app: Flask) -> None:
    with app.app_context(), pytest.raises(Refused):
        stand.edition(voyage.mission().id, apply_by=date(2026, 12, 1))


@pytest.mark.once
def test_the_edition_before_is_the_latest_of_the_same_series_that_was_not_cancelled(app: Flask) -> None:
    with app.app_context():
        it, other = stand.series().id, stand.series(names={"ja": "別の商談会"}).id
        fairs = {
            year: stand.fair(names={"ja": str(year)}, start_on=date(year, 8, 28), end_on=date(year, 8, 30))
            for year in (2023, 2024, 2025, 2026)
        }
        for year, id in fairs.items():
            stand.edition(id, series_id=other if year == 2025 else it)
        latest = queries.fair(fairs[2026], user=user())
        assert queries.edition_before(latest) == fairs[2024], "2025 was of another series"
        assert queries.edition_before(queries.fair(fairs[2023], user=user())) is None
        assert [row.activity_id for row in queries.editions(it, user=user())] == [fairs[y] for y in (2026, 2024, 2023)]


@pytest.mark.once
def test_the_task_to_apply_keeps_step_with_the_last_day_and_with_the_application(app: Flask) -> None:
    with app.app_context():
        at, last = stand.fair(), date(2026, 11, 30)
        row = stand.edition(at, apply_by=last)

        def kept() -> list[tuple[str, date]]:
            db.session.expire_all()
            return [(task.status, task.due_on) for task in db.session.scalars(select(Task).order_by(Task.id))]

        assert kept() == [("open", last)]
        assert db.session.get_one(Task, row.task_id).activity_id == at
        stand.edition(at, apply_by=last - timedelta(days=5))
        assert kept() == [("open", last - timedelta(days=5))], "the same task on another day"
        stand.edition(at, apply_by=last, applied_on=here.today())
        assert [status for status, _ in kept()] == ["done"]
        stand.edition(at, apply_by=last)
        assert kept() == [("open", last)], "the application was taken back"
        stand.edition(at)
        assert [status for status, _ in kept()] == ["cancelled"]


@pytest.mark.once
def test_nobody_applies_for_a_cancelled_fair_or_for_what_is_no_fair_any_more(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = stand.fair()
        stand.edition(at, apply_by=date(2026, 12, 9))

        def kept() -> list[str]:
            db.session.expire_all()
            return [task.status for task in db.session.scalars(select(Task))]

        moved(at, "cancelled")
        assert kept() == ["cancelled"]
        stand.edition(at, apply_by=date(2026, 12, 8))
        assert kept() == ["cancelled"], "a cancelled fair asks for no application"
        moved(at, "draft")
        assert kept() == ["open"]
        planned(at, type="inspection_mission")
        assert kept() == ["cancelled"]
        planned(at, type="product_fair")
        assert kept() == ["open"]
        moved(at, "cancelled")
    sign_in(client)
    assert "left" not in text(client, f"/fairs/panels/activities/{at}")


@pytest.mark.once
def test_a_fair_does_not_move_before_the_last_day_to_apply(app: Flask) -> None:
    with app.app_context():
        at = stand.fair()
        stand.edition(at, apply_by=date(2026, 12, 9))
        with pytest.raises(Refused) as refused:
            planned(at, start_on=date(2026, 12, 8))
        assert refused.value.field == "start_on"
        planned(at, start_on=date(2026, 12, 9))
        assert queries.fair(at, user=user()).start_on == date(2026, 12, 9)


@pytest.mark.once
def test_an_application_after_the_fair_is_refused(app: Flask) -> None:
    with app.app_context():
        at = stand.fair(start_on=date(2026, 8, 28), end_on=date(2026, 8, 30))
        with pytest.raises(Refused) as refused:
            stand.edition(at, applied_on=date(2026, 8, 31))
        assert refused.value.field == "applied_on"


@pytest.mark.once
def test_a_series_is_found_by_each_of_its_names_and_cycles(app: Flask) -> None:
    with app.app_context():
        stand.series(names={"ja": "図們江商談会", "ko": "두만강 상담회"}, cycle="yearly")
        stand.series(names={"ja": "大連日本商品展"})

        def found(**wanted: Any) -> list[str]:
            page = queries.series_lines(SeriesFilter(**wanted), user=user(), language="ja")
            return [line.name for line in page.rows]

        assert sorted(found()) == ["図們江商談会", "大連日本商品展"]
        assert found(q="두만강") == found(cycle=["yearly"]) == ["図們江商談会"]


@pytest.mark.once
def test_what_is_known_of_recurring_fairs_is_told_whole_in_each_language() -> None:
    keys = {tuple(each.key for each in queries.known_series(language)) for language in LANGUAGE_LABELS}
    assert len(keys) == 1
    for language in LANGUAGE_LABELS:
        for each in queries.known_series(language):
            assert set(each.names) == set(LANGUAGE_LABELS)
            assert all((each.name(language), each.facts, each.place_code)), each.key
            assert each.cycle in rules.CYCLES
            assert each.source or each.unconfirmed, "what has no source says so"


@pytest.mark.once
def test_a_known_fair_is_chosen_once_and_a_fair_of_ours_becomes_an_edition_of_it(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        at, today = stand.fair(), here.today()
    sign_in(client)
    known = text(client, "/fairs/series/known")
    assert "No later edition was found." in known
    assert known.count("Unconfirmed") >= 5
    form = opened(client, "/fairs/series/new?known=tumen", "name_ja")
    assert form["name_zh"] == "图们江地区国际投资贸易洽谈会"
    assert form["unconfirmed"]
    there = client.post("/fairs/series/new?known=tumen", data=form).headers["Location"]
    assert f'href="{there}"' in text(client, "/fairs/series/known"), "it cannot be chosen twice"
    assert client.get("/fairs/series/new?known=none").status_code == 404

    path = f"/fairs/missions/{at}/edition"
    last = (today + timedelta(days=3)).isoformat()
    said = {"series_id": there.rsplit("/", 1)[1], "number": "13", "apply_by": last}
    assert client.post(path, data=opened(client, path, "apply_by") | said).status_code == 303
    panel = text(client, f"/fairs/panels/activities/{at}")
    assert "Edition no. 13" in panel
    assert "3 days left" in panel
    assert f"/missions/{at}" in text(client, there)
    assert "Apply for a place at the fair" in text(client, "/tasks/")
    client.post(path, data=opened(client, path, "apply_by") | {"applied_on": today.isoformat()})
    assert "Applied" in text(client, f"/fairs/panels/activities/{at}")


@pytest.mark.once
def test_a_series_is_changed_put_away_and_brought_back(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        there = f"/fairs/series/{stand.series().id}"
    sign_in(client)
    form = opened(client, f"{there}/edit", "venue")
    client.post(f"{there}/edit", data=form | {"venue": "延吉国際会議芸術センター", "website": "tumenfair.cn"})
    shown = text(client, there)
    assert "延吉国際会議芸術センター" in shown
    assert 'href="https://tumenfair.cn"' in shown
    client.post(f"{there}/archive", data=form)
    assert client.get(there).status_code == 404
    listed = text(client, "/fairs/series/")
    assert "All of them are archived" in listed
    assert f'href="{there}"' not in listed, "what is in the archive is not there"
    assert f'action="{there}/restore"' in listed
    assert f'action="{there}/restore"' in client.get(there).get_data(as_text=True)
    client.post(f"{there}/restore", data=form)
    assert "All of them are archived" not in text(client, "/fairs/series/")


@pytest.mark.once
def test_an_archived_series_is_named_on_its_fair_without_a_link(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at, it = stand.fair(), stand.series().id
        stand.edition(at, series_id=it)
    sign_in(client)
    panel = f"/fairs/panels/activities/{at}"
    assert f'href="/fairs/series/{it}"' in text(client, panel)
    client.post(f"/fairs/series/{it}/archive", data=opened(client, f"/fairs/series/{it}/edit", "venue"))
    shown = text(client, panel)
    assert "図們江商談会" in shown
    assert f'href="/fairs/series/{it}"' not in shown


@pytest.mark.once
def test_a_series_counts_the_editions_that_have_begun_and_were_not_cancelled(app: Flask) -> None:
    with app.app_context():
        it, today = stand.series().id, here.today()
        days = {
            "held": today - timedelta(days=400),
            "off": today - timedelta(days=30),
            "next": today + timedelta(days=9),
        }
        for name, day in days.items():
            at = stand.fair(names={"ja": name}, start_on=day, end_on=day)
            stand.edition(at, series_id=it)
            if name == "off":
                moved(at, "cancelled")
        [line] = queries.series_lines(SeriesFilter(), user=user(), language="ja").rows
        assert (line.editions, line.last_on) == (1, days["held"])


@pytest.mark.once
def test_the_edition_of_a_cancelled_fair_can_be_that_of_another(app: Flask) -> None:
    with app.app_context():
        it, at = stand.series().id, stand.fair()
        stand.edition(at, series_id=it, number=18)
        moved(at, "cancelled")
        assert stand.edition(stand.fair(names={"ja": "新しい計画"}), series_id=it, number=18).number == 18


@pytest.mark.once
def test_a_leader_sees_of_a_series_the_editions_that_are_theirs(app: Flask) -> None:
    with app.app_context():
        leader, it = user(Role.MISSION_LEADER), stand.series().id
        past: dict[str, Any] = {"start_on": date(2026, 8, 28), "end_on": date(2026, 8, 30)}
        theirs = stand.fair(leader_id=leader.id, **past)
        stand.edition(theirs, series_id=it)
        stand.edition(stand.fair(names={"ja": "他人の展示会"}, **past), series_id=it)
        assert [row.activity_id for row in queries.editions(it, user=leader)] == [theirs]
        [line] = queries.series_lines(SeriesFilter(), user=leader, language="ja").rows
        assert line.editions == 1


def test_a_last_day_that_passed_stands_on_the_home_page_until_somebody_answers(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at, last = stand.fair(), here.today() - timedelta(days=2)
        stand.edition(at, apply_by=last)
        later = stand.fair(names={"ja": "まだ先の展示会"}, start_on=date(2027, 3, 1), end_on=date(2027, 3, 2))
        stand.edition(later, apply_by=here.today() + timedelta(days=rules.SOON + 1))
        gone = stand.fair(names={"ja": "中止の展示会"})
        stand.edition(gone, apply_by=last)
        moved(gone, "cancelled")
        ended: dict[str, Any] = {
            "start_on": here.today() - timedelta(days=9),
            "end_on": here.today() - timedelta(days=1),
        }
        stand.edition(stand.fair(names={"ja": "終わった展示会"}, **ended), apply_by=last - timedelta(days=9))
        task = db.session.scalars(select(Task).where(Task.activity_id == at)).one()
        with writing():
            tasks.complete(task, by=user())  # ticked off by itself it answers nothing
            db.session.commit()

    sign_in(client, Role.COORDINATOR)

    def told() -> str:
        page = text(client, "/home/panels/applications")
        return page.partition('id="applications"')[2].partition("</section>")[0]

    assert "2 days overdue" in told()
    assert "まだ先の展示会" not in told()
    assert "中止の展示会" not in told()
    assert "終わった展示会" not in told()
    there = f"/fairs/missions/{at}/edition"
    form = opened(client, there, "apply_by")
    wrong = client.post(there, data=form | {"applied_on": str(last), "not_applied": "y"})
    assert wrong.status_code == 422
    assert client.post(there, data=form | {"not_applied": "y"}).status_code == 303
    assert not told()
    assert "We do not apply" in text(client, f"/fairs/panels/activities/{at}")
    form = opened(client, there, "apply_by")
    form.pop("not_applied", None)
    client.post(there, data=form)
    assert "2 days overdue" in told(), "the answer was taken back"
    client.post(there, data=opened(client, there, "apply_by") | {"applied_on": str(last)})
    assert not told()


def test_a_leader_is_not_told_of_the_application_for_the_fair_of_another(app: Flask) -> None:
    with app.app_context():
        leader, other = user(Role.MISSION_LEADER), user(Role.MISSION_LEADER, email="other@example.jp")
        theirs, foreign = (stand.fair(leader_id=each.id, names={"ja": each.email}) for each in (leader, other))
        for at in (theirs, foreign):
            stand.edition(at, apply_by=here.today())
        found = queries.applications_due(user=leader, today=here.today())
        assert [row.activity_id for row in found] == [theirs]


def test_the_next_edition_is_planned_from_the_page_of_its_series(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        row = stand.series()
        series, place = row.id, row.place_id
    sign_in(client)
    shown = client.get(f"/fairs/series/{series}").text
    there = f"/missions/new?type=trade_fair&series_id={series}"
    assert there.replace("&", "&amp;") in shown
    form = opened(client, there, "start_on")
    assert (form["name_ja"], form["place_id"], form["type"]) == ("図們江商談会", str(place), "trade_fair")
    days = {"start_on": stand.FIRST.isoformat(), "end_on": stand.LAST.isoformat()}
    saved = client.post(there, data=form | days)
    assert saved.status_code == 303
    assert saved.location.endswith(f"/edition?series_id={series}")
    edition = opened(client, saved.location, "series_id")
    assert edition["series_id"] == str(series)
    assert client.post(saved.location, data=edition | {"number": "3"}).status_code == 303
    assert "Edition no. 3" in text(client, f"/fairs/series/{series}")
    assert client.get("/missions/new?series_id=999").status_code == 404
