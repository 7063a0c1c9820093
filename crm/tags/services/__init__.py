"""What is done with tags."""

from crm.tags.services.labels import change, make, merge, tag, tag_many, untag, untag_many
