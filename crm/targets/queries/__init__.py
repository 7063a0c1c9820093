"""Reading target lists: which a user sees, and who stands on them."""

from crm.targets.queries.members import MemberLine, found, member_lines, named
from crm.targets.queries.target_lists import (
    counts_of,
    list_options,
    lists,
    lists_of,
    member,
    members,
    members_of,
    on_list,
    target_list,
    visible_lists,
)
