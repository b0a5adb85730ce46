"""`python -m services.auth.people make-admin`: the first administrator, or another one."""

import argparse
import asyncio
import sys

from pydantic import ValidationError

from services.auth.bootstrap import AuthRuntime, open_runtime
from services.auth.people.joining import make_admin
from shared.contracts.auth.keeping import LinkedAccount, PersonForm


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """Return what was asked for; exits with the usage when it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m services.auth.people", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("make-admin", help="give an account the administrator's role")
    command.add_argument("--issuer", help="the provider; by default AUTH_OIDC_ISSUER")
    command.add_argument("--subject", required=True, help="the account's `sub` at the provider")
    command.add_argument("--name", required=True, help="shown until the directory says otherwise")
    command.add_argument("--email", default="")
    return parser.parse_args(arguments)


async def make_administrator(runtime: AuthRuntime, asked: argparse.Namespace) -> str:
    """Do it; return the person's id. Raises `ValidationError` for what cannot be used."""
    issuer = asked.issuer or runtime.settings.oidc_issuer
    account = LinkedAccount(issuer=issuer, subject=asked.subject)
    form = PersonForm(name=asked.name, email=asked.email)
    person = await make_admin(runtime.mongo, runtime.cipher, account, form)
    async with runtime.marks.changing([person.id]):
        return person.id


async def main(arguments: list[str]) -> int:
    """Run the command and say what came of it."""
    asked = read_arguments(arguments)
    async with open_runtime() as runtime:
        try:
            person = await make_administrator(runtime, asked)
        except ValidationError as error:
            sys.stderr.write(f"{error}\n")
            return 2
    sys.stdout.write(f"{person} is administrator.\n")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
