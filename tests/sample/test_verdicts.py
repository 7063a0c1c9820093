"""Where the sample shows each verdict of the hypothesis: where the page says so."""

import re
from html import unescape

import pytest
from flask import Flask

from crm.core.permissions import Role
from crm.insights.rules import Verdict
from tests import cast


@pytest.mark.once
def test_each_verdict_occurs_where_the_page_says_so(sample: Flask) -> None:
    client = sample.test_client()
    cast.sign_in(client, Role.MANAGEMENT, email="yoshihara@example.jp", language="en")
    page = client.get("/insights/hypothesis").get_data(as_text=True)
    named = re.findall(r'href="(/insights/hypothesis[^"]*)">([^<]+)</a>', page.partition("In the sample data:")[2])
    told = {text.split()[-1]: _verdict(client.get(unescape(address)).get_data(as_text=True)) for address, text in named}
    assert told == {"inconclusive": "Inconclusive", "data": "Insufficient data", "supported": "Supported",
                    "contradicted": "Contradicted"}  # fmt: skip
    assert set(told.values()) == {str(verdict.label) for verdict in Verdict}


def _verdict(page: str) -> str:
    """The word of the headline."""
    said = re.search(r'<p class="verdict">\s*<strong[^>]*>\s*([^<]+?)\s*</strong>', page)
    assert said is not None
    return said[1]
