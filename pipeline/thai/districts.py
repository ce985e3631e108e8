"""Provinces and districts, found by their official names and codes and never by likeness."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from pipeline.thai.digits import to_arabic
from pipeline.thai.text import clean, squeeze

_BANGKOK = "10"
_NICKNAMES = {"กรุงเทพ": _BANGKOK, "กทม": _BANGKOK, "อยุธยา": "14"}
_PROVINCE_LEADS = ("จังหวัด", "จว", "จ")
# What may stand before the name, as keys; both lists are tried whole, never in part.
_OFFICES = (
    "", "สำนักงาน", "สนง", "พัฒนาการ", "พัฒนาชุมชน", "สำนักงานพัฒนาชุมชน", "สนงพัฒนาชุมชน",
    "พช", "สพช", "สำนักงานพช", "สนงพช",
)  # fmt: skip
_DISTRICT_LEADS = (
    *(office + word for office in _OFFICES for word in ("อำเภอ", "อ")),
    "พช", "สพช", "สพอ", "สพออำเภอ", "สพออ", "กิ่งอำเภอ", "กิ่งอ", "เขต", "สำนักงานเขต",
)  # fmt: skip
_OFFICE_LEADS = (
    *(office + word for office in (*_OFFICES, "ส่วนกลาง") for word in _PROVINCE_LEADS),
    "สพจ", "สพจจังหวัด", "สพจจ",
)  # fmt: skip
# What stands before a name within a longer text, as patterns: the marks of a place, and those of the
# district's office too.
PROVINCE_MARK, DISTRICT_MARK, TAMBON_MARK = r"(?:จังหวัด|จว?\.)", r"(?:อำเภอ|อ\.)", r"(?:ตำบล|ต\.)"
OFFICE_MARK = r"สพอ\.?"
DISTRICT_WORD = rf"(?:(?<![ก-๎])ส?พช\.\s*)?{DISTRICT_MARK}|{OFFICE_MARK}|(?<![ก-๎])ส?พช\."
_MUNICIPALITY = re.compile(r"(?:สำนักงาน|สนง\.?)?\s*(?:เทศบาล|ท[นมต](?:\.|\s)|ท\.\s?[นมต]\.)")
_PROVINCIAL = re.compile(
    "(?:สำนักงาน|สนง|พัฒนาการ|พัฒนาชุมชน|ส?พช)*(?:จังหวัด|จว)|สพจ|ส่วนกลาง|กลุ่มงาน|ฝ่าย")
_ORDINAL = re.compile(r"\d{1,2}\s*[.)]\s*(?=\D)", re.A)
_CODE = re.compile(r"\(?(\d{4})(?:\.0+)?\)?(?:\s*[\s:.-]\s*(?=\D)|(?=[^\d.,])|$)", re.A)
# Behind a name a code stands apart or in brackets, and is an official one: years stand there too.
_CODE_BEHIND = re.compile(r"(?P<name>.*?[^\d\s.,:(\[-])(?:\s*[\s:.-]\s*|(?=[(\[]))[(\[]?(?:รหัส\s*)?(?P<code>\d{4})[)\]]?", re.A)
_NEAR = 0.75  # มือ is 0.75 near to เมือง, งหาด 0.73 to คลองหาด, as any name that ends alike
_SHORTEST = 3  # สอฃ is near สอง; of two letters one is half a name
_ABOUT = 0.05  # two names so near to a third are both likely; one letter of six makes 0.08
_LONGEST = 100  # a longer text is prose, and holds no name


@dataclass(frozen=True, slots=True)
class Place:
    """One per province or district: its official code and its official bare name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Office:
    """The provincial office: a unit of its own, neither a district nor a total."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality (เทศบาล), which is not a district."""


def _key(text: str) -> str:
    """The form of a name that is looked up: squeezed, without points, hyphens, brackets, ฯ."""
    return squeeze(re.sub(r"[.()\[\]:'’ฯ‐-―−-]", "", squeeze(text)))


