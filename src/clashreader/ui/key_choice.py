"""Which keys carry out which command: the program's own, unless the reader chose others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtGui import QAction, QKeySequence

from clashreader.ui.keys import COMMANDS, Command, tip

_PORTABLE = QKeySequence.SequenceFormat.PortableText
_NATIVE = QKeySequence.SequenceFormat.NativeText
# names of keys, not shown
TAKEN: Final = frozenset({"Tab", "Backtab", "Shift+Tab", "Shift+Backtab", "Return", "Enter", "Esc"})
"""Keys by which one moves through any window, confirms and leaves: no command may take them."""


def standard(text: str) -> str:
    """Return a key in the one way in which it is compared and kept; "" for what is none."""
    sequence = QKeySequence(text, _PORTABLE)
    name = sequence.toString(_PORTABLE)
    return "" if sequence.count() != 1 or name in TAKEN or not name.isprintable() else name


def keys_of(command: Command, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of `command`: those in `chosen`, its own where it has no entry there.

    An entry of which nothing is a key counts as none: the file was edited by hand.
    """
    text = chosen.get(command.name)
    if text is None:
        return command.keys
    found = tuple(key for key in map(standard, text.split(" ")) if key)
    return found if found or not text.strip() else command.keys


def written(keys: tuple[str, ...]) -> str:
    """Return keys as this desktop writes them."""
    return ", ".join(QKeySequence(key).toString(_NATIVE) for key in keys)


def owner(key: str, chosen: Mapping[str, str], *, but: str = "") -> Command | None:
    """Return the command that has `key` already, other than the one called `but`."""
    wanted = standard(key)
    for command in COMMANDS:
        keys = keys_of(command, chosen)
        if command.name != but and wanted in map(standard, keys):
            return command
    return None


def conflicts(chosen: Mapping[str, str]) -> dict[str, list[Command]]:
    """Return every key that several commands have, with these; Qt would carry out neither."""
    found: dict[str, list[Command]] = {}
    for command in COMMANDS:
        for key in dict.fromkeys(map(standard, keys_of(command, chosen))):
            found.setdefault(key, []).append(command)
    return {key: commands for key, commands in found.items() if len(commands) > 1}


def without_conflicts(chosen: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the keys of each command; of two that want one key, the reader's choice has it."""
    found: dict[str, tuple[str, ...]] = {}
    held: set[str] = set()
    for command in sorted(COMMANDS, key=lambda command: command.name not in chosen):
        keys = tuple(key for key in keys_of(command, chosen) if standard(key) not in held)
        held.update(map(standard, keys))
        found[command.name] = keys
    return found


def give_keys(actions: Mapping[str, QAction], chosen: Mapping[str, str]) -> None:
    """Give each action its keys, and name them in its tip."""
    keys = without_conflicts(chosen)
    for action in actions.values():
        if action.objectName() in keys:
            action.setShortcuts([])  # first all of them: a key may go from one to another
    for command in COMMANDS:
        action = actions[command.name]
        own = keys[command.name]
        action.setShortcuts([QKeySequence(key) for key in own])
        action.setToolTip(tip(action, command.label))


def with_key(command: Command, key: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return `chosen` with `key` added to `command`, and taken from whatever had it."""
    key = standard(key)
    changed = dict(chosen)
    for other in COMMANDS:
        keys = keys_of(other, chosen)
        if other.name != command.name and key in map(standard, keys):
            changed[other.name] = " ".join(each for each in keys if standard(each) != key)
    own = [each for each in keys_of(command, chosen) if standard(each) != key]
    changed[command.name] = " ".join([*own, key])
    return tidied(changed)


def without_keys(command: Command, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return `chosen` with no key for `command`."""
    return tidied({**chosen, command.name: ""})


def with_own_keys(command: Command, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return `chosen` with the program's own keys for `command`, taken back from others."""
    changed = {name: keys for name, keys in chosen.items() if name != command.name}
    for key in command.keys:
        changed = with_key(command, key, changed)
    return tidied(changed)


def tidied(chosen: Mapping[str, str]) -> dict[str, str]:
    """Leave out what says no more than the program itself."""
    own = {command.name: " ".join(command.keys) for command in COMMANDS}
    return {name: keys for name, keys in chosen.items() if own.get(name) != keys}
