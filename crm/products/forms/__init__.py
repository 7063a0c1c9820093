"""The input of products and of what an activity carries, and the list."""

from crm.products.forms.lists import PRODUCTS_LIST
from crm.products.forms.products import ProductForm, carry_form

__all__ = ["PRODUCTS_LIST", "ProductForm", "carry_form"]
