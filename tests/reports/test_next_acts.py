"""What is to be done about a hole: the very page, for whoever may work on it, and what a reminder's code leads to."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from discipline.models import StudySession
from discipline.services.study import move_session
from reports.models import Reminder
from tests.factories import communities, discipline, pledges, study, talks, warnings, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(street):
    """A text that sitting members must study, sign and be warned of."""
    return discipline.own_text(street, duties=[(duty, "member") for duty in ("study", "warning", "pledge")])


@pytest.fixture
def acts(signed_in):
    """``acts("staff", person)`` → ``{kind of duty: (label, address)}`` of that person's line; None without an act."""

    def read(name, person):
        rows = signed_in(name).get(reverse("reports:coverage")).context["rows"]
        cells = next(cells for line, cells in rows if line.person == person)
        return {cell.duty.kind: act and (act.label, act.url) for cell, act, _ in cells if cell.is_open}

    return read


def address(name, *args, query=""):
    return reverse(name, args=args) + (f"?{query}" if query else "")


def test_without_anything_planned_the_next_act_is_to_plan_it_for_that_person(street, text, acts):
    pair = warnings.somebody_to_warn(street)
    person, place = pair.person, street.first.pk
    study_query = f"text={text.pk}&region={place}&capacity=member"
    assert acts("staff", person) == {
        "study": ("安排学习", address("discipline:study-create", query=study_query)),
        "warning": ("安排谈话", address("discipline:warning-plan", query=f"pair={pair.pk}")),
        "pledge": ("发起签署", address("discipline:pledge-start", query=f"text={text.pk}")),
        "talk": ("安排谈话", address("interviews:talk-create", query=f"partner={person.pk}&community={place}")),
    }


def test_what_is_planned_is_gone_on_with(street, text, acts):
    talk = talks.planned(street)
    person = talk.partner
    pledge = pledges.campaign(street, [person], text=text).pledges.get()
    session = study.plan(street, texts=[text])
    assert acts("staff", person) == {
        "study": ("去签到", address("discipline:study", session.pk)),
        "warning": ("列入警示名单", address("discipline:warning-tree")),
        "pledge": ("签署", address("discipline:pledge", pledge.pk)),
        "talk": ("登记谈话", address("interviews:talk-record", talk.pk)),
    }


def test_a_planned_warning_is_written_down_by_who_holds_it_and_seen_by_others(street, text, acts):
    talk = warnings.plan(street)
    person = talk.partners.get().person
    assert acts("staff", person)["warning"] == ("登记谈话", address("discipline:warning-record", talk.pk))
    assert acts("inspector", person)["warning"] == ("看谈话安排", address("discipline:warning", talk.pk))


def test_a_session_that_is_over_is_made_up_for(street, text, acts):
    person = discipline.somebody(street)
    session = study.plan(street, texts=[text])
    seat = session.attendees.get()
    move_session(actor=street.users["staff"], session=session, move="close")
    over = address("discipline:study-catch-up", session.pk, query=f"person={seat.pk}")
    assert acts("staff", person)["study"] == ("登记补学", over)


@pytest.mark.parametrize(
    ("days", "label"), [(-1, "登记补学"), (0, "去签到"), (1, "看学习安排")], ids=["over", "now", "coming"]
)
def test_the_act_follows_the_time_of_the_session(street, text, acts, days, label):
    person = discipline.somebody(street)
    begin = timezone.now() + timedelta(days=days)
    study.plan(street, texts=[text], starts_at=begin, ends_at=begin + timedelta(hours=1))
    assert acts("staff", person)["study"][0] == label


def test_a_cancelled_session_leads_nowhere(street, text, acts):
    person = discipline.somebody(street)
    StudySession.objects.filter(pk=study.plan(street, texts=[text]).pk).update(state="cancelled")
    assert acts("staff", person)["study"][0] == "安排学习"


def test_an_attempt_is_decided_first(street, text, acts):
    person = discipline.somebody(street)
    session = study.plan(street, texts=[text], with_place_code=True)
    study.sign(session.attendees.get(), place_code="x")
    assert acts("staff", person)["study"][0] == "认定签到"


def test_a_newcomer_is_taken_into_the_campaign(street, text, acts):
    campaign = pledges.campaign(street, text=text)
    newcomer = discipline.somebody(street)
    assert acts("staff", newcomer)["pledge"] == ("补列名单", address("discipline:pledge-campaign", campaign.pk))


def test_each_is_offered_what_he_may_do(street, text, acts):
    person = warnings.somebody_to_warn(street).person
    labels = {name: {kind: act and act[0] for kind, act in acts(name, person).items()}
              for name in ("leader", "secretary")}  # fmt: skip
    assert labels == {
        "leader": {"study": None, "warning": "安排谈话", "pledge": None, "talk": "安排谈话"},
        "secretary": {"study": "安排学习", "warning": None, "pledge": None, "talk": None},
    }


def test_only_who_may_remind_finds_the_way_to_it(street, text, signed_in):
    person = discipline.somebody(street)
    pages = {
        name: signed_in(name).get(reverse("reports:coverage")).content.decode() for name in ("staff", "leader")
    }  # fmt: skip
    ways = {name: f"催办{person.name}：谈心谈话" in page for name, page in pages.items()}
    assert ways == {"staff": True, "leader": False}


