"""The welcome pictures of streets and roofs."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from picture_kit import (
    HEIGHT,
    WIDTH,
    Sheet,
    box,
    disc,
    lens,
    polygon,
)

INK = "#1F1E1B"
NIGHT = "#1B2836"
SLATE = "#3F5569"
PAPER = "#F8F0DD"
AMBER = "#F0BF62"
BRICK = "#9C2F24"


def _house(sheet: Sheet, x: float, width: float, top: float, tone: str, shutter: str) -> None:
    wall = box(x, top, width, 700 - top)
    sheet.fill(wall, tone)
    sheet.shade(wall, (x + width, 300), (x, 500), "#3B2A2A", 0.38)
    sheet.fill(box(x - 5, top - 14, width + 10, 16), "#7A4032")
    columns = max(2, int(width // 84))
    gap = width / columns
    for row in range(int((560 - top) // 128)):
        for column in range(columns):
            left, y = x + gap * (column + 0.5) - 18, top + 34 + row * 128
            sheet.fill(box(left - 3, y - 3, 42, 76, 2), "#F5EAD2")
            lit = sheet.dice.random() < 0.3
            sheet.fill(box(left, y, 36, 70), "#F4C873" if lit else "#3F4E58")
            sheet.line([(left + 18, y), (left + 18, y + 70)], "#F5EAD2", 2.4)
            for side in (left - 21, left + 41):
                leaf = box(side, y - 2, 16, 74, 1)
                sheet.fill(leaf, shutter)
                for slat in range(9):
                    sheet.line(
                        [(side + 2, y + 6 + slat * 8), (side + 14, y + 6 + slat * 8)], INK, 1, 0.25
                    )
            if sheet.dice.random() < 0.5:
                sheet.fill(box(left - 6, y + 72, 48, 10, 3), "#8A4A33")
                for bloom in range(7):
                    sheet.fill(
                        disc(left - 2 + bloom * 7, y + 69 - bloom % 2 * 5, 6),
                        ("#B8412F", "#5F7D54", "#D78B4B")[bloom % 3],
                    )


def _stall(sheet: Sheet, x: float, width: float, stripe: str, fruit: tuple[str, ...]) -> None:
    top, table = 560, 716
    sheet.fill(box(x + 10, top, width - 20, 240), "#33261F", 0.55)
    for post in (x + 12, x + width - 20):
        sheet.fill(box(post, top, 8, 290), "#5A3F2E")
    count = int(width // 36)
    step = width / count
    for index in range(count):
        left = x + index * step
        lower = left - 14 + index * (28 / count)
        cloth = QPainterPath(QPointF(left, top - 66))
        cloth.lineTo(left + step, top - 66)
        cloth.lineTo(lower + step + 28 / count, top + 16)
        cloth.arcTo(lower, top, step + 28 / count, 34, 0, -180)
        cloth.closeSubpath()
        sheet.fill(cloth, PAPER if index % 2 else stripe)
    sheet.shade(
        polygon(
            (x, top - 66), (x + width, top - 66), (x + width + 14, top + 34), (x - 14, top + 34)
        ),
        (0, top + 34),
        (0, top - 60),
        "#2A1C1A",
        0.5,
    )
    crates = max(2, int(width // 96))
    wide = width / crates
    for index in range(crates):
        left = x + index * wide + 4
        tone = fruit[index % len(fruit)]
        for row in range(3):
            for ball in range(6 - row % 2):
                px = left + 12 + ball * (wide - 26) / 5 + row % 2 * 7
                py = table - row * 11
                sheet.fill(disc(px, py, 10.5), tone)
                sheet.fill(disc(px - 3, py - 3, 3), PAPER, 0.35)
        sheet.run(
            box(left - 2, table + 4, wide - 6, 40, 2),
            (0, table),
            (0, table + 44),
            [(0, "#C79A62"), (1, "#8C6239")],
        )
        for slat in (16, 30):
            sheet.line([(left, table + slat), (left + wide - 10, table + slat)], "#5C3D22", 2, 0.6)
    sheet.fill(box(x + 4, table + 46, width - 8, 76), "#6B4730")
    sheet.shade(box(x + 4, table + 46, width - 8, 76), (0, table + 46), (0, 840), "#241812", 0.8)


def market() -> Sheet:
    """A market street in the late afternoon."""
    sheet = Sheet(57)
    sheet.sky([(0, "#9FBAB8"), (0.6, "#F1DDB4"), (1, "#F3C892")], 560)
    sheet.glow(1220, 120, 420, "#FFF1C9", 0.8)
    houses = (
        (-10, 250, 150, "#D9A066", "#4E6E68"),
        (240, 190, 236, "#EBD9B4", "#8F3A2D"),
        (430, 270, 110, "#C8775A", "#41586A"),
        (700, 170, 262, "#E7C786", "#47695E"),
        (870, 290, 176, "#E9DEC6", "#4C6577"),
        (1160, 190, 268, "#CF8A62", "#5B4034"),
        (1350, 260, 134, "#DDB878", "#8F3A2D"),
    )
    for x, width, top, tone, shutter in houses:
        _house(sheet, x, width, top, tone, shutter)
    sheet.run(box(0, 700, WIDTH, 200), (0, 700), (0, HEIGHT), [(0, "#CDAE85"), (1, "#9B7A5C")])
    for row in range(9):
        y = 716 + row * row * 2.2 + row * 6
        for stone in range(40):
            at = (stone + row % 2 * 0.5) * (42 + row * 2) - 40
            sheet.fill(lens(at, y, 30 + row * 2, 2 + row * 0.5), "#6B503F", 0.22)
    sheet.shade(box(0, 700, WIDTH, 200), (0, HEIGHT), (700, 700), "#2F2420", 0.75, 0.05)
    for x, width in ((70, 400), (560, 460), (1130, 420)):
        sheet.shade(
            polygon((x - 10, 838), (x + width, 838), (x + width - 130, 900), (x - 190, 900)),
            (0, 830),
            (0, 910),
            "#241A1A",
            0.75,
            0.2,
        )
    _stall(sheet, 70, 400, "#9C2F24", ("#C24A30", "#DE9A3A", "#7E8F4A", "#B5372A"))
    _stall(sheet, 560, 460, "#3F7F78", ("#E0A83F", "#8E3B46", "#C9B25A", "#6D8A55"))
    _stall(sheet, 1130, 420, "#B5802A", ("#B5372A", "#88A05B", "#D9843A", "#5C3B4C"))
    wire = QPainterPath(QPointF(-10, 300))
    wire.quadTo(420, 470, 800, 330)
    wire.quadTo(1200, 480, 1620, 270)
    sheet.stroke(wire, "#4A3B33", 2)
    for index in range(1, 20):
        point = wire.pointAtPercent(index / 20)
        sheet.glow(point.x(), point.y() + 12, 40, "#FFE7A8", 0.7)
        sheet.fill(disc(point.x(), point.y() + 11, 7.5), "#FFF2CC")
    sheet.birds([(620, 60, 16), (672, 84, 11), (560, 96, 10)], "#5C6B6B")
    return sheet


def _antenna(sheet: Sheet, x: float, foot: float, tall: float, name: str, bars: int) -> None:
    sheet.line([(x, foot), (x, foot - tall)], name, 4)
    sheet.line([(x - 46, foot - tall + 14), (x + 40, foot - tall + 4)], name, 3)
    for index in range(bars):
        at = x - 42 + index * 80 / (bars - 1)
        half = 20 - index * 1.6
        y = foot - tall + 13.5 - index * 9 / (bars - 1)
        sheet.line([(at, y - half), (at, y + half)], name, 2.4)


def rooftops() -> Sheet:
    """Rooftops with antennas at daybreak."""
    sheet = Sheet(61)
    sheet.sky([(0, "#6F8B99"), (0.35, "#C5BFA9"), (0.6, "#EFC08B"), (1, "#D98C66")])
    sheet.glow(800, 430, 560, "#FCE2AB", 0.8)
    sheet.fill(disc(800, 420, 210), "#F7D493")
    sheet.shade(disc(800, 420, 210), (800, 640), (800, 300), "#C2502F", 0.85)
    for x, y, width, height in (
        (400.0, 210.0, 620, 14),
        (1180, 160, 540, 12),
        (980, 320, 620, 9),
        (250, 350, 480, 9),
    ):
        sheet.fill(lens(x, y, width, height), "#FBEBC8", 0.55)
    tiers = (
        (540, "#B9795F", "#A3664F", 9),
        (610, "#8A5048", "#74423D", 7),
        (700, "#57393B", "#46302F", 6),
        (800, "#2B2529", "#221D21", 5),
    )
    for number, (level, wall, roof, count) in enumerate(tiers):
        step = WIDTH / count
        for index in range(count + 1):
            x = index * step - step * 0.4 * ((number + 1) % 2) + sheet.dice.uniform(-20, 20)
            top = level + sheet.dice.uniform(-50, 34)
            wide = step * sheet.dice.uniform(0.98, 1.2)
            peak = top - 46 - number * 12 - sheet.dice.random() * 30
            side = box(x, top, wide, HEIGHT - top)
            sheet.fill(side, wall)
            if index % 3 == number % 3:
                cover = box(x - 8, top - 10, wide + 16, 14)
            else:
                cover = polygon(
                    (x - 12, top + 3),
                    (x + wide * 0.3, peak),
                    (x + wide * 0.7, peak),
                    (x + wide + 12, top + 3),
                )
                chimney = x + wide * sheet.dice.choice((0.34, 0.56, 0.64))
                sheet.fill(box(chimney, peak - 34, 22 + number * 3, 46), roof)
                sheet.fill(box(chimney - 4, peak - 40, 30 + number * 3, 9, 2), wall)
            sheet.fill(cover, roof)
            sheet.shade(side, (x + wide, top), (x, top + 200), "#1C171C", 0.55)
            for pane in range(int(wide // 58)):
                for floor in range(2):
                    lit = sheet.dice.random() < 0.28 + number * 0.05
                    left, y = x + 22 + pane * 58, top + 26 + floor * 66
                    sheet.fill(
                        box(left, y, 22, 34, 2),
                        "#F6C56F" if lit else "#1E1C22",
                        0.95 if lit else 0.35,
                    )
    for x, foot, tall, tone, bars in (
        (190, 566, 150, "#6E4A42", 6),
        (1380, 560, 170, "#6E4A42", 7),
        (520, 640, 190, "#46302F", 7),
        (1120, 650, 210, "#46302F", 8),
        (300, 770, 250, "#221D21", 8),
        (1460, 760, 220, "#221D21", 7),
    ):
        _antenna(sheet, x, foot, tall, tone, bars)
    wire = QPainterPath(QPointF(300, 536))
    wire.quadTo(620, 620, 1120, 470)
    sheet.stroke(wire, "#3A2A2B", 1.6, 0.8)
    for at in (0.3, 0.34, 0.4, 0.62):
        point = wire.pointAtPercent(at)
        sheet.fill(disc(point.x(), point.y() - 8, 9, 6), "#2B2226")
        sheet.fill(disc(point.x() + 8, point.y() - 13, 4.4), "#2B2226")
        sheet.line([(point.x() - 6, point.y() - 6), (point.x() - 17, point.y() - 2)], "#2B2226", 3)
    sheet.birds(
        [(900, 250, 24), (962, 222, 17), (842, 214, 14), (1020, 262, 12), (700, 190, 11)], "#4A3A3A"
    )
    return sheet
