"""The six optimizers as one would write them by hand for one path on Rosenbrock: the yardstick for `simulate`.

Each records what simulate records and gives it as arrays: points, loss, gradients, updates and the state.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np

Point = tuple[float, float]
Arrays = dict[str, np.ndarray]


def rosenbrock(x: float, y: float) -> tuple[float, float, float]:
    """The loss and the gradient."""
    across = y - x * x
    return (1 - x) ** 2 + 100 * across * across, -2 * (1 - x) - 400 * x * across, 200 * across


def gd(start: Point, steps: int, lr: float) -> Arrays:
    x, y = start
    points, losses, gradients, updates = [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        if t > steps:
            break
        dx, dy = -lr * gx, -lr * gy
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates)


def momentum(start: Point, steps: int, lr: float, beta: float) -> Arrays:
    x, y = start
    vx = vy = 0.0
    points, losses, gradients, updates, v = [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        v.append((vx, vy))
        if t > steps:
            break
        vx, vy = beta * vx + gx, beta * vy + gy
        dx, dy = -lr * vx, -lr * vy
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, v=v)


def nesterov(start: Point, steps: int, lr: float, beta: float) -> Arrays:
    x, y = start
    vx = vy = 0.0
    points, losses, gradients, updates, v = [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        v.append((vx, vy))
        if t > steps:
            break
        vx, vy = beta * vx + gx, beta * vy + gy
        dx, dy = -lr * (gx + beta * vx), -lr * (gy + beta * vy)
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, v=v)


def adagrad(start: Point, steps: int, lr: float, eps: float) -> Arrays:
    x, y = start
    sx = sy = 0.0
    points, losses, gradients, updates, s = [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        s.append((sx, sy))
        if t > steps:
            break
        sx, sy = sx + gx * gx, sy + gy * gy
        dx, dy = -lr * gx / (sqrt(sx) + eps), -lr * gy / (sqrt(sy) + eps)
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, s=s)


def rmsprop(start: Point, steps: int, lr: float, alpha: float, eps: float, **_: float) -> Arrays:
    x, y = start
    vx = vy = 0.0
    points, losses, gradients, updates, v = [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        v.append((vx, vy))
        if t > steps:
            break
        vx, vy = alpha * vx + (1 - alpha) * gx * gx, alpha * vy + (1 - alpha) * gy * gy
        dx, dy = -lr * gx / (sqrt(vx) + eps), -lr * gy / (sqrt(vy) + eps)
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, v=v)


def adam(start: Point, steps: int, lr: float, beta1: float, beta2: float, eps: float) -> Arrays:
    x, y = start
    mx = my = vx = vy = 0.0
    points, losses, gradients, updates, m, v = [], [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        m.append((mx, my))
        v.append((vx, vy))
        if t > steps:
            break
        mx, my = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
        vx, vy = beta2 * vx + (1 - beta2) * gx * gx, beta2 * vy + (1 - beta2) * gy * gy
        correct1, correct2 = 1 - beta1**t, 1 - beta2**t
        dx = -lr * (mx / correct1) / (sqrt(vx / correct2) + eps)
        dy = -lr * (my / correct1) / (sqrt(vy / correct2) + eps)
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, m=m, v=v)


def arrays(**histories: list) -> Arrays:
    """What was recorded, as arrays."""
    return {name: np.array(rows) for name, rows in histories.items()}


PLAIN: dict[str, Callable[..., Arrays]] = {
    "gd": gd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
}
