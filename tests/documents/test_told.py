"""What a report counts and calls: chores, talks, titles."""

from datetime import date, datetime
from typing import Any

import pytest

from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.documents.contents.report import _is_chore
from crm.documents.contents.talked import TalkedWith
from crm.documents.queries.changes import ItemChange
from crm.meetings.models import Meeting
from crm.tasks.models import Task

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("hung_on", "due_on", "more", "chore"),
    [("activities", date(2026, 12, 28), {"internal": True}, True),
     ("meetings", date(2026, 12, 28), {"internal": True}, True),
     ("checklists", date(2026, 12, 28), {}, True), ("activities", date(2026, 12, 1), {}, True),
     ("activities", date(2026, 12, 1), {"external_owner": "李明淑"}, False),
     ("activities", date(2026, 12, 28), {}, False),
     ("meetings", date(2026, 12, 1), {}, False)],
)  # fmt: skip
def test_what_the_office_does_for_itself_is_no_follow_up(
    hung_on: str, due_on: date, more: dict[str, Any], chore: bool
) -> None:
    task = Task(record_type=hung_on, due_on=due_on, text="視察団の報告書に所感を書く", **more)
    assert _is_chore(task, Activity(start_on=date(2026, 12, 10))) is chore


def test_a_courtesy_call_is_counted_as_no_talk() -> None:
    call = Meeting(kind="courtesy_call", status="held", held_on=date(2026, 12, 11), organisation_id=1)
    assert TalkedWith(Organisation(), [call]).business == 0


def test_what_did_not_take_place_is_called_as_in_the_table() -> None:
    gone = ItemChange(1, "cancelled", "今辺百貨 訪問", "ja", datetime(2026, 11, 18, 10), {}, "", titles={"en": "Visit"})
    assert gone.titled("en") == ("Visit", "en")
    assert gone.titled("zh-Hans") == ("今辺百貨 訪問", "ja")
