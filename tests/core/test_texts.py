"""Values of sentences that each language writes in its own way."""

import pytest

from crm.core.texts import Listed


@pytest.mark.parametrize(
    ("language", "told"),
    [("ja", "田辺、金田"), ("zh-Hans", "田辺、金田"), ("ko", "田辺, 金田"), ("en", "田辺, 金田")],
)
def test_names_are_parted_as_the_readers_language_does(language: str, told: str) -> None:
    assert Listed(["田辺", "金田"]).called(language) == told
