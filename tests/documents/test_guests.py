"""What a pack about guests tells of them: who is welcomed, in which languages, and what is celebrated at their home."""

from datetime import date, datetime

import pytest

from crm.activities import services as activities
from crm.contacts.rules import OrganisationNameInput
from crm.core.database import db, writing
from crm.documents import contents
from crm.places import services as places
from crm.places.services import HolidayInput
from crm.reports.models import MissionReport
from tests.contacts import book
from tests.documents import journey, written
from tests.documents.test_packs import IMPRINT, html, pack
from tests.insights import fairs
from tests.missions import voyage

pytestmark = pytest.mark.once


@pytest.mark.usefixtures("session")
def test_guests_of_many_bodies_are_welcomed_in_their_languages_and_with_their_holidays() -> None:
    bureau = book.organisation("延边州商务局")
    visit = journey.mission(visits=0, direction="inbound", type="inbound_delegation", sender_organisation_id=bureau.id)
    for number in range(4):
        firm = book.organisation(f"Pacific Trade {number}", "en", country="US")
        voyage.delegate(voyage.fresh(visit), book.person(f"Kai Akana{number}", "en"), organisation_id=firm.id)
    with writing():
        places.add_holiday(HolidayInput("CN", date(2026, 12, 12), "春节"), by=None)
        db.session.commit()
    shown = html(voyage.fresh(visit), audience="leader", chosen=["use", "speeches", "phrases", "holidays"])
    assert '<span lang="zh-Hans">延边州商务局</span>をはじめ各団体の皆様を、心より歓迎申し上げます' in shown
    assert 'the delegation of <span lang="zh-Hans">延边州商务局</span> and its partners' in shown, (
        "who comes from Honolulu is greeted in English"
    )
    phrases = shown.split('class="phrases"')[1].split("</table>")[0]
    assert ("您好" in phrases, "英語" in phrases) == (True, False), "no Japanese phrase is called English"
    assert "春节" in shown, "a holiday at the guests' home is told beside ours"


@pytest.mark.usefixtures("session")
def test_guests_are_named_as_readers_of_no_pack_that_tells_of_our_makers() -> None:
    """The pack of a reception with our makers' contracts was made out to the head of delegation, who is a guest."""
    bureau = book.organisation("延边州商务局")
    visit = journey.mission(visits=1, direction="inbound", type="inbound_delegation", sender_organisation_id=bureau.id)
    for audience, label in {"leader": "受入責任者", "member": "受入担当者"}.items():
        cover = html(visit, audience=audience, chosen=["itinerary"]).split('<table class="sum">')[0]
        assert [text in cover for text in ("団長", "団員", label)] == [False, False, True]
    assert "団長" in html(voyage.mission(), audience="leader", chosen=["use"]).split('<table class="sum">')[0]


@pytest.mark.usefixtures("session")
def test_a_chinese_pack_for_hosts_marks_what_is_japanese_and_says_before_printing_what_it_lacks() -> None:
    """The body that receives us stood there as Chinese, titles in two languages, and a host had no place."""
    council = book.organisation("中国国際貿易促進委員会延辺支会")
    trip = journey.mission(visits=0, host_organisation_id=council.id, co_organisers="沿海地方商工会議所")
    for name, title in (("佐野 奈緒", "観光課長"), ("渡邊 学", "会長"), ("小林 里美", "インバウンド担当")):
        voyage.delegate(voyage.fresh(trip), book.person(name, "ja"), title=title)
    bare = book.organisation("延边大山商贸有限公司", place_id=book.place(voyage.YANJI).id)
    voyage.item(voyage.fresh(trip), title="企业访问", host=bare)
    found = pack(voyage.fresh(trip), language="zh-Hans", audience="host", chosen=["delegation", "visit_list"])
    shown = contents.bare_html(found, IMPRINT)
    for japanese in ("中国国際貿易促進委員会延辺支会", "沿海地方商工会議所", "インバウンド担当"):
        assert f'<span lang="ja">{japanese}</span>' in shown
    assert ("会长" in shown, "会長" in shown) == (True, False)
    assert "延吉市" in shown.split('id="visit_list"')[1]
    assert council.id in {body.id for body in contents.nameless(found)}
    asked = {*contents.untranslated(found, IMPRINT).met, *(str(gap.text) for gap in found.facts.gaps)}
    for title in ("沿海地方商工会議所", "インバウンド担当"):
        assert any(title in text for text in asked), title


