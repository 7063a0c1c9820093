"""The tables of fairs: our booths."""

from crm.fairs.models.booths import Booth
