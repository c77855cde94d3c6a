"""The welcome pictures of mountains and desert."""

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
)

INK = "#1F1E1B"
NIGHT = "#1B2836"
SLATE = "#3F5569"
PAPER = "#F8F0DD"
AMBER = "#F0BF62"
BRICK = "#9C2F24"


def _pine(sheet: Sheet, x: float, foot: float, tall: float, name: str) -> None:
    for tier in range(5):
        top = foot - tall + tier * tall * 0.16
        wide = tall * (0.075 + 0.05 * tier)
        sheet.fill(
            polygon((x, top), (x + wide, top + tall * 0.3), (x - wide, top + tall * 0.3)), name
        )
    sheet.fill(box(x - tall * 0.02, foot - tall * 0.1, tall * 0.04, tall * 0.1), name)


def _range(
    sheet: Sheet, peaks: list[tuple[float, float]], seed: int, name: str, snow: str, cap: float
) -> None:
    """Draw mountains: each lit from the left, shaded to the right of its peaks."""
    line = craggy(peaks, seed, 26, 4)
    body = ridge(line, smooth=False)
    sheet.fill(body, name)
    if cap:
        white = ridge(line, smooth=False).intersected(
            ridge(
                [
                    (x, y + cap + 26 * ((i * 7) % 5 - 2) / 2)
                    for i, (x, y) in enumerate(
                        craggy([(px, min(py, 400)) for px, py in peaks], seed + 1, 12, 4)
                    )
                ],
                smooth=False,
            )
        )
        sheet.fill(body.subtracted(white), snow)
    for index in range(1, len(peaks) - 1):
        x, y = peaks[index]
        if y < peaks[index - 1][1] and y < peaks[index + 1][1]:
            right, low = peaks[index + 1]
            side = polygon(
                (x, y - 8),
                (right, low),
                (right + 30, HEIGHT),
                (x - 70, HEIGHT),
                (x + 26, y + 190),
                (x - 12, y + 90),
            )
            sheet.shade(side.intersected(body), (x, y), (x + 60, y + 430), "#2C3F52", 0.62)


