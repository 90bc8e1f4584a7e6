"""上手指引: the first tasks of the handbook's chapter for each kind of user, shown on his home until he puts them away."""

from accounts import marks
from reports import handbook


def guide_for(user):
    """The :class:`reports.handbook.Help` s for a user who has not put the guide away; none for others."""
    if marks.marked_at(user, marks.GUIDE):
        return []
    return [handbook.help_of(topic) for topic in handbook.first_steps(user)]
