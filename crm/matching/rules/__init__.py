"""The pure part of matching: what a table is made of, how one is proposed, what clashes, and the codes."""

from crm.matching.rules.problem import Company, Interpreter, Pair, Placed, Problem, TalkSlot, score
from crm.matching.rules.room import NO_INTERPRETER, REASONS, Offer, TalkClash, clash, free_interpreter, offers, places
from crm.matching.rules.rounds import LONGEST_PAUSE, LONGEST_ROUND, SHORTEST_ROUND, wanted
from crm.matching.rules.words import (
    ARCHIVED,
    CHANGED,
    COUNTERPART,
    HANDED_OVER,
    LOCKED,
    MAKER,
    MOST_COMPANIES,
    MOST_INTERPRETERS,
    MOST_SLOTS,
    MOST_TABLES,
    MOVED,
    OPENED,
    PLACED,
    PRINTED,
    PROPOSED,
    REMOVED,
    RESTORED,
    RETURNED,
    SIDES,
    TAKEN,
    UNNAMED,
    WISHED,
    WISHES,
    WITHDRAWN,
    PairWish,
    codes,
    read_wish,
    table_in_words,
)
