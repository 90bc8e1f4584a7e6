"""A community with something to show in every column of the overview."""

from datetime import date

from candidates.models import Candidate
from communities.baseline_sections import SECTIONS
from communities.models import Baseline, BaselineSection, Committee, CommitteeMember, Posts
from tests.factories.candidates import make_person

DUE_ON = date(2026, 11, 25)


def open_baseline(street, community, state="draft", due_on=DUE_ON):
    """A baseline with all its sections still empty, whatever its state says."""
    made = Baseline.objects.create(community=community, election=street.running, state=state, due_on=due_on)
    BaselineSection.objects.bulk_create(BaselineSection(baseline=made, key=section.key) for section in SECTIONS)
    return made


def seat_both_committees(street, community, seats=5):
    """Two committees; the secretary is director too, and one seat of the ten is held by somebody else."""
    committees = {
        kind: Committee.objects.create(community=community, election=street.running, kind=kind, seats=seats)
        for kind in Committee.Kinds
    }
    head, member = make_person(community), make_person(community)
    for kind, person, post in (
        (Committee.Kinds.PARTY, head, Posts.SECRETARY),
        (Committee.Kinds.RESIDENTS, head, Posts.DIRECTOR),
        (Committee.Kinds.RESIDENTS, member, Posts.RESIDENTS_MEMBER),
    ):
        CommitteeMember.objects.create(committee=committees[kind], person=person, post=post)
    return committees


def propose(street, community, *states):
    """A candidate in each of ``states``, whatever led there."""
    for state in states:
        Candidate.objects.create(
            person=make_person(community), election=street.running, community=community, source="pick",
            intended_post=Posts.DIRECTOR, put_forward_by=street.users["staff"], state=state,
        )  # fmt: skip


def fill(street, community):
    """Everything at once."""
    open_baseline(street, community)
    seat_both_committees(street, community)
    propose(street, community, *Candidate.States.values)
