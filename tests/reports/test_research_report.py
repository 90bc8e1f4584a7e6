"""换届调研报告: its figures beside counts made here, both files alike, and for whom it is."""

import io
import re
from datetime import date

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from communities.models import CommitteeMember, Issue, Person, Region
from communities.roles import ROLE_PERMISSIONS
from core import fonts
from core.errors import DomainError
from core.ids import age_on
from core.jobs import run_job
from reports.definitions.research_report import COMMUNITYS, STREETS, context
from reports.models import ReportRun
from reports.services import issue_report, numbered, request_report
from reports.team_facts import communities_in, team_table
from tests.factories import communities, records, visits, world
from tests.hostile import assert_inert

pytestmark = pytest.mark.django_db
# name, posts, born, sex, education, affiliation, ethnicity, terms
TEAM = (
    ("田蕾", ("secretary", "director"), date(1980, 12, 30), "female", 4, "party", "汉族", 2),
    ("欧阳燊", ("deputy_secretary",), date(1991, 12, 31), "male", 3, "party", "苗族", 1),
    ("罗翀", ("party_member", "residents_member"), date(1966, 1, 1), "male", 2, "probationary", "汉族", 3),
    ("韦㛃", ("residents_member",), date(1970, 6, 1), "female", 1, "democratic", "布依族", 1),
    ("钱七", ("residents_member",), None, "male", None, "none", "汉族", 1),
)


@pytest.fixture
def seated(street):
    for name, posts, born, sex, education, affiliation, ethnicity, terms in TEAM:
        person = communities.make_person(
            street.first, name, birth_date=born, sex=sex, education=education, affiliation=affiliation,
            ethnicity=ethnicity,
        )  # fmt: skip
        for post in posts:
            communities.make_member(person, street.running, post, terms_served=terms)
    left = communities.make_person(street.first, "走了")
    communities.make_member(left, street.running, "party_member", left_on=date(2026, 1, 1))
    return street


def paper_of(street, user="staff", region=world.STREET, edition=STREETS):
    return context(street.users[user], street.regions[region], street.running, {}, 1, edition=edition)["paper"]


def said(paper):
    """Everything that the blocks say, without blanks."""
    texts = [*paper.heading]
    for block in paper.blocks:
        texts += [
            getattr(block, name, "") for name in ("lead", "text", "caption", "note", "mark", "title", "signer", "day")
        ]
        texts += [f"{lead}{name}" for lead, name in getattr(block, "lines", ())]
        texts += [str(cell) for row in getattr(block, "rows", ()) for cell in row]
    return plain("".join(texts))


def plain(text):
    return re.sub(r"\s", "", text)


def built(street, code="research_report", user="staff", region=world.STREET):
    run = request_report(
        actor=street.users[user], code=code, region=street.regions[region], election=street.running, parameters={}
    )
    run_job(str(run.job_id))
    run = ReportRun.objects.select_related("job").get(pk=run.pk)
    assert (run.job.state, run.job.message) == ("done", "")
    return run, run.job.result.read()


def table_of(paper, caption):
    """The rows of the table whose caption has these words, or of the annex with this title."""
    blocks = list(paper.blocks)
    for place, block in enumerate(blocks):
        if block.kind == "table" and (caption in block.caption or getattr(blocks[place - 1], "title", "") == caption):
            return block.rows
    raise AssertionError(caption)


def test_a_teams_numbers_are_those_of_its_people(seated):
    """Each figure is counted here once more, person by person."""
    user, election = seated.users["staff"], seated.running
    table = team_table(user, seated.regions[world.STREET], election, communities_in(user, seated.regions[world.STREET]))
    row, empty = table.rows
    people = list(Person.objects.filter(memberships__left_on=None, memberships__isnull=False).distinct())
    ages = [age_on(p.birth_date, election.election_day) for p in people if p.birth_date]
    assert row.people.count == len(people) == 5
    assert (row.people.women, row.men) == (sum(p.sex == "female" for p in people), sum(p.sex == "male" for p in people))
    assert row.people.average_age == round(sum(ages) / len(ages), 1)
    bands = [
        sum(low <= age <= high for age in ages) for low, high in ((0, 35), (36, 45), (46, 55), (56, 59), (60, 150))
    ]
    assert (list(row.people.age_bands.values()), row.people.age_unknown) == (bands, 1)
    assert sum(bands) == 4
    assert list(row.people.educations.values()) == [1, 1, 1, 1, 0]
    assert (row.people.party, row.democratic, row.others) == (3, 1, 1)
    assert (row.people.minority, row.stayed, row.joined) == (2, 2, 3)
    assert (row.seats, row.filled, row.vacancies) == (10, 7, 3)
    assert row.filled == CommitteeMember.objects.filter(left_on=None).count()
    assert (row.one_shoulder, row.cross_posts) == (1, 2)
    assert (row.secretary_age, row.women_secretaries) == (age_on(date(1980, 12, 30), election.election_day), 1)
    assert (empty.people.count, empty.seats) == (0, 0)
    total = table.total
    assert (total.people.count, total.people.average_age, total.vacancies) == (5, row.people.average_age, 3)


