"""The report of a run as a page: what was broken, who was served meanwhile, which promises held."""

from collections import Counter
from pathlib import Path

from dev import reports as report
from dev.chaos.running import Outcome


def write_report(outcome: Outcome, path: Path) -> None:
    """Write `path` and its drawing beside it."""
    verdict = "every promise was kept" if outcome.holds else "promises were broken"
    kinds = Counter(fault.name for fault in outcome.faults)
    parts = [
        f"<p>{len(outcome.faults)} faults, seed {outcome.seed}: {verdict}.</p>",
        "<p><code>make chaos</code> starts a copy of the system, lets people ask, rate and answer "
        "while its processes are killed and stopped, Redis is flushed, mail is refused and the "
        "escalation scan runs for other moments than the present one, and looks afterwards into "
        "the databases and the mail folder.</p>",
        report.machine(),
        report.table(
            ("promise", "looked at", "wrong"),
            [(check.name, check.looked_at, len(check.wrong)) for check in outcome.checks],
        ),
    ]
    broken = [report.table(("fault", "times"), sorted(kinds.items()))]
    seconds = range(1 + max((second for second, _ in outcome.ledger.outcomes), default=0))

    def line(name: str, *, served: bool) -> report.Line:
        counted: Counter[int] = Counter()
        for (second, ended), many in outcome.ledger.outcomes.items():
            counted[second] += many * ((ended == "ok") is served)
        return report.Line(name, [(second, counted[second]) for second in seconds])

    chart = report.drawing(
        "Calls during the run; ticks below are faults",
        [line("served", served=True), line("not served, sent again", served=False)],
        x="seconds",
        y="calls a second",
        marks=[(fault.at, fault.name) for fault in outcome.faults],
    )
    report.write(path, "Faults under load", parts, {"calls": chart}, broken)
