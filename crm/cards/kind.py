"""Business cards as a kind of record."""

from crm.cards import queries
from crm.cards.models import BusinessCard
from crm.core.kinds import Kind

BUSINESS_CARD = Kind(BusinessCard, queries.visible_to)
