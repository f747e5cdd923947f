"""What people type, and which place they mean. The names are real; the gazetteer here is small."""

import random
import string

import pytest

from reportbot.core.messages import Location, Named
from reportbot.core.places import Gazetteer, Kind, Place, kilometres


def a_place(
    key: str,
    sq: str,
    sr: str = "",
    *variants: str,
    kind: Kind = "village",
    at: tuple[float, float] | None = None,
    alternatives: tuple[str, ...] = (),
    in_place: str | None = None,
    offered: bool = True,
) -> Place:
    point = Location(*at) if at else None
    names = {"sq": sq, "sr": sr} if sr else {"sq": sq}
    return Place(key, Named(names), kind, point, variants, alternatives, "A", in_place, offered)


PLACES = Gazetteer(
    [
        a_place("drenas", "Drenas (Gllogoc)", "Glogovac", "Drenas", "Gllogoc", kind="town", at=(42.6283, 20.8939)),
        a_place("komoran", "Komoran", "Komorane", at=(42.5789, 20.9039), alternatives=("Bushat",)),
        a_place("negroc", "Negroc", "Negrovce", "Negrovc", at=(42.5792, 20.8264), alternatives=("Fatos",)),
        a_place("upper", "Fushticë e Epërme", "Gornja Fuštica", "Fushtica e Epërme", at=(42.5550, 20.9481)),
        a_place("lower", "Fushticë e Poshtme", "Donja Fuštica", "Fushtica e Ulët", at=(42.5506, 20.9275)),
        a_place("new", "Çikatovë e Re", "Novo Čikatovo"),
        a_place("old", "Çikatovë e Vjetër", "Staro Čikatovo", "Çikatovë"),
        a_place("gjergjice", "Gjergjicë", "Đurđica"),
        a_place("samadrexhe", "Samadrexhë", "Samodreža"),
        a_place("terdevc", "Tërdevc", "Trđevac", "Tërdec"),
        a_place("vushtrri", "Vushtrri", "Vučitrn", kind="town"),
        a_place("reznik", "Reznik", "Resnik"),
        a_place("banjske", "Banjskë", "Banjska"),
        a_place("kolle", "Kollë", "Kolo", "Kula"),
        a_place("prelluzhe", "Prelluzhë", "Prilužje"),
        a_place("unit", "Njësia Administrative Kamëz", kind="unit", at=(42.6284, 20.8940)),
        a_place("kamez", "Kamëz", "", "Kamza", kind="town", in_place="unit"),
        a_place("bathore", "Bathore", kind="neighbourhood", in_place="kamez"),
        a_place("quarter", "Lagjja e Re", "Novo Naselje"),
        a_place("mner", "Zall-Mner", offered=False, at=(42.5790, 20.9040)),
        a_place("galica1", 'Shkolla "Shote Galica", Komoran', "", "Shote Galica", kind="school", in_place="komoran"),
        a_place("galica2", 'Shkolla "Shote Galica", Tërdevc', "", "Shote Galica", kind="school", in_place="terdevc"),
        a_place("rilindja", 'Shkolla "Rilindja", Bathore', "", "Rilindja", kind="school", in_place="bathore"),
        a_place(
            "main_street", "Rruga Adem Gashi", "Ulica Adema Gašija", "Rruga e Madhe", kind="street", in_place="drenas"
        ),
        a_place("same_street", "Rruga Adem Gashi", kind="street", in_place="kamez"),
        a_place("skole_negroc", 'Shkolla "Negroc", Negroc', "", "Negroc", kind="school", in_place="negroc"),
    ],
    {"Fushticë": ["upper", "lower"], "Çikatovë": ["new", "old"]},
)


