"""The pages of products, of their parts, and of what an activity carries."""

from crm.products.views import carried, parts, products
from crm.products.views.blueprint import bp
