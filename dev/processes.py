"""The process table of Lắng Nghe in development: every command with its environment."""

import sys
from collections.abc import Mapping, Sequence

from dev.engines import mongodb_spec, redis_spec
from dev.environments import Environments
from dev.probes import Probe, http_ready, smtp_ready
from dev.settings import LOOPBACK, DevelopmentSettings
from dev.specs import ProcessSpec, Stage

STORES = ("MONGODB_URI", "REDIS_URL")
MAIL = ("SMTP_HOST", "SMTP_PORT")
GATEWAY_EXTRA = ("REDIS_URL", "AUTH_OIDC_ISSUER")
OWNERS = ("AUTH", "QA", "SURVEY")

# How long an idle connection is kept. The gateway's pool lets go earlier than the services do,
# so that it never sends a request into a connection that is just being closed.
GATEWAY_IDLE_SECONDS = 30
SERVICE_IDLE_SECONDS = 75
DEMO_DATA_WITHIN = 300.0
RECOUNT_WITHIN = 3_600.0


class ProcessTable:
    """Describes the processes of one copy; starts none."""

    def __init__(
        self, settings: DevelopmentSettings, secrets: Mapping[str, str], *, reload: bool = False
    ) -> None:
        self._settings = settings
        self._environments = Environments(settings, secrets)
        self._reload = reload

    def all(self, *, with_demo_data: bool = False) -> tuple[ProcessSpec, ...]:
        """Return every process in the order of starting; stopping is the reverse."""
        demo = (self.demo_data(),) if with_demo_data else ()
        return (*self.engines(), *demo, *self._services())

    def engines(self) -> tuple[ProcessSpec, ...]:
        """Return the engines that this copy embeds."""
        ports, data_dir = self._settings.ports, self._settings.data_dir
        specs = []
        if self._settings.embeds_mongodb:
            specs.append(mongodb_spec(ports["mongodb"], data_dir / "mongodb"))
        if self._settings.embeds_redis:
            specs.append(redis_spec(ports["redis"], data_dir / "redis"))
        return tuple(specs)

    def demo_data(self) -> ProcessSpec:
        """Return the command that fills the databases with demo data and ends."""
        return ProcessSpec(
            name="demo",
            command=(sys.executable, "-m", "dev.demo"),
            environment=self._environments.of(*OWNERS, extra=STORES),
            stage=Stage.DATA,
            runs_once=True,
            ready_within=DEMO_DATA_WITHIN,
        )

    def recounts(self) -> tuple[ProcessSpec, ...]:
        """Return the commands that compare the services' figures with a raw count, and end."""
        return tuple(
            ProcessSpec(
                name=f"recount of {name}",
                command=(sys.executable, "-m", f"services.{name}.figures.recount"),
                environment=self._environments.of(name.upper(), extra=STORES),
                stage=Stage.DATA,
                runs_once=True,
                ready_within=RECOUNT_WITHIN,
            )
            for name in ("survey", "qa")
        )

    def operate(self, arguments: Sequence[str]) -> ProcessSpec:
        """Return one command of the operator, which may know every service's settings."""
        return ProcessSpec(
            name="langnghe",
            command=(sys.executable, "-m", "services.operations", *arguments),
            environment=self._environments.of(*OWNERS, "GATEWAY", "BACKUP", extra=(*STORES, *MAIL)),
            runs_once=True,
            ready_within=RECOUNT_WITHIN,
        )

    def _services(self) -> tuple[ProcessSpec, ...]:
        environments = self._environments
        return (
            self._mail_sink(),
            self._web("sandbox", "services.auth.sandbox.app", environments.of("SANDBOX")),
            self._web("auth", "services.auth.app", environments.of("AUTH", extra=STORES)),
            self._web("qa", "services.qa.app", environments.of("QA", extra=STORES)),
            self._web("survey", "services.survey.app", environments.of("SURVEY", extra=STORES)),
            self._celery(
                "worker", _WORKER_OPTIONS, environments.of(*OWNERS, extra=(*STORES, *MAIL))
            ),
            self._celery("beat", _BEAT_OPTIONS, environments.of(extra=("REDIS_URL",))),
            self._web("gateway", "gateway.app", environments.of("GATEWAY", extra=GATEWAY_EXTRA)),
        )

    def _web(self, name: str, module: str, environment: Mapping[str, str]) -> ProcessSpec:
        port = self._settings.ports[name]
        idle = GATEWAY_IDLE_SECONDS if name == "gateway" else SERVICE_IDLE_SECONDS
        command = [sys.executable, "-m", "uvicorn", f"{module}:create_app", "--factory"]
        command += ["--host", LOOPBACK, "--port", str(port), "--lifespan", "on", "--ws", "none"]
        command += ["--no-access-log", "--no-server-header", "--timeout-keep-alive", str(idle)]
        # Whose X-Forwarded-For is believed is the gateway's own setting, not uvicorn's.
        command += ["--no-proxy-headers"]
        command += ["--timeout-graceful-shutdown", "5"]
        if name == "gateway":
            command += ["--http", "gateway.connections:PatientProtocol"]
        if self._reload:
            command += ["--reload", "--reload-dir", "shared"]
            command += ["--reload-dir", module.rsplit(".", 1)[0].replace(".", "/")]
        return ProcessSpec(name, tuple(command), environment, ready=_readyz(port))

    def _celery(
        self, name: str, options: tuple[str, ...], environment: Mapping[str, str]
    ) -> ProcessSpec:
        port = self._settings.ports[name]
        command: tuple[str, ...] = ("celery", "--quiet", "-A", "services.everything:app", *options)
        if self._reload:
            watched = ("shared", "services")
            command = ("watchfiles", "--filter", "python", _shell(command), *watched)
        return ProcessSpec(
            name,
            (sys.executable, "-m", *command),
            {**environment, "WORKER_HEALTH_PORT": str(port), "WORKER_HEALTH_HOST": LOOPBACK},
            ready=_readyz(port),
        )

    def _mail_sink(self) -> ProcessSpec:
        port = self._settings.ports["smtp"]
        folder = str(self._settings.mail_dir)
        command = (sys.executable, "-m", "dev.mail_sink", "--port", str(port), "--folder", folder)
        return ProcessSpec("mail", command, self._environments.base(), ready=smtp_ready(port))


_WORKER_OPTIONS = (
    *("worker", "--pool", "threads", "--concurrency", "4", "-Q", "auth,qa,survey"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)
_BEAT_OPTIONS = ("beat",)


def _shell(command: tuple[str, ...]) -> str:
    return " ".join((sys.executable, "-m", *command))


def _readyz(port: int) -> Probe:
    return http_ready(f"http://{LOOPBACK}:{port}/readyz")
