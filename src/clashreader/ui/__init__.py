"""The window: PySide6 begins here, and nowhere else but in app."""
