"""The welcome pictures by the sea."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from picture_kit import (
    HEIGHT,
    WIDTH,
    Sheet,
    arch,
    box,
    craggy,
    disc,
    lens,
    polygon,
    ridge,
    skyline,
)

INK = "#1F1E1B"
NIGHT = "#1B2836"
SLATE = "#3F5569"
PAPER = "#F8F0DD"
AMBER = "#F0BF62"
BRICK = "#9C2F24"


def _boat(sheet: Sheet, x: float, y: float, size: float, hull: str, mast: float) -> None:
    """Draw a moored boat whose water line is at `y`; `mast` is its height, 0 for none."""
    body = QPainterPath(QPointF(x - size, y - size * 0.26))
    body.lineTo(x + size * 1.05, y - size * 0.34)
    body.quadTo(x + size * 0.9, y, x + size * 0.65, y)
    body.lineTo(x - size * 0.75, y)
    body.quadTo(x - size * 0.95, y - size * 0.08, x - size, y - size * 0.26)
    cabin = box(x - size * 0.45, y - size * 0.62, size * 0.6, size * 0.4, 4)
    sheet.fill(cabin, "#E9D9B8")
    sheet.shade(cabin, (x - size, y), (x + size * 0.2, y), SLATE, 0.7)
    sheet.fill(box(x - size * 0.1, y - size * 0.54, size * 0.16, size * 0.14, 2), AMBER)
    sheet.fill(body, hull)
    sheet.shade(body, (x - size, y), (x + size, y), INK, 0.75)
    if mast:
        sheet.line([(x + 4, y - size * 0.3), (x + 4, y - mast)], INK, 3.2)
        sheet.line([(x + 4, y - mast), (x + size, y - size * 0.36)], INK, 1.3, 0.8)
        sheet.line([(x + 4, y - mast), (x - size * 0.95, y - size * 0.28)], INK, 1.3, 0.8)
        sheet.line([(x + 4, y - size * 0.72), (x - size * 0.8, y - size * 0.66)], INK, 5)


def harbour() -> Sheet:
    """A harbour at dusk, the sun just over the water."""
    sheet = Sheet(11)
    level = 560
    sheet.sky([(0, "#33495E"), (0.45, "#7C8790"), (0.75, "#DDA277"), (1, "#F5CF93")], level)
    sheet.glow(1060, 500, 520, "#F9D48E", 0.85)
    for x, y, width, height in (
        (420, 190, 760, 16),
        (980, 262, 620, 12),
        (1330, 150, 520, 12),
        (640, 330, 520, 9),
        (1250, 372, 460, 8),
        (180, 300, 420, 10),
    ):
        sheet.fill(lens(x, y, width, height), "#C9735A", 0.5)
        sheet.fill(lens(x + 40, y + 9, width * 0.7, height * 0.7), "#F2C79A", 0.35)
    sheet.fill(disc(1060, 492, 88), "#FBE7B6")
    far = ridge(craggy(skyline(3, 545, 90, 7), 3, 26), level)
    sheet.fill(far, "#7F8288")
    sheet.shade(far, (0, 430), (0, level), "#F0BE8C", 0.0, 0.7)
    near = ridge(
        craggy([(-40, 395), (150, 372), (330, 430), (520, 500), (700, 545), (800, 561)], 5, 22),
        level,
    )
    sheet.fill(near, "#46535F")
    sheet.shade(near, (0, 380), (500, level), NIGHT, 0.8, 0.1)
    for index in range(13):
        x, tall = index * 54 + 6, 50 + sheet.dice.random() * 62 - index * 2.6
        wall = box(x, level - tall, 48, tall)
        sheet.fill(wall, ("#594B47", "#6B5148", "#4A4F57", "#7A5346")[index % 4])
        sheet.shade(wall, (x, 0), (x + 48, 0), NIGHT, 0.7)
        roof = polygon((x - 4, level - tall), (x + 24, level - tall - 24), (x + 52, level - tall))
        sheet.fill(roof, ("#8A3A2C", "#5A2D28", "#74402F")[index % 3])
        for floor in range(int(tall // 26)):
            for pane in (9, 28):
                if sheet.dice.random() < 0.62:
                    sheet.fill(box(x + pane, level - tall + 9 + floor * 26, 9, 12, 1), AMBER, 0.95)
    tower = box(262, 330, 26, 230)
    sheet.fill(tower, "#564A48")
    sheet.fill(polygon((256, 332), (275, 262), (294, 332)), "#6E2F28")
    sheet.fill(disc(275, 372, 7), AMBER)
    sheet.run(
        box(0, level, WIDTH, HEIGHT - level),
        (0, level),
        (0, HEIGHT),
        [(0, "#E0AC80"), (0.25, "#9C8A84"), (0.6, "#4C6472"), (1, "#22384A")],
    )
    sheet.mirror(level, 230, 0.75)
    sheet.streaks(level + 4, 890, 1060, 105, "#FBE3AE", 190)
    sheet.streaks(level + 30, 890, 600, 420, "#2A4152", 130)
    _boat(sheet, 690, 640, 74, "#8F3A2D", 235)
    _boat(sheet, 905, 612, 46, "#3E5E68", 150)
    _boat(sheet, 1395, 668, 92, "#2F5D5A", 300)
    for x, y, size in ((690, 640, 74), (905, 612, 46), (1395, 668, 92)):
        sheet.fill(lens(x, y + 3, size * 2.0, 12), "#16232E", 0.6)
        for step in range(7):
            sheet.fill(
                lens(
                    x + sheet.dice.uniform(-9, 12),
                    y + 26 + step * size * 0.22,
                    size * (1.3 - step * 0.15),
                    4,
                ),
                "#16232E",
                0.32,
            )
    quay = polygon((0, 800), (520, 792), (640, 842), (640, 900), (0, 900))
    sheet.fill(quay, "#1D2A35")
    sheet.fill(polygon((0, 800), (520, 792), (640, 842), (0, 846)), "#38444C")
    sheet.shade(quay, (0, 800), (640, 800), "#0F171E", 0.7)
    for x in (120, 290, 450):
        sheet.fill(box(x, 780, 30, 32, 6), "#141D24")
        sheet.fill(box(x - 7, 774, 44, 13, 6), "#141D24")
    sheet.line([(60, 815), (60, 610)], "#10181F", 7)
    sheet.line([(60, 614), (86, 598), (104, 612)], "#10181F", 5)
    sheet.glow(104, 628, 120, "#F8D083", 0.8)
    sheet.fill(disc(104, 626, 11), "#FFEFC2")
    sheet.birds([(760, 300, 20), (812, 276, 14), (700, 262, 12), (1190, 240, 16)], "#33424F")
    return sheet


def lighthouse() -> Sheet:
    """A lighthouse, and ships that go by."""
    sheet = Sheet(43)
    level = 520
    sheet.sky([(0, "#1F3B47"), (0.4, "#4B7A7B"), (0.75, "#A9C2AC"), (1, "#F3DFB0")], level)
    sheet.stars(220, 90)
    sheet.fill(disc(330, 210, 62), "#F8EFD2")
    sheet.glow(330, 210, 260, "#F8EFD2", 0.45)
    for x, y, width, height in (
        (700, 330, 560, 14),
        (300, 382, 700, 11),
        (1200, 410, 700, 10),
        (1010, 250, 420, 12),
    ):
        sheet.fill(lens(x, y, width, height), "#E9E2C4", 0.42)
    lamp = (1182, 214)
    for far, spread, strength in ((-60, 150, 0.62), (1700, 60, 0.4)):
        sheet.shade(
            polygon(lamp, (far, lamp[1] - spread - 20), (far, lamp[1] + spread)),
            lamp,
            (far, lamp[1]),
            "#FFF2C6",
            strength,
        )
    sheet.run(
        box(0, level, WIDTH, HEIGHT - level),
        (0, level),
        (0, HEIGHT),
        [(0, "#B9CBB2"), (0.2, "#6FA096"), (0.6, "#2F6B69"), (1, "#173F46")],
    )
    sheet.streaks(level + 4, 800, 330, 90, "#FBF1CF", 120)
    for x, y, size in ((250, 524, 1.0), (560, 522, 0.62), (820, 523, 0.8)):
        hull = polygon(
            (x - 70 * size, y - 18 * size),
            (x + 82 * size, y - 18 * size),
            (x + 66 * size, y),
            (x - 60 * size, y),
        )
        sheet.fill(hull, "#2A3A44")
        sheet.fill(box(x - 70 * size, y - 21 * size, 152 * size, 4 * size), BRICK)
        sheet.fill(box(x - 52 * size, y - 50 * size, 34 * size, 30 * size), "#E9DDBF")
        sheet.fill(box(x - 42 * size, y - 66 * size, 12 * size, 18 * size), BRICK)
        for crate in range(4):
            tone = ("#9A6700", "#3F7F78", "#7B4A3C", "#556B7C")[crate]
            sheet.fill(box(x + (-8 + crate * 20) * size, y - 34 * size, 18 * size, 14 * size), tone)
        sheet.fill(lens(x, y + 5, 190 * size, 5), "#1D3B40", 0.5)
    swell = (
        (590, "#5C948C", "#B9D6C4"),
        (650, "#43817D", "#A6CDBF"),
        (724, "#2F6B69", "#8FBFB2"),
        (806, "#1F5558", "#78AFA6"),
    )
    for number, (y, tone, crest) in enumerate(swell):
        line: list[tuple[float, float]] = []
        for index in range(24):
            x = index * 84 - 190 + number * 37
            line += [(x, y + 7 + number * 2), (x + 42, y - 7 - number * 2)]
        wave = ridge(line)
        sheet.fill(wave, tone)
        sheet.shade(wave, (0, y - 14), (0, y + 44), crest, 0.4)
    rim = craggy(
        [
            (940, 905),
            (985, 790),
            (1010, 700),
            (1060, 668),
            (1085, 600),
            (1300, 592),
            (1420, 640),
            (1520, 628),
            (1660, 590),
        ],
        8,
        9,
    )
    cliff = ridge(rim, smooth=False)
    sheet.fill(cliff, "#6A5A50")
    sheet.shade(cliff, (1400, 600), (1000, 860), "#1B2A30", 0.35, 0.85)
    for x, y, length in ((1120, 690, 120), (1210, 760, 170), (1380, 720, 140), (1470, 800, 110)):
        sheet.line([(x, y), (x - 28, y + length * 0.5), (x - 10, y + length)], "#2B2A2A", 3, 0.55)
    turf = [point for point in rim if point[0] > 1068]
    under = craggy(
        [(x, y + 30 + 44 * (index % 9) / 9) for index, (x, y) in enumerate(turf)], 9, 10, 1
    )
    grass = polygon(*turf, *reversed(under))
    sheet.fill(grass, "#6E7F55")
    sheet.shade(grass, (0, 580), (0, 660), "#2C3B34", 0.2, 0.9)
    tower = polygon((1142, 600), (1156, 262), (1208, 262), (1224, 600))
    sheet.run(tower, (1142, 0), (1224, 0), [(0, "#FBF5E4"), (0.55, "#E6DCC6"), (1, "#9AA0A0")])
    for top in (322, 430, 538):
        band = box(1130, top, 110, 46).intersected(tower)
        sheet.run(band, (1142, 0), (1224, 0), [(0, "#B53B2D"), (1, "#6E2019")])
    sheet.shade(tower, (1224, 400), (1172, 400), "#24343C", 0.6)
    for y in (296, 396, 504):
        sheet.fill(arch(1174, y, 12, 20), "#2B333A")
    sheet.fill(box(1140, 252, 84, 12, 3), "#2B333A")
    for x in range(1142, 1224, 10):
        sheet.line([(x, 252), (x, 236)], "#2B333A", 1.8)
    sheet.line([(1140, 236), (1224, 236)], "#2B333A", 2.4)
    sheet.fill(box(1160, 188, 44, 62, 3), "#FFF3C9")
    sheet.line([(1182, 190), (1182, 250)], "#2B333A", 2)
    roof = QPainterPath(QPointF(1152, 190))
    roof.quadTo(1182, 132, 1212, 190)
    roof.closeSubpath()
    sheet.fill(roof, BRICK)
    sheet.line([(1182, 160), (1182, 134)], "#2B333A", 3)
    sheet.glow(1182, 216, 150, "#FFF2C6", 0.85)
    house = box(1256, 540, 128, 62)
    sheet.run(house, (1256, 0), (1384, 0), [(0, "#F3EAD3"), (1, "#A9A89E")])
    sheet.fill(polygon((1246, 542), (1274, 498), (1368, 498), (1396, 542)), "#7A3328")
    for x in (1276, 1318, 1352):
        sheet.fill(box(x, 558, 15, 20, 1), AMBER)
    for x, y, width in ((985, 858, 190), (930, 880, 150), (1040, 830, 90)):
        sheet.fill(lens(x, y, width, 12), "#EEF3E4", 0.75)
    sheet.birds([(640, 220, 20), (700, 196, 14), (590, 188, 12), (980, 150, 12)], "#EEF1E2")
    return sheet
