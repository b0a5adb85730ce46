"""Places: shared wherever intervals overlap."""

from hypothesis import given
from hypothesis import strategies as st

from services.survey.figures.ranking import Interval, Places, places

Share = st.floats(0, 1)
Intervals = st.lists(
    st.none() | st.tuples(Share, Share).map(lambda pair: Interval(*sorted(pair))), max_size=30
)


@given(Intervals)
def test_places_are_those_of_a_plain_comparison(intervals):
    known = [one for one in intervals if one]
    expected = [
        one
        and Places(
            1 + len([other for other in known if other.low > one.high]),
            len(known) - len([other for other in known if other.high < one.low]),
        )
        for one in intervals
    ]
    assert places(intervals) == expected


def test_who_cannot_be_told_apart_shares_places():
    found = places([Interval(0.8, 0.9), Interval(0.5, 0.7), Interval(0.6, 0.75), None])
    assert found == [Places(1, 1), Places(2, 3), Places(2, 3), None]


def test_touching_intervals_overlap():
    assert places([Interval(0.5, 0.6), Interval(0.6, 0.7)]) == [Places(1, 2), Places(1, 2)]
