"""What all reports about one candidate share: who may make them, how the candidate is chosen and named."""

from candidates.models import Candidate
from communities.models import Region
from reports.definitions.base import subject_form


def describe(candidate):
    """Candidates told apart by community, name and intended post."""
    return f"{candidate.community.short_name}　{candidate.person.name}　{candidate.get_intended_post_display()}"


OF_CANDIDATE = {
    "permission": "view_vetting",
    "levels": (Region.Levels.STREET, Region.Levels.COMMUNITY),
    "counter": "份",
    "parameter_form": subject_form(
        Candidate, "view_vetting", label="人选", describe=describe, rows=lambda found: found.with_file()
    ),
    "subject_model": Candidate,
    "subject_label": lambda candidate: candidate.person.name,
    "subject_rows": lambda found: found.select_related("person"),
}
