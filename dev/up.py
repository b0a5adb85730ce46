"""`make up`: one copy of the system, from nothing to ready, and down again."""

import asyncio
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import Any

from dev.data_folder import end_leftovers, is_owned, own_data_folder
from dev.demo_persons import DEMO_PERSONS, sign_in_link
from dev.ports import refuse_taken_ports
from dev.problems import DevelopmentProblem
from dev.processes import ProcessTable
from dev.screen import Screen
from dev.secrets import load_secrets, refuse_lost_secrets
from dev.seeding import forget_seeded, is_seeded, remember_seeded
from dev.settings import DevelopmentSettings
from dev.specs import ProcessSpec, Stage
from dev.supervisor import Supervisor, SystemPlan


def run_system(
    settings: DevelopmentSettings, screen: Screen, *, reload: bool = False, demo: bool = True
) -> None:
    """Run the whole system until it is stopped; raises a problem when it cannot run."""
    began = time.monotonic()
    with own_data_folder(settings.data_dir):
        table = _prepare(settings, screen, reload=reload)
        seed = demo and not is_seeded(settings)
        if seed:
            screen.say("First start on this data folder: demo data is being made.")

        def on_stage(stage: Stage) -> None:
            if stage is Stage.DATA and seed:
                remember_seeded(settings)
            if stage is Stage.SERVICES:
                announce(settings, screen, seconds=time.monotonic() - began)

        plan = SystemPlan(
            specs=table.all(with_demo_data=seed),
            run_dir=settings.run_dir,
            log_dir=settings.log_dir,
            facts=facts(settings),
            follow_logs=reload,
            on_stage=on_stage,
        )
        asyncio.run(Supervisor(plan, screen).run())
        screen.say("Stopped.")


def make_demo_data(settings: DevelopmentSettings, screen: Screen) -> None:
    """Fill the databases with demo data, beside a running copy or without one."""
    if is_owned(settings.data_dir):
        table = ProcessTable(settings, load_secrets(settings.data_dir, settings.given))
        _run_beside(table.demo_data())
        remember_seeded(settings)
    else:
        with own_data_folder(settings.data_dir):
            _seed_alone(settings, screen)
    if not is_seeded(settings):
        raise DevelopmentProblem("Stopped before the demo data was complete.")
    screen.say("The demo data is complete.")


def recount_figures(settings: DevelopmentSettings) -> None:
    """Compare the running copy's figures with raw counts; raises a problem when they differ."""
    for spec in _running_table(settings).recounts():
        _run_beside(spec)


def operate(settings: DevelopmentSettings, arguments: Sequence[str]) -> int:
    """Run one of the operator's commands on the running copy and return its exit status."""
    spec = _running_table(settings).operate(arguments)
    environment = dict(spec.environment)
    environment.setdefault("BACKUP_FOLDER", str(settings.data_dir / "backups"))
    return subprocess.run(spec.command, env=environment, cwd=spec.folder, check=False).returncode


def _running_table(settings: DevelopmentSettings) -> ProcessTable:
    if not is_owned(settings.data_dir):
        raise DevelopmentProblem("No copy is running. Start one with `make up` first.")
    return ProcessTable(settings, load_secrets(settings.data_dir, settings.given))


def _seed_alone(settings: DevelopmentSettings, screen: Screen) -> None:
    table = _prepare(settings, screen)
    forget_seeded(settings)
    plan = SystemPlan(
        specs=(*table.engines(), table.demo_data()),
        run_dir=settings.run_dir,
        log_dir=settings.log_dir,
        facts=facts(settings),
        ends_after=Stage.DATA,
        on_stage=lambda stage: remember_seeded(settings) if stage is Stage.DATA else None,
    )
    asyncio.run(Supervisor(plan, screen).run())


def _run_beside(spec: ProcessSpec) -> None:
    """Run a command to its end against the running copy, with its output on the terminal."""
    try:
        subprocess.run(
            spec.command,
            env=dict(spec.environment),
            cwd=spec.folder,
            check=True,
            timeout=spec.ready_within,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise DevelopmentProblem(f"{spec.name} failed: {error}") from None


def _prepare(
    settings: DevelopmentSettings, screen: Screen, *, reload: bool = False
) -> ProcessTable:
    """Clear what a killed run left, check what can be checked, and make the secrets."""
    for folder in (settings.log_dir, settings.mail_dir):
        folder.mkdir(parents=True, exist_ok=True)
    if ended := end_leftovers(settings.run_dir):
        screen.say(f"Ended what a killed earlier run had left: {', '.join(ended)}.", "yellow")
    refuse_taken_ports(settings.ports_to_open)
    if settings.embeds_mongodb and (settings.data_dir / "mongodb").is_dir():
        refuse_lost_secrets(settings.data_dir)
    if not (settings.embeds_mongodb and settings.embeds_redis):
        asyncio.run(_refuse_silent_stores(settings))
    return ProcessTable(settings, load_secrets(settings.data_dir, settings.given), reload=reload)


async def _refuse_silent_stores(settings: DevelopmentSettings) -> None:
    # Loaded only now: the database clients would double the memory of the supervisor.
    from dev.given_stores import (  # noqa: PLC0415
        refuse_silent_mongodb,
        refuse_silent_redis,
    )

    if not settings.embeds_mongodb:
        await refuse_silent_mongodb(settings.mongodb_uri)
    if not settings.embeds_redis:
        await refuse_silent_redis(settings.redis_url)


def facts(settings: DevelopmentSettings) -> Mapping[str, Any]:
    """Return what the state file says about this copy besides its processes."""
    services = ("auth", "qa", "survey", "sandbox", "worker", "beat")
    return {
        "public_url": settings.public_url,
        "urls": {name: settings.url_of(name) for name in services},
        "mongodb_uri": settings.mongodb_uri,
        "redis_url": settings.redis_url,
        "smtp_port": settings.ports["smtp"],
        "mail_folder": str(settings.mail_dir),
        "log_folder": str(settings.log_dir),
    }


def announce(settings: DevelopmentSettings, screen: Screen, *, seconds: float) -> None:
    """Say where everything is and who can sign in."""
    url = settings.public_url
    screen.say(f"\nLắng Nghe is ready ({seconds:.1f} s).\n", "bold green")
    rows = [
        ("Open", f"{url}/"),
        ("API", f"{url}/docs"),
        ("Mail", f"{settings.mail_dir} (one .eml file per message)"),
        ("Logs", f"{settings.log_dir}"),
        ("MongoDB", settings.mongodb_uri if settings.embeds_mongodb else "as MONGODB_URI says"),
        ("Redis", settings.redis_url if settings.embeds_redis else "as REDIS_URL says"),
    ]
    for name, value in rows:
        screen.say(f"  {name:<9}{value}")
    screen.say("\nSign in as")
    for person, (_, description) in DEMO_PERSONS.items():
        screen.say(f"  {person:<13}{description}")
        screen.say(f"  {'':<13}{sign_in_link(url, person)}", "dim")
    screen.say("\nCtrl-C stops everything.")
