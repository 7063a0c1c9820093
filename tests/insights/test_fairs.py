"""What came of a fair: each number beside the rows of a scene, the edition before, the results of others, the paper."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.activities import services as activities
from crm.activities.models import Activity
from crm.activities.services import CostInput
from crm.audit.services import action
from crm.contacts.models import OurOrganisation
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.fairs import queries as our_fairs
from crm.insights import queries
from crm.insights.rules import Selection
from crm.insights.rules import fairs as rules
from crm.leads.models import Lead
from crm.pdf.order import RenderOrder
from tests.booths import stall
from tests.cast import SET_UP, sign_in, user
from tests.contacts import book
from tests.fairs import stand
from tests.insights import fairs
from tests.insights.fairs import keep, organisation
from tests.kept import kept
from tests.missions import voyage

FIRST, SECOND = date(2026, 5, 11), date(2026, 5, 12)
AFTER = datetime(2026, 6, 1, 3, tzinfo=UTC)
#: (day, hour in Yanji or None, rank, category, hours to the answer or None, status)
TOLD = [
    (FIRST, 10, "A", "textiles", 5, "new"),
    (FIRST, 10, "B", "textiles", 71, "qualified"),
    (FIRST, 15, "A", "food", 73, "new"),
    (FIRST, None, "", "", None, "new"),
    (SECOND, 9, "C", "textiles", None, "disqualified"),
    (SECOND, 15, "A", "food", None, "new"),
]


@dataclass(frozen=True)
class Fairs:
    """The ids of a fair, of the edition before it, of the series of both, and of a fair of no series."""

    now: int
    before: int
    series: int
    other: int


def captured(at: int, day: date, hour: int | None, *, answered: int | None = None, **columns: Any) -> int:
    moment = stall.moment(day, hour) if hour is not None else fairs.moment(day)
    done = moment + timedelta(hours=answered) if answered is not None else None
    told = {"raw_name": "崔", "may_contact": True} | columns
    made = Lead(activity_id=at, captured_at=moment, first_followup_at=done, **told)
    keep(made)
    return made.id


@kept
def scene() -> Fairs:
    """A fair of May 2026 with six leads, a cost and an agreement, one of 2025 with two leads, and a third."""
    series = stand.series().id
    now = stand.fair(start_on=FIRST, end_on=SECOND)
    before = stand.fair(names={"ja": "去年の商談会"}, start_on=date(2025, 5, 11), end_on=date(2025, 5, 12))
    other = stand.fair(names={"ja": "別の展示会"}, start_on=FIRST, end_on=SECOND)
    for id, number in ((now, 12), (before, 11)):
        stand.edition(id, series_id=series, number=number)
    for day, hour, rank, category, answered, status in TOLD:
        captured(now, day, hour, answered=answered, rank=rank, category=category, status=status,
                 created_by_id=user().id)  # fmt: skip
    for id in (before, before, other):
        captured(id, date(2025, 5, 11) if id == before else FIRST, 11, rank="A")
    with writing():
        for id, amount in ((now, 600_000), (before, 100_000), (other, 7_000)):
            row = voyage.fresh_in(id)
            activities.book_cost(row, CostInput("venue", row.start_on, Decimal(amount), "JPY"), by=None)
        activities.book_cost(voyage.fresh_in(now), CostInput("gifts", FIRST, Decimal(5), "KRW"), by=None)
        db.session.commit()
    ours, theirs = organisation("丸直ニット"), organisation()
    lead = db.session.scalars(select(Lead).where(Lead.activity_id == now, Lead.status == "qualified")).one()
    case = fairs.case("lead agreed", ours=ours, theirs=theirs, leads=[lead], talked=FIRST)
    fairs.agreement(case, date(2026, 5, 20), activity_id=now)
    return Fairs(now, before, series, other)


@pytest.fixture
def at(app: Flask) -> Fairs:
    with app.app_context():
        return scene()


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.get_data(as_text=True))


@time_machine.travel(AFTER, tick=False)
def test_the_tally_counts_each_lead_under_what_was_told_of_it(app: Flask, at: Fairs) -> None:
    with app.app_context():
        found = queries.fair_tally(at.now)
        me = f"user:{user().id}"
        assert found.by("rank") == [("A", 3), ("B", 1), ("", 2)], "as in a report no rank counts who is not pursued"
        assert found.by("day") == [("2026-05-11", 4), ("2026-05-12", 2)]
        assert found.by("hour") == [("09", 1), ("10", 2), ("15", 2), ("", 1)]
        assert dict(found.by("category")) == {"textiles": 3, "food": 2, "": 1}
        assert found.by("by") == [(me, 6)]
        assert found.by("answer") == [("kept", 2), ("late", 1), ("overdue", 2), ("closed", 1)]
        assert found.answered is not None
        assert (found.answered.k, found.answered.n) == (2, 5)
        assert found.ranks_by("category")[0][1] in ([2, 0, 0, 0], [1, 1, 0, 1])
        evening = found.of_day(SECOND)
        assert (evening.total, evening.by("hour"), evening.by("rank")) == (
            2, [("09", 1), ("15", 1)], [("A", 1), ("", 1)],
        )  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize(
    ("hours", "answered", "status", "found"),
    [
        (72, 72, "new", rules.KEPT), (80, 73, "converted", rules.LATE), (71, None, "new", rules.WAITING),
        (72, None, "nurturing", rules.OVERDUE), (90, None, "disqualified", rules.CLOSED),
        (90, 2, "disqualified", rules.KEPT),
    ],
)  # fmt: skip
def test_a_first_answer_is_judged_by_its_72_hours(hours: int, answered: int | None, status: str, found: str) -> None:
    at = datetime(2026, 5, 11, 3, tzinfo=UTC)
    done = None if answered is None else at + timedelta(hours=answered)
    assert rules.first_answer(at, done, status, at + timedelta(hours=hours)) == found
    barred = rules.first_answer(at, done, status, at + timedelta(hours=hours), barred=True)
    assert barred == (rules.BARRED if found in (rules.WAITING, rules.OVERDUE) else found)


@pytest.mark.once
def test_whoever_held_the_phone_took_the_lead(app: Flask) -> None:
    with app.app_context():
        fair = stall.fair()
        code, _text = stall.code(fair)
        holder, _key = stall.phone(code, "金")
        stall.send(holder, "one", at=datetime.now(UTC), raw_name="李", raw_contact="li@example.cn")
        found = queries.fair_tally(fair.id)
        assert found.by("by") == [("phone:金", 1)]


@pytest.mark.once
@time_machine.travel(AFTER, tick=False)
def test_every_number_of_the_page_leads_to_as_many_leads(app: Flask, at: Fairs, client: FlaskClient) -> None:
    sign_in(client)
    with app.app_context():
        said = {row.id: row for row in queries.fair_tally(at.now).leads}
    for address in (f"/insights/fairs/{at.now}", f"/insights/fairs/{at.now}?day=2026-05-12"):
        page = read(client, address)
        links = re.findall(rf'href="(/insights/fairs/{at.now}/leads\?[^"]+)"[^>]*>(?:<text[^>]*>)?([0-9]+)<', page)
        assert len(links) > 15
        for link, number in links:
            listed = re.findall(r'<td class="title"><a href="/leads/(\d+)"', read(client, link))
            assert len(listed) == int(number), link
            asked = dict(part.split("=") for part in link.partition("?")[2].split("&"))
            for id in listed:
                assert all(
                    ("" if value == "none" else value.replace("%3A", ":")) in said[int(id)].under(way)
                    for way, value in asked.items()
                ), link


@time_machine.travel(AFTER, tick=False)
def test_the_row_of_each_edition_is_that_of_the_costs(app: Flask, at: Fairs) -> None:
    with app.app_context():
        today = AFTER.date()
        rows = queries.edition_rows([at.now, at.before], as_of=today)
        assert set(rows) == {at.now, at.before}
        for id, found in rows.items():
            figures = queries.cost_figures(Selection(activity_id=id), as_of=today)
            [of_type] = figures.rows
            assert [getattr(found.row, name) for name in ("cost", "leads", "qualified", "talks", "agreements")] == [
                getattr(of_type, name) for name in ("cost", "leads", "qualified", "talks", "agreements")
            ]
            assert found.unrated == figures.unrated
        now = rows[at.now].row
        assert (now.cost, now.leads, now.qualified, now.agreements) == (Decimal(600_000), 6, 1, Fraction(1))
        assert (now.per_lead, rows[at.before].row.per_lead) == (Decimal(100_000), Decimal(50_000))
        assert rows[at.now].unrated.lines == 1
        assert queries.edition_rows([], as_of=today) == {}
        assert queries.edition_rows([at.now], as_of=FIRST) == {}


@pytest.mark.once
@time_machine.travel(AFTER, tick=False)
def test_the_page_sets_this_edition_beside_the_last_one(app: Flask, at: Fairs, client: FlaskClient) -> None:
    sign_in(client)
    page = read(client, f"/insights/fairs/{at.now}")
    assert "去年の商談会" in page
    told = re.sub(r"<[^>]+>|\s+", " ", page.split("Costs and results")[1])
    for number in ("600,000", "100,000", "50,000"):
        assert number in told
    assert "7,000 " not in told
    assert f"/insights/fairs/{at.before}" in page
    assert "have no exchange rate" in page
    alone = read(client, f"/insights/fairs/{at.before}")
    assert "No edition before it is on record" in alone


@pytest.mark.once
@time_machine.travel(AFTER, tick=False)
def test_an_edition_before_that_the_reader_may_not_see_is_said_and_not_told(app: Flask, at: Fairs) -> None:
    with app.app_context():
        leader = user(Role.MISSION_LEADER)
        with writing(), action(SET_UP, by=None):
            db.session.get_one(Activity, at.now).leader_id = leader.id
            db.session.commit()
        fair = our_fairs.fair(at.now, user=leader)
        own, before = queries.with_before(fair, user=leader, as_of=AFTER.date())
        assert own is not None
        assert before is not None
        assert (before.activity_id, before.seen, before.row) == (at.before, False, None)
    client = app.test_client()
    sign_in(client, Role.MISSION_LEADER)
    page = read(client, f"/insights/fairs/{at.now}")
    assert "a fair that you may not see" in page
    assert "去年の商談会" not in page
    assert client.get(f"/insights/fairs/{at.before}").status_code == 404


@pytest.mark.once
def test_a_fair_that_is_not_over_or_not_counted_says_so(app: Flask, at: Fairs, client: FlaskClient) -> None:
    with time_machine.travel(datetime(2026, 5, 11, 12, tzinfo=UTC), tick=False):
        sign_in(client)
        page = read(client, f"/insights/fairs/{at.now}")
        assert "counted once the fair is over" in page
        assert "Not answered, still in time" in page
    with app.app_context(), writing(), action(SET_UP, by=None):
        db.session.get_one(Activity, at.now).not_counted = "試行"
        db.session.commit()
    sign_in(client)
    page = read(client, f"/insights/fairs/{at.now}")
    assert "not counted in any figure" in page
    assert "No lead of this fair is on record." in page
    assert "not counted in any figure" not in read(client, f"/insights/fairs/{at.other}")


@pytest.mark.once
def test_what_is_no_fair_has_no_such_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = voyage.mission().id
    sign_in(client)
    assert client.get(f"/insights/fairs/{mission}").status_code == 404
    assert "Results of the fair</h2>" not in read(client, f"/insights/panels/fair/{mission}")


@pytest.mark.once
@time_machine.travel(AFTER, tick=False)
def test_the_records_of_a_fair_and_its_series_lead_there(app: Flask, at: Fairs, client: FlaskClient) -> None:
    sign_in(client)
    panel = read(client, f"/insights/panels/fair/{at.now}")
    assert f'href="/insights/fairs/{at.now}"' in panel
    told = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd><a[^>]*>([^<]+)", panel))
    assert told == {"Leads": "6", "Rank A": "3", "Rank B": "1", "No rank, or not pursued": "2"}
    panel = read(client, f"/insights/panels/series/{at.series}")
    lines = [re.sub(r"<[^>]+>|\s+", " ", line) for line in panel.split("<tr>") if "/insights/fairs/" in line]
    assert len(lines) == 2  # not the fair of no series
    for line, numbers in zip(lines, (("6", "600,000", "100,000"), ("2", "100,000", "50,000")), strict=True):
        assert all(number in line for number in numbers)


@pytest.mark.once
def test_results_of_others_are_whole_in_each_language_and_keep_intentions_apart() -> None:
    for language in ("ja", "zh-Hans", "ko", "en"):
        rows = queries.published_results(language)
        assert len(rows) == 11
        assert all(row.event and row.place and row.note and row.source for row in rows)
    found = {(row.event, row.year): row for row in queries.published_results("en")}
    guangzhou = found["JAPAN Fair in Guangzhou", 2007]
    assert (guangzhou.talks, guangzhou.signed, guangzhou.intended, guangzhou.mixed) == (24_251, 319, None, False)
    okinawa = found["Okinawa Great Trade Fair, pilot", 2013]
    assert (okinawa.talks, okinawa.signed, okinawa.intended) == (1_840, 66, 391)
    assert Counter(row.mixed for row in found.values()) == {False: 8, True: 3}


@pytest.mark.once
@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko", "en"])
@time_machine.travel(AFTER, tick=False)
def test_the_paper_says_in_its_language_what_the_page_says_without_a_link(
    app: Flask, at: Fairs, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, blank_page: bytes, language: str
) -> None:
    printed: list[str] = []

    def keep_it(order: RenderOrder, _progress: object) -> bytes:
        printed.append(order.html)
        return blank_page

    monkeypatch.setattr("crm.pdf.render.in_a_child", keep_it)
    sign_in(client, language="ko" if language == "ja" else "ja")
    answer = client.get(f"/insights/fairs/{at.now}/paper?lang={language}")
    assert answer.mimetype == "application/pdf"
    [paper] = printed
    assert "<a " not in paper
    assert f'<html lang="{language}">' in paper
    sign_in(client, language=language)
    page = read(client, f"/insights/fairs/{at.now}")
    heads = re.findall(r'<th scope="row"[^>]*>([^<]+)', unescape(paper))
    own = [head for head in re.findall(r'<th scope="row"[^>]*>([^<]+)', page) if ":00–" not in head]
    assert [head for head in own if head in heads] == heads
    assert client.get(f"/insights/fairs/{at.now}/paper?lang=fr").status_code == 404


def test_whoever_took_the_leads_is_named_so_that_the_reader_can_say_it(
    app: Flask, at: Fairs, client: FlaskClient
) -> None:
    with app.app_context():
        ours = organisation("見附商工会")
        forms = [("latin_business", "en", "KOBAYASHI Satomi"), ("hangul_rok", "ko", "고바야시 사토미")]
        book.person("小林 里美", "ja", at=ours, forms=forms)
        with writing(), action(SET_UP, by=None):
            db.session.add(OurOrganisation(id=1, organisation_id=ours.id))
            db.session.commit()
    told = {}
    for language in ("en", "ko", "zh-Hans", "ja"):
        sign_in(client, language=language)
        told[language] = read(client, f"/insights/fairs/{at.now}")
    assert 'KOBAYASHI Satomi <bdi lang="ja">小林 里美</bdi>' in told["en"]
    assert '고바야시 사토미 <bdi lang="ja">小林 里美</bdi>' in told["ko"]
    assert "小林 里美" in told["ja"]
    assert not any("KOBAYASHI" in told[language] for language in ("zh-Hans", "ja"))


def test_a_colleague_without_a_name_in_the_readers_language_is_named_once_with_a_reading(
    app: Flask, at: Fairs, client: FlaskClient
) -> None:
    """The account writes a space where the person has none: both are one name, not two forms of it."""
    with app.app_context():
        ours = organisation("見附商工会")
        book.person("小林里美", "ja", at=ours, forms=[("latin_business", "en", "KOBAYASHI Satomi")])
        with writing(), action(SET_UP, by=None):
            db.session.add(OurOrganisation(id=1, organisation_id=ours.id))
            db.session.commit()
    sign_in(client, language="ko")
    told = re.sub("<.*?>", "", read(client, f"/insights/fairs/{at.now}"))
    assert "小林 里美 KOBAYASHI Satomi" in told
    assert "小林里美" not in told


def test_the_share_answered_in_time_waits_until_the_time_of_some_is_over(app: Flask) -> None:
    with app.app_context():
        at = stand.fair(start_on=FIRST, end_on=FIRST)
        captured(at, FIRST, 10, answered=2)
        captured(at, FIRST, 10)
        with time_machine.travel(datetime(FIRST.year, FIRST.month, FIRST.day, 12), tick=False):
            assert queries.fair_tally(at).answered is None
        with time_machine.travel(AFTER, tick=False):
            found = queries.fair_tally(at).answered
            assert found is not None
            assert (found.k, found.n) == (1, 2)
