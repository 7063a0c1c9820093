"""What letters ask for: a talk online without a journey; and that nothing in them is left blank."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities.models import Activity
from crm.activities.rules import CHANGED as ACTIVITY_CHANGED
from crm.audit.services import action
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.letters import contents, queries, rules, services
from crm.letters.contents.parts import parts
from crm.letters.models import Letter
from crm.letters.services import SittingInput
from crm.missions.models import ItineraryItem
from crm.missions.queries.borders import Border
from crm.places import queries as places
from crm.places import services as places_services
from crm.places.models import EntryRule
from tests import cast
from tests.contacts import book
from tests.letters import post
from tests.missions import voyage
from tests.missions.browser import text


def written(mission: Activity, language: str, purpose: str = "", **told: Any) -> Letter:
    """A request to the one recipient of a mission."""
    with writing():
        facts = post.facts_of(mission)
        (person,) = queries.recipients(facts).values()
        kind = told.pop("kind", "request")
        imprint = replace(post.IMPRINT, language=language, purpose=purpose, **told)
        letter = services.write(facts, kind=kind, person=person, visit=queries.visit_of(facts, person.id),
                                imprint=imprint, by=None)  # fmt: skip
        db.session.commit()
    return letter


def test_a_talk_online_is_asked_for_without_a_journey(app: Flask) -> None:
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        li = book.person("李明淑", at=bureau)
        mission = voyage.mission(direction="online", names={"ja": "オンライン商談会"})
        voyage.item(mission, host=bureau, hosts=[li.id])
        for language, journey in (
            ("ja", "派遣"),
            ("ja", "訪問し"),
            ("zh-Hans", "访问"),
            ("ko", "방문"),
            ("en", "mission"),
        ):
            letter = written(mission, language)
            assert journey not in letter.body.replace(letter.recipient, "")


def test_a_letter_names_every_place_of_the_programme_and_no_aim_that_is_our_own(
    app: Flask,
) -> None:
    """A delegation that left Yanji on the 12th was “in Yanji (10–14 December)”; its aim was our own."""
    with app.app_context():
        mission = post.visited(objectives="Settle the terms\nSee the shops")
        tumen = book.organisation("图们百货")
        voyage.item(mission, host=tumen, place_id=book.place(voyage.TUMEN).id, day=date(2026, 12, 13))
        for kind, told in (
            ("request", ["will be in Yanji and Tumen (10 December 2026 to 14 December 2026)"]),
            (
                "invitation_request",
                ["Purpose: Talks on next year’s fair\n", "Yanji and Tumen (13 December). We should be grateful"],
            ),  # of the other visit nobody wrote where it is: no days are told of what is only assumed
        ):
            with writing():
                facts = post.facts_of(mission)
                person = next(iter(queries.recipients(facts, kind).values()))
                imprint = SittingInput(date(2026, 11, 1), language="en", purpose="Talks on next year’s fair")
                letter = services.write(facts, kind=kind, person=person, visit=queries.visit_of(facts, person.id),
                                        imprint=imprint, by=None)  # fmt: skip
                db.session.commit()
            assert all(part in letter.body for part in told), letter.body
            assert "Settle the terms" not in letter.body


def test_nobody_is_asked_or_invited_for_what_is_over(app: Flask) -> None:
    """One for the mission of April was written in November, without a word."""
    for kind in rules.ENCLOSING:
        for status, day, field in (("confirmed", 14, ""), ("confirmed", 15, "dated_on"), ("cancelled", 1, "kind")):
            found = rules.too_late(kind, status=status, ends=date(2026, 12, 14), dated_on=date(2026, 12, day))
            assert (found[1] if found is not None else "") == field
    assert rules.too_late("thanks", status="closed", ends=date(2026, 4, 12), dated_on=date(2026, 11, 1)) is None
    with app.app_context():
        mission = post.visited()
        with writing():
            facts, late = post.facts_of(mission), SittingInput(date(2026, 12, 15))
            (person,) = queries.recipients(facts).values()
            with pytest.raises(Refused, match="has a date before its end") as refused:
                services.write(facts, kind="request", person=person, visit=None, imprint=late, by=None)
        assert refused.value.field == "dated_on"


def test_a_letter_for_what_is_over_begins_without_the_date_that_would_be_refused(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form proposed today and refused it, then warned of the earlier date that it had asked for."""
    with app.app_context():
        mission = post.visited()
        (li,) = queries.recipients(post.facts_of(mission)).values()
        days = (date(2026, 12, 9), date(2019, 5, 7))
        told = [post.kept(mission, li, dated_on=day, number=f"{day.year}号").id for day in days]
        there = f"/letters/missions/{mission.id}/new?kind="
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2027-06-01T09:00+09:00"))
    cast.sign_in(client)
    shown = [text(client, there + kind) for kind in ("request", "thanks")]
    dates = [re.findall(r'<input[^>]*name="dated_on"[^>]*>', page)[0] for page in shown]
    assert ["2027-06-01" in tag for tag in dates] == [False, True]
    assert ['id="other-year"' in text(client, f"/letters/{id}") for id in told] == [False, True]


