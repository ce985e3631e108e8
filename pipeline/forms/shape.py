"""A sheet as its rows came out: where each stands, what is merged, how high its texts make it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.forms import references, richtext
from pipeline.forms.axis import Axis, Path
from pipeline.forms.heights import HIGHEST, text_height
from pipeline.forms.pages import Pages
from pipeline.forms.references import Box, Grid
from pipeline.forms.styles import Style

if TYPE_CHECKING:
    from pipeline.forms.filling import Filling
    from pipeline.forms.recipe import Arrangement, Recipe

Places = tuple[tuple[int, Path], ...]  # the template's number of each row, and the turns it is of
Tall = list[tuple[Box, float]]  # a cell merged over several rows, and the height that it needs


class Line:
    """One per row: its place, its recipe, the turns that it is of.

    ``least`` is how high it is without any value; ``fits`` are the slots whose texts must fit
    into it, each with its style and room in points; ``tall`` the texts of cells merged over
    several rows: a fixed one or the number of a slot.
    """

    __slots__ = ("fits", "least", "number", "path", "recipe", "tall")

    def __init__(
        self, number: int, recipe: Recipe, path: Path, boxes: Mapping[int, Box],
        arrangement: Arrangement,
    ) -> None:
        self.number, self.recipe, self.path = number, recipe, path
        self.least = recipe.row.height or arrangement.low
        self.fits: list[tuple[int, int, float]] = []
        self.tall: list[tuple[str | int, int, float, Box]] = []
        widths, styles = arrangement.widths, arrangement.sheet.looks.styles
        for column, style, text in recipe.texts:
            box, room = boxes.get(column), widths.get(column, 0)
            if box is not None:
                room = sum([widths.get(c, 0) for c in range(column, box.right + 1)])
            if box is not None and box.top != box.bottom:
                self.tall.append((text, style, room, box))
            elif isinstance(text, int):
                self.fits.append((text, style, room))
            else:
                self.least = max(self.least, height(text, styles[style], room))


class Shape:
    """One per way that the rows of a sheet came out.

    ``grid`` tells where each row and column of the template stands, ``lines`` what stands in
    each row, ``merged`` the merged ranges.
    """

    def __init__(self, arrangement: Arrangement, rows: Places) -> None:
        sheet = arrangement.sheet
        self.arrangement = arrangement
        self.grid = Grid(
            Axis(sheet.row_stacks, len(sheet.rows), sheet.steering), arrangement.across
        )
        for number, path in rows:
            self.grid.rows.put(number, path)
        self.merged = [box for ref in sheet.merges for box in references.blocks(ref, self.grid)]
        boxes: dict[int, dict[int, Box]] = {}
        for box in self.merged:
            boxes.setdefault(box.top, {})[box.left] = box
        self.lines = [
            Line(place, arrangement.recipe(number), path, boxes.get(place, {}), arrangement)
            for place, (number, path) in enumerate(rows, 1)
        ]
        styles = sheet.looks.styles
        bold = {
            over
            for line in self.lines
            for column, style, _ in line.recipe.texts
            if styles[style].bold and (over := boxes.get(line.number, {}).get(column))
        }
        self.pages = Pages(
            sheet.root, sheet.printing, self.grid, self.merged, arrangement.widths, bold
        )

    def heights(self, filling: Filling) -> tuple[dict[int, float], Tall]:
        """How high each row is in points, and what the cells merged over several rows need."""
        found: dict[int, float] = {}
        tall: Tall = []
        styles, low = self.arrangement.sheet.looks.styles, self.arrangement.low
        for line, values, own in zip(self.lines, filling.values, filling.styles, strict=True):
            high = line.least
            for slot, style, room in line.fits:
                value = values[slot]
                if value is not None and value != "":
                    look = styles[own.get(slot, style)]
                    needed = height(_seen(value), look, room)
                    high = needed if needed > high else high
            found[line.number] = high
            for text, style, room, box in line.tall:
                value, look = text, styles[style]
                if isinstance(text, int):
                    value, look = values[text], styles[own.get(text, style)]
                if value is not None and value != "":
                    tall.append((box, height(_seen(value), look, room)))
        for box, needed in tall:
            rows = range(box.top, box.bottom + 1)
            lacking = needed - sum(found.get(number, low) for number in rows)
            for number in rows if lacking > 0 else ():
                found[number] = found.get(number, low) + lacking / len(rows)
        return {n: min(round(h, 2), HIGHEST) for n, h in found.items()}, tall


def _seen(value: object) -> str:
    """What of a value its row's height depends on: a number is one short word."""
    return value if isinstance(value, str) else "0"


@lru_cache(2**14)
def height(text: str, style: Style, room: float) -> float:
    """How many points high ``text`` is, freed of the marks of its pieces; kept, for texts come again."""
    return text_height(richtext.plain(text), style, room)
