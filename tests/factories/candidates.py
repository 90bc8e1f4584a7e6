"""Rules, people and candidates for tests; through the services wherever a service exists."""

from datetime import date
from itertools import count

from candidates import services
from candidates.models import Candidate, NegativeCheck
from communities.models import Committee, CommitteeMember, Person, Posts

_serial = count(1)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def synthetic_id(birth_date, serial):
    """A number that is well-formed and nobody's: the region code 000000 was never given out."""
    body = f"000000{birth_date:%Y%m%d}{serial:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
    return body + "10X98765432"[total % 11]


def make_person(community, name=None, **fields):
    """A person whose file has everything a review asks for."""
    serial = next(_serial) % 1000
    birth_date = fields.pop("birth_date", date(1985, 6, 15))
    defaults = {
        "name": name or f"试人{serial}", "sex": "male", "birth_date": birth_date, "ethnicity": "汉族",
        "id_number": synthetic_id(birth_date, serial), "education": 4, "affiliation": "party",
        "party_joined_on": date(2008, 7, 1),
    }  # fmt: skip
    return Person.objects.create(community=community, **(defaults | fields))


def seat(person, election, post=Posts.SECRETARY):
    """Make ``person`` a sitting member of his community's committee."""
    committee, _ = Committee.objects.get_or_create(
        community=person.community, election=election, kind=Committee.Kinds.PARTY
    )
    return CommitteeMember.objects.create(committee=committee, person=person, post=post)


def install_rules(street, year=2026):
    services.install_ruleset(actor=street.users["staff"], election=street.running, year=year)


def put_forward(street, community=None, actor="second_staff", person=None, **fields):
    """A fresh candidate in state 拟提名; whoever puts forward decides nothing."""
    community = community or street.first
    defaults = {"source": "promote", "intended_post": Posts.DIRECTOR}
    return services.put_forward(
        actor=street.users[actor], person=person or make_person(community), election=street.running,
        community=community, **(defaults | fields),
    )  # fmt: skip


def meet_standards(street, candidate, actor="staff"):
    for check in candidate.criterion_checks.all():
        services.record_criterion(
            actor=street.users[actor], check=check, version=check.version, result="met", evidence="查阅档案"
        )


def clear_negative_list(street, candidate, actor="staff", leave=()):
    """无此情形 on every item but those with the codes in ``leave``."""
    services.clear_negatives(
        actor=street.users[actor], candidate=candidate, checks=candidate.negative_checks.exclude(item__code__in=leave),
        body="区公安分局", checked_on=date(2026, 11, 1), document_number="〔2026〕1号",
    )  # fmt: skip


def hit(street, candidate, code, actor="staff"):
    """有此情形 on one item; returns the check."""
    check = candidate.negative_checks.get(item__code=code)
    return services.record_negative(
        actor=street.users[actor], check=check, version=check.version, result="hit", body="区公安分局",
        checked_on=date(2026, 11, 2), evidence="有处理决定书", document_number="〔2026〕2号",
    )  # fmt: skip


def decision_fields(**changed):
    fields = {
        "meeting": "党工委第9次会议", "decided_on": date(2026, 11, 5), "present": 9, "votes_for": 8,
        "votes_against": 0, "votes_abstained": 1, "proceed": True, "reason": "情节轻微，已整改",
        "document_number": "",
    }  # fmt: skip
    return fields | changed


def lift(street, check, recorder="staff", leader="leader", **changed):
    """A recorded and concluded decision on a hit."""
    decision = services.record_decision(actor=street.users[recorder], check=check, **decision_fields(**changed))
    return services.conclude_decision(actor=street.users[leader], decision=decision)


def bring_to(street, candidate, state):
    """Take a fresh candidate, with rules installed, through the services to ``state``."""
    fresh = Candidate.objects.get(pk=candidate.pk)
    if state == "draft":
        return fresh
    services.move_candidate(actor=street.users["staff"], candidate=fresh, move="submit")
    if state == "community_review":
        return Candidate.objects.get(pk=candidate.pk)
    if state in ("rejected", "returned", "withdrawn"):
        return _end(street, fresh, state)
    meet_standards(street, fresh)
    services.decide(actor=street.users["secretary"], candidate=fresh, move="pass_community")
    if state == "passed":
        clear_negative_list(street, fresh)
        services.decide(actor=street.users["staff"], candidate=fresh, move="pass_street")
    return Candidate.objects.get(pk=candidate.pk)


def _end(street, candidate, state):
    move, actor = {
        "rejected": ("reject_community", "secretary"),
        "returned": ("return_community", "secretary"),
        "withdrawn": ("withdraw", "staff"),
    }[state]
    services.move_candidate(
        actor=street.users[actor], candidate=candidate, move=move, note="说明", corrections=["补充学历证明"]
    )
    return Candidate.objects.get(pk=candidate.pk)


def pending(candidate):
    return candidate.negative_checks.filter(result=NegativeCheck.Results.PENDING)
