"""What happens to interactions and to the mail that becomes some."""

from crm.interactions.services.logging import InteractionInput, archive, change, log, restore
from crm.interactions.services.mails import assign, dismiss, receive, take_back
