"""The parts, their licences and their bill: complete, true to the lock, in the form others read."""

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from dev.supply.bills import bill_of, write_bill
from dev.supply.licences import LIST, LicenceUnknown, licence_list, licence_of
from dev.supply.locks import LOCK, Part, parts


def test_every_pinned_line_is_a_part_with_its_hashes() -> None:
    found = parts()
    text = LOCK.read_text(encoding="utf-8")
    pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(found) == len(pinned) > 80
    assert sum(len(part.hashes) for part in found) == text.count("--hash=sha256:")
    assert all(part.hashes for part in found)
    assert {"fastapi", "pymongo", "python-jose", "uvicorn"} <= {part.name for part in found}


def test_a_line_that_pins_nothing_is_refused(tmp_path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text("fastapi>=1\n")
    with pytest.raises(ValueError, match="pins nothing: fastapi>=1"):
        parts(lock)


def test_the_list_of_licences_is_that_of_the_lock() -> None:
    assert LIST.read_text(encoding="utf-8") == licence_list(parts()), "run `make licences`"


@pytest.mark.parametrize("name", ["secantusdb", "no-such-package-anywhere"])
def test_a_licence_that_is_not_allowed_or_not_known_is_refused(name) -> None:
    with pytest.raises(LicenceUnknown, match=name):
        licence_of(Part(name, "1", "", []))


def test_the_bill_names_every_part_in_valid_cyclonedx(tmp_path) -> None:
    path = write_bill(parts(), "0.1.0", tmp_path / "sbom.json")
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(path.read_text("utf-8"))
    assert fault is None
    bill = bill_of(parts(), "0.1.0")
    named = {(one["name"], one["version"]) for one in bill["components"]}
    assert named == {(part.name, part.version) for part in parts()}
    assert bill == bill_of(parts(), "0.1.0")
