"""Signing in and out, one's own profile, the second factor, and the administrator's accounts."""

from crm.users.views import accounts, second
from crm.users.views.blueprint import bp
