"""Where nodes stand in the first view. Only additions, products, quotients and square roots: these are exact
by IEEE 754, so that the same graph has the same places on every machine.

Few nodes are laid out by forces: linked nodes attract each other, all push each other away, in proportion
to their degrees, as in ForceAtlas2 (Jacomy et al. 2014, doi:10.1371/journal.pone.0098679). Pushes of far
groups are taken together (Barnes and Hut 1986, doi:10.1038/324446a0). Many nodes stand in a square by
class and name: a layout that says little, made in no time and no memory.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

from claimgraph.export.look import MANY, radius
from claimgraph.network import Network

_ROUNDS = 120
_PUSH = 40.0
_PULL_TO_CENTRE = 1.0
# A group of nodes counts as one where its width is less than this share of its distance.
_NEAR = 1.1
# How far out nodes stand on average, in radii of a disc as large as all of them together.
_ROOM = 3.5


def to_positions(network: Network, *, gap: float = 2.0) -> dict[str, tuple[float, float]] | None:
    """Where each node stands, at least ``gap`` apart; None where there are too many nodes to compute it."""
    if len(network.nodes) > MANY:
        return None
    names: list[str] = []
    degrees: list[int] = []
    for node in network.nodes:
        names.append(node.iri)
        degrees.append(node.degree)
    index = {name: number for number, name in enumerate(names)}
    pairs = sorted({tuple(sorted((index[link.source], index[link.target]))) for link in network.links})
    edges = [(one, other) for one, other in pairs if one != other]
    places = place(names, edges, degrees, gap)
    return dict(zip(names, places, strict=True))


def grid_position(number: int, total: int) -> tuple[float, float]:
    """The place of the n-th of many nodes in a square."""
    side = max(1, math.isqrt(max(0, total - 1)) + 1)
    return (number % side - side / 2) * 30.0, (number // side - side / 2) * 30.0


def place(
    names: Sequence[str], edges: Sequence[tuple[int, int]], degrees: Sequence[int], gap: float = 2.0
) -> list[tuple[float, float]]:
    """Places of nodes by name, linked by ``edges`` (pairs of indices, each once, no loops)."""
    count = len(names)
    spread = 60.0 * math.sqrt(count + 1)
    points = [_start(name, spread) for name in names]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    mass = [1.0 + degree for degree in degrees]
    rounds = _ROUNDS if count <= 2_500 else _ROUNDS // 2
    before: list[tuple[float, float]] = [(0.0, 0.0)] * count
    speed = 1.0
    for _ in range(rounds):
        forces = _pushes(xs, ys, mass)
        for one, other in edges:
            dx, dy = xs[other] - xs[one], ys[other] - ys[one]
            distance = math.sqrt(dx * dx + dy * dy) + 1e-9
            # Logarithmic in effect: strong enough to gather, weak enough to let groups part.
            pull = distance / (1.0 + distance / 120.0)
            fx, fy = dx / distance * pull, dy / distance * pull
            ax, ay = forces[one]
            bx, by = forces[other]
            forces[one] = (ax + fx, ay + fy)
            forces[other] = (bx - fx, by - fy)
        swing = traction = 0.0
        for i in range(count):
            distance = math.sqrt(xs[i] * xs[i] + ys[i] * ys[i]) + 1e-9
            pull = _PULL_TO_CENTRE * mass[i]
            fx = forces[i][0] - xs[i] / distance * pull
            fy = forces[i][1] - ys[i] / distance * pull
            ox, oy = before[i]
            forces[i] = (fx, fy)
            swing += mass[i] * math.sqrt((fx - ox) * (fx - ox) + (fy - oy) * (fy - oy))
            traction += mass[i] * math.sqrt((fx + ox) * (fx + ox) + (fy + oy) * (fy + oy)) / 2
        if swing > 0:
            speed = min(speed * 1.5, traction / swing)
        for i in range(count):
            fx, fy = forces[i]
            ox, oy = before[i]
            own = math.sqrt((fx - ox) * (fx - ox) + (fy - oy) * (fy - oy))
            step = speed / (1.0 + speed * math.sqrt(own))
            length = math.sqrt(fx * fx + fy * fy) * step
            if length > 100.0:
                step *= 100.0 / length
            xs[i] += fx * step
            ys[i] += fy * step
        before = forces
    sizes = [radius(degree) for degree in degrees]
    sizes = [size + gap / 2 for size in sizes]
    _rescale(xs, ys, sizes)
    return _apart(xs, ys, sizes)


def _rescale(xs: list[float], ys: list[float], sizes: list[float]) -> None:
    """Shrinks or widens the picture, so that nodes cover about the same share of it whatever their number."""
    if not xs:
        return
    distance = math.sqrt(sum(x * x + y * y for x, y in zip(xs, ys, strict=True)) / len(xs))
    wanted = _ROOM * math.sqrt(sum(size * size for size in sizes))
    if distance > 0:
        scale = wanted / distance
        xs[:] = [x * scale for x in xs]
        ys[:] = [y * scale for y in ys]


def _start(name: str, spread: float) -> tuple[float, float]:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    x, y = (int.from_bytes(part, "big") / 2**64 for part in (digest[:8], digest[8:16]))
    return (x - 0.5) * spread, (y - 0.5) * spread


class _Cell:
    """A square of the plane with the mass of all that is in it."""

    __slots__ = ("cells", "mass", "members", "width", "x", "y")

    def __init__(
        self, members: list[int], xs: list[float], ys: list[float], mass: list[float], depth: int
    ) -> None:
        total = x = y = 0.0
        for i in members:
            total += mass[i]
            x += xs[i] * mass[i]
            y += ys[i] * mass[i]
        self.mass, self.x, self.y = total, x / total, y / total
        left, right = min(xs[i] for i in members), max(xs[i] for i in members)
        low, high = min(ys[i] for i in members), max(ys[i] for i in members)
        self.width = max(right - left, high - low)
        self.members = members
        self.cells: list[_Cell] = []
        if len(members) <= 4 or depth == 0 or self.width < 1e-6:
            return
        middle_x, middle_y = (left + right) / 2, (low + high) / 2
        parts: list[list[int]] = [[], [], [], []]
        for i in members:
            parts[(xs[i] > middle_x) + 2 * (ys[i] > middle_y)].append(i)
        self.cells = [_Cell(part, xs, ys, mass, depth - 1) for part in parts if part]


def _pushes(xs: list[float], ys: list[float], mass: list[float]) -> list[tuple[float, float]]:
    """The force on each node by which all others push it away."""
    if not xs:
        return []
    root = _Cell(list(range(len(xs))), xs, ys, mass, 24)
    forces = []
    for i, (x, y) in enumerate(zip(xs, ys, strict=True)):
        fx = fy = 0.0
        pending = [root]
        while pending:
            cell = pending.pop()
            dx, dy = x - cell.x, y - cell.y
            square = dx * dx + dy * dy
            if cell.width * cell.width < _NEAR * _NEAR * square:
                push = cell.mass / square
                fx += dx * push
                fy += dy * push
            elif cell.cells:
                pending.extend(cell.cells)
            else:
                for j in cell.members:
                    if j != i:
                        dx, dy = x - xs[j], y - ys[j]
                        square = dx * dx + dy * dy + 1e-6
                        push = mass[j] / square
                        fx += dx * push
                        fy += dy * push
        scale = _PUSH * mass[i]
        forces.append((fx * scale, fy * scale))
    return forces


def _apart(xs: list[float], ys: list[float], sizes: list[float]) -> list[tuple[float, float]]:
    """Moves nodes that cover each other apart, a few times; neighbours are found in a grid."""
    count = len(xs)
    if not count:
        return []
    width = 2 * max(sizes) + 4
    for _ in range(60):
        cells: dict[tuple[int, int], list[int]] = {}
        for i in range(count):
            cells.setdefault((int(xs[i] // width), int(ys[i] // width)), []).append(i)
        moved = False
        for i in range(count):
            column, row = int(xs[i] // width), int(ys[i] // width)
            for near in ((column + a, row + b) for a in (-1, 0, 1) for b in (-1, 0, 1)):
                for j in cells.get(near, ()):
                    if j <= i:
                        continue
                    dx, dy = xs[j] - xs[i], ys[j] - ys[i]
                    distance = math.sqrt(dx * dx + dy * dy)
                    wanted = sizes[i] + sizes[j]
                    if distance < wanted:
                        moved = True
                        if distance < 1e-6:
                            dx, dy, distance = 1.0, 0.0, 1.0
                        shift = (wanted - distance) / 2 / distance
                        xs[i] -= dx * shift
                        ys[i] -= dy * shift
                        xs[j] += dx * shift
                        ys[j] += dy * shift
        if not moved:
            break
    return list(zip(xs, ys, strict=True))
