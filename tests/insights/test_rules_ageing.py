"""How long ago the last interaction was (domain.md §3.7)."""

import pytest

from crm.insights.rules import AgeBucket, age_bucket


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (-1, AgeBucket.UP_TO_30),
        (0, AgeBucket.UP_TO_30),
        (30, AgeBucket.UP_TO_30),
        (31, AgeBucket.UP_TO_60),
        (60, AgeBucket.UP_TO_60),
        (61, AgeBucket.UP_TO_90),
        (91, AgeBucket.UP_TO_180),
        (180, AgeBucket.UP_TO_180),
        (181, AgeBucket.OVER_180),
        (5000, AgeBucket.OVER_180),
    ],
)
def test_each_age_falls_into_its_bucket(days: int, bucket: AgeBucket) -> None:
    assert age_bucket(days) is bucket


def test_the_buckets_follow_each_other_without_gap() -> None:
    buckets = list(AgeBucket)
    assert [bucket.least for bucket in buckets[1:]] == [bucket.most + 1 for bucket in buckets if bucket.most]
    assert buckets[-1].most is None
