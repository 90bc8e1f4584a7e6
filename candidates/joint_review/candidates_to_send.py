"""Who may be sent up: passed 街道严审, in no open batch, and without a conclusion that still stands."""

from django.db.models import Exists, OuterRef

from candidates.joint_review import standing_conclusion_of
from candidates.models import Candidate, JointReviewEntry
from core import access


def may_be_sent(user, election):
    """A queryset of the candidates of a term whom ``user`` may put into a batch, by community and name.

    同一人选不得重复联审: those whom the district passed before are asked for one by one, for what their
    conclusion stands on must be compared; they are few, being nominees at their second sieve.
    """
    open_ones = JointReviewEntry.objects.filter(candidate=OuterRef("pk"), is_open=True)
    rows = access.visible_to(user, Candidate, "review_street").filter(election=election, state=Candidate.States.PASSED)
    rows = rows.exclude(Exists(open_ones)).with_file()
    passed = rows.filter(joint_entries__verdict="pass", joint_entries__concluded_at__isnull=False).distinct()
    standing = [candidate.pk for candidate in passed if standing_conclusion_of(candidate)]
    return rows.exclude(pk__in=standing).order_by("community_id", "person__name", "pk")
