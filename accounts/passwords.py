"""Password rules of 等保 2.0: character classes, no return to the last few passwords; and one-time passwords."""

import secrets

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

CLASSES = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())


class LengthValidator(MinimumLengthValidator):
    """Django's, with words: its own have no Chinese translation."""

    def get_error_message(self):
        return f"密码太短，至少 {self.min_length} 个字符。"

    def get_help_text(self):
        return f"密码至少 {self.min_length} 个字符。"


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


ALPHABETS = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "@#%+=?")  # none that look alike


def one_time_password(length=16):
    """A random password with every class of character, easy to read out; to be changed at first sign-in."""
    choose = secrets.SystemRandom()
    characters = [choose.choice(alphabet) for alphabet in ALPHABETS]
    characters += choose.choices("".join(ALPHABETS[:3]), k=length - len(characters))
    choose.shuffle(characters)
    return "".join(characters)
