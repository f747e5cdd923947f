"""A link as a QR code, drawn by segno as an SVG picture that templates place where they like."""

from io import BytesIO

from reportbot.core.errors import RuleBroken

LONGEST_LINK = 1200  # letters; a code of more is too fine for an old telephone's camera on 4 cm


def qr_svg(link: str) -> str:
    """ "" for no link. Raises RuleBroken for one that is too long."""
    if not link:
        return ""
    if len(link) > LONGEST_LINK:
        raise RuleBroken("a link that is too long for a QR code")
    import segno  # 30 ms that only whoever makes letters should pay

    drawn = BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, svgns=True, border=2, scale=4)
    return drawn.getvalue().decode()
