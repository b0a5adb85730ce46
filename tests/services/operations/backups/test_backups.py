"""A backup is of one moment, comes back whole into empty databases, and never as half of one."""

import gzip
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bson import decode_file_iter
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from dev.engines import mongodb_spec
from dev.ports import free_ports
from services.operations.backups import dumping, erasures, keeping, restoring
from services.operations.backups.archives import (
    Archive,
    CollectionEntry,
    Manifest,
    archives_in,
    check,
    read_archive,
)
from services.operations.problems import OperatorProblem
from shared.clock import now
from tests.services.operations.conftest import Client
from tests.support.engines import running_engine


def beside(databases: Mapping[str, str]) -> dict[str, str]:
    """Return new names for the databases of a backup."""
    return {name: f"{name}_back" for name in databases.values()}


def take(client: Client, databases: Mapping[str, str], into: Path) -> Archive:
    return dumping.take_backup(client, databases, into)


def test_everything_comes_back_with_its_indexes(client, databases, tmp_path):
    archive = take(client, databases, tmp_path)
    names = beside(databases)
    counted = []
    restoring.restore(client, archive, names, lambda name, more: counted.append((name, more)))
    assert sum(more for _, more in counted) == archive.manifest.documents == 2_502
    for old, new in names.items():
        assert client[new].list_collection_names() == client[old].list_collection_names()
        for collection in client[old].list_collection_names():
            assert list(client[new][collection].find()) == list(client[old][collection].find())
            before = client[old][collection].index_information()
            assert client[new][collection].index_information() == before


def test_a_backup_is_of_one_moment_while_people_go_on_working(client, databases, tmp_path):
    """People of auth are written and read first; what comes meanwhile belongs to a later backup."""
    changed = []

    def while_it_runs(name: str, _more: int) -> None:
        if name.endswith("people") and not changed:
            changed.append(name)
            client[databases["auth"]]["people"].update_one({"_id": "p2400"}, {"$set": {"n": -1}})
            client[databases["survey"]]["responses"].insert_one({"_id": "meanwhile"})
            client[databases["qa"]]["questions"].delete_one({"_id": "q1"})

    archive = dumping.take_backup(client, databases, tmp_path, while_it_runs)
    assert changed
    restoring.restore(client, archive, beside(databases))
    back = {service: client[f"{name}_back"] for service, name in databases.items()}
    assert back["auth"]["people"].find_one({"_id": "p2400"})["n"] == 2400
    assert back["survey"]["responses"].count_documents({}) == 1
    assert back["qa"]["questions"].count_documents({}) == 1
    assert client[databases["survey"]]["responses"].count_documents({}) == 2


def test_nothing_that_is_there_is_overwritten(client, databases, tmp_path):
    archive = take(client, databases, tmp_path)
    same = {name: name for name in databases.values()}
    with pytest.raises(OperatorProblem, match="is not empty"):
        restoring.restore(client, archive, same)


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_backup_is_refused_before_anything_is_written(
    client, databases, tmp_path, damage
):
    archive = take(client, databases, tmp_path)
    path = archive.data(databases["qa"], "questions")
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(gzip.compress(b""))
    assert len(check(archive)) == 1
    with pytest.raises(OperatorProblem, match=f"questions.bson.gz (is|was) {damage}"):
        restoring.restore(client, archive, beside(databases))
    assert f"{databases['auth']}_back" not in client.list_database_names()


def test_what_came_back_otherwise_is_named(client, databases, tmp_path):
    archive = take(client, databases, tmp_path)
    names = beside(databases)
    restoring.restore(client, archive, names)
    client[names[databases["auth"]]]["people"].update_one({"_id": "p7"}, {"$set": {"float": 2.0}})
    (fault,) = restoring.differences(client, archive, names)
    assert f"{databases['auth']}_back.people holds 2500 documents" in fault


