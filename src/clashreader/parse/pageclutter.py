"""Lines that pages put around articles: headings of lists, share buttons, notices."""

from __future__ import annotations

import re

HEADING = re.compile(
    r"(?:related|recommended|read (?:more|also|next)|also read|see also|"
    r"more (?:stories|news|from|on|articles|in)|you (?:may|might) also like|most (?:read|popular)|"
    r"latest|trending|similar|keep reading|next (?:article|up)|mehr zum thema|lesen sie auch|"
    r"lire aussi|à lire aussi|lea también|leggi anche|leia também|читайте также|читайте також|"
    r"по теме|ilgili)\b.{0,40}(?<![.!?,;])$",
    re.IGNORECASE,
)
# What heads a list that belongs to the article; so does a line that ends with a colon.
LIST_HEADING = re.compile(
    r"(?:(?:key|important|main) (?:dates|events|moments)|(?:a |the )?(?:short )?(?:timeline|"
    r"chronology|history|calendar|agenda|schedule|milestones|career|biography|background)|dates|"
    r"sources|references|bibliography|notes|offices|positions|what (?:happened|comes) .{0,20}|"
    r"upcoming|events|chronik|zeittafel|termine|quellen|chronologie|dates clés|cronología|fechas|"
    r"cronologia|хронология|хронологія|даты|kronoloji)\b.{0,50}$|.{1,150}[:：]$",
    re.IGNORECASE,
)
# Whole lines only, and long ones only where their beginning leaves no doubt.
CLUTTER = re.compile(
    r"(?:share|tweet|facebook|twitter|x|linkedin|whatsapp|telegram|reddit|e-?mail|print|"
    r"copy(?: link)?|link copied!?|save|bookmark|comments?(?: \(\d+\))?|leave a comment|"
    r"advertisement|sponsored|back to top|(?:load|show|see|view) (?:more|all)|home|menu|"
    r"about(?: us)?|contact(?: us)?|privacy(?: policy)?|accept(?: all)?|reject(?: all)?|"
    r"manage (?:cookies|preferences|consent)|(?:all )?tags:?|topics:?|log ?in|sign in|search|"
    r"close|follow|subscribe|newsletters?|cookies|"
    r"share (?:this|on|via)\b.{0,40}|follow us\b.{0,60}|subscribe (?:to|now|for|today)\b.{0,120}|"
    r"sign up (?:for|to|now|today)\b.{0,120}|our newsletters?\b.{0,60}|"
    r"get (?:the|our) (?:latest|newsletter|app|daily|morning)\b.{0,100}|"
    r"terms (?:of (?:use|service)|and conditions|& conditions)\b.{0,60}|"
    r"cookie (?:policy|settings|preferences|notice)\b.{0,60}|"
    r"(?:this|our) (?:site|website|page) uses\b.{0,250}|"
    r"we (?:and our partners )?use cookies\b.{0,300}|by (?:continuing|using this)\b.{0,200}|"
    r".{0,80}\ball rights reserved\b.{0,60}|(?:©|\(c\)|copyright\s+(?:©|\(c\)|\d{4})).{0,120}|"
    r"powered by .{0,40}|tags: .{0,150}|filed under:? .{0,100}|topics: .{0,150}|"
    r"download (?:the|our) app\b.{0,60})[.!]?$",
    re.IGNORECASE,
)
