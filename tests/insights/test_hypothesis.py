"""Do regional cities with a partner bring more for the money? The 2 × 2, counted by hand."""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity, CostLine
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.contacts.models import Organisation
from crm.core.database import db
from crm.core.money import Worth
from crm.core.permissions import Role
from crm.insights.queries import Switches, hypothesis_figures, talked
from crm.insights.rules import Selection, Verdict
from crm.insights.rules.cells import AGAINST, CLAIMED, CellKey
from crm.insights.rules.hypothesis import HypothesisFigures
from crm.insights.rules.ways import FLAGS, WAYS
from crm.meetings.models import Attendee, Meeting, MinuteItem
from crm.negotiations.models import Negotiation, NegotiationMeeting
from crm.places.models import Place
from tests import cast
from tests.contacts import book
from tests.insights import fairs

AS_OF = date(2026, 11, 24)
YEAR = Selection(since=date(2025, 4, 1), until=date(2026, 3, 31))


@dataclass
class World:
    """A regional and a major city, an activity in each, both sides."""

    regional: Activity
    major: Activity
    ours: Organisation
    theirs: Organisation
    cui: int
    regional_place: Place

    def talked(
        self,
        at: Activity,
        *,
        partner: bool | None,
        signed: date | None = None,
        tier: str = "",
        talked: date = date(2025, 6, 2),
        **columns: Any,
    ) -> Negotiation:
        """A negotiation first talked about at an activity; every talk is with a firm of its own."""
        tier = tier or ("regional" if at is self.regional else "major")
        firm = fairs.organisation()
        case = fairs.case(
            "lead qualified talk" if signed is None else "lead talk signed", ours=self.ours, theirs=firm,
            talked=talked, tier=tier, partner=partner, type=at.type, activity_id=at.id, **columns,
        )  # fmt: skip
        self.meets(case, at, talked)
        if signed is not None:
            fairs.agreement(case, signed)
        return case

    def meets(
        self, case: Negotiation | None, at: Activity, day: date, *, firm: int | None = None, later: int = 0
    ) -> Meeting:
        """A talk about a negotiation, or about none; with a `firm` of that case, so many minutes after noon."""
        met = firm or (fairs.organisation().id if case is None else case.counterpart_id)
        meeting = Meeting(
            organisation_id=met, our_organisation_id=self.ours.id, activity_id=at.id, held_on=day,
            starts_at=fairs.moment(day) + timedelta(minutes=later), timezone="Asia/Shanghai",
        )  # fmt: skip
        meeting.minutes = [MinuteItem(theirs="二十点まで", order=1)]
        meeting.attendees = [Attendee(side="theirs", person_id=self.cui, name_snapshot="崔")]
        fairs.keep(meeting)
        if case is not None:
            fairs.keep(NegotiationMeeting(negotiation_id=case.id, meeting_id=meeting.id))
        return meeting


def spend(at: Activity, yen: int) -> None:
    fairs.keep(
        CostLine(
            activity_id=at.id, category="hotel", paid_on=date(2025, 6, 5), amount=Decimal(yen), currency="JPY",
            fx_rate=Decimal(1), book_amount=Decimal(yen), funding_source="own",
        )
    )  # fmt: skip


def six_each(world: World, *, signed: int = 6) -> list[Activity]:
    """Six activities and twelve talks on both sides; `signed` of the regional ones, the answer, brought one each."""
    found: dict[str, list[Activity]] = {}
    with fairs.together():
        _fill(world, signed, found)
    return found["regional"]


def _fill(world: World, signed: int, found: dict[str, list[Activity]]) -> None:
    cities = {"regional": (world.regional, 6_000_000), "major": (world.major, 20_000_000)}
    for tier, (first, cost) in cities.items():
        place = db.session.get_one(Place, first.place_id)
        found[tier] = [first, *(fairs.activity(place, name=f"活動{number}") for number in range(5))]
        for at in found[tier][1:]:
            spend(at, cost)
        for number, at in enumerate(found[tier]):
            brought = date(2025, 12, 2) if tier == "regional" and number < signed else None
            world.talked(at, partner=tier == "regional", tier=tier, signed=brought)
            world.talked(at, partner=tier == "regional", tier=tier)


