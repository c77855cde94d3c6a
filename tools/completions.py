"""Write the completions of bash, zsh and fish from the parsers: packaging/desktop/completions.

.venv/bin/python tools/completions.py
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clashreader.cli.arguments import make_parser
from clashreader.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "packaging" / "desktop" / "completions"
_HEAD = "Written by tools/completions.py from the parsers of clashreader; not by hand."

FOLDERS = frozenset({"home"})
"""Arguments that name a folder."""

FILES = frozenset({"path", "screenshot", "target", "targets", "to", "from"})
"""Arguments that may name a file or a folder."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One argument or option: its spellings (none for a word), what it takes, and its help.

    `kind` is ``switch``, ``choices``, ``file``, ``folder`` or ``text``.
    """

    spellings: tuple[str, ...]
    kind: str
    choices: tuple[str, ...]
    help: str
    value: str


@dataclass(frozen=True, slots=True)
class Call:
    """One command with all that it takes; the name is "" for none."""

    name: str
    summary: str
    taken: tuple[Taken, ...]

    @property
    def options(self) -> tuple[Taken, ...]:
        """What begins with a dash."""
        return tuple(one for one in self.taken if one.spellings)

    @property
    def words(self) -> tuple[Taken, ...]:
        """What does not."""
        return tuple(one for one in self.taken if not one.spellings)


def calls() -> list[Call]:
    """Return every command as its parser has it."""
    return [
        Call(
            name,
            COMMANDS[name].summary,
            tuple(_taken(action) for action in make_parser(name, COMMANDS[name]).described),
        )
        for name in COMMANDS
    ]


def _taken(action: argparse.Action) -> Taken:
    choices = tuple(str(choice) for choice in action.choices or ())
    value = action.metavar if isinstance(action.metavar, str) else action.dest
    if value == "on/off":
        choices = ("on", "off")
    if action.nargs == 0:
        kind = "switch"
    elif choices:
        kind = "choices"
    elif action.dest in FOLDERS:
        kind = "folder"
    elif action.dest in FILES:
        kind = "file"
    else:
        kind = "text"
    return Taken(tuple(action.option_strings), kind, choices, action.help or "", value)


def _everywhere() -> tuple[Taken, ...]:
    """What stands before any command."""
    parser = make_parser("", COMMANDS["stats"])
    return tuple(_taken(action) for action in parser.described)


def _own_commands() -> list[Call]:
    return [call for call in calls() if not call.name.startswith("-")]


def _dashed() -> list[Call]:
    return [call for call in calls() if call.name.startswith("-")]


# --- bash ----------------------------------------------------------------------------------------


def bash() -> str:
    """Return the completion for bash; it needs nothing of the package bash-completion."""
    return "".join(f"{line}\n" for line in _bash())


def _bash() -> Iterator[str]:
    yield f"# bash completion for clashreader. {_HEAD}"
    yield "_clashreader() {"
    yield "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}"
    yield "    local command= place=1 words= files="
    yield "    while ((place < COMP_CWORD)); do"
    yield "        case ${COMP_WORDS[place]} in"
    yield "            --home) ((place += 1)) ;;"
    yield "            -*) ;;"
    yield "            *) command=${COMP_WORDS[place]}; break ;;"
    yield "        esac"
    yield "        ((place += 1))"
    yield "    done"
    yield "    case $command:$before in"
    for one in _everywhere():
        yield from _bash_value("*", one)
    for call in _own_commands():
        for one in call.options:
            yield from _bash_value(call.name, one)
    yield "    esac"
    yield "    case $command in"
    names = " ".join(call.name for call in _own_commands())
    options = " ".join(
        [*(call.name for call in _dashed()), *(one.spellings[-1] for one in _everywhere())]
    )
    yield f"        '') words='{names}'; files=yes"
    yield f"            [[ $word == -* ]] && words='{options}' files= ;;"
    for call in _own_commands():
        choices = " ".join(choice for one in call.words for choice in one.choices)
        files = "yes" if any(one.kind == "file" for one in call.words) else ""
        options = " ".join(one.spellings[-1] for one in call.options)
        yield f"        {call.name}) words='{choices}' files={files}"
        yield f"            [[ $word == -* ]] && words='{options}' files= ;;"
    yield "    esac"
    yield '    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")'
    yield "    if [[ $files ]]; then"
    yield "        compopt -o filenames 2>/dev/null"
    yield "        local found"
    yield '        while IFS= read -r found; do COMPREPLY+=("$found"); done \\'
    yield '            < <(compgen -f -- "$word")'
    yield "    fi"
    yield "}"
    yield "complete -F _clashreader clashreader"


def _bash_value(command: str, one: Taken) -> Iterator[str]:
    """Yield what completes the value behind an option."""
    if one.kind == "switch":
        return
    pattern = "|".join(f"{command}:{spelling}" for spelling in one.spellings)
    if one.kind == "choices":
        deed = f"""mapfile -t COMPREPLY < <(compgen -W '{" ".join(one.choices)}' -- "$word")"""
    elif one.kind in {"file", "folder"}:
        letter = "d" if one.kind == "folder" else "f"
        deed = f'compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -{letter} -- "$word")'
    else:
        deed = "COMPREPLY=()"
    yield f"        {pattern}) {deed}; return ;;"


# --- zsh -----------------------------------------------------------------------------------------


def zsh() -> str:
    """Return the completion for zsh."""
    return "".join(f"{line}\n" for line in _zsh())


def _zsh() -> Iterator[str]:
    yield "#compdef clashreader"
    yield f"# {_HEAD}"
    yield "_clashreader() {"
    yield "    local curcontext=$curcontext state line ret=1"
    yield "    typeset -A opt_args"
    yield "    local -a commands=("
    for call in _own_commands():
        yield f"        {_single(call.name + ':' + _colon(call.summary))}"
    yield "    )"
    yield "    _arguments -C \\"
    for call in _dashed():
        yield f"        {_single(f'(- *){call.name}[{_bracket(call.summary)}]')} \\"
    for one in _everywhere():
        yield f"        {_zsh_option(one)} \\"
    yield "        '1: :->command' \\"
    yield "        '*:: :->rest' && ret=0"
    yield "    case $state in"
    yield "        command)"
    yield "            _alternative 'commands:command:((${commands[@]:q}))' 'files:file:_files' && ret=0"
    yield "            ;;"
    yield "        rest)"
    yield "            curcontext=${curcontext%:*:*}:clashreader-$words[1]:"
    yield "            case $words[1] in"
    for call in _own_commands():
        yield f"                {call.name})"
        yield "                    _arguments \\"
        for one in call.options:
            yield f"                        {_zsh_option(one)} \\"
        yield f"                        {_zsh_words(call)} && ret=0"
        yield "                    ;;"
    yield "                *) _files && ret=0 ;;"
    yield "            esac"
    yield "            ;;"
    yield "    esac"
    yield "    return ret"
    yield "}"
    yield '_clashreader "$@"'


def _single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _colon(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")


def _bracket(text: str) -> str:
    return _colon(" ".join(text.split())).replace("[", "\\[").replace("]", "\\]")


def _zsh_value(one: Taken) -> str:
    """Return message and action of what an option or a word takes."""
    if one.kind == "choices":
        return f":{_colon(one.value)}:({' '.join(one.choices)})"
    action = {"file": "_files", "folder": "_files -/"}.get(one.kind, " ")
    return f":{_colon(one.value)}:{action}"


def _zsh_option(one: Taken) -> str:
    value = "" if one.kind == "switch" else _zsh_value(one)
    spec = f"[{_bracket(one.help)}]{value}"
    if len(one.spellings) == 1:
        return _single(one.spellings[0] + spec)
    others = " ".join(one.spellings)
    return f"{_single(f'({others})')}{{{','.join(one.spellings)}}}{_single(spec)}"


def _zsh_words(call: Call) -> str:
    """Return what the words of a command are: the last one may come any number of times."""
    if not call.words:
        return "'*: : '"
    first, last = call.words[0], call.words[-1]
    if len(call.words) == 1 or first.kind != "choices":
        return _single(f"*{_zsh_value(last if first.kind != 'choices' else first)}")
    return f"{_single('1' + _zsh_value(first))} {_single('*' + _zsh_value(last))}"


# --- fish ----------------------------------------------------------------------------------------


def fish() -> str:
    """Return the completion for fish."""
    return "".join(f"{line}\n" for line in _fish())


def _fish() -> Iterator[str]:
    own = _own_commands()
    yield f"# fish completion for clashreader. {_HEAD}"
    yield f"set -l commands {' '.join(call.name for call in own)}"
    none = '-n "not __fish_seen_subcommand_from $commands"'
    for call in own:
        yield f"complete -c clashreader {none} -a {call.name} -d {_fish_text(call.summary)}"
    for call in _dashed():
        name = call.name.removeprefix("--")
        yield f"complete -c clashreader {none} -l {name} -d {_fish_text(call.summary)}"
    for one in _everywhere():
        yield f"complete -c clashreader {none} {_fish_option(one)}"
    for call in own:
        seen = f'-n "__fish_seen_subcommand_from {call.name}"'
        if call.words and not any(one.kind == "file" for one in call.words):
            choices = " ".join(choice for one in call.words for choice in one.choices)
            yield f"complete -c clashreader {seen} -f" + (f" -a '{choices}'" if choices else "")
        elif not call.words:
            yield f"complete -c clashreader {seen} -f"
        for one in call.options:
            yield f"complete -c clashreader {seen} {_fish_option(one)}"


def _fish_option(one: Taken) -> str:
    parts = []
    for spelling in one.spellings:
        short = not spelling.startswith("--")
        parts.append(f"-s {spelling[1:]}" if short else f"-l {spelling[2:]}")
    if one.kind == "choices":
        parts.append(f"-x -a '{' '.join(one.choices)}'")
    elif one.kind == "folder":
        parts.append("-x -a '(__fish_complete_directories)'")
    elif one.kind == "file":
        parts.append("-r -F")
    elif one.kind == "text":
        parts.append("-x")
    if one.help:
        parts.append(f"-d {_fish_text(one.help)}")
    return " ".join(parts)


def _fish_text(text: str) -> str:
    plain = " ".join(text.split()).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{plain}'"


SHELLS = {"clashreader.bash": bash, "_clashreader": zsh, "clashreader.fish": fish}
"""The files, and what writes each."""


def main() -> int:
    """Bring the files up to date."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, write in SHELLS.items():
        (FOLDER / name).write_text(write(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
