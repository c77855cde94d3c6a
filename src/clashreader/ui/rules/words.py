"""What a rule does, in the reader's words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from clashreader.model import Rule, RuleActions


def quoted(name: str) -> str:
    """Return a name in the reader's quotation marks."""
    return QCoreApplication.translate("Rules", "“{0}”").format(name)


def deeds(actions: RuleActions) -> list[str]:
    """Return each thing that a rule does with an article, in the order in which it does them."""
    translate = QCoreApplication.translate
    words: list[str] = []
    if actions.tags:
        names = ", ".join(map(quoted, actions.tags))
        words.append(translate("Rules", "tag {0}").format(names))
    if actions.bookmark:
        words.append(translate("Rules", "bookmark"))
    if actions.read:
        words.append(translate("Rules", "mark as read"))
    if actions.section is not None:
        words.append(translate("Rules", "put into {0}").format(quoted(actions.section)))
    if actions.hide:
        words.append(translate("Rules", "hide"))
    if actions.notify:
        words.append(translate("Rules", "announce"))
    return words


def condition(rule: Rule) -> str:
    """Return which articles a rule is about."""
    return rule.query or QCoreApplication.translate("Rules", "every article")


def spoken(rule: Rule, error: str) -> str:
    """Return what a screen reader says of a rule; Qt itself says whether its box is checked."""
    return ". ".join(part for part in (rule.name, condition(rule), does(rule), error) if part)


def does(rule: Rule) -> str:
    """Return what a rule does, in one line."""
    return ", ".join(deeds(rule.actions))
