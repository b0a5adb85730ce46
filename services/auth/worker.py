"""Auth's background tasks; the tasks of outbox and inbox come with the group."""

from datetime import timedelta

from celery.schedules import crontab

from services.auth.audit import sealing
from services.auth.bootstrap import AuthRuntime, open_runtime
from services.auth.imports import running
from services.auth.keys import service as keys
from services.auth.retention.rules import rules
from services.auth.rights.following import tell_of_late
from services.auth.sessions import renewing
from services.auth.subscribers import subscribers
from shared.retention import follow_rules
from shared.worker import TaskGroup, create_celery

tasks = TaskGroup("auth", open_runtime, subscribers)


@tasks.task(every=crontab(hour="3", minute="41"))
async def forget_old_records(runtime: AuthRuntime) -> None:
    """Forget what is past its keeping time."""
    dry = runtime.settings.retention_dry_run
    await follow_rules(runtime.mongo, rules(runtime.settings), is_dry_run=dry)


@tasks.task(every=crontab(minute="17"))
async def rotate_signing_keys(runtime: AuthRuntime) -> None:
    """Replace the key that signs access tokens when it is old, and delete those outlived."""
    if days := runtime.settings.signing_key_days:
        await keys.rotate_keys(runtime.mongo, runtime.cipher, after=timedelta(days=days))
    await keys.forget_outlived_keys(runtime.mongo, runtime.cipher)


@tasks.task(every=60.0)
async def renew_sessions(runtime: AuthRuntime) -> None:
    """Ask the providers whether sessions still hold."""
    await renewing.renew_due_sessions(runtime)


@tasks.task(every=10.0)
async def seal_audit(runtime: AuthRuntime) -> None:
    """Chain what was added to the audit log."""
    await sealing.seal_audit(runtime.mongo)


@tasks.task(every=crontab(minute="11"))
async def tell_of_late_rights(runtime: AuthRuntime) -> None:
    """Tell administrators of requests about personal data that are late."""
    await tell_of_late(runtime)


@tasks.task(every=60.0)
async def run_imports(runtime: AuthRuntime) -> None:
    """Take in the tables of the directory that wait."""
    await running.run_imports(runtime)


app = create_celery(tasks)
