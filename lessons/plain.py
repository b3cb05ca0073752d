"""Words that came from outside, in Markdown: shown as they were written, whatever marks they contain."""

import re

MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")
# Even without marks an address becomes a link. A word joiner, which nobody sees, keeps it from being one.
ADDRESS = re.compile(r"\b(https?|ftp|mailto|xmpp)(?=:)|\b(www)(?=\.)|(?<=\w)(?=@)", re.IGNORECASE)
JOINER = "\u2060"


def plain_words(words: str) -> str:
    """Nothing of the words becomes a link, a picture, a formula or bold."""
    return MARKS.sub(r"\\\1", ADDRESS.sub(lambda found: found[0] + JOINER, words))
