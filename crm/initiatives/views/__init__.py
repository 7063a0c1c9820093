"""The pages of initiatives, of their division of roles and of their challenges."""

from crm.initiatives.views import aims, challenges, initiatives, roles
from crm.initiatives.views.blueprint import bp
