"""The pages of negotiations."""

from crm.negotiations.views import acts, board, cases, moves, panels
from crm.negotiations.views.blueprint import bp
from crm.negotiations.views.moves import followed
