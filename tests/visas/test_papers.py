"""Papers for the visas of guests: who applies, what is missing, what stands on them, who may print them."""

import zipfile
from dataclasses import replace
from datetime import date, time
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.activities.models import Activity
from crm.audit.models import AuditEntry
from crm.contacts.models import ContactPoint
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.office import queries as office
from crm.office.services import change
from crm.places import queries as place_queries
from crm.places import services as places
from crm.visas import contents, queries, rules
from crm.visas.contents import Told
from crm.visas.models import VisaWords
from tests.cast import hidden, sign_in, user
from tests.contacts import book
from tests.insights import fairs
from tests.missions import voyage
from tests.missions.browser import text
from tests.travel import luggage

TOLD = Told(date(2026, 11, 20), consulate="在瀋陽日本国総領事", purpose="商談会への参加")


def visit(**changes: object) -> Activity:
    """Three guests come to Mitsuke with our own interpreter: one has told all, one nothing, one needs no visa."""
    voyage.load_places()
    bureau = book.organisation("延辺州商務局", "ja")
    dairy = book.organisation("見附乳業", "ja", country="JP")
    mission = voyage.mission(direction="inbound", place_id=book.place(voyage.MITSUKE).id, end_on=date(2026, 12, 11),
                             sender_organisation_id=changes.get("sender"))  # fmt: skip
    li = voyage.delegate(mission, book.person("李明淑", at=bureau, title="局长", salutation="女士"), title="局長")
    luggage.told(li, passport_name="LI MINGSHU", nationality="CN", visa="needed", sex="female",
                 birth_date=date(1970, 2, 3), visa_history="2019年に短期滞在、2020年に不許可")  # fmt: skip
    voyage.delegate(mission, book.person("孙浩", at=bureau, salutation="先生"))  # no sex: a guess stands in no paper
    han = voyage.delegate(mission, book.person("한지민", "ko"))
    luggage.told(han, passport_name="HAN JIMIN", nationality="KR", visa="not_needed")
    for name, nation, visa in (("남궁민", "KR", ""), ("Kai Akana", "US", "needed"), ("Bat Erdene", "MN", "")):
        luggage.told(voyage.delegate(mission, book.person(name, "en")), nationality=nation, visa=visa)
    ours = voyage.delegate(mission, book.person("佐野 奈緒", "ja"))
    luggage.told(ours, passport_name="SANO NAO", nationality="JP")
    voyage.item(mission, host=dairy, title="工場見学", day=date(2026, 12, 10), timezone="Asia/Tokyo")
    voyage.item(mission, kind="seminar", title="招商说明会", title_language="zh-Hans", day=date(2026, 12, 11),
                timezone="Asia/Tokyo")  # fmt: skip
    if changes.get("hotel", True):
        voyage.item(mission, kind="hotel", title="宿泊", venue="見附ホテル", day=date(2026, 12, 10), start=time(20),
                    end_day=date(2026, 12, 11), end=time(8), timezone="Asia/Tokyo")  # fmt: skip
    return mission


def test_the_papers_tell_who_applies_and_what_is_missing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.core.here.today", lambda: date(2026, 11, 20))
    with app.app_context():
        mission = visit()
        papers = queries.papers(mission.id, user=user())
        li, sun, kai = papers.applicants
        assert (li.latin, li.sex, li.occupation, li.missing) == ("LI MINGSHU", "female", "延辺州商務局 局長", [])
        assert "nationality" not in kai.missing
        assert sun.missing == ["latin", "nationality", "sex", "born"]
        assert [each.lodging for each in papers.days] == ["見附ホテル", ""]
        assert papers.days[0].plans == ["09:00 工場見学（見附乳業）"]
        assert [str(gap) for gap in papers.gaps] == [
            "Whether they need a visa is not known, so they are not in the papers: Bat Erdene",
            "No address or telephone of the hotel: 見附ホテル",
            "Afternoons without a plan: Thu 10 Dec",
            "The office has no number at which it is reached at night.",
            "Not in Japanese: 招商说明会",
        ]
        monkeypatch.setattr("crm.core.here.today", lambda: date(2026, 12, 11))
        assert any("already begun" in str(gap) for gap in queries.papers(mission.id, user=user()).gaps)
        bare = queries.papers(visit(hotel=False).id, user=user())
        assert "No hotel for the night of: Thu 10 Dec" in map(str, bare.gaps)


