"""What every list shares: its controls, saved views, exports, and what is done to many of its rows."""

from crm.lists.views import chosen, leaving, lists
from crm.lists.views.blueprint import bp
