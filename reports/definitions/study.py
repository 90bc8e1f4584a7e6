"""签到表 and 学习记录 of one study session."""

from communities.models import Region
from core import access
from core.attachments import attachments_of
from discipline.models import StudySession
from discipline.models.study import WHOLE
from discipline.study_roll import drawn_names, people_of
from reports.definitions.base import Report, subject_form

ROWS_A_PAGE = 22
PLACES = (Region.Levels.STREET, Region.Levels.COMMUNITY)


def _session(user, parameters):
    rows = StudySession.objects.select_related("election", "region")
    return access.get_or_404(user, rows, WHOLE, pk=parameters["subject"])


def sheet_context(user, region, election, parameters, number):
    """The data of templates/pdf/study_sheet.html: everybody expected, with the names already drawn."""
    session = _session(user, parameters)
    people = people_of(session, user)
    drawn_names(people)
    numbered = list(enumerate(people, start=1))
    pages = [numbered[start : start + ROWS_A_PAGE] for start in range(0, len(numbered), ROWS_A_PAGE)]
    return {"session": session, "texts": session.texts.order_by("kind", "family"),
            "pages": [(page, range(ROWS_A_PAGE - len(page))) for page in pages]}  # fmt: skip


def record_context(user, region, election, parameters, number):
    """The data of templates/pdf/study_record.html."""
    session = _session(user, parameters)
    people = people_of(session, user)
    absent = [one for one in people if not one.valid]
    explained = [one for one in absent if one.made_up or one.waiting or one.absence_reason]
    return {
        "session": session, "texts": session.texts.order_by("kind", "family"), "expected": len(people),
        "present": len(people) - len(absent), "absent": absent,
        "explained": explained, "unexplained": [one for one in absent if one not in explained],
        "photos": attachments_of(session).filter(kind="photo").count(), "materials": attachments_of(session).count(),
    }  # fmt: skip


def describe(session):
    return f"{session.code}　{session.title}（{session.region.short_name}）"


def _form():
    return subject_form(
        StudySession, WHOLE, label="学习", describe=describe,
        rows=lambda found: found.standing().select_related("election", "region"),
    )  # fmt: skip


def _report(code, title, description, context):
    return Report(
        code=code, title=title, description=description, template=f"pdf/{code}.html", permission=WHOLE,
        build_permission="", context=context, parameter_form=_form(), levels=PLACES,
        counter="份", subject_model=StudySession, subject_label=lambda session: session.code,
        subject_rows=lambda found: found.select_related("election"),
    )  # fmt: skip


STUDY_SHEET = _report(
    "study_sheet",
    "学习签到表",
    "一次学习的应到人员，每页 22 行；已在屏幕上签名的印出签名，其余留空手签。",
    sheet_context,
)
STUDY_RECORD = _report(
    "study_record", "学习记录", "一次学习的时间、地点、应到实到、内容和要求，缺席人员及补学。", record_context
)
