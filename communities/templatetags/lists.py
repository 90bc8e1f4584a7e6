"""The rows of long lists (:mod:`core.rows`): people, teams."""

from django import template
from django.utils.safestring import SafeString

from core.addresses import address_of
from core.dates import format_month
from core.rows import NOTHING, check_box, link, table_rows
from core.templatetags.display import meter, state, word_for

register = template.Library()
PERSON = [(name, "") for name in ("姓名", "性别", "出生年月", "民族", "学历", "政治面貌", "建档社区", "本届身份")]
TEAM = [(name, "") for name in ("社区", "党组织", "居委会", "缺额", "一肩挑", "交叉任职")]
DUPLICATE = SafeString(" ") + state("重复档案", "warn")
MISSING, YES = state("未登记", "warn"), state("是", "ok")


@register.simple_tag
def person_rows(people, may_choose):
    """The rows of the list of people, each with ``roles`` in the term."""
    return table_rows(PERSON, (_of_person(person, may_choose) for person in people))


def _of_person(person, may_choose):
    box = check_box(person.pk, person.name) if may_choose else NOTHING
    address = address_of("communities:person", key=person.pk)
    yield box + link(address, person.name) + (DUPLICATE if person.duplicate_of_id else NOTHING)
    yield word_for(person, "sex")
    yield format_month(person.birth_date) if person.birth_date else "—"
    yield person.ethnicity
    yield "—" if person.education is None else word_for(person, "education")
    yield word_for(person, "affiliation")
    yield person.community.short_name
    yield "、".join(word_for(role, "capacity") for role in person.roles) or "—"


@register.simple_tag
def team_rows(teams):
    """The rows of the list of sitting teams (:class:`communities.teams.Team`)."""
    return table_rows(TEAM, map(_of_team, teams))


def _of_team(team):
    is_known, vacancies, surplus = bool(team.committees), team.vacancies, team.surplus
    yield link(address_of("communities:committee", key=team.community.pk), team.community.short_name)
    yield _held(team.party, "党组织在任")
    yield _held(team.residents, "居委会在任")
    short = state(f"缺 {vacancies} 名", "warn") if vacancies else NOTHING
    beyond = state(f"超 {surplus} 名", "bad") if surplus else NOTHING
    yield short + beyond or ("无" if is_known else "—")
    yield YES if team.is_one_shoulder else "否" if is_known else "—"
    yield f"{team.cross_posts} 人" if is_known else "—"


def _held(committee, label):
    return meter(committee.sitting, committee.seats, label) if committee else MISSING
