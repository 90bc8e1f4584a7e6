"""Clues of the exercise, all made up and harmless: one late, one presented, one under checking about a candidate, two ended."""

from datetime import timedelta

from django.utils import timezone

from candidates.models import Candidate
from communities.services.holidays import install_holidays
from discipline.models.clues import Channels, FeedbackMethods, Matters, Results
from discipline.services import clue_handling, clue_people, clue_steps, clues

EXERCISE = "（演练虚构）"


class Clues:
    """``accounts``: those of the exercise; jiwei is in charge, jijian1 and jijian2 are inspectors."""

    def __init__(self, accounts, election, communities):
        users = accounts.users
        self._lead, self._first, self._second = (users[name] for name in ("jiwei", "jijian1", "jijian2"))
        self._clerk, self._election, self._places = users["dangjian1"], election, communities
        self._today = timezone.localdate()

    def fill(self):
        install_holidays(actor=self._clerk, election=self._election)
        self._late()
        self._presented()
        self._checking()
        self._cleared()
        self._closed()

    def _register(self, actor, place, days_ago=0, **fields):
        fields = {"matter": Matters.CONDUCT, "channel": Channels.CALL, "is_named": False, "reported": ""} | fields
        fields["content"] = f"{fields['content']}{EXERCISE}"
        received_on = self._today - timedelta(days=days_ago)
        return clues.register_clue(
            actor=actor, election=self._election, community=self._places[place], received_on=received_on, **fields
        )

    def _late(self):
        """Came by letter, and lies there."""
        self._register(
            self._second, 4, days_ago=4, channel=Channels.LETTER, matter=Matters.OTHER,
            content="来信反映社区公开栏的换届公告张贴位置偏僻，楼栋住户看不到。",
        )  # fmt: skip

    def _presented(self):
        clue = self._register(
            self._first, 1, channel=Channels.PLATFORM, matter=Matters.PROCEDURE, source_number="演练-0001",
            content="平台转来：有居民对居民代表推选会的通知方式有疑问，希望说明程序。",
        )  # fmt: skip
        clue_handling.accept_clue(actor=self._first, clue=clue)
        clue_handling.present_clue(actor=self._first, clue=clue, text="建议自办，向居委会调取会议通知记录核实。")

    def _checking(self):
        """About a candidate in the street's review: those who decide on him see 有待核事项."""
        candidate = self._candidates()[0]
        clue = self._register(
            self._first, 0, channel=Channels.VISIT, matter=Matters.BRIBERY, is_named=True,
            reporter_name="演练来访人", reporter_phone="000-演练", reported=candidate.person.name,
            content="来访人称，听说有人在小区聚餐时请人“多关照”，不清楚是否与换届有关，请予核实。",
        )  # fmt: skip
        self._check(clue, candidate.person)
        clue_steps.add_step(
            actor=self._first, clue=clue, kind="visit", happened_on=self._today,
            text="到小区走访两户居民，均称聚餐是邻里聚会，未谈及换届。尚待与本人谈话。",
        )  # fmt: skip
        clue_handling.request_extension(
            actor=self._first, clue=clue, new_due_on=clue.check_due_on + timedelta(days=7),
            reason="一名知情居民外出，预计下周返回，需当面了解。",
        )  # fmt: skip

    def _cleared(self):
        """查否: the other candidate's file says that it is cleared up."""
        candidate = self._candidates()[1]
        clue = self._register(
            self._first, 2, matter=Matters.FORGERY, is_named=True, reporter_name="演练来电人", reported=candidate.person.name,
            content="来电人称，某人填报的学历可能与实际不符。",
        )  # fmt: skip
        self._check(clue, candidate.person)
        self._end(clue, Results.FALSE, "已向毕业院校核实并查验毕业证原件，填报学历属实。")
        clue_handling.record_feedback(
            actor=self._first, clue=clue, feedback_on=self._today, method=FeedbackMethods.TELEPHONE,
            note="已电话告知核实情况，来电人表示认可。",
        )  # fmt: skip

    def _closed(self):
        clue = self._register(
            self._second, 5, channel=Channels.TRANSFER, matter=Matters.CONDUCT, source_number="演练转〔2026〕3号",
            content="上级转来：社区服务窗口有工作人员中午提前离岗。",
        )  # fmt: skip
        self._check(clue, None, self._second)
        self._end(clue, Results.PARTLY, "调取考勤记录，两次提前离岗十分钟属实，其余不属实。", self._second)
        clue_handling.record_follow_up(
            actor=self._second, clue=clue, text="由社区书记对其提醒谈话，已在例会上重申窗口纪律。"
        )
        clue_handling.close_clue(actor=self._lead, clue=clue, text="同意办结。")

    def _check(self, clue, person, inspector=None):
        inspector = inspector or self._first
        if person and not clue.subjects.filter(person=person).exists():
            clue_people.link_subject(actor=inspector, clue=clue, person=person)
        clue_handling.accept_clue(actor=inspector, clue=clue)
        clue_handling.present_clue(actor=inspector, clue=clue, text="反映具体，建议自办核查。")
        clue_people.assign_inspectors(actor=self._lead, clue=clue, accounts=[inspector])
        clue_handling.start_checking(actor=self._lead, clue=clue, text="请抓紧核实，注意保密。")
        clue.refresh_from_db(fields=["check_due_on"])

    def _end(self, clue, result, conclusion, inspector=None):
        clue_handling.report_result(
            actor=inspector or self._first, clue=clue, result=result, conclusion=f"{conclusion}{EXERCISE}"
        )
        clue_handling.conclude_clue(actor=self._lead, clue=clue, text="同意核查结论。")

    def _candidates(self):
        """Two who wait for the street's review, nobody's kin."""
        return list(
            Candidate.objects.filter(election=self._election, state=Candidate.States.STREET_REVIEW)
            .select_related("person").order_by("community_id", "pk")[:2]
        )  # fmt: skip
