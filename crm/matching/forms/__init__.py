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

__all__ = [
    "GRID_WIDTH",
    "CompaniesForm",
    "CompanyForm",
    "InterpreterForm",
    "MoveForm",
    "NameForm",
    "NewInterpreterForm",
    "NewSessionForm",
    "PlaceForm",
    "PrintForm",
    "RoundsForm",
    "SessionForm",
    "TablesForm",
    "WishesForm",
    "asked_number",
]
