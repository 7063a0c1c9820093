"""Reading tags."""

from crm.tags.queries.labels import all_with_uses, beside, by_ids, by_keys, known, of_records, one, options, tagged
