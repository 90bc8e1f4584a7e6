"""Rounds: holding a questionnaire in communities, changing their dates, closing them.

Closing seals a round: the answers are counted, their rows shuffled and rewritten, the slips' seed
wiped. Nothing that was transient during the round (PostgreSQL's row order and transaction marks,
the marks of answered pages) is left to tell one answer from another or to pair it with a slip.
"""

import random
import uuid

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from communities.models import (
    CommitteeMember,
    Questionnaire,
    RatedMember,
    Region,
    SurveyRemark,
    SurveyResponse,
    SurveyRound,
    SurveySlip,
    TermRole,
)
from communities.models.questionnaires import random_key
from communities.services.committees import require_running
from communities.services.surveys import codes
from communities.survey_counts import count_answers
from core import access, audit
from core.editing import claim_version
from core.errors import DomainError

TRIED = (TermRole.Capacities.PROSPECT, TermRole.Capacities.CANDIDATE, TermRole.Capacities.RESERVE)
MOST_SLIPS = 500  # as many as one PDF can be drawn of in its minute on a busy machine


@transaction.atomic
def open_rounds(*, actor, questionnaire, communities, name, mode, opens_at, closes_at, issued=0, with_prospects=False):
    """Hold a questionnaire in each of ``communities``: one batch, a round each. Returns the rounds.

    ``issued``: the number of slips, or the limit of an open link (0: none). ``with_prospects``: beside the sitting
    members, those who stand on the term's roster as 意向人选, 候选人 or 后备人员 are rated, too. From now on the
    version is frozen. Raises DomainError ``no_questions``, ``no_members``, ``wrong_times``, ``bad_issued``
    or ``no_community``.
    """
    access.require(actor, "view_records", questionnaire)
    require_running(questionnaire.election)
    questionnaire = Questionnaire.objects.select_for_update(of=("self",)).get(pk=questionnaire.pk)
    _require_times(opens_at, closes_at)
    _require_issued(mode, issued)
    if not questionnaire.questions.exists():
        raise DomainError("no_questions", f"“{questionnaire}”还没有题目，请先增加题目。", field="questionnaire")
    if not communities:
        raise DomainError("no_community", "请至少选择一个社区。", field="communities")
    batch = uuid.uuid4()
    shared = {
        "questionnaire": questionnaire, "election": questionnaire.election, "batch": batch, "name": name, "mode": mode,
        "opens_at": opens_at, "closes_at": closes_at, "issued": issued,
    }  # fmt: skip
    return [_open_round(actor, community, shared, with_prospects) for community in communities]


def _require_times(opens_at, closes_at):
    if closes_at <= opens_at:
        raise DomainError("wrong_times", "截止时间须晚于开始时间。", field="closes_at")
    if closes_at <= timezone.now():
        raise DomainError("wrong_times", "截止时间已过，请填以后的时间。", field="closes_at")


def _require_issued(mode, issued):
    if mode == SurveyRound.Modes.SLIPS and not 1 <= issued <= MOST_SLIPS:
        raise DomainError("bad_issued", f"请填写每个社区发放答题码的张数，1 至 {MOST_SLIPS}。", field="issued")


def _open_round(actor, community, shared, with_prospects):
    access.require(actor, "accept_records", community)
    made = SurveyRound.objects.create(
        community=community, number=_next_number(community, shared["questionnaire"]), created_by=actor,
        updated_by=actor, **shared,
    )  # fmt: skip
    _freeze_members(made, with_prospects)
    if made.mode == SurveyRound.Modes.SLIPS:
        _issue_slips(made)
    audit.record(actor, "survey.open", made, detail={"mode": made.mode, "issued": made.issued})
    return made


def _next_number(community, questionnaire):
    held = SurveyRound.objects.filter(community=community, questionnaire__family=questionnaire.family)
    return (held.aggregate(last=Max("number"))["last"] or 0) + 1


def _freeze_members(survey_round, with_prospects):
    """Note who sits in the two committees now, each person once with all his posts; then who is to be tried, too."""
    members = CommitteeMember.objects.sitting().filter(
        committee__community=survey_round.community, committee__election=survey_round.election
    )
    posts = {}
    for member in members.in_order():
        posts.setdefault(member.person_id, []).append(member.get_post_display())
    if with_prospects:
        posts |= _prospects(survey_round, posts)
    if not posts and survey_round.questionnaire.questions.filter(kind="members").exists():
        raise DomainError(
            "no_members",
            f"{survey_round.community.short_name}还没有登记现任班子成员，不能做成员测评。请先在“现任班子”中登记，或去掉成员测评题。",
            field="communities",
        )
    RatedMember.objects.bulk_create(
        RatedMember(round=survey_round, person_id=person, order=order, posts="、".join(held)[:60])
        for order, (person, held) in enumerate(posts.items(), start=1)
    )


