"""The pages of showrooms: their exhibits, sales, settlements and figures."""

from crm.showrooms.views import asked, exhibits, goods, inquiries, partners, sales, settlements, showrooms, uptake
from crm.showrooms.views.blueprint import bp
