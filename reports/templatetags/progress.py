"""How a row of progress is drawn."""

from django import template

register = template.Library()


@register.simple_tag
def stage_bar(row):
    """Parts of a bar 100 wide, one for each stage that has candidates, and the same in words."""
    parts, x = [], 0
    for state, _, number in row.stages:
        width = round(100 * number / row.candidates, 2)
        parts.append({"state": state, "x": round(x, 2), "width": width})
        x += width
    return {"parts": parts, "text": "，".join(f"{label} {number} 名" for _, label, number in row.stages)}
