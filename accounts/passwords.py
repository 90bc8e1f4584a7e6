"""Password rules of 等保 2.0: character classes, and no return to the last few passwords."""

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

CLASSES = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())


class CharacterClassValidator:
    """At least ``min_classes`` of: upper case, lower case, digits, signs."""

    def __init__(self, min_classes=3):
        self.min_classes = min_classes

    def validate(self, password, user=None):
        if sum(any(map(belongs, password)) for belongs in CLASSES) < self.min_classes:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self):
        return f"密码须含大写字母、小写字母、数字、符号中的至少 {self.min_classes} 类。"


class PasswordHistoryValidator:
    """Not one of the last ``keep`` passwords."""

    def __init__(self, keep=5):
        self.keep = keep

    def validate(self, password, user=None):
        if user is None or user._state.adding:
            return
        earlier = [user.password, *user.old_passwords.values_list("password", flat=True)[: self.keep]]
        if any(check_password(password, hashed) for hashed in earlier if hashed):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def get_help_text(self):
        return f"不得与最近 {self.keep} 次用过的密码相同。"
