"""Is an Office file locked by a password, by its bytes?"""

from __future__ import annotations

import struct

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# The beginning of an old workbook (BOF of the globals, BIFF5 and BIFF8); FILEPASS stands among the records right behind it.
_BOF = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
_FILEPASS, _NEAR = 0x002F, 8
# The beginning of an old Word document, at a sector: its flags tell whether it is encrypted.
_FIB, _SECTOR, _FLAGS, _ENCRYPTED = b"\xec\xa5", 512, 0x0A, 0x0100


def locked(raw: bytes) -> bool:
    """Whether the bytes are those of an encrypted workbook or Word document, of the old or of the new format."""
    return raw.startswith(OLE) and (_PACKAGE in raw or _locked_workbook(raw) or _locked_word(raw))


def is_old_word(raw: bytes) -> bool:
    """Whether the bytes are those of an old Word document (.doc)."""
    return raw.startswith(OLE) and "WordDocument".encode("utf-16-le") in raw


def _locked_workbook(raw: bytes) -> bool:
    for mark in _BOF:
        at = raw.find(mark)
        for _ in range(_NEAR):
            if at < 0 or at + 4 > len(raw):
                break
            record, length = struct.unpack_from("<HH", raw, at)
            if record == _FILEPASS:
                return True
            at += 4 + length
    return False


def _locked_word(raw: bytes) -> bool:
    if not is_old_word(raw):
        return False
    for at in range(_SECTOR, len(raw) - _FLAGS - 2, _SECTOR):
        if raw.startswith(_FIB, at):
            (flags,) = struct.unpack_from("<H", raw, at + _FLAGS)
            return bool(flags & _ENCRYPTED)
    return False
