"""The pages of organisations and people."""

from crm.contacts.views import employment, merged, organisations, people, picks, portraits, relations
from crm.contacts.views.blueprint import bp
