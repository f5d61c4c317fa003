"""Who people are: user model, sessions, passwords, second factor."""

from datetime import timedelta

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=60).total_seconds())
STAFF_SESSION_AGE = int(timedelta(hours=12).total_seconds())
GUEST_SESSION_AGE = int(timedelta(days=365).total_seconds())

PASSWORD_HASHERS = [
    "accounts.hashers.FrugalArgon2Hasher",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "accounts.secrets.FairSecretValidator"}]

# django-allauth carries the second factor (TOTP, passkeys, recovery codes) and re-authentication;
# signing in and up are ours (ADR 0004).
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # core.ratelimit counts per account and device instead
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "accounts.forms.second_factor.ReauthenticateForm",
}
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = False
