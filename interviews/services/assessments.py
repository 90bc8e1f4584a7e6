"""任期考核 up to the proposed grade: making the assessments, 述职, 民主测评, 个别谈话, 拟定等次."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from communities.models import CommitteeMember, Posts
from communities.services.committees import require_running
from core import access, audit, workflow
from core.attachments import attach
from core.editing import claim_version
from core.errors import DomainError
from interviews import assessment_rules, assessment_workflow
from interviews.assessment_surveys import survey_votes
from interviews.models import GradeRule, MemberAppraisal, TeamAppraisal, TeamAssessment, TermAssessment
from interviews.models.assessments import States

SHEET = ("issued", "returned", "valid", "invalid")


# --- from the records -----------------------------------------------------------------


@transaction.atomic
def generate_assessments(*, actor, election, community=None):
    """Make what is missing: an assessment per sitting member and per team, in ``community`` or all the actor treats.

    Somebody who sits in both committees gets one. Posts and duties of assessments still open follow the
    records. The term's grade rules are laid down as samples if there are none. Returns how many were made.
    """
    require_running(election)
    if community:
        access.require(actor, "accept_records", community)
    members = _sitting(actor, election, community)
    _lay_down_rules(election)
    made = _make_teams(election, {code for code, _ in members}) + _make_members(election, members)
    if made:
        audit.record(actor, "assessment.generate", election, detail={"made": made})
    return made


def _sitting(actor, election, community):
    """``{(community code, person key): [memberships]}`` of whoever sits now, as officials list them."""
    rows = access.visible_to(actor, CommitteeMember, "accept_records").in_election(election).sitting()
    if community:
        rows = rows.filter(committee__community=community)
    found = defaultdict(list)
    for member in rows.select_related("committee").in_order():
        found[member.committee.community_id, member.person_id].append(member)
    return found


def _lay_down_rules(election):
    for target in GradeRule.Targets:
        GradeRule.objects.get_or_create(
            election=election, target=target,
            defaults={**assessment_rules.SAMPLE_SHARES, "basis": assessment_rules.SAMPLE_BASIS},
        )  # fmt: skip


def _make_teams(election, codes):
    have = TeamAssessment.objects.in_election(election).values_list("community_id", flat=True)
    missing = sorted(codes - set(have))
    made = TeamAssessment.objects.bulk_create(TeamAssessment(election=election, community_id=code) for code in missing)
    TeamAppraisal.objects.bulk_create(
        TeamAppraisal(assessment=one, community_id=one.community_id, election=election) for one in made
    )
    return len(made)


def _make_members(election, members):
    have = {(a.community_id, a.person_id): a for a in TermAssessment.objects.in_election(election)}
    made = TermAssessment.objects.bulk_create(
        TermAssessment(election=election, community_id=code, person_id=person, **_posts(seats))
        for (code, person), seats in members.items()
        if (code, person) not in have
    )
    MemberAppraisal.objects.bulk_create(
        MemberAppraisal(assessment=one, community_id=one.community_id, election=election) for one in made
    )
    _follow_records(have, members)
    return len(made)


def _follow_records(have, members):
    """Open assessments take the posts and duties that the records give now; settled ones keep theirs."""
    changed = []
    for key, assessment in have.items():
        posts = _posts(members[key]) if key in members and not assessment.is_settled else {}
        if any(getattr(assessment, name) != value for name, value in posts.items()):
            for name, value in posts.items():
                setattr(assessment, name, value)
            changed.append(assessment)
    TermAssessment.objects.bulk_update(changed, ["posts", "duties", "rank"])


def _posts(seats):
    """“书记、主任”, the duties of all seats, each once, and the place of the first post among the posts."""
    duties = dict.fromkeys(seat.duties for seat in seats if seat.duties)
    return {
        "posts": "、".join(seat.get_post_display() for seat in seats),
        "duties": "；".join(duties)[:200],
        "rank": min(Posts.values.index(seat.post) for seat in seats),
    }


# --- locked rows ----------------------------------------------------------------------


def locked(assessment):
    """The assessment as it stands now, locked, with its term."""
    rows = type(assessment).objects.select_for_update(of=("self",)).select_related("election", "community")
    return rows.get(pk=assessment.pk)


def _open_appraisal(actor, assessment, version):
    """The appraisal of an assessment under way, claimed at ``version`` by one who need not stand aside."""
    assessment = locked(assessment)
    access.require(actor, "accept_records", assessment)
    assessment_workflow.require_appraisal_open(assessment, actor)
    claim_version(actor=actor, obj=assessment.appraisal, version=version)
    return assessment.appraisal


def _save(appraisal, fields):
    for name, value in fields.items():
        setattr(appraisal, name, value)
    appraisal.save(update_fields=list(fields))


def require_not_future(day, field, what):
    """Raises DomainError ``future_date`` for a day that has not come yet."""
    if day and day > timezone.localdate():
        raise DomainError("future_date", f"{what}不能晚于今天，请核对。", field=field)


# --- 述职 -----------------------------------------------------------------------------


@transaction.atomic
def write_self_report(*, actor, assessment, version, self_report, reported_on=None, uploads=()):
    """Write the 述职 text and file its papers, until a grade is proposed; the member's community or the street.

    Raises DomainError ``report_closed``, ``report_empty``, ``future_date``, ``edited_meanwhile``, and what
    core.attachments.attach raises. Returns the assessment.
    """
    assessment = locked(assessment)
    access.require(actor, "fill_records", assessment)
    assessment_workflow.require_report_open(assessment, actor)
    require_not_future(reported_on, "reported_on", "述职日期")
    if not (self_report.strip() or uploads):
        raise DomainError("report_empty", "请填写述职报告，或上传述职材料。", field="self_report")
    claim_version(actor=actor, obj=assessment, version=version)
    assessment.self_report, assessment.reported_on = self_report.strip(), reported_on
    assessment.save(update_fields=["self_report", "reported_on"])
    for upload in uploads:
        attach(actor=actor, subject=assessment, upload=upload, caption="述职材料")
    audit.record(actor, "assessment.self_report", assessment, detail={"characters": len(assessment.self_report)})
    return assessment


# --- 民主测评 --------------------------------------------------------------------------


@transaction.atomic
def record_votes(*, actor, assessment, version, issued, returned, valid, invalid, votes, appraised_on, uploads=()):
    """Record the votes of the 民主测评 as counted from paper. ``version`` is the appraisal's.

    Numbers are ballots; ``votes``: ``{aspect: [per grade, best first]}`` (interviews.assessment_rules).
    ``uploads``: scans of the count sheet. Raises DomainError ``too_many_returned``,
    ``ballots_do_not_add_up``, ``too_many_votes``, ``overall_missing``, ``future_date``,
    ``appraisal_closed``, ``conflict_of_interest`` or ``edited_meanwhile``. Returns the appraisal.
    """
    require_not_future(appraised_on, "appraised_on", "测评日期")
    appraisal = _open_appraisal(actor, assessment, version)
    sheet = dict(zip(SHEET, (issued, returned, valid, invalid), strict=True))
    assessment_rules.check_ballots(**sheet)
    assessment_rules.check_votes(assessment_workflow.scheme_of(assessment), votes, valid)
    _save(appraisal, {**sheet, "votes": _stored(votes), "votes_from": "", "appraised_on": appraised_on})
    for upload in uploads:
        attach(actor=actor, subject=appraisal, upload=upload, caption="测评统计表")
    audit.record(actor, "assessment.votes", assessment, detail=sheet)
    return appraisal


def _stored(votes):
    """Pairs, for a JSON object keeps no order everywhere."""
    return [[aspect, list(counts)] for aspect, counts in votes.items()]


@transaction.atomic
def take_over_survey(*, actor, assessment, version):
    """Copy the votes of the latest closed survey round about the assessed, and note which round that was.

    A later round changes nothing here. Raises DomainError ``no_survey`` besides what :func:`record_votes`
    raises. Returns the appraisal.
    """
    appraisal = _open_appraisal(actor, assessment, version)
    found = survey_votes(assessment)
    if found is None:
        raise DomainError("no_survey", "没有可取用的测评批次：须已截止、含本等次尺度的测评，且票数足以公布。")
    sheet = {name: getattr(found, name) for name in SHEET}
    assessment_rules.check_ballots(**sheet)
    votes = {"votes": _stored(found.votes), "votes_from": found.name, "appraised_on": found.appraised_on}
    _save(appraisal, sheet | votes)
    audit.record(actor, "assessment.take_over", assessment, detail=sheet | {"round": found.name})
    return appraisal


# --- 个别谈话 --------------------------------------------------------------------------


@transaction.atomic
def record_talks(*, actor, assessment, version, talked_to, talked_with, talk_summary):
    """Record the 个别谈话: how many people, who they were, and what they said in sum. Returns the appraisal.

    Raises DomainError ``appraisal_closed``, ``conflict_of_interest`` or ``edited_meanwhile``.
    """
    appraisal = _open_appraisal(actor, assessment, version)
    _save(appraisal, {"talked_to": talked_to, "talked_with": talked_with.strip(), "talk_summary": talk_summary.strip()})
    audit.record(actor, "assessment.talks", assessment, detail={"talked_to": talked_to})
    return appraisal


# --- 拟定等次 --------------------------------------------------------------------------


@transaction.atomic
def propose_grade(*, actor, assessment, version, group_opinion, grade, deviation_reason=""):
    """考核组意见 and the proposed grade; the assessment goes to 拟定等次. Returns the appraisal.

    What the term's rule suggested is kept beside it; another grade needs ``deviation_reason``. Raises
    DomainError ``deviation_unexplained``, ``material_missing``, ``appraisal_closed``,
    ``conflict_of_interest`` or ``edited_meanwhile``.
    """
    appraisal = _open_appraisal(actor, assessment, version)
    suggestion = suggestion_for(assessment, appraisal)
    reason = _deviation(assessment, suggestion, grade, deviation_reason.strip())
    _save(appraisal, {
        "group_opinion": group_opinion.strip(),
        "proposed_grade": grade,
        "suggested_grade": suggestion.grade if suggestion else "",
        "suggestion_basis": suggestion.basis if suggestion else "",
        "deviation_reason": reason,
    })  # fmt: skip
    workflow.apply(actor=actor, obj=assessment, name="propose")
    return appraisal


def suggestion_for(assessment, appraisal):
    """The :class:`interviews.assessment_rules.Suggestion` of the term's rule for an appraisal, or None."""
    scheme = assessment_workflow.scheme_of(assessment)
    rule = GradeRule.objects.filter(election=assessment.election_id, target=scheme.target).first()
    return assessment_rules.suggest(scheme, appraisal, rule)