@cache
def _provinces() -> dict[str, Place]:
    import geothai  # it reads its data when imported

    return {p.code: Place(p.code, p.name_th) for p in geothai.provinces()}


@cache
def _districts(province_code: str) -> tuple[Place, ...]:
    import geothai

    return tuple(Place(d.code, d.name_th) for d in geothai.districts(province_code))


@cache
def _province_names() -> dict[str, Place]:
    names = {_key(place.name): place for place in _provinces().values()}
    return names | {_key(name): _provinces()[code] for name, code in _NICKNAMES.items()}


@cache
def _district_names(province_code: str) -> dict[str, Place]:
    """Every bare name of a province's districts; the capital's goes by เมือง too."""
    names = {}
    for place in _districts(province_code):
        if place.code.endswith("01") and province_code != _BANGKOK:
            names["เมือง"] = place
            for name, province in _province_names().items():
                if province.code == province_code:
                    names[f"เมือง{name}"] = place
        if province_code == _BANGKOK:
            names[_key(place.name).removeprefix("เขต")] = place
    return names | {_key(place.name): place for place in _districts(province_code)}


@cache
def _holders() -> dict[str, tuple[Place, ...]]:
    """The provinces, by code, that have a district of each bare name."""
    holders: dict[str, tuple[Place, ...]] = {}
    for province in _provinces().values():
        for name in _district_names(province.code):
            holders[name] = (*holders.get(name, ()), province)
    return holders


@cache
def _province_tail() -> re.Pattern[str]:
    names = sorted(_province_names(), key=len, reverse=True)
    return re.compile(
        f"(?P<bare>.+?)(?:{'|'.join(_PROVINCE_LEADS)})(?P<province>{'|'.join(names)})"
    )


def _readings(name: str) -> Iterator[tuple[str, Place | None]]:
    """Each bare name that ``name`` may be read as, the fullest first, with the province that
    it names itself."""
    key = _key(name)
    tail = _province_tail().fullmatch(key) if "จ" in key and len(key) < _LONGEST else None
    texts: list[tuple[str, Place | None]] = [(key, None)]
    if tail:
        texts.append((tail["bare"], _province_names()[tail["province"]]))
    for text, province in texts:
        yield text, province
        if text.startswith(_DISTRICT_LEADS):
            for lead in _DISTRICT_LEADS:
                if text.startswith(lead):
                    yield text[len(lead) :], province


def _as_text(value: object) -> str:
    """What a district cell holds, as text without an ordinal; codes come as numbers too."""
    if isinstance(value, str):
        text = re.sub("[‐-―−]", "-", to_arabic(clean(value)).lstrip("'’").strip())
        return _ORDINAL.sub("", text, count=1) if _ORDINAL.match(text) else text
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return ""
    return str(int(value)) if 0 <= value < 10_000 and value == int(value) else ""


def _split(text: str) -> tuple[str | None, str]:
    """The four-digit code that stands before or behind the name in ``text``, and the name."""
    code = _CODE.match(text)
    if code:
        return code[1], text[code.end() :]
    behind = _CODE_BEHIND.fullmatch(text)
    if behind and _is_code(behind["code"]):
        return behind["code"], behind["name"]
    return None, text


def _is_code(code: str | None) -> bool:
    """Whether a code is a district's."""
    return code is not None and any(place.code == code for place in _districts(code[:2]))


def _named_in(province: Place, name: str) -> Place | None:
    """The district of ``province`` that ``name`` is."""
    names = _district_names(province.code)
    for bare, stated in _readings(name):
        if bare in names and stated in (None, province):
            return names[bare]
    return None


def _coded(province: Place, code: str, name: str) -> Place | None:
    """The district of ``province`` with this code, if the name after the code is its own."""
    place = next((place for place in _districts(province.code) if place.code == code), None)
    return place if not name or _named_in(province, name) == place else None