def test_titles_and_firms_that_are_not_in_japanese_are_told_before_printing(app: Flask, client: FlaskClient) -> None:
    """厂长 and 延吉金达莱食品有限公司 stood in a list of applicants; the page warned of passports and nights alone."""
    with app.app_context():
        mission = visit()
        firm = book.organisation("延吉金达莱食品有限公司", "zh-Hans")
        jin = voyage.delegate(
            mission, book.person("金哲", at=firm, title="厂长"), organisation_id=firm.id, title="厂长"
        )
        luggage.told(jin, nationality="CN", visa="needed")
        papers, id = queries.papers(mission.id, user=user()), mission.id
        assert papers.untranslated == ["厂长", "招商说明会"]
        assert [body.id for body in papers.nameless] == [firm.id]
    sign_in(client)
    page = text(client, f"/visas/missions/{id}")
    assert "1 organisation has no name in Japanese." in page
    assert (f"/missions/{id}/delegation/titles" in page, "延吉金达莱食品有限公司" in page) == (True, True)


def test_each_paper_says_what_the_forms_ask(app: Flask) -> None:
    with app.app_context():
        papers = queries.papers(visit().id, user=user())
        told = {kind: contents.paper.html(contents.sheet(kind, papers, TOLD)) for kind in rules.PAPERS}
        reasons = (
            *(
                "招へい理由書",
                "在瀋陽日本国総領事　殿",
                "商談会への参加",
                'LI MINGSHU（<span lang="zh-Hans">李明淑</span>）　ほか2名',
                "中国",
                "女",
            ),
            *("1970年2月3日（56歳）", "2026年12月10日から2026年12月11日まで"),
        )
        for words in reasons:
            assert words in told[rules.REASONS], words
        for words in (
            "滞在予定表",
            "入国予定日　2026年12月10日（木）　　出国予定日　2026年12月11日（金）",
            "工場見学",
            "見附ホテル",
        ):
            assert words in told[rules.STAY], words
        for words in (
            "身元保証書",
            "１　滞在費",
            "２　帰国旅費",
            "３　日本国法令の遵守",
            "ほか2名",
            "申請人との関係",
            "㊞",
        ):
            assert words in told[rules.GUARANTEE], words
        list_of_all = (
            "申請人名簿",
            'LI MINGSHU\n<span lang="zh-Hans">李明淑',
            "孙浩",
            "アメリカ合衆国",
            "次の3名です",
            "男・女",
        )
        for words in list_of_all:
            assert words in told[rules.LIST], words
        assert not [name for name in ("HAN JIMIN", "SANO NAO", "TK7654321", "不許可") if name in "".join(told.values())]
        with zipfile.ZipFile(BytesIO(contents.docx(contents.sheet(rules.LIST, papers, TOLD), "見附商工会"))) as file:
            document, about = (file.read(f"{name}.xml").decode() for name in ("word/document", "docProps/core"))
        assert "LI MINGSHU" in document
        assert '<w:pStyle w:val="Title"/>' in document
        assert "<dc:language>ja-JP</dc:language>" in about
        assert "令和" not in "".join(told.values())


def test_what_the_page_names_as_missing_is_blank_on_the_paper_and_a_name_of_the_book_is_not(app: Flask) -> None:
    """The page promised room for the hotel's telephone and the number of the flight, and the paper had none."""
    with app.app_context():
        mission = visit()
        zhou = book.person("周进", forms=[("latin_passport", "en", "ZHOU JIN")])
        luggage.told(voyage.delegate(mission, zhou), passport_name="", nationality="CN", visa="needed")
        voyage.item(mission, kind="flight", title="延吉から新潟へ", day=date(2026, 12, 10), start=time(9),
                    timezone="Asia/Tokyo")  # fmt: skip
        papers = queries.papers(mission.id, user=user())
        stay, applicants = (
            contents.paper.html(contents.sheet(kind, papers, TOLD)) for kind in (rules.STAY, rules.LIST)
        )
    assert "延吉から新潟へ 便名＿＿＿＿" in stay
    assert "見附ホテル\n所在地＿＿＿＿\n電話＿＿＿＿" in stay
    assert 'ZHOU JIN\n<span lang="zh-Hans">周进' in applicants
    assert [each.missing for each in papers.applicants if each.name == "周进"] == [["sex", "occupation"]]


