"""The first sections of the research report: how it was made, the communities, their teams.

Each takes the findings and the moment they belong to, and gives its blocks (core.paper).
"""

from candidates.models import ReserveEntry
from communities.models import FieldVisit, Issue
from communities.structure import AGE_BANDS, Educations
from core.dates import chinese_date
from core.paper import Chart, Heading, Paragraph, Table
from core.templatetags.paper import parts, share

Methods, Seriousness = FieldVisit.Methods, Issue.Seriousness
SHORT = {"高中（中专）": "高中", "初中及以下": "初中", "35岁及以下": "≤35", "60岁及以上": "≥60"}
TEAM_BASIS = "口径：现任“两委”成员，一人兼两职的计一人；年龄按选举日计算。"


def sentence(*clauses):
    """Clauses joined by commas to one sentence; the empty ones are left out, and so is an empty sentence."""
    said = [clause for clause in clauses if clause]
    return "，".join(said) + "。" if said else ""


# --- 调研方式与范围 ---------------------------------------------------------------------------


def methods(found):
    """How the research was made, and where it has not been yet."""
    return [Paragraph(_visits(found) + _ballots(found.ballots) + _talks(found), "调研方式与范围。"), *_holes(found)]


def _visits(found):
    work = found.fieldwork
    if not work.number:
        return "尚未登记走访调研。"
    first, last = chinese_date(work.first_on), chinese_date(work.last_on)
    span = first if first == last else f"{first}至{last}"
    people = sum(work.met.values())
    return sentence(
        f"{span}，调研组对{f'{len(found.communities)}个社区' if found.is_street else '本社区'}开展调研",
        *(_method(work, method) for method in Methods if work.number[method]),
        f"共访谈{people}人次" if people else "",
    )


def _method(work, method):
    number, met, households = work.number[method], work.met[method], work.households[method]
    words = {
        Methods.INSPECTION: f"实地查看{number}次",
        Methods.SYMPOSIUM: f"召开座谈会{number}场" + (f"、参加{met}人" if met else ""),
        Methods.HOUSEHOLD: f"走访群众{number}次" + (f"、{households}户" if households else ""),
        Methods.QUESTIONNAIRE: f"现场发放问卷{number}次",
    }
    return words[method]


def _ballots(ballots):
    if not ballots.rounds:
        return "尚无已截止的问卷测评。"
    given = (
        f"发放问卷{ballots.issued}份，收回{ballots.returned}份，有效{ballots.valid}份，"
        f"回收率{share(ballots.returned, ballots.issued)}"
        if ballots.issued
        else ""
    )
    free = f"开放链接收回{ballots.open_returned}份，有效{ballots.open_valid}份" if ballots.open_returned else ""
    return f"开展问卷测评{ballots.rounds}批次，{'；'.join(filter(None, (given, free))) or '尚未收回问卷'}。"


def _talks(found):
    return f"与现任成员等谈心谈话{found.talks}人次。" if found.talks else "尚未开展谈心谈话。"


def _holes(found):
    """Which communities were not reached by which method."""
    missing = [(Methods(method).label, names) for method, names in found.fieldwork.holes.items() if names]
    if not missing or not found.fieldwork.number:
        return []
    if not found.is_street:
        return [Paragraph(f"尚未采用的方式：{'、'.join(label for label, _ in missing)}。")]
    return [Paragraph("；".join(f"尚未{_verb(label)}的社区：{'、'.join(names)}" for label, names in missing) + "。")]


def _verb(label):
    return {"座谈": "召开座谈", "问卷": "开展问卷测评"}.get(label, label)


# --- 一、基本情况 -----------------------------------------------------------------------------

