"""The optimizers as one would write them by hand for one path of two coordinates; plain_loops.py makes loops of them.

Each takes the point, the gradient and the number of the step, then its hyperparameters, then its state, and ends with
the step. The default of a state is what it begins as, a text where that is another name in the loop.
"""

from collections.abc import Callable
from math import sqrt
from typing import Any


def gd(t, x, y, gx, gy, lr):
    dx, dy = -lr * gx, -lr * gy
    return dx, dy


def momentum(t, x, y, gx, gy, lr, beta, vx=0.0, vy=0.0):
    vx, vy = beta * vx + gx, beta * vy + gy
    dx, dy = -lr * vx, -lr * vy
    return dx, dy


def nesterov(t, x, y, gx, gy, lr, beta, vx=0.0, vy=0.0):
    vx, vy = beta * vx + gx, beta * vy + gy
    dx, dy = -lr * (gx + beta * vx), -lr * (gy + beta * vy)
    return dx, dy


def sgd(t, x, y, gx, gy, lr, momentum, dampening, vx=0.0, vy=0.0):
    if t == 1 or momentum == 0:
        vx, vy = gx, gy
    else:
        vx, vy = momentum * vx + (1 - dampening) * gx, momentum * vy + (1 - dampening) * gy
    dx, dy = -lr * vx, -lr * vy
    return dx, dy


def adagrad(t, x, y, gx, gy, lr, eps, sx=0.0, sy=0.0):
    sx, sy = sx + gx * gx, sy + gy * gy
    dx, dy = -lr * gx / (sqrt(sx) + eps), -lr * gy / (sqrt(sy) + eps)
    return dx, dy


def rmsprop(t, x, y, gx, gy, lr, alpha, eps, vx=0.0, vy=0.0):
    vx, vy = alpha * vx + (1 - alpha) * gx * gx, alpha * vy + (1 - alpha) * gy * gy
    dx, dy = -lr * gx / (sqrt(vx) + eps), -lr * gy / (sqrt(vy) + eps)
    return dx, dy


def adadelta(t, x, y, gx, gy, lr, rho, eps, vx=0.0, vy=0.0, ux=0.0, uy=0.0):
    vx, vy = rho * vx + (1 - rho) * gx * gx, rho * vy + (1 - rho) * gy * gy
    px, py = sqrt(ux + eps) / sqrt(vx + eps) * gx, sqrt(uy + eps) / sqrt(vy + eps) * gy
    ux, uy = rho * ux + (1 - rho) * px * px, rho * uy + (1 - rho) * py * py
    dx, dy = -lr * px, -lr * py
    return dx, dy


def adam(t, x, y, gx, gy, lr, beta1, beta2, eps, mx=0.0, my=0.0, vx=0.0, vy=0.0):
    mx, my = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
    vx, vy = beta2 * vx + (1 - beta2) * gx * gx, beta2 * vy + (1 - beta2) * gy * gy
    correct1, correct2 = 1 - beta1**t, 1 - beta2**t
    dx = -lr * (mx / correct1) / (sqrt(vx / correct2) + eps)
    dy = -lr * (my / correct1) / (sqrt(vy / correct2) + eps)
    return dx, dy


def amsgrad(t, x, y, gx, gy, lr, beta1, beta2, eps, mx=0.0, my=0.0, vx=0.0, vy=0.0, tx=0.0, ty=0.0):
    mx, my = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
    vx, vy = beta2 * vx + (1 - beta2) * gx * gx, beta2 * vy + (1 - beta2) * gy * gy
    tx, ty = max(tx, vx), max(ty, vy)
    correct1, correct2 = 1 - beta1**t, 1 - beta2**t
    dx = -lr * (mx / correct1) / (sqrt(tx / correct2) + eps)
    dy = -lr * (my / correct1) / (sqrt(ty / correct2) + eps)
    return dx, dy


def adamw(t, x, y, gx, gy, lr, beta1, beta2, eps, weight_decay, mx=0.0, my=0.0, vx=0.0, vy=0.0):
    mx, my = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
    vx, vy = beta2 * vx + (1 - beta2) * gx * gx, beta2 * vy + (1 - beta2) * gy * gy
    correct1, correct2 = 1 - beta1**t, 1 - beta2**t
    dx = -lr * (mx / correct1) / (sqrt(vx / correct2) + eps) - lr * weight_decay * x
    dy = -lr * (my / correct1) / (sqrt(vy / correct2) + eps) - lr * weight_decay * y
    return dx, dy


def adamax(t, x, y, gx, gy, lr, beta1, beta2, eps, mx=0.0, my=0.0, ux=0.0, uy=0.0):
    mx, my = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
    ux, uy = max(beta2 * ux, abs(gx) + eps), max(beta2 * uy, abs(gy) + eps)
    correct = 1 - beta1**t
    dx, dy = -lr * (mx / correct) / ux, -lr * (my / correct) / uy
    return dx, dy


