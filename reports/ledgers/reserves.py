"""后备（年轻力量）与历练台账: who is in reserve or being tried, how he came there, at what, and how he was seen.

Columns: domain facts §6.2, no. 4 (来源、推荐方式、帮带人、实践任务、评价).
"""

from collections import defaultdict

from candidates.models import Assignment, ReserveEntry
from candidates.practice_rules import spreads
from core import ids
from reports.ledgers.base import Choice, Ledger, day, inside, number, text


def rows(user, region, election, filters):
    """A line for each person in the pool, and for each other one with a task. A fixed number of queries."""
    entries = inside(user, ReserveEntry, "community_id", region).filter(election=election).standing().with_file()
    tasks = inside(user, Assignment, "community_id", region).filter(election=election).with_file()
    by_person, shown = defaultdict(list), list(tasks.order_by("since", "pk"))
    for task in shown:
        by_person[task.person_id].append(task)
    evaluated = spreads(user, shown, election, by_person=True)
    entries = list(entries.order_by("community_id", "-direction", "registered_at", "pk"))
    known = {entry.person_id for entry in entries}
    others = [found[0] for key, found in by_person.items() if key not in known]
    lines = [_line(entry, entry, by_person[entry.person_id], evaluated, election) for entry in entries]
    lines += [_line(task, None, by_person[task.person_id], evaluated, election) for task in others]
    direction = filters.get("direction")
    return [line for line in lines if not direction or line["direction_code"] == direction]


def _line(record, entry, tasks, evaluated, election):
    person, spread = record.person, evaluated.get(record.person_id)
    born = person.birth_date
    return {
        "community": record.community.short_name,
        "name": person.name,
        "sex": person.get_sex_display(),
        "age": ids.age_on(born, election.key_date) if born else None,
        "education": person.get_education_display() or "",
        "affiliation": person.get_affiliation_display(),
        "direction": entry.get_direction_display() if entry else "本届人选",
        "direction_code": entry.direction if entry else "",
        "origin": entry.get_origin_display() if entry else "",
        "recommended": f"{entry.get_recommended_by_form_display()}{f'（{entry.recommender}）' if entry.recommender else ''}"
        if entry else "",
        "mentor": entry.mentor.name if entry and entry.mentor else "",
        "tasks": "；".join(f"{task.get_kind_display()}：{task.content}（{task.get_state_display()}）" for task in tasks),
        "task_count": len(tasks),
        "spread": spread.words if spread else "",
        "state": entry.get_state_display() if entry else "",
        "accepted_on": entry.accepted_on if entry else None,
        "record": person.pk,
    }  # fmt: skip


RESERVES = Ledger(
    "reserves", "后备力量与历练台账", "人选",
    (
        text("community", "社区", 12), text("name", "姓名", 10), text("sex", "性别", 6), number("age", "年龄", 6, summed=False),
        text("education", "学历", 10), text("affiliation", "政治面貌", 11), text("direction", "培养方向", 10),
        text("origin", "来源", 13), text("recommended", "推荐方式", 16), text("mentor", "帮带人", 10),
        text("tasks", "实践任务", 34), number("task_count", "任务数", 7), text("spread", "观察评价", 30), text("state", "状态", 9),
        day("accepted_on", "入库日期"),
    ),
    rows,
    basis="本届后备登记（不含已出库）和有历练任务的本届人选；年龄按基准日计算；观察评价为各观察人最近一次的分布，观察人不足规定人数的只写人数。",
    made_at="candidates:pool",
    record_view="communities:person",
    choices=(Choice("direction", "培养方向", ReserveEntry.Directions.choices),),
    orders=(("age", "年龄从小到大"), ("-task_count", "任务从多到少")),
    paper="A3",
)  # fmt: skip
