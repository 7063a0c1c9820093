"""Translations as a kind of record."""

from sqlalchemy import false, select

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.wordings.models import Wording

#: Nobody asks for one by its number: its text may stand in a record that the asker must not see.
WORDING = Kind(Wording, lambda _user: select(Wording).where(false()), noun=N_("Translated text"))
