"""Reading matching tables."""

from crm.matching.queries.boards import Board, board, is_visible, of_activity, session, session_of
from crm.matching.queries.feeds import appointments
from crm.matching.queries.programme import in_programme
