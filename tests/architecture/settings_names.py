"""The environment variables that the processes read, from their settings classes."""

import importlib
import pkgutil
import re

from pydantic import AliasChoices
from pydantic_settings import BaseSettings

import gateway
import services
import shared
from dev.settings import DEFAULT_PORTS, port_setting
from tests.architecture.test_files import ROOT

# Read without a settings class: by Celery's signals, by the settings classes themselves before
# anything else, and by the development commands.
WORKER = {"WORKER_HEALTH_HOST", "WORKER_HEALTH_PORT", "SECRETS_DIR"}
OURS = ("shared.", "services.", "gateway.")
DEVELOPMENT = {"PORT_OFFSET", "DATA_DIR"} | {port_setting(name) for name in DEFAULT_PORTS}


def read_by_processes() -> set[str]:
    """Return the name of every variable that some settings class or worker reads."""
    for package in (shared, services, gateway):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith(".settings"):
                importlib.import_module(module.name)
    return WORKER | {name for kind in _descendants(BaseSettings) for name in _names(kind)}


def documented() -> dict[str, str]:
    """Return every setting of `.env.example` with its value there."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^# ([A-Z][A-Z0-9_]+)=(.*)$", text, flags=re.MULTILINE))


def _descendants(kind: type[BaseSettings]) -> set[type[BaseSettings]]:
    ours = {sub for sub in kind.__subclasses__() if sub.__module__.startswith(OURS)}
    return ours.union(*(_descendants(sub) for sub in ours))


def _names(kind: type[BaseSettings]) -> set[str]:
    prefix = kind.model_config.get("env_prefix", "")
    names: set[str] = set()
    for name, field in kind.model_fields.items():
        alias = field.validation_alias or f"{prefix}{name}"
        choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
        names |= {str(choice).upper() for choice in choices}
    return names
