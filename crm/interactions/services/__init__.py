"""What happens to interactions and to the mail that becomes some."""

from crm.interactions.services.logging import InteractionInput, change, log
from crm.interactions.services.mails import Completed, assign, complete, dismiss, receive, take_back
