"""Interactions, and mails that came in, as kinds of records."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.interactions import queries
from crm.interactions.models import Mail
from crm.negotiations.models import Interaction

INTERACTION = Kind(
    Interaction,
    queries.visible_to,
    noun=N_("Calls, e-mails, samples"),
    plural=N_("Calls, e-mails, samples"),
    page="interactions.record",
)
RECEIVED_MAIL = Kind(Mail, queries.visible_mails)
