"""Tags as a kind of record."""

from sqlalchemy import select

from crm.core.kinds import Kind
from crm.core.sight import shared
from crm.core.texts import N_
from crm.tags import queries
from crm.tags.models import Tag

#: All staff see all tags, those in the archive, too.
TAG = Kind(
    Tag,
    lambda user: shared(select(Tag), user),
    noun=N_("Tag"),
    plural=N_("Tags"),
    names=lambda ids, _language: {id: tag.name for id, tag in queries.by_ids(ids).items()},
)
