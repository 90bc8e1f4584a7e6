"""Study meetings of the exercise street: two final, one now held, one prepared, one called off; plans in versions."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from communities.models import CommunityPlan, Deliberation, MemberDisposition, TermRole
from communities.services.deliberation_outcomes import (
    add_task,
    finish_task,
    prospective_people,
    set_dispositions,
    write_conclusion,
)
from communities.services.deliberations import move_deliberation, plan_deliberation, record_attendance
from communities.services.issues import raise_issue
from communities.services.plans import confirm_plan, save_plan
from communities.services.risk import set_risk_grade
from communities.structure import sitting_members

Kinds, PlanKinds = MemberDisposition.Kinds, CommunityPlan.Kinds
AGENDA = "通报上次研判任务落实情况\n逐个社区研判班子、后备和风险\n形成三张清单，审定一社区一策"
CONCLUSIONS = (
    "班子运行平稳，群众认可度较高。书记能力强，建议作为下届带头人重点培养。",
    "班子整体可用，但年龄偏大、学历偏低，须从后备中补充年轻成员。",
    "信访问题尚未化解，选情有不稳定因素，由包片领导牵头限期处置后再研判。",
    "后备储备不足，拟从网格员、退役军人中物色，下次会议前提出人选。",
)
REASONS = ("任职年龄到限", "身体原因，本人愿意退出", "履职成效一般，群众反映较多")
TASKS = (
    "与拟调整对象谈话一次，掌握思想动态",
    "走访居民代表不少于 20 户，核实反映的问题",
    "从后备库提出 2 名人选并安排历练",
)
PLANS = {
    PlanKinds.STEADY: ("班子年龄梯次不够合理", "个别成员去留意愿不明", "逐一谈心谈话，引导正确对待进退留转"),
    PlanKinds.FOCUS: ("后备力量不足，无 35 岁以下人选", "合适人选不愿参选", "从网格员、退役军人中物色培养，压担子锻炼"),
    PlanKinds.HARD: ("停车、物业纠纷引发信访，居民意见分散", "可能出现选情复杂", "领导包联，限期化解积案，换届前回访"),
}
CHANGED_GRADES = (
    (1, "red", "新增选情问题，须街道领导包保。"),
    (3, "yellow", "换届临近，需跟踪个别成员思想动态。"),
)
KINDS = (
    PlanKinds.STEADY, PlanKinds.FOCUS, PlanKinds.HARD, PlanKinds.STEADY, PlanKinds.FOCUS, PlanKinds.STEADY,
)  # fmt: skip


class Deliberations:
    """The street's meetings, called at different points of the build, so that their snapshots differ."""

    def __init__(self, random, accounts, election, street, communities):
        self._random, self._election = random, election
        self._actor = accounts.users["dangjian1"]
        self._street, self._communities = street, communities
        roster = TermRole.objects.filter(election=election, capacity=TermRole.Capacities.STREET_STAFF)
        self._people = [role.person for role in roster.select_related("person").order_by("pk")]
        self._today = min(timezone.localdate(), election.election_day)

    def hold_final(self, days_ago, progress=""):
        """A meeting so many days ago, its minutes final; the plans it confirmed, all but the last community's."""
        meeting = self._hold(days_ago)
        for place, community in enumerate(self._communities):
            self._conclude(meeting, community, place)
            if place < len(KINDS):
                self._confirm_plan(meeting, community, KINDS[place], progress)
        move_deliberation(actor=self._actor, deliberation=meeting, name="conclude")
        self._date_back(meeting)

    def leave_open(self):
        """One called off, one now held with half of its work done, one prepared for next week."""
        off = self._call(3)
        move_deliberation(actor=self._actor, deliberation=off, name="cancel", note="与区级会议时间冲突，改期召开。")
        self._change_since_last()
        meeting = self._hold(0)
        for place, community in enumerate(self._communities[:3]):
            self._conclude(meeting, community, place)
        for community in self._communities[1:3]:  # begun anew, to be confirmed today
            self._save_plan(community, KINDS[self._communities.index(community)], "人选已谈话 2 人，纠纷调解 1 次。")
        self._call(-7)

    def _change_since_last(self):
        """What the next snapshots differ in."""
        for place, grade, reasons in CHANGED_GRADES:
            set_risk_grade(
                actor=self._actor, community=self._communities[place], election=self._election, grade=grade,
                reasons=reasons,
            )  # fmt: skip
        raise_issue(
            actor=self._actor, community=self._communities[1], election=self._election, title="换届期间网上不实言论传播",
            kind="complex_election", seriousness=2, due_on=self._today + timedelta(days=9),
        )  # fmt: skip

    def _call(self, days_ago):
        held_on = min(self._today - timedelta(days=days_ago), self._election.election_day)
        return plan_deliberation(
            actor=self._actor, election=self._election, region=self._street, communities=self._communities,
            people=self._people, guests=[("陈静", "区委社会工作部科长")], held_on=held_on, starts_at=time(14, 30),
            ends_at=time(17, 0), place="街道三楼会议室", host=self._people[0], recorder=self._people[-1], agenda=AGENDA,
            summary="换届筹备总体平稳有序。各包片领导要落实一社区一策，按时限化解难点问题。",
        )  # fmt: skip

    def _hold(self, days_ago):
        meeting = self._call(days_ago)
        present = {participant.pk: ("present", "") for participant in meeting.participants.all()}
        if len(present) > 3:
            present[list(present)[1]] = ("absent", "参加区里会议")
        record_attendance(actor=self._actor, deliberation=meeting, entries=present)
        move_deliberation(actor=self._actor, deliberation=meeting, name="hold")
        return Deliberation.objects.select_related("election", "region").get(pk=meeting.pk)

    def _conclude(self, meeting, community, place):
        conclusion = meeting.conclusions.get(community=community)
        conclusion = write_conclusion(
            actor=self._actor, conclusion=conclusion, version=conclusion.version,
            text=CONCLUSIONS[(place + meeting.number) % len(CONCLUSIONS)],
        )  # fmt: skip
        set_dispositions(
            actor=self._actor, conclusion=conclusion, version=conclusion.version, choices=self._choices(community)
        )
        self._give_task(meeting, conclusion, place)

    def _choices(self, community):
        """Most stay, one or two are to go, up to two of the prospects come in."""
        rows = sitting_members(self._election, [community]).select_related("person").in_order()
        people = list({row.person_id: row.person for row in rows}.values())
        leaving = self._random.sample(people[1:], self._random.randint(1, 2)) if len(people) > 3 else []
        choices = {
            person: (Kinds.ADJUST, self._random.choice(REASONS)) if person in leaving else (Kinds.STAY, "")
            for person in people
        }
        prospects = TermRole.objects.filter(
            election=self._election, community=community, person__in=prospective_people(self._election, community)
        )  # fmt: skip
        for role in prospects.select_related("person").order_by("pk")[: len(leaving)]:
            choices[role.person] = (Kinds.USE, "群众基础好，熟悉社区工作")
        return choices

    def _give_task(self, meeting, conclusion, place):
        task = add_task(
            actor=self._actor, conclusion=conclusion, content=TASKS[place % len(TASKS)],
            owner=self._people[place % len(self._people)], due_on=meeting.held_on + timedelta(days=7 + place),
        )  # fmt: skip
        if task.due_on < self._today and place != 2:  # one stays undone
            finish_task(
                actor=self._actor,
                task=task,
                version=task.version,
                done_on=task.due_on,
                result="已按要求完成，情况已报告。",
            )

    def _save_plan(self, community, kind, progress):
        problems, risks, measures = PLANS[kind]
        draft = CommunityPlan.objects.filter(community=community, election=self._election).drafts().first()
        place = self._communities.index(community)
        return save_plan(
            actor=self._actor, community=community, election=self._election, version=draft.version if draft else None,
            kind=kind, main_problems=problems, risk_points=risks, measures=measures, progress=progress,
            leader=self._people[place % len(self._people)], owner=self._people[-1],
            due_on=min(self._today + timedelta(days=10 + place), self._election.election_day),
        )  # fmt: skip

    def _confirm_plan(self, meeting, community, kind, progress):
        plan = self._save_plan(community, kind, progress)
        confirm_plan(actor=self._actor, plan=plan, deliberation=meeting, version=plan.version)

    def _date_back(self, meeting):
        """What bears the time of the build is shown as of the meeting's day."""
        began = timezone.make_aware(datetime.combine(meeting.held_on, time(14, 30)))
        Deliberation.objects.filter(pk=meeting.pk).update(frozen_at=began)
        meeting.participants.exclude(signed_in_at=None).update(signed_in_at=began - timedelta(minutes=10))
        for place, line in enumerate(meeting.timeline()):
            type(line).objects.filter(pk=line.pk).update(at=began + timedelta(hours=3 * place))
        meeting.plans.update(confirmed_at=began + timedelta(hours=2))
