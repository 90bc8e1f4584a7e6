"""公文用语: what may be written, which version is printed, who may change it."""

import io

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from pypdf import PdfReader

from core import fonts
from core.audit import AuditEvent
from core.errors import DomainError
from core.jobs import run_job
from reports import wording
from reports.models import ReportRun, Wording
from reports.services import confirm_wording, request_report, save_wording
from tests.factories import deliberations, world

pytestmark = pytest.mark.django_db
BRIEFING = {
    "issuer": "【街道】换届办", "number_pattern": "【年份】年第【序号】期", "opening": "【届次】换届第一句。",
    "closing": "最后一句。", "report_to": "区委组织部。", "send_to": "", "foot": "内部文件",
}  # fmt: skip


def save(street, texts=None, report="briefing", number=0, actor="staff", **told):
    return save_wording(
        actor=street.users[actor], region=street.regions[world.STREET], report=report, number=number,
        texts=texts or BRIEFING, **told,
    )  # fmt: skip


def confirm(street, number, report="briefing", document_number="东党〔2026〕1号"):
    return confirm_wording(
        actor=street.users["staff"], region=street.regions[world.STREET], report=report, number=number,
        document_number=document_number,
    )  # fmt: skip


def said(street, report="briefing", region=world.STREET, **values):
    return wording.words(report, street.regions[region], street.running, **values)


def refused(code, street, texts, **options):
    with pytest.raises(DomainError) as refusal:
        save(street, texts, **options)
    assert refusal.value.code == code
    assert Wording.objects.count() == 0
    return refusal.value


def built(street, code, parameters=None):
    run = request_report(
        actor=street.users["staff"], code=code, region=street.regions[world.STREET], election=street.running,
        parameters=parameters or {},
    )  # fmt: skip
    run_job(str(run.job_id))
    run = ReportRun.objects.select_related("job", "wording").get(pk=run.pk)
    assert (run.job.state, run.job.message) == ("done", "")
    return run, run.job.result.read()


def text_of(pdf):
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_words_shipped_are_a_sample(street):
    shipped = said(street)
    assert (shipped.issuer, shipped.foot, shipped.version) == ("东街道党建工作办公室", "内部资料　注意保存", None)
    assert not shipped.is_confirmed


def test_places_are_filled_and_the_number_waits_for_year_and_serial(street):
    save(street)
    words = said(street, 序号=7)
    assert (words.issuer, words.opening) == ("东街道换届办", "第十二届换届第一句。")
    assert words.number_pattern == "【年份】年第【序号】期"
    assert wording.number_from(words.number_pattern, year=2026, serial=7) == "2026年第7期"
    assert wording.number_from("东办〔【年份】〕【序号】号", year=2026, serial=12) == "东办〔2026〕12号"


def test_a_community_reads_its_streets_words(street):
    save(street, {"opening": "【街道】的【社区】。", "issuer": "甲"}, report="research_report")
    assert said(street, "research_report", world.FIRST).opening == "东街道的花一社区。"
    assert said(street, "research_report").opening == "东街道的各社区。"
    assert said(street, "research_report", world.OUTSIDE).version is None


def test_an_unknown_place_is_refused_with_the_list_of_known_ones(street):
    error = refused("unknown_place", street, BRIEFING | {"opening": "各位【村长】好"})
    assert (error.field, "【村长】" in error.message, "【街道】【社区】【届次】" in error.message) == (
        "opening",
        True,
        True,
    )


@pytest.mark.parametrize("foot", ["机密", "秘密★三年", "绝密"])
def test_a_secrecy_mark_is_refused(street, foot):
    assert refused("secrecy_mark", street, BRIEFING | {"foot": foot}).field == "foot"


def test_a_bracket_without_its_other_half_is_refused(street):
    refused("stray_bracket", street, BRIEFING | {"closing": "【街道"})


def test_the_common_foot_may_not_be_empty(street):
    refused("foot_missing", street, {"foot": " "}, report="common")


def test_nothing_in_a_text_is_ever_evaluated(street):
    fonts.build()
    hostile = "{{ settings.SECRET_KEY }}{% now 'Y' %}<b>粗</b>{0}%s"
    save(street, BRIEFING | {"opening": hostile})
    _, pdf = built(street, "briefing")
    assert "".join(hostile.split()) in text_of(pdf)


def test_what_is_filled_in_is_not_looked_at_again(street):
    save(street, {"opening": "【人数】【依据】", "issuer": "甲", "addressee": "乙"}, report="joint_letter")
    assert said(street, "joint_letter", 人数="【依据】", 依据="丙").opening == "【依据】丙"


