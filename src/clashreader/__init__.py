"""Clash Reader: a desktop reader that keeps every version of every article."""

__version__ = "0.1.0"
