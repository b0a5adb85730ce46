"""Dashboard and alert rules name metrics that our processes have, and every alert is explained."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from tests.architecture.test_files import ROOT

FOLDER = ROOT / "docs" / "watching"
PROCESSES = ("gateway.app", "services.auth.app", "services.qa.app", "services.survey.app")
WORKER = "services.everything"
LIST_METRICS = """
import importlib, sys
for name in sys.argv[1:]: importlib.import_module(name)
from prometheus_client import REGISTRY
for metric in REGISTRY.collect():
    print(metric.name, metric.type, *getattr(metric, "labels", ()))
"""
PROMETHEUS_OWN = {"up"}
# Functions, operators and grouping words of PromQL that the files use.
WORDS = {
    "sum", "max", "by", "rate", "le", "histogram_quantile", "topk", "clamp_min",
}  # fmt: skip
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
LABELS = re.compile(r"\{[^}]*\}|by \([^)]*\)|\[\w+\]|\"[^\"]*\"")


def rules() -> list[dict[str, Any]]:
    loaded = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))
    return [rule for group in loaded["groups"] for rule in group["rules"]]


def expressions() -> list[str]:
    dashboard = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    return shown + [rule["expr"] for rule in rules()]


def named(expression: str) -> set[str]:
    bare = LABELS.sub(" ", expression)
    return set(re.findall(r"[a-z_][a-z0-9_]*", bare)) - WORDS


@pytest.fixture(scope="module")
def offered() -> set[str]:
    command = [sys.executable, "-c", LIST_METRICS, *PROCESSES, WORKER]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = set()
    for line in listed.stdout.splitlines():
        name, kind, *_ = line.split()
        found |= {f"{name}{suffix}" for suffix in SUFFIXES.get(kind, ("",))}
    return found


def test_every_metric_that_is_watched_exists(offered: set[str]) -> None:
    watched = {name for expression in expressions() for name in named(expression)}
    assert {"http_requests_total", "escalation_lag_seconds", "queue_messages"} <= watched
    assert watched - PROMETHEUS_OWN - offered == set()


def test_what_is_promised_is_watched() -> None:
    watched = {name for expression in expressions() for name in named(expression)}
    assert watched >= {
        "questions_open", "questions_overdue", "outbox_oldest_seconds", "notifications_dead",
        "webhooks_dead", "roll_up_lag_seconds", "escalation_lag_seconds",
    }  # fmt: skip


def test_every_alert_says_how_bad_it_is_and_what_to_do() -> None:
    explained = re.findall(r"^### (\w+)$", (ROOT / "docs" / "watching.md").read_text(), re.M)
    assert [rule["alert"] for rule in rules()] == explained
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert re.fullmatch(r"\d+[mh]", rule["for"])


def test_no_panel_lies_on_another() -> None:
    dashboard = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
    taken: set[tuple[int, int]] = set()
    for panel in dashboard["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
