"""The queue of possible duplicates, as the first night leaves it: the sample has one pair that waits for a decision."""

from crm.merging import services as merging
from crm.sample.services.register import Register


def find_pairs(_register: Register) -> None:
    """Look through the sample as `flask merging scan` does."""
    merging.write(merging.look())
