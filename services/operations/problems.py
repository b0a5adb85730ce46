"""What an operator can mend: said in one sentence, without a traceback."""


class OperatorProblem(Exception):
    """The command cannot do what was asked; nothing was changed unless the text says so."""


def in_plain_words(error: Exception) -> str | None:
    """Return what an error means to an operator, None when only a developer can tell."""
    if isinstance(error, OperatorProblem):
        return str(error)
    # Loaded only now: `--help` needs neither.
    from pydantic import ValidationError  # noqa: PLC0415
    from pymongo.errors import ConnectionFailure, OperationFailure  # noqa: PLC0415

    if isinstance(error, ConnectionFailure):
        return "MongoDB does not answer at MONGODB_URI."
    if isinstance(error, OperationFailure):
        return f"MongoDB refuses: {(error.details or {}).get('codeName', error.code)}."
    if isinstance(error, ValidationError):
        faults = [f"{'.'.join(map(str, one['loc']))} {one['msg']}" for one in error.errors()]
        return f"The settings cannot be used: {'; '.join(faults)}."
    return None