def keys(places: tuple[Place, ...]) -> list[str]:
    return sorted(place.key for place in places)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # as printed, in any case, with and without marks, in three scripts of spelling
        ("Komoran", ["komoran"]),
        ("KOMORAN", ["komoran"]),
        ("Gjergjice", ["gjergjice"]),
        ("Đurđica", ["gjergjice"]),
        ("Djurdjica", ["gjergjice"]),
        ("Durdica", ["gjergjice"]),
        ("Ђурђица", ["gjergjice"]),
        ("Глоговац", ["drenas"]),
        # the folding rules
        ("Qikatova e re", ["new"]),
        ("cikatov e vjeter", ["old"]),
        ("gjergjic", ["gjergjice"]),
        ("Samadregj", ["samadrexhe"]),
        ("Samadredž", ["samadrexhe"]),
        ("Glogoc", ["drenas"]),
        ("Negrofc", ["negroc"]),
        ("Terdefc", ["terdevc"]),
        ("Trdevc", ["terdevc"]),
        ("Fushtica e Poshtëme", ["lower"]),
        ("fushtice e ulet", ["lower"]),
        # cases and definite forms
        ("Komorani", ["komoran"]),
        ("Komoranit", ["komoran"]),
        ("u Glogovcu", ["drenas"]),
        ("iz Prilužja", ["prelluzhe"]),
        ("Vučitrnu", ["vushtrri"]),
        ("Vushtrrisë", ["vushtrri"]),
        ("në Vushtrri", ["vushtrri"]),
        ("Bathores", ["bathore"]),
        ("u Donjoj Fuštici", ["lower"]),
        # slips
        ("Komaran", ["komoran"]),
        ("kommoran", ["komoran"]),
        ("Samdarexhë", ["samadrexhe"]),
        ("Vushtri", ["vushtrri"]),
        ("fushtcie e eperme", ["upper"]),
        # a bare name asks
        ("Fushticë", ["lower", "upper"]),
        ("fushtic", ["lower", "upper"]),
        ("Fuštica", ["lower", "upper"]),
        ("Çikatovë", ["new", "old"]),
        ("shote galica", ["galica1", "galica2"]),
        # other names count when they are the whole answer
        ("Bushat", ["komoran"]),
        ("Fatos", ["negroc"]),
        # a village comes before a school of its name, unless a school is meant
        ("Negroc", ["negroc"]),
        ("shkolla Negroc", ["skole_negroc"]),
        ("Rilindja", ["rilindja"]),
        # within a sentence
        ("te shkolla në Komoran", ["komoran"]),
        ("ne fshatin komoran, afer urës", ["komoran"]),
        ("shkolla Shote Galica në Tërdevc", ["galica2"]),
        # a name that begins like "the quarter"
        ("Lagjja e Re", ["quarter"]),
        ("te lagjja e re", ["quarter"]),
        ("ne lagjen e re", ["quarter"]),
        ("Novo naselje", ["quarter"]),
        ("lagjja", []),
        # streets, with and without the word for one, by nickname, told apart by their town
        ("Rruga Adem Gashi", ["main_street", "same_street"]),
        ("rr. Adem Gashi", ["main_street", "same_street"]),
        ("ulica Adema Gasija", ["main_street"]),
        ("rruga e madhe", ["main_street"]),
        ("Adem Gashi", ["main_street", "same_street"]),
        ("rruga Adem Gashi ne Drenas", ["main_street"]),
        # known, though not offered
        ("Zall Mner", ["mner"]),
        # no place
        ("", []),
        ("   ", []),
        ("?!.", []),
        ("Prishtinë", []),
        ("te shkolla", []),
        ("nuk e di", []),
        ("kom", []),
    ],
)
def test_a_place_is_found_as_people_write_it(typed: str, meant: list[str]) -> None:
    assert keys(PLACES.find(typed)) == meant


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("ka nje puset pa kapak ne Komoran te shkolla", ["komoran"]),
        ("u Glogovcu i u Prilužju", ["drenas", "prelluzhe"]),
        ("u selu Gornja Fuštica", ["upper"]),
        ("ne fshatin Kollë", ["kolle"]),
        ("ne fshatin Komaran", ["komoran"]),
        ("ne Komaran", []),  # a short name with a slip counts after "the village" alone
        ("A child is alone in Bathore", ["bathore"]),
        ("ne Fushticë", ["lower", "upper"]),
        ("te shkolla Rilindja", ["rilindja"]),
        ("ka nje puset pa kapak ne lagjen e re te shkolla", ["quarter"]),
        ("ne lagjen Komoran", ["komoran"]),
        ("ne lagjen e vjeter", []),
        ("ka grope ne rrugen Adem Gashi te Kamza", ["same_street"]),
        ("the hole is in Adem Gashi street", ["main_street", "same_street"]),
        ("Adem Gashi e ka rrahur djalin", []),  # a person has the name of a street
        # everyday words are no places
        ("fëmija ka kollë", []),
        ("ne kolle", []),
        ("ka rrezik, jemi ne rrezik", []),
        ("Fatosi e ka rrahur Besnikun", []),
        ("Bashkia nuk vjen", []),
        ("rilindja e qytetit", []),
        ("ka nje pus pa kapak te shkolla", []),
        ("otvoren šaht kod škole", []),
        ("there is an open manhole near the school", []),
        ("kamera eshte prishur", []),
    ],
)
def test_places_are_heard_in_a_sentence_and_everyday_words_are_not(said: str, named: list[str]) -> None:
    assert keys(PLACES.mentioned_in(said)) == named


