"""The sample and a second service in one Celery application, as on a small machine."""

from shared.inbox import Subscribers
from shared.worker import TaskGroup, create_celery
from tests.support import sample_worker

second = TaskGroup("second", sample_worker.open_runtime, Subscribers("second"))
app = create_celery(sample_worker.tasks, second)
