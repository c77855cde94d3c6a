"""The words that a reader sees: found in the sources, checked, and written down for translators.

    .venv/bin/python tools/words.py check             # part of `make lint`
    .venv/bin/python tools/words.py list              # every text with its context
    .venv/bin/python tools/words.py write uk          # resources/translations/clashreader_uk.ts

`check` fails where the window shows a text that passes through no translation, where what is handed
to a translation is not a literal (no translator would ever see it), and where the list of the
sentences of the lower layers, written with the first language, is not up to date. Those layers know
no Qt: their errors are English sentences with names and numbers in them, and the window looks them
up by their fixed parts (`ui.language.sentence`).

A line that is no text for a reader, and only looks like one, says ``not shown`` in a comment beside
or above it.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "clashreader"
TRANSLATIONS = ROOT / "resources" / "translations"
SENTENCES = TRANSLATIONS / "sentences.json"
SHOWN = (SOURCE / "ui", SOURCE / "app.py")
FONTS = {"fonts.py", "hyphens.py"}
"""Modules whose tables hold names of fonts, and words by which languages are told apart."""

OWN = {"Clash Reader", "Space", "Del"}
"""The program's name, and keys as Qt spells them in a program."""

# What is handed to these is for us: the log, a name in the object tree, a pattern, a style.
QUIET = {
    "debug", "info", "warning", "error", "exception", "critical", "getLogger", "setObjectName",
    "setStyleSheet", "compile", "sub", "match", "search", "findChild", "setProperty", "setFamilies",
    "AssertionError", "TypeError", "ValueError", "RuntimeError", "NotImplementedError", "setStyle",
    "toString", "setFamily", "QKeySequence", "cast",
}  # fmt: skip
_WORDS = re.compile(r"[^\W\d_]{2,}[,.:;]? +[^\W\d_]|^[A-Z][a-z]{2,}[ .:…!?]*$")
_STYLE = re.compile(
    r"^\s*<|^\w+\[|[{};]\s|: ?[\w#]+;|^#?\w+(::?\w+)* \{|^[dMyHhms :.,/-]+$|d MMMM|MMMM d"
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text that is translated. `plural` is the English form for one thing, where it has one."""

    context: str
    source: str
    place: str
    plural: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a reader of another language would meet English."""

    place: str
    what: str


def called(function: ast.expr) -> str:
    """Return the last name of what is called."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def literal(node: ast.expr | None) -> str | None:
    """Return the text that `node` is, if it is one literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


class Reader(ast.NodeVisitor):
    """Collects the marked texts of one module, and what looks shown but is not marked."""

    def __init__(self, path: Path, wrappers: dict[str, str]) -> None:
        self.path = path
        self.lines = path.read_text(encoding="utf-8").split("\n")
        self.wrappers = wrappers
        self.texts: list[Text] = []
        self.faults: list[Fault] = []
        self._classes: list[str] = []

    def place(self, node: ast.expr) -> str:
        """Return ``src/…/module.py:12``."""
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path.as_posix()}:{node.lineno}"

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """A class is the context of its own `self.tr`."""
        self._classes.append(node.name)
        self._block(node.body)
        self._classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Docstrings and annotations are for us."""
        for default in [*node.args.defaults, *node.args.kw_defaults]:
            if default is not None:
                self.visit(default)
        self._block(node.body)

    def visit_Module(self, node: ast.Module) -> None:
        """So is the module's own docstring."""
        self._block(node.body)

    def _block(self, body: Sequence[ast.stmt]) -> None:
        for statement in body:
            if not (isinstance(statement, ast.Expr) and literal(statement.value) is not None):
                self.visit(statement)

    def visit_Assign(self, node: ast.Assign) -> None:
        """What a module offers to others is no text."""
        if called(node.targets[0]) != "__all__":
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Only the value: the annotation is for us."""
        if node.value is not None:
            self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        """What is raised is a sentence of the list, looked up when it is shown."""

    def visit_Call(self, node: ast.Call) -> None:
        """Take what is marked; go into what is not."""
        name = called(node.func)
        if name == "tr" and isinstance(node.func, ast.Attribute):
            self._take(node, self._classes[-1] if self._classes else "", node.args[:1])
        elif name in self.wrappers and isinstance(node.func, ast.Name):
            self._take(node, self.wrappers[name], node.args[:1])
        elif name == "plural":
            context = literal(node.args[0]) or ""
            self._take(node, context, node.args[2:3], literal(node.args[1]))
        elif self._is_qt(node) and len(node.args) > 1:
            self._take(node, literal(node.args[0]) or "", node.args[1:2])
        elif name not in QUIET and not name.endswith("Error"):
            self.generic_visit(node)
        else:
            self.visit(node.func)

    @staticmethod
    def _is_qt(node: ast.Call) -> bool:
        """Tell Qt's translate from that of a painter, which moves, and of a str, which maps."""
        name = called(node.func)
        if name == "translate" and isinstance(node.func, ast.Attribute):
            return called(node.func.value) == "QCoreApplication"
        return name in ("translate", "QT_TRANSLATE_NOOP", "tr")

    def _take(
        self, node: ast.Call, context: str, args: Sequence[ast.expr], plural: str | None = None
    ) -> None:
        text = literal(args[0]) if args else None
        if text is not None and context:
            self.texts.append(Text(context, text, self.place(node), plural))
        elif not self._marked_elsewhere(args) and "not shown" not in self.lines[node.lineno - 1]:
            self.faults.append(Fault(self.place(node), "what is translated here is no literal"))
        if isinstance(node.func, ast.Attribute):
            self.visit(node.func.value)

    @staticmethod
    def _marked_elsewhere(args: Sequence[ast.expr]) -> bool:
        """A variable, a field, an item: `QT_TRANSLATE_NOOP` has marked it where it is written."""
        if not args:
            return True
        node = args[0]
        while isinstance(node, ast.Call) and called(node.func) == "str" and node.args:
            node = node.args[0]
        return isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))

    def visit_Constant(self, node: ast.Constant) -> None:
        """A text in no call that marks it."""
        text = node.value
        if (
            isinstance(text, str)
            and _WORDS.search(text)
            and text.strip() not in OWN
            and not _STYLE.search(text)
            and self.path.name not in FONTS
            and not any(
                "not shown" in line for line in self.lines[node.lineno - 2 : node.end_lineno]
            )
        ):
            self.faults.append(Fault(self.place(node), f"not marked: {text[:60]!r}"))


