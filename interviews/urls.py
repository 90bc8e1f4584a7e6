from django.urls import path

from interviews.views import assessments, assessments_detail, assessments_forms, assessments_grading, assessments_rules

app_name = "interviews"
urlpatterns = [
    # talks
    # term assessments
    path("assessments/", assessments.AssessmentList.as_view(), name="assessment-list"),
    path("assessments/generate/", assessments.AssessmentGenerate.as_view(), name="assessment-generate"),
    path("assessments/rules/", assessments_rules.GradeRules.as_view(), name="assessment-rules"),
    path("assessments/rules/<int:pk>/", assessments_rules.GradeRuleEdit.as_view(), name="assessment-rule-edit"),
    path(
        "assessments/rules/<int:pk>/confirm/",
        assessments_rules.GradeRuleConfirm.as_view(),
        name="assessment-rule-confirm",
    ),
    path("assessments/meetings/new/", assessments_grading.MeetingCreate.as_view(), name="assessment-meeting-create"),
    path("assessments/meetings/<uuid:pk>/", assessments_grading.Meeting.as_view(), name="assessment-meeting"),
    path("assessments/team/<uuid:pk>/begin/", assessments_detail.BeginAll.as_view(), name="assessment-begin-all"),
    path("assessments/<slug:kind>/<uuid:pk>/", assessments_detail.AssessmentDetail.as_view(), name="assessment"),
    path(
        "assessments/<slug:kind>/<uuid:pk>/move/", assessments_detail.MoveAssessment.as_view(), name="assessment-move"
    ),
    path("assessments/<slug:kind>/<uuid:pk>/report/", assessments_forms.SelfReport.as_view(), name="assessment-report"),
    path("assessments/<slug:kind>/<uuid:pk>/votes/", assessments_forms.Votes.as_view(), name="assessment-votes"),
    path("assessments/<slug:kind>/<uuid:pk>/talks/", assessments_forms.Talks.as_view(), name="assessment-talks"),
    path("assessments/<slug:kind>/<uuid:pk>/propose/", assessments_forms.Propose.as_view(), name="assessment-propose"),
    path("assessments/<slug:kind>/<uuid:pk>/decide/", assessments_grading.Decide.as_view(), name="assessment-decide"),
    path(
        "assessments/<slug:kind>/<uuid:pk>/feedback/",
        assessments_grading.Feedback.as_view(),
        name="assessment-feedback",
    ),
]
