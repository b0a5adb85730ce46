"""The shipped units: Huế's departments and its 40 communes, as the generator writes them."""

import json

from dev.make_units import TARGET, make_units


def test_the_file_is_what_the_generator_writes():
    assert json.loads(TARGET.read_text("utf-8")) == make_units()


def test_every_unit_is_there_once_below_the_city():
    units = make_units()["units"]
    ids = [unit["id"] for unit in units]
    assert len(set(ids)) == len(ids)
    assert sum(unit["kind"] == "commune" for unit in units) == 40
    assert [unit["id"] for unit in units if unit["parent"] is None] == ["tp-hue"]
    assert {"so-tu-phap", "so-xay-dung", "so-khcn", "phuong-thuan-hoa"} <= set(ids)
