"""More optimizers as one would write them by hand for one path on Rosenbrock, at their default settings."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from benchmarks.plain_loops import Arrays, Point, arrays, rosenbrock


def sgd(start: Point, steps: int, lr: float, momentum: float, dampening: float, **_: float) -> Arrays:
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
        if t == 1 or momentum == 0:
            vx, vy = gx, gy
        else:
            vx, vy = momentum * vx + (1 - dampening) * gx, momentum * vy + (1 - dampening) * gy
        dx, dy = -lr * vx, -lr * vy
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, v=v)


def adadelta(start: Point, steps: int, lr: float, rho: float, eps: float) -> Arrays:
    x, y = start
    vx = vy = ux = uy = 0.0
    points, losses, gradients, updates, v, u = [], [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        v.append((vx, vy))
        u.append((ux, uy))
        if t > steps:
            break
        vx, vy = rho * vx + (1 - rho) * gx * gx, rho * vy + (1 - rho) * gy * gy
        px, py = sqrt(ux + eps) / sqrt(vx + eps) * gx, sqrt(uy + eps) / sqrt(vy + eps) * gy
        ux, uy = rho * ux + (1 - rho) * px * px, rho * uy + (1 - rho) * py * py
        dx, dy = -lr * px, -lr * py
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, v=v, u=u)


def amsgrad(start: Point, steps: int, lr: float, beta1: float, beta2: float, eps: float) -> Arrays:
    x, y = start
    mx = my = vx = vy = tx = ty = 0.0
    points, losses, gradients, updates, m, v, top = [], [], [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        m.append((mx, my))
        v.append((vx, vy))
        top.append((tx, ty))
        if t > steps:
            break
        mx, my = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
        vx, vy = beta2 * vx + (1 - beta2) * gx * gx, beta2 * vy + (1 - beta2) * gy * gy
        tx, ty = max(tx, vx), max(ty, vy)
        correct1, correct2 = 1 - beta1**t, 1 - beta2**t
        dx = -lr * (mx / correct1) / (sqrt(tx / correct2) + eps)
        dy = -lr * (my / correct1) / (sqrt(ty / correct2) + eps)
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, m=m, v=v, top=top)


def adamw(start: Point, steps: int, lr: float, beta1: float, beta2: float, eps: float, weight_decay: float) -> Arrays:
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
        dx = -lr * (mx / correct1) / (sqrt(vx / correct2) + eps) - lr * weight_decay * x
        dy = -lr * (my / correct1) / (sqrt(vy / correct2) + eps) - lr * weight_decay * y
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, m=m, v=v)


def adamax(start: Point, steps: int, lr: float, beta1: float, beta2: float, eps: float) -> Arrays:
    x, y = start
    mx = my = ux = uy = 0.0
    points, losses, gradients, updates, m, u = [], [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        m.append((mx, my))
        u.append((ux, uy))
        if t > steps:
            break
        mx, my = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
        ux, uy = max(beta2 * ux, abs(gx) + eps), max(beta2 * uy, abs(gy) + eps)
        correct = 1 - beta1**t
        dx, dy = -lr * (mx / correct) / ux, -lr * (my / correct) / uy
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, m=m, u=u)


def nadam(start: Point, steps: int, lr: float, beta1: float, beta2: float, eps: float, momentum_decay: float) -> Arrays:
    x, y = start
    mx = my = vx = vy = 0.0
    product = 1.0
    points, losses, gradients, updates, m, v, products = [], [], [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        m.append((mx, my))
        v.append((vx, vy))
        products.append((product, product))
        if t > steps:
            break
        mu = beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))
        mu_next = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))
        product *= mu
        mx, my = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
        vx, vy = beta2 * vx + (1 - beta2) * gx * gx, beta2 * vy + (1 - beta2) * gy * gy
        correct, ahead, now = 1 - beta2**t, mu_next / (1 - product * mu_next), (1 - mu) / (1 - product)
        dx = -lr * (ahead * mx + now * gx) / (sqrt(vx / correct) + eps)
        dy = -lr * (ahead * my + now * gy) / (sqrt(vy / correct) + eps)
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, m=m, v=v, product=products)


def radam(start: Point, steps: int, lr: float, beta1: float, beta2: float, eps: float) -> Arrays:
    x, y = start
    mx = my = vx = vy = 0.0
    longest = 2 / (1 - beta2) - 1
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
        rate, power = lr / (1 - beta1**t), beta2**t
        rho = longest - 2 * t * power / (1 - power)
        if rho > 5:
            rate *= sqrt((rho - 4) * (rho - 2) * longest / ((longest - 4) * (longest - 2) * rho)) * sqrt(1 - power)
            dx, dy = -rate * mx / (sqrt(vx) + eps), -rate * my / (sqrt(vy) + eps)
        else:
            dx, dy = -rate * mx, -rate * my
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, m=m, v=v)


def lion(start: Point, steps: int, lr: float, beta1: float, beta2: float, weight_decay: float) -> Arrays:
    x, y = start
    mx = my = 0.0
    points, losses, gradients, updates, m = [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        m.append((mx, my))
        if t > steps:
            break
        cx, cy = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
        dx = -lr * ((cx > 0) - (cx < 0)) - lr * weight_decay * x
        dy = -lr * ((cy > 0) - (cy < 0)) - lr * weight_decay * y
        mx, my = beta2 * mx + (1 - beta2) * gx, beta2 * my + (1 - beta2) * gy
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, m=m)


def rprop(
    start: Point,
    steps: int,
    lr: float,
    eta_minus: float,
    eta_plus: float,
    size_min: float,
    size_max: float,
) -> Arrays:
    x, y = start
    ax = ay = 0.0
    sx = sy = lr
    points, losses, gradients, updates, sizes, before = [], [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        sizes.append((sx, sy))
        before.append((ax, ay))
        if t > steps:
            break
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
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, sizes=sizes, before=before)


def schedule_free_sgd(start: Point, steps: int, lr: float, beta: float, weight_decay: float) -> Arrays:
    x, y = start
    zx, zy = mx, my = x, y
    weights = 0.0
    points, losses, gradients, updates, z, mean, sums = [], [], [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        z.append((zx, zy))
        mean.append((mx, my))
        sums.append((weights, weights, lr, lr))
        if t > steps:
            break
        zx, zy = zx - lr * (gx + weight_decay * x), zy - lr * (gy + weight_decay * y)
        weights += lr * lr
        c = lr * lr / weights
        mx, my = (1 - c) * mx + c * zx, (1 - c) * my + c * zy
        dx, dy = (1 - beta) * zx + beta * mx - x, (1 - beta) * zy + beta * my - y
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, z=z, mean=mean, sums=sums)


def schedule_free_adamw(
    start: Point, steps: int, lr: float, beta1: float, beta2: float, eps: float, weight_decay: float
) -> Arrays:
    x, y = start
    zx, zy = mx, my = x, y
    vx = vy = weights = 0.0
    points, losses, gradients, updates, v, z, mean, sums = [], [], [], [], [], [], [], []
    for t in range(1, steps + 2):
        loss, gx, gy = rosenbrock(x, y)
        points.append((x, y))
        losses.append(loss)
        gradients.append((gx, gy))
        v.append((vx, vy))
        z.append((zx, zy))
        mean.append((mx, my))
        sums.append((weights, weights, lr, lr))
        if t > steps:
            break
        vx, vy = beta2 * vx + (1 - beta2) * gx * gx, beta2 * vy + (1 - beta2) * gy * gy
        correct = 1 - beta2**t
        zx -= lr * (gx / (sqrt(vx / correct) + eps) + weight_decay * x)
        zy -= lr * (gy / (sqrt(vy / correct) + eps) + weight_decay * y)
        weights += lr * lr
        c = lr * lr / weights
        mx, my = (1 - c) * mx + c * zx, (1 - c) * my + c * zy
        dx, dy = (1 - beta1) * zx + beta1 * mx - x, (1 - beta1) * zy + beta1 * my - y
        updates.append((dx, dy))
        x += dx
        y += dy
    return arrays(points=points, loss=losses, gradients=gradients, updates=updates, v=v, z=z, mean=mean, sums=sums)


MORE: dict[str, Callable[..., Arrays]] = {
    function.__name__: function
    for function in (
        sgd,
        adadelta,
        amsgrad,
        adamw,
        adamax,
        nadam,
        radam,
        lion,
        rprop,
        schedule_free_sgd,
        schedule_free_adamw,
    )
}
