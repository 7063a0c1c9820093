"""What merging does: two records become one, and one becomes two again; pairs are found and decided about."""

from crm.merging.services.acts import Choices, merge
from crm.merging.services.pairs import not_a_duplicate, reconsider
from crm.merging.services.undo import changed_since, purge, undo

__all__ = ["Choices", "changed_since", "merge", "not_a_duplicate", "purge", "reconsider", "undo"]
