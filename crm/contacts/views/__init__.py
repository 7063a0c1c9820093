"""The pages of organisations and people."""

from crm.contacts.views import organisations, people, relations
from crm.contacts.views.blueprint import bp

__all__ = ["bp", "organisations", "people", "relations"]
