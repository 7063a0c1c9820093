"""Reading cards, exchanges of cards, and how we met someone."""

from crm.cards.queries.cards import News, card, card_by_id, cards_of, drafts, news_of, reading_of, visible_to
from crm.cards.queries.exchanges import (
    acquaintance,
    delegate_options,
    exchange,
    exchanges_at,
    exchanges_of,
    introduced_by,
    introducers_of,
    is_exchanged,
    visible_activity_ids,
)
from crm.cards.queries.said import CardNews, said_by
