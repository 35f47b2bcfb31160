"""The desk: PySide6 widgets over the headless core."""
