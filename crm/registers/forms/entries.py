"""What is asked of a request, of its answer, of a breach, of a report, and of an assessment."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from crm.contacts.forms.picks import PersonField
from crm.core import clock, here
from crm.files.forms import sent_file
from crm.privacy.rules import REGIMES, WAYS
from crm.registers import rules
from crm.registers.models import Breach, DataRequest
from crm.registers.services import AssessedInput, BreachInput, BreachReportInput, RequestAnswerInput, RequestInput
from crm.users.forms import StaffField
from crm.web.forms import BaseForm, Choice, DueDay, Line, LocalDateTime, PastDay, Prose, Whole, translate
from crm.web.locale import zone

MOST_PEOPLE = 100_000_000


class RequestForm(BaseForm):
    """What somebody asks of their data."""

    received_on = PastDay(_l("Received on"), required=True, default=here.today)
    asked = Choice(_l("What they ask for"), table=rules.ASKED, required=True)
    person_id = PersonField(_l("Person"))
    requester = Line(
        _l("Who asks"), limit=rules.LINE_LIMIT,
        description=_l("Where the person is not on record, or somebody asks for them."),
    )  # fmt: skip
    way = Choice(_l("How it came"), table=WAYS)
    regime = Choice(_l("Law of"), table={code: label for code, label in REGIMES.items() if code}, blank=_l("Not known"))
    details = Prose(_l("What they wrote or said"), limit=rules.TEXT_LIMIT)
    due_on = DueDay(
        _l("Answer by"),
        description=_l("Empty: ten days. That is Korea's term; Japan and China ask for a prompt answer."),
    )
    owner_id = StaffField(_l("Person in charge"), required=True)
    identity = Choice(_l("Who asks was checked"), table=rules.IDENTITIES, blank=None)
    identity_note = Line(
        _l("How, and by whom"), limit=rules.LINE_LIMIT, description=_l("No number of a document, and no copy of it.")
    )

    def input(self) -> RequestInput:
        return RequestInput(**self.values())


class RequestAnswerForm(BaseForm):
    """What became of a request."""

    outcome = Choice(_l("Outcome"), table=rules.ENDS, required=True)
    answered_on = PastDay(_l("Answered on"), required=True, default=here.today)
    identity = Choice(_l("Who asks was checked"), table=rules.IDENTITIES, blank=None)
    identity_note = Line(
        _l("How, and by whom"), limit=rules.LINE_LIMIT, description=_l("No number of a document, and no copy of it.")
    )
    answer = Prose(
        _l("What the person was told"), limit=rules.TEXT_LIMIT,
        description=_l("Of a refusal: the reason, and that they may complain to the authority."),
    )  # fmt: skip

    def input(self) -> RequestAnswerInput:
        return RequestAnswerInput(**self.values())


class OpenAgainForm(BaseForm):
    """Why a request that was answered is open again."""

    reason = Line(_l("Reason"), limit=rules.LINE_LIMIT, required=True)

    @classmethod
    def initial(cls, row: DataRequest) -> dict[str, Any]:
        return {"reason": ""}


class Laws(SelectMultipleField):
    """Codes of LAWS, as ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(
            label, choices=lambda: [(code, translate(told)) for code, told in rules.LAWS.items()], **kwargs
        )


class BreachForm(BaseForm):
    """What happened. Nothing is chosen before: each answer moves a term."""

    title = Line(_l("What happened, in a line"), limit=rules.LINE_LIMIT, required=True)
    kind = Choice(_l("Kind"), table=rules.BREACH_KINDS, required=True)
    noticed_at = LocalDateTime(
        _l("Noticed (your time)"), required=True,
        description=_l("When somebody of the office knew of it: the terms begin then."),
    )  # fmt: skip
    happened_on = PastDay(_l("Happened on"), description=_l("Empty: not known."))
    laws = Laws(_l("People of which country are concerned"))
    purpose = Choice(_l("On purpose?"), table=rules.PURPOSE, required=True)
    people_count = Whole(_l("How many people"), most=MOST_PEOPLE, description=_l("Empty: not known yet."))
    items = Line(_l("Which data"), limit=500)
    cause = Prose(_l("How it came about"), limit=rules.TEXT_LIMIT)
    measures = Prose(_l("Measures"), limit=rules.TEXT_LIMIT)
    owner_id = StaffField(_l("Person in charge"), required=True)
    closed_on = PastDay(
        _l("Closed on"), description=_l("When every report is sent or not needed, and nothing more is to be done.")
    )

    @classmethod
    def initial(cls, row: Breach) -> dict[str, Any]:
        return super().initial(row) | {"noticed_at": _wall(row.noticed_at), "laws": row.laws.split(",")}

    def input(self) -> BreachInput:
        """What the services take; a moment that was not touched keeps its seconds."""
        untouched = self.row is not None and self.noticed_at.data == _wall(self.row.noticed_at)
        return BreachInput(**self.values() | {
            "noticed_at": self.row.noticed_at if untouched and self.row is not None else _moment(self.noticed_at.data),
            "laws": self.laws.data or [],
        })  # fmt: skip


class BreachReportForm(BaseForm):
    """What became of a report."""

    state = Choice(_l("Status"), table=rules.STEP_ENDS, required=True)
    sent_at = LocalDateTime(_l("Sent (your time)"))
    told = Line(_l("To whom, and its number"), limit=rules.LINE_LIMIT)
    reason = Line(
        _l("Why it is not needed"), limit=500,
        description=_l("Such as: fewer people than the law names, or data that nobody can read."),
    )  # fmt: skip

    @classmethod
    def initial(cls, row: Any) -> dict[str, Any]:
        return super().initial(row) | {"sent_at": _wall(row.sent_at) if row.sent_at is not None else None}

    def input(self) -> BreachReportInput:
        return BreachReportInput(**self.values() | {"sent_at": _moment(self.sent_at.data)})


class PrivacyForm(BaseForm):
    """What was thought over before data were used in a new way."""

    title = Line(_l("What was assessed"), limit=rules.LINE_LIMIT, required=True)
    assessed_on = PastDay(_l("Assessed on"), required=True, default=here.today)
    assessor_id = StaffField(_l("Assessed by"), required=True)
    scope = Prose(
        _l("Scope"), limit=rules.TEXT_LIMIT, required=True,
        description=_l("Which data, of whom, for what, and who outside gets them."),
    )  # fmt: skip
    result = Choice(_l("Result"), table=rules.RESULTS, required=True)
    measures = Prose(_l("Measures"), limit=rules.TEXT_LIMIT)
    file = FileField(_l("Paper"), description=_l("The signed assessment (PDF, PNG, JPEG)."))

    @classmethod
    def initial(cls, row: Any) -> dict[str, Any]:
        return {name: value for name, value in super().initial(row).items() if name != "file"}

    def input(self) -> AssessedInput:
        return AssessedInput(**self.values() | {"file": sent_file(self.file)})


def _wall(moment: datetime) -> datetime:
    """On the reader's clock, to the minute."""
    return clock.local(moment, zone()).replace(tzinfo=None, second=0, microsecond=0)


def _moment(wall: datetime | None) -> datetime | None:
    return clock.from_wall(wall, zone()) if wall is not None else None
