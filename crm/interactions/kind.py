"""Interactions, and mails that came in, as kinds of records."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.interactions import queries
from crm.interactions.models import Mail
from crm.negotiations.models import Interaction

INTERACTION = Kind(
    Interaction.__tablename__,
    queries.is_visible,
    noun=N_("Calls, e-mails, samples"),
    plural=N_("Calls, e-mails, samples"),
    page="interactions.record",
)
RECEIVED_MAIL = Kind(Mail.__tablename__, queries.mail_is_visible)
