"""A PDF file written object by object straight to disk, so that memory does not grow with its pages."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Iterable
from typing import IO

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def text_string(text: str) -> str:
    """A PDF text string: UTF-16BE with its mark, in hex, so that every character is exact."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


class PdfFile:
    """Numbers are given first and filled later in any order; ``close`` writes the cross-reference table."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._offsets = array("Q", [0])
        self._at = 0
        self._hash = hashlib.sha256()
        self._put(_HEAD)

    def reserve(self) -> int:
        """A number for an object that is referred to before it is written."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def write(self, number: int, body: str) -> int:
        """Write an object that is not a stream; ``body`` is PDF syntax in ASCII."""
        self._begin(number)
        self._put(body.encode("ascii") + b"\nendobj\n")
        return number

    def add(self, body: str) -> int:
        """Write an object under a new number."""
        return self.write(self.reserve(), body)

    def stream(self, number: int, data: bytes, entries: str = "", *, packed: bool = True) -> int:
        """Write a stream object; ``entries`` go into its dictionary. XMP must stay unpacked to be found by tools."""
        if packed:
            data = zlib.compress(data)
            entries = f"/Filter /FlateDecode {entries}"
        self._begin(number)
        self._put(f"<</Length {len(data)} {entries}>>\nstream\n".encode("ascii"))
        self._put(data)
        self._put(b"\nendstream\nendobj\n")
        return number

    def long_stream(self, number: int, parts: Iterable[bytes], entries: str) -> tuple[int, bytes]:
        """Write a packed stream of any length piece by piece; returns the unpacked length and its MD5 (for Params)."""
        length = self.reserve()
        self._begin(number)
        self._put(f"<</Length {length} 0 R /Filter /FlateDecode {entries}>>\nstream\n".encode("ascii"))
        start = self._at
        packer = zlib.compressobj()
        size = 0
        digest = hashlib.md5(usedforsecurity=False)
        for part in parts:
            size += len(part)
            digest.update(part)
            self._put(packer.compress(part))
        self._put(packer.flush())
        packed = self._at - start
        self._put(b"\nendstream\nendobj\n")
        self.write(length, str(packed))
        return size, digest.digest()

    def close(self, root: int, info: int) -> None:
        """Write the table and the trailer; the file's identifier is the digest of all that was written before."""
        start = self._at
        identity = self._hash.hexdigest()[:32].upper()
        self._put(f"xref\n0 {len(self._offsets)}\n0000000000 65535 f \n".encode("ascii"))
        for begin in range(1, len(self._offsets), 4096):
            rows = (f"{offset:010d} 00000 n \n" for offset in self._offsets[begin : begin + 4096])
            self._put("".join(rows).encode("ascii"))
        trailer = f"<</Size {len(self._offsets)} /Root {root} 0 R /Info {info} 0 R /ID [<{identity}> <{identity}>]>>"
        self._put(f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode("ascii"))

    def _begin(self, number: int) -> None:
        if self._offsets[number]:
            raise ValueError(f"object {number} is written twice")
        self._offsets[number] = self._at
        self._put(f"{number} 0 obj\n".encode("ascii"))

    def _put(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self._at += len(data)
