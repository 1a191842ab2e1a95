"""What is asked of a password that somebody sets, in every place where they do. Without Qt and without the store."""

from typing import Final

from station.domain.findings import Text

LETTERS_MIN: Final = 8
"""NIST SP 800-63B §5.1.1.2: at least eight, and no rules of composition."""

SHORT: Final = Text("Mật khẩu cần ít nhất {count} ký tự.", "A password needs at least {count} {count:letter|letters}.")
DIFFER: Final = Text("Hai lần gõ mật khẩu không giống nhau.", "The two passwords differ.")
NEW: Final = Text("Mật khẩu mới", "New password")
REPEATED: Final = Text("Gõ lại mật khẩu mới", "New password again")


def password_fault(password: str, repeated: str) -> Text | None:
    """What is wrong with a password to be set, before anybody is asked."""
    if len(password) < LETTERS_MIN:
        return SHORT.filled(count=LETTERS_MIN)
    return DIFFER if password != repeated else None
