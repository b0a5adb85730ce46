"""A process that behaves as told, in place of a real service: `python stand_in.py KIND [PORT]`.

serve: answer every request with 200 · stubborn: the same, deaf to SIGTERM · crash: complain and
end with status 3 · silent: run and never listen · once: write a line and end well.
"""

import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def serve(port: int) -> None:
    say("serving")
    HTTPServer(("127.0.0.1", port), Answer).serve_forever()


def main() -> None:
    kind, port = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    if kind == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if kind in {"serve", "stubborn"}:
        serve(port)
    elif kind == "crash":
        say("the reason of the crash")
        sys.exit(3)
    elif kind == "silent":
        time.sleep(600)
    else:
        say("done")


if __name__ == "__main__":
    main()
