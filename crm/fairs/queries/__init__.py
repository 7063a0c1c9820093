"""Reading fairs: the booths of one."""

from crm.fairs.queries.booths import booth, booths_of, called, fair, has_booths, visible_booths
