"""What is done with tags."""

from crm.tags.services.labels import change, make, merge, tag, tag_afresh, tag_many, untag, untag_many