@pytest.fixture
def world(session: scoped_session[Session]) -> World:
    yanji, shanghai = fairs.place("222401", "regional"), fairs.place("310000", "major")
    made = World(
        fairs.activity(yanji), fairs.activity(shanghai, name="上海見本市"), fairs.organisation("丸直ニット"),
        fairs.organisation(), book.person("崔").id, yanji,
    )  # fmt: skip
    spend(made.regional, 6_000_000)
    spend(made.major, 20_000_000)
    return made


def figures(wanted: Selection = YEAR, *, narrow: bool = False) -> HypothesisFigures:
    return hypothesis_figures(wanted, as_of=AS_OF, switches=Switches(narrow=narrow))


def test_six_agreements_of_six_activities_support_the_claim(world: World) -> None:
    six_each(world)
    found = figures()
    one, other = found.cells[CLAIMED], found.cells[AGAINST]
    assert (one.negotiations, one.agreements, one.cost, one.talks, one.activities) == (
        12, 6, Decimal(36_000_000), 12.0, 6,
    )  # fmt: skip
    assert (other.negotiations, other.agreements, other.cost, other.talks, other.activities) == (
        12, 0, Decimal(120_000_000), 12.0, 6,
    )  # fmt: skip
    assert one.rate is not None
    assert one.rate.point == pytest.approx(6 / 3.6, abs=0.001)
    ratio, evidence = found.claim.ratio, found.claim.judgement.evidence
    assert ratio is not None
    assert evidence is not None
    assert evidence.df == 10
    assert evidence.above == pytest.approx((36 / 156) ** 6)
    assert found.verdict is Verdict.SUPPORTED
    assert found.outside_cost == 0
    assert (one.days.median, one.days.completed) == (183, 6)


def test_the_last_talk_is_that_of_a_case_that_counts(world: World) -> None:
    """The agreement fell back to the first talk as soon as another case, which is not counted, had the last one."""
    later = fairs.activity(world.regional_place, name="続く商談会", start_on=date(2026, 3, 1), end_on=date(2027, 1, 1))
    case = world.talked(world.regional, partner=True)
    world.meets(case, later, date(2025, 10, 1))
    beside = world.talked(world.regional, partner=True, talked=date(2025, 11, 1), not_counted="二重に登録")
    agreement = fairs.agreement(case, date(2025, 12, 1))
    fairs.keep(AgreementNegotiation(agreement_id=agreement.id, negotiation_id=beside.id))
    found = hypothesis_figures(YEAR, as_of=AS_OF, switches=Switches(how="last"))
    assert (found.cells[CLAIMED].agreements, found.beside["running"].agreements) == (0, 1)


