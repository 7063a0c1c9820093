"""The form of a booth."""

from flask_babel import lazy_gettext as _l

from crm.fairs.services import BoothInput
from crm.web.forms import Amount, BaseForm, Currency, Line, Prose


class BoothForm(BaseForm):
    hall = Line(_l("Hall"), limit=60)
    number = Line(_l("Number of the booth"), limit=30)
    area = Amount(_l("Area in square metres"), least=None)
    fee = Amount(_l("Booth fee"), description=_l("What the organiser asks for the booth."))
    currency = Currency(_l("Currency"))
    notes = Prose(_l("Notes"), limit=4000)

    def input(self) -> BoothInput:
        """What the services take."""
        return BoothInput(**self.values())
