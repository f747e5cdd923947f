"""The reliability diagram as a picture: how often triage is right where it is so sure. SVG, nothing loaded."""

from collections.abc import Sequence

from reportbot.core.judging import Step

SIDE, MARGIN = 400, 60  # pixels
_WIDTH, _HEIGHT = SIDE + 2 * MARGIN, SIDE + 2 * MARGIN


def diagram(steps: Sequence[Step], title: str) -> str:
    """Bars of what was right over steps of confidence; on the dashed line both are the same. Numbers over each bar."""
    bars = "\n".join(_bar(step) for step in steps)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" \
height="{_HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-labelledby="title">
<title id="title">{_escaped(title)}</title>
<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>
<text x="{_WIDTH / 2}" y="28" text-anchor="middle" font-size="15">{_escaped(title)}</text>
{_grid()}
{bars}
<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#333" stroke-dasharray="6 4"/>
<text x="{_WIDTH / 2}" y="{_HEIGHT - 14}" text-anchor="middle">how sure triage was</text>
<text x="18" y="{_HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 18 {_HEIGHT / 2})">\
how often it was right</text>
</svg>
"""


def _bar(step: Step) -> str:
    height = _y(0) - _y(step.right.value)
    left, width = _x(step.low) + 2, SIDE * (step.high - step.low) - 4
    return (
        f'<rect x="{left:.1f}" y="{_y(step.right.value):.1f}" width="{width:.1f}" height="{height:.1f}" fill="#8ab6d6"'
        f' stroke="#2b6a99"/><text x="{left + width / 2:.1f}" y="{_y(step.right.value) - 5:.1f}" text-anchor="middle"'
        f' font-size="10">{step.right.count}</text>'
    )


def _grid() -> str:
    lines = []
    for tenth in range(0, 11, 2):
        share = tenth / 10
        lines.append(f'<line x1="{_x(0)}" y1="{_y(share)}" x2="{_x(1)}" y2="{_y(share)}" stroke="#ddd"/>')
        lines.append(f'<text x="{_x(0) - 8}" y="{_y(share) + 4}" text-anchor="end">{tenth * 10} %</text>')
        lines.append(f'<text x="{_x(share)}" y="{_y(0) + 18}" text-anchor="middle">{tenth * 10} %</text>')
    return "\n".join(lines)


def _x(share: float) -> float:
    return MARGIN + SIDE * share


def _y(share: float) -> float:
    return MARGIN + SIDE * (1 - share)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
