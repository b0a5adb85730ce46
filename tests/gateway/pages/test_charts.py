"""Shares of a bar: rounded so that they sum to exactly the whole."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gateway.pages.charts import bar_rows, shares_of, trend_rows
from shared.contracts.survey.figures import (
    Change,
    Comparison,
    CriterionFigure,
    OptionFigure,
    Period,
)
from shared.contracts.survey.responses import Wording


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


def figure(*counts: int) -> CriterionFigure:
    words = Wording(vi="Chất lượng", en="Quality")
    n = sum(counts)
    options = [
        OptionFigure(
            key=str(place), label=words, count=count, share=count / n if n else None, low=0, high=1
        )
        for place, count in enumerate(counts)
    ]
    return CriterionFigure(
        key="quality", title=words, construct_key="grade", n=n, options=options,
        score=1.5 if n else None, satisfied_share=None,
    )  # fmt: skip


def test_a_row_carries_its_change_and_only_its_own() -> None:
    change = Change(key="quality", n_before=40, n_now=50, verdict="worse", score_change=-0.2)
    other = change.model_copy(update={"key": "support"})
    before = Comparison(
        start=date(2026, 10, 1), end=date(2026, 10, 31), responses=40, minimum_answers=30,
        criteria=[figure(40, 0, 0)], changes=[other, change],
    )  # fmt: skip
    [row] = bar_rows([figure(30, 10, 10)], "vi", before)
    assert row["change"] is change
    assert [segment["low"] for segment in row["segments"]] == [0, 0, 0]
    [alone] = bar_rows([figure(30, 10, 10)], "en")
    assert (alone["change"], alone["label"]) == (None, "Quality")


def test_a_trend_keeps_its_gaps() -> None:
    periods = [
        Period(start=date(2026, 11, day), responses=0, criteria=[figure(*counts)])
        for day, counts in ((1, (3, 1, 0)), (2, (0, 0, 0)), (3, (1, 1, 0)))
    ]
    [series] = trend_rows(periods, "vi", lambda day: f"{day:%d/%m}")
    assert [(point["label"], point["share"], point["n"]) for point in series["points"]] == [
        ("01/11", 0.75, 4),
        ("02/11", None, 0),
        ("03/11", 0.5, 2),
    ]
    assert series["last"] == 0.5
    assert trend_rows([], "vi", str) == []
