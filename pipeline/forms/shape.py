"""A sheet as its columns and rows came out: where each stands, what is merged, how high its texts
make it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.forms import layout, references, richtext
from pipeline.forms.axis import Axis, Path, Places
from pipeline.forms.heights import HIGHEST, text_height
from pipeline.forms.kept import Kept
from pipeline.forms.pages import Pages
from pipeline.forms.recipe import Recipe
from pipeline.forms.references import Box, Grid
from pipeline.forms.sheet import Sheet
from pipeline.forms.styles import Style

_DEFAULT_HEIGHT = 15.0
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
        arrangement: "Arrangement",
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

    def __init__(self, arrangement: "Arrangement", rows: Places) -> None:
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

    def heights(
        self, values: Sequence[Sequence[object]], styles: Sequence[Mapping[int, int]]
    ) -> tuple[dict[int, float], Tall]:
        """How high each row is in points with what its slots hold and the styles of their own,
        and what the cells merged over several rows need."""
        found: dict[int, float] = {}
        tall: Tall = []
        looks, low = self.arrangement.sheet.looks.styles, self.arrangement.low
        for line, held, own in zip(self.lines, values, styles, strict=True):
            high = line.least
            for slot, style, room in line.fits:
                value = held[slot]
                if value is not None and value != "":
                    look = looks[own.get(slot, style)]
                    needed = height(_seen(value), look, room)
                    high = needed if needed > high else high
            found[line.number] = high
            for text, style, room, box in line.tall:
                value, look = text, looks[style]
                if isinstance(text, int):
                    value, look = held[text], looks[own.get(text, style)]
                if value is not None and value != "":
                    tall.append((box, height(_seen(value), look, room)))
        for box, needed in tall:
            rows = range(box.top, box.bottom + 1)
            lacking = needed - sum(found.get(number, low) for number in rows)
            for number in rows if lacking > 0 else ():
                found[number] = found.get(number, low) + lacking / len(rows)
        return {n: min(round(h, 2), HIGHEST) for n, h in found.items()}, tall


class Arrangement:
    """One per way that a sheet's columns came out: their axis, their widths in points, how high a
    row without any cell is (``low``), the recipes of its rows, each made when it is needed, and
    the shapes that the rows came out in."""

    def __init__(self, sheet: Sheet, across: Axis) -> None:
        self.sheet, self.across = sheet, across
        self.widths = layout.widths(sheet.root, across, sheet.looks.styles[0])
        self.low = layout.usual(sheet.root, "defaultRowHeight", _DEFAULT_HEIGHT)
        self._recipes: dict[int, Recipe] = {}
        self._shapes = Kept[Places, Shape]()

    def recipe(self, number: int) -> Recipe:
        """The recipe of the template's row ``number``, from 1."""
        if (known := self._recipes.get(number)) is None:
            row = self.sheet.rows[number - 1]
            known = self._recipes[number] = Recipe(row, self.across, self.sheet.looks)
        return known

    def shape(self, rows: Places) -> Shape:
        """How the sheet comes out with these rows: most districts have the same."""
        return self._shapes.of(rows, lambda: Shape(self, rows), len(rows))


def _seen(value: object) -> str:
    """What of a value its row's height depends on: a number is one short word."""
    return value if isinstance(value, str) else "0"


@lru_cache(2**14)
def height(text: str, style: Style, room: float) -> float:
    """How many points high ``text`` is, freed of the marks of its pieces; kept, for texts come again."""
    return text_height(richtext.plain(text), style, room)
