"""What is reached without an account, under one prefix, so that a proxy can expose that alone."""

from django.urls import path

from communities.views import public_surveys

app_name = "public"
urlpatterns = [
    path("", public_surveys.Start.as_view(), name="start"),
    path("slip/", public_surveys.AnswerBySlip.as_view(), name="slip"),
    path("thanks/", public_surveys.Thanks.as_view(), name="thanks"),
    path("<str:token>/", public_surveys.AnswerByLink.as_view(), name="link"),
]