@cache
def wrappers_of(path: Path) -> dict[str, str]:
    """Return the functions of a module that translate in a context of their own, with it."""
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name in ("tr", "_tr", "_"):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and called(call.func) == "translate":
                    found[node.name] = literal(call.args[0]) or ""
    return found


def wrappers_in(path: Path) -> dict[str, str]:
    """Return the wrappers that a module has or imports, by the name they have there."""
    found = wrappers_of(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(
            "clashreader.ui"
        ):
            continue
        module = SOURCE.parent.joinpath(*(node.module or "").split(".")).with_suffix(".py")
        theirs = wrappers_of(module) if module.is_file() else {}
        for alias in node.names:
            if alias.name in theirs:
                found[alias.asname or alias.name] = theirs[alias.name]
    return found


def shown_modules() -> Iterator[Path]:
    """Yield the modules that show something."""
    for place in SHOWN:
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place]


def read() -> tuple[list[Text], list[Fault]]:
    """Return every marked text of the window, and every fault."""
    texts: list[Text] = []
    faults: list[Fault] = []
    for path in shown_modules():
        reader = Reader(path, wrappers_in(path))
        reader.visit(ast.parse(path.read_text(encoding="utf-8")))
        texts += reader.texts
        faults += reader.faults
    return texts, faults


