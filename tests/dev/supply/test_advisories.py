"""Known faults are found as OSV means it, and what is allowed has a reason that holds."""

import json
import subprocess
import sys
import zipfile
from datetime import date, timedelta

import pytest

from dev.settings import ROOT
from dev.supply.advisories import Allowed, allowed, faults
from dev.supply.locks import Part, parts
from shared.clock import today

PARTS = [Part("example-lib", "2.5.0", "", [])]


def record(events, versions=(), **more):
    affected = {
        "package": {"ecosystem": "PyPI", "name": "Example_Lib"},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
        "versions": list(versions),
    }
    return {"id": "PYSEC-1", "aliases": ["CVE-1"], "affected": [affected], **more}


def found(tmp_path, *records):
    for number, one in enumerate(records):
        (tmp_path / f"{number}.json").write_text(json.dumps(one))
    return faults(PARTS, tmp_path)


@pytest.mark.parametrize(
    ("events", "is_met"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "2.5.1"}], True),
        ([{"introduced": "0"}, {"fixed": "2.5.0"}], False),
        ([{"introduced": "2.5.0"}, {"fixed": "3"}], True),
        ([{"introduced": "2.6"}], False),
        ([{"introduced": "0"}, {"last_affected": "2.5.0"}], True),
        ([{"introduced": "0"}, {"last_affected": "2.4.9"}], False),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.0"}, {"fixed": "2.9"}], True),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.6"}, {"fixed": "2.9"}], False),
    ],
)
def test_a_version_is_met_by_the_ranges_it_lies_in(tmp_path, events, is_met) -> None:
    assert [one.id for one in found(tmp_path, record(events))] == (["PYSEC-1"] if is_met else [])


def test_listed_versions_count_and_withdrawn_or_foreign_advisories_do_not(tmp_path) -> None:
    foreign = record([{"introduced": "0"}])
    foreign["affected"][0]["package"]["ecosystem"] = "npm"
    withdrawn = record([{"introduced": "0"}], withdrawn="2026-01-01T00:00:00Z")
    listed = record([], versions=["2.5.0"])
    assert len(found(tmp_path, foreign, withdrawn, listed)) == 1


def test_an_archive_is_read_as_a_folder_is(tmp_path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("PYSEC-1.json", json.dumps(record([{"introduced": "0"}])))
    assert len(faults(PARTS, path)) == 1


def test_what_is_allowed_is_so_by_any_of_its_names_and_for_a_time(tmp_path) -> None:
    (fault,) = found(tmp_path, record([{"introduced": "0"}]))
    one = Allowed(
        id="GHSA-1", aliases=["CVE-1"], package="example-lib", reason="…",
        review_by=date(2027, 1, 1),
    )  # fmt: skip
    assert fault.is_allowed([one], date(2027, 1, 1))
    assert not fault.is_allowed([one], date(2027, 1, 2))
    assert not fault.is_allowed([one.model_copy(update={"package": "other"})], date(2026, 1, 1))


def test_the_command_ends_by_what_it_found(tmp_path) -> None:
    ecdsa = record([{"introduced": "0"}])
    ecdsa |= {"id": "PYSEC-2024-1", "aliases": ["CVE-2024-23342"]}
    ecdsa["affected"][0]["package"]["name"] = "ecdsa"
    (tmp_path / "ecdsa.json").write_text(json.dumps(ecdsa))
    assert audit(tmp_path).returncode == 0
    ecdsa["aliases"] = ["CVE-2099-1"]
    (tmp_path / "ecdsa.json").write_text(json.dumps(ecdsa))
    refused = audit(tmp_path)
    assert refused.returncode == 1
    assert "ecdsa" in refused.stdout


def audit(database):
    command = [sys.executable, "-m", "dev.supply", "audit", "--database", str(database)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_allowed_fault_has_a_reason_a_day_and_a_part_that_is_there() -> None:
    names = {part.name for part in parts()}
    for one in allowed():
        assert one.package in names, f"{one.package} is gone: take {one.id} off the list"
        assert len(one.reason) > 80
        assert one.review_by <= date(2027, 12, 31)
        assert one.review_by - today() < timedelta(days=366)


def test_no_process_loads_the_library_whose_fault_is_allowed() -> None:
    asked = (
        "import sys, services.everything, services.auth.app, services.qa.app, services.survey.app,"
        " gateway.app; from jose.backends import ECKey, RSAKey;"
        " print(sorted({'ecdsa', 'rsa'} & set(sys.modules)), ECKey.__name__, RSAKey.__name__)"
    )
    found = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[] CryptographyECKey CryptographyRSAKey"
