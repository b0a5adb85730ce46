"""`python -m gateway.widgets`: keep today's scripts, as is done with every release.

Pages that name a script with its integrity ask for exactly that one, however old.
"""

from gateway.widgets.bundles import keep_release

if __name__ == "__main__":
    for path in keep_release():
        print(path)  # noqa: T201 - a command
