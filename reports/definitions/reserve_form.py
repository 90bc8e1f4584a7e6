"""后备干部登记表: of one person, or of all in a community or street in one file.

Fields: documents.md (e), 后备干部登记表 (基本信息、特长、简历、现实表现、社区党组织意见、街道党工委意见); layout common
practice, not a form published by anybody. The numbers stay masked.
"""

from django import forms
from django.utils import timezone

from candidates.models import Assignment, ReserveEntry
from communities.models import Region
from core import access, ids
from core.access import code_condition
from core.dates import format_month
from core.errors import DomainError
from reports.candidate_facts import current_posts, file_number, relatives, resume_lines
from reports.definitions.base import Report, subject_form
from reports.definitions.batches import PackingForm, render_forms, take

PLACES = (Region.Levels.STREET, Region.Levels.COMMUNITY)
TEMPLATE = "pdf/reserve_form.html"


def _with_file(rows):
    return rows.select_related("person", "community", "mentor", "election")


def one_context(user, region, election, parameters, number):
    """The data of templates/pdf/reserve_form.html for one entry."""
    return _context(user, [access.get_or_404(user, _with_file(ReserveEntry.objects), pk=parameters["subject"])])


def batch_context(user, region, election, parameters, number):
    """The same for everybody in the pool below ``region``; raises DomainError ``nothing_to_print`` or ``too_many``."""
    rows = access.visible_to(user, ReserveEntry).standing().filter(code_condition("community_id", [region.pk]))
    if parameters.get("direction"):
        rows = rows.filter(direction=parameters["direction"])
    rows = _with_file(rows.filter(election=election)).order_by("community_id", "-direction", "pk")
    found = take(rows, otherwise="“后备力量与历练台账”导出 Excel")
    if not found:
        raise DomainError("nothing_to_print", "所选范围内还没有后备登记，请先“登记后备干部”。")
    return _context(user, found)


def _context(user, entries):
    tasks = access.visible_to(user, Assignment).filter(person__in=[entry.person_id for entry in entries])
    by_person, posts = {}, current_posts(entries)
    for task in tasks.order_by("since", "pk"):
        by_person.setdefault((task.person_id, task.election_id), []).append(task)
    return {
        "heading": "社区后备干部登记表",
        "filled_on": timezone.localdate(),
        "forms": [_form(entry, by_person.get((entry.person_id, entry.election_id), []), posts) for entry in entries],
    }


def _form(entry, tasks, posts):
    person, born = entry.person, entry.person.birth_date
    return {
        "bookmark": f"{entry.community.short_name} {person.name}",
        "entry": entry,
        "community": entry.community.short_name,
        "term": str(entry.election),
        "number": f"后备{file_number(entry)}",
        "name": person.name,
        "sex": person.get_sex_display(),
        "ethnicity": person.ethnicity,
        "birth_month": format_month(born) if born else "",
        "age": ids.age_on(born, entry.election.key_date) if born else None,
        "political_status": person.get_affiliation_display(),
        "joined_party_on": format_month(person.party_joined_on) if person.party_joined_on else "",
        "education": person.get_education_display() or "",
        "school": person.school,
        "native_place": person.native_place,
        "phone": ids.mask_phone(person.phone) if person.phone else "",
        "id_number": ids.mask_id_number(person.id_number) if person.id_number else "",
        "current_post": posts.get((person.pk, entry.election_id)) or person.occupation,
        "directions": [(label, entry.direction == code) for code, label in ReserveEntry.Directions.choices],
        "recommendations": [
            (label, entry.recommended_by_form == code) for code, label in ReserveEntry.Recommendations.choices
        ],
        "resume": resume_lines(person.resume),
        "relatives": relatives(person),
        "tasks": tasks,
    }


def describe(entry):
    """Entries told apart by community, name and direction."""
    return f"{entry.community.short_name}　{entry.person.name}　{entry.get_direction_display()}"


class BatchForm(PackingForm):
    """Everybody of the region, or those of one direction."""

    direction = forms.ChoiceField(
        label="培养方向", required=False, choices=[("", "全部"), *ReserveEntry.Directions.choices]
    )
    field_order = ["direction"]


RESERVE_FORM = Report(
    code="reserve_form",
    title="后备干部登记表",
    description="一名后备干部的基本信息、推荐、特长、简历、现实表现、历练任务和两级意见，供签字盖章。",
    template=TEMPLATE,
    permission="view_records",
    context=one_context,
    parameter_form=subject_form(ReserveEntry, "view_records", label="后备干部", describe=describe, rows=_with_file),
    levels=PLACES,
    counter="份",
    subject_model=ReserveEntry,
    subject_label=lambda entry: entry.person.name,
    subject_rows=_with_file,
)
RESERVE_FORMS = Report(
    code="reserve_forms",
    title="后备干部登记表（全部）",
    description="所选社区或街道每名后备干部一份，合为一个带书签的 PDF，或每人一个文件打包下载。",
    template=TEMPLATE,
    permission="view_records",
    context=batch_context,
    render=render_forms,
    parameter_form=BatchForm,
    levels=PLACES,
    counter="份",
    ledger="reserves",
)
