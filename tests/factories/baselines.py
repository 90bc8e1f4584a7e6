"""Baselines with a sitting team, and what a secretary would type into each section."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from communities.baseline_sections import SECTIONS
from communities.forms.baselines import SectionForm
from communities.models import Baseline, Committee, CommitteeMember, Person
from communities.services.baselines import confirm_section, move_baseline, open_baselines

TEXTS = {
    "basics": {
        "area": "1.25", "households": "2310", "estates": "12", "resident_groups": "18", "grids": "9",
        "party_form": "党委", "branches": "4",
    },
    "population": {
        "registered": "5200", "moved_out": "400", "moved_in": "1100", "residents": "5900", "adults": "4700",
        "ethnicities-0-name": "汉族", "ethnicities-0-count": "4300",
        "ethnicities-1-name": "布依族", "ethnicities-1-count": "820",
    },
    "party": {
        "total": "120", "probationary": "3", "women": "46", "minority": "21",
        "age_35": "20", "age_45": "25", "age_55": "30", "age_59": "15", "age_60": "30",
        "master": "4", "bachelor": "36", "college": "40", "senior": "25", "junior": "15",
        "floating_out": "8", "floating_in": "5",
    },
    "team": {"as_on_file": "on"},
    "reserve": {
        "people-0-name": "龙㛃", "people-0-occupation": "网格员", "people-0-strengths": "年轻、会做群众工作",
    },
    "issues": {"none": "on"},
    "standing": {"achievements": "建成老年食堂。", "recognition": "比较认可", "basis": "走访 60 户"},
}  # fmt: skip


def seat_team(street, names=("田蕾", "欧阳燊", "罗翀"), community=None):
    """A party committee of the community with these members."""
    community = community or street.first
    committee, _ = Committee.objects.get_or_create(
        community=community, election=street.running, kind=Committee.Kinds.PARTY, defaults={"seats": 5}
    )
    posts = ["secretary", *["party_member"] * len(names)]
    for name, post in zip(names, posts, strict=False):
        person = Person.objects.create(
            name=name, sex="female", birth_date=date(1980, 5, 1), community=community, affiliation="party"
        )
        CommitteeMember.objects.create(committee=committee, person=person, post=post)
    return committee


def open_one(street, **fields):
    """The opened baseline of the first community; ``fields`` overwrite its columns."""
    due_on = timezone.localdate() + timedelta(days=3)
    open_baselines(
        actor=street.users["staff"], election=street.running, region=street.regions["520102032"], due_on=due_on
    )
    baseline = Baseline.objects.get(community=street.first)
    if fields:
        Baseline.objects.filter(pk=baseline.pk).update(**fields)
        baseline = Baseline.objects.get(pk=baseline.pk)
    return baseline


def answers_of(key, texts=None):
    """Cleaned answers of typed texts, checks left aside."""
    section = next(section for section in SECTIONS if section.key == key)
    blank = {"party_members": 0, "open_issues": 0, "team": {"members": 1, "seats": 0}}
    form = SectionForm(section, texts or TEXTS[key], others={}, on_file=blank, is_posted=True)
    form.is_valid()
    return form.answers


def confirm(baseline, actor, key, texts=None, explanations=None):
    """Confirm a section as ``actor``."""
    section = baseline.sections.get(key=key)
    return confirm_section(
        actor=actor, section=section, version=section.version, page=None,
        answers=answers_of(key, texts), explanations=explanations or {},
    )  # fmt: skip


def fill_in(baseline, actor):
    """Confirm every section; needs a seated team."""
    for section in SECTIONS:
        confirm(baseline, actor, section.key)


def submitted(street):
    """A baseline filled in and handed in by the secretary."""
    seat_team(street)
    baseline = open_one(street)
    fill_in(baseline, street.users["secretary"])
    move_baseline(actor=street.users["secretary"], baseline=baseline, name="submit")
    return Baseline.objects.get(pk=baseline.pk)


def page():
    return uuid.uuid4()
