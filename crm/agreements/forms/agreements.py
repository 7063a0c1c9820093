"""The shape of what is typed about an agreement, and the conditions of the list."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.activities import queries as activities
from crm.agreements import rules
from crm.agreements.models import Agreement
from crm.agreements.services import AgreementInput, ObligationInput, PartyTerms, Signer, VersionText
from crm.contacts.forms.picks import OrganisationField, PersonField
from crm.core.cleaning import whole
from crm.core.texts import Text
from crm.initiatives import queries as initiatives
from crm.negotiations.forms import NegotiationField, WordForm
from crm.places.forms import AmountCurrency
from crm.web.access import me
from crm.web.filters import plain_day
from crm.web.forms import (
    Amount,
    BaseForm,
    Choice,
    Day,
    DueDay,
    Line,
    PartForm,
    PastDay,
    Prose,
    RecordChoice,
    Rows,
    Tick,
    Whole,
)
from crm.web.forms.texts import translate
from crm.web.locale import language


class PartyForm(PartForm):
    side = Choice(_l("Side"), table=rules.SIDE_NAMES)
    organisation_id = OrganisationField(_l("Organisation"))
    capacity = Line(_l("Capacity"), limit=100)


class SignerForm(PartForm):
    side = Choice(_l("Signs for"), table=rules.SIDE_NAMES)
    person_id = PersonField(_l("Person"))
    title = Line(_l("Job title"), limit=120, description=_l("Empty: the title in the contacts."))
    seal = Choice(_l("Seal"), table=rules.SEALS)
    authority = Line(
        _l("Power of attorney"),
        limit=200,
        description=_l("From whom and dated when. Only for a person without a post there."),
    )


class VersionForm(PartForm):
    language = Choice(_l("Language"), table=rules.LANGUAGES)
    prevailing = Tick(_l("Prevailing"))
    translator = Line(_l("Translator"), limit=120)


class ObligationForm(PartForm):
    id = HiddenField()
    text = Line(_l("What is promised"), limit=300)
    organisation_id = OrganisationField(_l("By whom"))
    due_on = DueDay(_l("Due date"))
    done_on = PastDay(_l("Met on"))


class NegotiationRow(PartForm):
    negotiation_id = NegotiationField(_l("Negotiation"))


class AgreementForm(WordForm):
    """The whole agreement but its signing, which is an act of its own; a signed one has no `state` to choose."""

    type = Choice(_l("Type"), table=rules.AGREEMENT_TYPES, required=True)
    type_words = Line(
        _l("Type in your own words"),
        limit=100,
        description=_l("Of another agreement: it is printed instead of the type."),
    )
    title = Line(_l("Subject"), required=True)
    number = Line(_l("Number"), limit=40)
    state = Choice(_l("Status"), table=rules.UNSIGNED, blank=None)
    negotiation_ids = Rows(NegotiationRow, _l("Negotiations that it concludes"))
    parties = Rows(PartyForm, _l("Parties"), least=2)
    signers = Rows(SignerForm, _l("Signatories"), least=2)
    versions = Rows(VersionForm, _l("Language versions"))
    equally_authentic = Tick(_l("All language versions are equally authentic"))
    draft_on = Day(_l("Date of the draft"))
    effective_on = Day(_l("Effective date"))
    expires_on = Day(_l("Expiry date"))
    retroactive = Tick(_l("Takes effect before it is signed (retroactive)"))
    auto_renewal = Tick(_l("Automatic renewal"))
    notice_days = Whole(_l("Notice period in days"), most=3650)
    value = Amount(_l("Value"))
    currency = AmountCurrency(_l("Currency"), of="value")
    value_period = Choice(_l("The value is"), table=rules.VALUE_PERIODS, blank=None)
    exclusivity = Choice(_l("Exclusivity"), table=rules.EXCLUSIVITY, blank=None)
    #: Asked only where what is written overlaps with exclusive rights.
    overlap_seen = Tick(_l("Save it all the same"))
    territory = Line(_l("Territory"), limit=300, description=_l("Places, separated by commas. Empty: everywhere."))
    products = Line(_l("Products"), limit=300, description=_l("Separated by commas. Empty: all."))
    initiative_id = RecordChoice(_l("Initiative"), options=lambda: initiatives.options(user=me(), language=language()))
    activity_id = RecordChoice(_l("Signed during"), options=lambda: activities.options(user=me(), language=language()))
    incoterm = Line(_l("Trade term"), limit=10)
    payment_terms = Line(_l("Payment terms"))
    governing_law = Line(_l("Governing law"), limit=100)
    dispute_forum = Line(_l("Body that settles disputes"), limit=100)
    obligations = Rows(ObligationForm, _l("Obligations"))
    notes = Prose(_l("Notes"), render_kw={"rows": 3})

    PLUMBING: ClassVar[frozenset[str]] = WordForm.PLUMBING | {"overlap_seen"}

    def knows(self, strangers: Sequence[Text]) -> bool:
        """Whether everyone signs for a party of their own, or somebody wrote down on which power they sign."""
        if not strangers:
            return True
        mended = Text("Enter their power of attorney, or add their post in the contacts.")
        self.refuse(" ".join(map(translate, [*strangers, mended])), "signers")
        return False

    def sided(self) -> bool:
        """Whether everyone who signs does so for a party; asks for it otherwise, by the row."""
        signs = [bool(row.data["person_id"] or row.data["title"]) for row in self.signers]
        open_rows = [n for n, row in enumerate(self.signers, start=1) if signs[n - 1] and not row.data["side"]]
        for n in open_rows:
            self.refuse(_("Signatory in row %(row)d: choose which party this person signs for.", row=n), "signers")
        return not open_rows

    def accepts(self, overlapping: Collection[Agreement]) -> bool:
        """Whether it may be saved: exclusive rights of others stand in the way until somebody says all the same."""
        if not overlapping or self.overlap_seen.data:
            return True
        self.refuse(_("It overlaps with exclusive rights of an agreement in force."), "exclusivity")
        return False

    def signed_there(self, signed_on: date | None) -> bool:
        """Whether the activity, if one is named, lasted on the day of the signing; asks for it otherwise."""
        return _lasted(self, self.activity_id, signed_on)

    @classmethod
    def initial(cls, row: Agreement) -> dict[str, Any]:
        """The row as the form shows it, its child rows included."""
        columns = [name for name in AgreementInput.__dataclass_fields__ if name not in cls._CHILDREN]
        shown: dict[str, Any] = {name: getattr(row, name) for name in columns}
        shown["state"] = shown.pop("status")
        return shown | {
            "negotiation_ids": [{"negotiation_id": link.negotiation_id} for link in row.negotiations],
            "parties": _by_side(
                {"side": each.side, "organisation_id": each.organisation_id, "capacity": each.capacity}
                for each in row.parties
            ),
            "signers": _by_side(
                {
                    "side": party.side,
                    "person_id": each.person_id,
                    "title": each.title_snapshot,
                    "seal": each.seal,
                    "authority": each.authority,
                }
                for party in row.parties
                for each in party.signatories
            ),
            "versions": [
                {"language": each.language, "prevailing": each.prevailing, "translator": each.translator}
                for each in row.versions
            ],
            "obligations": [
                {name: getattr(each, name) for name in ("id", "text", "organisation_id", "due_on", "done_on")}
                for each in row.obligations
            ],
        }

    _CHILDREN: Final = ("parties", "signers", "versions", "obligations", "negotiation_ids")

    def input(self) -> AgreementInput:
        """What the form says, for the service."""
        values = {name: value for name, value in self.values().items() if name not in self._CHILDREN}
        state = values.pop("state", "draft")
        promises = self.obligations.filled("text", "organisation_id", "due_on")
        return AgreementInput(
            **values,
            status=state,
            parties=[PartyTerms(**row) for row in self._parties()],
            signers=[Signer(**row) for row in self.signers.filled("person_id", "title")],
            versions=[VersionText(**row) for row in self.versions.filled("language")],
            obligations=[ObligationInput(**row | {"id": whole(row["id"], digits=9)}) for row in promises],
            negotiation_ids=[row["negotiation_id"] for row in self.negotiation_ids.filled("negotiation_id")],
        )

    def _parties(self) -> list[dict[str, Any]]:
        """The parties; one without a side is the first that no row has: 丙 below 甲 and 乙."""
        free = [side for side in rules.SIDE_NAMES if side not in {row.data["side"] for row in self.parties}]
        told = self.parties.filled("organisation_id", "capacity")
        return [party if party["side"] or not free else party | {"side": free.pop(0)} for party in told]


def _by_side(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows in the order of the sides, an empty one where 甲 or 乙 is still missing: 乙 never moves up to row 1."""
    sides = list(rules.SIDE_NAMES)
    told = list(rows)
    told += [{"side": side} for side in sides[: rules.LEAST_PARTIES] if side not in {row["side"] for row in told}]
    return sorted(told, key=lambda row: sides.index(row["side"]))