def test_a_past_term_offers_nothing(street, text, acts, signed_in):
    person = discipline.somebody(street)
    street.running.state = "past"
    street.running.save()
    assert set(acts("staff", person).values()) == {None}
    assert "催办" + person.name not in signed_in("staff").get(reverse("reports:coverage")).content.decode()


def test_every_page_that_an_act_names_opens_with_the_person_chosen(street, text, acts, signed_in):
    pair = warnings.somebody_to_warn(street)
    browser, urls = signed_in("staff"), {kind: act[1] for kind, act in acts("staff", pair.person).items()}
    pages = {kind: browser.get(url) for kind, url in urls.items()}
    assert {kind: page.status_code for kind, page in pages.items()} == dict.fromkeys(urls, 200)
    form = pages["study"].context["form"]
    assert (form["texts"].value(), form["region"].value(), form["capacities"].value()) == (
        [str(text.pk)], street.first.pk, ["member"],
    )  # fmt: skip
    ticked = [one.pk for _, lines in pages["warning"].context["groups"] for one, is_ticked in lines if is_ticked]
    assert ticked == [pair.pk]
    assert pages["pledge"].context["form"]["text"].value() == text.pk
    assert pages["talk"].context["person"] == pair.person
    assert pages["talk"].context["form"]["community"].value() == street.first.pk


# --- what a reminder leads to -------------------------------------------------------------


def led(signed_in, name, kind, text=None, person=None):
    """Where the code of a reminder of the first community leads ``name``."""
    code = f"{kind}-{text.pk.hex}" if text else kind
    url = address("reports:act", world.FIRST, code, query=f"person={person.pk}" if person else "")
    return signed_in(name).get(url).url


def test_a_code_leads_to_the_campaigns_people_of_the_community(street, text, signed_in):
    people = [discipline.somebody(street) for _ in range(2)]
    campaign = pledges.campaign(street, people, text=text)
    many = address("discipline:pledge-campaign", campaign.pk, query=f"state=to_sign&community={world.FIRST}")
    one = address("discipline:pledge", campaign.pledges.get(person=people[0]).pk)
    assert led(signed_in, "secretary", "pledge", text) == many
    assert led(signed_in, "secretary", "pledge", text, people[0]) == one


def test_a_code_leads_to_the_session_and_to_catching_up_when_it_is_over(street, text, signed_in):
    discipline.somebody(street), discipline.somebody(street)
    session = study.plan(street, texts=[text])
    assert led(signed_in, "secretary", "study", text) == address("discipline:study", session.pk)
    move_session(actor=street.users["staff"], session=session, move="close")
    assert led(signed_in, "secretary", "study", text) == address("discipline:study-catch-up", session.pk)


def test_a_code_leads_who_may_plan_to_the_plan_and_who_may_not_to_the_table(street, text, signed_in):
    pairs = [warnings.somebody_to_warn(street) for _ in range(2)]
    plan = address("discipline:warning-plan", query=f"place={world.FIRST}")
    assert led(signed_in, "staff", "warning") == plan
    groups = signed_in("staff").get(plan).context["groups"]
    assert {one.pk for _, lines in groups for one, is_ticked in lines if is_ticked} == {pair.pk for pair in pairs}
    table = address("reports:coverage", query=f"place={world.FIRST}&duty=warning") + "#people"
    assert led(signed_in, "secretary", "warning") == table
    assert {row[0].person for row in signed_in("secretary").get(table).context["rows"]} == {p.person for p in pairs}


def test_a_code_of_an_edition_no_longer_in_force_leads_to_the_community_in_the_table(street, text, signed_in):
    discipline.somebody(street)
    discipline.next_edition(street, text)
    found = urlsplit(led(signed_in, "secretary", "study", text))
    assert (found.path, parse_qs(found.query)) == (reverse("reports:coverage"), {"place": [world.FIRST]})


def test_one_person_is_reminded_of_alone(street, text, signed_in):
    named, other = discipline.somebody(street, name="甲被催办"), discipline.somebody(street, name="乙未提及")
    url = address("reports:remind", world.FIRST, "talk", query=f"person={named.pk}")
    browser = signed_in("staff")
    page = browser.get(url)
    assert (named.name in page.context["text"], other.name in page.context["text"]) == (False, False)
    assert "1人" in page.context["text"]
    assert page.context["address"].endswith(f"/coverage/{world.FIRST}/talk/act/?person={named.pk}")
    assert street.first.short_name in page.content.decode().split("</h1>")[1][:200]
    assert browser.post(url).url == url
    assert Reminder.objects.get().missing == 1
    notice = Notice.objects.get(user=street.users["secretary"])
    assert notice.url.endswith(f"/talk/act/?person={named.pk}")
    assert (named.name in notice.text, other.name in notice.text) == (True, False)


def test_somebody_of_another_community_is_not_found_by_his_key(street, text, signed_in):
    discipline.somebody(street)
    stranger = communities.make_person(street.second, "邻社区某人")
    page = signed_in("secretary").get(address("reports:remind", world.FIRST, "talk", query=f"person={stranger.pk}"))
    assert page.context["lines"] == []
    assert stranger.name not in page.content.decode()
