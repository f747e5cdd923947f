"""Who did something, by name: the pages of the console alone say it. Outside it only their office is named. Pure."""

from collections.abc import Mapping

from reportbot.core.access.member import is_member
from reportbot.core.messages import Text
from reportbot.service.staff.people import People
from reportbot.service.towns import Town
from reportbot.web.console.staff import staff_words

AT_DESK = Text("{name}, reporting desk")
AT_OFFICE = Text("{name}, {office}")
OPERATOR = Text("whoever runs the server")
ACTORS: Mapping[str, Text] = {
    "reporter": Text("the person"),
    "reportbot": Text("the service"),
    "coordinator": Text("reporting desk"),
    "operator": OPERATOR,
    "stranger": Text("somebody who is not signed in"),
}
ROLES_OF_LINKS: Mapping[str, Text] = {role.value: name for role, name in staff_words.ROLE_SHORT.items()}
"""Of members whom a link of the demo made: their key is their role, and their name too."""


def person_name(key: str, people: People) -> Text:
    """As the account has it; as they signed in where there is no account of this key any more."""
    member = people.get(key)
    if key in ROLES_OF_LINKS and (member is None or member.name == key):
        return ROLES_OF_LINKS[key]
    return Text("{name}", {"name": member.name if member else key})


def actor_name(actor: str, people: People, town: Town) -> Text:
    """Somebody of the staff, who with their office where that is not the municipality; the one who reports, the service
    itself, an office."""
    if not is_member(actor):
        return ACTORS.get(actor) or town.name_of(actor)
    member, name = people.get(actor[1:]), person_name(actor[1:], people)
    if member and member.institution:
        return Text(AT_OFFICE.msgid, {"name": name, "office": town.name_of(member.institution)})
    return name


def at_case(actor: str, people: People, town: Town) -> Text:
    """The same beside what offices did to a case: whoever belongs to no office is the desk's."""
    member = people.get(actor[1:])
    if is_member(actor) and not (member and member.institution):
        return Text(AT_DESK.msgid, {"name": person_name(actor[1:], people)})
    return actor_name(actor, people, town)