def _deviation(assessment, suggestion, grade, reason):
    if suggestion is None or suggestion.grade == grade:
        return ""
    if not reason:
        suggested = assessment_workflow.scheme_of(assessment).label(suggestion.grade)
        raise DomainError(
            "deviation_unexplained",
            f"按规则建议等次为“{suggested}”，与所选等次不一致，请写明理由。",
            field="deviation_reason",
        )
    return reason


@transaction.atomic
def move_assessment(*, actor, assessment, move, note=""):
    """Begin, give back or correct; the moves with a form of their own go through their services.

    Raises DomainError ``form_required`` besides what core.workflow.apply raises.
    """
    if move not in PLAIN_MOVES:
        raise DomainError("form_required", "这一步须填写内容，请从考核页面办理。")
    return workflow.apply(actor=actor, obj=locked(assessment), name=move, note=note)


PLAIN_MOVES = ("begin", "give_back", "correct")


@transaction.atomic
def begin_all(*, actor, election, community):
    """Take up every pending assessment of a community that the actor need not leave to others.

    Returns ``(begun, left)``: how many were begun, how many wait for somebody else.
    """
    access.require(actor, "accept_records", community)
    persons, communities = assessment_workflow.avoided_by(actor, election)
    teams = TeamAssessment.objects.filter(election=election, community=community, state=States.PENDING)
    members = TermAssessment.objects.filter(election=election, community=community, state=States.PENDING)
    mine = [*teams.exclude(community__in=communities), *members.exclude(person__in=persons)]
    left = teams.count() + members.count() - len(mine)
    for assessment in mine:
        workflow.apply(actor=actor, obj=assessment, name="begin")
    return len(mine), left