def test_a_flight_says_once_what_it_is_and_in_words_what_clock_is_not_known(app: Flask) -> None:
    with app.app_context():
        mission = visit()
        flights = (("秋田空港着（仁川からKE769便）", None, time(14, 5)), ("出発", time(14, 55), None))
        for title, start, end in flights:
            voyage.item(mission, kind="flight", title=title, day=date(2026, 12, 10), start=start, end=end,
                        flight_number="KE769", origin="仁川",
                        destination="秋田空港", timezone="Asia/Tokyo")  # fmt: skip
        plans = queries.papers(mission.id, user=user()).days[0].plans
        assert "14:05着 秋田空港着（仁川からKE769便）" in plans
        assert "14:55発 KE769 仁川 → 秋田空港 出発" in plans


def test_a_flight_that_crosses_the_clock_tells_that_of_the_stay_alone(app: Flask) -> None:
    """09:20–16:40 from Yanji to Niigata stood there as seven hours, and both towns twice."""
    with app.app_context():
        mission = visit()
        for title, zones, ends in (
            ("延吉からソウル経由で新潟へ", ("Asia/Shanghai", "Asia/Tokyo"), ("延吉", "新潟空港")),
            ("帰国", ("Asia/Tokyo", "Asia/Shanghai"), ("新潟", "延吉")),
        ):
            night: dict[str, Any] = {"end_day": date(2026, 12, 11)} if title == "帰国" else {}
            voyage.item(mission, kind="flight", title=title, day=date(2026, 12, 10), start=time(9, 20),
                        end=time(16, 40), flight_number="KE764", origin=ends[0], destination=ends[1], timezone=zones[0],
                        end_timezone=zones[1], **night)  # fmt: skip
        first, last = queries.papers(mission.id, user=user()).days
        assert {"16:40着 KE764 延吉からソウル経由で新潟へ", "09:20発 KE764 新潟 → 延吉 帰国"} < set(first.plans)
        assert not [plan for plan in last.plans if "帰国" in plan], "it lands elsewhere"


def test_guests_who_land_in_the_evening_read_whom_to_call_at_night_and_an_empty_afternoon_is_a_gap(app: Flask) -> None:
    """The number of the desk stood there alone; nothing was said of two afternoons without a line."""
    with app.app_context():
        mission = visit()
        voyage.item(mission, kind="flight", title="延吉から新潟へ", day=date(2026, 12, 10), start=time(16),
                    end=time(20, 50), timezone="Asia/Shanghai", end_timezone="Asia/Tokyo")  # fmt: skip
        with writing():
            row = office.record()
            assert row is not None
            change(row, replace(office.current(), emergency_phone="090-0000-0000"), by=None)
            db.session.commit()
        first, last = queries.papers(mission.id, user=user()).days
        assert "夜間 090-0000-0000" in first.contact
        assert "夜間" not in last.contact
        voyage.item(mission, kind="hotel", title="宿泊", venue="見附ホテル", day=date(2026, 12, 11), start=time(20),
                    end_day=date(2026, 12, 12), end=time(8), timezone="Asia/Tokyo")  # fmt: skip
        days = queries.papers(mission.id, user=user()).days
        assert [day.ends_early for day in days] == [False, True]
        assert ["夜間" in day.contact for day in days] == [True, False]
        leaving = visit()
        voyage.item(leaving, kind="flight", title="帰国", day=date(2026, 12, 11), start=time(19), end=time(20),
                    timezone="Asia/Tokyo", end_timezone="Asia/Shanghai")  # fmt: skip
        assert "夜間" not in queries.papers(leaving.id, user=user()).days[-1].contact, "nobody is there that night"