@pytest.mark.usefixtures("over")
def test_the_page_of_a_closed_mission_says_so_and_shows_no_form_for_what_asks(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = post.visited()
        id = mission.id
        with writing(), action(ACTIVITY_CHANGED, by=None):
            voyage.fresh(mission).status = "closed"
            db.session.commit()
    cast.sign_in(client)
    shown = {kind: client.get(f"/letters/missions/{id}/new?kind={kind}").text for kind in ("request", "thanks")}
    assert {kind: 'name="dated_on"' in page for kind, page in shown.items()} == {"request": False, "thanks": True}
    assert "This mission is closed" in shown["request"].partition("<main")[2]


def test_letters_printed_at_once_have_each_its_list_in_its_own_language(app: Flask) -> None:
    with app.app_context():
        mission = post.visited()
        jin = book.person("최동해", "ko", reading="チェ・ドンヘ")
        voyage.delegate(voyage.fresh(mission), jin)
        both = [written(mission, language) for language in ("ja", "ko")]
        for letters in (both, both[::-1]):
            assert all(heading in contents.html(letters) for heading in ("団員名簿", "대표단 명단"))
        assert "최동해（チェ・ドンヘ）" in both[0].enclosure


def test_a_letter_with_blanks_is_not_marked_as_sent(app: Flask) -> None:
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        li = book.person("李明淑", at=bureau)
        mission = voyage.mission()
        voyage.item(mission, host=bureau, hosts=[li.id])
        letter = written(mission, "ja")
        with writing():
            services.change(letter, {"body": "３　訪問者　＿＿＿ほか計＿＿＿名"}, by=None)
            db.session.commit()
        with writing(), pytest.raises(Refused, match="left blank"):
            services.send(letter, on=date(2026, 12, 17), reason="no", by=None)


def test_who_receives_us_without_a_visit_of_their_own_is_asked_for_the_days_of_the_programme(app: Flask) -> None:
    """A host was asked to receive a delegation from its landing at night until it left in the morning."""
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        book.person("李明淑", at=bureau)
        mission = voyage.mission(host_organisation_id=bureau.id)
        for day in (11, 12):
            voyage.item(mission, day=date(2026, 12, day), kind="conference", title="経済交流会議")
        assert "日時　2026年12月11日〜2026年12月12日" in written(mission, "ja").body


def test_a_post_stands_on_a_letter_without_its_gloss() -> None:
    assert rules.post_alone("服装部 経理（部門責任者）") == "服装部 経理"
    assert rules.occasion("延辺フェア", "ja") == "延辺フェア"
    assert rules.occasion("大连拓展团", "zh-Hans") == "大连拓展团访问"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ja", "延吉（12月10日〜12日、12月14日）"),
        ("zh-Hans", "延吉（12月10日至12日、12月14日）"),
        ("ko", "延吉(12월 10일~12일, 12월 14일)"),
        ("en", "延吉 (10–12 December, 14 December)"),
    ],
)
def test_a_place_is_told_with_the_days_that_are_spent_there(language: str, told: str) -> None:
    days = {date(2026, 12, day) for day in (12, 10, 11, 14)}
    assert rules.on_days(language, "延吉", days) == told
    over = {date(2026, 12, 31), date(2027, 1, 1)}
    assert {"ja": "12月31日〜1月1日", "en": "31 December – 1 January"}.get(language, "") in rules.on_days(
        language, "", over
    )
    read = rules.read_beside("김설화", "KIM Seolhwa", language)
    assert read.startswith("KIM Seolhwa (김설화" if language == "en" else "김설화")
    assert rules.read_beside("Li Meilan", "LI Meilan", language) == "Li Meilan", "a name in letters stands once"


