"""Reading matching tables."""

from crm.matching.queries.boards import MatchingBoard, board, of_activity, session, session_of, visible_to
from crm.matching.queries.feeds import appointments
from crm.matching.queries.programme import days_added, gaps, in_programme, overtime
