"""All services' tasks in one Celery application, for a small machine: one worker, one beat.

On larger ones each service has its own worker (`services.qa.worker:app` …).
"""

from services.auth.worker import tasks as auth_tasks
from services.qa.worker import tasks as qa_tasks
from services.survey.worker import tasks as survey_tasks
from shared.worker import create_celery

app = create_celery(auth_tasks, qa_tasks, survey_tasks)
