"""Trying to recover a withheld number from everything that is published."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from services.survey.instruments.model import Instruments
from services.survey.instruments.service import shipped_instruments
from services.survey.open_data.model import CountedMonth, publish
from services.survey.portals.model import Portal
from shared.contracts.survey.open_data import PublicFiguresOut

QUESTIONS = Instruments(shipped_instruments()).questions()
CELLS = [f"{question.key}:{option.key}" for question in QUESTIONS for option in question.options]
MINIMUM = 10

Portals = st.lists(
    st.lists(st.integers(0, 9), min_size=len(CELLS), max_size=len(CELLS)), min_size=1, max_size=4
)


def published(numbers: list[list[int]]) -> PublicFiguresOut:
    portals = [Portal(id=f"p{place}", name="Cổng", unit="u") for place in range(len(numbers))]
    counts = {
        portal.id: Counter(dict(zip(CELLS, row, strict=True)))
        for portal, row in zip(portals, numbers, strict=True)
    }
    return publish(CountedMonth("2026-10", counts, {}), QUESTIONS, portals, MINIMUM)


def equations(shown: PublicFiguresOut) -> tuple[np.ndarray, np.ndarray]:
    """Return all that is published as equations over the cells of all portals.

    The attacker takes a total for the sum of all portals wherever that is possible.
    """
    width = len(CELLS)
    rows, sides = [], []
    for place, portal in enumerate(shown.portals):
        for figure in portal.criteria:
            for option in figure.options:
                row = np.zeros(width * len(shown.portals))
                row[place * width + CELLS.index(f"{figure.key}:{option.key}")] = 1
                rows.append(row)
                sides.append(option.count)
    for figure in shown.totals:
        holds = [place for place, one in enumerate(shown.portals) if figure.key not in one.withheld]
        for option in figure.options:
            row = np.zeros(width * len(shown.portals))
            for place in holds:
                row[place * width + CELLS.index(f"{figure.key}:{option.key}")] = 1
            rows.append(row)
            sides.append(option.count)
    return np.array(rows), np.array(sides)


@settings(max_examples=25, deadline=None)
@given(Portals)
def test_a_withheld_number_may_still_be_anything_below_the_minimum(numbers):
    shown = published(numbers)
    known, sides = equations(shown)
    width = len(CELLS)
    for place, portal in enumerate(shown.portals):
        for key in portal.withheld:
            question = next(one for one in QUESTIONS if one.key == key)
            wanted = np.zeros(width * len(shown.portals))
            for option in question.options:
                wanted[place * width + CELLS.index(f"{key}:{option.key}")] = 1
            bounds = [(0, None)] * len(wanted)
            least = linprog(wanted, A_eq=known, b_eq=sides, bounds=bounds)
            most = linprog(
                -wanted, A_eq=known, b_eq=sides, bounds=bounds,
                A_ub=[wanted], b_ub=[MINIMUM - 1],
            )  # fmt: skip
            assert (least.status, round(least.fun)) == (0, 0)
            assert (most.status, round(-most.fun)) == (0, MINIMUM - 1)


@given(Portals)
def test_totals_sum_what_is_shown_and_nothing_else(numbers):
    shown = published(numbers)
    for total in shown.totals:
        parts = [
            figure for one in shown.portals for figure in one.criteria if figure.key == total.key
        ]
        for place, option in enumerate(total.options):
            assert option.count == sum(part.options[place].count for part in parts)
