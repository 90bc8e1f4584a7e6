"""Checks between the figures of a baseline: what must agree, and what looks odd enough to explain.

An error has to be put right; a warning may stand once the community has said why. Each
check is named once in ``CHECKS`` and belongs to the section on whose page it is shown.
A check whose figures are not all there says nothing.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from communities.baseline_sections import AGE_KEYS, BY_KEY, EDUCATION_KEYS

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """What a check found. ``field`` is where the message is shown; ``message`` names figures and the way out."""

    code: str
    level: str
    section: str
    field: str
    message: str

    @property
    def is_error(self):
        return self.level == ERROR


@dataclass(frozen=True)
class Check:
    """``test(answers, on_file) -> message or None``; answers by section and key, on_file as :func:`run` says."""

    code: str
    level: str
    section: str
    field: str
    test: object


def _label(section, key):
    return BY_KEY[section].field(key).label


def _sum_equals(section, total_key, keys, name):
    def test(answers, on_file):
        figures = [answers[section].get(key) for key in (total_key, *keys)]
        if None in figures:
            return None
        total, parts = figures[0], sum(figures[1:])
        if parts == total:
            return None
        return (
            f"{name}各档合计 {parts} 人，{_label(section, total_key)} {total} 人，"
            f"{'多' if parts > total else '少'} {abs(parts - total)} 人。请更正各档人数或总数。"
        )

    return test


def _at_most(section, key, limit_section, limit_key):
    def test(answers, on_file):
        value, limit = answers[section].get(key), answers[limit_section].get(limit_key)
        if value is None or limit is None or value <= limit:
            return None
        label = _label(section, key).removeprefix("其中")
        return f"{label} {value} 人，多于{_label(limit_section, limit_key)} {limit} 人。请更正其中一个。"

    return test


def _residents_add_up(answers, on_file):
    figures = [answers["population"].get(key) for key in ("registered", "moved_out", "moved_in", "residents")]
    if None in figures:
        return None
    registered, moved_out, moved_in, residents = figures
    expected = registered - moved_out + moved_in
    if expected == residents:
        return None
    return (
        f"户籍 {registered} 减外出 {moved_out} 加流入 {moved_in} 等于 {expected} 人，常住人口填了 {residents} 人，"
        f"相差 {abs(expected - residents)} 人。请核对；确有原因的写明。"
    )


def _ethnicities_fit(answers, on_file):
    population = answers["population"]
    residents, total = population.get("residents"), sum(row["count"] for row in population.get("ethnicities") or [])
    if residents is None or total <= residents:
        return None
    return f"各民族合计 {total} 人，多于常住人口 {residents} 人。请更正各民族人数或常住人口。"


def _ethnicities_once(answers, on_file):
    names = Counter(row["name"] for row in answers["population"].get("ethnicities") or [])
    twice = [name for name, count in names.items() if count > 1]
    return f"{'、'.join(twice)}填了不止一行。请合并成一行。" if twice else None


def _members_on_file(answers, on_file):
    total, known = answers["party"].get("total"), on_file["party_members"]
    if total is None or known <= total:
        return None
    return (
        f"人员档案里本社区党员已有 {known} 人，党员总数填了 {total} 人，相差 {known - total} 人。"
        "请核对总数，或到“人员”更正政治面貌；确有原因的写明。"
    )


def _team_unchanged(answers, on_file):
    confirmed, now = answers["team"].get("on_file"), on_file["team"]
    if not confirmed or confirmed == now:
        return None
    return f"上次核对后名册有变动：当时 {confirmed['members']} 人，现 {now['members']} 人。请重新核对并保存。"


def _team_on_file(answers, on_file):
    return None if on_file["team"]["members"] else "名册里还没有本社区班子成员。请先到“现任班子”录入或导入名册。"


def _none_against_ledger(answers, on_file):
    if not answers["issues"].get("none") or not on_file["open_issues"]:
        return None
    return (
        f"难点问题台账里本社区还有 {on_file['open_issues']} 件没有化解，这里却填了“无，已确认”。"
        "请把这些问题填进来，或先到“难点问题”登记化解；确有原因的写明。"
    )


def _either_rows_or_none(section, key, noun):
    def test(answers, on_file):
        if not answers[section]:
            return None
        rows, none = answers[section].get(key), answers[section].get("none")
        if rows and none:
            return f"已填 {len(rows)} 条{noun}，又勾选了“无，已确认”。请去掉勾选，或清空各条。"
        return None if rows or none else f"请填写{noun}；确实没有的勾选“无，已确认”。"

    return test


CHECKS = (
    Check("residents_add_up", WARNING, "population", "residents", _residents_add_up),
    Check("adults_fit", ERROR, "population", "adults", _at_most("population", "adults", "population", "residents")),
    Check("moved_out_fit", ERROR, "population", "moved_out",
          _at_most("population", "moved_out", "population", "registered")),
    Check("ethnicities_fit", ERROR, "population", "ethnicities", _ethnicities_fit),
    Check("ethnicities_once", ERROR, "population", "ethnicities", _ethnicities_once),
    Check("party_age_sum", ERROR, "party", "age_35", _sum_equals("party", "total", AGE_KEYS, "年龄")),
    Check("party_education_sum", ERROR, "party", "master", _sum_equals("party", "total", EDUCATION_KEYS, "学历")),
    Check("party_probationary_fit", ERROR, "party", "probationary", _at_most("party", "probationary", "party", "total")),
    Check("party_women_fit", ERROR, "party", "women", _at_most("party", "women", "party", "total")),
    Check("party_minority_fit", ERROR, "party", "minority", _at_most("party", "minority", "party", "total")),
    Check("party_floating_fit", ERROR, "party", "floating_out", _at_most("party", "floating_out", "party", "total")),
    Check("party_members_on_file", WARNING, "party", "total", _members_on_file),
    Check("team_on_file", ERROR, "team", "as_on_file", _team_on_file),
    Check("team_unchanged", ERROR, "team", "as_on_file", _team_unchanged),
    Check("reserve_or_none", ERROR, "reserve", "none", _either_rows_or_none("reserve", "people", "后备人选")),
    Check("issues_in_ledger", WARNING, "issues", "none", _none_against_ledger),
    Check("issues_or_none", ERROR, "issues", "none", _either_rows_or_none("issues", "issues", "难点问题")),
)  # fmt: skip


def run(answers, on_file, section=None):
    """Findings of all checks, or of one section's.

    ``answers``: ``{section key: {field key: value}}``, confirmed or being checked.
    ``on_file``: what the records of the community say, from ``baseline_progress.on_file``.
    """
    known = defaultdict(dict, answers)
    findings = []
    for check in CHECKS:
        if section in (None, check.section) and (message := check.test(known, on_file)):
            findings.append(Finding(check.code, check.level, check.section, check.field, message))
    return findings
