"""One report in several languages: one number, and its chapters by what there was."""

from dataclasses import replace
from typing import Any

from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.core.database import db, writing
from crm.documents import rules as documents
from crm.documents.queries import number_of
from crm.office import queries as offices
from crm.office import services as office_services
from crm.reports import rules, services
from crm.reports.models import MissionReport
from tests.missions import voyage
from tests.reports import writing as reports


def test_a_report_has_one_number_in_all_its_languages(session: Any) -> None:
    mission = voyage.mission()
    with writing():
        row = offices.record()
        assert row is not None
        office_services.change(row, replace(offices.current(), number_form="見商工第{number}号"), by=None)
        db.session.commit()
    made = {language: reports.begun(voyage.fresh(mission), language=language) for language in ("ja", "zh-Hans", "en")}
    first = made["ja"].number
    wish = documents.wish(mission.id, kind=documents.REPORT, language="ko")
    assert number_of(voyage.fresh(mission), wish, 1) != f"{first}-KO", "nobody approved it yet"
    with writing(), action(CHANGED, by=None):
        db.session.get_one(MissionReport, made["ja"].id).status = "approved"
        db.session.commit()
    assert number_of(voyage.fresh(mission), wish, 1) == f"{first}-KO", "what nobody wrote in Korean tells whose it is"
    assert {language: report.number for language, report in made.items()} == {
        "ja": first, "zh-Hans": f"{first}-ZH", "en": f"{first}-EN"
    }  # fmt: skip
    with writing():
        short = services.open_report(voyage.fresh(mission), language="ja", texts={}, form=rules.SHORT, by=None)
        assert short.number not in {first, f"{first}-JA"}, "another paper has another number"


def test_a_mission_without_a_fair_has_no_chapter_of_fairs() -> None:
    assert rules.part_title("leads", journey=True, matched=False) == "Leads"
    assert rules.part_title("leads", journey=True) == "Results of fairs and matching events"


def test_of_several_posts_one_is_theirs_and_for_the_others_they_stand_in() -> None:
    chain = [("係", "小林里美"), ("課長", "星野豊"), ("局長", "星野豊"), ("会長", "吉原誠")]
    assert rules.stand_ins(chain, {}) == {"局長"}, "nobody knows more: the one that decides first is theirs"
    assert rules.stand_ins(chain, {"星野豊": ["局長"], "吉原誠": ["会長"]}) == frozenset(), "a superior is no stand-in"
    assert rules.stand_ins([chain[0], ("会長", "吉原誠")], {"小林里美": ["会長"]}) == frozenset()
    assert rules.stand_ins([(post, "小林里美") for post, _who in chain], {"小林里美": ["課長"]}) == {"局長", "会長"}
