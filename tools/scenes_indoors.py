"""The welcome pictures of rooms, machines and papers."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from picture_kit import HEIGHT, WIDTH, Sheet, arch, box, disc, lens, polygon

INK = "#1F1E1B"
PAPER = "#F8F0DD"
AMBER = "#F0BF62"
BRICK = "#9C2F24"
SPINES = (
    "#9C2F24",
    "#6E3A2E",
    "#9A6700",
    "#C4954A",
    "#3F5569",
    "#2F5D5A",
    "#5E7C80",
    "#E2D2AC",
    "#44383A",
    "#7A5346",
    "#B9A074",
    "#34495A",
)


def _books(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    """Fill one shelf, whose board is at `y`, with spines from `x` on."""
    at = x
    while at < x + width - 8:
        thick = sheet.dice.uniform(9, 22)
        tall = height * sheet.dice.uniform(0.68, 0.94)
        thick = min(thick, x + width - at)
        tone = sheet.dice.choice(SPINES)
        spine = box(at, y - tall, thick - 1.5, tall, 1.5)
        sheet.fill(spine, tone)
        if thick > 12:
            mark = "#F0DDB0" if tone != "#E2D2AC" else BRICK
            sheet.fill(box(at + 2, y - tall * 0.82, thick - 5.5, 3), mark, 0.75)
            sheet.fill(box(at + 2, y - tall * 0.72, thick - 5.5, 2), mark, 0.6)
        at += thick
        if sheet.dice.random() < 0.04:
            at += 22


def _case(sheet: Sheet, x: float, width: float, rows: int) -> None:
    back = box(x, 96, width, 640)
    sheet.fill(back, "#2B211D")
    tall = 640 / rows
    for row in range(rows):
        y = 96 + (row + 1) * tall
        _books(sheet, x + 10, y - 9, width - 20, tall - 14)
        sheet.run(
            box(x, y - 9, width, 11), (0, y - 9), (0, y + 2), [(0, "#8A6242"), (1, "#523724")]
        )
    for side in (x - 7, x + width - 7):
        sheet.run(
            box(side, 84, 14, 652), (side, 0), (side + 14, 0), [(0, "#8A6242"), (1, "#5C3F2A")]
        )
    sheet.fill(box(x - 16, 74, width + 32, 24, 3), "#75513A")
    sheet.shade(back, (0, 96), (0, 736), "#120D0C", 0.25, 0.72)


def _reading_lamp(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.line([(x, y), (x, y - 62 * size)], "#B08A3E", 5 * size)
    sheet.fill(lens(x, y, 56 * size, 12 * size), "#B08A3E")
    sheet.shade(
        polygon(
            (x - 40 * size, y - 58 * size),
            (x + 40 * size, y - 58 * size),
            (x + 120 * size, y + 8),
            (x - 120 * size, y + 8),
        ),
        (x, y - 58 * size),
        (x, y + 12),
        "#FFE6A6",
        0.75,
        0.15,
    )
    shade = QPainterPath(QPointF(x - 54 * size, y - 54 * size))
    shade.quadTo(x - 46 * size, y - 88 * size, x, y - 90 * size)
    shade.quadTo(x + 46 * size, y - 88 * size, x + 54 * size, y - 54 * size)
    shade.closeSubpath()
    sheet.run(shade, (x - 50 * size, 0), (x + 50 * size, 0), [(0, "#5AA08F"), (1, "#1F5650")])
    sheet.fill(box(x - 54 * size, y - 57 * size, 108 * size, 5 * size, 2), "#F9E3A4")


def _open_book(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.fill(lens(x, y + 9 * size, 170 * size, 16 * size), "#1C1210", 0.5)
    for side in (-1, 1):
        page = QPainterPath(QPointF(x, y))
        page.quadTo(x + side * 36 * size, y - 15 * size, x + side * 74 * size, y - 3 * size)
        page.lineTo(x + side * 84 * size, y + 16 * size)
        page.quadTo(x + side * 40 * size, y + 4 * size, x, y + 19 * size)
        page.closeSubpath()
        sheet.fill(page, PAPER if side > 0 else "#E6D9BC")
        for row in range(3):
            top = y + (2 + row * 4.4) * size
            sheet.line(
                [(x + side * 12 * size, top - 3 * size), (x + side * 64 * size, top - 2 * size)],
                INK,
                1.2,
                0.35,
            )


def library() -> Sheet:
    """A reading room in the morning."""
    sheet = Sheet(71)
    sheet.sky([(0, "#4A3A31"), (0.5, "#6B5240"), (1, "#3A2B24")])
    for index in range(3):
        x = 466 + index * 238
        sheet.fill(arch(x - 18, 72, 224, 590), "#3A2B24")
        pane = arch(x, 90, 188, 560)
        sheet.run(pane, (0, 90), (0, 650), [(0, "#CFE0D8"), (0.5, "#F4EBCB"), (1, "#F3CE93")])
        hills = polygon(
            (x, 520 - index * 18),
            (x + 70, 470 + index * 16),
            (x + 188, 530),
            (x + 188, 660),
            (x, 660),
        ).intersected(pane)
        sheet.fill(hills, "#86A091")
        town = polygon(
            (x, 590), (x + 60, 560), (x + 120, 585), (x + 188, 560), (x + 188, 660), (x, 660)
        ).intersected(pane)
        sheet.fill(town, "#4F7068")
        for bar in (1, 2):
            sheet.line([(x + bar * 62.6, 96), (x + bar * 62.6, 650)], "#3A2B24", 5)
        for y in (184, 300, 416, 532):
            sheet.line([(x, y), (x + 188, y)], "#3A2B24", 5)
        sheet.fill(box(x - 26, 648, 240, 16, 3), "#8A6242")
    sheet.run(box(0, 736, WIDTH, 164), (0, 736), (0, HEIGHT), [(0, "#7A573C"), (1, "#3B281E")])
    for index in range(-8, 9):
        sheet.line([(800 + index * 110, 736), (800 + index * 240, 900)], "#2A1C15", 2, 0.45)
    for x in (20, 236):
        _case(sheet, x, 190, 6)
    for x in (1178, 1394):
        _case(sheet, x, 190, 6)
    for index in range(3):
        x = 466 + index * 238
        beam = polygon((x + 10, 110), (x + 178, 110), (x - 40, 900), (x - 330, 900))
        sheet.shade(beam, (x + 100, 110), (x - 180, 900), "#FFF0C2", 0.42, 0.02)
    top = polygon((220, 752), (1380, 752), (1560, 830), (40, 830))
    sheet.run(top, (0, 752), (0, 830), [(0, "#A87748"), (1, "#7B5030")])
    sheet.shade(top, (40, 0), (900, 0), "#2A1A12", 0.6)
    sheet.fill(box(40, 829, 1520, 22), "#4E3220")
    sheet.fill(box(70, 850, 40, 50), "#3A2417")
    sheet.fill(box(1490, 850, 40, 50), "#3A2417")
    for x in (420, 800, 1180):
        sheet.glow(x, 770, 210, "#FFE2A0", 0.55)
        _reading_lamp(sheet, x, 786, 1.0)
    _open_book(sheet, 600, 792, 1.0)
    _open_book(sheet, 1010, 800, 1.0)
    for number, tone in enumerate((BRICK, "#3F5569", "#C4954A")):
        sheet.fill(box(1256 + number * 5, 792 - number * 16, 120 - number * 12, 15, 2), tone)
        sheet.fill(box(1262 + number * 5, 796 - number * 16, 108 - number * 12, 3), PAPER, 0.5)
    sheet.line([(700, 812), (760, 800)], INK, 3)
    for x in (330, 720, 1110):
        back = box(x - 46, 862, 92, 60, 10)
        sheet.fill(back, "#1E1511")
        sheet.line([(x - 30, 876), (x + 30, 876)], "#4E3220", 4)
    return sheet


def _roller(sheet: Sheet, x: float, y: float, radius: float, tone: str, dark: str) -> None:
    body = disc(x, y, radius)
    sheet.fill(body, tone)
    sheet.shade(
        body, (x + radius * 0.8, y + radius * 0.8), (x - radius * 0.7, y - radius * 0.7), dark, 0.95
    )
    sheet.stroke(disc(x, y, radius - 2), dark, 3, 0.6)
    sheet.stroke(disc(x, y, radius * 0.74), PAPER, 1.6, 0.22)
    sheet.fill(disc(x, y, radius * 0.2), dark)
    sheet.fill(disc(x - 2, y - 2, radius * 0.1), "#B9C4C8")
    if radius > 90:
        for spoke in range(6):
            angle = spoke * math.pi / 3 + 0.3
            sheet.fill(
                disc(
                    x + radius * 0.47 * math.cos(angle),
                    y + radius * 0.47 * math.sin(angle),
                    radius * 0.11,
                ),
                dark,
                0.7,
            )


def press() -> Sheet:
    """A printing press at work."""
    sheet = Sheet(83)
    sheet.sky([(0, "#31424F"), (0.7, "#56717A"), (1, "#6E8A8C")])
    for index in range(5):
        x = 70 + index * 320
        window = box(x, 60, 220, 190, 4)
        sheet.run(window, (0, 60), (0, 250), [(0, "#D9D9BE"), (1, "#F2CE91")])
        for bar in range(1, 4):
            sheet.line([(x + bar * 55, 60), (x + bar * 55, 250)], "#24323C", 5)
        sheet.line([(x, 155), (x + 220, 155)], "#24323C", 5)
        sheet.shade(
            polygon((x, 250), (x + 220, 250), (x + 60, 900), (x - 240, 900)),
            (x + 100, 250),
            (x - 60, 880),
            "#F6E3B2",
            0.26,
        )
    sheet.run(box(0, 770, WIDTH, 130), (0, 770), (0, HEIGHT), [(0, "#8A4A38"), (1, "#4E2820")])
    for row in range(4):
        y = 786 + row * (20 + row * 6)
        sheet.line([(0, y), (WIDTH, y)], "#3A1D18", 2, 0.5)
    frame = polygon((392, 790), (392, 330), (470, 290), (1180, 290), (1258, 330), (1258, 790))
    sheet.run(frame, (392, 290), (1258, 790), [(0, "#2F5D5A"), (1, "#16302F")])
    sheet.shade(frame, (0, 790), (0, 400), "#0C1B1B", 0.75)
    sheet.stroke(frame, "#0F2424", 5)
    opening = polygon((440, 720), (440, 372), (492, 340), (1158, 340), (1210, 372), (1210, 720))
    sheet.fill(opening, "#122222")
    sheet.glow(820, 520, 420, "#4B7A76", 0.55)
    for x in (416, 1234):
        for y in (400, 520, 640, 752):
            sheet.fill(disc(x, y, 8), "#B08A3E")
            sheet.fill(disc(x - 2, y - 2, 3), "#F3DDA2")
    plate = box(700, 302, 250, 27, 4)
    sheet.fill(plate, "#B08A3E")
    sheet.line([(724, 316), (926, 316)], "#5A421A", 3)
    _roller(sheet, 614, 548, 92, "#6F879A", "#1A2A36")
    _roller(sheet, 826, 556, 100, "#9C3A2C", "#2E0F0C")
    _roller(sheet, 1052, 528, 92, "#6F879A", "#1A2A36")
    _roller(sheet, 720, 420, 44, "#B08A3E", "#3D2B0C")
    _roller(sheet, 936, 420, 44, "#B08A3E", "#3D2B0C")
    _roller(sheet, 718, 664, 40, "#5E7C80", "#16242B")
    _roller(sheet, 940, 664, 40, "#5E7C80", "#16242B")
    band = polygon((200, 398), (480, 440), (620, 440), (620, 456), (480, 456), (200, 418))
    sheet.fill(band, PAPER)
    sheet.stroke(_arc(614, 548, 98, 90, -96), "#F8F0DD", 13, flat=True)
    sheet.stroke(_arc(826, 556, 106, 186, 168), "#F8F0DD", 13, flat=True)
    sheet.stroke(_arc(1052, 528, 98, 172, -172), "#F8F0DD", 13, flat=True)
    sheet.line([(712, 556), (713, 566), (721, 574)], "#F8F0DD", 12)
    sheet.line([(931, 566), (936, 545), (955, 516)], "#F8F0DD", 12)
    reel = disc(190, 560, 160)
    sheet.fill(lens(200, 772, 380, 22), "#1C0F0C", 0.6)
    sheet.fill(reel, "#F3E8CF")
    for ring in range(1, 12):
        sheet.stroke(disc(190, 560, 160 - ring * 9.5), "#A89A7C", 1.6, 0.5)
    sheet.shade(reel, (300, 690), (100, 430), "#6A5A43", 0.8)
    sheet.fill(disc(190, 560, 40), "#24323C")
    sheet.fill(disc(190, 560, 15), "#B08A3E")
    sheet.fill(polygon((166, 560), (214, 560), (262, 790), (118, 790)), "#24323C", 0.96)
    sheet.fill(disc(190, 566, 20), "#B08A3E")
    out = polygon(
        (1144, 520), (1158, 520), (1290, 640), (1500, 700), (1500, 716), (1282, 656), (1146, 536)
    )
    sheet.fill(out, PAPER)
    sheet.fill(polygon((1250, 718), (1580, 718), (1600, 900), (1230, 900)), "#24323C")
    for index in range(9):
        y = 706 - index * 15
        lean = (index % 3 - 1) * 5
        sheet.fill(box(1350 + lean, y, 200, 13, 6), PAPER if index % 2 else "#E9DCBF")
        sheet.fill(box(1350 + lean, y + 9, 200, 4, 2), "#B9A888", 0.7)
        sheet.line([(1366 + lean, y + 5), (1404 + lean, y + 5)], INK, 2, 0.55)
    front = polygon((1340, 580), (1536, 560), (1556, 588), (1352, 604))
    sheet.fill(front, "#FFFAEC")
    sheet.fill(polygon((1366, 582), (1520, 567), (1524, 573), (1370, 588)), BRICK)
    sheet.line([(1378, 595), (1536, 580)], INK, 1.6, 0.5)
    return sheet


def _arc(x: float, y: float, radius: float, start: float, sweep: float) -> QPainterPath:
    path = QPainterPath()
    path.arcMoveTo(x - radius, y - radius, radius * 2, radius * 2, start)
    path.arcTo(x - radius, y - radius, radius * 2, radius * 2, start, sweep)
    return path


def _stack(sheet: Sheet, x: float, floor: float, width: float, count: int) -> None:
    """Draw folded sheets, one on the other: the fold is the round end at the left."""
    tones = (PAPER, "#EFE2C4", "#E3D2AC", "#F3E8CF", "#D9C69C", "#CBD3CC")
    for index in range(count):
        y = floor - (index + 1) * 12.5
        lean = sheet.dice.uniform(-5, 5)
        wide = width * sheet.dice.uniform(0.88, 1)
        paper = box(x + lean, y, wide, 11.5, 5.5)
        sheet.fill(paper, sheet.dice.choice(tones))
        sheet.line([(x + lean + 10, y + 6), (x + lean + wide - 1, y + 6)], "#8B7752", 1.2, 0.6)
        sheet.shade(paper, (x + lean + wide, 0), (x + lean + wide * 0.6, 0), "#6A5A43", 0.42)
        if sheet.dice.random() < 0.14:
            tail = 20 + 22 * sheet.dice.random()
            rx = x + wide * 0.6
            tone = sheet.dice.choice((BRICK, BRICK, "#2F5D5A", "#9A6700"))
            sheet.fill(
                polygon(
                    (rx, y + 3),
                    (rx + 12, y + 3),
                    (rx + 12, y + tail),
                    (rx + 6, y + tail - 7),
                    (rx, y + tail),
                ),
                tone,
            )


def archive() -> Sheet:
    """An archive of folded sheets."""
    sheet = Sheet(97)
    sheet.sky([(0, "#5B4030"), (1, "#2A1D17")])
    columns, rows, gap = 8, 4, 14
    wide, tall = (WIDTH - gap) / columns, 196
    for row in range(rows):
        for column in range(columns):
            x, y = gap + column * wide, gap + row * (tall + gap)
            hole = box(x, y, wide - gap, tall)
            sheet.fill(hole, "#1F1512")
            count = sheet.dice.choice((6, 8, 9, 11, 12, 12))
            if (row, column) != (2, 5):
                _stack(sheet, x + 16, y + tall - 24, wide - gap - 34, count)
            sheet.fill(hole, "#2A160C", 0.1 + 0.05 * abs(column - 3.5))
            sheet.shade(box(x, y, wide - gap, 70), (0, y), (0, y + 70), "#0F0908", 0.8)
            sheet.run(
                box(x, y + tall - 22, wide - gap, 22),
                (0, y + tall - 22),
                (0, y + tall),
                [(0, "#8A6242"), (1, "#6A4830")],
            )
            card = box(x + wide / 2 - 42, y + tall - 17, 70, 13, 2)
            sheet.fill(card, "#F3E6C6")
            sheet.line(
                [(x + wide / 2 - 34, y + tall - 10.5), (x + wide / 2 + 18, y + tall - 10.5)],
                INK,
                1.6,
                0.55,
            )
    for column in range(columns + 1):
        x = column * wide
        sheet.run(box(x, 0, gap, 850), (x, 0), (x + gap, 0), [(0, "#9A7049"), (1, "#5A3C28")])
    for row in range(rows + 1):
        y = row * (tall + gap)
        sheet.run(box(0, y, WIDTH, gap), (0, y), (0, y + gap), [(0, "#A87B51"), (1, "#5E402B")])
    cat = QPainterPath(QPointF(1050, 610))
    cat.cubicTo(1044, 560, 1078, 540, 1112, 552)
    cat.cubicTo(1140, 540, 1166, 566, 1166, 610)
    cat.closeSubpath()
    sheet.fill(cat, "#C58A4C")
    sheet.shade(cat, (1166, 610), (1070, 550), "#4A2A16", 0.8)
    sheet.fill(disc(1070, 584, 22, 19), "#D39A5A")
    for ear in (1054, 1076):
        sheet.fill(polygon((ear, 574), (ear + 5, 554), (ear + 14, 570)), "#C58A4C")
    for eye in (1060, 1074):
        sheet.line([(eye, 584), (eye + 3, 586), (eye + 7, 584)], "#3A2213", 2)
    tail = QPainterPath(QPointF(1156, 606))
    tail.cubicTo(1184, 612, 1172, 640, 1150, 634)
    sheet.stroke(tail, "#B57A40", 9)
    for side in (-30, 66):
        sheet.line([(300 + side * 1.5, 0), (236 + side * 1.5, 900)], "#2A1A12", 16)
        sheet.line([(298 + side * 1.5, 0), (234 + side * 1.5, 900)], "#B98A58", 10)
    for rung in range(11):
        y = 30 + rung * 84
        x = 300 - y * 64 / 900
        sheet.line([(x - 44, y), (x + 98, y)], "#B98A58", 8)
        sheet.line([(x - 44, y + 4), (x + 98, y + 4)], "#5E402B", 2, 0.8)
    sheet.line([(760, 0), (760, 150)], INK, 4)
    sheet.shade(
        polygon((700, 208), (820, 208), (1340, 900), (180, 900)),
        (760, 208),
        (760, 900),
        "#FFE2A0",
        0.42,
        0.03,
    )
    hood = QPainterPath(QPointF(676, 210))
    hood.quadTo(690, 146, 760, 142)
    hood.quadTo(830, 146, 844, 210)
    hood.closeSubpath()
    sheet.run(hood, (676, 0), (844, 0), [(0, "#4F8A80"), (1, "#1C4643")])
    sheet.fill(lens(760, 210, 168, 14), "#FFF1C4")
    sheet.glow(760, 220, 330, "#FFE2A0", 0.5)
    sheet.run(box(0, 852, WIDTH, 48), (0, 852), (0, HEIGHT), [(0, "#A87B51"), (1, "#5A3C28")])
    return sheet
