"""What papers about a candidate tell of him: his file, what he was held against, what was decided.

Every list is read through core.access; ID number and phone are masked.
"""

from collections import defaultdict

from django.utils import timezone

from candidates.models import CollectiveDecision, CriterionCheck, NegativeCheck, NegativeItem, StandardSet
from communities.models import CommitteeMember
from communities.models.committees import POSTS_IN_ORDER, in_office
from core import access, ids
from core.dates import format_month

# What each level may say, in the words of the form
CHOICES = {
    "community": (("pass", "同意推荐"), ("return", "退回补正"), ("reject", "不同意推荐")),
    "street": (("pass", "符合条件"), ("return", "退回补正"), ("reject", "不符合条件")),
}


FOR_PAPERS = ("person__kinships__relative",)  # what a batch prefetches, so that no person costs a query


def file_number(record):
    """2026-0DDB0C: the number on the papers of a candidate or an entry of the pool, from its term and key."""
    return f"{record.election.election_day.year}-{record.pk.hex[:6].upper()}"


def current_posts(candidates):
    """``{(person, election): posts now held, with their committees}`` in one query; who holds none is not in it."""
    seats = CommitteeMember.objects.filter(
        in_office(), person__in={c.person_id for c in candidates},
        committee__election__in={c.election_id for c in candidates},
    )  # fmt: skip
    found = defaultdict(list)
    for seat in seats.select_related("committee__community").order_by(POSTS_IN_ORDER, "since", "pk"):
        found[seat.person_id, seat.committee.election_id].append(f"{seat.committee}{seat.get_post_display()}")
    return {key: "、".join(posts) for key, posts in found.items()}


def person_facts(candidate, posts=None):
    """The head of every form: name to intended post, as texts; age in full years on election day, or None.

    ``posts``: what :func:`current_posts` says of a batch.
    """
    person, posts = candidate.person, current_posts([candidate]) if posts is None else posts
    born = person.birth_date
    return {
        "name": person.name,
        "sex": person.get_sex_display(),
        "ethnicity": person.ethnicity,
        "birth_month": format_month(born) if born else "",
        "age": ids.age_on(born, candidate.election.election_day) if born else None,
        "id_number": ids.mask_id_number(person.id_number) if person.id_number else "",
        "phone": ids.mask_phone(person.phone) if person.phone else "",
        "political_status": person.get_affiliation_display(),
        "joined_party_on": format_month(person.party_joined_on) if person.party_joined_on else "",
        "education": person.get_education_display() or "",
        "school": person.school,
        "domicile": person.native_place,
        "current_post": posts.get((person.pk, candidate.election_id)) or person.occupation,
        "intended_post": candidate.get_intended_post_display(),
    }


def resume_lines(text):
    """Lines such as “2016.11— 花都社区居委会委员”: the period stands before the first blank."""
    rows = []
    for line in text.splitlines():
        period, _, rest = line.strip().partition(" ")
        if period:
            rows.append({"period": period, "text": rest} if rest else {"period": "", "text": period})
    return rows


def relatives(person):
    """Declared relatives as rows: relation, name, age, political_status, work, declared (whether on file)."""
    return [
        {
            "relation": kin.get_kind_display(),
            "name": kin.relative_name,
            "age": None,
            "political_status": kin.relative.get_affiliation_display() if kin.relative else "",
            "work": kin.relative_occupation,
            "declared": kin.relative is not None,
        }
        for kin in person.kinships.all()
    ]


def standards(user, candidate):
    """Standard sets with their items as he was held against them: name, confirmed, basis, criteria."""
    checks = access.visible_to(user, CriterionCheck).filter(candidate=candidate).select_related("criterion")
    by_set = defaultdict(list)
    for check in checks:
        by_set[check.criterion.standard_set_id].append(
            {"wording": check.wording, "result": check.get_result_display(), "evidence": check.evidence}
        )
    sets = StandardSet.objects.filter(pk__in=by_set)
    return [{"name": s.name, "confirmed": s.is_confirmed, "basis": s.basis, "criteria": by_set[s.pk]} for s in sets]


def negatives(user, candidate):
    """Items of the negative list as checked: code, wording, kind, confirmed, result, body, note."""
    checks = access.visible_to(user, NegativeCheck).filter(candidate=candidate).select_related("item")
    concluded = _concluded(user, candidate)
    return [
        {
            "code": check.item.code,
            "wording": check.wording,
            "kind": NegativeItem.Kinds(check.kind).label,
            "confirmed": check.item.is_confirmed,
            "result": check.get_result_display(),
            "body": check.body,
            "note": "；".join(filter(None, [check.document_number, concluded.get(check.pk)])),
        }
        for check in checks
    ]


def _concluded(user, candidate):
    """``{check id: what was decided collectively}`` of the hits on which a leader has concluded."""
    decisions = access.visible_to(user, CollectiveDecision).filter(
        check_row__candidate=candidate, concluded_at__isnull=False
    )
    return {
        decision.check_row_id: f"{decision.meeting}{decision.decided_on:%Y.%m.%d}研究："
        f"{'同意' if decision.proceed else '不同意'}继续作为人选（同意{decision.votes_for}、"
        f"不同意{decision.votes_against}、弃权{decision.votes_abstained}）"
        for decision in decisions.order_by("pk")
    }


def review_boxes(level, review):
    """``{level}_review`` and ``{level}_choices`` for the boxes that the two levels sign; ``review`` may be None."""
    opinion = review and {
        "opinion": review.opinion,
        "signer": "",  # the paper is signed by hand
        "signed_on": timezone.localdate(review.decided_at),
    }
    return {
        f"{level}_review": opinion,
        f"{level}_choices": [(label, bool(review) and review.decision == code) for code, label in CHOICES[level]],
    }
