"""The pages of imports, and people as vCards."""

from crm.interchange.views import batches, cards, records
from crm.interchange.views.blueprint import bp