def railway() -> Sheet:
    """A mountain railway on its viaduct, in the morning."""
    sheet = Sheet(23)
    sheet.sky([(0, "#86A6AC"), (0.45, "#D8D6BE"), (0.75, "#F6DDB4"), (1, "#F3CFA0")])
    sheet.glow(420, 250, 460, "#FFF3CF", 0.8)
    sheet.fill(disc(420, 250, 74), "#FFF8E4")
    for x, y, width in ((900, 120, 620), (1220, 190, 480), (160, 130, 420)):
        sheet.fill(lens(x, y, width, 13), "#FFF8E4", 0.55)
    _range(
        sheet,
        [
            (-40, 420),
            (190, 300),
            (330, 420),
            (560, 235),
            (760, 430),
            (1000, 215),
            (1190, 400),
            (1390, 285),
            (1660, 440),
        ],
        4,
        "#8FA3A8",
        "#FBF5E6",
        84,
    )
    sheet.run(box(0, 330, WIDTH, 330), (0, 330), (0, 660), [(0, "#00F6E6C8"), (1, "#E6F6E6C8")])
    _range(
        sheet,
        [
            (-40, 470),
            (120, 390),
            (420, 560),
            (720, 505),
            (960, 590),
            (1210, 410),
            (1440, 500),
            (1660, 380),
        ],
        9,
        "#5E7C80",
        "#FBF5E6",
        0,
    )
    sheet.run(box(0, 470, WIDTH, 430), (0, 470), (0, 800), [(0, "#00F3DDB6"), (1, "#EBF3DDB6")])
    deck, foot = 560, 900
    wall = QPainterPath()
    wall.addPath(box(-20, deck, WIDTH + 40, foot - deck))
    for index in range(13):
        wall = wall.subtracted(arch(index * 128 - 6, deck + 40, 96, foot))
    sheet.run(wall, (0, deck), (0, foot), [(0, "#C7A283"), (0.55, "#A98A74"), (1, "#D7BC96")])
    sheet.shade(wall, (0, deck + 30), (0, foot - 60), "#5A3F3A", 0.55)
    for index in range(14):
        x = index * 128 - 38
        sheet.shade(box(x + 19, deck + 62, 13, foot), (x + 32, 0), (x + 16, 0), "#4A3836", 0.8)
    sheet.fill(box(-20, deck - 8, WIDTH + 40, 13), "#E4CDA6")
    sheet.fill(box(-20, deck + 5, WIDTH + 40, 5), "#6A4D44", 0.7)
    for index, x in enumerate((470, 622, 774, 926)):
        car = box(x, deck - 62, 144, 46, 8)
        sheet.run(car, (0, deck - 62), (0, deck - 16), [(0, "#B23A2C"), (1, "#842519")])
        sheet.fill(box(x, deck - 33, 144, 4), "#F0D9A8")
        sheet.fill(box(x + 3, deck - 66, 138, 8, 4), "#5A3A34")
        for pane in range(6):
            sheet.fill(box(x + 11 + pane * 21.5, deck - 53, 14, 15, 2), "#FBE9BF")
        for wheel in (26, 46, 100, 120):
            sheet.fill(disc(x + wheel, deck - 13, 7), "#2A2523")
        if index:
            sheet.fill(box(x - 9, deck - 24, 12, 5), "#2A2523")
    engine = polygon(
        (1078, deck - 16),
        (1078, deck - 64),
        (1188, deck - 64),
        (1216, deck - 36),
        (1216, deck - 16),
    )
    sheet.run(engine, (0, deck - 64), (0, deck - 16), [(0, "#49606B"), (1, "#2B3D48")])
    sheet.fill(
        polygon((1160, deck - 56), (1184, deck - 56), (1200, deck - 39), (1160, deck - 39)),
        "#FBE9BF",
    )
    sheet.fill(box(1078, deck - 30, 138, 4), "#F0D9A8")
    for wheel in (1104, 1128, 1170, 1194):
        sheet.fill(disc(wheel, deck - 13, 8), "#2A2523")
    sheet.line([(1110, deck - 64), (1126, deck - 84), (1144, deck - 64)], "#2A2523", 2)
    for index in range(9):
        x = 88 + index * 190
        sheet.line([(x, deck - 6), (x, deck - 96), (x + 30, deck - 88)], "#4F4A48", 2.6)
    sheet.line([(0, deck - 86), (WIDTH, deck - 86)], "#4F4A48", 1.4, 0.8)
    mist = [(0, "#00F6E3C2"), (0.6, "#C8F6E3C2"), (1, "#00F6E3C2")]
    sheet.run(box(0, 690, WIDTH, 170), (0, 690), (0, 860), mist)
    for tone, base, count, tall in (
        ("#6F8F83", 880, 26, 120),
        ("#3D6660", 915, 22, 170),
        ("#1F403F", 950, 17, 230),
    ):
        for index in range(count):
            at = (index + sheet.dice.random() * 0.8) * WIDTH / count
            edge = abs(at - WIDTH / 2) / (WIDTH / 2)
            _pine(
                sheet, at, base + 20, tall * (0.45 + 0.75 * edge * sheet.dice.uniform(0.7, 1)), tone
            )
    sheet.birds([(1300, 150, 18), (1352, 128, 12), (1262, 118, 10)], "#4A5B60")
    return sheet


