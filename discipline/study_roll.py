"""The roll of one session: everybody expected, how he signed or made up for it; for the page and the paper alike."""

from django.contrib.contenttypes.models import ContentType

from core.access import visible_to
from core.signatures import Signature
from discipline.models import Attendee, CatchUp, SignIn


def people_of(session, user):
    """Those of the session's attendees whom ``user`` sees.

    Each with ``valid`` and ``waiting`` (SignIn or None) and ``made_up`` (CatchUp or None).
    """
    rows = visible_to(user, Attendee).filter(session=session)
    rows = list(rows.select_related("person", "place").prefetch_related("sign_ins"))
    texts = set(session.texts.values_list("pk", flat=True))
    late = CatchUp.objects.filter(text__in=texts, person__in=[row.person_id for row in rows])
    made_up = {}
    for one in late:
        made_up.setdefault(one.person_id, []).append(one)
    for row in rows:
        standing = {one.standing: one for one in row.sign_ins.all()}
        row.valid, row.waiting = standing.get(SignIn.Standings.VALID), standing.get(SignIn.Standings.WAITING)
        own = made_up.get(row.person_id, [])
        row.made_up = own[0] if not row.valid and len(own) == len(texts) else None
    return rows


def drawn_names(people):
    """Give each sign-in of ``people`` its ``signature`` (None where it was taken from paper), in one query."""
    acts = [act for one in people for act in (one.valid, one.waiting) if act]
    kind = ContentType.objects.get_for_model(SignIn)
    rows = Signature.objects.filter(content_type=kind, object_id__in=[str(act.pk) for act in acts])
    found = {row.object_id: row for row in rows}
    for act in acts:
        act.signature = found.get(str(act.pk))
