"""Bodies that typed texts name."""

import pytest

from crm.contacts.models import Organisation, OrganisationName
from crm.documents.contents.bodies import named_in

pytestmark = pytest.mark.once


def test_co_organisers_are_bodies_where_each_line_is_the_name_of_one() -> None:
    akita, yanji = (
        Organisation(names=[OrganisationName(language=code, text=text) for code, text in names.items()])
        for names in ({"ja": "秋田県", "zh-Hans": "秋田县"}, {"zh-Hans": "延吉市"})
    )
    known = [akita, yanji]
    assert named_in("秋田県", known) == [akita]
    assert named_in("秋田县\n 延吉市 \n", known) == [akita, yanji]
    assert named_in("秋田県\n沿海地方商工会議所", known) == []
    assert named_in("", known) == []
