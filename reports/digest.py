"""每日提醒: one notice a day for each user, of what is due and overdue for him.

It says what his 我的待办 says, through the same permissions; so a line that somebody may not see is not in it.
"""

from accounts import notices, outgoing
from accounts.models import Notice, User
from communities.models import Election, Region
from core import access
from reports.schedule import Schedule
from reports.todo import by_urgency, schedule_todos, todos

URGENT = ("bad", "warn")
MOST_LINES = 20


def send_digests(today):
    """Write today's digests. Returns how many users were told; a second run on the same day tells nobody again.

    Where an outgoing channel is set up, the counts of all together go out too.
    """
    told, waiting = 0, []
    for user in User.objects.filter(is_active=True, admin_kind="").order_by("pk").iterator():
        work = waiting_for(user, today) if user.is_in_force else []
        lines = [_line(todo) for todo in work]
        if lines:
            waiting.append(work)
            told += notices.send(
                users=[user], kind=Notice.Kinds.DIGEST, title=f"{today.month}月{today.day}日待办提醒", url="/", day=today,
                text="\n".join(lines[:MOST_LINES]),
            )  # fmt: skip
    if waiting and outgoing.is_on():
        work = [todo for each in waiting for todo in each]
        urgent = sum(todo.tone in URGENT for todo in work)
        outgoing.send_daily(day=today, users=len(waiting), items=len(work), urgent=urgent)
    return told


def _line(todo):
    """“人选待街道严审 3 名”."""
    return f"{todo.label} {todo.counted}"


def waiting_for(user, today):
    """What waits for a user, what he must do himself first, late before the rest; nothing for who has no region or no running term."""
    region = _region_of(user)
    election = region and Election.objects.over(region.code).running().first()
    if not election:
        return []
    in_community = region.level == Region.Levels.COMMUNITY
    waiting = schedule_todos(user, Schedule(user, election, region, today))
    waiting += todos(user, election, today, in_community=in_community)
    return by_urgency(waiting)


def _region_of(user):
    """The highest region in which he sees records, as communities.current has it for a request."""
    codes = access.granted_codes(user, "view_records")
    return Region.objects.filter(code__in=codes).order_by("level", "code").first() if codes else None