def without_tags(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_cost_of_other_goods_is_told_as_that_and_not_as_unknown(world: World, client: FlaskClient) -> None:
    """Under a filter the page said that the cities of what it leaves out had no tier."""
    world.talked(world.regional, partner=True, category="knitwear")
    world.talked(world.regional, partner=True, category="machinery")
    world.talked(world.regional, partner=None, tier="", category="machinery")
    unknown = fairs.case("lead talk", ours=world.ours, theirs=fairs.organisation(), talked=date(2025, 6, 2),
                         activity_id=world.regional.id, category="knitwear")  # fmt: skip
    world.meets(unknown, world.regional, date(2025, 6, 2))
    every, knitwear = figures(), figures(Selection(since=YEAR.since, until=YEAR.until, category="knitwear"))
    others = figures(Selection(since=YEAR.since, until=YEAR.until, maker_id=world.theirs.id))
    told = [(int(row.elsewhere_cost), int(row.outside_cost)) for row in (every, knitwear, others)]
    assert told == [(0, 3_000_000), (3_000_000, 1_500_000), (6_000_000, 0)]
    cast.sign_in(client, Role.MANAGEMENT)
    page = without_tags(client.get("/insights/hypothesis?fy=2025&category=knitwear").get_data(as_text=True))
    assert "a product category or maker that the filters leave out: JPY 3,000,000 " in page
    assert "Cost: JPY 1,500,000 " in page
    page = without_tags(client.get("/insights/hypothesis?fy=2025&category=sake").get_data(as_text=True))
    assert "a product category or maker that the filters leave out: JPY 6,000,000 " in page
    assert "its city had no tier" not in page


@pytest.mark.once  # other rows for the statements of the test above
def test_the_same_from_one_activity_alone_is_no_support(world: World, client: FlaskClient) -> None:
    """Agreements of one activity are not independent: six of one are not what one each of six are."""
    held = six_each(world, signed=0)
    for _ in range(6):
        world.talked(held[0], partner=True, tier="regional", signed=date(2025, 12, 1))
    found = figures()
    assert found.cells[CLAIMED].agreements == 6
    assert found.verdict is Verdict.INCONCLUSIVE
    # The interval leaves out 1, and the page says why the verdict does not follow it.
    cast.sign_in(client, Role.MANAGEMENT)
    said = " ".join(client.get("/insights/hypothesis?fy=2025").get_data(as_text=True).split())
    assert (
        "brought 6 agreements against none in major cities without one, but chance cannot be ruled out. The rule"
        in said
    )
    assert "The rule for a verdict is stricter than the 95% interval." in said


@pytest.mark.once  # other rows for the statements of the test above
def test_four_activities_with_a_cost_are_needed_in_each_cell(world: World) -> None:
    for number in range(10):
        world.talked(world.regional, partner=True, signed=date(2025, 12, 1) if number < 4 else None)
        world.talked(world.major, partner=False, signed=date(2025, 12, 1) if number < 2 else None)
    found = figures()
    assert found.verdict is Verdict.INSUFFICIENT_DATA
    assert (found.lacking.activities, found.lacking.against_activities, found.lacking.talks) == (3, 3, 0)


def test_each_way_of_counting_changes_one_thing(world: World, client: FlaskClient) -> None:
    held = six_each(world)
    late = world.talked(held[1], partner=True, tier="regional")
    fairs.agreement(late, date(2026, 9, 1))
    framework = world.talked(held[2], partner=True, tier="regional")
    fairs.agreement(framework, date(2025, 12, 1), kind="framework")
    fairs.keep(
        Agreement(
            type="mou", agreement_class="framework", title="覚書", status="in_force", signed_on=date(2025, 6, 5),
            activity_id=held[3].id,
        )
    )  # fmt: skip
    running = fairs.activity(world.regional_place, start_on=date(2026, 3, 1), end_on=date(2027, 1, 1))
    spend(running, 1_000_000)
    world.talked(running, partner=True, tier="regional", talked=date(2026, 3, 2), signed=date(2026, 4, 1))
    twice = world.talked(held[4], partner=True, tier="regional", signed=date(2025, 12, 1))
    world.meets(twice, running, date(2025, 11, 1))
    found = figures()
    signed = {code: way.ratio.agreements if way.ratio else 0 for code, way in found.ways.items()}
    assert signed == {
        "usual": 8, "staff": 8, "net": 8, "narrow": 8, "short": 7, "running": 9, "last": 7,
        # A framework of no negotiation goes where its activity does: its host has no sales routes here.
        "frameworks": 9,
    }  # fmt: skip
    assert found.ways["usual"] == found.claim.judgement
    cast.sign_in(client, Role.MANAGEMENT)
    for code, (way, _label) in WAYS.items():
        args = "".join(f"&{name}=1" for name in FLAGS if getattr(way, name)) + f"&how={way.how}"
        page = client.get(f"/insights/hypothesis?fy=2025{args}").get_data(as_text=True)
        (link, count) = re.findall(r'href="(/insights/agreements[^"]*set=cell[^"]*)">(\d+)<', page)[0]
        shown = hypothesis_figures(YEAR, as_of=AS_OF, switches=way).cells[CLAIMED].agreements
        assert (code, int(count)) == (code, shown)
        assert f"{count} of {count}<" in client.get(unescape(link)).get_data(as_text=True)


def test_the_headline_says_under_how_many_ways_it_holds(world: World, client: FlaskClient) -> None:
    held = six_each(world, signed=0)
    for number, at in enumerate(held):
        world.talked(at, partner=True, tier="regional", signed=date(2025, 12, 1) if number < 3 else date(2026, 9, 1))
    found = figures()
    assert (found.verdict, found.ways["short"].verdict) == (Verdict.SUPPORTED, Verdict.INSUFFICIENT_DATA)
    cast.sign_in(client, Role.MANAGEMENT)
    page = client.get("/insights/hypothesis?fy=2025").get_data(as_text=True)
    [verdict] = re.findall(r'<p class="verdict">.*?</p>', page, re.S)
    said = " ".join(re.sub(r"<[^>]+>", " ", verdict).split())
    assert said.startswith("Supported Regional cities with a partner brought 6 agreements against none in major cities")
    assert not re.search("∞ times|stricter than", said)
    assert (
        "The verdict changes under 1 of 8 ways of counting: Signed within 365 days of the first talk: Insufficient data"
        in said
    )
    assert "An association: these figures do not show the cause." in said
    assert "F test" not in said
    assert "F test" in page
    assert "Canadian Journal of Economics" in page


def test_costs_follow_the_talks_into_every_cell_and_nothing_is_lost(world: World) -> None:
    world.talked(world.regional, partner=True)
    world.talked(world.regional, partner=False)
    world.talked(world.regional, partner=False)
    found = figures()
    costs = {(key.tier, key.partner): int(cell.cost) for key, cell in found.cells.items()}
    assert costs == {
        ("regional", True): 2_000_000, ("regional", False): 4_000_000, ("major", True): 0, ("major", False): 20_000_000,
    }  # fmt: skip
    assert found.cells[AGAINST].talks == 0.0


@pytest.mark.both
def test_talks_of_none_and_of_several_cases_count_once_of_few_activities_and_of_many(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = world.talked(world.regional, partner=True, tier="regional")
    two = world.talked(world.regional, partner=False, tier="regional", talked=date(2025, 6, 3))
    out: dict[str, Any] = {"not_counted": "二重に登録"}
    left_out = world.talked(world.regional, partner=False, tier="regional", talked=date(2025, 6, 4), **out)
    first = db.session.scalars(select(NegotiationMeeting.meeting_id).filter_by(negotiation_id=one.id)).one()
    for case in (two, left_out):
        fairs.keep(NegotiationMeeting(negotiation_id=case.id, meeting_id=first))
    world.meets(None, world.major, date(2025, 6, 5))
    found = figures()
    talks = {(key.tier, key.partner): cell.talks for key, cell in found.cells.items()}
    # Of the three regional talks one is about two cases that count, and one about a case that does not.
    assert talks == {("regional", True): 0.5, ("regional", False): 2.5, ("major", True): 0, ("major", False): 1}
    monkeypatch.setattr(talked, "_FEW", 0)
    assert figures() == found


def test_an_agreement_beyond_the_window_or_of_another_kind_does_not_count(world: World) -> None:
    world.talked(world.regional, partner=True, signed=date(2025, 12, 1))
    framework = world.talked(world.regional, partner=True)
    fairs.agreement(framework, date(2025, 12, 1), kind="framework")
    early = world.talked(world.regional, partner=True)
    fairs.agreement(early, date(2025, 6, 1))
    assert figures().cells[CLAIMED].agreements == 1


def test_values_are_in_yen_at_the_rate_of_the_day_of_signing(world: World, client: FlaskClient) -> None:
    fairs.rate("CNY", "20", date(2025, 11, 1))
    fairs.rate("CNY", "30", date(2025, 12, 2))
    for currency, value in (("CNY", "100000"), ("JPY", "500000"), ("USD", "9")):
        case = world.talked(world.regional, partner=True)
        fairs.agreement(case, date(2025, 12, 1), value=Decimal(value), currency=currency)
    found = figures()
    cell = found.cells[CLAIMED]
    assert (cell.value, cell.largest, found.unconverted) == (Worth(Decimal(2_500_000)), Decimal(2_000_000), 1)
    assert cell.yielded == pytest.approx(2_500_000 / 6_000_000)
    fairs.agreement(world.talked(world.regional, partner=True), date(2025, 12, 1))
    cast.sign_in(client, Role.MANAGEMENT)
    page = client.get("/insights/hypothesis?fy=2025").get_data(as_text=True)
    for told in ("1 without an amount", "1 without an exchange rate"):
        [link] = re.findall(rf'href="([^"]*)">{told}<', page)
        assert "1 of 1<" in client.get(unescape(link)).get_data(as_text=True)


def test_only_beijing_and_shanghai_may_count_as_major(world: World, session: Any) -> None:
    dalian = fairs.activity(fairs.place("210200", "major"), name="大連商談会")
    spend(dalian, 1_000_000)
    world.talked(dalian, partner=False)
    wide, narrow = figures(), figures(narrow=True)
    regional = CellKey("regional", False)
    assert (wide.cells[AGAINST].negotiations, wide.cells[regional].negotiations) == (1, 0)
    assert (narrow.cells[AGAINST].negotiations, narrow.cells[regional].negotiations) == (0, 1)
    assert int(narrow.cells[regional].cost) == 1_000_000 + 6_000_000


def test_conditions_on_the_cells_themselves_do_not_count(world: World) -> None:
    world.talked(world.regional, partner=True)
    found = figures(Selection(since=YEAR.since, until=YEAR.until, tier="major", partner="no"))
    assert found.cells[CLAIMED].negotiations == 1


def test_a_negotiation_without_a_known_tier_lies_outside_and_has_its_list(world: World, client: FlaskClient) -> None:
    """Half of the cost of a mission lay there without a word."""
    fairs.case("lead talk", ours=world.ours, theirs=world.theirs, talked=date(2025, 6, 2), title="区分なし",
               activity_id=world.regional.id)  # fmt: skip
    fairs.case("lead talk", ours=world.ours, theirs=world.theirs, talked=date(2025, 6, 2), title="活動なし")
    assert {where: rows.cases for where, rows in figures().beside.items()} == {"unknown": 1, "running": 0, "nowhere": 1}
    cast.sign_in(client, Role.MANAGEMENT)
    page = client.get("/insights/hypothesis?fy=2025").get_data(as_text=True)
    assert "A talk is outside the four groups if its city had no tier" in page
    for where, title in (("unknown", "区分なし"), ("nowhere", "活動なし")):
        (link,) = re.findall(rf'href="(/insights/negotiations[^"]*set={where}[^"]*)"', page)
        assert title in client.get(unescape(link)).get_data(as_text=True)


@pytest.mark.both
def test_the_shell_prints_the_cells_and_the_verdict(app: Flask, runner: FlaskCliRunner) -> None:
    lines = runner.invoke(args=["insights", "hypothesis"]).output.splitlines()
    assert lines[-1] == "insufficient_data under 8 of 8 ways of counting"
    found = json.loads(runner.invoke(args=["insights", "hypothesis", "--json"]).output)
    assert (found["verdict"], found["ratio"], len(found["cells"])) == ("insufficient_data", None, 4)


def test_the_workbook_says_what_the_page_says(world: World, client: FlaskClient) -> None:
    six_each(world)
    cast.sign_in(client, Role.MANAGEMENT)
    token = cast.csrf_token(client, "/insights/hypothesis?fy=2025")
    answer = client.post("/insights/hypothesis/file?fy=2025", data={"csrf_token": token})
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == [
        "The four groups", "Outside the four groups", "Ways of counting", "Partner and tier separately",
        "By product category", "What could be found at these co", "1 Regional city × Partner with ", "1 Agreements",
        "4 Major city × No partner with ",
    ]  # fmt: skip
    cells, _outside, ways, parts, _, tests, *_behind = book.worksheets
    group = {head.value: cell.value for head, cell in zip(cells[1], cells[2], strict=True)}
    names = ("Activities", "Leads", "Talks", "Negotiations", "Signed", "Cost (JPY)")
    assert group["Group"] == "Regional city × Partner with sales routes"
    assert [group[name] for name in names] == [6, 0, 12, 12, 6, 36_000_000]
    assert [cell.value for cell in ways[2]][:3] == ["As usual", "Supported", "∞"]
    assert [cell.value for cell in parts[2]][2] == "Supported"
    found = {row[0].value: row[1].value for row in tests.iter_rows()}
    assert (found["Verdict"], found["Ways of counting with this verdict"]) == ("Supported", 8)
    assert found["Exact test: this many or more"] == pytest.approx((36 / 156) ** 6)
