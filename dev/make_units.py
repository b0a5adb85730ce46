"""Writes `services/auth/units/data/hue.json`: Huế's departments and its communes.

`python -m dev.make_units` after a new release of `vietnam-provinces`, which takes the communes
from the General Statistics Office's list of administrative units. The departments are those of the
city since the mergers of 2025, written down here. Codes and addresses are left out: they are
data the city has to give.
"""

import json
from pathlib import Path
from typing import Any

import vietnam_provinces

from dev.settings import ROOT

TARGET = ROOT / "services/auth/units/data/hue.json"
PROVINCE_CODE = 46
ROOT_UNIT = "tp-hue"
SINCE_CITY = "2025-01-01"
SINCE_DEPARTMENTS = "2025-03-01"
SINCE_COMMUNES = "2025-07-01"

DEPARTMENTS = (
    ("van-phong-ubnd", "Văn phòng Ủy ban nhân dân thành phố", "Office of the People's Committee"),
    ("so-tu-phap", "Sở Tư pháp", "Department of Justice"),
    ("so-xay-dung", "Sở Xây dựng", "Department of Construction"),
    ("so-khcn", "Sở Khoa học và Công nghệ", "Department of Science and Technology"),
    ("so-y-te", "Sở Y tế", "Department of Health"),
    ("so-gddt", "Sở Giáo dục và Đào tạo", "Department of Education and Training"),
    ("so-tai-chinh", "Sở Tài chính", "Department of Finance"),
    ("so-noi-vu", "Sở Nội vụ", "Department of Home Affairs"),
    ("so-nnmt", "Sở Nông nghiệp và Môi trường", "Department of Agriculture and Environment"),
    ("so-cong-thuong", "Sở Công Thương", "Department of Industry and Trade"),
    ("so-vhtt", "Sở Văn hóa và Thể thao", "Department of Culture and Sports"),
    ("so-du-lich", "Sở Du lịch", "Department of Tourism"),
    ("thanh-tra-thanh-pho", "Thanh tra thành phố", "City Inspectorate"),
    ("cong-an-thanh-pho", "Công an thành phố Huế", "Huế City Police"),
)
KINDS_IN_ENGLISH = {"phường": "Ward", "xã": "Commune", "đặc khu": "Special Zone"}


def make_units() -> dict[str, Any]:
    """Return the file's content."""
    nested = json.loads(Path(vietnam_provinces.NESTED_DIVISIONS_JSON_PATH).read_text("utf-8"))
    province = next(entry for entry in nested if entry["code"] == PROVINCE_CODE)
    version, retrieved = vietnam_provinces.__version__, vietnam_provinces.__data_version__
    return {
        "source": "Departments: the city's organisation since March 2025. Communes: PyPI "
        f"vietnam-provinces {version}, data of {retrieved}; written by dev/make_units.py.",
        "units": [_root(), *_departments(), *(_commune(ward) for ward in province["wards"])],
    }


def _root() -> dict[str, Any]:
    return {
        "id": ROOT_UNIT,
        "name": "Ủy ban nhân dân thành phố Huế",
        "name_en": "Huế City People's Committee",
        "kind": "province",
        "parent": None,
        "valid_from": SINCE_CITY,
    }


def _departments() -> list[dict[str, Any]]:
    return [
        {
            "id": unit,
            "name": name,
            "name_en": english,
            "kind": "other" if unit.startswith("cong-an-") else "department",
            "parent": ROOT_UNIT,
            "valid_from": SINCE_DEPARTMENTS,
        }
        for unit, name, english in DEPARTMENTS
    ]


def _commune(ward: dict[str, Any]) -> dict[str, Any]:
    division = ward["division_type"]
    own_name = ward["name"][len(division) :].strip()
    return {
        "id": ward["codename"].replace("_", "-"),
        "name": f"Ủy ban nhân dân {division} {own_name}",
        "name_en": f"People's Committee of {own_name} {KINDS_IN_ENGLISH[division]}",
        "kind": "commune",
        "parent": ROOT_UNIT,
        "valid_from": SINCE_COMMUNES,
    }


def write_units() -> None:
    """Write the file."""
    text = json.dumps(make_units(), ensure_ascii=False, indent=2)
    TARGET.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write_units()
