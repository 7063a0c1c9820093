"""The board paper of the sample as it is printed."""

from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from crm.core.permissions import Role
from tests import cast

MOST = 3  #: pages


@pytest.mark.once
@pytest.mark.printed
@pytest.mark.parametrize(("language", "title"), [("ja", "活動から契約まで"), ("en", "From activity to agreement")])
def test_the_board_paper_has_three_pages_at_most(sample: Flask, language: str, title: str) -> None:
    """English is the longest."""
    client = sample.test_client()
    cast.sign_in(client, Role.MANAGEMENT, email="yoshihara@example.jp", language=language)
    token = cast.csrf_token(client, "/insights/month")
    answer = client.post("/insights/month/paper", data={"csrf_token": token})
    pages = PdfReader(BytesIO(answer.data)).pages
    assert 1 < len(pages) <= MOST
    assert title in pages[0].extract_text()
