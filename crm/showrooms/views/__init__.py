"""The pages of showrooms: their exhibits, sales, settlements and figures."""

from crm.showrooms.views import asked, exhibits, goods, partners, sales, settlements, showrooms
from crm.showrooms.views.blueprint import bp
