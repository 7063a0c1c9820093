"""The shape of what is typed about a negotiation, and the conditions of list and board."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.activities import queries as activities
from crm.contacts.forms.picks import OrganisationField
from crm.contacts.forms.where import WhereForm
from crm.core import clock, here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.cleaning import whole
from crm.core.texts import N_
from crm.initiatives import queries as initiatives
from crm.negotiations import queries, rules
from crm.negotiations.forms.word import WordForm
from crm.negotiations.models import Negotiation
from crm.negotiations.services import CaseInput
from crm.places.forms import AmountCurrency, PlaceField
from crm.products import queries as products
from crm.users.forms import StaffField
from crm.web.access import me
from crm.web.forms import (
    ActionForm,
    Amount,
    BaseForm,
    Choice,
    Day,
    DueDay,
    Line,
    LocalDateTime,
    ManyRecords,
    PastDay,
    Pick,
    Prose,
    RecordChoice,
    Source,
    Whole,
)
from crm.web.forms.picks import MOST_OFFERED
from crm.web.locale import language, zone

#: A new case's next step is due in two weeks unless said otherwise.
FIRST_STEP: Final = timedelta(days=14)
PARTNER_ANSWERS: Final[dict[str, str]] = {"yes": N_("Yes"), "no": N_("No"), rules.UNKNOWN: N_("Unknown")}


def _marked(title: str | None) -> str | None:
    return _("%(name)s (archived)", name=title) if title is not None else None


class NegotiationField(Pick):
    """One negotiation of those the user sees."""

    SOURCE: Final = Source(
        "negotiations",
        lambda: url_for("negotiations.pick"),
        labels=lambda ids: queries.visible_labels(ids, user=me(), language=language()),
        meant=lambda text: queries.named(text, user=me(), language=language(), limit=MOST_OFFERED, exact=True),
        kept=lambda id: _marked(queries.archived_label(id, user=me(), language=language())),
    )

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, source=self.SOURCE, **kwargs)


class NegotiationForm(WhereForm, WordForm):
    """The whole case. The stage is no field of it: moving is an act of its own."""

    PLUMBING: ClassVar = WhereForm.PLUMBING | WordForm.PLUMBING

    title = Line(
        _l("What is sold or agreed"),
        required=True,
        description=_l("The two companies are shown beside it; leave them out."),
        render_kw={"placeholder": _l("Example: knitted cardigans on consignment")},
    )
    our_organisation_id = OrganisationField(_l("Our organisation"), required=True)
    counterpart_id = OrganisationField(_l("Counterpart"), required=True)
    next_step = Line(_l("Next step"))
    next_step_due = DueDay(_l("Due date"))
    owner_id = StaffField(_l("Person in charge"))
    value = Amount(_l("Expected value"))
    currency = AmountCurrency(_l("Currency"), of="value")
    value_period = Choice(_l("The value is"), table=rules.VALUE_PERIODS, blank=None)
    expected_sign_on = Day(_l("Expected signing"))
    category = Choice(_l("Product category"), table=PRODUCT_CATEGORIES)
    product_ids = ManyRecords(
        _l("Products of the catalogue"), options=lambda: products.options(user=me(), language=language())
    )
    products = Line(_l("Products"), limit=300, description=_l("What is not in the catalogue."))
    place_id = PlaceField(_l("Target place"))
    local_partner_id = OrganisationField(
        _l("Local partner"),
        description=_l("A third company with sales routes there, if it is not the counterpart itself."),
    )
    initiative_id = RecordChoice(_l("Initiative"), options=lambda: initiatives.options(user=me(), language=language()))
    activity_id = RecordChoice(
        _l("Source activity"),
        options=lambda: activities.options(user=me(), language=language()),
        description=_l("Where it came from, if not from a lead."),
    )
    competition = Prose(_l("Competition"), render_kw={"rows": 3})
    probability = Whole(
        _l("Probability in percent"), most=100, description=_l("Leave empty to use the stage's default.")
    )
    probability_note = Line(_l("Why it differs"))

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Once it is known who the two on the other side are, the form knows whether to ask where they are."""
        super().process(*args, **kwargs)
        self.ask_where([self.counterpart_id.data, self.local_partner_id.data])

    @classmethod
    def initial(cls, row: Negotiation) -> dict[str, Any]:
        """The row as the form shows it: the probability in percent."""
        shown = super().initial(row)
        shown["probability"] = None if row.probability is None else int(row.probability * 100)
        return shown

    def input(self) -> CaseInput:
        """What the form says, for the service."""
        values = self.values()
        percent = values.pop("probability")
        values["product_ids"] = tuple(values["product_ids"] or ())
        return CaseInput(**values, probability=None if percent is None else Decimal(percent) / 100)


