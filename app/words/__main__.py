"""Every text of the app as one catalogue, to be translated: `python -m app.words`, or `python -m app.words de`."""

import argparse
import json
import re
import sys
from collections.abc import Iterator

from app.words.parity import faults, missing
from app.words.words import english, own_texts

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def complete(language: str = "") -> Iterator[str]:
    """The lines of a catalogue with every key: a language's own text, or the English one where it has none."""
    own, lacking, section = own_texts(language), {*missing(language)} if language else {*()}, ""
    for key, words in sorted(english().items(), key=lambda entry: entry[0].partition(".")[0]):
        first, _, rest = key.partition(".")
        if not words:
            continue
        if first != section:
            section = first
            yield f"\n[{section}]"
        mark = "  # not translated yet" if key in lacking else ""
        yield f"{_key(rest)} = {json.dumps(own.get(key, words), ensure_ascii=False)}{mark}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name)


def main(arguments: list[str] | None = None) -> int:
    """Print the catalogue, and what is wrong in it beside it. The exit code is 1 where anything is."""
    parser = argparse.ArgumentParser(prog="python -m app.words", description=__doc__)
    parser.add_argument("language", nargs="?", default="", help="a language that has a catalogue already, such as de")
    language = parser.parse_args(arguments).language
    print("\n".join(complete(language)).strip())
    wrong = faults(language) if language else {}
    for key, fault in wrong.items():
        print(f"{key}: {fault}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
