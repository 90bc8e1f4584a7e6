"""Tones of states and results, and what comes next: for the candidates' pages."""

from django import template

from candidates.models import Candidate, CriterionCheck, NegativeCheck
from core import ids

register = template.Library()
States = Candidate.States

STATE_TONES = {
    States.DRAFT: "wait",
    States.COMMUNITY_REVIEW: "warn",
    States.STREET_REVIEW: "warn",
    States.RETURNED: "bad",
    States.PASSED: "ok",
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
    States.PASSED: "列入拟推荐人选",
    States.REJECTED: "审查结束；确需复议的，由街道领导重新启动",
    States.WITHDRAWN: "已退出；确需恢复的，由街道领导重新启动",
}
STEPS = ((States.DRAFT, "提出人选"), (States.COMMUNITY_REVIEW, "社区初审"), (States.STREET_REVIEW, "街道严审"),
         (States.PASSED, "列入拟推荐"))  # fmt: skip


@register.filter
def steps(candidate):
    """``(label, "done", "here" or "")`` per stage of the way; none is marked once the way has ended early."""
    state = States.DRAFT if candidate.state == States.RETURNED else candidate.state
    place = next((number for number, (stage, _) in enumerate(STEPS) if stage == state), -1)
    last = len(STEPS) - 1
    marks = ["done" if number < place or place == last else "here" if number == place else "" for number in range(4)]
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
def next_step(candidate):
    """Who has to do what next, in a sentence."""
    return NEXT_STEPS[candidate.state]