def test_every_save_makes_a_version_and_the_old_ones_stay(street):
    save(street, change_note="初稿")
    second = save(street, BRIEFING | {"closing": "改了。"}, number=1)
    assert [(v.number, v.closing) for v in Wording.objects.order_by("number")] == [(1, "最后一句。"), (2, "改了。")]
    assert (second.written_by, said(street).closing) == (street.users["staff"], "改了。")
    event = AuditEvent.objects.filter(event="wording.save").order_by("-seq").first()
    assert event.read_detail()["closing"] == ["最后一句。", "改了。"]


def test_the_same_text_makes_no_version(street):
    save(street)
    save(street, number=1)
    assert Wording.objects.count() == 1


def test_who_read_an_older_version_may_not_overwrite(street):
    save(street)
    with pytest.raises(DomainError) as refusal:
        save(street, BRIEFING | {"closing": "我也改"})
    assert refusal.value.code == "edited_meanwhile"
    assert Wording.objects.count() == 1


def test_confirming_what_is_shipped_makes_it_the_first_version(street):
    made = confirm(street, 0)
    assert (made.number, made.report_to, made.is_confirmed) == (1, "街道党工委、办事处领导。", True)
    assert said(street).is_confirmed
    save(street, number=1)
    assert not said(street).is_confirmed  # another wording is not what was confirmed


def test_a_confirmation_needs_a_document(street):
    with pytest.raises(DomainError) as refusal:
        confirm(street, 0, document_number=" ")
    assert refusal.value.code == "document_required"


def test_a_briefing_bears_the_words_and_its_run_their_version(street):
    fonts.build()
    first, _ = built(street, "briefing")
    assert first.wording is None
    version = save(street)
    run, pdf = built(street, "briefing")
    text = text_of(pdf)
    for told in (
        "东街道换届办",
        "年第2期",
        "第十二届换届第一句。",
        "最后一句。",
        "报：区委组织部。",
        "内部文件",
        "用语为示例（待核定）",
    ):
        assert told in text, told
    assert "送：" not in text
    assert (run.wording, "内部资料" in text) == (version, False)
    confirm(street, 1)
    assert "待核定" not in text_of(built(street, "briefing")[1])


def test_the_common_foot_reaches_papers_without_words_of_their_own(street):
    fonts.build()
    save(street, {"foot": "内部使用"}, report="common")
    run, pdf = built(street, "slate_overview")
    assert "内部使用" in text_of(pdf)
    assert run.wording is None


def test_paper_and_word_of_the_minutes_bear_the_same_words(street):
    fonts.build()
    meeting = deliberations.held(street)
    texts = {
        "issuer": "东街道会议纪要", "number_pattern": "〔【年份】〕第【序号】号", "opening": "开头。", "closing": "结尾。",
        "report_to": "区委。", "send_to": "各社区。", "foot": "内部会议资料",
    }  # fmt: skip
    save(street, texts, report="minutes")
    _, pdf = built(street, "minutes", {"deliberation": meeting.pk})
    _, word = built(street, "minutes_word", {"deliberation": meeting.pk})
    document = docx.Document(io.BytesIO(word))
    in_word = "\n".join(p.text for p in (*document.paragraphs, *document.sections[0].footer.paragraphs))
    for told in (
        "东街道会议纪要",
        f"〔{meeting.held_on.year}〕第1号",
        "开头。",
        "结尾。",
        "报：区委。",
        "送：各社区。",
        "内部会议资料",
    ):
        assert told in in_word, told
        assert told in text_of(pdf), told


def test_every_kind_is_sound_as_shipped():
    for kind in wording.KINDS.values():
        wording.require_sound(kind, kind.texts)
        assert set(kind.places) == set(kind.sample)
        assert set(kind.texts) <= set(wording.TEXTS)


@pytest.mark.parametrize("name", ["leader", "secretary", "outsider", "inspector"])
def test_only_who_keeps_the_rules_may_change_the_words(street, name):
    with pytest.raises((Http404, PermissionDenied)):  # 404 out of sight, 403 within
        save(street, actor=name)
    assert Wording.objects.count() == 0


def test_the_page_previews_without_saving_and_saves_at_the_second_button(street, signed_in):
    client = signed_in("staff")
    form = BRIEFING | {"number": 0, "opening": "【街道】先看一看。"}
    page = client.post("/wordings/briefing/edit/", form | {"look": "1"}).content.decode()
    assert ("东街道先看一看。" in page, "尚未保存" in page, Wording.objects.count()) == (True, True, 0)
    assert client.post("/wordings/briefing/edit/", form).status_code == 302
    page = client.get("/wordings/briefing/").content.decode()
    assert ("东街道先看一看。" in page, "【街道】先看一看。" in page, "示例（待核定）" in page) == (True, True, True)


def test_the_page_names_the_field_and_the_known_places(street, signed_in):
    answer = signed_in("staff").post("/wordings/briefing/edit/", BRIEFING | {"number": 0, "opening": "【村长】"})
    assert answer.status_code == 422
    assert "“开头语”中的【村长】不是可用的占位符" in answer.content.decode()
