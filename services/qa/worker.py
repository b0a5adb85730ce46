"""Qa's tasks and when beat asks for them; `celery -A services.qa.worker` runs them."""

from celery.schedules import crontab

from services.qa.bootstrap import open_runtime
from services.qa.directory.tasks import resync_directory
from services.qa.escalations.tasks import scan_escalations
from services.qa.notifications.tasks import send_due_deliveries
from services.qa.subscribers import subscribers
from shared.worker import TaskGroup, create_celery

tasks = TaskGroup("qa", open_runtime, subscribers)
tasks.task(every=30.0)(scan_escalations)
tasks.task(every=5.0)(send_due_deliveries)
tasks.task(every=crontab(minute="53"))(resync_directory)

app = create_celery(tasks)
