"""An sRGB colour profile made from the published primaries, so that nothing has to be bundled or licensed."""

from __future__ import annotations

import struct
from functools import cache

_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
    b"wtpt": (0.96420, 1.0, 0.82491),
}
"""sRGB's primaries and white (IEC 61966-2-1) adapted to D50 by Bradford, as ICC version 2 wants them."""


@cache
def srgb() -> bytes:
    """An ICC 2.1 display profile: three primaries and sRGB's tone curve in 256 steps. Always the same bytes."""
    tags = {
        b"desc": _description("sRGB"),
        b"cprt": b"text\0\0\0\0" + b"No copyright, use freely\0",
        **{name: b"XYZ \0\0\0\0" + b"".join(_fixed(part) for part in value) for name, value in _PRIMARIES.items()},
    }
    curve = _curve()
    names = [*tags, b"rTRC", b"gTRC", b"bTRC"]
    at = 128 + 4 + 12 * len(names)
    table = struct.pack(">I", len(names))
    body = b""
    for name in names:
        data = tags.get(name, curve)
        if name not in (b"gTRC", b"bTRC"):
            place = at + len(body)
            body += data + b"\0" * (-len(data) % 4)
        table += name + struct.pack(">II", place, len(data))
    return _header(at + len(body)) + table + body


def _header(size: int) -> bytes:
    head = struct.pack(">I", size) + b"\0\0\0\0" + b"\x02\x10\0\0" + b"mntrRGB XYZ "
    head += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    head += b"".join(_fixed(part) for part in _PRIMARIES[b"wtpt"])
    return head + b"\0" * (128 - len(head))


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _description(text: str) -> bytes:
    plain = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(plain)) + plain + b"\0" * (8 + 3 + 67)


def _curve() -> bytes:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    steps = [round(linear(step / 255) * 65535) for step in range(256)]
    return b"curv\0\0\0\0" + struct.pack(f">I{len(steps)}H", len(steps), *steps)
