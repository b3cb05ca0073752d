"""The debrief: the fog has lifted. Your search beside those of the optimizers, and what to take home."""

from typing import Any

from app.figures.theme import looks
from app.pages.jungle.story import height_words, place_words
from app.stage.answers.controls import names_of
from app.words.words import text
from lessons.jungle import Game, Tally, averaged, ghosts, mostly_averaged
from lessons.measuring.words import numeral


def debrief(game: Game, language: str) -> dict[str, Any]:
    """Everything that is shown once a game has ended."""
    where = game.place
    runs = where.level.runs
    styles = looks(runs, "dark", names_of(runs, language))  # the map is a night in both of the page's schemes
    others = ghosts(where)
    rows = [_row(text("jungle.you", language), None, game.tally, language)]
    rows += [
        _row(style.label, n, ghost.tally, language) for n, (style, ghost) in enumerate(zip(styles, others, strict=True))
    ]
    beaten = sum(game.tally.score > ghost.tally.score for ghost in others)
    return {
        "title": text(f"jungle.debrief_{game.end}", language),
        "points": game.tally.score,
        "beaten": text("jungle.beaten", language, points=game.tally.score, beaten=beaten, ghosts=len(others)),
        "friends": where.friends.tolist(),
        "where": text("jungle.where", language, places=_places(game, language)),
        "ghosts": [
            {"label": s.label, "color": s.color, "marker": s.marker, "trail": g.trail.tolist()}
            for s, g in zip(styles, others, strict=True)
        ],
        "rows": sorted(rows, key=lambda row: -row["points"]),
        "rates": text("jungle.rates", language, rates=_rates(game, language)),
        "lesson": [part for part in text(f"jungle.lesson_{where.level.number}", language).split("\n") if part],
        "momentum": _momentum(game, language),
    }


def _row(name: str, ghost: int | None, tally: Tally, language: str) -> dict[str, Any]:
    cells = [str(tally.listens), f"{tally.metres:.1f}", str(tally.falls), height_words(tally.height)]
    cells.append(text("jungle.yes" if tally.success else "jungle.no", language))
    return {"name": name, "ghost": ghost, "cells": cells, "points": tally.score}


def _places(game: Game, language: str) -> str:
    return "; ".join(place_words(x, y, language) for x, y in game.place.friends.tolist())


def _rates(game: Game, language: str) -> str:
    runs = game.place.level.runs
    return ", ".join(f"{n} {numeral(r.hypers['lr'], 4)}" for n, r in zip(names_of(runs, language), runs, strict=True))


def _momentum(game: Game, language: str) -> str | None:
    """What the player did that momentum does, where that was a habit."""
    if not mostly_averaged(game):
        return None
    between, possible = averaged(game)
    return text("jungle.momentum", language, between=between, possible=possible)
