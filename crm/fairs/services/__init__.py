"""What is done with fairs."""

from crm.fairs.services.booths import BoothContent, put_away, write_booth