def nadam(t, x, y, gx, gy, lr, beta1, beta2, eps, momentum_decay, mx=0.0, my=0.0, vx=0.0, vy=0.0, product=1.0):
    mu = beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))
    mu_next = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))
    product *= mu
    mx, my = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
    vx, vy = beta2 * vx + (1 - beta2) * gx * gx, beta2 * vy + (1 - beta2) * gy * gy
    correct, ahead, now = 1 - beta2**t, mu_next / (1 - product * mu_next), (1 - mu) / (1 - product)
    dx = -lr * (ahead * mx + now * gx) / (sqrt(vx / correct) + eps)
    dy = -lr * (ahead * my + now * gy) / (sqrt(vy / correct) + eps)
    return dx, dy


def radam(t, x, y, gx, gy, lr, beta1, beta2, eps, mx=0.0, my=0.0, vx=0.0, vy=0.0):
    longest = 2 / (1 - beta2) - 1
    mx, my = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
    vx, vy = beta2 * vx + (1 - beta2) * gx * gx, beta2 * vy + (1 - beta2) * gy * gy
    rate, power = lr / (1 - beta1**t), beta2**t
    rho = longest - 2 * t * power / (1 - power)
    if rho > 5:
        rate *= sqrt((rho - 4) * (rho - 2) * longest / ((longest - 4) * (longest - 2) * rho)) * sqrt(1 - power)
        dx, dy = -rate * mx / (sqrt(vx) + eps), -rate * my / (sqrt(vy) + eps)
    else:
        dx, dy = -rate * mx, -rate * my
    return dx, dy


def lion(t, x, y, gx, gy, lr, beta1, beta2, weight_decay, mx=0.0, my=0.0):
    cx, cy = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
    dx = -lr * ((cx > 0) - (cx < 0)) - lr * weight_decay * x
    dy = -lr * ((cy > 0) - (cy < 0)) - lr * weight_decay * y
    mx, my = beta2 * mx + (1 - beta2) * gx, beta2 * my + (1 - beta2) * gy
    return dx, dy


def rprop(t, x, y, gx, gy, lr, eta_minus, eta_plus, size_min, size_max, ax=0.0, ay=0.0, sx="lr", sy="lr"):
    if gx * ax > 0:
        sx = min(max(sx * eta_plus, size_min), size_max)
    elif gx * ax < 0:
        sx = min(max(sx * eta_minus, size_min), size_max)
        gx = 0.0
    if gy * ay > 0:
        sy = min(max(sy * eta_plus, size_min), size_max)
    elif gy * ay < 0:
        sy = min(max(sy * eta_minus, size_min), size_max)
        gy = 0.0
    ax, ay = gx, gy
    dx, dy = -sx * ((gx > 0) - (gx < 0)), -sy * ((gy > 0) - (gy < 0))
    return dx, dy


def schedule_free_sgd(t, x, y, gx, gy, lr, beta, weight_decay, zx="x", zy="y", mx="x", my="y", weights=0.0):
    zx, zy = zx - lr * (gx + weight_decay * x), zy - lr * (gy + weight_decay * y)
    weights += lr * lr
    c = lr * lr / weights
    mx, my = (1 - c) * mx + c * zx, (1 - c) * my + c * zy
    dx, dy = (1 - beta) * zx + beta * mx - x, (1 - beta) * zy + beta * my - y
    return dx, dy


def schedule_free_adamw(
    t, x, y, gx, gy, lr, beta1, beta2, eps, weight_decay, vx=0.0, vy=0.0, zx="x", zy="y", mx="x", my="y", weights=0.0
):
    vx, vy = beta2 * vx + (1 - beta2) * gx * gx, beta2 * vy + (1 - beta2) * gy * gy
    correct = 1 - beta2**t
    zx -= lr * (gx / (sqrt(vx / correct) + eps) + weight_decay * x)
    zy -= lr * (gy / (sqrt(vy / correct) + eps) + weight_decay * y)
    weights += lr * lr
    c = lr * lr / weights
    mx, my = (1 - c) * mx + c * zx, (1 - c) * my + c * zy
    dx, dy = (1 - beta1) * zx + beta1 * mx - x, (1 - beta1) * zy + beta1 * my - y
    return dx, dy


RULES: tuple[Callable[..., Any], ...] = (
    *(gd, momentum, nesterov, adagrad, rmsprop, adam, sgd, adadelta, amsgrad, adamw, adamax, nadam, radam, lion),
    *(rprop, schedule_free_sgd, schedule_free_adamw),
)