BASICS = (
    ("households", "户数", "户"), ("registered", "户籍人口", "人"), ("residents", "常住人口", "人"),
    ("minority", "少数民族人口", "人"), ("resident_groups", "居民小组", "个"), ("grids", "网格", "个"),
)  # fmt: skip
PARTY = (
    ("party_members", "党员", "名"), ("party_women", "女党员", "名"), ("party_young", "35岁及以下党员", "名"),
    ("party_old", "60岁及以上党员", "名"), ("floating_out", "流出党员", "名"),
)  # fmt: skip
BASICS_TABLE = (
    ("community", "社区", 15), ("households", "户数", 10), ("registered", "户籍人口", 12), ("residents", "常住人口", 12),
    ("minority", "少数民族", 11.5), ("party_members", "党员", 8), ("resident_groups", "居民小组", 11.5), ("grids", "网格", 7),
    ("baseline", "基线", 13),
)  # fmt: skip


def basics(found, moment):
    """What the communities reported of themselves."""
    yield Heading(1, "一、基本情况")
    told = [row for row in found.basics if any(row[key] is not None for key, _, _ in (*BASICS, *PARTY))]
    if not told:
        yield Paragraph("社区基线尚未填报，暂无户数、人口和党员数据。")
        return
    scope = f"已填报基线的{len(told)}个社区合计" if found.is_street else f"{told[0]['community']}"
    yield Paragraph(sentence(scope + _counted(told, BASICS[:1]), *(_counted(told, [one]) for one in BASICS[1:])))
    yield Paragraph(
        sentence(_party_form(found, told) + _counted(told, PARTY[:1]), *(_counted(told, [o]) for o in PARTY[1:]))
    )
    untold = [row["community"] for row in found.basics if row not in told]
    if untold:
        yield Paragraph(f"尚未填报基线的社区：{'、'.join(untold)}。")
    if found.is_street:
        yield _basics_table(found.basics, moment)


def _counted(rows, items):
    """“常住人口12人”: the sum of what was told; empty where nobody told it."""
    return "".join(
        f"{label}{sum(row[key] or 0 for row in rows)}{unit}"
        for key, label, unit in items
        if any(row[key] is not None for row in rows)
    )


def _party_form(found, told):
    if found.is_street or not told[0]["party_form"]:
        return ""
    branches = f"，下设支部{told[0]['branches']}个" if told[0]["branches"] else ""
    return f"社区党组织为{told[0]['party_form']}{branches}，"


def _basics_table(rows, moment):
    keys = [key for key, _, _ in BASICS_TABLE]
    lines = [tuple("—" if row[key] is None else str(row[key]) for key in keys) for row in rows]
    sums = tuple(str(sum(row[key] or 0 for row in rows)) for key in keys[1:-1])
    note = f"口径：各社区在社区基线中已确认的数字，未填报的为“—”。数据截至{moment}。"
    columns = tuple((heading, width) for _, heading, width in BASICS_TABLE)
    return Table("表1　各社区基本情况", columns, (*lines, ("合　计", *sums, "—")), note)


# --- 二、班子现状及分析 -----------------------------------------------------------------------


def team(found, moment):
    """Posts, structure and reserve of the sitting teams."""
    yield Heading(1, "二、班子现状及分析")
    total = found.teams.total
    yield Heading(2, "（一）职数和配备")
    if not total.people.count:
        yield Paragraph("尚未录入现任“两委”成员。")
    else:
        yield Paragraph(_posts(found, total))
        yield Heading(2, "（二）班子结构")
        yield Paragraph(_structure(total))
        yield _structure_table(found, total, moment)
        yield Chart(_charts(total.people), f"口径和截止时间同表{_team_table_number(found)}。")
    yield Heading(2, "（三）后备力量" if total.people.count else "（二）后备力量")
    yield Paragraph(_reserve(found.reserve))


