"""Survey's tasks and when beat asks for them; `celery -A services.survey.worker` runs them."""

from celery.schedules import crontab

from services.survey.alerts.tasks import look_for_alerts
from services.survey.bootstrap import open_runtime
from services.survey.directory.tasks import resync_directory
from services.survey.figures.tasks import recheck_yesterday, roll_up
from services.survey.reports.tasks import make_reports, order_reports
from services.survey.retention.tasks import forget_old_records
from services.survey.subscribers import subscribers
from shared.worker import TaskGroup, create_celery

tasks = TaskGroup("survey", open_runtime, subscribers)
tasks.task(every=1.0)(roll_up)
tasks.task(every=30.0)(make_reports)
tasks.task(every=crontab(hour="5", minute="11"))(look_for_alerts)
tasks.task(every=crontab(hour="5", minute="31"))(order_reports)
tasks.task(every=crontab(hour="2", minute="41"))(recheck_yesterday)
tasks.task(every=crontab(hour="3", minute="53"))(forget_old_records)
tasks.task(every=crontab(minute="23"))(resync_directory)

app = create_celery(tasks)
