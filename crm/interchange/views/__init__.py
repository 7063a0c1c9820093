"""The pages of imports, and people as vCards."""

from crm.interchange.views import batches, cards
from crm.interchange.views.blueprint import bp