def test_an_invitation_is_asked_for_entry_formalities_only_where_a_visa_may_be_needed(app: Flask) -> None:
    """The entry rule said that nobody needs a visa for the stay."""
    with app.app_context():
        mission = post.visited()
        facts = post.facts_of(mission)
        (person,) = queries.recipients(facts).values()

        def asked(language: str) -> str:
            told = queries.values(facts, person, None, kind="invitation_request", language=language, sender="",
                                  contact="", dated_on=post.IMPRINT.dated_on)  # fmt: skip
            return rules.filled(queries.our_text("invitation_request", language).body, told)

        phrases = {"ja": "入国手続き", "zh-Hans": "入境手续", "ko": "입국 수속", "en": "entry formalities"}
        for rule, free in (("visa_needed", False), ("visa_free", True)):
            known = Border("JP", "CN", EntryRule(rule=rule, days=30), [])
            facts = replace(facts, borders=[known])
            assert [words in asked(language) for language, words in phrases.items()] == [not free] * 4


def test_a_request_tells_the_purpose_that_was_written_for_it_and_never_our_own(app: Flask) -> None:
    """To a present partner went what the programme says of two rivals of his that we also see."""
    with app.app_context():
        mission = post.visited(objectives="新しい候補2社の販売ルートを確かめる")
        for language, typed, told in (
            ("ja", "販売状況の確認\n来年の打合せ", "２　目的　販売状況の確認、来年の打合せ\n"),
            ("ja", "", "２　目的　＿＿＿\n"),
            ("zh-Hans", "", "访问目的：＿＿＿\n"),
        ):
            body = written(mission, language, typed).body
            assert told in body
            assert not any(ours in body for ours in ("候補2社", "来年の商談会"))


@pytest.mark.parametrize(
    ("language", "agreed", "begs"),
    [("ja", "ご承諾を賜り", "機会を賜りたく"), ("zh-Hans", "承蒙贵局同意接待", "恳请予以接待"),
     ("ko", "승낙해 주셔서", "기회를 주시기를"), ("en", "Thank you for agreeing", "if you could receive")],
)  # fmt: skip
def test_nobody_begs_for_a_visit_that_was_agreed_to(app: Flask, language: str, agreed: str, begs: str) -> None:
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        li = book.person("李明淑", at=bureau)
        for status, told, untold in (("tentative", begs, agreed), ("confirmed", agreed, begs)):
            mission = voyage.mission()
            voyage.item(mission, host=bureau, hosts=[li.id], status=status)
            body = written(mission, language).body
            assert (told in body, untold in body) == (True, False)


