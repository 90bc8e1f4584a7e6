"""Telling the figures of the regions that something they count was changed; called in the change's own transaction."""

from communities.models import CommitteeMember, Election, FigureChange, TermRole
from core import bulk


def note_change(election_id, codes):
    """In the regions ``codes`` (of communities, or of all below one) something that is counted in a term has changed."""
    bulk.insert(FigureChange, [{"region_id": code} for code in sorted(set(codes))], election_id=election_id)


def note_person(person):
    """His age, education or Party membership may have changed: wherever he sits or stands, in whatever term."""
    sits = CommitteeMember.objects.filter(person=person).values_list(
        "committee__election_id", "committee__community_id"
    )
    stands = TermRole.objects.filter(person=person).values_list("election_id", "community_id")
    FigureChange.objects.bulk_create(
        FigureChange(election_id=election, region_id=code) for election, code in sorted({*sits, *stands})
    )


def note_regions():
    """Regions came or went: every term is counted anew."""
    FigureChange.objects.bulk_create(
        FigureChange(election_id=pk, region_id=code) for pk, code in Election.objects.values_list("pk", "region_id")
    )
