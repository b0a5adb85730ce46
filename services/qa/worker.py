"""Qa's tasks and when beat asks for them; `celery -A services.qa.worker` runs them."""

from celery.schedules import crontab

from services.qa.attachments.tasks import scan_attachments, sweep_uploads
from services.qa.bootstrap import open_runtime
from services.qa.deadlines.tasks import recount_deadlines
from services.qa.directory.tasks import resync_directory
from services.qa.escalations.tasks import scan_escalations
from services.qa.faq.tasks import warn_of_expiring_faq
from services.qa.figures.tasks import recheck_figures, roll_up_figures
from services.qa.imports.tasks import run_imports
from services.qa.notifications.tasks import send_due_deliveries
from services.qa.personal_data.tasks import serve_person_data
from services.qa.questions.tasks import close_answered
from services.qa.retention.tasks import forget_old_records
from services.qa.search.tasks import count_terms
from services.qa.subscribers import subscribers
from services.qa.succession.tasks import move_to_successors
from services.qa.webhooks.tasks import call_due_webhooks
from shared.worker import TaskGroup, create_celery

tasks = TaskGroup("qa", open_runtime, subscribers)
tasks.task(every=30.0)(scan_escalations)
tasks.task(every=60.0)(recount_deadlines)
tasks.task(every=300.0)(move_to_successors)
tasks.task(every=5.0)(send_due_deliveries)
tasks.task(every=5.0)(call_due_webhooks)
tasks.task(every=60.0)(count_terms)
tasks.task(every=crontab(minute="41"))(close_answered)
tasks.task(every=crontab(minute="53"))(resync_directory)
tasks.task(every=5.0)(roll_up_figures)
tasks.task(every=crontab(hour="2", minute="37"))(recheck_figures)
tasks.task(every=crontab(hour="7", minute="5"))(warn_of_expiring_faq)
tasks.task(every=15.0)(scan_attachments)
tasks.task(every=30.0)(serve_person_data)
tasks.task(every=crontab(hour="3", minute="47"))(forget_old_records)
tasks.task(every=10.0)(run_imports)
tasks.task(every=crontab(minute="23"))(sweep_uploads)

app = create_celery(tasks)
