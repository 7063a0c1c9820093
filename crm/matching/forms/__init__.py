"""The input of the pages about matching tables."""

from crm.matching.forms.setup import (
    CompaniesForm,
    CompanyForm,
    InterpreterForm,
    NameForm,
    NewInterpreterForm,
    NewSessionForm,
    RoundsForm,
    SessionForm,
    TablesForm,
    asked_number,
)
from crm.matching.forms.talks import GRID_WIDTH, MoveForm, PlaceForm, PrintForm, WishesForm
