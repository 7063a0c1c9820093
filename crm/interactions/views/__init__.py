"""The pages about interactions and received mail."""

from crm.interactions.views import interactions, mails
from crm.interactions.views.blueprint import bp
