"""Publishing: once, and never changed afterwards."""

import asyncio
from datetime import date

import pytest

from services.survey.instruments.documents import InstrumentDocument
from services.survey.instruments.model import InstrumentChanged
from services.survey.instruments.service import (
    publish_instruments,
    read_instruments,
    shipped_instruments,
)
from shared.contracts.survey.responses import Wording


async def test_publishing_again_changes_nothing(survey):
    before = (await read_instruments()).versions
    await asyncio.gather(*(publish_instruments(shipped_instruments()) for _ in range(3)))
    assert (await read_instruments()).versions == before


async def test_a_published_number_is_not_changed(survey):
    [first] = shipped_instruments()
    changed = first.model_copy(update={"title": Wording(vi="Khác", en="Other")})
    with pytest.raises(InstrumentChanged):
        await publish_instruments([changed])
    stored = await InstrumentDocument.get(1)
    assert stored is not None
    assert stored.sha256 == first.sha256


async def test_a_new_number_is_published(survey):
    [first] = shipped_instruments()
    later = first.model_copy(update={"version": 7, "valid_from": date(2999, 1, 1)})
    try:
        await publish_instruments([later])
        assert list((await read_instruments()).versions) == [1, 7]
    finally:
        stored = await InstrumentDocument.get(7)
        assert stored is not None
        await stored.delete()
