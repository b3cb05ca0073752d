"""The command line: `python -m lessons check [FILE ...]` proves lessons, all of the course where none is named."""

import argparse
import sys
from pathlib import Path

from lessons.check.report import check_file
from lessons.course import lesson_files


def main(arguments: list[str] | None = None) -> int:
    """Check the files and print what is wrong. The exit code is 1 where anything is."""
    parser = argparse.ArgumentParser(prog="python -m lessons", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="validate lesson files and prove their tasks and numbers")
    check.add_argument("files", nargs="*", type=Path, help="lesson files; all of the course where none is named")
    check.add_argument("--samples", type=int, help="how many random settings each task is tried with (usually 200)")
    options = parser.parse_args(arguments)
    failed = False
    for path in options.files or lesson_files():
        report = check_file(path, options.samples)
        failed = failed or bool(report.problems)
        for problem in report.problems:
            print(f"{path}:{problem}")
        print(f"{path}: {'has problems' if report.problems else 'ok'}{report.summary and '; ' + report.summary}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
