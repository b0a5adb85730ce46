"""Shares of a bar: rounded so that they sum to exactly the whole."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.pages.charts import shares_of


@given(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=5))
def test_shares_sum_to_one_and_stay_near_the_truth(counts: list[int]) -> None:
    shares = shares_of(counts)
    total = sum(counts)
    if not total:
        assert shares == [0.0] * len(counts)
        return
    assert round(sum(shares) * 1000) == 1000
    assert all(
        abs(share - count / total) < 0.001 for share, count in zip(shares, counts, strict=True)
    )


def test_thirds() -> None:
    assert shares_of([1, 1, 1]) == [0.334, 0.333, 0.333]
    assert shares_of([768, 272, 200]) == [0.62, 0.219, 0.161]
