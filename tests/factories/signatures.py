"""Signatures as a finger draws them."""

import json


def drawn(points=40):
    """JSON of strokes with that many points in all, as signature_pad sends it."""
    line = [{"x": 10 + 3 * n % 200, "y": 40 + (n * 7) % 60} for n in range(points)]
    return json.dumps([{"points": line[: points // 2]}, {"points": line[points // 2 :]}])
