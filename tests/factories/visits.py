"""Street staff, visits, issues and grades for tests; through the services."""

import io
from datetime import timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from communities.models import Issue
from communities.services.issues import add_entry, move_issue, raise_issue
from communities.services.risk import set_risk_grade
from communities.services.street_staff import add_street_staff, assign_area
from communities.services.visits import record_visit

_serial = count(1)


def make_staff(street, name=None, office="街道党工委副书记", **fields):
    """One of the street's people, on the roster of the running term."""
    fields = {"sex": "female", **fields}
    return add_street_staff(
        actor=street.users["staff"],
        election=street.running,
        office=office,
        name=name or f"干部{next(_serial)}",
        **fields,
    )


def assign(street, leader, people=(), community=None):
    """包片 of the first community."""
    return assign_area(
        actor=street.users["staff"], community=community or street.first, election=street.running, leader=leader,
        people=people,
    )  # fmt: skip


def visit_fields(**changed):
    """What a visit needs at least."""
    fields = {
        "method": "inspection",
        "visited_on": timezone.localdate(),
        "companions": "网格员",
        "achievements": "班子有力",
    }
    return fields | changed


def make_visit(street, actor="staff", community=None, **changed):
    return record_visit(
        actor=street.users[actor],
        community=community or street.first,
        election=street.running,
        **visit_fields(**changed),
    )


def make_issue(street, actor="staff", community=None, overdue_days=0, **changed):
    """An issue; ``overdue_days``: since how many days its deadline has passed, which no form lets one enter."""
    fields = {"title": "楼顶搭建引发信访", "kind": "disputes", "seriousness": Issue.Seriousness.LARGE} | changed
    issue = raise_issue(
        actor=street.users[actor], community=community or street.first, election=street.running, **fields
    )
    if overdue_days:
        due_on = timezone.localdate() - timedelta(days=overdue_days)
        Issue.objects.filter(pk=issue.pk).update(due_on=due_on)
    return Issue.objects.get(pk=issue.pk)


def bring_issue_to(street, issue, state):
    """Take an open issue through its moves to ``state``."""
    actor = street.users["staff"]
    ways = {
        "open": (), "in_progress": ("start",), "resolved": ("start", "resolve"),
        "reopened": ("start", "resolve", "reopen"), "withdrawn": ("withdraw",),
    }  # fmt: skip
    if state in ("resolved", "reopened"):
        add_entry(actor=actor, issue=issue, text="已与住户签订协议", happened_on=timezone.localdate())
    for name in ways[state]:
        move_issue(actor=actor, issue=issue, name=name, note="说明")
    return Issue.objects.get(pk=issue.pk)


def grade(street, value="yellow", community=None, reasons="有较大问题"):
    return set_risk_grade(
        actor=street.users["staff"], community=community or street.first, election=street.running, grade=value,
        reasons=reasons,
    )  # fmt: skip


def photo(name="现场.jpg", size=(64, 48), content_type="image/jpeg"):
    """A photo as a browser uploads it."""
    return SimpleUploadedFile(name, photo_bytes(size), content_type)


def photo_bytes(size=(64, 48)):
    held = io.BytesIO()
    Image.new("RGB", size, "white").save(held, "JPEG")
    return held.getvalue()
