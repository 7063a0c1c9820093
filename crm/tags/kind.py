"""Tags and target lists as kinds of records."""

from crm.core.kinds import Kind
from crm.core.texts import N_
from crm.tags import queries
from crm.tags.models import Tag, TargetList

TAG = Kind(
    Tag.__tablename__,
    queries.tag_is_visible,
    noun=N_("Tag"),
    plural=N_("Tags"),
    names=lambda ids, _language: {id: tag.name for id, tag in queries.by_ids(ids).items()},
)
TARGET_LIST = Kind(
    TargetList.__tablename__,
    queries.list_is_visible,
    noun=N_("Target list"),
    plural=N_("Target lists"),
    page="targets.record",
)
