"""What a link says is text on a page, whatever it looks like; tests/e2e/test_links.py looks at the page."""

from __future__ import annotations

import pytest

from lessons.plain import JOINER, plain_words


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("[cl](x)", r"\[cl\]\(x\)"),
        ("![i](x)", r"\!\[i\]\(x\)"),
        ("**b** _i_ `c` $x$ ~s~", r"\*\*b\*\* \_i\_ \`c\` \$x\$ \~s\~"),
        (":red[w] <b> &copy; # 1. - +", r"\:red\[w\] \<b\> \&copy; \# 1\. \- \+"),
        ("back\\slash|cell", r"back\\slash\|cell"),
        ("nothing to see: ü é 漢", r"nothing to see\: ü é 漢"),
    ],
)
def test_marks_are_escaped(words: str, plain: str) -> None:
    """Each mark has a backslash before it, once, and everything else is as it was."""
    assert plain_words(words) == plain


@pytest.mark.parametrize("words", ["http://e.vil/i", "HTTPS://e.vil", "www.e.vil", "a@e.vil", "mailto:a@e", "ftp:x"])
def test_an_address_is_no_link(words: str) -> None:
    """A word joiner parts what would make it one; without it the words are what was written."""
    plain = plain_words(words)
    assert JOINER in plain
    assert plain.replace(JOINER, "").replace("\\", "") == words
    for beginning in ("http:", "https:", "ftp:", "mailto:", "www."):
        assert beginning not in plain.replace("\\", "").lower()
