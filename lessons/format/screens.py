"""The Markdown below the front matter: screens, their blocks, and the claims written in the prose."""

import re
from collections.abc import Callable, Iterable

from lessons.measuring.words import CLAIM
from lessons.problems import Problems, unknown
from lessons.records import BLOCK_KINDS, Block, Claim, Screen
from optim_core import Message

_TITLE = re.compile(r"##[ \t]+(.+)")
_BLOCK = re.compile(r"\s*\{([a-z_]+)\s+([A-Za-z][\w-]*)\}\s*")
_LEFTOVER = re.compile(r"\{=[^}\n]{0,60}\}?")
MOST_WITHIN = 0.2  # of a claimed number; more is no claim
MOST_SCREENS = 40
MOST_BLOCKS = 12

Collect = Callable[[int, str, str], str]  # (line, field, text) -> the text as it is shown


def read_screens(
    body: str, first: int, known: dict[str, Iterable[str]], collect: Collect, problems: Problems
) -> tuple[Screen, ...]:
    """The screens of a body that starts in line `first`. `known` has the names of each kind of block."""
    screens: list[Screen] = []
    title, title_line, blocks, prose, prose_line = "", first, list[Block](), list[str](), first

    def end_prose() -> None:
        text = "\n".join(prose).strip("\n")
        if text.strip():
            if not title:
                problems.add("screens", Message("file.before_screens"), prose_line)
            blocks.append(Block("prose", collect(prose_line, f"screen “{title}”", text)))
        prose.clear()

    def end_screen() -> None:
        end_prose()
        if title and not blocks:
            problems.add("screens", Message("file.screen_empty", title=title[:40]), title_line)
        if title and len(blocks) > MOST_BLOCKS:
            problems.add("screens", Message("file.screen_parts", title=title[:40], high=MOST_BLOCKS), title_line)
        if title:
            screens.append(Screen(title, tuple(blocks), title_line))

    for line, text in enumerate(body.split("\n"), start=first):
        if heading := _TITLE.fullmatch(text.rstrip()):
            end_screen()
            title, title_line, blocks = collect(line, "screen title", heading[1].strip()), line, []
        elif (block := _BLOCK.fullmatch(text)) and not text.strip().startswith("{="):
            end_prose()
            kind, name = block[1], block[2]
            if kind not in BLOCK_KINDS:
                problems.add("screens", unknown("block", kind, BLOCK_KINDS), line)
            elif name not in (names := list(known[kind])):
                problems.add("screens", unknown(kind, name, names), line)
            else:
                blocks.append(Block(kind, name))
        else:
            if not prose:
                prose_line = line
            prose.append(text.rstrip())
    end_screen()
    if not screens:
        problems.add("screens", Message("file.no_screen"), first)
    if len(screens) > MOST_SCREENS:
        problems.add("screens", Message("file.screens", high=MOST_SCREENS, count=len(screens)), first)
    return tuple(screens)


def claims_in(line: int, field: str, text: str, problems: Problems) -> tuple[str, list[Claim]]:
    """The text without its {=name} marks, and what they claim."""
    claims = []
    for match in CLAIM.finditer(text):
        within = None if match["within"] is None else float(match["within"]) / 100
        here = line + text.count("\n", 0, match.start())
        if within is not None and within > MOST_WITHIN:
            problems.add(
                field, Message("file.claim_within", high=round(100 * MOST_WITHIN), given=round(100 * within)), here
            )
        claims.append(Claim(here, field, match["written"].strip(), match["name"], match["of"] or "", within))
    stripped = CLAIM.sub(lambda match: match["written"] + match["mark"], text)
    for leftover in _LEFTOVER.finditer(stripped):
        place = line + stripped.count("\n", 0, leftover.start())
        problems.add(field, Message("file.claim", given=leftover[0][:40]), place)
    return stripped, claims
