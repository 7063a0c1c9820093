"""What is done with tags and target lists."""

from crm.tags.services.labels import archive, change, make, merge, restore, tag, tag_many, untag, untag_many
from crm.tags.services.targets import (
    add_members,
    archive_list,
    change_list,
    change_member,
    make_list,
    remove_member,
    restore_list,
)