@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "buyers", "plain", "named"),
    [("ja", "吉林バイヤーの招へい", "皆様", "延辺経済代表団"),
     ("zh-Hans", "吉林采购商接待", "贵方一行", "您及延边经济代表团"),
     ("ko", "길림 바이어 초청", "귀하 일행", "귀하와 연변경제대표단 일행"),
     ("en", "Jilin buyers", "you and your party", "you and your delegation")],
)  # fmt: skip
def test_nobody_who_is_invited_is_called_a_buyer_of_ours(language: str, buyers: str, plain: str, named: str) -> None:
    delegation = {"ja": "延辺経済代表団の受入れ", "zh-Hans": "延边经济代表团来访", "ko": "연변경제대표단 방문"}
    assert rules.party(buyers, language) == plain
    assert rules.party(delegation.get(language, "Visit of the Yanbian Delegation"), language) == named
    for kind in rules.TO_GUESTS:
        text = queries.our_text(kind, language)
        assert "{{delegation}}" not in text.subject + text.body
        assert "{{mission}}" not in text.subject + text.body


@pytest.mark.once
def test_who_leads_is_counted_once_among_those_who_come() -> None:
    """田邉 俊夫ほか計10名 were ten or eleven."""
    told = [rules.visitors("田邉 俊夫", number, language) for language in ("ja", "zh-Hans") for number in (10, 1)]
    assert told == ["田邉 俊夫ほか9名", "田邉 俊夫", "田邉 俊夫等共10人", "田邉 俊夫"]


def test_a_letter_abroad_has_numbers_as_they_are_dialled_there(app: Flask) -> None:
    """In a Japanese letter to China the number had no code of its country."""
    with app.app_context():
        letter = written(post.visited(), "ja")
        assert "電話 +81 258-00-0000" in letter.body
        assert "0258" not in letter.sender_contact


def test_an_answer_is_asked_for_in_ten_working_days_of_whoever_answers(app: Flask) -> None:
    """By the calendar of their country: October begins with a week of holidays there, and has one day off here."""
    with app.app_context():
        book.load_places()
        with writing():
            places_services.load_holidays(places.own_data("holidays"), by=None)
            db.session.commit()
        mission = post.visited()
        for language, words in (
            ("ja", "2026年10月15日（木）までにご回答"),
            ("zh-Hans", "并盼于2026年10月15日（周四）前回复"),
            ("ko", "2026년 10월 15일(목)까지 회신"),
            ("en", "Please let us know by Thursday, 15 October 2026 whether"),
        ):
            assert words in written(mission, language, dated_on=date(2026, 9, 24)).body
        late = written(mission, "en", dated_on=date(2026, 12, 1)).body
        assert "Please let us know by Wednesday, 9 December 2026 whether" in late, "before the journey, not the visit"
        assert "Please let us know whether" in written(mission, "en", dated_on=date(2026, 12, 10)).body


def test_an_invitation_that_is_asked_for_too_late_is_told_before_the_request_goes(
    app: Flask, client: FlaskClient
) -> None:
    """Of 29 November for a departure on 10 December: “please answer by 9 December”."""
    with app.app_context():
        mission = post.visited()
        li = next(iter(queries.recipients(post.facts_of(mission)).values()))
        late, early = (
            post.kept(mission, li, kind="invitation_request", dated_on=day)
            for day in (date(2026, 12, 4), date(2026, 11, 29))
        )
        facts = post.facts_of(mission)
        assert not queries.is_late(queries.one(early.id, user=cast.user()), facts)
        assert queries.is_late(queries.one(late.id, user=cast.user()), facts)
        late_id = late.id
        told = [
            written(mission, language, kind="invitation_request", dated_on=day).body
            for day in (date(2026, 11, 29), date(2026, 12, 4))
            for language in ("ja", "zh-Hans", "ko", "en")
        ]
    for words, body in zip(
        ("2026年12月3日（木）までにご回答", "并盼于2026年12月3日（周四）前回复", "2026년 12월 3일(목)까지 회신",
         "by Thursday, 3 December 2026", "折り返しご回答", "并盼尽快回复", "되도록 빨리 회신",
         "your answer as soon as you can"),
        told, strict=True,
    ):  # fmt: skip
        assert words in body
    cast.sign_in(client)
    assert 'id="late-answer"' in client.get(f"/letters/{late_id}").text


