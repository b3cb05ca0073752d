"""What happens in the jungle, in sentences. Whoever cannot see the map has everything here."""

from app.words.words import text
from lessons.jungle import MOST_LISTENS, Game, Stop, Voice, wind
from lessons.jungle.voice import heading_of

SAME = 0.5  # degrees: less is no change of direction
WHISPER = 2.0  # as quiet as this there is hardly a voice


def voice_words(voice: Voice, language: str) -> str:
    """Where the voice comes from, how loud it is, and how far it turned."""
    loudness = f"{voice.loudness:.1f}"
    if voice.heading is None:
        return text("jungle.voice_none", language)
    name = text(f"jungle.wind_{wind(voice.heading)}", language)
    said = text("jungle.voice", language, wind=name, heading=_degrees(voice.heading), loudness=loudness)
    if voice.turn is not None:
        key = "same" if abs(voice.turn) < SAME else "right" if voice.turn > 0 else "left"
        said += text(f"jungle.voice_{key}", language, turn=round(abs(voice.turn)))
    if voice.shouts > 1:
        said += text("jungle.voice_mean", language, shouts=voice.shouts)
    return said + "."


def stop_words(game: Game, number: int, language: str) -> str:
    """What the action that led to stop `number` did, and what is heard there."""
    stop, words = game.stops[number], []
    if number:
        words.append(_way(game.stops[number - 1], stop, language))
    if stop.fell:
        words.append(text("jungle.fell", language))
    words.append(voice_words(stop.voice, language))
    words.append(text("jungle.height", language, height=height_words(stop.height)))
    if stop.voice.loudness < WHISPER and not (game.end == "found" and stop is game.last):
        words.append(text("jungle.whisper", language))
    return " ".join(words)


def news(game: Game, language: str) -> str:
    """What a player is told after the last action: what happened, and what it has cost so far."""
    words = [stop_words(game, len(game.stops) - 1, language)] if game.end != "stopped" else []
    if game.end is not None:
        words.insert(0, text(f"jungle.end_{game.end}", language, points=game.tally.score))
        return " ".join(words)
    return " ".join([*words, tally_words(game, language)])


def tally_words(game: Game, language: str) -> str:
    tally = game.tally
    return text(
        "jungle.tally",
        language,
        listens=tally.listens,
        most=MOST_LISTENS,
        metres=f"{tally.metres:.1f}",
        falls=tally.falls,
        points=tally.score,
    )


def map_words(game: Game, language: str) -> str:
    """The map in words: where you stand, and how far it is to its edges."""
    stop, (left, right, low, high) = game.last, game.place.box
    room = {"north": high - stop.y, "east": right - stop.x, "south": stop.y - low, "west": stop.x - left}
    edges = {name: f"{metres:.1f}" for name, metres in room.items()}
    return text("jungle.map_words", language, place=place_words(stop.x, stop.y, language), **edges)


def place_words(x: float, y: float, language: str) -> str:
    """A place as seen from the camp."""
    parts = [
        text(f"jungle.metres_{ways[metres < 0]}", language, metres=f"{abs(metres):.1f}")
        for metres, ways in ((x, ("east", "west")), (y, ("north", "south")))
        if abs(metres) >= 0.05
    ]
    return (
        text("jungle.and", language).join(parts) + text("jungle.of_camp", language)
        if parts
        else text("jungle.at_camp", language)
    )


def height_words(height: float) -> str:
    """A height with three digits, or as much as can be seen of it."""
    return f"{height:.0f}" if height >= 100 else f"{height:.1f}" if height >= 10 else f"{height:.2f}"


def _way(before: Stop, stop: Stop, language: str) -> str:
    if stop.action is not None and stop.action.kind == "listen":
        return text("jungle.listened", language)
    heading = heading_of(stop.x - before.x, stop.y - before.y)
    if heading is None or stop.metres < 0.005:
        return text("jungle.stuck", language)
    name, key = text(f"jungle.wind_{wind(heading)}", language), "edge" if stop.edge else "walked"
    return text(f"jungle.{key}", language, metres=f"{stop.metres:.2f}", wind=name, heading=_degrees(heading))


def _degrees(heading: float) -> int:
    return round(heading) % 360
