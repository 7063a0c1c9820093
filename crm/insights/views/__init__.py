"""The pages of Insights: the figures with the lists behind them, and what is taken out of them."""

from crm.insights.views import answers, books, fairs, hypothesis, leaving, month, places, records, turns
from crm.insights.views.figures import bp
