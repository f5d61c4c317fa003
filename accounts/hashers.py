from django.contrib.auth.hashers import Argon2PasswordHasher


class FrugalArgon2Hasher(Argon2PasswordHasher):
    """argon2id with 19 MiB, t=2, p=1 (OWASP's minimum): a class of 40 signs in on a small server."""

    algorithm = "argon2"
    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
