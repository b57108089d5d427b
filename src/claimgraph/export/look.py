"""How nodes look in formats that hold looks: colours by class, sizes by number of links."""

from __future__ import annotations

import math

# Okabe and Ito's palette (2008): tells classes apart for colour-blind readers too.
COLOURS = {
    "Hallmark": (213, 94, 0),
    "Pathway": (0, 158, 115),
    "Process": (240, 228, 66),
    "Target": (86, 180, 233),
    "Compound": (230, 159, 0),
    "Phenotype": (204, 121, 167),
    "Study": (0, 114, 178),
}
OTHER = (153, 153, 153)

# Parts of the evidence shape stand back behind what they are about.
PARTS = {"Claim": (90, 90, 90), "EvidenceLine": (190, 190, 190), "Citation": (160, 180, 200)}

# Below this many nodes a layout by forces is worth its time; above it, rings.
MANY = 6_000


def colour(kind: str) -> tuple[int, int, int]:
    """Red, green and blue of a class."""
    return COLOURS.get(kind) or PARTS.get(kind) or OTHER


def hex_colour(kind: str) -> str:
    """``#rrggbb`` of a class."""
    return "#{:02x}{:02x}{:02x}".format(*colour(kind))


def radius(degree: int) -> float:
    """Area, not radius, grows with the number of links, so that hubs do not cover the view."""
    return 4 + 2 * math.sqrt(degree)
