"""Who counts as a user: asked at sign-in and again at every request."""

from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    """Passwords against the account table; an account past its end date is as good as disabled.

    The password is hashed for unknown and disabled names too, so that the time taken tells nothing.
    """

    def user_can_authenticate(self, user):
        return user.is_in_force
