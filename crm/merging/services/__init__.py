"""What merging does: two records become one, and one becomes two again; pairs are found and decided about."""

from crm.merging.services.acts import Choices, merge
from crm.merging.services.pairs import not_a_duplicate, reconsider
from crm.merging.services.scan import look, write
from crm.merging.services.undo import edited_since, purge, undo
from crm.merging.services.weights import set_rules