def test_a_stay_begins_when_the_guests_land(app: Flask) -> None:
    """The evening before had a row without contact and hotel, and the stay began a day early."""
    with app.app_context():
        mission = visit()
        voyage.item(mission, kind="flight", title="延吉から新潟へ", day=date(2026, 12, 10), start=time(0, 10),
                    end_day=date(2026, 12, 11), end=time(2), timezone="Asia/Shanghai",
                    end_timezone="Asia/Tokyo")  # fmt: skip
        papers = queries.papers(mission.id, user=user())
        assert (papers.since, [each.day for each in papers.days]) == (date(2026, 12, 11), [date(2026, 12, 11)])
        assert papers.days[0].plans[0].startswith("02:00着 延吉から新潟へ")
        assert "2026年12月11日から2026年12月11日まで" in contents.paper.html(
            contents.sheet(rules.REASONS, papers, TOLD)
        )


def sent(client: FlaskClient, there: str, paper: str, dated_on: str = "2026-11-20", **words: str) -> TestResponse:
    page = text(client, there)
    plumbing = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version")}
    return client.post(f"{there}/{paper}", data=plumbing | {"dated_on": dated_on} | words)


def test_who_may_see_passports_prints_them_and_the_log_notes_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id, outbound = visit().id, voyage.mission().id
        empty = voyage.mission(direction="inbound", place_id=book.place(voyage.MITSUKE).id).id
    sign_in(client)
    there = f"/visas/missions/{id}"
    page = text(client, there)
    assert "Empty: To which consulate" in page
    assert "LI MINGSHU" not in page
    assert page.count("Former visas are noted") == 1
    assert "不許可" not in page
    assert sent(client, there, "list.pdf", dated_on="").status_code == 422
    answer = sent(client, there, "list.pdf")
    assert answer.data.startswith(b"%PDF")
    assert sent(client, there, "stay.docx").data.startswith(b"PK")
    assert client.get(f"/visas/missions/{outbound}").status_code == 404
    assert sent(client, f"/visas/missions/{empty}", "list.pdf").status_code == 409, "nobody applies"
    with app.app_context():
        verbs = db.session.scalars(select(AuditEntry.verb)).all()
        assert verbs.count("visas.printed") == 2
    client = app.test_client()
    sign_in(client, Role.MANAGEMENT)
    assert client.get(there).status_code == 403


