"""Who signs a letter and whom to ask, under names and titles in its language."""

from dataclasses import replace

from flask import Flask

from crm.core.database import db, writing
from crm.letters import queries, services
from crm.letters.queries.people import colleague
from crm.letters.services import SittingInput
from crm.office import queries as offices
from crm.office import services as office_services
from crm.wordings import services as wordings
from tests import cast
from tests.contacts import book
from tests.letters.post import IMPRINT, facts_of, visited


def test_who_signs_and_whom_to_ask_are_told_in_the_language_of_the_letter(app: Flask) -> None:
    with app.app_context():
        mission = visited()
        (li,) = queries.recipients(facts_of(mission)).values()
        told = {}
        for language in ("ja", "en", "ko"):
            with writing():
                facts, imprint = (
                    facts_of(mission),
                    SittingInput(IMPRINT.dated_on, "髙橋直樹", "小林 里美", "", language),
                )
                letter = services.write(facts, kind="request", person=queries.people([li.id])[li.id],
                                        visit=queries.visit_of(facts, li.id), imprint=imprint, by=None)  # fmt: skip
                told[language] = (letter.sender, letter.body)
                db.session.commit()
        assert told["ja"][0] == "社長　髙橋 直樹"
        assert "小林 里美（電話 +81 258-00-0000）" in told["ja"][1]
        assert "小林 里美 (phone +81 258-00-0000)" in told["en"][1]
        assert (told["en"][0], told["ko"][0]) == (
            "Takahashi Naoki (髙橋 直樹), President",
            "사장 髙橋 直樹(다카하시 나오키)",
        )
        assert "3. 방문자: 髙橋 直樹(다카하시 나오키)(별첨" in told["ko"][1]
        assert "propose Friday, 11 December 2026, 09:00–10:00 (local time)." in told["en"][1]


def test_the_head_signs_under_the_name_that_the_contacts_have_and_titles_are_those_of_the_packs(app: Flask) -> None:
    with app.app_context():
        mission, ours = visited(), book.organisation("見附商工会", "ja", country="JP")
        book.person("三浦 廣", "ja", at=ours, forms=[("latin_passport", "en", "MIURA HIROSHI")])
        piao = book.person("朴春花", at=book.organisation("延吉新春百货有限公司"), title="服装部 经理")
        with writing():
            row = offices.record()
            assert row is not None
            office_services.change(row, replace(offices.current(), head_name="三浦 廣"), by=None)
            wordings.give("服装部 经理", language="en", text="Manager, Clothing Department", by=None)
            db.session.commit()
        with writing():
            facts, told = facts_of(mission), {}
            mine = queries.people([piao.id])[piao.id]
            for language in ("en", "ko"):
                imprint = replace(IMPRINT, sender="会長　三浦 廣", language=language)
                told[language] = services.write(
                    facts, kind="request", person=mine, visit=None, imprint=imprint, by=None
                )
            db.session.commit()
        assert (told["en"].sender, told["en"].recipient_post) == (
            "MIURA Hiroshi, Chair",
            "Manager, Clothing Department",
        )
        assert told["ko"].sender == "회장 三浦 廣(MIURA Hiroshi)"
        assert "귀사의 무궁한 발전" in told["ko"].body
        assert "服装部 经理" in queries.foreign_lines(queries.one(told["ko"].id, user=cast.user())), "a gap, and told"


def test_a_colleague_is_found_whether_or_not_their_name_is_written_with_a_space(app: Flask) -> None:
    with app.app_context():
        ours = book.organisation("見附商工会", "ja", country="JP")
        book.person("남서윤", "ko", at=ours, title="해외사업 담당")
        book.person("남서연", "ko", at=ours)
        found = colleague(ours, "남 서윤")
        assert found is not None
        assert found[1].title == "해외사업 담당"
