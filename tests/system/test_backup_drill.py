"""The whole system is backed up while it is used, rehearsed, and restored into an empty MongoDB."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from dev.settings import ROOT
from services.operations.backups.archives import archives_in
from services.operations.backups.drills import PROOFS, missing_proofs
from shared.ids import new_id
from tests.support.engines import running_mongodb
from tests.support.people import person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


class Operator:
    """Runs `langnghe` with the worker's environment, as a CronJob's pod has it."""

    def __init__(self, system: System, folder: Path) -> None:
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            **system.running.environment("worker"),
            "BACKUP_FOLDER": str(folder),
        }

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "services.operations", *words],
            env={**self.environment, **environment},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )


@pytest.fixture(scope="module")
def operator(system: System, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    return Operator(system, tmp_path_factory.mktemp("backups"))


@pytest.fixture(scope="module")
def empty_mongodb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_mongodb(tmp_path_factory.mktemp("empty")) as uri:
        yield uri


async def asked(system: System) -> str:
    async with person(system.public_url, "citizen1") as citizen:
        question = await citizen.ask(
            title=f"Câu hỏi trước khi sao lưu {new_id()[-8:]}",
            body="Hồ sơ đất đai của tôi đã quá hạn, xin cho biết kết quả?",
            unit="so-tu-phap",
        )
        rating = {"portal": "demo", "ratings": {"quality": "good"}}
        await citizen.post("/api/survey/v1/responses", rating, 201, Idempotency_Key=new_id())
    return str(question["code"])


async def test_a_backup_is_rehearsed_and_restored_into_an_empty_mongodb(
    system: System, operator: Operator, empty_mongodb: str, tmp_path: Path
) -> None:
    code = await asked(system)
    async with asyncio.TaskGroup() as group:
        taking = group.create_task(asyncio.to_thread(operator.run, "backup", "create"))
        while not taking.done():  # people go on asking and rating meanwhile
            await asked(system)
    taken = taking.result()
    assert taken.returncode == 0, taken.stderr

    report = tmp_path / "drill.json"
    drilled = await asyncio.to_thread(
        operator.run, "backup", "drill", "latest", "--report", str(report)
    )
    assert drilled.returncode == 0, drilled.stdout + drilled.stderr
    told = json.loads(report.read_text())
    assert told["passed"] is True
    assert set(told["said"]) == set(PROOFS)
    (archive,) = archives_in(Path(operator.environment["BACKUP_FOLDER"]))
    assert told["documents"] == archive.manifest.documents > 500
    with MongoClient[dict[str, object]](system.running.mongodb_uri) as client:
        assert [name for name in client.list_database_names() if "drill" in name] == []

    name = archive.folder.name
    restored = await asyncio.to_thread(
        operator.run, "backup", "restore", name, MONGODB_URI=empty_mongodb
    )
    assert restored.returncode == 0, restored.stderr
    assert f"{archive.manifest.documents} documents, all as backed up" in restored.stdout
    with MongoClient[dict[str, object]](empty_mongodb) as client:
        qa = client[archive.manifest.databases["qa"]]
        assert qa["questions"].count_documents({"code": code}) == 1
    for proof in PROOFS:
        proved = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", proof],
            env={**operator.environment, "MONGODB_URI": empty_mongodb},
            cwd=ROOT,
            check=False,
        )
        assert proved.returncode == 0, proof

    again = await asyncio.to_thread(
        operator.run, "backup", "restore", name, MONGODB_URI=empty_mongodb
    )
    assert again.returncode == 1
    assert "is not empty" in again.stderr
    await asyncio.to_thread(
        a_restore_over_what_is_there_must_name_the_backup, operator, empty_mongodb
    )
    await asyncio.to_thread(the_status_of_a_running_system_is_told, operator)


def a_restore_over_what_is_there_must_name_the_backup(
    operator: Operator, empty_mongodb: str
) -> None:
    (archive,) = archives_in(Path(operator.environment["BACKUP_FOLDER"]))
    name = archive.folder.name
    there = {"MONGODB_URI": empty_mongodb}
    wrong = operator.run("backup", "restore", name, "--replace", "yes", **there)
    assert (wrong.returncode, "--replace must name" in wrong.stderr) == (1, True)
    would = operator.run("backup", "restore", name, "--replace", name, "--dry-run", **there)
    assert (would.returncode, "Would drop them and restore" in would.stdout) == (0, True)
    done = operator.run("backup", "restore", name, "--replace", name, **there)
    assert done.returncode == 0, done.stderr


def the_status_of_a_running_system_is_told(operator: Operator) -> None:
    found = operator.run("status")
    assert found.returncode == 0, found.stdout
    lines = {line.split("  ")[0].strip(): line for line in found.stdout.splitlines() if line}
    for name in ("auth", "qa", "survey", "MongoDB", "Redis", "qa database", "last backup"):
        assert "well" in lines[name], found.stdout
    silent = operator.run("status", SURVEY_URL="http://127.0.0.1:1", BACKUP_FOLDER="/nowhere")
    assert silent.returncode == 1
    amiss = [line.split("  ")[0].strip() for line in silent.stdout.splitlines() if "amiss" in line]
    assert amiss == ["survey", "last backup"]


def test_make_langnghe_runs_a_command_on_the_running_copy(system: System) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "dev", "langnghe", "backup", "list"],
        env=system.running._given,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    assert f"There is no backup in {system.running.data_dir / 'backups'}." in found.stdout


def test_a_dry_run_of_a_backup_writes_nothing(operator: Operator) -> None:
    folder = Path(operator.environment["BACKUP_FOLDER"])
    before = sorted(folder.iterdir())
    found = operator.run("backup", "create", "--dry-run")
    assert (found.returncode, "Would back" in found.stdout) == (0, True)
    assert sorted(folder.iterdir()) == before


def test_no_proof_is_missing() -> None:
    assert missing_proofs() == []
