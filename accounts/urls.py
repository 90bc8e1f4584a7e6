from django.urls import path

from accounts.views import audit, drafts, exercise, notices, password, recycle, session, users

app_name = "accounts"
urlpatterns = [
    path("login/", session.SignIn.as_view(), name="login"),
    path("login/again/", session.SignInInline.as_view(), name="login-inline"),
    path("logout/", session.SignOut.as_view(), name="logout"),
    path("password/", password.ChangePassword.as_view(), name="password"),
    path("notices/", notices.NoticeList.as_view(), name="notices"),
    path("notices/read/", notices.NoticesRead.as_view(), name="notices-read"),
    path("notices/<uuid:pk>/", notices.NoticeOpen.as_view(), name="notice-open"),
    path("draft/", drafts.DraftKeep.as_view(), name="draft"),
    path("recycle/", recycle.RecycleBin.as_view(), name="recycle"),
    path("recycle/<uuid:pk>/restore/", recycle.RecycleRestore.as_view(), name="recycle-restore"),
    path("users/", users.AccountList.as_view(), name="user-list"),
    path("users/new/", users.AccountCreate.as_view(), name="user-create"),
    path("users/<uuid:pk>/", users.AccountEdit.as_view(), name="user-edit"),
    path("users/<uuid:pk>/disable/", users.AccountDisable.as_view(), name="user-disable"),
    path("users/<uuid:pk>/enable/", users.AccountEnable.as_view(), name="user-enable"),
    path("users/<uuid:pk>/reset/", users.AccountReset.as_view(), name="user-reset"),
    path("exercise/", exercise.ExercisePage.as_view(), name="exercise"),
    path("exercise/open/", exercise.ExerciseOpen.as_view(), name="exercise-open"),
    path("exercise/reset/", exercise.ExerciseReset.as_view(), name="exercise-reset"),
    path("exercise/remove/", exercise.ExerciseRemove.as_view(), name="exercise-remove"),
    path("exercise/enter/", exercise.ExerciseEnter.as_view(), name="exercise-enter"),
    path("entry/<slug:secret>/", exercise.ExerciseEntry.as_view(), name="exercise-entry"),
    path("audit/", audit.AuditLog.as_view(), name="audit-log"),
    path("audit/check/", audit.AuditCheck.as_view(), name="audit-check"),
    path("audit/<int:seq>/", audit.AuditDetail.as_view(), name="audit-event"),
]
