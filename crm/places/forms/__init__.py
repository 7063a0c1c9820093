"""The input of the pages about places, and the fields by which other forms choose one."""

from crm.places.forms.facets import place_facet
from crm.places.forms.fields import CountryField, PlaceField, countries
from crm.places.forms.money import AmountCurrency, keep_rates
from crm.places.forms.places import PLACES_LIST, PlaceForm, TierForm
from crm.places.forms.tables import (
    CalendarForm,
    EmergencyForm,
    EntryRuleForm,
    FetchForm,
    HolidayForm,
    OfficeDaysForm,
    RateForm,
)
