"""Each company of a delegation has its own programme: its items, who of it goes, its talks at the tables."""

import re
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.contacts.models import Organisation
from crm.core.database import db
from crm.documents import contents as printed
from crm.documents import rules as documents
from crm.documents.contents import Imprint
from crm.handouts import contents, queries, rules
from crm.matching import queries as matching
from crm.matching.rules import COUNTERPART, MAKER
from crm.missions import queries as missions
from crm.privacy.models import Provision
from tests import cast
from tests.contacts import book
from tests.contacts.pages import opened
from tests.matching import tables
from tests.missions import voyage
from tests.missions.browser import text


@pytest.fixture
def split(app: Flask) -> dict[str, int]:
    """On 11 December: everybody at 9; from 13 knit in one place and rice in another; a third company in none."""
    with app.app_context():
        mission = voyage.mission(objectives="視察")
        firms = {name: book.organisation(name, "ja", country="JP") for name in ("丸八ニット", "見附米穀", "越後商事")}
        parts = {
            firm: voyage.delegate(mission, book.person(who, "ja", at=firms[firm]), organisation_id=firms[firm].id).id
            for firm, who in (("丸八ニット", "佐藤 誠"), ("見附米穀", "丸山 学"), ("越後商事", "近藤 恵"))
        }
        voyage.item(mission, title="表敬訪問")
        voyage.item(mission, title="縫製工場", people=[parts["丸八ニット"]], start=time(13), end=time(16))
        voyage.item(mission, title="精米工場", people=[parts["見附米穀"]], start=time(14), end=time(15))
        table = tables.opened(activity=voyage.fresh(mission))
        [knit] = tables.joined(table, MAKER, firms["丸八ニット"])
        [store] = tables.joined(table, COUNTERPART, book.organisation("延吉百货"))
        tables.interpreter(table)
        tables.talk(table, knit, store)
        return {name: firm.id for name, firm in firms.items()} | {"mission": mission.id}


