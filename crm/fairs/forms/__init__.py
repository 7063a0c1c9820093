"""The input of fairs, and the list of series."""

from crm.fairs.forms.booths import BoothForm
from crm.fairs.forms.fees import fee_form
from crm.fairs.forms.parts import ExhibitorForm, GoodsForm, ShiftForm, ThingForm
from crm.fairs.forms.series import SERIES_LIST, EditionForm, SeriesForm, begun_with
