"""How far a baseline is: state of each section, what is missing, what the records on file say."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Sum

from communities import baseline_checks
from communities.baseline_sections import SECTIONS, Section
from communities.models import (
    Affiliations,
    BaselineReturn,
    BaselineSection,
    Committee,
    CommitteeMember,
    Issue,
    Person,
    Sexes,
)

PARTY = (Affiliations.PARTY, Affiliations.PROBATIONARY)
COUNTED = ("post", "person__sex", "person__affiliation", "committee__community", "committee__election")  # of a member


def team_members(baselines):
    """Sitting members of the communities and terms of ``baselines``: one query, person and committee with it."""
    return (
        CommitteeMember.objects.filter(
            committee__community__in=[baseline.community_id for baseline in baselines],
            committee__election__in=[baseline.election_id for baseline in baselines],
        )
        .sitting()
        .select_related("person", "committee")
        .in_order()
    )


def _team_figures(members, seats):
    """One community's sitting team in figures; a person in both committees counts once."""
    people = {member.person_id: member.person for member in members}
    return {
        "members": len(people),
        "seats": seats,
        "women": sum(person.sex == Sexes.FEMALE for person in people.values()),
        "party": sum(person.affiliation in PARTY for person in people.values()),
        "both_committees": len(members) - len(people),
        "records": sorted(f"{member.pk}:{member.post}" for member in members),
    }


def on_file(baselines):
    """``{baseline.pk: {"party_members": n, "open_issues": n, "team": {…}}}``: what the records say; four queries.

    ``team`` has members, seats, women, party, both_committees, and ``records``, by which a
    later change of the roster is noticed.
    """
    codes = [baseline.community_id for baseline in baselines]
    terms = [baseline.election_id for baseline in baselines]
    party = dict(
        Person.objects.filter(community__in=codes, affiliation__in=PARTY).order_by()
        .values_list("community").annotate(Count("pk"))
    )  # fmt: skip
    seats = {
        (community, election): number
        for community, election, number in Committee.objects.filter(community__in=codes, election__in=terms)
        .order_by().values_list("community", "election").annotate(Sum("seats"))
    }  # fmt: skip
    issues = dict(
        Issue.objects.open().filter(community__in=codes, election__in=terms).order_by()
        .values_list("community").annotate(Count("pk"))
    )  # fmt: skip
    members = defaultdict(list)
    for member in team_members(baselines).only(*COUNTED):
        members[member.committee.community_id, member.committee.election_id].append(member)
    return {
        baseline.pk: {
            "party_members": party.get(baseline.community_id, 0),
            "open_issues": issues.get(baseline.community_id, 0),
            "team": _team_figures(members[place], seats.get(place, 0)),
        }
        for baseline in baselines
        for place in [(baseline.community_id, baseline.election_id)]
    }


@dataclass(frozen=True)
class SectionProgress:
    """One line of the task list. ``row``: the BaselineSection; ``reasons``: open returns; ``findings``: of checks."""

    section: Section
    row: BaselineSection
    reasons: tuple
    findings: tuple

    @property
    def open_findings(self):
        """Errors, and warnings not explained in the words in which they stand now."""
        explained = self.row.explanations
        return [
            finding for finding in self.findings
            if finding.is_error or explained.get(finding.code, {}).get("message") != finding.message
        ]  # fmt: skip

    @property
    def needs_correction(self):
        return bool(self.reasons or (self.row.is_done and self.open_findings))

    @property
    def is_done(self):
        return self.row.is_done and not self.needs_correction

    @property
    def tone(self):
        if self.needs_correction:
            return "bad"
        return {"done": "ok"}.get(self.row.state, "wait")

    @property
    def label(self):
        if self.needs_correction:
            return "需更正"
        if self.is_done and self.row.answers.get("none"):
            return "无，已确认"
        return self.row.get_state_display()

    @property
    def hint(self):
        if self.section.key == "team" and self.row.is_done:
            return f"{self.row.answers['on_file']['members']} 人，由名册带入"
        return self.section.hint

    def reason_for(self, field_key):
        """The open return reasons of one field, as sentences."""
        return [item.reason for item in self.reasons if item.field == field_key]


@dataclass(frozen=True)
class Progress:
    """The sections of one baseline in order, with the records on file that they were checked against."""

    sections: tuple
    on_file: dict

    @classmethod
    def of(cls, baseline):
        return cls.of_many([baseline])[baseline.pk]

    @classmethod
    def of_many(cls, baselines):
        """``{baseline.pk: Progress}`` in five queries for any number of baselines."""
        facts, rows, reasons = on_file(baselines), defaultdict(dict), defaultdict(list)
        for row in BaselineSection.objects.filter(baseline__in=baselines):
            rows[row.baseline_id][row.key] = row
        rounds = {baseline.pk: baseline.round for baseline in baselines}
        for item in BaselineReturn.objects.filter(baseline__in=baselines, resolved_at=None):
            if item.round < rounds[item.baseline_id]:
                reasons[item.baseline_id, item.section].append(item)
        return {pk: cls._assemble(pk, rows[pk], reasons, facts[pk]) for pk in rounds}

    @classmethod
    def _assemble(cls, pk, rows, reasons, facts):
        findings = defaultdict(list)
        for finding in baseline_checks.run({key: row.answers for key, row in rows.items()}, facts):
            findings[finding.section].append(finding)
        lines = (
            SectionProgress(section, rows[section.key], tuple(reasons[pk, section.key]), tuple(findings[section.key]))
            for section in SECTIONS
        )
        return cls(tuple(lines), facts)

    @property
    def done(self):
        return sum(line.is_done for line in self.sections)

    @property
    def total(self):
        return len(self.sections)

    @property
    def missing(self):
        """Titles of the sections that are not done."""
        return [line.section.title for line in self.sections if not line.is_done]

    @property
    def reasons(self):
        return [item for line in self.sections for item in line.reasons]

    @property
    def answers(self):
        """Confirmed answers by section."""
        return {line.section.key: line.row.answers for line in self.sections}

    def line(self, key):
        return next(line for line in self.sections if line.section.key == key)

    def following(self, key):
        """The next section after ``key`` that is not done, going round; None when all are."""
        keys = [line.section.key for line in self.sections]
        at = keys.index(key)
        return next((line for line in self.sections[at + 1 :] + self.sections[:at] if not line.is_done), None)


def answers_of_last_round(baseline):
    """What was handed in the time before: ``{section: answers}`` to compare with; {} in the first round."""
    handed_in = list(baseline.submissions.order_by("-round")[:2])
    if not baseline.is_editable:
        handed_in = handed_in[1:]  # the newest is what lies before the street now
    return handed_in[0].answers if handed_in else {}