def test_a_broken_off_backup_is_none(client, databases, tmp_path):
    def break_off(name: str, _more: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dumping.take_backup(client, databases, tmp_path, break_off)
    assert archives_in(tmp_path) == []
    (left,) = tmp_path.iterdir()
    assert left.suffix == ".part"
    assert keeping.unfinished(tmp_path) == []  # it may still be running


def test_nothing_is_not_backed_up(client, tmp_path):
    with pytest.raises(OperatorProblem, match="nothing in"):
        dumping.take_backup(client, {"qa": "test_of_nobody"}, tmp_path)


def test_the_files_are_those_of_mongodump_and_nobody_else_reads_them(client, databases, tmp_path):
    archive = take(client, databases, tmp_path)
    with gzip.open(archive.data(databases["auth"], "people"), "rb") as file:
        assert sum(1 for _ in decode_file_iter(file)) == 2_500
    listed = subprocess.run(
        ["find", str(archive.folder), "-type", "f", "-perm", "/077"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout == ""
    assert archive.folder.stat().st_mode & 0o077 == 0


def backup_of(folder: Path, *, hours_ago: float) -> Archive:
    taken_at = now() - timedelta(hours=hours_ago)
    entry = CollectionEntry(documents=0, bytes=0, digest="", sha256="", metadata_sha256="")
    manifest = Manifest(
        taken_at=taken_at, seconds=1, schemas={}, consistency="snapshot",
        databases={"qa": "qa"}, collections={"qa": {"questions": entry}},
    )  # fmt: skip
    path = folder / f"{hours_ago:06.1f}"
    path.mkdir()
    (path / "manifest.json").write_text(manifest.model_dump_json())
    return read_archive(path)


def test_the_youngest_are_kept_and_the_last_of_each_day(tmp_path):
    for hour in range(0, 24 * 6, 6):
        backup_of(tmp_path, hours_ago=hour)
    archives = archives_in(tmp_path)
    old = keeping.outdated(archives, latest=4, days=3)
    kept = [archive for archive in archives if archive not in old]
    assert kept[-4:] == archives[-4:]
    days = [(archive.manifest.taken_at + timedelta(hours=7)).date() for archive in kept[:-4]]
    assert len(days) == len(set(days))
    assert 2 <= len(days) <= 3
    for archive in old:
        keeping.remove(archive.folder)
    assert archives_in(tmp_path) == kept


def test_who_was_erased_is_noted_beside_the_backups_and_told_after_a_restore(
    client, databases, tmp_path
):
    requests = client[databases["auth"]]["rights_requests"]
    rows = [("p1", "erase", "done", 3), ("p2", "erase", "done", 1), ("p3", "view", "done", 1)]
    requests.insert_many(
        {
            "_id": person, "person": person, "kind": kind, "state": state,
            "finished_at": now() - timedelta(hours=hours), "settled_mark": f"m{hours}",
        }
        for person, kind, state, hours in rows
    )  # fmt: skip
    assert erasures.note(client, databases, tmp_path) == 2
    assert erasures.since(tmp_path, now() - timedelta(hours=2)) == ["p2"]
    requests.delete_many({})  # as in an older copy that was restored
    assert erasures.note(client, databases, tmp_path) == 2
    assert erasures.since(tmp_path, now() - timedelta(hours=4)) == ["p1", "p2"]
    assert (tmp_path / erasures.FILE).stat().st_mode & 0o077 == 0


def test_the_collection_read_for_it_is_the_one_auth_writes():
    from services.auth.rights.documents import RightsRequestDocument

    assert RightsRequestDocument.Settings.name == erasures._REQUESTS
    fields = {"person", "kind", "state", "finished_at", "settled_mark"}
    assert fields <= set(RightsRequestDocument.model_fields)


@pytest.fixture
def replica_set(tmp_path):
    """The embedded engine as a replica set of one, which takes snapshot reads.

    It does not keep the snapshot over several collections as `mongod` does; so nothing is written
    meanwhile here, and only the way through the driver is tried.
    """
    spec = mongodb_spec(free_ports(1)[0], tmp_path / "engine")
    command = tuple(word for word in spec.command if word != "--standalone")
    with running_engine(replace(spec, command=command)):
        port = command[command.index("--port") + 1]
        with MongoClient(f"mongodb://127.0.0.1:{port}/", tz_aware=True) as client:
            yield client


def test_a_replica_set_is_read_at_a_snapshot(replica_set, tmp_path):
    replica_set["qa"]["questions"].insert_many([{"_id": n, "n": n} for n in range(1_200)])
    archive = dumping.take_backup(replica_set, {"qa": "qa"}, tmp_path)
    assert archive.manifest.consistency == "snapshot"
    restoring.restore(replica_set, archive, {"qa": "qa_back"})
    assert replica_set["qa_back"]["questions"].count_documents({}) == 1_200


def test_a_backup_that_outlasts_the_snapshot_says_what_to_raise(
    monkeypatch, client, databases, tmp_path
):
    def too_old(*_arguments):
        raise OperationFailure("too old", code=dumping.SNAPSHOT_TOO_OLD)

    monkeypatch.setattr(dumping._Dump, "write", too_old)
    with pytest.raises(OperatorProblem, match="minSnapshotHistoryWindowInSeconds"):
        take(client, databases, tmp_path)
    assert archives_in(tmp_path) == []
