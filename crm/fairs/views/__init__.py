"""The pages of fairs: series and editions, booths and what belongs to them."""

from crm.fairs.views import booths, fees, parts, series
from crm.fairs.views.blueprint import bp
