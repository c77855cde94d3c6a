"""The welcome picture of a tea house in the rain."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from picture_kit import HEIGHT, WIDTH, Sheet, box, disc, lens

INK = "#1F1E1B"
PAPER = "#F8F0DD"


def _lantern(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.line([(x, y - 40 * size), (x, y)], INK, 2)
    sheet.glow(x, y + 26 * size, 110 * size, "#F6B65A", 0.75)
    body = disc(x, y + 26 * size, 22 * size, 27 * size)
    sheet.run(body, (x - 22 * size, 0), (x + 22 * size, 0), [(0, "#F08A4B"), (1, "#B23A2C")])
    for rib in range(5):
        at = y + (8 + rib * 9) * size
        half = 21 * size * math.sqrt(max(0.0, 1 - ((at - y - 26 * size) / (27 * size)) ** 2))
        sheet.line([(x - half, at), (x + half, at)], "#7A2018", 1.4, 0.6)
    for cap in (y - 3 * size, y + 50 * size):
        sheet.fill(box(x - 10 * size, cap, 20 * size, 6 * size, 2), INK)


def _eaves(sheet: Sheet, middle: float, y: float, half: float, rise: float) -> None:
    """Draw a roof with raised corners whose lowest line is at `y`."""
    roof = QPainterPath(QPointF(middle - half, y - 18))
    roof.quadTo(middle - half * 0.72, y - 6, middle - half * 0.52, y - rise * 0.62)
    roof.quadTo(middle - half * 0.42, y - rise, middle - half * 0.3, y - rise)
    roof.lineTo(middle + half * 0.3, y - rise)
    roof.quadTo(middle + half * 0.42, y - rise, middle + half * 0.52, y - rise * 0.62)
    roof.quadTo(middle + half * 0.72, y - 6, middle + half, y - 18)
    roof.quadTo(middle + half * 0.8, y + 16, middle + half * 0.6, y + 16)
    roof.lineTo(middle - half * 0.6, y + 16)
    roof.quadTo(middle - half * 0.8, y + 16, middle - half, y - 18)
    sheet.run(roof, (0, y - rise), (0, y + 16), [(0, "#4A5F6C"), (1, "#1F2E3A")])
    sheet.shade(roof, (middle + half, y), (middle - half * 0.4, y - rise), "#0F1820", 0.8)
    for index in range(-12, 13):
        x = middle + index * half * 0.046
        sheet.line([(x * 0.55 + middle * 0.45, y - rise + 8), (x, y + 8)], "#8FA3A8", 1.6, 0.28)
    sheet.fill(box(middle - half * 0.34, y - rise - 10, half * 0.68, 15, 6), "#16222B")


def _tea(sheet: Sheet) -> None:
    table = box(820, 612, 170, 12, 3)
    sheet.fill(table, "#4A2C1C")
    for x in (834, 964):
        sheet.fill(box(x, 622, 9, 50), "#4A2C1C")
    pot = disc(900, 594, 26, 19)
    sheet.fill(pot, "#2F5D5A")
    sheet.fill(box(892, 570, 16, 8, 3), "#2F5D5A")
    sheet.line([(924, 590), (944, 578)], "#2F5D5A", 6)
    for x in (846, 960):
        sheet.fill(box(x, 600, 18, 13, 4), PAPER)
    for rise in (0, 1):
        steam = QPainterPath(QPointF(898 + rise * 10, 560))
        steam.cubicTo(884 + rise * 10, 540, 912 + rise * 10, 528, 898 + rise * 10, 504)
        sheet.stroke(steam, PAPER, 3, 0.7)


def _ripples(sheet: Sheet) -> None:
    for number in range(42):
        depth = sheet.dice.random()
        x, y = sheet.dice.random() * WIDTH, 716 + depth * 176
        size = 8 + 26 * depth
        sheet.stroke(disc(x, y, size, size * 0.26), "#D3DDD6", 1.4, 0.4)
        if number % 3 == 0:
            sheet.stroke(disc(x, y, size * 0.5, size * 0.13), "#D3DDD6", 1.2, 0.4)


def _umbrella(sheet: Sheet) -> None:
    canopy = QPainterPath(QPointF(150, 640))
    canopy.quadTo(180, 520, 290, 512)
    canopy.quadTo(400, 520, 430, 640)
    for index in range(4):
        canopy.quadTo(395 - index * 70, 612, 360 - index * 70, 640)
    sheet.line([(290, 520), (290, 752)], INK, 6)
    sheet.run(canopy, (150, 0), (430, 0), [(0, "#C0452F"), (1, "#7A2018")])
    for x in (220, 290, 360):
        rib = QPainterPath(QPointF(290, 512))
        rib.quadTo((x + 290) / 2 + (x - 290) * 0.24, 545, x, 640)
        sheet.stroke(rib, "#4E130E", 2.4, 0.7)
    sheet.line([(290, 514), (290, 496)], INK, 5)
    sheet.line([(290, 752), (300, 762), (312, 752)], INK, 6)


def _pine(sheet: Sheet) -> None:
    trunk = QPainterPath(QPointF(1640, 640))
    trunk.cubicTo(1520, 560, 1560, 330, 1400, 170)
    sheet.stroke(trunk, "#1E2A2C", 26)
    for x, y, wide in (
        (1400, 150, 230),
        (1500, 250, 260),
        (1330, 226, 170),
        (1560, 380, 230),
        (1580, 110, 260),
    ):
        crown = disc(x, y, wide / 2, wide * 0.17)
        sheet.fill(crown, "#2C4A46")
        sheet.shade(crown, (x, y + 40), (x, y - 40), "#0F1E20", 0.8)


def _rain(sheet: Sheet) -> None:
    for _ in range(330):
        x, y = sheet.dice.uniform(-40, WIDTH), sheet.dice.uniform(-40, HEIGHT)
        long = sheet.dice.uniform(18, 58)
        sheet.line(
            [(x, y), (x - long * 0.22, y + long)], "#E6ECE2", 1.5, sheet.dice.uniform(0.12, 0.42)
        )


def teahouse() -> Sheet:
    """A tea house in the rain."""
    sheet = Sheet(101)
    sheet.sky([(0, "#3B5261"), (0.5, "#7E979B"), (0.72, "#AEB9AC"), (1, "#7D8F8C")])
    for base, tone, height, seed in (
        (430, "#8FA3A2", 120, 1),
        (500, "#6F8888", 130, 2),
        (580, "#4C6A6A", 110, 5),
    ):
        path = QPainterPath(QPointF(-20, 700))
        for index in range(9):
            path.quadTo(
                index * 210 - 80 + seed * 30,
                base - height * (1.2 if (index + seed) % 2 else 0.55),
                index * 210 + 60,
                base,
            )
        path.lineTo(1640, 700)
        path.closeSubpath()
        sheet.fill(path, tone)
        sheet.run(
            box(0, base - 40, WIDTH, 160),
            (0, base - 40),
            (0, base + 120),
            [(0, "#00B4BFB4"), (1, "#90B4BFB4")],
        )
    sheet.run(box(0, 690, WIDTH, 210), (0, 690), (0, HEIGHT), [(0, "#5F7F80"), (1, "#213844")])
    left, right, floor = 560, 1240, 672
    sheet.fill(box(left - 60, floor, right - left + 120, 22, 4), "#3A2A22")
    for x in range(left - 40, right + 60, 84):
        sheet.fill(box(x, floor + 18, 14, 44), "#231812")
    room = box(left, 430, right - left, floor - 430)
    sheet.run(room, (0, 430), (0, floor), [(0, "#F7CF83"), (1, "#F0A957")])
    sheet.glow(900, 560, 330, "#FFF0C2", 0.8)
    _tea(sheet)
    for panel, (x, width) in enumerate(
        ((left, 116), (left + 116, 116), (right - 232, 116), (right - 116, 116))
    ):
        screen = box(x, 430, width, floor - 430)
        sheet.fill(screen, "#FBE7BD" if panel % 2 else "#F6DCA6")
        sheet.shade(screen, (0, 430), (0, floor), "#C07A34", 0.5)
        for bar in range(1, 4):
            sheet.line([(x + bar * width / 4, 430), (x + bar * width / 4, floor)], "#4A2C1C", 2.6)
        for bar in range(1, 6):
            y = 430 + bar * (floor - 430) / 6
            sheet.line([(x, y), (x + width, y)], "#4A2C1C", 2.6)
        sheet.stroke(screen, "#3A2219", 7)
    for x in (left - 34, left, right, right + 34):
        sheet.fill(box(x - 8, 400, 16, floor - 400), "#3A2219")
    sheet.fill(box(left - 44, 418, right - left + 88, 16), "#3A2219")
    _eaves(sheet, 900, 404, 520, 128)
    sheet.fill(box(740, 232, 320, 52), "#E9B25F")
    for bar in range(9):
        sheet.line([(752 + bar * 37, 232), (752 + bar * 37, 284)], "#3A2219", 4)
    _eaves(sheet, 900, 232, 300, 92)
    for x in (470, 640, 1160, 1330):
        _lantern(sheet, x, 436, 0.9)
    sheet.mirror(694, 206, 0.62)
    sheet.streaks(712, 890, 900, 190, "#F7CF83", 90)
    sheet.streaks(700, 890, 500, 500, "#16262F", 90)
    _ripples(sheet)
    for index, x in enumerate((150, 290, 425)):
        y = 800 - index * 36
        sheet.fill(lens(x, y, 170 - index * 26, 40 - index * 6), "#2B3438")
        sheet.fill(lens(x, y - 5, 160 - index * 26, 32 - index * 6), "#7E8A86")
    _umbrella(sheet)
    _pine(sheet)
    _rain(sheet)
    return sheet
