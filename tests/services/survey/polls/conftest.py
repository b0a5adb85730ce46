"""A unit with polls."""

import pytest

from tests.services.survey.polls.support import Polls


@pytest.fixture
async def polls(survey):
    [unit] = await survey.new_units(None)
    return Polls(survey, unit)