def test_the_report_tells_the_numbers_of_the_team(seated):
    text = said(paper_of(seated))
    for told in (
        "“两委”职数10个，实有7个，空缺3个（花一社区3个）", "现任成员5人", "其中连任2人、占40.0%", "“两委”交叉任职2人",
        "“一肩挑”的社区1个", "女性2人、占40.0%", "中共党员3人、占60.0%", "书记平均年龄46.0岁",
    ):  # fmt: skip
        assert told in text, told
    rows = table_of(paper_of(seated), "社区“两委”班子结构表")
    assert [row[0] for row in rows] == ["花一社区", "花二社区", "合　计"]
    assert rows[0][1:] == rows[2][1:]
    assert rows[0][1:11] == ("10", "7", "3", "5", "2", "1", "0", "1", "1", "1")
    assert rows[0][12:] == ("2", "3", "2", "2")


def test_everything_recorded_is_told(street):
    records.fill(street, street.first)
    records.visit(
        street, street.first, Person.objects.get(name="委员001"), method="household", met_count=7, household_count=4
    )
    text = said(paper_of(street))
    for told in (
        "召开座谈会1场", "走访群众1次、4户", "共访谈7人次", "开展问卷测评1批次", "开放链接收回10份，有效10份",
        "谈心谈话1人次", "尚未召开座谈的社区：花二社区", "已定等的成员1人，其中称职1人", "共登记难点问题1件，已化解0件，未化解1件",
        "黄色（关注）1个：花一社区", "尚未评定：花二社区", "已召开研判会1次", "社区类型为重点1个",
        "尚未审定方案的社区：花二社区", "花一社区居民委员会停车难", "离任审计共1人",
    ):  # fmt: skip
        assert told in text, told
    assert records.TALK_SECRET not in text
    assert records.VOTE_SECRET not in text
    assert records.LIST_SECRET not in text
    assert "谈话较少" in text  # one talk: how it went would be known of the person


def test_what_is_not_known_yet_is_said_in_a_sentence(street):
    text = said(paper_of(street))
    for told in (
        "尚未登记走访调研。", "尚无已截止的问卷测评。", "尚未开展谈心谈话。", "社区基线尚未填报", "尚未录入现任“两委”成员。",
        "后备库中尚无在库人员。", "任期考核尚未定等", "尚无可用的问卷认可率", "尚未登记难点问题。", "尚未评定风险等级。",
        "尚未召开研判会。", "一社区一策方案尚未审定。",
    ):  # fmt: skip
        assert told in text, told
    assert "None" not in text


def test_a_street_without_communities_has_a_report(street):
    Region.objects.filter(level=5).update(is_active=False)
    fonts.build()
    run, pdf = built(street)
    assert run.pages >= 4  # three annexes of their own
    assert "尚未录入现任“两委”成员" in plain("".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages))


