"""Brushes for the welcome pictures: flat shapes, speckled shade, water, on one sheet size.

Everything is drawn from fixed seeds, so that the same version of Qt paints the same picture.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QGradient,
    QImage,
    QImageWriter,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QRadialGradient,
    QTransform,
)

WIDTH, HEIGHT = 1600, 900
_TILE = 512

Point = tuple[float, float]
Stops = Sequence[tuple[float, str]]


def colour(name: str, alpha: float = 1.0) -> QColor:
    """Return the colour `name` (#RRGGBB) with an opacity of `alpha`, 0 to 1."""
    made = QColor(name)
    made.setAlphaF(alpha)
    return made


def polygon(*points: Point) -> QPainterPath:
    """Return the closed outline through `points`."""
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    path.closeSubpath()
    return path


def box(x: float, y: float, width: float, height: float, corner: float = 0) -> QPainterPath:
    """Return a rectangle, its corners rounded by `corner` pixels."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(x, y, width, height), corner, corner)
    return path


def disc(x: float, y: float, radius: float, tall: float | None = None) -> QPainterPath:
    """Return a circle round `x`, `y`; an ellipse where `tall` gives another half height."""
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), radius, radius if tall is None else tall)
    return path


def lens(x: float, y: float, width: float, height: float) -> QPainterPath:
    """Return a flat streak, pointed at both ends, round `x`, `y`."""
    path = QPainterPath(QPointF(x - width / 2, y))
    path.quadTo(x, y - height, x + width / 2, y)
    path.quadTo(x, y + height, x - width / 2, y)
    return path


def arch(x: float, y: float, width: float, height: float) -> QPainterPath:
    """Return a window or gate with a round head: `x`, `y` is its top left corner."""
    path = QPainterPath(QPointF(x, y + height))
    path.lineTo(x, y + width / 2)
    path.arcTo(QRectF(x, y, width, width), 180, -180)
    path.lineTo(x + width, y + height)
    path.closeSubpath()
    return path


def ridge(line: Sequence[Point], bottom: float = HEIGHT, smooth: bool = True) -> QPainterPath:
    """Return the ground under a skyline, down to `bottom`; rounded or angular."""
    path = QPainterPath(QPointF(line[0][0], bottom))
    path.lineTo(QPointF(*line[0]))
    for (x0, y0), (x1, y1) in itertools.pairwise(line):
        if smooth:
            half = (x0 + x1) / 2
            path.cubicTo(half, y0, half, y1, x1, y1)
        else:
            path.lineTo(x1, y1)
    path.lineTo(line[-1][0], bottom)
    path.closeSubpath()
    return path


def skyline(seed: int, base: float, height: float, steps: int) -> list[Point]:
    """Return `steps` + 1 points of an irregular skyline across the sheet."""
    dice = random.Random(seed)
    return [
        (index * (WIDTH + 80) / steps - 40, base - height * dice.random())
        for index in range(steps + 1)
    ]


def craggy(points: Sequence[Point], seed: int, rough: float, rounds: int = 4) -> list[Point]:
    """Return a skyline broken by halving: each round puts a shifted point into every edge."""
    dice = random.Random(seed)
    line = list(points)
    for step in range(rounds):
        wide = rough / 2**step
        broken: list[Point] = []
        for (x0, y0), (x1, y1) in itertools.pairwise(line):
            middle = ((x0 + x1) / 2, (y0 + y1) / 2 + dice.uniform(-wide, wide))
            broken += [(x0, y0), middle]
        line = [*broken, line[-1]]
    return line


def _noise(seed: int, low: int) -> QImage:
    """Return a tile of grain as an alpha mask: about half of it at `low`, half full."""
    raw = random.Random(seed).randbytes(_TILE * _TILE)
    data = bytes(255 if value > 128 else low + value // 2 for value in raw)
    fine = QImage(data, _TILE, _TILE, _TILE, QImage.Format.Format_Alpha8).copy()
    mode = Qt.TransformationMode.SmoothTransformation
    return fine.scaled(
        int(_TILE * 1.5), int(_TILE * 1.5), Qt.AspectRatioMode.IgnoreAspectRatio, mode
    )


class Sheet:
    """One picture in the making."""

    def __init__(self, seed: int) -> None:
        """Begin with a blank sheet; `seed` rules everything irregular in it."""
        self.dice = random.Random(seed)
        self.image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        self.image.fill(QColor("#F6EFDF"))
        self.painter = QPainter(self.image)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._grain = _noise(seed, 64)

    def sky(self, stops: Stops, bottom: float = HEIGHT, top: float = 0) -> None:
        """Fill from `top` to `bottom` with a vertical run of colours."""
        self.run(box(0, top, WIDTH, bottom - top), (0, top), (0, bottom), stops)

    def run(self, path: QPainterPath, start: Point, end: Point, stops: Stops) -> None:
        """Fill `path` with a smooth run of colours from `start` to `end`."""
        gradient = QLinearGradient(QPointF(*start), QPointF(*end))
        for at, name in stops:
            gradient.setColorAt(at, QColor(name))
        self.painter.fillPath(path, QBrush(gradient))

    def fill(self, path: QPainterPath, name: str, alpha: float = 1.0) -> None:
        """Fill `path` flat."""
        self.painter.fillPath(path, colour(name, alpha))

    def stroke(
        self, path: QPainterPath, name: str, width: float, alpha: float = 1.0, flat: bool = False
    ) -> None:
        """Draw the outline of `path`; round ends unless `flat`."""
        cap = Qt.PenCapStyle.FlatCap if flat else Qt.PenCapStyle.RoundCap
        pen = QPen(colour(name, alpha), width, Qt.PenStyle.SolidLine, cap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.strokePath(path, pen)

    def line(self, points: Sequence[Point], name: str, width: float, alpha: float = 1.0) -> None:
        """Draw a line through `points`."""
        path = QPainterPath(QPointF(*points[0]))
        for point in points[1:]:
            path.lineTo(QPointF(*point))
        self.stroke(path, name, width, alpha)

    def shade(
        self,
        path: QPainterPath,
        start: Point,
        end: Point,
        name: str,
        strength: float = 0.6,
        rest: float = 0.0,
    ) -> None:
        """Lay speckled shade over `path`: `strength` at `start`, fading to `rest` at `end`."""
        gradient = QLinearGradient(QPointF(*start), QPointF(*end))
        gradient.setColorAt(0, colour(name, strength))
        gradient.setColorAt(1, colour(name, rest))
        self._speckle(path, gradient)

    def glow(self, x: float, y: float, radius: float, name: str, strength: float = 0.7) -> None:
        """Lay a speckled round light (or shade) over the sheet."""
        gradient = QRadialGradient(QPointF(x, y), radius)
        gradient.setColorAt(0, colour(name, strength))
        gradient.setColorAt(0.45, colour(name, strength * 0.4))
        gradient.setColorAt(1, colour(name, 0))
        self._speckle(disc(x, y, radius), gradient)

    def _speckle(self, path: QPainterPath, gradient: QGradient) -> None:
        area = path.boundingRect().toAlignedRect().intersected(self.image.rect())
        if area.isEmpty():
            return
        layer = QImage(area.size(), QImage.Format.Format_ARGB32_Premultiplied)
        layer.fill(0)
        brush = QPainter(layer)
        brush.setRenderHint(QPainter.RenderHint.Antialiasing)
        brush.translate(-area.topLeft())
        brush.fillPath(path, QBrush(gradient))
        brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        brush.fillRect(area, QBrush(self._grain))
        brush.end()
        self.painter.drawImage(area.topLeft(), layer)

    def streaks(
        self, top: float, bottom: float, middle: float, spread: float, name: str, count: int
    ) -> None:
        """Scatter light on water: streaks that grow and part towards the viewer."""
        for _ in range(count):
            depth = self.dice.random() ** 1.4
            y = top + depth * (bottom - top)
            width = 20 + 150 * depth * self.dice.random() + 24 * self.dice.random()
            x = middle + self.dice.gauss(0, 1) * spread * (0.35 + depth)
            self.fill(lens(x, y, width, 1.5 + 5 * depth), name, 0.25 + 0.5 * self.dice.random())

    def mirror(self, top: float, depth: float, alpha: float) -> None:
        """Let what stands above the line `top` be seen in the water below it."""
        strip = self.image.copy(0, int(top - depth), WIDTH, int(depth))
        strip = strip.transformed(QTransform().scale(1, -1))
        layer = strip.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        brush = QPainter(layer)
        brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        fade = QLinearGradient(0, 0, 0, depth)
        fade.setColorAt(0, colour("#000000", alpha))
        fade.setColorAt(1, colour("#000000", 0))
        brush.fillRect(layer.rect(), QBrush(fade))
        brush.end()
        # Thin slices, each shifted a little, read as a surface that moves.
        for y in range(0, int(depth), 6):
            shift = self.dice.uniform(-1, 1) * (1 + y / 22)
            self.painter.drawImage(
                QRectF(shift - 16, top + y, WIDTH + 32, min(6, depth - y)),
                layer,
                QRectF(0, y, WIDTH, min(6, depth - y)),
            )

    def stars(self, bottom: float, count: int, name: str = "#FFF6DF") -> None:
        """Scatter stars above `bottom`, fewer towards it."""
        for _ in range(count):
            y = self.dice.random() ** 1.5 * bottom
            size = 0.7 + 1.7 * self.dice.random() ** 3
            self.fill(disc(self.dice.random() * WIDTH, y, size), name, self.dice.uniform(0.35, 1))

    def birds(self, places: Sequence[tuple[float, float, float]], name: str) -> None:
        """Draw far birds at (x, y, half span)."""
        for x, y, span in places:
            path = QPainterPath(QPointF(x - span, y - span * 0.35))
            path.quadTo(x - span * 0.35, y - span * 0.5, x, y)
            path.quadTo(x + span * 0.35, y - span * 0.5, x + span, y - span * 0.3)
            self.stroke(path, name, max(1.6, span / 7))

    def save(self, path: Path, quality: int) -> None:
        """Lay paper grain over all of it and write it as a JPEG."""
        self.painter.setOpacity(0.05)
        self.painter.fillRect(self.image.rect(), QBrush(self._grain))
        self.painter.end()
        writer = QImageWriter(str(path), QByteArray(b"jpeg"))
        writer.setQuality(quality)
        if not writer.write(self.image):
            raise OSError(f"{path} could not be written")
