"""Reading tags and target lists."""

from crm.tags.queries.labels import all_with_uses, beside, by_ids, by_keys, known, of_records, one, options, tagged
from crm.tags.queries.targets import (
    counts_of,
    list_options,
    lists,
    lists_of,
    member,
    members,
    on_list,
    target_list,
    visible_lists,
)
