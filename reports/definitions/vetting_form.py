"""资格审查表: one candidate on paper, with everything he was held against and every opinion."""

from collections import defaultdict

from django.utils import timezone

from candidates.models import (
    Candidate,
    CollectiveDecision,
    CriterionCheck,
    NegativeCheck,
    NegativeItem,
    Review,
    StandardSet,
)
from communities.models import Region
from core import access, ids
from core.dates import format_month
from reports.definitions.base import Report, subject_form

CHOICES = {
    Review.Levels.COMMUNITY: (("pass", "同意推荐"), ("return", "退回补正"), ("reject", "不同意推荐")),
    Review.Levels.STREET: (("pass", "符合条件"), ("return", "退回补正"), ("reject", "不符合条件")),
}


def describe(candidate):
    """Candidates told apart by community, name and intended post."""
    return f"{candidate.community.short_name}　{candidate.person.name}　{candidate.get_intended_post_display()}"


def context(user, region, election, parameters, number):
    """The data of templates/pdf/vetting_form.html; ID number and phone stay masked."""
    candidate = access.get_or_404(
        user,
        Candidate.objects.select_related("person", "community", "election"),
        "view_vetting",
        pk=parameters["subject"],
    )
    latest = {review.level: review for review in candidate.reviews.select_related("reviewer").order_by("round")}
    return {
        "heading": "社区“两委”换届人选资格审查表",
        "community": candidate.community.short_name,
        "term": str(candidate.election),
        "number": f"{candidate.election.election_day.year}-{candidate.pk.hex[:6].upper()}",
        "filled_on": timezone.localdate(),
        "person": _person(candidate),
        "sources": [(text, candidate.source == code) for code, text in Candidate.SOURCE_EXPLANATIONS.items()],
        "recommendation": candidate.recommendation,
        "resume": _resume(candidate.person.resume),
        "relatives": _relatives(candidate.person),
        "standards": _standards(user, candidate),
        "negatives": _negatives(user, candidate),
        "departments": [],
        **_reviews("community", latest.get(Review.Levels.COMMUNITY), CHOICES[Review.Levels.COMMUNITY]),
        **_reviews("street", latest.get(Review.Levels.STREET), CHOICES[Review.Levels.STREET]),
    }


def _person(candidate):
    person = candidate.person
    born = person.birth_date
    posts = person.memberships.in_election(candidate.election).sitting().select_related("committee__community")
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
        "current_post": "、".join(f"{m.committee}{m.get_post_display()}" for m in posts) or person.occupation,
        "intended_post": candidate.get_intended_post_display(),
    }


def _resume(text):
    """Lines such as “2016.11— 花都社区居委会委员”: the period stands before the first blank."""
    rows = []
    for line in text.splitlines():
        period, _, rest = line.strip().partition(" ")
        if period:
            rows.append({"period": period, "text": rest} if rest else {"period": "", "text": period})
    return rows


def _relatives(person):
    return [
        {
            "relation": kin.get_kind_display(),
            "name": kin.relative_name,
            "age": None,
            "political_status": kin.relative.get_affiliation_display() if kin.relative else "",
            "work": kin.relative_occupation,
            "declared": kin.relative is not None,
        }
        for kin in person.kinships.select_related("relative")
    ]


def _standards(user, candidate):
    checks = access.visible_to(user, CriterionCheck).filter(candidate=candidate).select_related("criterion")
    by_set = defaultdict(list)
    for check in checks:
        by_set[check.criterion.standard_set_id].append(
            {"wording": check.wording, "result": check.get_result_display(), "evidence": check.evidence}
        )
    sets = StandardSet.objects.filter(pk__in=by_set)
    return [{"name": s.name, "confirmed": s.is_confirmed, "basis": s.basis, "criteria": by_set[s.pk]} for s in sets]


def _negatives(user, candidate):
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


def _reviews(level, review, choices):
    opinion = review and {
        "opinion": review.opinion,
        "signer": "",  # the paper is signed by hand
        "signed_on": timezone.localdate(review.decided_at),
    }
    return {
        f"{level}_review": opinion,
        f"{level}_choices": [(label, bool(review) and review.decision == code) for code, label in choices],
    }


VETTING_FORM = Report(
    code="vetting_form",
    title="人选资格审查表",
    description="一名人选的基本情况、对标、负面清单核查和两级审查意见，供签字盖章。",
    template="pdf/vetting_form.html",
    permission="view_vetting",
    context=context,
    parameter_form=subject_form(
        Candidate, "view_vetting", label="人选", describe=describe, rows=lambda found: found.with_file()
    ),
    levels=(Region.Levels.STREET, Region.Levels.COMMUNITY),
    counter="份",
    subject_model=Candidate,
    subject_label=lambda candidate: candidate.person.name,
    subject_rows=lambda found: found.select_related("person"),
)
