"""The input of products, of their parts and of what an activity carries, and the list."""

from crm.products.forms.lists import PRODUCTS_LIST
from crm.products.forms.parts import CertificateForm, PhotoForm, PriceForm
from crm.products.forms.products import ProductForm, carry_form, sample_form
