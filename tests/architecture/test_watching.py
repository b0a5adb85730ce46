"""Dashboard and alert rules name metrics that our processes have, and every alert is explained."""

import json
import re
import subprocess
import sys
from typing import Any

import promql_parser
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
for collector in list(REGISTRY._collector_to_names):
    labels = getattr(collector, "_labelnames", ())
    for metric in collector.collect():
        print(metric.name, metric.type, *labels)
"""
PROMETHEUS_OWN = {"up": set[str]()}
SCRAPED = {"job", "instance"}
"""What Prometheus adds to every series."""
# Functions, operators and grouping words of PromQL that the files use.
WORDS = {
    "sum", "max", "by", "rate", "le", "histogram_quantile", "topk", "clamp_min",
}  # fmt: skip
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
LABELS = re.compile(r"\{[^}]*\}|by \([^)]*\)|\[\w+\]|\"[^\"]*\"")
SELECTORS = re.compile(r"([a-z_][a-z0-9_]*)\{([^}]*)\}")
MATCHER = re.compile(r'([a-z_]\w*)(?:=~|!~|!=|=)"[^"]*"')
GROUPS = re.compile(r"by \(([^)]*)\)")


def rules() -> list[dict[str, Any]]:
    loaded = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))
    return [rule for group in loaded["groups"] for rule in group["rules"]]


def told() -> list[tuple[str, str]]:
    """Return each expression with the words that name its labels."""
    dashboard = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))
    shown = [
        (target["expr"], target.get("legendFormat", ""))
        for panel in dashboard["panels"]
        for target in panel.get("targets", ())
    ]
    return shown + [(rule["expr"], rule["annotations"]["summary"]) for rule in rules()]


def expressions() -> list[str]:
    return [expression for expression, _ in told()]


def named(expression: str) -> set[str]:
    bare = LABELS.sub(" ", expression)
    return set(re.findall(r"[a-z_][a-z0-9_]*", bare)) - WORDS


def words_of(matchers: str) -> set[str]:
    """Return the labels of `job=~"x", status="5.."`; fails on anything else."""
    found = MATCHER.findall(matchers)
    assert re.sub(r"[,\s]", "", MATCHER.sub("", matchers)) == "", matchers
    return set(found)


@pytest.fixture(scope="module")
def offered() -> dict[str, set[str]]:
    """Return the labels of every series our processes have."""
    command = [sys.executable, "-c", LIST_METRICS, *PROCESSES, WORKER]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = dict(PROMETHEUS_OWN)
    for line in listed.stdout.splitlines():
        name, kind, *labels = line.split()
        for suffix in SUFFIXES.get(kind, ("",)):
            found[f"{name}{suffix}"] = {*labels, *(["le"] if suffix == "_bucket" else ())}
    return found


def test_every_metric_that_is_watched_exists(offered: dict[str, set[str]]) -> None:
    watched = {name for expression in expressions() for name in named(expression)}
    assert {"http_requests_total", "escalation_lag_seconds", "queue_messages"} <= watched
    assert watched - offered.keys() == set()


def test_every_label_that_is_asked_for_exists(offered: dict[str, set[str]]) -> None:
    assert offered["tasks_total"] == {"task", "outcome"}
    for expression, words in told():
        for name, matchers in SELECTORS.findall(expression):
            assert words_of(matchers) <= offered[name] | SCRAPED, expression
        left = SCRAPED.union(*(offered[name] for name in named(expression)))
        for group in GROUPS.findall(expression):
            kept = {label.strip() for label in group.split(",")}
            assert kept <= left, expression
        grouped = [
            {one.strip() for one in group.split(",")} for group in GROUPS.findall(expression)
        ]
        if re.match(r"(sum|max)\(", expression):  # one number, of nobody
            grouped.append(set())
        shown = set(re.findall(r"\$labels\.(\w+)|\{\{(\w+)\}\}", words))
        for label in {one for pair in shown for one in pair} - {""}:
            assert label in (set.intersection(*grouped) if grouped else left), (expression, label)


def test_prometheus_can_read_every_expression() -> None:
    assert len(expressions()) > 20
    for expression in expressions():
        promql_parser.parse(expression)
        assert set(re.findall(r"\[(.*?)\]", expression)) <= {"5m", "10m"}, expression
    with pytest.raises(ValueError, match="unclosed"):
        promql_parser.parse("sum(rate(http_requests_total[5m])")


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