class OpeningForm(NegotiationForm):
    """A new case. One that is entered late has been open for longer."""

    open_since = PastDay(
        _l("Open since"),
        default=lambda: here.today(),
        description=_l(
            "The date on which it began. The time open, and the time in this stage, are counted from this date."
        ),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A day that was emptied is an answer that is lacking; where it was not asked, it is today."""
        valid, field = bool(super().validate(extra_validators)), self.open_since
        if field.raw_data and field.data is None and not field.errors:
            field.errors = [_("Fill in this field.")]
            return False
        return valid

    def values(self) -> dict[str, Any]:
        """Without the day, which is no column of a case."""
        return {name: value for name, value in super().values().items() if name != "open_since"}


class MenuForm(ActionForm):
    """The hidden fields of a card's menu. `origin` is the stage in which the user saw the card."""

    origin = HiddenField()


class LostToForm(BaseForm):
    """To whom a lost case was lost."""

    lost_to_place_id = PlaceField(_l("Lost to: region"), description=_l("Who got the business instead, if you know."))
    lost_to_organisation_id = OrganisationField(_l("Lost to: organisation"))


class MoveForm(WhereForm, WordForm, MenuForm, LostToForm):
    """A move, as pressed in a menu or with its reason."""

    PLUMBING: ClassVar = WhereForm.PLUMBING | WordForm.PLUMBING

    stage = Choice(_l("Stage"), table=rules.STAGE_LABELS, blank=None, required=True, default="lead")
    reason = Line(_l("Reason"), limit=300)
    answer = Prose(_l("How the criterion is met"), limit=2000, render_kw={"rows": 3})
    loss_reason = Choice(_l("Reason for losing"), table=rules.LOSS_REASONS)
    loss_note = Prose(_l("What happened"), limit=2000, render_kw={"rows": 3})
    lost_on = PastDay(_l("Lost on"), description=_l("The date on which it became known. Figures use this date."))

    def ask(self, names: Collection[str]) -> None:
        """Ask what the move needs (`names` of fields). Until somebody answered, what is lacking is no mistake but a
        hint; and the usual day of a loss stands there: today, as a proposal.
        """
        if not self.lost_on.raw_data:
            self.lost_on.data = here.today()
            self.lost_on.description = _(
                "Today is proposed. Enter the date on which it became known: figures use this date."
            )
        asked = [field for field in self if field.name in names]
        if not any(field.raw_data for field in asked):
            for field in asked:
                field.description = " ".join(map(str, field.errors)) or field.description
                field.errors = []
            self.refused = bool(self.errors or self.form_errors)

    def day(self) -> date | None:
        """The day of a loss; None of any other move."""
        day: date | None = self.lost_on.data
        return day if self.stage.data == rules.LOST else None

    def validate(self, extra_validators: Any = None) -> bool:
        """A day of the loss that was emptied is an answer that is lacking; where it was not asked yet, it is today."""
        valid, field = bool(super().validate(extra_validators)), self.lost_on
        if field.raw_data and field.data is None and not field.errors and self.stage.data == rules.LOST:
            field.errors = [_("Fill in this field.")]
            return False
        return valid

    def wish(self) -> rules.MoveWish:
        """What was said about the move, for the rules."""
        return rules.MoveWish(
            reason=self.reason.data or "",
            answer=self.answer.data or "",
            loss_reason=self.loss_reason.data or "",
            loss_note=self.loss_note.data or "",
            lost_to_place_id=self.lost_to_place_id.data,
            lost_to_organisation_id=self.lost_to_organisation_id.data,
        )

    def opened_at(self) -> int | None:
        """The version the user saw, 0 for what is no number; None when the form carries none."""
        return (whole(self.version.data) or 0) if self.version.data else None


class StepForm(BaseForm):
    next_step = Line(_l("Next step"))
    next_step_due = DueDay(_l("Due date"))
    owner_id = StaffField(_l("Person in charge"))


class HoldForm(BaseForm):
    on_hold_reason = Line(_l("Reason"))
    on_hold_until = Day(_l("On hold until"))


class LogForm(BaseForm):
    kind = Choice(_l("What it was"), table=rules.LOGGED_KINDS, blank=None, required=True)
    direction = Choice(_l("From whom"), table=rules.DIRECTIONS, blank=None, required=True)
    at = LocalDateTime(_l("When (your time)"), required=True)
    summary = Prose(_l("What was said or sent"), required=True, render_kw={"rows": 4})


class MeetingLinkForm(WhereForm):
    meeting_id = RecordChoice(_l("Meeting"), required=True)


class LeadLinkForm(BaseForm):
    lead_id = RecordChoice(_l("Lead"), required=True)


def first_due() -> Any:
    """The due date that a new case starts with, on the reader's calendar."""
    return clock.today(zone()) + FIRST_STEP
