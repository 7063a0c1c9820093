"""What a report counts and calls: chores, talks, titles."""

from datetime import date, datetime

import pytest

from crm.contacts.models import Organisation
from crm.documents.contents.report import _is_about_report
from crm.documents.contents.talked import TalkedWith
from crm.documents.queries.changes import Change
from crm.meetings.models import Meeting
from crm.tasks.models import Task

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("record", "text", "chore"),
    [("activities", "視察団の報告書に所感を書く", True), ("activities", "起草考察报告", True),
     ("activities", "Draft the mission report", True), ("activities", "見本を送る", False),
     ("meetings", "検査の報告書を送る", False), ("activities", "検査の報告書を工場へ送る", False)],
)  # fmt: skip
def test_what_the_office_does_for_the_report_itself_is_no_follow_up(record: str, text: str, chore: bool) -> None:
    assert _is_about_report(Task(record_type=record, text=text)) is chore


def test_a_courtesy_call_is_counted_as_no_talk() -> None:
    call = Meeting(kind="courtesy_call", status="held", held_on=date(2026, 12, 11), organisation_id=1)
    assert TalkedWith(Organisation(), [call]).business == 0


def test_what_did_not_take_place_is_called_as_in_the_table() -> None:
    gone = Change(1, "cancelled", "今辺百貨 訪問", "ja", datetime(2026, 11, 18, 10), {}, "", titles={"en": "Visit"})
    assert gone.titled("en") == ("Visit", "en")
    assert gone.titled("zh-Hans") == ("今辺百貨 訪問", "ja")
