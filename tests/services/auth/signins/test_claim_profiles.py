"""Claim profiles: what a provider tells, in our terms, and nothing unusable."""

import pytest

from services.auth.signins.claim_profiles import load_profile, profile_names

STRICT, DVCQG = load_profile("oidc-strict"), load_profile("dvcqg")


def test_the_profiles_are_data():
    assert profile_names() == ["dvcqg", "oidc-strict"]
    with pytest.raises(KeyError):
        load_profile("../settings")


def test_a_person_of_the_strict_profile():
    told = {"name": " Nguyễn  An ", "email": "a@b.example", "personal_number": "000190000101"}
    holder = STRICT.read(told)
    assert (holder.account, holder.name) == ("person", "Nguyễn An")
    assert (holder.email, holder.number) == ("a@b.example", "000190000101")


def test_an_organisation_of_the_national_broker():
    told = {
        "LoaiTaiKhoan": 2,
        "TenDoanhNghiep": "Công ty A",
        "MaSoThue": "0000000103",
        "HoVaTen": "B",
    }
    holder = DVCQG.read(told)
    assert (holder.account, holder.name, holder.number) == (
        "organization", "Công ty A", "0000000103",
    )  # fmt: skip
    assert DVCQG.read({"LoaiTaiKhoan": "1", "HoVaTen": "B"}).name == "B"


@pytest.mark.parametrize("name", [None, 5, ["An"], "A\u202eB", "A\x00", "", "x" * 300, "A\nB"])
def test_unusable_names_become_empty(name):
    assert STRICT.read({"name": name}).name == ""


@pytest.mark.parametrize(
    "letter", ["\u0430", "\u03bf", "\U0001d400", "\uff21", "\u0531", "\u200b", "\u3164"]
)
def test_a_name_with_letters_that_only_look_latin_becomes_empty(letter):
    assert STRICT.read({"name": f"Nguyễn {letter}n"}).name == ""


@pytest.mark.parametrize(
    "name", ["Đỗ Ngọc Ý", "Chân Mây – Lăng Cô", "Ý Nhi (1)", "김철수", "O’Brien"]
)
def test_honest_names_are_kept(name):
    assert STRICT.read({"name": name}).name == name


@pytest.mark.parametrize("number", ["1", "00019000010", "0001900001011", "00019000010a", None, {}])
def test_unusable_numbers_become_empty(number):
    assert STRICT.read({"personal_number": number}).number == ""


@pytest.mark.parametrize("email", ["x", "a@", "@b", "a b@c.example", "a@b\n.example", None, 4])
def test_unusable_addresses_become_empty(email):
    assert STRICT.read({"email": email}).email == ""


@pytest.mark.parametrize(
    ("acr", "level"), [("loa2", 2), ("loa1", 1), (None, 1), ("LOA2", 1), (2, 1), (["loa2"], 1)]
)
def test_a_level_is_believed_only_by_its_exact_name(acr, level):
    assert STRICT.level_of(acr) == level


def test_levels_are_asked_for_by_the_profiles_names():
    assert STRICT.acr_values(None) == "loa2 loa1"
    assert DVCQG.acr_values(2) == "LoA2"
