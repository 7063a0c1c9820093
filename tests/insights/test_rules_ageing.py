"""How long ago the last interaction was (domain.md §3.7)."""

from crm.insights.rules import AgeBucket


def test_the_buckets_follow_each_other_without_gap() -> None:
    buckets = list(AgeBucket)
    assert [bucket.least for bucket in buckets[1:]] == [bucket.most + 1 for bucket in buckets if bucket.most]
    assert (buckets[0].least, buckets[-1].most) == (0, None)
