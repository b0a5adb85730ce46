"""Words of the interface: Vietnamese in the source, other languages from `locale/*.po`.

The catalogues are read when the process starts; nothing is compiled to disk. Run
`python -m gateway.translations` after changing a text: it adds new messages to every catalogue,
drops the ones no longer used and prints how many still have no translation.
"""

import gettext
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE_LANGUAGE = "vi"
LANGUAGES = ("vi", "en")
PACKAGE_FOLDER = Path(__file__).parent
LOCALE_FOLDER = PACKAGE_FOLDER / "locale"

_METHODS = [("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
_OPTIONS = {
    "templates/**.html": {"extensions": "jinja2.ext.do", "trimmed": "true", "silent": "false"}
}
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "mark": None,
}
# Written by hand: Babel's own carries the time of the run, which only makes noise in the history.
_HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Lắng Nghe\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def mark(message: str) -> str:
    """Mark a text as a message; it is translated where it is shown."""
    return message


def load_translations(language: str) -> gettext.NullTranslations:
    """Read the messages of `language`; the source language needs none."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def read_catalogue(language: str) -> Catalog:
    """Read the catalogue file of `language`."""
    with _catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def extract_messages() -> Catalog:
    """Collect every message of the templates and the Python code of the gateway."""
    template = Catalog(project="Lắng Nghe", charset="utf-8")
    for filename, line, message, comments, context in _find_messages():
        template.add(message, None, [(filename, line)], auto_comments=comments, context=context)
    return template


def update_catalogue(language: str) -> int:
    """Bring the catalogue of `language` up to date; return how many messages lack a translation."""
    catalogue = read_catalogue(language)
    catalogue.update(extract_messages(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with _catalogue_path(language).open("wb") as file:
        file.write(_HEADER.format(language=language).encode())
        write_po(
            file, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False
        )
    return sum(1 for message in catalogue if message.id and not message.string)


def _find_messages() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    return extract_from_dir(
        PACKAGE_FOLDER,
        method_map=_METHODS,
        options_map=_OPTIONS,
        keywords=_KEYWORDS,
        strip_comment_tags=True,
    )


def _catalogue_path(language: str) -> Path:
    return LOCALE_FOLDER / language / "LC_MESSAGES" / "messages.po"


def _update_all() -> None:
    for language in LANGUAGES:
        if language != SOURCE_LANGUAGE:
            missing = update_catalogue(language)
            sys.stdout.write(f"{language}: {missing} messages without a translation\n")


if __name__ == "__main__":
    _update_all()
