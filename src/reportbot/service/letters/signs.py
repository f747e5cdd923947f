"""Words for the pictographs that people put into reports and no font of a letter has: those that tell something.

All others are left out. The whole of what was written stands behind the link.
"""

from collections.abc import Mapping

from reportbot.core.messages import Text

_TEARS, _FEAR, _ANGER, _SORROW = Text("tears"), Text("fear"), Text("anger"), Text("sorrow")
_WATER, _SCHOOL, _HOUSE, _DOG = Text("water"), Text("school"), Text("house"), Text("dog")
_WOUND, _GOOD, _BAD, _CAR = Text("wound"), Text("good"), Text("not good"), Text("car")

SIGNS: Mapping[str, Text] = {
    **dict.fromkeys("😭😢😥😿", _TEARS),
    **dict.fromkeys("😱😨😰😧😦", _FEAR),
    **dict.fromkeys("😡😠🤬😤", _ANGER),
    **dict.fromkeys("😞😔🙁🥺💔", _SORROW),
    **dict.fromkeys("🤕🩹🤒", _WOUND),
    **dict.fromkeys("👍👌", _GOOD),
    "👎": _BAD,
    **dict.fromkeys("💧🌊💦🚰", _WATER),
    **dict.fromkeys("🏫🎒", _SCHOOL),
    **dict.fromkeys("🏠🏡", _HOUSE),
    **dict.fromkeys("🐕🐶🐩🐺", _DOG),
    **dict.fromkeys("🚗🚙🚘", _CAR),
    "🩸": Text("blood"),
    "🔪": Text("knife"),
    "🔫": Text("gun"),
    "🔥": Text("fire"),
    "🙏": Text("please"),
    "🆘": Text("help"),
    "🚨": Text("alarm"),
    "👊": Text("fist"),
    "🚌": Text("bus"),
    "🚧": Text("road works"),
    "🕳": Text("hole"),
    "👶": Text("baby"),
    "🧒": Text("child"),
    "👦": Text("boy"),
    "👧": Text("girl"),
    "👨": Text("man"),
    "👩": Text("woman"),
    "👵": Text("old woman"),
    "👴": Text("old man"),
    "👮": Text("police"),
    "🗑": Text("waste"),
    "📍": Text("here"),
    "💊": Text("medicine"),
    "🍺": Text("alcohol"),
    "🚬": Text("cigarette"),
    "💡": Text("light"),
    "🌳": Text("tree"),
    "💰": Text("money"),
    "📞": Text("telephone"),
}
