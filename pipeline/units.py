"""What results are counted in, and how they are printed."""

from decimal import Decimal

from pipeline.thai.calendar import from_serial, thai_date
from pipeline.thai.digits import MONEY_UNITS, format_decimal, shortest

PERCENT = "ร้อยละ"
LEVEL = "ระดับ"  # of a result that is no number: levels are told by items alone
POINTS = "คะแนน"
DATE = "วันที่"
RATES = {PERCENT: Decimal(100), "ต่อพันคน": Decimal(1000), "ต่อหมื่นคน": Decimal(10_000), "ต่อแสนคน": Decimal(100_000)}  # a share, out of how many
HUNDREDTHS = (*RATES, POINTS, "บาท", "ล้านบาท", LEVEL, "")  # results that usually have two decimals


def out_of(unit: str) -> Decimal:
    """Out of how many a ratio in a unit is."""
    return RATES.get(unit, RATES[PERCENT])


def usual_places(unit: str) -> int:
    """The decimals that results of a unit are printed with where nothing else is said."""
    return 2 if unit in HUNDREDTHS else 0


def factor(counted: str, unit: str) -> Decimal:
    """What figures in one unit are multiplied by to be in another: amounts of money may be in ล้านบาท where
    their figures are in บาท; 1 for all others."""
    return MONEY_UNITS[counted] / MONEY_UNITS[unit] if money(counted, unit) else Decimal(1)


def money(*units: str) -> bool:
    """Whether all of these are units of money."""
    return all(unit in MONEY_UNITS for unit in units)


def exact(value: Decimal, unit: str) -> str:
    """A result or a bound as other programs read it: a date as ``2018-09-10``, a number as short as it is."""
    return from_serial(value).isoformat() if unit == DATE else shortest(value)


def printed(value: Decimal, unit: str, places: int = 2, *, grouping: bool = False) -> str:
    """A result or a bound as it is printed: a date as papers write it, a number with its decimals, more
    where it has more."""
    if unit == DATE:
        return thai_date(from_serial(value), "short")
    own = value.normalize().as_tuple().exponent
    return format_decimal(value, max(places, -own if isinstance(own, int) else 0), grouping=grouping)
