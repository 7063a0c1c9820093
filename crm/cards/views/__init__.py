"""The pages of cards: photographing one, confirming the draft, and what stands on a person's page."""

from crm.cards.views import cards, people, said
from crm.cards.views.blueprint import bp
