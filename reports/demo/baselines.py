"""Baselines of the exercise, in every state; the figures agree with one another and with the records."""

from communities import baseline_progress
from communities.baseline_sections import SECTIONS
from communities.models import Baseline
from communities.services import baselines as services

# community number → how far it is
PLAN = ("accepted", "accepted", "empty", "submitted", "returned", "accepted", "draft")
ISSUES = (
    ("信访", "较重", "老旧小区加装电梯意见不一，已到街道反映三次。", "社区牵头议事协商，明确责任人每周回访。"),
    ("选情复杂", "严重", "两名有意参选者各有支持者，微信群内已有争执。", "包片领导驻点，逐户走访，提前谈话提醒。"),
    ("矛盾纠纷", "一般", "小区停车位分配争议。", "业委会与物业公司协商，拟定新的停车管理办法。"),
)


class Baselines:
    """Fills the baselines as the secretaries would, and receives them as the street would."""

    def __init__(self, random, staff):
        self._random, self._staff = random, staff

    def fill(self, baseline, secretary, progress):
        """Bring one baseline to ``progress`` (see PLAN)."""
        if progress == "empty":
            return
        keys = [section.key for section in SECTIONS]
        for key in keys[:3] if progress == "draft" else keys:
            self._confirm(baseline, secretary, key)
        if progress == "draft":
            return
        self._move(baseline, secretary, "submit")
        if progress == "accepted":
            self._move(baseline, self._staff, "accept")
        if progress == "returned":
            services.mark_return(
                actor=self._staff, baseline=baseline, section="party", field="total",
                reason="党员人数与党员名册相差 3 人，请核对组织关系转接情况。",
            )  # fmt: skip
            self._move(baseline, self._staff, "give_back")

    def _move(self, baseline, actor, name):
        services.move_baseline(actor=actor, baseline=Baseline.objects.get(pk=baseline.pk), name=name)

    def _confirm(self, baseline, secretary, key):
        section = baseline.sections.get(key=key)
        services.confirm_section(
            actor=secretary, section=section, version=section.version, page=None,
            answers=self._answers(baseline, key), explanations={},
        )  # fmt: skip

    def _answers(self, baseline, key):
        return getattr(self, f"_{key}")(baseline)

    def _basics(self, baseline):
        return {
            "area": f"{self._random.randint(35, 180) / 100:.2f}", "households": self._random.randint(1200, 2900),
            "estates": self._random.randint(6, 18), "resident_groups": self._random.randint(8, 16),
            "grids": self._random.randint(6, 12), "party_form": self._random.choice(["党委", "党总支"]),
            "branches": self._random.randint(3, 6),
        }  # fmt: skip

    def _population(self, baseline):
        registered, moved_out, moved_in = (
            self._random.randint(*span) for span in ((3200, 6800), (200, 600), (400, 1500))
        )
        residents = registered - moved_out + moved_in
        shares = {"汉族": 0.74, "布依族": 0.09, "苗族": 0.08, "侗族": 0.03}
        return {
            "registered": registered, "moved_out": moved_out, "moved_in": moved_in, "residents": residents,
            "adults": round(residents * 0.81),
            "ethnicities": [{"name": name, "count": int(residents * share)} for name, share in shares.items()],
        }  # fmt: skip

    def _party(self, baseline):
        ages = [self._random.randint(*span) for span in ((12, 30), (20, 45), (25, 60), (15, 35), (40, 110))]
        total = sum(ages)
        educations = [round(total * share) for share in (0.03, 0.27, 0.30, 0.25)]
        return {
            "total": total, "probationary": self._random.randint(1, 4), "women": round(total * 0.38),
            "minority": round(total * 0.22),
            **dict(zip(("age_35", "age_45", "age_55", "age_59", "age_60"), ages, strict=True)),
            **dict(zip(("master", "bachelor", "college", "senior"), educations, strict=True)),
            "junior": total - sum(educations), "floating_out": self._random.randint(2, 9),
            "floating_in": self._random.randint(1, 8),
        }  # fmt: skip

    def _team(self, baseline):
        known = baseline_progress.on_file([baseline])[baseline.pk]["team"]
        vacant = known["seats"] - known["members"] - known["both_committees"]
        return {"as_on_file": True, "vacancies": f"空缺 {vacant} 个职数，拟本次换届补齐。" if vacant > 0 else ""}

    def _reserve(self, baseline):
        return {
            "people": [
                {"name": "韦晓舟", "occupation": "社区网格员", "strengths": "年轻，熟悉信息化，群众工作细致。"},
                {"name": "蒙立人", "occupation": "退役军人，物业项目经理", "strengths": "组织能力强，敢于担当。"},
            ],
            "none": False,
        }

    def _issues(self, baseline):
        chosen = self._random.sample(ISSUES, self._random.randint(0, 2))
        names = ("kind", "level", "description", "measures")
        return {"issues": [dict(zip(names, row, strict=True)) for row in chosen], "none": not chosen}

    def _standing(self, baseline):
        return {
            "achievements": "完成三个老旧小区改造，建成社区食堂和养老服务站，网格走访覆盖全部楼栋。",
            "recognition": self._random.choice(["认可", "比较认可", "一般"]),
            "basis": "走访 60 户、座谈 2 场、问卷 120 份。",
        }
