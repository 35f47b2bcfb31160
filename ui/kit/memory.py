"""What the window remembers between two days: language, theme, size, the workspace last open; never anybody's data."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


class Memory:
    """Small settings of one person on one computer, in a file of their own (None: forgotten at the end)."""

    def __init__(self, file: Path | None = None) -> None:
        self._settings = None if file is None else QSettings(str(file), QSettings.Format.IniFormat)
        self._kept: dict[str, str] = {}

    @classmethod
    def own(cls) -> Memory:
        """The memory in the person's configuration folder."""
        from platformdirs import user_config_path

        return cls(user_config_path("auditor", appauthor=False) / "window.ini")

    def get(self, key: str) -> str:
        """What was remembered; empty when nothing was."""
        if self._settings is None:
            return self._kept.get(key, "")
        return str(self._settings.value(key, ""))

    def put(self, key: str, value: str) -> None:
        """Remember."""
        if self._settings is None:
            self._kept[key] = value
        else:
            self._settings.setValue(key, value)

    def get_bytes(self, key: str) -> QByteArray:
        """Remembered bytes (the window's geometry)."""
        return QByteArray.fromBase64(self.get(key).encode())

    def put_bytes(self, key: str, value: QByteArray) -> None:
        """Remember bytes."""
        self.put(key, value.toBase64().toStdString())