def test_paper_and_word_say_the_same(seated):
    fonts.build()
    records.fill(seated, seated.second)
    pdf, word = built(seated)[1], built(seated, "research_report_word")[1]
    on_paper = plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    document = docx.Document(io.BytesIO(word))
    in_word = plain("".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t")))
    paper = paper_of(seated)
    texts = [*paper.heading]
    for block in paper.blocks:
        texts += [getattr(block, name, "") for name in ("lead", "text", "caption", "mark", "title", "signer", "day")]
        texts += [cell for row in getattr(block, "rows", ()) for cell in row]
    wanted = [plain(text) for text in texts if text]
    assert [text for text in wanted if text not in in_word] == []
    assert [text for text in wanted if text[:10] not in on_paper] == []
    assert len(wanted) > 150


def test_the_communitys_edition_leaves_out_what_is_the_streets(street):
    records.fill(street, street.first)
    records.fill(street, street.second)
    visits.make_issue(street, title="书记本人的事", street_only=True)
    text = said(paper_of(street, "secretary", world.FIRST, COMMUNITYS))
    assert "关于花一社区第十二届“两委”换届工作的调研报告" in text
    for kept in ("花二社区", "书记本人的事", "召开研判会", "离任审计", "进退留转意愿"):
        assert kept not in text, kept
    streets = said(paper_of(street, "staff", world.FIRST))
    assert all(told in streets for told in ("召开研判会", "离任审计", "进退留转意愿"))
    assert "书记本人的事" not in streets
    assert "书记本人的事" in said(paper_of(street, "staff"))


@pytest.mark.parametrize(
    ("edition", "region", "readers"),
    [(STREETS, world.STREET, ("staff", "leader")), (STREETS, world.FIRST, ("staff", "leader")),
     (COMMUNITYS, world.FIRST, ("staff", "leader", "secretary"))],
)  # fmt: skip
def test_an_edition_says_the_same_to_all_its_readers(street, edition, region, readers):
    records.fill(street, street.first)
    records.fill(street, street.second)
    visits.make_issue(street, title="书记本人的事", street_only=True)
    assert len({said(paper_of(street, user, region, edition)) for user in readers}) == 1


def test_who_reads_the_vetting_knows_all_that_the_streets_edition_tells():
    readers = [permissions for permissions in ROLE_PERMISSIONS.values() if "view_vetting" in permissions]
    assert len(readers) == 4
    assert all({"view_records", "view_audits", "conduct_talks"} <= set(permissions) for permissions in readers)


@pytest.mark.parametrize(
    ("user", "region"),
    [("secretary", world.STREET), ("secretary", world.SECOND), ("neighbour", world.FIRST), ("outsider", world.STREET),
     ("outsider", world.FIRST), ("inspector", world.STREET), ("inspector", world.FIRST), ("auditor", world.STREET)],
)  # fmt: skip
def test_nobody_builds_it_beyond_his_place(street, user, region):
    editions = (
        ("community_research", "research_report") if region in (world.FIRST, world.SECOND) else ("research_report",)
    )
    for code in (name for edition in editions for name in (edition, f"{edition}_word")):
        with pytest.raises(DomainError) as refusal:
            request_report(
                actor=street.users[user],
                code=code,
                region=street.regions[region],
                election=street.running,
                parameters={},
            )
        assert refusal.value.code == "not_allowed"


def test_the_secretary_may_not_ask_for_the_streets_edition(street):
    with pytest.raises(DomainError) as refusal:
        built(street, user="secretary", region=world.FIRST)
    assert refusal.value.code == "not_allowed"


def test_what_the_street_built_is_not_the_secretarys(street, signed_in):
    fonts.build()
    run, _ = built(street, region=world.FIRST)
    assert signed_in("secretary").get(f"/reports/{run.pk}/download/").status_code == 404
    assert signed_in("staff").get(f"/reports/{run.pk}/download/").status_code == 200
    assert signed_in("leader").get(f"/reports/{run.pk}/download/").status_code == 200


def issued_as(run, user, number):
    return issue_report(actor=user, run=run, pages=numbered(user, run, number))


@pytest.mark.parametrize(
    ("code", "user", "region"),
    [("research_report", "staff", world.STREET), ("research_report", "leader", world.FIRST),
     ("community_research", "secretary", world.FIRST)],
)  # fmt: skip
def test_the_office_issues_it(street, code, user, region):
    fonts.build()
    run, draft = built(street, code, user, region)
    issued = issued_as(run, street.users[user], "花街〔2026〕1号")
    on_paper = plain(PdfReader(io.BytesIO(issued.file.read())).pages[0].extract_text())
    assert "花街〔2026〕1号" in on_paper
    assert "换届工作的调研报告" in on_paper
    assert issued.file.read() != draft


def test_a_communitys_issued_report_is_read_by_street_and_secretary(street, signed_in):
    fonts.build()
    run, _ = built(street, "community_research", "secretary", world.FIRST)
    issued_as(run, street.users["secretary"], "花一〔2026〕1号")
    seen = {name: signed_in(name).get(f"/reports/{run.pk}/download/").status_code
            for name in ("secretary", "staff", "leader", "neighbour", "outsider", "inspector")}  # fmt: skip
    assert seen == {"secretary": 200, "staff": 200, "leader": 200, "neighbour": 404, "outsider": 404, "inspector": 404}


def test_hostile_text_stays_text(seated, listener):
    fonts.build()
    evil = f'</p><script>x()</script><img src="{listener[0]}/i">{{{{ x }}}}【街道】'
    records.fill(seated, seated.first)
    Issue.objects.update(title=evil, measures=evil, seriousness=3)
    Region.objects.filter(pk=world.FIRST).update(name="<b>花</b>社区居民委员会")
    _, pdf = built(seated)
    text = plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    assert "<script>x()</script>" in text
    assert "{{x}}【街道】" in text
    assert "<b>花</b>" in text
    assert_inert(pdf)
    assert listener[1] == []


def test_as_many_queries_for_more_communities(street):
    records.fill(street, street.first)

    def queries():
        with CaptureQueriesContext(connection) as counted:
            paper_of(street, user="leader")
        return len(counted)

    queries()
    few = queries()
    for _ in range(3):
        records.new_community(street)
    assert queries() == few


def test_the_words_of_the_office_open_and_close_it(street):
    paper = paper_of(street)
    assert paper.blocks[0].text == "东街道党工委"
    assert "现将有关情况报告如下。" in paper.blocks[1].text
    assert any(getattr(block, "text", "") == "以上报告，请审阅。" for block in paper.blocks)
    signature = next(block for block in paper.blocks if block.kind == "signature")
    day = timezone.localdate()
    assert (signature.signer, signature.day) == ("东街道换届调研组", f"{day.year}年{day.month}月{day.day}日")
