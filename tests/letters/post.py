"""A mission to whose hosts letters go, with what a test does not care about filled in."""

from datetime import date
from typing import Any

from crm.activities.models import Activity
from crm.contacts.models import Person
from crm.letters.models import Letter
from crm.letters.services import SittingInput
from crm.missions import queries as missions
from crm.missions.queries import Facts
from tests import cast
from tests.contacts import book
from tests.insights import fairs
from tests.missions import voyage

IMPRINT = SittingInput(date(2026, 12, 1), sender="会頭　田邉 俊夫", contact="小林 里美", purpose="洽谈合作")


def visited(**changes: Any) -> Activity:
    """A mission that 李明淑 of the bureau of commerce received on 11 December."""
    bureau = book.organisation("延吉市商务局")
    li = book.person("李明淑", at=bureau, title="局长", salutation="女士")
    mission = voyage.mission(names={"ja": "第7回 延辺視察団", "zh-Hans": "第七次延边考察团"}, **changes)
    voyage.delegate(mission, name="髙橋 直樹", role="head", title="社長")
    voyage.item(mission, host=bureau, hosts=[li.id], purpose="来年の商談会")
    return mission


def facts_of(mission: Activity) -> Facts:
    return missions.facts(mission.id, user=cast.user())


def kept(mission: Activity, person: Person, **changes: Any) -> Letter:
    """A letter in the table as it is, whoever gets letters of the mission."""
    plain: dict[str, Any] = {
        "kind": "request", "language": "ja", "dated_on": IMPRINT.dated_on, "recipient": "様", "subject": "依頼",
        "body": "記",
    }  # fmt: skip
    letter = Letter(activity_id=mission.id, person_id=person.id, **(plain | changes))
    fairs.keep(letter)
    return letter
