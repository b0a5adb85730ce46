"""The catalogue of open data in DCAT 3 terms, as JSON-LD, for other portals. Pure."""

from datetime import date
from typing import Any, NamedTuple

from services.survey.open_data.model import METHOD

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_IANA = "https://www.iana.org/assignments/media-types/"
_FORMATS = (("json", "application/json"), ("csv", "text/csv"))


class Publication(NamedTuple):
    """Who publishes, where, under which licence, and which months."""

    publisher: str
    public_url: str
    licence: str
    first: date
    last: date


def catalogue(told: Publication) -> dict[str, Any]:
    """Return the catalogue with its one dataset, a distribution per format."""
    root = f"{told.public_url}/api/open-data"
    return {
        "@context": _CONTEXT,
        "@id": f"{root}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _words("Dữ liệu mở Lắng Nghe", "Open data of Lắng Nghe"),
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": told.publisher},
        "dct:language": ["vi", "en"],
        "dcat:dataset": [_dataset(told, root)],
    }


def _dataset(told: Publication, root: str) -> dict[str, Any]:
    return {
        "@id": f"{root}/figures",
        "@type": "dcat:Dataset",
        "dct:title": _words(
            "Mức độ hài lòng với các cổng thông tin", "Satisfaction with public portals"
        ),
        "dct:description": _words(METHOD.vi, METHOD.en),
        "dct:license": {"@id": told.licence},
        "dct:accrualPeriodicity": {
            "@id": "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
        },
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(told.first),
            "dcat:endDate": _day(told.last),
        },
        "dct:modified": _day(told.last),
        "dcat:keyword": ["sự hài lòng", "cổng thông tin", "dịch vụ công"],
        "dcat:landingPage": {"@id": f"{told.public_url}/cong-khai"},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": kind.upper(),
                "dcat:mediaType": {"@id": f"{_IANA}{media_type}"},
                "dcat:downloadURL": {"@id": f"{root}/figures.{kind}"},
                "dct:license": {"@id": told.licence},
            }
            for kind, media_type in _FORMATS
        ],
    }


def _words(vi: str, en: str) -> list[dict[str, str]]:
    return [{"@value": vi, "@language": "vi"}, {"@value": en, "@language": "en"}]


def _day(day: date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}