def _likeness(key: str, name: str) -> float:
    """How like two names are, 1 for the same; one letter of a short name may be another."""
    other = sum(a != b for a, b in zip(key, name, strict=False))
    ratio = difflib.SequenceMatcher(None, key, name).ratio()
    return max(ratio, _NEAR) if len(key) == len(name) >= _SHORTEST and other == 1 else ratio


def _near(keys: list[str], names: dict[str, Place], margin: float = 0.0) -> list[Place]:
    """The places whose names are nearest to one of some keys, if any is near; also those that are
    less near by ``margin``."""
    best: dict[str, float] = {}
    for name, place in names.items():
        score = max(_likeness(key, name) for key in keys)
        best[place.code] = max(score, best.get(place.code, 0.0))
    least = max(_NEAR, max(best.values(), default=0.0) - margin)
    places = {place.code: place for place in names.values()}
    return [places[code] for code, score in best.items() if score >= least]


def _nearest(keys: list[str], names: dict[str, Place]) -> Place | None:
    near = _near(keys, names) if keys else []
    return near[0] if len(near) == 1 else None


def find_province(name: str) -> Place | None:
    """The province that ``name`` is: its name with or without จังหวัด, in any spelling of an
    office, or its two-digit code; ``None`` for all else."""
    text = re.sub(r"\.0+$", "", _as_text(name))
    if text in _provinces():
        return _provinces()[text]
    key = _key(text)
    bare = (key, *(key.removeprefix(lead) for lead in _PROVINCE_LEADS))
    return next((_province_names()[name] for name in bare if name in _province_names()), None)


def province_before(text: str, following: re.Pattern[str]) -> tuple[Place, str] | None:
    """The province whose name ``text`` begins with, and the text behind it. A word ends there, or
    one that ``following`` matches begins."""
    for name in sorted(_province_names(), key=len, reverse=True):
        rest = text[len(name):]
        if text.startswith(name) and (not re.match("[ก-๎]", rest) or following.match(rest)):
            return _province_names()[name], rest
    return None


def province_of_title(title: str) -> Place | None:
    """The province that a folder's name is, with or without จังหวัด, a number or punctuation
    around it (``27_สระแก้ว``, ``(จ.สระแก้ว)``); ``None`` for a number alone and for more words."""
    text = clean(title)
    letters = [place for place, c in enumerate(text) if unicodedata.category(c)[0] in "LM"]
    return find_province(text[letters[0] : letters[-1] + 1]) if letters else None


def suggest_province(text: str) -> Place | None:
    """The province whose name is nearest to ``text``, for a message; ``None`` if none is near."""
    key = _key(text)
    return _nearest([key, re.sub("^(?:จังหวัด|จ(?=.{3}))", "", key)], _province_names())


@lru_cache(2**14)
def districts_named(text: str) -> frozenset[str]:
    """The codes of the districts of any province that ``text`` may be, by name in any spelling
    or by code. A number counts only if its four digits are an official code."""
    code, name = _split(_as_text(text))
    if code is not None:
        province = _provinces().get(code[:2])
        place = _coded(province, code, name) if province is not None else None
        return frozenset({place.code} if place is not None else ())
    return frozenset(
        _district_names(holder.code)[bare].code
        for bare, stated in _readings(name)
        for holder in _holders().get(bare, ())
        if stated in (None, holder)
    )


def looks_like_district(text: str) -> bool:
    """Whether ``text`` is a district of any province."""
    return bool(districts_named(text))


def led_as_district(text: str) -> bool:
    """Whether ``text`` begins with what stands before a district's name, an ordinal or not before it; what
    follows may be any name."""
    code, name = _split(_as_text(text))
    key = _key(name)
    return code is not None or bool(re.match(DISTRICT_WORD, name)) or any(
        len(lead) > 1 and key.startswith(lead) for lead in _DISTRICT_LEADS)


def near_district(text: str, beside: Iterable[str]) -> bool:
    """Whether ``text`` is none, but near the name of a district of the province of which those named
    ``beside`` it are."""
    of = Counter(code[:2] for other in beside for code in districts_named(other))
    most = max(of.values(), default=0)
    return not looks_like_district(text) and not beside_districts(text) and any(
        Gazetteer(_provinces()[code]).near(text) for code, many in of.items() if many == most)