@pytest.mark.parametrize("language", ["ja", "zh-Hans"])
def test_a_company_reads_what_concerns_it_and_nothing_else(
    app: Flask, split: dict[str, int], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-11-28T03:00:00+00:00"))
    with app.app_context():
        activity = voyage.fresh_in(split["mission"])
        content = contents.programme(activity, language, split["丸八ニット"], user=cast.user())
        page = contents.html(rules.PROGRAMME, activity, language, **content)
    assert "258-00-0000" in page, "a number to call"
    head = re.sub(r"<[^>]*>|\s", "", page.split("</table>")[0])
    assert {"ja": "2026年11月28日現在", "zh-Hans": "截至2026年11月28日"}[language] in head, "of which day it is"
    assert ("表敬訪問" in page, "縫製工場" in page, "精米工場" in page) == (True, True, False)
    assert ("丸八ニット" in page.split('data-doc="')[1].split('"')[0], page.count("data-doc")) == (True, 1)
    assert ("延吉百" in page, "佐藤" in page or "佐藤 诚" in page, "丸山" in page) == (True, True, False)


def test_a_programme_is_in_the_language_of_its_company_and_a_foreign_title_gives_way_to_the_kind(
    app: Flask, split: dict[str, int]
) -> None:
    """That of our own firm came in Chinese, with 首脳会談 in Japanese in it."""
    with app.app_context():
        activity = voyage.fresh_in(split["mission"])
        assert queries.usual_language(rules.PROGRAMME, activity, split["丸八ニット"]) == "ja"
        assert queries.usual_language(rules.LIST, activity, None) == "zh-Hans"
        voyage.item(activity, title="首脳会談", kind="leaders_talks", start=time(10), end=time(11))
        content = contents.programme(activity, "zh-Hans", split["丸八ニット"], user=cast.user())
        page = contents.html(rules.PROGRAMME, voyage.fresh(activity), "zh-Hans", **content)
    assert "<b>领导会谈</b>" in page
    assert '<small><span lang="ja">首脳会談</span> <small class="once">［日文原文］</small></small>' in page


def test_a_programme_says_who_interprets_as_the_pack_does(app: Flask, split: dict[str, int]) -> None:
    """One who goes along silenced the gap, and stood nowhere instead."""
    with app.app_context():
        told = []
        for status in ("invited", "accepted"):
            activity = voyage.fresh_in(split["mission"])
            voyage.delegate(activity, book.person(f"通訳{status}", "ja"), role="interpreter", status=status)
            content = contents.programme(voyage.fresh(activity), "ja", split["丸八ニット"], user=cast.user())
            page = contents.html(rules.PROGRAMME, voyage.fresh(activity), "ja", **content)
            told.append(page.partition("表敬訪問")[2].partition("</tr>")[0])
    assert ("未手配" in told[0], "通訳invited" in told[0]) == (True, False)
    assert ("未手配" in told[1], "通訳accepted" in told[1]) == (False, True)


def test_each_company_has_its_own_and_the_split_is_seen(app: Flask, client: FlaskClient, split: dict[str, int]) -> None:
    with app.app_context():
        facts = missions.facts(split["mission"], user=cast.user())
        found = {
            one.organisation.id: [entry.item.title for day in one.days for entry in day.entries]
            for one in queries.programmes(facts, None, user=cast.user())
        }
        assert found == {
            split["丸八ニット"]: ["表敬訪問", "商談会", "縫製工場"],
            split["見附米穀"]: ["表敬訪問", "商談会", "精米工場"],
            split["越後商事"]: ["表敬訪問", "商談会"],
        }
        assert not any(gap.kind == "clash" for gap in facts.gaps), "two groups at one time are no clash"
        [gap] = [gap for gap in facts.gaps if gap.kind == "left_out"]
        assert ("近藤 恵" in str(gap.text), "佐藤" in str(gap.text)) == (True, False)
    cast.sign_in(client)
    papers = f"/handouts/missions/{split['mission']}"
    assert "見附米穀" in text(client, papers)
    form = opened(client, papers, "organisation_id") | {"organisation_id": str(split["見附米穀"])}
    answer = client.post(f"{papers}/programme", data=form)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert client.post(f"{papers}/programme", data=form | {"organisation_id": "9999"}).status_code == 400


def test_each_company_has_its_own_talks_and_what_is_called_off_concerns_none(app: Flask, split: dict[str, int]) -> None:
    with app.app_context():
        [line] = matching.of_activity(split["mission"], user=cast.user())
        [store] = tables.board(line.session.id).counterparts
        [rice] = tables.joined(line.session.id, MAKER, db.session.get_one(Organisation, split["見附米穀"]))
        tables.talk(line.session.id, rice, store, at=1)
        applied = book.organisation("三条金属", "ja", country="JP")
        mission = voyage.fresh_in(split["mission"])
        voyage.delegate(mission, book.person("本間 隆", "ja"), organisation_id=applied.id, status="applied")
        voyage.item(voyage.fresh_in(mission.id), title="夕食会", start=time(18), end=time(20), status="cancelled")
        mission_id, maker, table = mission.id, rice.id, line.session.id
        db.session.expunge_all()
        facts = missions.facts(mission_id, user=cast.user())
        found = {one.organisation.id: one for one in queries.programmes(facts, None, user=cast.user())}
        talks = {id: [row.maker_id for each in one.tables for row in each.talks] for id, one in found.items()}
        [first] = [row.maker_id for row in tables.board(table).meetings if row.maker_id != maker]
        assert talks == {split["丸八ニット"]: [first], split["見附米穀"]: [maker], split["越後商事"]: []}
        titles = {entry.item.title for one in found.values() for day in one.days for entry in day.entries}
        assert titles == {"表敬訪問", "商談会", "縫製工場", "精米工場"}
        idle = [id for id, one in found.items() if one.without_talks]
        assert idle == [split["越後商事"]], "it reads that it has no talk, and is not left to wonder"


def test_a_company_whose_name_was_not_kept_is_offered_by_its_own(app: Flask, split: dict[str, int]) -> None:
    with app.app_context():
        activity = voyage.fresh_in(split["mission"])
        for part in activity.participants:
            part.organisation_snapshot = ""
        assert dict(queries.companies(activity))[split["見附米穀"]] == "見附米穀"


def test_a_company_is_told_how_a_host_and_a_firm_are_said_that_it_cannot_read(app: Flask) -> None:
    """In the Korean programme the Chinese name of a host stood alone."""
    with app.app_context():
        mission, firm = voyage.mission(), book.organisation("丸八ニット", "ja", country="JP", reading="まるはちにっと")
        host = book.organisation("图们百货", reading="Túmén Bǎihuò")
        voyage.delegate(mission, book.person("佐藤 誠", "ja", at=firm), organisation_id=firm.id)
        voyage.item(voyage.fresh(mission), title="表敬訪問", host=host)
        activity = voyage.fresh(mission)
        content = contents.programme(activity, "ko", firm.id, user=cast.user())
        page = contents.html(rules.PROGRAMME, activity, "ko", **content)
        said = re.sub(r"\s*<[^>]*>\s*", "", page)
        assert "图们百货(Túmén Bǎihuò)" in said
        assert "丸八ニット(마루하치닛토" in said
        chinese = contents.html(rules.PROGRAMME, activity, "zh-Hans", **content)
        assert "Túmén" not in chinese


def test_every_day_of_the_mission_stands_on_its_papers_and_says_where_one_sleeps(app: Flask) -> None:
    """From 10 to 14 December: on the 12th and 13th nothing is planned, and the hotel is left on the 13th."""
    with app.app_context():
        mission = voyage.mission(objectives="視察")
        firm = book.organisation("丸八ニット", "ja", country="JP")
        voyage.delegate(mission, book.person("佐藤 誠", "ja", at=firm), organisation_id=firm.id)
        voyage.item(mission, title="表敬訪問", day=voyage.FIRST)
        voyage.item(mission, kind="hotel", title="延辺ホテル", day=voyage.FIRST, end_day=date(2026, 12, 13))
        voyage.item(voyage.fresh(mission), title="解散式", day=voyage.LAST)
        activity = voyage.fresh(mission)
        days = missions.fact(activity).printed_days
        assert [len(day.entries) for day in days] == [2, 0, 0, 0, 1]
        assert [[bed.item.title for bed in day.nights] for day in days] == [[], ["延辺ホテル"], ["延辺ホテル"], [], []]
        assert missions.printed_days(activity, []) == []
        papers = {
            kind: contents.html(kind, activity, "ja", **contents.told(kind, activity, "ja", user=cast.user()))
            for kind in (rules.PROGRAMME, rules.CALL)
        }
        for kind, name in (("briefing", "itinerary"), ("pocket", "pocket")):
            wish = documents.wish(activity.id, kind=kind, language="ja", audience="member")
            papers[name] = printed.bare_html(
                printed.filled(wish, user=cast.user()), Imprint("", 1, date(2026, 11, 24), "")
            )
    for name, page in papers.items():
        assert "12日" in page or "12/12" in page, name
        assert page.count("この日の予定は登録されていません") == (
            6 if name == "itinerary" else 0 if name == "call" else 3
        ), name
    assert papers[rules.PROGRAMME].count("延辺ホテル") == 3
    told = {name: page.count("（仮）") for name, page in papers.items()}
    assert told == {rules.PROGRAMME: 2, rules.CALL: 3, "itinerary": 7, "pocket": 2}


def test_a_company_reads_that_nobody_interprets_yet_as_its_pack_says(app: Flask, split: dict[str, int]) -> None:
    with app.app_context():
        host = book.organisation("延边大洋商贸有限公司")
        voyage.item(voyage.fresh_in(split["mission"]), host=host, title="商談", start=time(10), end=time(11))
        activity = voyage.fresh_in(split["mission"])
        content = contents.programme(activity, "ja", split["丸八ニット"], user=cast.user())
        page = contents.html(rules.PROGRAMME, activity, "ja", **content)
        assert content["facts"].uninterpreted
    assert "通訳：<b>未手配</b>" in page


def test_what_arrives_after_midnight_stands_under_its_own_day_on_every_paper_and_counts_once(
    app: Flask, client: FlaskClient
) -> None:
    """2/1 22:50 – 2/2 02:10: day 2 said nothing, and somebody had to be at the airport."""
    with app.app_context():
        mission = voyage.mission(objectives="視察")
        firm = book.organisation("丸八ニット", "ja", country="JP")
        voyage.delegate(mission, book.person("佐藤 誠", "ja", at=firm), organisation_id=firm.id)
        voyage.item(
            mission, kind="flight", title="上海へ", day=voyage.FIRST, start=time(22, 50),
            end_day=date(2026, 12, 11), end=time(2, 10), timezone="Asia/Tokyo", end_timezone="Asia/Shanghai",
        )  # fmt: skip
        activity = voyage.fresh(mission)
        facts = missions.fact(activity)
        first, second, *_rest = facts.printed_days
        assert [each.item.title for each in second.arrivals] == ["上海へ"]
        assert (len(facts.entries), len(first.entries), len(second.entries), first.arrivals) == (1, 1, 0, ())
        now = missions.at(activity, facts.entries, datetime(2026, 12, 9, tzinfo=UTC))
        assert [[each.item.title for each in day.arrivals] for day in now.after] == [["上海へ"]]
        papers = {
            kind: contents.html(kind, activity, "ja", **contents.told(kind, activity, "ja", user=cast.user()))
            for kind in (rules.PROGRAMME, rules.CALL)
        }
        for kind in ("briefing", "pocket"):
            wish = documents.wish(activity.id, kind=kind, language="ja", audience="member")
            papers[kind] = printed.bare_html(
                printed.filled(wish, user=cast.user()), Imprint("1", 1, date(2026, 12, 1), "小林")
            )
        id = activity.id
    for kind, shown in papers.items():
        told = re.sub(r"<[^>]+>|\s+", "", shown)
        assert "12月10日（木）22:50発" in told, kind
        assert ("02:10着" in told) is (kind != rules.CALL), kind
    cast.sign_in(client)
    for path in ("itinerary", "itinerary/2026-12-11", "today"):
        page = client.get(f"/missions/{id}/{path}").get_data(as_text=True)
        assert "02:10 arrival" in page, path


@pytest.mark.parametrize(
    ("status", "stands"), [("invited", False), ("applied", False), ("accepted", True), ("absent", False)]
)
def test_a_programme_names_whom_to_call_and_who_presents_only_where_they_go_along(
    app: Flask, split: dict[str, int], status: str, stands: bool
) -> None:
    with app.app_context():
        activity, firm = voyage.fresh_in(split["mission"]), split["丸八ニット"]
        head = book.person("団長 太郎", "ja", contacts=[("mobile", "+81 90-0000-1100")])
        part = voyage.delegate(activity, head, role="head", status=status, organisation_id=firm)
        mate = next(each for each in voyage.fresh(activity).participants if each.name_snapshot == "佐藤 誠")
        voyage.item(activity, title="本社訪問", people=[part.id, mate.id], start=time(17), end=time(18))
        content = contents.programme(voyage.fresh(activity), "ja", firm, user=cast.user())
        assert [called.id for called, _point in content["callers"]] == ([part.id] if stands else [])
        named = [e.people for day in content["programmes"][0].days for e in day.entries if e.item.title == "本社訪問"]
        assert [[each.id for each in people] for people in named] == [[part.id, mate.id] if stands else [mate.id]]


def test_a_programme_is_noted_as_given_to_the_company_that_it_is_for(
    app: Flask, client: FlaskClient, split: dict[str, int]
) -> None:
    """It was noted as given to whoever sends the mission, and the programme of a second company that day not at all."""
    cast.sign_in(client)
    papers = f"/handouts/missions/{split['mission']}"
    noted = list[list[str]]()
    for company in ("丸八ニット", "見附米穀", ""):
        form = opened(client, papers, "organisation_id") | {"organisation_id": str(split.get(company, ""))}
        assert client.post(f"{papers}/programme", data=form).status_code == 200
        with app.app_context():
            noted.append(list(db.session.scalars(select(Provision.other).order_by(Provision.id))))
    assert [sorted(each) for each in noted] == [
        ["丸八ニット"],
        ["丸八ニット", "見附米穀"],
        sorted(["丸八ニット", "見附米穀", "越後商事"]),
    ]
