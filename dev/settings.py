"""What the development commands read: ports, addresses, the data folder.

Values come from the environment and, below it, from `.env` in the repository root. Nothing
here starts or opens anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from dev.problems import DevelopmentProblem

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"

DEFAULT_PORTS: Mapping[str, int] = {
    "gateway": 8080,
    "auth": 8101,
    "qa": 8102,
    "survey": 8103,
    "worker": 8111,
    "beat": 8112,
    "sandbox": 8180,
    "mongodb": 27017,
    "redis": 6379,
    "smtp": 8025,
}


def port_setting(name: str) -> str:
    """Name the environment variable that holds the port called `name`."""
    return f"{name.upper()}_PORT"


@dataclass(frozen=True)
class DevelopmentSettings:
    """One copy of the system: where its data lies and where its parts listen."""

    given: Mapping[str, str]
    """Every variable the person set, in the environment or in `.env`, that is not empty."""
    ports: Mapping[str, int]
    """Port by name, already shifted by `PORT_OFFSET`."""
    data_dir: Path

    @property
    def embeds_mongodb(self) -> bool:
        """True when no `MONGODB_URI` was given, so that the embedded engine is started."""
        return "MONGODB_URI" not in self.given

    @property
    def embeds_redis(self) -> bool:
        """True when no `REDIS_URL` was given, so that the embedded engine is started."""
        return "REDIS_URL" not in self.given

    @property
    def mongodb_uri(self) -> str:
        """The address of MongoDB, given or embedded."""
        return self._or_local("MONGODB_URI", f"mongodb://{LOOPBACK}:{{port}}/", "mongodb")

    @property
    def redis_url(self) -> str:
        """The address of Redis, given or embedded."""
        return self._or_local("REDIS_URL", f"redis://{LOOPBACK}:{{port}}/0", "redis")

    @property
    def public_url(self) -> str:
        """The address of the gateway as a browser sees it."""
        return self._or_local("PUBLIC_URL", f"http://{LOOPBACK}:{{port}}", "gateway")

    def url_of(self, service: str) -> str:
        """Return the address at which other processes reach `service`."""
        return self._or_local(f"{service.upper()}_URL", f"http://{LOOPBACK}:{{port}}", service)

    @property
    def mail_dir(self) -> Path:
        """The folder in which the mail sink keeps what it accepted."""
        return self.data_dir / "mail"

    @property
    def log_dir(self) -> Path:
        """The folder with one log file per process."""
        return self.data_dir / "logs"

    @property
    def run_dir(self) -> Path:
        """The folder with what is true only while the system runs."""
        return self.data_dir / "run"

    @property
    def ports_to_open(self) -> Mapping[str, int]:
        """The ports this copy will listen on itself."""
        skipped = set()
        if not self.embeds_mongodb:
            skipped.add("mongodb")
        if not self.embeds_redis:
            skipped.add("redis")
        return {name: port for name, port in self.ports.items() if name not in skipped}

    def _or_local(self, setting: str, template: str, port_name: str) -> str:
        return self.given.get(setting) or template.format(port=self.ports[port_name])


def read_settings(environ: Mapping[str, str], env_file: Path | None = None) -> DevelopmentSettings:
    """Merge `environ` over `env_file` and check what the development commands use of it."""
    from_file = dotenv_values(env_file) if env_file is not None and env_file.is_file() else {}
    merged = {**from_file, **environ}
    given = {name: value for name, value in merged.items() if value}
    offset = _read_number(given, "PORT_OFFSET", 0)
    ports = {
        name: _read_number(given, port_setting(name), default) + offset
        for name, default in DEFAULT_PORTS.items()
    }
    _refuse_unusable(ports, offset)
    return DevelopmentSettings(given=given, ports=ports, data_dir=_data_dir(given, offset))


def _data_dir(given: Mapping[str, str], offset: int) -> Path:
    if "DATA_DIR" in given:
        return Path(given["DATA_DIR"]).expanduser().resolve()
    folder = ROOT / ".data"
    return folder / f"offset-{offset}" if offset else folder


def _read_number(given: Mapping[str, str], setting: str, default: int) -> int:
    text = given.get(setting, str(default))
    try:
        return int(text)
    except ValueError:
        raise DevelopmentProblem(f"{setting} must be a whole number, not {text!r}.") from None


def _refuse_unusable(ports: Mapping[str, int], offset: int) -> None:
    seen: dict[int, str] = {}
    for name, port in ports.items():
        setting = port_setting(name)
        if not 0 < port < 65536:
            shifted = f" (with PORT_OFFSET={offset})" if offset else ""
            raise DevelopmentProblem(f"{setting}{shifted} is {port}, outside 1 to 65535.")
        if port in seen:
            raise DevelopmentProblem(f"{seen[port]} and {setting} are both {port}.")
        seen[port] = setting
