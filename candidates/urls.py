from django.urls import path

from candidates.views import candidates, checks, listing, reviews, rules

app_name = "candidates"
urlpatterns = [
    path("", listing.CandidateList.as_view(), name="list"),
    path("new/", candidates.PutForward.as_view(), name="create"),
    path("queue/", listing.Queue.as_view(), name="queue"),
    path("<uuid:pk>/", candidates.CandidateDetail.as_view(), name="detail"),
    path("<uuid:pk>/panel/", candidates.CandidatePanel.as_view(), name="panel"),
    path("<uuid:pk>/edit/", candidates.CandidateEdit.as_view(), name="edit"),
    path("<uuid:pk>/move/", reviews.MoveCandidate.as_view(), name="move"),
    path("<uuid:pk>/next/", listing.QueueNext.as_view(), name="next"),
    path("<uuid:pk>/clear/", checks.ClearNegatives.as_view(), name="clear"),
    # items of one candidate
    path("checks/<int:pk>/", checks.CriterionEdit.as_view(), name="checks"),
    path("negative/<int:pk>/", checks.NegativeEdit.as_view(), name="negative"),
    path("negative/<int:pk>/decision/", checks.RecordDecision.as_view(), name="decision-create"),
    path("decisions/<int:pk>/conclude/", checks.ConcludeDecision.as_view(), name="decision-conclude"),
    path("corrections/<int:pk>/", reviews.AnswerCorrection.as_view(), name="correction"),
    # rules of the term
    path("rules/", rules.RuleList.as_view(), name="rules"),
    path("rules/install/", rules.RulesInstall.as_view(), name="rules-install"),
    path("rules/negative/new/", rules.NegativeItemCreate.as_view(), name="rule-create"),
    path("rules/negative/<int:pk>/", rules.NegativeItemEdit.as_view(), name="rule-edit"),
    path("rules/standard/<int:pk>/", rules.StandardSetEdit.as_view(), name="standard-edit"),
    path("rules/<slug:kind>/<int:pk>/confirm/", rules.RuleConfirm.as_view(), name="rule-confirm"),
    path("rules/<slug:kind>/<int:pk>/in-force/", rules.RuleInForce.as_view(), name="rule-in-force"),
]
