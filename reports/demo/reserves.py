"""The exercise's reserve pool and early tempering: registered, accepted, tried, watched; one person filed twice."""

from datetime import timedelta

from django.utils import timezone

from candidates.models import Candidate, ReserveEntry
from candidates.services.assignments import give_assignment, move_assignment, name_observers, observe
from candidates.services.pool import move_reserve, register_reserve
from communities.models import Educations
from communities.services.people import create_person

# For each community, in the order of codes: direction and what becomes of each
ENTRIES = (
    ("secretary", "in_pool"), ("secretary", "in_pool"), ("secretary", "in_pool"), ("member", "in_pool"),
    ("member", "submitted"), ("secretary", "returned"),
)  # fmt: skip
PER_COMMUNITY = (6, 5, 4, 4, 3, 2, 1)
ORIGINS = ("grid_worker", "social_worker", "graduate", "veteran", "group_leader", "enterprise")
FORMS = (("organisation", "社区党总支"), ("party", "第二党小组"), ("masses", "三号院居民代表"), ("self", ""))
SPECIALITIES = (
    "社会工作，擅长矛盾调解",
    "计算机应用，熟悉网格系统",
    "会计，熟悉村居财务",
    "退役前任班长，组织协调能力强",
)
PERFORMANCE = (
    "担任网格员以来走访扎实，辖区情况熟，老旧小区改造中逐户做工作，群众反映好。",
    "政治可靠，肯学肯干，独立组织过两次楼栋议事会，遇事能顶上去。",
    "志愿服务骨干，熟悉政策，能用手机系统处理居民诉求，办件及时率高。",
)
TRAINING = ("书记助理", "网格长", "楼栋党小组长", "居民议事会召集人")
TASKS = (
    ("task", "基层治理", "牵头三号院停车位议事会，拿出群众认可的方案"), ("platform", "疫情防控、应急处突", "担任汛期值守小组副组长，参加夜间巡查"),
    ("method", "矛盾调解", "跟随书记参与两起邻里纠纷调解，学习群众工作方法"), ("task", "中心工作", "负责文明创建迎检台账和点位整改"),
)  # fmt: skip
REMARKS = ("到场早，肯动手。", "和居民说得上话，方案讲得清。", "遇到争吵时还要再沉稳些。", "")
RATINGS = ((4, 4, 4), (4, 3, 4), (3, 3, 4), (4, 4, 3), (3, 2, 3))


class Reserves:
    """``users``: the accounts of the exercise by name; ``people`` makes people up."""

    def __init__(self, random, people, users, election):
        self._random, self._people, self._users, self._election = random, people, users, election
        self._staff, self._today = users["dangjian1"], timezone.localdate()

    def fill(self, communities, secretaries, sitting):
        """Each community's entries, fewer from one to the next, so that gaps are to be seen."""
        for place, number in zip(communities, PER_COMMUNITY, strict=True):
            for serial, (direction, fate) in enumerate(ENTRIES[:number]):
                entry = self._register(place, secretaries[place], sitting[place], direction, serial)
                if fate == "in_pool":
                    entry = move_reserve(actor=self._staff, entry=entry, move="accept", opinion="同意入库培养。")
                    self._try(place, secretaries[place], entry, serial)
                elif fate == "returned":
                    move_reserve(
                        actor=self._staff, entry=entry, move="send_back", note="请补充学历证明和近一年工作实绩。"
                    )
        for place in communities[:2]:
            self._try_candidate(place, secretaries[place])
        self._file_twice(communities, secretaries)

    def _register(self, place, secretary, team, direction, serial):
        fields = self._people.next(born=(1986, 2001), party=0.8, educations=(Educations.COLLEGE, Educations.BACHELOR))
        person = create_person(actor=secretary, community=place, **fields, occupation=f"{place.short_name}网格员")
        form, recommender = FORMS[serial % len(FORMS)]
        return register_reserve(
            actor=secretary, person=person, election=self._election, community=place, direction=direction,
            origin=ORIGINS[serial % len(ORIGINS)], recommended_by_form=form, recommender=recommender,
            recommended_on=self._today - timedelta(days=40 + serial), speciality=self._random.choice(SPECIALITIES),
            performance=self._random.choice(PERFORMANCE), training_post=TRAINING[serial % len(TRAINING)],
            mentor=team[serial % 2], community_opinion="经社区党组织会议研究，同意推荐为后备人选。",
        )  # fmt: skip

    def _try(self, place, secretary, entry, serial):
        if serial < 3:
            self._give(place, secretary, entry.person, entry.mentor, serial)

    def _try_candidate(self, place, secretary):
        candidate = Candidate.objects.filter(
            community=place, election=self._election, source="pick", state="passed"
        ).first()
        if candidate:
            self._give(place, secretary, candidate.person, None, 0)

    def _give(self, place, secretary, person, mentor, serial):
        kind, field, content = self._random.choice(TASKS)
        task = give_assignment(
            actor=secretary, person=person, election=self._election, community=place, kind=kind, field=field,
            content=content, mentor=mentor, since=self._today - timedelta(days=45),
            until=self._today + timedelta(days=(20, 6, -2)[serial]),
        )  # fmt: skip
        watchers = [secretary, self._staff, self._users["dangjian2"], self._users["lingdao"]]
        name_observers(actor=self._staff, assignment=task, observers=watchers)
        for watcher in watchers[: (4, 2, 0)[serial]]:
            ability, courage, standing = self._random.choice(RATINGS)
            observe(actor=watcher, assignment=task, ability=ability, courage=courage, standing=standing,
                    remark=self._random.choice(REMARKS))  # fmt: skip
        if serial == 0:
            move_assignment(
                actor=secretary, assignment=task, move="finish", note="按期完成，方案经居民会议通过，群众满意。"
            )

    def _file_twice(self, communities, secretaries):
        """Somebody of the first community's pool whom the second files again."""
        person = ReserveEntry.objects.filter(community=communities[0], election=self._election).first().person
        create_person(
            actor=secretaries[communities[1]], community=communities[1], name=person.name, sex=person.sex,
            birth_date=person.birth_date, occupation="某物业公司项目经理",
        )  # fmt: skip
