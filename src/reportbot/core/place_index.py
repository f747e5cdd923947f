"""Names of places, found by spelling, by sound, and with a slip or two."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportbot.core.place_sounds import Form, forms_heard, forms_of_name, letters_of, slips_between, stem_of
from reportbot.core.text import fold

# Words one slip away from a place name: pedestrian crossing, global.
EVERYDAY = frozenset({"prelaz", "prelaza", "prelazu", "global"})


@dataclass(frozen=True, slots=True)
class Called:
    """What one place is called: `names` and `variants` anywhere, `alternatives` only as a whole answer."""

    key: str
    names: tuple[str, ...]
    variants: tuple[str, ...]
    alternatives: tuple[str, ...]


class NameIndex:
    """Names of places by spelling and by sound. Earlier levels hide later ones: names, variants, alternatives."""

    def __init__(self, places: Sequence[Called], groups: Mapping[str, Sequence[str]]) -> None:
        self._spelt: dict[str, frozenset[str]] = {}
        self._heard: dict[Form, frozenset[str]] = {}
        self._heard_alone: dict[Form, frozenset[str]] = {}
        self._add_level(self._heard, [(name, p.key) for p in places for name in p.names])
        self._add_level(self._heard, [(name, p.key) for p in places for name in p.variants])
        bare: dict[Form, frozenset[str]] = {}
        for place in places:
            for stem, marks in (form for name in (*place.names, *place.variants) for form in forms_of_name(name)):
                if marks:
                    bare[stem, ""] = bare.get((stem, ""), frozenset()) | {place.key}
        self._heard = {**bare, **self._heard}
        self._add_level(self._heard_alone, [(name, p.key) for p in places for name in p.alternatives])
        for name, keys in groups.items():
            self._spelt[fold(name)] = frozenset(keys)
            self._heard.update(dict.fromkeys(forms_of_name(name), frozenset(keys)))
        self._by_length: dict[int, list[tuple[Form, int]]] = {}
        for form in self._heard:
            self._by_length.setdefault(len(form[0]), []).append((form, letters_of(form[0])))

    def _add_level(self, heard: dict[Form, frozenset[str]], rows: Iterable[tuple[str, str]]) -> None:
        spelt: dict[str, frozenset[str]] = {}
        sounds: dict[Form, frozenset[str]] = {}
        for name, key in rows:
            spelt[fold(name)] = spelt.get(fold(name), frozenset()) | {key}
            for form in forms_of_name(name):
                sounds[form] = sounds.get(form, frozenset()) | {key}
        for spelling, keys in spelt.items():
            self._spelt.setdefault(spelling, keys)
        for form, keys in sounds.items():
            heard.setdefault(form, keys)

    def exactly(self, name: Sequence[str]) -> list[str]:
        return sorted(self._spelt.get(" ".join(name), ()))

    def by_sound(self, name: Sequence[str], *, old_names: bool = True) -> list[str]:
        forms = forms_heard(name)
        for table in (self._heard, self._heard_alone) if old_names else (self._heard,):
            for form in forms:
                if form in table:
                    return sorted(table[form])
        return []

    def one_slip(self, word: str) -> list[str]:
        """For a word in a sentence: one slip, and not in the first letter."""
        if word in EVERYDAY or len(stem_of(word)) < 6:
            return []
        first = stem_of(word)[0]
        return self.nearly([word], most=1, shortest=6, first=first)

    def nearly(self, name: Sequence[str], *, most: int = 2, shortest: int = 4, first: str = "") -> list[str]:
        """The nearest names within the tolerance: one slip from 5 letters, two from 9."""
        best, keys = most + 1, set[str]()
        letters = len("".join(name))
        for stem, marks in forms_heard(name):
            tolerance = 2 if letters >= 9 and len(stem) >= 7 else 1 if letters >= 5 and len(stem) >= shortest else 0
            allowed, bag = min(most, best, tolerance), letters_of(stem)
            for length in range(len(stem) - allowed, len(stem) + allowed + 1):
                for form, other in self._by_length.get(length, ()) if allowed else ():
                    if form[1] != marks or not form[0].startswith(first) or (bag ^ other).bit_count() > 2 * allowed:
                        continue
                    slips = slips_between(stem, form[0])
                    if slips <= allowed and slips < best:
                        best, keys = slips, set()
                    if slips == best <= allowed:
                        keys |= self._heard[form]
        return sorted(keys)
