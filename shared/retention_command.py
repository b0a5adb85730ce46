"""The command around `shared.retention`: shows what is past its time, forgets it when told to."""

import argparse
import sys
from collections.abc import Sequence

from shared.mongo import Mongo
from shared.retention import Outcome, Rule, forget, look


async def run(mongo: Mongo, rules: Sequence[Rule], arguments: Sequence[str]) -> int:
    """Show, or with `--apply` forget, what is past its time."""
    parser = argparse.ArgumentParser(description="What is past its time; a dry run by default.")
    parser.add_argument("--apply", action="store_true", help="forget it")
    applies = parser.parse_args(arguments).apply
    outcomes = await (forget if applies else look)(mongo, rules)
    sys.stdout.write("".join(map(_line, outcomes)))
    sys.stdout.write("" if applies else "Nothing was changed; --apply forgets it.\n")
    return 0


def _line(outcome: Outcome) -> str:
    rule = outcome.rule
    kept = f"kept {rule.kept_days} days" if rule.kept_days else "kept for ever"
    return f"{rule.name}: {outcome.rows} past their time ({kept})\n"
