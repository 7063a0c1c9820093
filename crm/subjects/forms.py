"""What is asked when somebody wants to know what is kept about them, or wants it erased."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.core.languages import ENDONYMS
from crm.office import queries as offices
from crm.office.models import OfficeRecord
from crm.office.rules import KEEPER_LIMIT, LOCATIONS, Location
from crm.places.forms.fields import CountryField
from crm.subjects import rules
from crm.web.forms import BaseForm, Choice, Line, Tick, Whole

LONGEST_REASON = 500


class HandOutForm(BaseForm):
    language = Choice(_l("Language of the file"), table=ENDONYMS, required=True, blank=None, as_written=True)


class ReasonForm(BaseForm):
    reason = Line(
        _l("Reason"), limit=LONGEST_REASON, required=True,
        description=_l("It stays in the log: leave name, address and number out of it."),
    )  # fmt: skip


class EraseForm(ReasonForm):
    confirmation = Line(_l("Type the name as it stands above"), limit=200, required=True)

    def __init__(self, *args: Any, called: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.called = called

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        typed = "".join((self.confirmation.data or "").split())
        if typed and typed != "".join(self.called.split()):
            self.confirmation.errors = [*self.confirmation.errors, _("This is not the name of the person.")]
            return False
        return good


class RedactForm(BaseForm):
    meant = Tick(_l("The text means the erased person"))


class TermsForm(BaseForm):
    """How long records of each kind are kept."""

    travel = Whole(_l("Days"))
    inquiries = Whole(_l("Days"))
    cards = Whole(_l("Years"))
    leads = Whole(_l("Years"))
    contacts = Whole(_l("Years"))

    def terms(self) -> dict[str, int]:
        """What was chosen; what stays empty is kept for the usual time."""
        return {code: value for code, value in self.values().items() if value is not None}


class LocationsForm(BaseForm):
    """Where each place stands, and who runs it."""

    records_country, files_country, backups_country, mail_out_country, mail_in_country = (
        CountryField(_l("Country"), blank=_l("Not known")) for _code in LOCATIONS
    )
    records_keeper, files_keeper, backups_keeper, mail_out_keeper, mail_in_keeper = (
        Line(_l("Run by"), limit=KEEPER_LIMIT) for _code in LOCATIONS
    )

    @classmethod
    def about(cls, row: OfficeRecord) -> "LocationsForm":
        """The form with what the office said before."""
        told = offices.locations().items()
        countries = {f"{code}_country": each.country for code, each in told}
        return cls(data=countries | {f"{code}_keeper": each.keeper for code, each in told}, row=row)

    def locations(self, codes: Iterable[str]) -> dict[str, Location]:
        """What was told of these places."""
        fields = {code: (self[f"{code}_country"], self[f"{code}_keeper"]) for code in codes}
        return {code: Location(country.data or "", keeper.data or "") for code, (country, keeper) in fields.items()}


class DeleteForm(BaseForm):
    """That somebody looked at a list of what is over its term, and wants it deleted."""

    expected = HiddenField()
    looked = Tick(_l("I looked at the list. This cannot be undone."))

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if not self.looked.data:
            self.looked.errors = [*self.looked.errors, _("Tick this to go on.")]
            return False
        return good


class MarkForm(ReasonForm):
    kind = Choice(_l("What holds"), table=rules.MARKS, required=True, blank=None)