def beside_districts(text: str) -> bool:
    """Whether ``text`` is what stands among districts and is none: a municipality, a provincial
    office or a part of it."""
    _, name = _split(_as_text(text))
    return bool(_MUNICIPALITY.match(name) or _PROVINCIAL.match(_key(name)))


def provinces_of(values: Iterable[object]) -> list[Place]:
    """The provinces of which every value is a district, by code or name; none for no values."""
    named = [_split(_as_text(value)) for value in values]
    return [
        province for province in _provinces().values()
        if named and all(
            _coded(province, code, name) if code is not None else _named_in(province, name)
            for code, name in named
        )
    ]


@cache
def _tambons(province_code: str) -> dict[str, frozenset[str]]:
    """The codes of a province's districts by the bare name of each tambon in them."""
    import geothai

    found: dict[str, frozenset[str]] = {}
    for district in _districts(province_code):
        for tambon in geothai.subdistricts(district.code):
            key = _key(tambon.name_th)
            found[key] = found.get(key, frozenset()) | {district.code}
    return found


class Gazetteer:
    """The districts of one province, and what a cell in its exports means by them."""

    def __init__(self, province: Place) -> None:
        self.province = province
        self.places: tuple[Place, ...] = _districts(province.code)
        own = ["", *(n for n, place in _province_names().items() if place == province)]
        self._office = {lead + name for lead in _OFFICE_LEADS for name in own} - {"จ", "จว"}
        self._named = lru_cache(2**12)(self._meaning)  # a large export names few districts often

    def resolve(self, value: object) -> Place | Office | Municipality | None:
        """What a district cell means: a district by code, by name in any spelling, or by both
        if they agree; the provincial office; a municipality. ``None`` for all else, a district
        of another province with it."""
        return self._named(value) if isinstance(value, str) else self._meaning(value)

    def _meaning(self, value: object) -> Place | Office | Municipality | None:
        code, name = _split(_as_text(value))
        if _MUNICIPALITY.match(name):
            return Municipality()
        if _key(name) in self._office and not _is_code(code):
            return Office()
        return _coded(self.province, code, name) if code else _named_in(self.province, name)

    def suggest(self, value: object) -> Place | None:
        """The district of the province whose name is nearest to ``value``, for a message to a
        person; ``None`` if none is near or two are equally near."""
        return _nearest(self._keys(value), _district_names(self.province.code))

    def near(self, value: object) -> tuple[Place, ...]:
        """The districts of the province that ``value`` may be a slip for: more than one where two
        are about as near."""
        keys = self._keys(value)
        return tuple(_near(keys, _district_names(self.province.code), _ABOUT) if keys else ())

    def of_tambon(self, name: str) -> frozenset[str]:
        """The codes of the districts of the province in which a tambon of exactly this name lies, with
        ตำบล or ต. before it or without; none for a name that no tambon has."""
        key = _key(_as_text(name))
        bare = (key, *(key.removeprefix(lead) for lead in ("ตำบล", "ต")))
        known = _tambons(self.province.code)
        return next((known[one] for one in bare if one in known), frozenset())

    def _keys(self, value: object) -> list[str]:
        _, name = _split(_as_text(value))
        return [bare for bare, stated in _readings(name) if stated in (None, self.province)]

    def elsewhere(self, value: object) -> Place | None:
        """The other province that has the district ``value`` names, by exact name or code; the
        first by code where several have it, ``None`` where the district is ours or nobody's."""
        code, name = _split(_as_text(value))
        if code is not None:
            holder = _provinces().get(code[:2], self.province)
            return holder if holder != self.province and _coded(holder, code, name) else None
        if _named_in(self.province, name):
            return None
        for bare, stated in _readings(name):
            for holder in _holders().get(bare, ()):
                if stated in (None, holder) and holder != self.province:
                    return holder
        return None
