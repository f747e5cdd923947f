"""The case that the address of a page names."""

from reportbot.web.console.desk import Desk


def number_of(desk: Desk) -> str:
    return str(desk.request.path_params["number"])


def named(desk: Desk) -> tuple[str, str]:
    """Municipality and number, as the service asks for a case."""
    return desk.visit.municipality, number_of(desk)


def page_of_case(desk: Desk) -> str:
    """The address of its page."""
    return f"{desk.home}/cases/{number_of(desk)}"