def _lasted(form: BaseForm, field: RecordChoice, signed_on: date | None) -> bool:
    """Whether the activity in a field lasted on a day; otherwise the field is emptied, and says why."""
    days = activities.days_of(field.data) if field.data is not None else None
    if days is None or signed_on is None or days[0] <= signed_on <= days[1]:
        return True
    first, last = map(plain_day, days)
    field.data = None
    text = _(
        "That activity lasted from %(first)s to %(last)s. Choose another one, or save it empty.", first=first, last=last
    )
    form.refuse(text, field.name)
    return False


class SignForm(WordForm):
    signed_on = Day(_l("Signed on"), description=_l("The date on the signed paper."))
    #: Asked where the agreement names one.
    activity_id = RecordChoice(_l("Signed during"), options=lambda: activities.options(user=me(), language=language()))
    #: Asked only where nobody signs for a party yet.
    signers_unknown = Tick(_l("Who signed for them is not known: record the signing all the same"))
    #: Asked only where exclusive rights overlap.
    all_the_same = Line(_l("Why it is signed all the same"), limit=300)

    def signed_there(self) -> bool:
        """As that of the whole agreement."""
        return "activity_id" not in self or _lasted(self, self.activity_id, self.signed_on.data)


class WithdrawForm(BaseForm):
    reason = Line(_l("Reason"), limit=300)


class StateForm(BaseForm):
    state = Choice(_l("Status"), table=rules.STATUSES, required=True)
