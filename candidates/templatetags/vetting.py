"""Tones of states and results, and what comes next: for the candidates' pages."""

from django import template
from django.utils.safestring import SafeString

from candidates.models import Candidate, CriterionCheck, NegativeCheck
from candidates.rechecks import criterion_reasons, negative_reasons
from core import ids
from core.addresses import address_of
from core.rows import NOTHING, check_box, link, table_rows
from core.templatetags.display import meter, state, word_for

register = template.Library()
States = Candidate.States
LEAD_GOOSE = SafeString(' <span class="goose">头雁</span>')
COLUMNS = [(name, "") for name in ("姓名", "社区", "年龄", "学历", "拟任职务", "来源", "环节", "对标", "负面清单")]

STATE_TONES = {
    States.DRAFT: "wait",
    States.COMMUNITY_REVIEW: "warn",
    States.STREET_REVIEW: "warn",
    States.RETURNED: "bad",
    States.PASSED: "ok",
    States.DISTRICT_REVIEW: "warn",
    States.CLEARED: "ok",
    States.REJECTED: "bad",
    States.WITHDRAWN: "wait",
}
RESULT_TONES = {
    CriterionCheck.Results.MET: "ok",
    CriterionCheck.Results.MOSTLY: "warn",
    CriterionCheck.Results.UNMET: "bad",
    NegativeCheck.Results.CLEAR: "ok",
    NegativeCheck.Results.HIT: "bad",
}
NEXT_STEPS = {
    States.DRAFT: "补齐人员档案，逐条核对标准，提交社区初审",
    States.COMMUNITY_REVIEW: "社区书记逐条对标，作出初审决定",
    States.STREET_REVIEW: "街道核查负面清单，作出严审决定",
    States.RETURNED: "按退回意见逐项补正，重新提交初审",
    States.PASSED: "列入区级联审批次，报区相关部门联审",
    States.DISTRICT_REVIEW: "各部门回复齐后，由街道领导审定联审结论",
    States.CLEARED: "列入拟推荐人选；经研究确定后列为候选人",
    States.REJECTED: "审查结束；确需复议的，由街道领导重新启动",
    States.WITHDRAWN: "已退出；确需恢复的，由街道领导重新启动",
}
STEPS = ((States.DRAFT, "提出人选"), (States.COMMUNITY_REVIEW, "社区初审"), (States.STREET_REVIEW, "街道严审"),
         (States.DISTRICT_REVIEW, "区级联审"), (States.CLEARED, "联审通过"))  # fmt: skip
STANDS_AT = {States.RETURNED: States.DRAFT, States.PASSED: States.DISTRICT_REVIEW}


@register.filter
def steps(candidate):
    """``(label, "done", "here" or "")`` per stage of the way; none is marked once the way has ended early."""
    state = STANDS_AT.get(candidate.state, candidate.state)
    place = next((number for number, (stage, _) in enumerate(STEPS) if stage == state), -1)
    last = len(STEPS) - 1
    marks = ["done" if n < place or place == last else "here" if n == place else "" for n in range(len(STEPS))]
    return [(label, mark) for (_, label), mark in zip(STEPS, marks, strict=True)]


@register.filter
def age_on(person, day):
    """``{{ person|age_on:election.election_day }}``: full years, or — where the birth date is unknown."""
    return ids.age_on(person.birth_date, day) if person.birth_date and day else "—"


@register.filter
def state_tone(candidate):
    """The tone of a candidate's state, for c-state."""
    return STATE_TONES[candidate.state]


@register.filter
def result_tone(check):
    """The tone of a check's result, for c-state."""
    return RESULT_TONES.get(check.result, "wait")


@register.filter
def advice_tone(opinion):
    """The tone of an independent opinion's advice, for c-state."""
    return {"pass": "ok", "return": "warn", "reject": "bad"}.get(opinion.advice, "wait")


@register.filter
def next_step(candidate):
    """Who has to do what next, in a sentence."""
    if candidate.is_nominee and candidate.state == States.CLEARED:
        return "候选人审查完成，可提交选举"
    return NEXT_STEPS[candidate.state]


@register.filter
def recheck_reasons(check):
    """``[(what, old, new)]``: how the rule differs from what the result was decided on."""
    return (criterion_reasons if isinstance(check, CriterionCheck) else negative_reasons)(check)


@register.simple_tag
def candidate_rows(candidates, day, may_fill, with_vetting):
    """The rows of the list of candidates (:mod:`core.rows`); ``day``: on which their age is told. ``may_fill`` and
    ``with_vetting``: what the reader holds somewhere; with either he may choose several."""
    columns, may_choose = COLUMNS if with_vetting else COLUMNS[:-1], may_fill or with_vetting
    return table_rows(columns, (_cells(each, day, may_choose, with_vetting) for each in candidates))


def _cells(candidate, day, may_choose, with_vetting):
    person = candidate.person
    box = check_box(candidate.pk, person.name) if may_choose else NOTHING
    address = address_of("candidates:detail", key=candidate.pk)
    yield box + link(address, person.name) + (LEAD_GOOSE if candidate.is_lead_goose else NOTHING)
    yield candidate.community.short_name
    yield age_on(person, day)
    yield word_for(person, "education") or "—"
    yield word_for(candidate, "intended_post")
    yield word_for(candidate, "source")
    yield state(word_for(candidate, "state"), state_tone(candidate))
    yield meter(candidate.criteria_done, candidate.criteria_total, "对标进度") + _bad(
        candidate.criteria_rechecks, "项需复核"
    )
    if with_vetting:
        progress = meter(candidate.negatives_done, candidate.negatives_total, "负面清单进度")
        yield progress + _bad(candidate.negatives_hit, "项") + _bad(candidate.negatives_rechecks, "项需复核")


def _bad(number, unit):
    return SafeString(" ") + state(f"{number} {unit}", "bad") if number else NOTHING
