"""The places that come with the product: facts for everybody, and nobody's remarks."""

from crm.places.queries import own_data


def test_a_place_that_comes_with_the_product_bears_no_remark() -> None:
    assert [row["ja"] for row in own_data("places") if row.get("note")] == []