def template(node: ast.expr) -> str | None:
    """Return a sentence with ``{0}``, ``{1}`` … where names and numbers stand in it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = template(node.left), template(node.right)
        return None if left is None or right is None else numbered(left + right)
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return "{}"
    parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
    return numbered("".join(map(str, parts)))


def numbered(text: str) -> str:
    """Number the gaps of a template from the left."""
    parts = re.split(r"\{\d*\}", text)
    return "".join(
        part + (f"{{{place}}}" if place < len(parts) - 1 else "")
        for place, part in enumerate(parts)
    )


def sentences() -> list[str]:
    """Return the sentences of the layers below the window, as templates, in order.

    What an error is given, and whatever else there begins and ends like a sentence. The command
    line is left out: it speaks to terminals, in English.
    """
    found = set()
    for path in sorted(SOURCE.rglob("*.py")):
        if "cli" in path.parts:
            continue
        for node in code(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node.func).endswith("Error") and node.args:
                text = template(node.args[0])
                if text and " " in _GAP.sub("", text).strip():
                    found.add(text)
            elif isinstance(node, (ast.JoinedStr, ast.Constant)) and "ui" not in path.parts:
                text = template(node)
                if text and is_sentence(text):
                    found.add(text)
    return sorted(found)


_GAP = re.compile(r"\{\d+\}")
_END = re.compile(r"[^\W\d_})][.!]$")


def is_sentence(text: str) -> bool:
    """Tell a sentence from a name, a pattern, a piece of markup or of SQL."""
    begins = text[:1].isupper() or text.startswith("{0}")
    return begins and text.count(" ") > 1 and "\n" not in text and bool(_END.search(text))


def code(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a tree but for docstrings, logging, and the parts of f-strings."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Expr) and literal(child.value) is not None:
            continue
        if isinstance(child, ast.Call) and called(child.func) in QUIET:
            continue
        yield child
        if not isinstance(child, ast.JoinedStr):
            yield from code(child)


def sentences_file() -> str:
    """Return what `SENTENCES` has to hold."""
    return json.dumps(sentences(), ensure_ascii=False, indent=0) + "\n"


def check() -> int:
    """Print the faults; 1 if there are any."""
    texts, faults = read()
    if SENTENCES.is_file() and SENTENCES.read_text(encoding="utf-8") != sentences_file():
        faults.append(Fault(SENTENCES.relative_to(ROOT).as_posix(), "is old: write it again"))
    for fault in faults:
        print(f"{fault.place}: {fault.what}")
    print(f"{len(texts)} texts, {len(sentences())} sentences, {len(faults)} faults")
    return 1 if faults else 0


def write(language: str) -> int:
    """Write or bring up to date the file in which a translator works, and compile it."""
    path = TRANSLATIONS / f"clashreader_{language}.ts"
    known = translated(path) if path.is_file() else {}
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    texts, _ = read()
    texts += [Text("Sentences", text, "") for text in sentences()]
    by_context: dict[str, dict[str, Text]] = {}
    for text in texts:
        by_context.setdefault(text.context, {}).setdefault(text.source, text)
    for context in sorted(by_context):
        element = ET.SubElement(root, "context")
        ET.SubElement(element, "name").text = context
        for source, text in sorted(by_context[context].items()):
            counts = text.plural is not None
            message = ET.SubElement(element, "message", {"numerus": "yes"} if counts else {})
            ET.SubElement(message, "source").text = source
            old = known.get((context, source))
            new = ET.SubElement(
                message, "translation", {} if old is not None else {"type": "unfinished"}
            )
            if old is not None:
                new.text = old.text
                new.extend(old)
    ET.indent(root)
    TRANSLATIONS.mkdir(parents=True, exist_ok=True)
    SENTENCES.write_text(sentences_file(), encoding="utf-8")
    path.write_bytes(
        b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + ET.tostring(root, "utf-8")
    )
    release = Path(sys.executable).with_name("pyside6-lrelease")
    return subprocess.run([str(release), str(path)], check=False).returncode


def translated(path: Path) -> dict[tuple[str, str], ET.Element]:
    """Return the finished translations of a file, by context and source."""
    found = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            new = message.find("translation")
            if new is not None and new.get("type") != "unfinished":
                found[context.findtext("name", ""), message.findtext("source", "")] = new
    return found


def main(arguments: Sequence[str]) -> int:
    """Do what the first argument says."""
    match list(arguments):
        case ["check"]:
            return check()
        case ["list"]:
            for text in read()[0]:
                print(f"{text.place}\t{text.context}\t{text.source!r}")
            return 0
        case ["write", language]:
            return write(language)
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