def observatory() -> Sheet:
    """A desert observatory under the stars."""
    sheet = Sheet(31)
    sheet.sky(
        [(0, "#121C2B"), (0.4, "#23394E"), (0.62, "#5B6E7C"), (0.74, "#C79068"), (0.8, "#E9B779")],
        HEIGHT,
    )
    for step in range(46):
        t = step / 45
        x, y = 180 + t * 1250, -20 + t * 470 - 120 * t * (1 - t)
        sheet.glow(
            x + sheet.dice.uniform(-34, 34),
            y + sheet.dice.uniform(-26, 26),
            70 + 80 * sheet.dice.random(),
            "#C9D3D6",
            0.16,
        )
    sheet.stars(560, 620)
    for x, y in ((300, 120), (980, 90), (1240, 300), (560, 330), (1450, 140)):
        sheet.glow(x, y, 22, "#FFF6DF", 0.7)
        sheet.fill(disc(x, y, 3.2), "#FFFFFF")
    moon = disc(1310, 196, 46).subtracted(disc(1290, 182, 44))
    sheet.fill(moon, "#FBEFCB")
    far = ridge(
        craggy(
            [(-40, 690), (200, 640), (420, 668), (700, 620), (980, 668), (1260, 610), (1660, 660)],
            6,
            20,
        ),
        smooth=False,
    )
    sheet.fill(far, "#6B5B5C")
    sheet.shade(far, (0, 610), (0, 720), "#2C3442", 0.7)
    hill = ridge(
        [(-60, 760), (260, 742), (560, 640), (760, 596), (980, 600), (1200, 668), (1660, 735)]
    )
    sheet.fill(hill, "#8A5F47")
    sheet.shade(hill, (1250, 600), (600, 800), "#241F2A", 0.85, 0.12)
    base = box(748, 528, 214, 86, 3)
    sheet.run(base, (748, 0), (962, 0), [(0, "#F1E6CF"), (1, "#8F8B88")])
    dome = QPainterPath(QPointF(738, 530))
    dome.arcTo(738, 412, 236, 236, 180, -180)
    dome.closeSubpath()
    sheet.run(dome, (738, 420), (974, 540), [(0, "#FBF3E0"), (0.5, "#CFCBC0"), (1, "#6F747C")])
    sheet.shade(dome, (974, 530), (800, 430), "#26344A", 0.75)
    sheet.fill(box(730, 524, 252, 12, 3), "#5B5F66")
    slit = polygon((842, 530), (820, 428), (850, 414), (884, 418), (886, 530))
    sheet.fill(slit.intersected(dome), "#1A1D24")
    sheet.glow(856, 500, 80, "#F0A94E", 0.8)
    sheet.fill(polygon((850, 528), (838, 448), (852, 444), (868, 528)), "#C7B48E")
    beam = polygon((840, 436), (700, 0), (800, 0), (860, 434))
    sheet.shade(beam, (850, 430), (760, 40), "#F7E3B2", 0.22)
    for x in (770, 806, 902, 934):
        sheet.fill(arch(x, 556, 15, 30), "#F3BE62")
    sheet.glow(850, 600, 210, "#F0A94E", 0.35)
    small = box(1020, 578, 92, 54, 3)
    sheet.run(small, (1020, 0), (1112, 0), [(0, "#D9CDB6"), (1, "#6E6A69")])
    sheet.fill(box(1036, 596, 14, 16), "#F3BE62")
    sheet.fill(box(1082, 596, 14, 16), "#F3BE62")
    sheet.line([(1096, 578), (1096, 500)], "#2B2A2E", 3)
    sheet.fill(disc(1096, 498, 4), "#D9543F")
    road = QPainterPath(QPointF(846, 614))
    road.cubicTo(980, 690, 560, 700, 640, 790)
    road.cubicTo(690, 840, 760, 860, 780, 900)
    road.lineTo(940, 900)
    road.cubicTo(880, 850, 780, 820, 730, 780)
    road.cubicTo(680, 730, 990, 690, 866, 614)
    dunes = (
        (
            [(-60, 720), (180, 700), (420, 772), (700, 748), (1000, 790), (1330, 716), (1660, 760)],
            "#B07A50",
        ),
        ([(-60, 835), (240, 778), (560, 838), (900, 806), (1240, 852), (1660, 790)], "#C48A57"),
    )
    for number, (line, tone) in enumerate(dunes):
        dune = ridge(line)
        sheet.fill(dune, tone)
        sheet.shade(dune, (0, 720 + number * 70), (300, 900), "#2A2330", 0.3, 0.75)
        ground = dune.united(hill) if number == 0 else dune
        sheet.fill(road.intersected(ground), "#D9B07C", 0.5)
    for x, y in ((190, 812), (1410, 800), (1466, 822), (330, 858)):
        for lean in (-16, -8, 0, 9, 17):
            sheet.line([(x, y), (x + lean, y - 24 + abs(lean) * 0.5)], "#2E2A2C", 2.6)
    return sheet