def _prospects(survey_round, sitting):
    """``{person key: [capacities]}`` of those on the roster who are to be tried and do not sit, by name."""
    roles = TermRole.objects.filter(
        election=survey_round.election, community=survey_round.community, capacity__in=TRIED
    ).exclude(person__in=list(sitting))
    found = {}
    for role in roles.order_by("person__name", "person_id", "pk"):
        found.setdefault(role.person_id, []).append(role.get_capacity_display())
    return found


def _issue_slips(survey_round):
    survey_round.slip_seed = codes.new_seed()
    survey_round.save(update_fields=["slip_seed"])
    made = codes.codes_of(survey_round.slip_seed, survey_round.issued)
    SurveySlip.objects.bulk_create(SurveySlip(round=survey_round, code_hash=codes.hash_of(code)) for code in made)


def slip_codes(survey_round):
    """The codes to print, in random order. Raises DomainError ``no_slips`` once the round is closed."""
    if survey_round.mode != SurveyRound.Modes.SLIPS or not survey_round.slip_seed:
        raise DomainError("no_slips", f"“{survey_round}”没有可打印的答题码：不是答题码方式，或已截止。")
    return codes.codes_of(survey_round.slip_seed, survey_round.issued)


@transaction.atomic
def change_round(*, actor, survey_round, version, name, opens_at, closes_at):
    """Change name and times of a round that is not closed. Returns it."""
    access.require(actor, "accept_records", survey_round)
    require_running(survey_round.election)
    survey_round = SurveyRound.objects.select_for_update().get(pk=survey_round.pk)  # it may be sealed by now
    _require_not_closed(survey_round)
    claim_version(actor=actor, obj=survey_round, version=version)
    _require_times(opens_at, closes_at)
    old = {"name": survey_round.name, "opens_at": survey_round.opens_at, "closes_at": survey_round.closes_at}
    survey_round.name, survey_round.opens_at, survey_round.closes_at = name, opens_at, closes_at
    survey_round.save()
    new = {"name": name, "opens_at": opens_at, "closes_at": closes_at}
    audit.record(actor, "survey.change", survey_round, detail=audit.changes(old, new))
    return survey_round


def _require_not_closed(survey_round):
    if survey_round.is_closed:
        ended = timezone.localtime(survey_round.ended_at)
        raise DomainError("round_closed", f"“{survey_round}”已于{ended:%Y年%m月%d日 %H:%M}截止，不能再改。")


@transaction.atomic
def close_round(*, actor, survey_round):
    """截止: no answer comes in any more, and the results can be seen. Closing twice changes nothing."""
    access.require(actor, "accept_records", survey_round)
    require_running(survey_round.election)
    locked = SurveyRound.objects.select_for_update().get(pk=survey_round.pk)
    if locked.closed_at:
        return locked
    _seal(locked)
    audit.record(actor, "survey.close", locked)
    return locked


def close_due_rounds():
    """Seal every round whose time is over, each in a transaction of its own. Returns how many."""
    due = SurveyRound.objects.filter(closed_at=None, closes_at__lte=timezone.now()).values_list("pk", flat=True)
    return sum(_close_due_round(pk) for pk in list(due))


@transaction.atomic
def _close_due_round(pk):
    locked = SurveyRound.objects.select_for_update().get(pk=pk)
    if locked.closed_at:
        return False
    _seal(locked)
    audit.record(None, "survey.close", locked, actor_name="系统")
    return True


def _seal(survey_round):
    answered, counts = count_answers(survey_round)
    survey_round.closed_at, survey_round.slip_seed = timezone.now(), ""
    survey_round.answered, survey_round.counts = answered, counts
    survey_round.save()
    _shuffle(survey_round.responses, lambda row: SurveyResponse(round=survey_round, answers=row.answers))
    _shuffle(
        survey_round.remarks,
        lambda row: SurveyRemark(round=survey_round, question_id=row.question_id, text=row.text),
    )
    survey_round.slips.update(is_used=F("is_used"))  # written by one statement: none is the latest any more
    survey_round.spent_forms.all().delete()


def _shuffle(rows, remade):
    """Write rows anew in random order under new random keys."""
    fresh = [remade(row) for row in rows.all()]
    random.SystemRandom().shuffle(fresh)
    for row in fresh:
        row.pk = random_key()
    rows.all().delete()
    rows.model.objects.bulk_create(fresh)


@transaction.atomic
def remove_round(*, actor, survey_round):
    """Take back a round made by mistake. Raises DomainError ``round_answered`` once anything came in."""
    access.require(actor, "accept_records", survey_round)
    require_running(survey_round.election)
    locked = SurveyRound.objects.select_for_update().get(pk=survey_round.pk)
    if locked.responses.exists() or hasattr(locked, "tally"):
        raise DomainError("round_answered", f"“{locked}”已有答卷或计票，不能撤销。可以提前截止。")
    audit.record(actor, "survey.remove", locked, detail={"name": str(locked)})
    locked.delete()


def communities_for(user, election):
    """The communities of the term in which ``user`` may hold rounds."""
    places = access.visible_to(user, Region, "accept_records")
    inside = access.code_condition("code", [election.region_id])
    return places.filter(inside, level=Region.Levels.COMMUNITY, is_active=True)
