"""班子结构分析表: cells beside counts made here, the terms side by side, and for whom it is."""

import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from communities.models import Region
from core import fonts
from core.errors import DomainError
from core.jobs import run_job
from reports.definitions.team_table import context
from reports.models import ReportRun
from reports.services import request_report
from tests.factories import communities, slates, world
from tests.hostile import assert_inert

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms(street):
    """Of the first community: two sat before, three sit now, one of them again; one is proposed. The second is empty."""
    before = [
        communities.make_person(street.first, "老甲", birth_date=date(1955, 1, 1), education=2, affiliation="party"),
        communities.make_person(street.first, "老乙", birth_date=date(1981, 1, 1), education=3, sex="female"),
    ]
    for person, post in zip(before, ("secretary", "director"), strict=True):
        communities.make_member(person, street.past, post, left_on=street.past.election_day)
    gone = communities.make_person(street.first, "早退", birth_date=date(1950, 1, 1))
    communities.make_member(gone, street.past, "party_member", left_on=date(2019, 1, 1))
    now = [
        before[1],
        communities.make_person(street.first, "新丙", birth_date=date(1995, 1, 1), education=4, affiliation="party"),
        communities.make_person(street.first, "新丁", birth_date=date(1966, 1, 1), education=1, ethnicity="苗族"),
    ]
    communities.make_member(now[0], street.running, "secretary", terms_served=2)
    communities.make_member(now[0], street.running, "director", terms_served=2)
    communities.make_member(now[1], street.running, "party_member")
    communities.make_member(now[2], street.running, "residents_member")
    slates.candidate(street, "拟戊", birth_date=date(1990, 1, 1), education=5, sex="female", affiliation="party")
    return street


def content(street, user="staff", region=world.STREET):
    return context(street.users[user], street.regions[region], street.running, {}, 1)


def built(street, region=world.STREET):
    run = request_report(
        actor=street.users["staff"], code="team_table", region=street.regions[region], election=street.running,
        parameters={},
    )  # fmt: skip
    run_job(str(run.job_id))
    run = ReportRun.objects.select_related("job").get(pk=run.pk)
    assert (run.job.state, run.job.message) == ("done", "")
    return run, run.job.result.read()


def text_of(pdf):
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_the_row_of_a_community_and_the_sum(terms):
    told = content(terms)
    first, empty = told["rows"]
    row = first["row"]
    assert (row.seats, row.filled, row.vacancies, row.people.count) == (10, 4, 6, 3)
    assert (row.men, row.people.women, row.people.party, row.others) == (2, 1, 1, 2)
    assert (first["ages"], first["educations"]) == ([1, 1, 0, 0, 1], [1, 0, 1, 1, 0])
    assert row.people.average_age == round((45 + 31 + 60) / 3, 1)
    assert (row.people.minority, row.stayed, row.joined, row.one_shoulder, row.cross_posts) == (1, 1, 2, 1, 1)
    total = told["total"]["row"]
    assert (empty["row"].people.count, total.people.count, total.vacancies) == (0, 3, 6)
    assert total.people.average_age == row.people.average_age
    assert told["total"]["ages"] == first["ages"]
    assert told["total"]["educations"] == first["educations"]


def test_the_terms_stand_side_by_side(terms):
    first, second, total = content(terms)["comparisons"]
    former, sitting, proposed = (stage.row for stage in first.stages)
    assert (former.people.count, former.people.women, former.people.average_age) == (2, 1, (66 + 40) / 2)
    assert (former.people.old, former.secretary_age) == (1, 66.0)  # on the day of that election
    assert (sitting.people.count, proposed.people.count, proposed.people.young) == (3, 1, 0)
    assert (proposed.people.women, proposed.people.average_age) == (1, 36.0)
    assert [stage.row for stage in second.stages] == [None, None, None]
    assert [stage.row.people.count for stage in total.stages] == [2, 3, 1]


def test_what_is_missing_is_said(street):
    fonts.build()
    text = text_of(built(street)[1])
    for told in ("尚无街道严审通过的人选", "没有上届班子记录", "尚未录入现任成员", "尚未录入现任“两委”成员。"):
        assert told in text, told


def test_a_street_without_communities_and_past_term(street):
    fonts.build()
    Region.objects.filter(level=5).update(is_active=False)
    street.past.delete()
    text = text_of(built(street)[1])
    assert "本街道尚无社区" in text
    assert "（现无）" in text


def test_the_paper_bears_heads_rows_and_lines_to_sign_on(terms):
    fonts.build()
    run, pdf = built(terms)
    text = text_of(pdf)
    for told in (
        "东街道社区“两委”班子结构分析表（第十二届）", "东街道社区“两委”换届前后对比表", "花一社区", "花二社区", "合计", "占比",
        "填报单位（盖章）：", "审核人：", "填表人：", "上届年龄按2021年10月20日", "33.3%", "内部资料注意保存",
    ):  # fmt: skip
        assert told in text, told
    assert "老甲" not in text  # a table of counts names nobody
    assert run.pages == 2
    assert PdfReader(io.BytesIO(pdf)).pages[0].mediabox.width > PdfReader(io.BytesIO(pdf)).pages[0].mediabox.height


def test_a_community_is_one_sheet_and_the_secretarys(terms, signed_in):
    fonts.build()
    run, pdf = built(terms, region=world.FIRST)
    assert (run.pages, "花二社区" in text_of(pdf)) == (1, False)
    assert signed_in("secretary").get(f"/reports/{run.pk}/download/").status_code == 200
    for name in ("neighbour", "outsider"):
        assert signed_in(name).get(f"/reports/{run.pk}/download/").status_code == 404


@pytest.mark.parametrize(
    ("user", "region"),
    [("secretary", world.STREET), ("secretary", world.SECOND), ("outsider", world.STREET), ("inspector", world.STREET)],
)
def test_nobody_builds_it_beyond_his_place(street, user, region):
    with pytest.raises(DomainError) as refusal:
        request_report(
            actor=street.users[user], code="team_table", region=street.regions[region], election=street.running,
            parameters={},
        )  # fmt: skip
    assert refusal.value.code == "not_allowed"


def test_hostile_names_stay_text(terms):
    fonts.build()
    Region.objects.filter(pk=world.FIRST).update(name="<i>{{ x }}")
    _, pdf = built(terms)
    assert "<i>{{x}}" in text_of(pdf)
    assert_inert(pdf)


def test_as_many_queries_for_more_communities(terms):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            content(terms, user="leader")
        return len(counted)

    queries()
    few = queries()
    for place in range(5):
        region = Region.objects.create(
            code=f"{world.STREET}2{place:02}", name=f"新{place}社区", level=5, parent=terms.regions[world.STREET]
        )
        communities.make_member(communities.make_person(region, f"新人{place}"), terms.running)
        slates.candidate(terms, f"拟{place}", community=region)
    assert queries() == few
