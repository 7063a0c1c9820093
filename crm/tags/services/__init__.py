"""What is done with tags."""

from crm.tags.services.labels import archive, change, make, merge, restore, tag, tag_many, untag, untag_many