def test_places_come_in_the_order_of_the_sentence() -> None:
    assert [place.key for place in PLACES.mentioned_in("nga Prelluzha ne Komoran")] == ["prelluzhe", "komoran"]


def test_no_rubbish_is_an_error_and_only_the_beginning_of_a_long_text_is_read() -> None:
    letters = string.printable + "ëçšđžćЂљ\u0000\u202e🙈\ud7ff"
    dice = random.Random(7)
    for length in (1, 5, 50, 400):
        for _ in range(25):
            rubbish = "".join(dice.choice(letters) for _ in range(length))
            PLACES.find(rubbish)
            PLACES.mentioned_in(rubbish)
    assert PLACES.find("x " * 100_000 + "Komoran") == ()
    assert keys(PLACES.find(" " * 50 + "Komoran" + "!" * 100_000)) == ["komoran"]


def test_the_nearest_place_is_an_offered_one_with_a_point_within_reach() -> None:
    near_komoran = Location(42.5791, 20.9041)
    assert PLACES.nearest(near_komoran, 3) == PLACES.by_key["komoran"]
    assert PLACES.nearest(Location(42.6284, 20.8940), 3) == PLACES.by_key["drenas"]
    assert PLACES.nearest(Location(41.0, 20.0), 3) is None


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert kilometres(Location(42, 21), Location(43, 21)) == pytest.approx(111.19, abs=0.01)


def test_a_menu_offers_towns_and_units_then_villages_by_name_and_nothing_doubtful() -> None:
    listed = [place.key for place in PLACES.listed()]
    assert listed[:5] == ["drenas", "kamez", "vushtrri", "unit", "bathore"]
    assert listed[5:8] == ["banjske", "new", "old"]
    assert "mner" not in listed
    assert "rilindja" not in listed


def test_schools_are_listed_by_their_place() -> None:
    assert keys(PLACES.schools_in("komoran")) == ["galica1"]
    assert PLACES.schools_in("kolle") == ()


def test_a_place_holds_what_lies_in_it_however_deep() -> None:
    assert PLACES.within("unit") == {"unit", "kamez", "bathore", "rilindja", "same_street"}


def test_an_empty_gazetteer_finds_nothing() -> None:
    nowhere = Gazetteer([])
    assert (nowhere.find("Komoran"), nowhere.listed(), nowhere.nearest(Location(42, 21), 100)) == ((), (), None)


SCHOOLS = Gazetteer(
    [
        a_place("drenas", "Drenas"),
        a_place("komoran", "Komoran"),
        a_place("rilindja", 'Shkolla "Rilindja", Drenas', "", "Rilindja", kind="school", in_place="drenas"),
        a_place("liria", 'Shkolla "Liria", Drenas', "", "Liria", kind="school", in_place="drenas"),
        a_place("hana", 'Shkolla "Hana", Komoran', "", "Hana", kind="school", in_place="komoran"),
    ]
)


@pytest.mark.parametrize(
    ("typed", "schools"),
    [
        ("te shkolla në Drenas", ["liria", "rilindja"]),
        ("kod škole u Drenasu", ["liria", "rilindja"]),
        ("te shkolla Liria në Drenas", []),  # it is clear
        ("te shkolla në Komoran", []),  # there is one
        ("në Drenas", []),
        ("te shkolla", []),
    ],
)
def test_a_school_of_a_place_with_several_is_not_clear(typed: str, schools: list[str]) -> None:
    assert keys(SCHOOLS.schools_meant(typed)) == schools


def test_a_school_that_is_not_named_is_some_school() -> None:
    assert SCHOOLS.is_some_school("te shkolla")
    assert not SCHOOLS.is_some_school("te ura")
    assert not Gazetteer([]).is_some_school("te shkolla")
