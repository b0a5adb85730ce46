"""`python -m services.operations`, in the image `langnghe`: the operator's command line."""

import sys

from services.operations.app import app
from services.operations.problems import in_plain_words


def main() -> None:
    """Run a command; what the operator can mend is said without a traceback."""
    try:
        app(prog_name="langnghe")
    except Exception as error:
        if (words := in_plain_words(error)) is None:
            raise
        sys.stderr.write(f"{words}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