@pytest.mark.usefixtures("session")
def test_a_title_told_for_the_delegation_stands_in_the_report_also_of_talks_logged_before() -> None:
    """生产部部长 stood in its talks and was asked for again, though 生産部部長 was typed for the delegation."""
    firm = book.organisation("延边长白山人参制品有限公司")
    visit = journey.mission(visits=0, direction="inbound", type="inbound_delegation", sender_organisation_id=firm.id)
    guest, other = (book.person(name, at=firm, title="生产部部长") for name in ("吕建军", "许美花"))
    for person in (guest, other):
        journey.talk(firm, person, starts=datetime(2026, 12, 11, 9), activity=visit)
    part = voyage.delegate(voyage.fresh(visit), guest, organisation_id=firm.id)
    voyage.delegate(voyage.fresh(visit), other, organisation_id=firm.id)
    with writing():
        activities.tell_titles(voyage.fresh(visit), {part.id: "製造部長"}, "ja", by=None)
        db.session.commit()
    report = written.begun(voyage.fresh(visit))
    talks = written.html(report).split('id="talks"')[1]
    assert talks.count("製造部長") >= 1
    assert "製造部長" in report_text(report)


@pytest.mark.usefixtures("session")
def test_the_leads_of_guests_have_their_names_of_the_roster_and_say_which_of_our_firms_they_were_for() -> None:
    """Noted by hand, guests stood in Chinese and without a reading beside their Japanese forms in the same report."""
    forms = [OrganisationNameInput("㈱延辺海達", "ja", kind="trade")]
    haida = book.organisation("延边海达进出口贸易有限公司", other_names=forms)
    other = book.organisation("延吉新星服装有限公司")
    visit = journey.mission(visits=0, direction="inbound", type="inbound_delegation", sender_organisation_id=other.id)
    guests = [
        (book.person("全龙奎", reading="ぜん りゅうけい"), haida),
        *(
            (book.person("金银姬", reading=reading), firm)
            for firm, reading in ((haida, "きん はい"), (other, "きん しん"))
        ),
    ]
    for person, firm in guests:
        voyage.delegate(voyage.fresh(visit), person, organisation_id=firm.id)
    maker = book.organisation("北都ドラッグ", "ja", country="JP")
    day, noted = visit.start_on, "延边海达进出口贸易有限公司"
    fairs.lead(visit, on=day, raw_name="全龙奎", raw_organisation=noted, our_organisation_id=maker.id)
    fairs.lead(visit, on=day, raw_name="金银姬", raw_organisation="延吉新星服装有限公司")
    fairs.lead(visit, on=day, raw_name="金银姬", raw_organisation="")
    fairs.case("lead talk", ours=maker, theirs=haida, on=date(2026, 11, 2), activity_id=visit.id, title="医薬品の取引")
    shown = written.html(written.begun(voyage.fresh(visit)))
    leads = shown.split('class="promise asked"')[1].split("</table>")[0]
    told, of_two, of_nobody = leads.split("<tbody>")[1].split("</tr>")[:3]
    assert [text in told for text in ("㈱延辺海達", "延边海达", "ぜん りゅうけい", "北都ドラッグ")] == [
        True,
        False,
        True,
        True,
    ]
    assert [text in of_two for text in ("きん しん", "きん はい", "北都ドラッグ")] == [True, False, False]
    assert [text in of_nobody for text in ("きん しん", "きん はい")] == [False, False], "two guests are called so"
    case = shown.split('class="cases"')[1].split("</table>")[0]
    assert "北都ドラッグ ×" in case


def report_text(report: MissionReport) -> str:
    """What the chapters of a report say."""
    return "\n".join(row.text for row in report.sections)
