"""What the filling of one sheet may use, whatever its template says."""

MOST_TURNS = 250_000  # of all loops of a sheet
MOST_ROWS = 100_000  # of a finished sheet; Excel's own limit is 1,048,576
MOST_CELLS = 500_000
MOST_CHARACTERS = 20_000_000  # of the texts of a sheet
MOST_WORK = 20_000_000  # of all filters of a sheet: an item counts ITEM and its characters


class NotAllowed(Exception):
    """What a template may not do, or more than it may; the message says what, in Thai."""


class Allowance:
    """What the filling of one sheet may still use; :class:`NotAllowed` when it is used up."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """All that a form may use is there again."""
        self.turns, self.rows, self.cells, self.characters, self.worked = 0, 0, 0, 0, 0

    def turn(self, characters: int) -> None:
        """One more turn of a loop, which writes ``characters`` as they stand."""
        self.turns += 1
        if self.turns > MOST_TURNS:
            raise NotAllowed(f"วนซ้ำเกิน {MOST_TURNS:,} รอบในหนึ่งชีต ตรวจคำสั่ง {{% for … %}}")
        self.write(characters)

    def write(self, characters: int) -> None:
        """So many characters more of text; raises :class:`NotAllowed` where it is too much."""
        if self.characters + characters > MOST_CHARACTERS:
            raise NotAllowed(f"ข้อความยาวรวมเกิน {MOST_CHARACTERS:,} ตัวอักษรในหนึ่งชีต")
        self.characters += characters

    def work(self, much: int) -> None:
        """Something goes over items or texts."""
        self.worked += much
        if self.worked > MOST_WORK:
            raise NotAllowed("ตัวกรองทำงานกับรายการหรือข้อความมากเกินกำหนดในหนึ่งชีต ให้ใช้กับรายการที่สั้นลง")

    def row(self, cells: int) -> None:
        """One more row of ``cells`` cells."""
        self.rows += 1
        self.cells += cells
        if self.rows > MOST_ROWS or self.cells > MOST_CELLS:
            raise NotAllowed(f"ชีตยาวเกินกำหนด ({MOST_ROWS:,} แถว หรือ {MOST_CELLS:,} ช่อง)")
