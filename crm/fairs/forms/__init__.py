"""The input of fairs."""

from crm.fairs.forms.booths import BoothForm
