"""Letters of thanks: for what took place, by who received whom, with points agreed only where they are on record."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.activities.models import Activity
from crm.agreements.models import Agreement, AgreementParty, Signatory
from crm.contacts.rules import AffiliationInput
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.wareki import in_common_era
from crm.letters import queries, rules, services
from crm.letters.queries.people import encounters
from crm.letters.services import SittingInput
from crm.meetings import services as meetings
from crm.meetings.services import Minute, TalkInput
from tests import cast
from tests.contacts import book
from tests.insights import fairs
from tests.letters.post import IMPRINT, facts_of, kept, visited
from tests.missions import voyage


@pytest.mark.usefixtures("over")
def test_everyone_met_is_thanked_once_and_nobody_who_does_not_want_it(app: Flask) -> None:
    with app.app_context():
        mission, bureau = visited(), book.organisation("龙井市商务局")
        silent = book.person("孙浩", at=bureau, do_not_contact=True)
        voyage.item(mission, host=bureau, hosts=[silent.id], title="別の訪問", day=date(2026, 12, 12))
        with writing():
            made = services.thank_everyone(facts_of(mission), imprint=IMPRINT, by=None)
            db.session.commit()
        assert [letter.recipient for letter in made] == ["李明淑局长"]
        with writing(), pytest.raises(Refused, match="has a thank-you letter already"):
            services.thank_everyone(facts_of(mission), imprint=IMPRINT, by=None)


@pytest.mark.usefixtures("over")
def test_whoever_changed_posts_since_is_thanked_at_the_one_of_that_day_unless_somebody_wants_the_new_one(
    app: Flask,
) -> None:
    """For a talk with one firm another was thanked, which he joined years later."""
    with app.app_context():
        old, new = book.organisation("延边大山商贸"), book.organisation("延边海达")
        posts = [
            AffiliationInput(old.id, "董事长", to_date=date(2026, 12, 12)),
            AffiliationInput(new.id, "总经理", from_date=date(2026, 12, 13)),
        ]
        li = book.person("李成国", salutation="先生", affiliations=posts)
        mission = visited()
        voyage.item(mission, host=old, hosts=[li.id], title="別の訪問", day=date(2026, 12, 11))
        told = [(each[0].id, each[1].title, each[2].title) for each in queries.moved(facts_of(mission), [li.id])]
        assert told == [(li.id, "董事长", "总经理")]
        for which, said in (("then", ("李成国董事长", "延边大山商贸")), ("today", ("李成国总经理", "延边海达"))):
            with writing():
                imprint = replace(IMPRINT, posts=which)
                made = services.thank_everyone(facts_of(mission), imprint=imprint, by=None)
                letter = next(each for each in made if each.person_id == li.id)
                assert (letter.recipient, letter.recipient_organisation) == said
                db.session.rollback()


def test_a_body_whose_name_its_readers_cannot_read_is_told_before_the_letter_goes(app: Flask) -> None:
    with app.app_context():
        name = "シンポー情報技術延辺"
        li = book.person("朴春花", at=book.organisation(name, "ja", country="CN"))
        said = {"recipient": "朴春花女士", "recipient_organisation": name, "subject": "感谢信", "body": "正文"}
        id = kept(visited(), li, language="zh-Hans", **said).id
        letter = queries.one(id, user=cast.user())
        assert queries.foreign_lines(letter) == ["シンポー情報技術延辺"]


def thanked(mission: Activity, language: str = "ja") -> dict[str, str]:
    """{own name of the recipient: subject and body} of a letter of thanks to everyone met."""
    with writing():
        imprint = SittingInput(date(2026, 12, 17), sender="髙橋 直樹", contact="小林 里美", language=language)
        made = services.thank_everyone(facts_of(mission), imprint=imprint, by=None)
        db.session.commit()
    people = queries.people(each.person_id or 0 for each in made)
    return {people[each.person_id or 0].names[0].full: f"{each.subject}\n{each.body}" for each in made}


def talked(mission: Activity, theirs: int, *, day: int = 11, **told: object) -> None:
    with writing():
        held = TalkInput(book.organisation("延吉市商务局").id, datetime(2026, 12, day, 9), theirs=[theirs],
                          timezone="Asia/Shanghai", activity_id=mission.id, **told)  # type: ignore[arg-type]  # fmt: skip
        meetings.log(held, by=cast.user())
        db.session.commit()


def test_nobody_is_thanked_before_it_took_place(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        mission = visited()
        li = next(iter(queries.recipients(facts_of(mission))))
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-12-10T23:59+09:00"))
        assert queries.met(facts_of(mission)) == {}
        with writing():
            facts = facts_of(mission)
            with pytest.raises(Refused, match="There is none with this person yet"):
                services.write(
                    facts, kind="thanks", person=queries.people([li])[li], visit=None, imprint=IMPRINT, by=None
                )
            with pytest.raises(Refused, match="Nobody has been met yet"):
                services.thank_everyone(facts, imprint=IMPRINT, by=None)
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-12-11T00:01+09:00"))
        assert set(queries.met(facts_of(mission))) == {li}


@pytest.mark.usefixtures("over")
@pytest.mark.parametrize(
    ("language", "agreed"),
    [("ja", "合意いたしました事項"), ("zh-Hans", "商定的事项"), ("ko", "협의하여 정한 사항"),
     ("en", "the points we agreed on")],
)  # fmt: skip
def test_points_agreed_on_are_named_only_where_they_are_on_record(app: Flask, language: str, agreed: str) -> None:
    with app.app_context():
        mission, settled = visited(), visited()
        (with_li, settled_li) = (next(iter(queries.recipients(facts_of(each)))) for each in (mission, settled))
        talked(mission, with_li)
        talked(settled, settled_li, conditions_agreed="見本を送る")
        (bare,), (told,) = thanked(mission, language).values(), thanked(settled, language).values()
        assert (agreed in bare, agreed in told) == (False, True)
        assert "{{" not in bare + told


@pytest.mark.usefixtures("over")
def test_guests_are_thanked_for_coming_and_our_own_people_for_receiving_them(app: Flask) -> None:
    with app.app_context():
        voyage.load_places()
        bureau, dairy = book.organisation("延边州商务局"), book.organisation("見附乳業", "ja", country="JP")
        tanaka, sano = book.person("田中 実", "ja", at=dairy), book.person("佐野 奈緒", "ja", at=dairy)
        mission = voyage.mission(direction="inbound", names={"ja": "延辺経済代表団の受入れ"},
                                 place_id=book.place(voyage.MITSUKE).id, sender_organisation_id=bureau.id)  # fmt: skip
        cui, silent = book.person("崔成浩", at=bureau), book.person("马骏", at=bureau)
        han = book.person("韩东植", at=book.organisation("敦化市敖东医药贸易有限公司"))
        for guest in (cui, sano):
            voyage.delegate(mission, guest, organisation_id=bureau.id if guest is not sano else dairy.id)
        voyage.delegate(mission, silent, organisation_id=bureau.id, status="invited")
        voyage.item(mission, host=dairy, hosts=[tanaka.id], timezone="Asia/Tokyo")
        for came in (han, silent):  # one was on no list, the other never said yes: both sat in a talk
            talked(mission, came.id)
        with writing():
            facts = facts_of(mission)
            to = queries.recipients(facts)
            assert {each.id for each in (cui, han, silent)} == set(queries.recipients(facts, "guest_thanks"))
            for kind, id, told in (("thanks", cui.id, "For guests"), ("guest_thanks", tanaka.id, "For hosts"),
                                   ("thanks", han.id, "For guests"),
                                   ("reception", han.id, "goes to hosts")):  # fmt: skip
                with pytest.raises(Refused, match=told):
                    services.write(facts, kind=kind, person=to[id], visit=None, imprint=IMPRINT, by=None)
        letters = thanked(mission)
        assert set(letters) == {"崔成浩", "马骏", "韩东植", "田中 実"}
        stay = in_common_era(rules.span("ja", mission.start_on, mission.end_on)) + "のご滞在"
        assert stay in letters["崔成浩"]
        assert stay in letters["马骏"]
        assert "2026年12月11日（金）にお話を伺い" in letters["韩东植"], "on no list: a talk tells its own day alone"
        assert "滞在" not in letters["韩东植"]
        assert "ご来訪に際しまして" in letters["韩东植"]
        assert "延辺経済代表団のご来訪に際しましては、ご多忙のところ遠路お越しいただき" in letters["崔成浩"]
        assert "お迎えいただき" not in letters["崔成浩"]
        assert letters["田中 実"].startswith("延辺経済代表団の受入れの御礼\n")
        assert "令和8年12月11日（金）に一行の訪問を快くお引き受け" in letters["田中 実"]


@pytest.mark.usefixtures("over")
@pytest.mark.parametrize(
    ("language", "told"),
    [("ja", "2026年12月11日（金）、12月12日（土）にお話を伺い"),
     ("zh-Hans", "2026年12月11日（周五）、12月12日（周六）的交流"),
     ("ko", "2026년 12월 11일(금), 12월 12일(토)에 들려주신 말씀"),
     ("en", "heard from you on Friday, 11 December 2026 and Saturday, 12 December 2026")],
)  # fmt: skip
def test_of_guests_without_a_list_a_letter_tells_the_days_of_talks_as_such(
    app: Flask, language: str, told: str
) -> None:
    """Who had come on the 10th was thanked for a visit from the 11th to the 12th, the days of two talks."""
    with app.app_context():
        voyage.load_places()
        mission = voyage.mission(direction="inbound", place_id=book.place(voyage.MITSUKE).id)
        han = book.person("韩东植", at=book.organisation("敦化市敖东医药贸易有限公司"))
        bureau = book.organisation("延吉市商务局")
        signer = book.person("崔海岳", at=bureau)
        talked(mission, han.id)
        talked(mission, han.id, day=12)
        deal = Agreement(type="sale", agreement_class="commercial", title="契約", status="signed",
                         activity_id=mission.id, signed_on=date(2026, 12, 12))  # fmt: skip
        fairs.keep(deal)
        party = AgreementParty(agreement_id=deal.id, organisation_id=bureau.id)
        fairs.keep(party)
        fairs.keep(Signatory(party_id=party.id, agreement_id=deal.id, person_id=signer.id, name_snapshot="崔"))
        letters = thanked(mission, language)
    assert told in letters["韩东植"]
    assert rules.GAP in letters["崔海岳"], "for how long who signed was here, no record tells"
    assert not [word for word in ("滞在", "Your visit", " 방문은", "您于") if word in letters["韩东植"]]


@pytest.mark.usefixtures("over")
def test_nobody_is_thanked_for_what_did_not_take_place_and_only_who_goes_is_announced(app: Flask) -> None:
    with app.app_context():
        mission, bureau = visited(), book.organisation("图们市商务局")
        refusing, absent = (book.person(name, at=bureau) for name in ("孙浩", "周平"))
        voyage.item(mission, host=bureau, hosts=[refusing.id], title="別の訪問", day=date(2026, 12, 12),
                    status="cancelled")  # fmt: skip
        voyage.delegate(mission, name="佐野 奈緒", status="applied")
        with writing():
            called_off = TalkInput(bureau.id, datetime(2026, 12, 12, 9), theirs=[absent.id], status="cancelled",
                                    timezone="Asia/Shanghai", activity_id=mission.id)  # fmt: skip
            meetings.log(called_off, by=cast.user())
            db.session.commit()
        others = (refusing.id, absent.id)
        with writing():
            facts = facts_of(mission)
            ((id, li),) = queries.met(facts).items()
            assert id not in others
            letter = services.write(facts, kind="request", person=li, visit=None, imprint=IMPRINT, by=None)
            db.session.commit()
        assert "来访人员：髙橋 直樹（名单附后）" in letter.body
        assert letter.enclosure == "髙橋 直樹（Takahashi Naoki）\t\t社长"


@pytest.mark.usefixtures("over")
def test_our_own_side_was_not_met_and_what_was_agreed_elsewhere_is_not_agreed_here(app: Flask) -> None:
    with app.app_context():
        sano = book.person("佐野 奈緒", "ja", at=book.organisation("見附乳業", "ja", country="JP"))
        mission, other = visited(), visited()
        with_li, elsewhere = (next(iter(queries.recipients(facts_of(each)))) for each in (mission, other))
        talked(mission, with_li, ours=[sano.id])
        talked(other, elsewhere, minutes=[Minute(decision="見本を送る")])
        for each, told in ((mission, {with_li: False}), (other, {elsewhere: True})):
            assert {id: met.agreed for id, met in encounters(facts_of(each)).items()} == told


def test_guests_are_those_who_have_a_post_at_the_sender_when_the_mission_begins(app: Flask) -> None:
    with app.app_context():
        bureau = book.organisation("延边州商务局")
        posts: dict[str, dict[str, Any]] = {
            "崔成浩": {},
            "金哲": {"to_date": date(2026, 12, 9)},
            "孙浩": {"from_date": date(2026, 12, 11)},
        }
        guest, _former, _future = (
            book.person(name, affiliations=[AffiliationInput(bureau.id, **dates)]) for name, dates in posts.items()
        )
        mission = voyage.mission(direction="inbound", sender_organisation_id=bureau.id)
        assert queries.guests(facts_of(mission)) == {guest.id}


@pytest.mark.usefixtures("over")
def test_nobody_is_thanked_for_words_in_a_talk_that_was_minuted_without_them(app: Flask) -> None:
    """The chair received us, and their deputy sat in the talk of that day."""
    with app.app_context():
        mission = visited()
        facts = facts_of(mission)
        bureau = next(visit.organisation for visit in facts.visits if visit.organisation is not None)
        deputy, chair = book.person("王明", at=bureau), facts.visits[0].hosts[0].person
        voyage.item(mission, host=bureau, hosts=[chair.id], title="送別", day=date(2026, 12, 12))
        with writing():
            held = TalkInput(bureau.id, datetime(2026, 12, 11, 9), theirs=[deputy.id], timezone="Asia/Shanghai",
                              activity_id=mission.id)  # fmt: skip
            meetings.log(held, by=cast.user())
            db.session.commit()
        told = thanked(mission)
    assert "12月11日（金）にお話を伺いました" in told["王明"]
    assert "お話を伺いました" not in told["李明淑"]
    assert "12月11日（金）、12月12日（土）に皆様に温かくお迎えいただき" in told["李明淑"]


@pytest.mark.usefixtures("over")
@pytest.mark.parametrize(
    ("language", "of_all", "claims"),
    [("ja", "に皆様に温かく", ["お話を伺い", "取り計らい", "時間を賜り"]),
     ("zh-Hans", "承蒙贵方热情接待", ["承蒙您", "安排"]),
     ("ko", "여러분께서", ["들려주신", "배려", "시간을"]),
     ("en", "welcome that we were given", ["heard", "arranged", "time"])],
)  # fmt: skip
def test_of_who_was_only_expected_no_letter_claims_that_they_sat_with_us(
    app: Flask, language: str, of_all: str, claims: list[str]
) -> None:
    """Who was entered as a host and sat in no talk was thanked for careful arrangements of which no record tells."""
    with app.app_context():
        mission = visited()
        bureau, host = facts_of(mission).visits[0].organisation, facts_of(mission).visits[0].hosts[0].person
        assert bureau is not None
        voyage.item(mission, host=bureau, hosts=[host.id], title="覚書 署名式", kind="signing", day=date(2026, 12, 12))
        (told,) = thanked(mission, language).values()
    assert told.count(of_all) == 1 if language == "ja" else of_all in told
    assert not [claim for claim in (*claims, "ご臨席", "出席", "함께해", "received us") if claim in told]


@pytest.mark.usefixtures("over")
def test_a_text_of_ones_own_that_names_the_signing_is_not_followed_by_it_once_more(app: Flask) -> None:
    with app.app_context():
        mission, chamber = voyage.mission(names={"ja": "販路開拓団"}), book.organisation("大连中日商会")
        head = book.person("骨敏", at=chamber)
        voyage.item(mission, host=chamber, hosts=[head.id], title="覚書 署名式", kind="signing")
        with writing():
            services.keep_template(
                "thanks_signing", "ja", subject="御礼", body="{{ signing }}の御礼。{{agreed}}", by=None
            )
            db.session.commit()
        assert list(thanked(mission).values()) == ["御礼\n覚書 署名式の御礼。"]


@pytest.mark.usefixtures("over")
def test_whoever_was_at_a_signing_and_in_no_talk_is_thanked_for_that_signing(app: Flask) -> None:
    with app.app_context():
        mission = voyage.mission(names={"ja": "販路開拓団"})
        chamber = book.organisation("大连中日商会")
        head = book.person("骨敏", at=chamber)
        voyage.item(mission, host=chamber, hosts=[head.id], title="覚書 署名式", kind="signing")
        (told,) = thanked(mission).values()
    assert "お話を伺いました" not in told
    assert "12月11日（金）の署名の場「覚書 署名式」で皆様に" in told
    assert told.startswith("販路開拓団の訪問に際しての御礼\n")
    with app.app_context():
        both = voyage.mission(names={"ja": "第8回 販路開拓団"})
        voyage.item(both, host=chamber, hosts=[head.id], title="覚書 署名式", kind="signing", day=date(2026, 12, 12))
        with writing():
            held = TalkInput(chamber.id, datetime(2026, 12, 11, 9), theirs=[head.id], timezone="Asia/Shanghai",
                              activity_id=both.id)  # fmt: skip
            meetings.log(held, by=cast.user())
            db.session.commit()
        (told,) = thanked(both).values()
    assert "12月11日（金）にお話を伺いました" in told
    assert "また、2026年12月12日（土）の署名の場「覚書 署名式」で皆様に" in told, "not thanked for the signing"


@pytest.mark.usefixtures("over")
@pytest.mark.parametrize(
    ("language", "signed", "received"),
    [("ja", "2026年12月12日（土）に「覚書」へのご署名を賜り", "2026年12月13日（日）にも皆様に温かく"),
     ("zh-Hans", "2026年12月12日（周六）承蒙您签署《覚書》", "2026年12月13日（周日）还承蒙贵方热情接待"),
     ("ko", "2026년 12월 12일(토)에 ‘覚書’에 서명해", "2026년 12월 13일(일)에도 여러분께서 따뜻하게"),
     ("en", "you signed with us on Saturday, 12 December 2026: 覚書.", "we were given on Sunday, 13 December 2026")],
)  # fmt: skip
def test_who_signed_is_thanked_for_that_every_day_is_named_and_points_agreed_without_them_are_not(
    app: Flask, language: str, signed: str, received: str
) -> None:
    """The head signed with no seat in a talk; the deputy talked, signed, and received us on a third day."""
    with app.app_context():
        mission, bureau = visited(), book.organisation("延吉市商务局")
        signer, deputy = book.person("崔海岳", at=bureau), book.person("王明", at=bureau)
        voyage.item(mission, host=bureau, hosts=[deputy.id], title="送別", day=date(2026, 12, 13))
        talked(mission, deputy.id, conditions_agreed="見本を送る")
        pact = Agreement(type="mou", agreement_class="framework", title="覚書", status="signed", activity_id=mission.id,
                         signed_on=date(2026, 12, 12))  # fmt: skip
        fairs.keep(pact)
        party = AgreementParty(agreement_id=pact.id, organisation_id=bureau.id)
        fairs.keep(party)
        fairs.keep(*(Signatory(party_id=party.id, agreement_id=pact.id, person_id=id, name_snapshot="崔")
                     for id in (signer.id, deputy.id)))  # fmt: skip
        letters = thanked(mission, language)
        assert {name for name, text in letters.items() if signed in text} == {"崔海岳", "王明"}
        assert [name for name, text in letters.items() if received in text] == ["王明"]
        assert [name for name, text in letters.items() if rules.AGREED[language].strip() in text] == ["王明"]


@pytest.mark.usefixtures("over")
@pytest.mark.parametrize("signed", [False, True])
def test_nobody_promises_to_come_back_to_what_is_signed(app: Flask, *, signed: bool) -> None:
    """The contract had been signed months before 「会谈中商定的事项，我们将陆续与您联系落实」 went out."""
    with app.app_context():
        mission, bureau = visited(), book.organisation("延吉市商务局")
        wang = book.person("王明", at=bureau)
        talked(mission, wang.id, conditions_agreed="800,000 CNY/年")
        deal = Agreement(type="sale", agreement_class="commercial", title="契約", status="signed",
                         signed_on=date(2026, 12, 13))  # fmt: skip
        fairs.keep(deal)
        party = bureau if signed else book.organisation("图们市商务局")
        fairs.keep(AgreementParty(agreement_id=deal.id, organisation_id=party.id))
        assert (rules.AGREED["zh-Hans"] in thanked(mission, "zh-Hans")["王明"]) is not signed


@pytest.mark.usefixtures("over")
def test_thanks_that_come_months_after_the_visit_are_told_before_they_go_and_no_word_of_it_is_invented(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        mission = visited()
        made = []
        for dated_on in (date(2027, 3, 12), date(2026, 12, 17)):
            said = SittingInput(dated_on, sender="髙橋 直樹", contact="小林 里美")
            with writing():
                facts = facts_of(mission)
                [li] = queries.recipients(facts, "thanks").values()
                letter = services.write(facts, kind="thanks", person=li, visit=None, imprint=said, by=None)
                db.session.commit()
            made.append((letter.id, letter.body))
        assert made[0][1] == made[1][1]
    cast.sign_in(client)
    late, soon = (client.get(f"/letters/{id}").text for id, _body in made)
    assert "3 months after the visit" in late
    assert "late-thanks" not in soon
    assert [rules.months_after(date(2026, 11, 30), day) for day in (date(2026, 12, 29), date(2026, 12, 30))] == [0, 1]
