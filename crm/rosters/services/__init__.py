"""What happens to a pasted list: it is saved at once, and taken back at once."""

from crm.rosters.services.saving import Decisions, save
from crm.rosters.services.undoing import take_back
