"""What the API says of random answers, calculated anew from the answers by NumPy and SciPy."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from scipy import stats

from services.survey.figures.rolling import mark_days
from shared.clock import HO_CHI_MINH
from shared.ids import new_id
from tests.services.survey.figures.test_routes import OPTIONS
from tests.services.survey.support import RunningSurvey
from tests.support.tokens import bearer

FIRST, LAST = date(2023, 2, 1), date(2023, 3, 31)
BEFORE = date(2022, 12, 1)
SIZE = 1_500


class Answers:
    """Random answers as arrays: day, portal, version, and per question 0–2 or −1 for none."""

    def __init__(self, seed: int, portals: int) -> None:
        random = np.random.default_rng(seed)
        days = (LAST - BEFORE).days + 1
        self.day = random.integers(0, days, SIZE)
        self.portal = random.integers(0, portals, SIZE)
        self.version = random.integers(1, 3, SIZE)
        mood = 0.45 + 0.25 * self.day / days
        self.chosen = {
            key: np.where(
                random.random(SIZE) < 0.85,
                np.where(random.random(SIZE) < mood, 0, random.integers(1, 3, SIZE)),
                -1,
            )
            for key in OPTIONS
        }
        self.chosen["quality"][:] = np.maximum(self.chosen["quality"], 0)
        start = (FIRST - BEFORE).days
        self.is_now = self.day >= start

    def rows(self, portals: list[str]) -> list[dict[str, Any]]:
        midnight = datetime(BEFORE.year, BEFORE.month, BEFORE.day, tzinfo=HO_CHI_MINH)
        return [
            {
                "_id": new_id(),
                "portal": portals[self.portal[at]],
                "version": int(self.version[at]),
                "source": "portal",
                "ratings": {
                    key: OPTIONS[key][int(answers[at])]
                    for key, answers in self.chosen.items()
                    if answers[at] >= 0
                },
                "body_hash": "",
                "received_at": midnight
                + timedelta(days=int(self.day[at]), seconds=at * 57 % 86400),
            }
            for at in range(SIZE)
        ]

    def of(self, key: str, mask: np.ndarray) -> np.ndarray:
        """Return the answers to a question, as places of options."""
        answers = self.chosen[key][mask]
        return answers[answers >= 0]


@pytest.fixture
async def scene(survey: RunningSurvey) -> tuple[Answers, list[str], dict[str, str]]:
    [root] = await survey.new_units(None)
    portals = [await survey.new_portal(root) for _ in range(3)]
    answers = Answers(389, len(portals))
    await survey.database["responses"].insert_many(answers.rows(portals))
    span = range((LAST - BEFORE).days + 1)
    await mark_days(survey.runtime.mongo, [BEFORE + timedelta(days=number) for number in span])
    await survey.roll_up()
    return answers, portals, bearer("leader", ("leader", root))


SPAN = {"from_": FIRST.isoformat(), "to": LAST.isoformat()}


def assert_told(criteria: list[Any], answers: Answers, mask: np.ndarray) -> None:
    """Compare distributions, intervals and scores with SciPy's of the same answers."""
    for figure in criteria:
        places = answers.of(figure["key"], mask)
        assert figure["n"] == places.size
        assert figure["score"] == pytest.approx(np.mean(2 - places))
        for place, option in enumerate(figure["options"]):
            count = int(np.count_nonzero(places == place))
            exact = stats.binomtest(count, places.size).proportion_ci(0.95, "wilson")
            assert option["count"] == count
            assert option["share"] == pytest.approx(count / places.size)
            assert (option["low"], option["high"]) == pytest.approx((exact.low, exact.high))
        satisfied = None
        if figure["key"] == "interaction":
            satisfied = pytest.approx(np.mean(places == 0))
        assert figure["satisfied_share"] == satisfied
        assert sum(option["share"] for option in figure["options"]) == pytest.approx(1)


async def test_distributions_intervals_and_scores(survey, scene):
    answers, portals, leader = scene
    figures = await survey.figures(leader, **SPAN)
    assert figures["responses"] == np.count_nonzero(answers.is_now)
    assert_told(figures["criteria"], answers, answers.is_now)
    for place, portal in enumerate(portals):
        one = await survey.figures(leader, portal=portal, version="2", **SPAN)
        mask = answers.is_now & (answers.portal == place) & (answers.version == 2)
        assert one["responses"] == np.count_nonzero(mask)
        assert_told(one["criteria"], answers, mask)


async def test_weeks_and_the_change_against_the_period_before(survey, scene):
    answers, _, leader = scene
    figures = await survey.figures(leader, by="week", compare="before", **SPAN)
    days = np.datetime64(BEFORE) + answers.day
    mondays = days - (days.astype("datetime64[D]").view("int64") + 3) % 7
    for week in figures["periods"]:
        mask = answers.is_now & (mondays == np.datetime64(week["start"]))
        assert week["responses"] == np.count_nonzero(mask)
        assert_told([one for one in week["criteria"] if one["n"]], answers, mask)
    assert sum(week["responses"] for week in figures["periods"]) == figures["responses"]

    before, p_values = figures["before"], []
    assert (before["start"], before["end"]) == ("2022-12-01", "2023-01-31")
    assert_told(before["criteria"], answers, ~answers.is_now)
    for change in before["changes"]:
        then = answers.of(change["key"], ~answers.is_now)
        later = answers.of(change["key"], answers.is_now)
        test = stats.mannwhitneyu(2 - later, 2 - then, method="asymptotic")
        assert change["p_value"] == pytest.approx(test.pvalue)
        assert change["superiority"] == pytest.approx(test.statistic / (later.size * then.size))
        assert change["score_change"] == pytest.approx(np.mean(2 - later) - np.mean(2 - then))
        p_values.append(test.pvalue)
    order = np.argsort(p_values)
    stepped = (len(p_values) - np.arange(len(p_values))) * np.array(p_values)[order]
    adjusted = np.minimum(1, np.maximum.accumulate(stepped))
    told = np.array([change["p_adjusted"] for change in before["changes"]])[order]
    assert told == pytest.approx(adjusted)
    verdicts = {change["verdict"] for change in before["changes"] if change["p_adjusted"] < 0.05}
    assert verdicts == {"better"}