def test_what_was_told_is_kept_with_the_mission_and_the_relation_offered_for_the_next_visit(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        sender = book.organisation("延吉国際商会", "ja")
        first, second = (visit(sender=sender.id).id for _ in range(2))
        other = visit(sender=book.organisation("長春商会", "ja").id).id
    sign_in(client)
    there = f"/visas/missions/{first}"
    assert sent(client, there, "save", background="昨年の商談会", relation="2019年から取引").status_code == 303
    assert (
        sent(
            client, there, "reasons.docx", purpose="工場の視察", background="昨年秋の商談会", relation="2019年から取引"
        ).status_code
        == 200
    )
    assert "昨年秋の商談会" in text(client, there), "printing keeps what was typed, too"
    offered = text(client, f"/visas/missions/{second}")
    assert "2019年から取引" in offered
    assert "Taken from the papers of their last visit." in offered
    assert "昨年秋" not in offered
    assert "2019年" not in text(client, f"/visas/missions/{other}")


def test_the_consulate_is_guessed_from_the_emergency_contacts_of_where_the_guests_come_from(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        voyage.load_places()
        with writing():
            places.load_emergency(place_queries.own_data("emergency"), by=None)
            db.session.commit()
        sender = book.organisation("延吉国際商会", "ja", place_id=book.place("222401").id)
        elsewhere = book.organisation("北京商会", "ja", place_id=book.place("110000").id)
        mission_id, other_id = (visit(sender=body.id).id for body in (sender, elsewhere))
    sign_in(client)
    shown = text(client, f"/visas/missions/{mission_id}")
    assert 'value="在瀋陽日本国総領事"' in shown
    assert "A guess from the emergency contacts." in shown
    assert "大使" not in text(client, f"/visas/missions/{other_id}").split('name="consulate"')[1].split(">")[0]


def test_words_are_taken_from_the_last_visit_of_the_sender_that_the_reader_sees(app: Flask) -> None:
    with app.app_context():
        leader = user(Role.MISSION_LEADER)
        sender, another = book.organisation("延辺州商務局", "ja"), book.organisation("図們市商務局", "ja")
        visits = {
            name: voyage.mission(direction="inbound", sender_organisation_id=whose.id, leader_id=who, start_on=day,
                                 end_on=day)
            for name, whose, who, day in (
                ("last", sender, leader.id, date(2026, 3, 1)), ("hidden", sender, None, date(2026, 6, 1)),
                ("later", sender, leader.id, date(2027, 3, 1)), ("another", another, leader.id, date(2026, 7, 1)),
                ("now", sender, leader.id, date(2026, 12, 1)),
            )
        }  # fmt: skip
        fairs.keep(*(VisaWords(activity_id=made.id, relation=name) for name, made in visits.items() if name != "now"))
        for reader, relation in ((leader, "last"), (user(), "hidden")):
            told = queries.earlier_words(visits["now"], user=reader)
            assert told is not None
            assert told.relation == relation


def test_why_guests_come_is_never_our_own_objective_and_is_asked_for(app: Flask, client: FlaskClient) -> None:
    """The letter to the consulate gave the mission's internal aim, over the signature of the head."""
    with app.app_context():
        mission = visit()
        dairy = book.organisation("見附乳業", "ja", country="JP")
        assert queries.papers(mission.id, user=user()).purposes == []
        voyage.item(
            mission, host=dairy, title="商談", day=date(2026, 12, 11), timezone="Asia/Tokyo", purpose="製法の視察"
        )
        assert queries.papers(mission.id, user=user()).purposes == ["製法の視察"]
    sign_in(client)
    page = client.get(f"/visas/missions/{mission.id}").text
    assert ("製法の視察" in page, "製法の視察</textarea>" in page) == (True, False), "shown beside, never filled in"
    late = sent(client, f"/visas/missions/{mission.id}", "stay.pdf", dated_on="2027-02-01")
    assert (late.status_code, "before the stay" in late.text) == (422, True)
    refused = sent(client, f"/visas/missions/{mission.id}", "reasons.pdf", purpose="")
    assert (refused.status_code, "Fill in this field." in refused.text) == (422, True)


def test_a_schedule_of_stay_names_everybody_who_receives_the_guests_on_a_day(app: Flask) -> None:
    """Of two firms that they visited, the first alone was there to be called."""
    with app.app_context():
        mission = visit(hotel=False)
        for hour, (name, number) in enumerate((("丸直ニット", "0258-00-0101"), ("燕角金工", "")), start=13):
            firm = book.organisation(name, "ja", country="JP")
            if number:
                fairs.keep(ContactPoint(organisation_id=firm.id, kind="tel", value=number, normalised=number))
            voyage.item(voyage.fresh(mission), host=firm, title="訪問", day=date(2026, 12, 10), start=time(hour),
                        end=time(hour + 1), timezone="Asia/Tokyo")  # fmt: skip
        first, second = queries.papers(mission.id, user=user()).days
    assert first.contact == "見附乳業 電話＿＿＿＿、丸直ニット 0258-00-0101、燕角金工 電話＿＿＿＿"
    assert second.contact.endswith("0258-00-0000")


def test_the_schedule_of_stay_names_a_firm_once_and_by_its_whole_name(app: Flask) -> None:
    """丸直ニットと契約の打合せ（丸直ニット株式会社、丸直ニット 会議室）"""
    with app.app_context():
        mission = visit()
        knit = book.organisation("丸直ニット株式会社", "ja", country="JP")
        voyage.item(voyage.fresh(mission), host=knit, title="丸直ニットと契約の打合せ", venue="丸直ニット 会議室",
                    day=date(2026, 12, 10), start=time(11), end=time(12), timezone="Asia/Tokyo")  # fmt: skip
        plans = queries.papers(mission.id, user=user()).days[0].plans
    assert "11:00 丸直ニット株式会社と契約の打合せ（会議室）" in plans


@pytest.mark.parametrize(
    ("status", "applies"), [("invited", False), ("applied", False), ("accepted", True), ("absent", False)]
)
def test_who_is_not_known_to_come_applies_for_no_visa(app: Flask, status: str, applies: bool) -> None:
    with app.app_context():
        mission = visit()
        guest = voyage.delegate(mission, book.person("王芳"), status=status)
        luggage.told(guest, passport_name="WANG FANG", nationality="CN", visa="needed")
        papers = queries.papers(mission.id, user=user())
        assert (guest.id in [each.part.id for each in papers.applicants]) is applies
        assert (guest.id in [detail.participant_id for detail in papers.details]) is applies
        assert len(papers.applicants) > applies