@pytest.mark.once
def test_a_japanese_letter_abroad_counts_its_own_date_as_the_days_in_it() -> None:
    """令和8年 told a firm in China nothing, not even when it is visited."""
    dated = {}
    for body in ("日時　2026年12月11日（金）", "日時　令和8年12月11日（金）", "記"):
        letter = Letter(language="ja", number="", dated_on=date(2026, 12, 1), body=body, recipient="様", subject="依頼",
                        recipient_post="", recipient_organisation="", sender="", sender_organisation="",
                        sender_contact="")  # fmt: skip
        dated[body[:4]] = [part.text for part in parts(letter) if "12月1日" in part.text]
    assert list(dated.values()) == [["2026年12月1日"], ["令和8年12月1日"], ["令和8年12月1日"]]


def test_a_letter_about_talks_in_a_hall_names_the_hall(app: Flask) -> None:
    """It said that we come to visit the host, while the talks were in our hotel."""
    with app.app_context():
        mission = post.visited()
        [item] = [entry.item for entry in post.facts_of(mission).entries]
        texts = {"zh-Hans": {"venue": "延边白山大酒店"}}
        with writing(), action(ACTIVITY_CHANGED, by=None):
            kept = db.session.get_one(ItineraryItem, item.id)
            kept.venue, kept.texts, kept.status = "延辺白山ホテル", texts, "confirmed"
            db.session.commit()
        told = {}
        for language in ("ja", "zh-Hans", "ko", "en"):
            with writing():
                facts, imprint = post.facts_of(mission), replace(post.IMPRINT, language=language)
                (li,) = queries.recipients(facts).values()
                visit = queries.visit_of(facts, li.id)
                letter = services.write(facts, kind="request", person=li, visit=visit, imprint=imprint, by=None)
                db.session.commit()
            told[language] = letter.body
            untold = any("白山" in line for line in queries.foreign_lines(letter))
            assert untold == (language in ("ko", "en")), language
    assert "（現地時間）　会場：延辺白山ホテル\n" in told["ja"]
    assert "（当地时间）在延边白山大酒店拜访贵" in told["zh-Hans"]
    assert "(현지 시각) 장소: 延辺白山ホテル\n" in told["ko"]
    assert "(local time), at 延辺白山ホテル" in told["en"]


@pytest.mark.parametrize(
    ("language", "label"), [("ja", "２　目的　"), ("zh-Hans", "访问目的："), ("ko", "2. 목적: "), ("en", "Purpose: ")]
)
def test_a_request_from_which_the_gap_for_the_purpose_was_taken_out_still_lacks_it(
    app: Flask, client: FlaskClient, language: str, label: str
) -> None:
    """Whoever deleted the ＿＿＿ sent a letter that asked for a visit without saying what for."""
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        li = book.person("李明淑", at=bureau)
        mission = voyage.mission()
        voyage.item(mission, host=bureau, hosts=[li.id])
        letter = written(mission, language)
        assert f"{label}{rules.GAP}\n" in letter.body
        known = letter.body.replace("李明淑＿＿", "李明淑")
        asked = [known.replace(f"{label}{rules.GAP}", label + told) for told in ("", "商談")]
        assert [rules.has_blanks(text) for text in asked] == [True, False]
        with writing():
            services.change(letter, {"body": asked[0]}, by=None)
            db.session.commit()
        with writing(), pytest.raises(Refused, match="left blank"):
            services.send(letter, on=date(2026, 12, 1), reason="no", by=None)
        id, trip = letter.id, letter.activity_id
    cast.sign_in(client)
    assert 'id="blanks"' in client.get(f"/letters/{id}").get_data(as_text=True)
    assert "Left blank" in client.get(f"/letters/missions/{trip}").get_data(as_text=True)
