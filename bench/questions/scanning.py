"""One of several workers of a measurement: scans when told a moment, says how many moved.

It opens what a worker of qa opens, as a worker does, tells `ready`, then reads moments from its
input.
"""

import sys
from datetime import datetime

from services.qa.bootstrap import open_runtime
from services.qa.escalations.service import scan
from shared.loop_thread import LoopThread


def _main() -> None:
    loop = LoopThread()
    qa = loop.run(loop.runtime("qa", open_runtime))
    print("ready", flush=True)
    while line := sys.stdin.readline():
        print(loop.run(scan(qa, datetime.fromisoformat(line.strip()))), flush=True)
    loop.close()


if __name__ == "__main__":
    _main()
