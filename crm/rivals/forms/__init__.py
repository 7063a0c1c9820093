"""Rivals and demand: the forms of one, and the lists as data."""

from crm.rivals.forms.forms import RivalForm, SignalForm
from crm.rivals.forms.lists import RIVALS_LIST, SIGNALS_LIST
