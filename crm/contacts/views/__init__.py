"""The pages of organisations and people."""

from crm.contacts.views import chosen, employment, merged, organisations, people, picks, portraits, relations
from crm.contacts.views.blueprint import bp
