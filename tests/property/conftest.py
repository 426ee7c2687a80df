"""How the property tests run: no deadline and no speed check, because machines are noisy."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "laws", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("laws")
