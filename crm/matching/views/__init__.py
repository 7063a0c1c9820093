"""The pages of matching tables: set-up, wishes, the table itself, one talk, one company."""

from crm.matching.views import companies, prints, proposals, setup, talks
from crm.matching.views.blueprint import bp
