"""What the endpoint answers: what a player may know after a log, and never a height under the fog."""

from typing import Any

from app.pages.jungle.debrief import debrief
from app.pages.jungle.ground import CELLS, ground
from app.pages.jungle.story import map_words, news, stop_words, voice_words
from app.words.words import text
from lessons.jungle import MOST_LISTENS, Game


def answer(game: Game, language: str, notes: tuple[str, ...] = ()) -> dict[str, Any]:
    """A game as the browser shows it."""
    level, tally, voice = game.place.level, game.tally, game.last.voice
    return {
        "level": level.number,
        "seed": game.place.seed,
        "log": game.log,
        "notes": notes,
        "name": text(f"jungle.level_{level.number}", language),
        "task": text(f"jungle.task_{level.number}", language),
        "noisy": level.noise > 0,
        "usual": level.usual,
        "longest": level.longest,
        "box": game.place.box,
        "sight": level.sight,
        "reach": level.reach,
        "cells": CELLS,
        "ground": ground(game),
        "trail": [[stop.x, stop.y] for stop in game.stops],
        "falls": [number for number, stop in enumerate(game.stops) if stop.fell],
        "voice": {"heading": voice.heading, "loudness": voice.loudness, "words": voice_words(voice, language)},
        "tally": {
            "left": MOST_LISTENS - tally.listens,
            "metres": f"{tally.metres:.1f}",
            "falls": tally.falls,
            "points": tally.score,
        },
        "end": game.end,
        "said": news(game, language),
        "map": map_words(game, language),
        "steps": [stop_words(game, number, language) for number in range(len(game.stops))],
        "debrief": None if game.end is None else debrief(game, language),
    }