def _posts(found, total):
    vacant = [f"{row.name}{row.vacancies}个" for row in found.teams.rows if row.vacancies]
    where = f"（{'、'.join(vacant)}）" if vacant and found.is_street else ""
    if found.is_street:
        shoulder = f"书记、主任“一肩挑”的社区{total.one_shoulder}个"
    else:
        shoulder = "书记、主任“一肩挑”" if total.one_shoulder else "书记、主任未“一肩挑”"
    return sentence(
        f"“两委”职数{total.seats}个，实有{total.filled}个",
        f"空缺{total.vacancies}个{where}" if total.vacancies else "无空缺",
        f"超职数{total.surplus}个" if total.surplus else "",
    ) + sentence(
        f"现任成员{total.people.count}人（一人兼两职的计一人）",
        f"其中连任{total.stayed}人、占{share(total.stayed, total.people.count)}",
        f"“两委”交叉任职{total.cross_posts}人", shoulder,
    )  # fmt: skip


def _structure(total):
    people, count = total.people, total.people.count
    youngest, *_, oldest = AGE_BANDS
    return "".join((
        sentence(f"平均年龄{people.average_age}岁" if people.average_age is not None else "出生日期尚未登记",
                  f"书记平均年龄{total.secretary_age:.1f}岁" if total.secretary_age is not None else "书记尚未配备或年龄不详"),
        sentence(f"女性{people.women}人、占{share(people.women, count)}",
                  f"女书记{total.women_secretaries}人" if total.secretaries > 1 else ""),
        sentence(*(f"{label}{people.age_bands.get(label, 0)}人、占{share(people.age_bands.get(label, 0), count)}"
                    for label in (youngest, oldest))),
        sentence(f"大专及以上学历{people.college}人、占{share(people.college, count)}",
                  f"中共党员{people.party}人、占{share(people.party, count)}", f"少数民族{people.minority}人"),
    ))  # fmt: skip


def structure_lines(total):
    """``[(group, item, number)]`` of a team's structure; who is unknown has a line of his own."""
    people = total.people
    lines = [("性别", "男", total.men), ("性别", "女", people.women)]
    lines += [("年龄", label, people.age_bands.get(label, 0)) for label in AGE_BANDS]
    lines += [("学历", label, people.educations.get(label, 0)) for label in reversed(Educations.labels)]
    lines += [("政治面貌", "中共党员", people.party), ("政治面貌", "民主党派", total.democratic),
              ("政治面貌", "群众", total.others), ("民族", "少数民族", people.minority),
              ("任职", "连任", total.stayed), ("任职", "新任", total.joined)]  # fmt: skip
    unknown = (("年龄", "不详", people.age_unknown), ("学历", "不详", people.education_unknown))
    return lines + [line for line in unknown if line[2]]


def _team_table_number(found):
    return 2 if found.is_street else 1


def _structure_table(found, total, moment):
    """Two halves side by side, so that the table takes half the height."""
    count, lines = total.people.count, structure_lines(total)
    lines = [(group, item, str(number), share(number, count)) for group, item, number in lines]
    half = (len(lines) + 1) // 2
    rows = tuple((*left, *right) for left, right in zip(lines[:half], [*lines[half:], ("",) * 4], strict=False))
    columns = (("类别", 12), ("项目", 19.9), ("人数", 8), ("占比", 10.1)) * 2
    number = _team_table_number(found)
    return Table(f"表{number}　现任班子结构（{count}人）", columns, rows, f"{TEAM_BASIS}数据截至{moment}。")


def _charts(people):
    levels = list(reversed(Educations.labels))
    ages = [people.age_bands.get(label, 0) for label in AGE_BANDS]
    return (
        ("年龄结构（周岁、人）", tuple(SHORT.get(label, label.removesuffix("岁")) for label in AGE_BANDS), (("现任", ages),)),
        ("学历结构（人）", tuple(SHORT.get(label, label) for label in levels),
         (("现任", [people.educations.get(label, 0) for label in levels]),)),
    )  # fmt: skip


def _reserve(reserve):
    number = sum(reserve.values())
    if not number:
        return "后备库中尚无在库人员。"
    return f"后备库在库{number}人，其中{parts([(d.label, reserve[d]) for d in ReserveEntry.Directions], '人')}。"
