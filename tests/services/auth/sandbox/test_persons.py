"""The sandbox's persons: everybody the demonstration promises, none of them real."""

from dev.demo_persons import DEMO_PERSONS
from services.auth.sandbox.persons import load_persons
from services.auth.seeds import LOCKED, SANDBOX_ROLES
from services.auth.signins.claim_profiles import load_profile


def test_the_persons_are_those_the_demonstration_names():
    assert set(load_persons()) == set(DEMO_PERSONS)
    assert set(SANDBOX_ROLES) | LOCKED <= set(load_persons())


def test_nobody_is_real():
    persons = load_persons().values()
    assert all(person.number.startswith("000") and len(person.number) == 12 for person in persons)
    assert all(person.email.endswith(".example") for person in persons)
    assert len({person.number for person in persons}) == len(persons)


def test_both_profiles_read_back_what_the_sandbox_tells():
    for name in ("oidc-strict", "dvcqg"):
        profile = load_profile(name)
        person, organization = load_persons()["citizen1"], load_persons()["org1"]
        holder = profile.read(person.claims(profile))
        assert (holder.name, holder.number) == (person.name, person.number)
        assert profile.read(organization.claims(profile)).account == "organization"
