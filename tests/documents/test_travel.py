"""The leader's pack tells the travel details, the members' does not, and nothing else differs."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.core import clock
from crm.core.database import db, writing
from crm.core.permissions import Actor, Role
from crm.documents import contents, rules, services
from crm.documents.contents import Imprint
from crm.documents.kind import DOCUMENT
from crm.documents.models import Document
from crm.documents.rules.advice import LOST, LOST_OF_LEADER
from crm.files import services as files
from crm.files.models import StoredFile
from crm.travel import queries as travel_queries
from crm.travel import services as travel
from tests import cast
from tests.contacts import book
from tests.documents import journey
from tests.missions import voyage
from tests.pdf import paper
from tests.travel import luggage

IMPRINT = Imprint("1", 1, date(2026, 11, 24), "")


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    made = journey.mission(visits=1)
    luggage.told(made.participants[0])
    return voyage.fresh(made)


def filled(mission: Activity, audience: str, user: Actor | None = None) -> contents.Briefing:
    wish = rules.wish(mission.id, kind=rules.BRIEFING, language="en", audience=audience)
    made = contents.filled(wish, user=user or cast.user())
    assert isinstance(made, contents.Briefing)
    return made


def sections(html: str) -> dict[str, str]:
    """{part: its HTML}"""
    return dict(re.findall(r'<section class="[^"]*" id="([\w-]+)">(.*?)</section>', html, re.DOTALL))


def test_the_editions_differ_by_the_restricted_parts_only(mission: Activity) -> None:
    leader, member = (contents.bare_html(filled(mission, who), IMPRINT) for who in ("leader", "member"))
    ours, theirs = sections(leader), sections(member)
    assert (
        {"rooming", "travel"} <= set(ours) - set(theirs) <= rules.DOCUMENTS[rules.BRIEFING].readers["member"].withheld
    )
    assert set(theirs) <= set(ours)
    for canary in luggage.CANARIES:
        assert canary in ours["travel"]
        assert canary not in member
        assert canary not in leader.replace(ours["travel"], "")
    # Whom one tells of a lost pack is the one difference of its rules: the leader tells the office.
    assert LOST in theirs["handling"]
    assert theirs["handling"].replace(LOST, LOST_OF_LEADER) == ours["handling"]
    # Phone numbers, targets and open negotiations are the leader's, too; every other part is the same text.
    same = set(theirs) - {"delegation", "objectives", "visit-1", "handling"}
    assert {part: theirs[part] for part in same} == {part: ours[part] for part in same}


@pytest.mark.once
@pytest.mark.printed
def test_what_is_read_from_the_two_pdf_files_says_the_same(mission: Activity) -> None:
    texts = {}
    for who in ("leader", "member"):
        texts[who] = paper.text(contents.pdf(filled(mission, who), IMPRINT))
    for canary in luggage.CANARIES:
        assert canary in texts["leader"]
        assert canary not in texts["member"]
    assert "Rooming list" in texts["leader"]
    assert "Rooming list" not in texts["member"]


def test_whoever_may_not_see_travel_details_prints_a_leaders_pack_without_them(mission: Activity) -> None:
    management = cast.user(Role.MANAGEMENT)
    made = filled(mission, "leader", management)
    assert not made.wish.restricted
    assert made.travellers == []
    with writing():
        document = services.open_edition(made.wish, user=management, by=management)
        db.session.commit()
    assert not document.restricted


def test_entry_goes_by_the_passports_that_were_told_and_says_of_whom_it_is_not_known(mission: Activity) -> None:
    """Whoever worked for a Japanese firm was told what Japanese passports need, whatever the record said of theirs."""
    made = filled(mission, "member")
    assert [(border.nationality, border.country) for border in made.borders] == [("JP", "CN")]
    silent = [part.name_snapshot for part in made.facts.delegation[1:]]
    assert [part.name_snapshot for part in made.no_passport] == silent
    assert f"Entry and visa: Nationality of the passport not on record: {', '.join(silent)}" in [
        str(blank) for blank in contents.blanks(made)
    ]
    assert "1 traveller has not given" in sections(contents.bare_html(made, IMPRINT))["entry"]
    luggage.told(mission.participants[1], nationality="KR")
    made = filled(mission, "leader")
    assert [(border.nationality, border.country) for border in made.borders] == [("JP", "CN"), ("KR", "CN")]
    assert made.no_passport == []
    assert "has not given" not in sections(contents.bare_html(made, IMPRINT))["entry"]
    management = filled(mission, "leader", cast.user(Role.MANAGEMENT))
    assert management.borders == [], "it may not read whose passport is whose, so neither of which countries they are"
    assert len(management.no_passport) == len(made.facts.delegation)


def test_who_travels_is_called_on_what_they_have_along(session: scoped_session[Session]) -> None:
    """The page for emergencies told the telephone on the desk of the head of the delegation, who was in Yanji."""
    trip = journey.mission(visits=0, delegates=0)
    kept = {
        "head": [("tel", "+81 258-00-0100"), ("wechat", "tanabe_demo"), ("mobile", "+81 90-0000-1100")],
        "coordinator": [("direct", "+81 258-00-0101"), ("wechat", "kobayashi_demo")],
        "interpreter": [("tel", "+81 258-00-0102")],
    }
    for role, points in kept.items():
        voyage.delegate(voyage.fresh(trip), book.person(f"YAMADA {role}", "en", contacts=points), role=role)
    made = filled(voyage.fresh(trip), "leader")
    shown = sections(contents.bare_html(made, IMPRINT))
    called = shown["use"] + shown["emergency"]
    assert (called.count("+81 90-0000-1100"), called.count("WeChat kobayashi_demo")) == (2, 1)
    assert not re.search("258-00-010|tanabe_demo", called)
    assert [text for text in map(str, contents.blanks(made)) if "no mobile" in text] == [
        "How to use this pack, and whom to call: YAMADA interpreter has no mobile number and no WeChat."
    ]


def test_a_printed_pack_is_seen_by_whoever_may_see_them_and_goes_with_them(mission: Activity, tmp_path: Path) -> None:
    office, management = cast.user(), cast.user(Role.MANAGEMENT)
    wish = rules.wish(mission.id, kind=rules.BRIEFING, language="ja", audience="leader")
    with writing():
        document = services.open_edition(wish, user=office, by=office)
        services.keep(document, b"%PDF-1.7 x", pages=1, name="pack.pdf", instance=tmp_path, by=office)
        db.session.commit()
    assert document.restricted
    assert DOCUMENT.is_visible(document.id, office)
    assert not DOCUMENT.is_visible(document.id, management)
    luggage.close(mission)
    travel.also_forget(services.forget)
    with writing():
        done = travel.purge(now=clock.now() + timedelta(days=31))
        db.session.commit()
    files.unlink(done.files, tmp_path)
    assert db.session.scalars(select(StoredFile)).all() == []
    assert list((tmp_path / "files").iterdir()) == []
    assert db.session.get_one(Document, document.id).archived_at is not None


@pytest.mark.parametrize(
    ("status", "stands"),
    [("invited", 0), ("applied", 0), ("accepted", 1), ("attended", 1), ("absent", 0), ("cancelled", 0)],
)
def test_the_leaders_pack_tells_travel_details_of_nobody_who_does_not_go_along(
    mission: Activity, status: str, stands: int
) -> None:
    """Whoever was only invited, or did not come, had a room and their passport, illness and telephone in it."""
    other = voyage.delegate(mission, book.person("丸山 学", "ja"), status=status)
    luggage.told(other, passport_number="XX9876543", nationality="KR", visa="needed")
    mission = voyage.fresh(mission)
    made = filled(mission, "leader")
    told = [sheet.participant.id for sheet in made.travellers]
    assert told == [part.id for part in made.facts.delegation]
    assert told.count(other.id) == stands
    assert [part.id for room in made.rooms for part in room.people].count(other.id) == stands
    assert [border.nationality for border in made.borders].count("KR") == stands
    html = sections(contents.bare_html(made, IMPRINT))
    assert ("XX9876543" in html["travel"]) is bool(stands)
    assert ("丸山" in html["travel"] + html["rooming"]) is bool(stands)
    printed = [row.participant_id for row in travel_queries.printed_of(mission.id)]
    assert printed.count(other.id) == stands, "the log says whose were printed"
    assert mission.participants[0].id in printed
