"""A mission worth printing: delegates, visits with hosts and a past, and names in every script."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from crm.activities import queries as activities
from crm.activities import services as activities_services
from crm.activities.models import Activity
from crm.activities.services import CostInput
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import AddressInput
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.meetings import services as meetings
from crm.meetings.services import Minute, NextStep, TalkInput
from tests import cast
from tests.contacts import book
from tests.kept import kept
from tests.missions import voyage

#: Every trap of text extraction in one line.
TRICKY = "面積 20m² 50µm 株式会社 한국 延吉 Łódź"


@kept
def all_read_english() -> None:
    """Everybody of the cast is there and reads English, before anyone makes them in their own language."""
    for role in Role:
        cast.user(role, language="en")


def host_people(at: Organisation, number: int) -> list[Person]:
    """Two people of a host, one of them with every form of the name."""
    first = book.person(
        f"金成浩{number}", at=at, title="副总经理", reading="きん せいこう",
        forms=[("hangul_yanbian", "ko", "김성호"), ("latin_business", "en", "Jin Chenghao")],
    )  # fmt: skip
    return [first, book.person(f"边海峰{number}", at=at, title="财务科长", reading="へん かいほう")]


def visit(mission: Activity, number: int) -> Organisation:
    """A confirmed visit to a host of its own, met once before with a promise left open."""
    host = book.organisation(
        f"延边大洋商贸集团{number}有限公司", reading="えんぺん たいよう しょうぼう", roles=["wholesaler"],
        addresses=[AddressInput(f"延吉市人民路{number}号 大洋大厦", "zh-Hans")],
        profile="1998年設立。婦人服卸から始まり、2015年に自社ビルを開業。",
    )  # fmt: skip
    people = host_people(host, number)
    day = voyage.FIRST + timedelta(days=number % 5)
    hour = 8 + (number // 5) % 10
    voyage.item(
        mission, host=host, day=day, start=time(hour), end=time(hour, 50), status="confirmed",
        hosts=[person.id for person in people], purpose="委託販売の条件協議",
        agenda="点数と色\n手数料 28% → 25%", questions="返品の扱いは",
        title="商談",
    )  # fmt: skip
    talk(host, people[0], starts=datetime(2026, 9, 10, 10, number))
    return host


def talk(
    host: Organisation, person: Person, *, starts: datetime, activity: Activity | None = None, **record: Any
) -> None:
    """A business talk with a host, with one promise."""
    with writing():
        meetings.log(
            TalkInput(
                organisation_id=host.id,
                activity_id=activity.id if activity else None,
                starts=starts,
                timezone="Asia/Shanghai",
                theirs=[person.id],
                minutes=[
                    Minute(
                        topic="条件", theirs="枠を二十点へ広げたい。", decision="手数料を持ち帰る", open_point="通関費"
                    )
                ],
                result="interest",
                next_steps=[NextStep("見本の品質証明書を送る", date(2026, 12, 1), cast.user().id)],
                **record,
            ),
            by=cast.user(),
        )
        db.session.commit()


def mission(*, visits: int = 2, delegates: int = 2, **changes: Any) -> Activity:
    """The mission with its delegation and visits, read anew."""
    return activities.one(_planned(visits=visits, delegates=delegates, **changes), user=cast.user())


@kept
def _planned(*, visits: int, delegates: int, **changes: Any) -> int:
    leader = cast.user(Role.MISSION_LEADER)
    made = voyage.mission(
        objectives=f"{TRICKY}\n委託販売の契約", key_messages="見附ニットは一点から", document_number="見商国第26-118号",
        leader_id=leader.id, target_talks=3, **changes,
    )  # fmt: skip
    home = book.organisation("見附商工会", "ja", country="JP", reading="みつけ しょうこうかい")
    for number in range(delegates):
        role = "head" if number == 0 else "member"
        someone = book.person(
            f"田邉 俊夫{number}" if number else "田邉 俊夫", "ja", reading="たなべ としお", at=home, title="事務局長"
        )
        voyage.delegate(voyage.fresh(made), someone, role=role, organisation_id=home.id)
    for number in range(1, visits + 1):
        visit(voyage.fresh(made), number)
    return made.id


def cost(activity: Activity, amount: str = "120000", category: str = "airfare") -> None:
    """A cost in yen."""
    with writing():
        activities_services.book_cost(activity, CostInput(category, voyage.FIRST, Decimal(amount), "JPY"), by=None)
        db.session.commit()
