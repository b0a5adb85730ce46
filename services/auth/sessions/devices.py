"""What a person recognises one of their devices by: browser and system, never anything finer."""

import re

_LONGEST = 1_000
# The first that fits counts: browsers name those they descend from as well.
_BROWSERS = (
    (r"\bEdg(?:e|A|iOS)?/", "Edge"),
    (r"\b(?:OPR|Opera)/", "Opera"),
    (r"\bcoc_coc_browser/", "Cốc Cốc"),
    (r"\bSamsungBrowser/", "Samsung Internet"),
    (r"\b(?:Firefox|FxiOS)/", "Firefox"),
    (r"\b(?:Chrome|CriOS|HeadlessChrome)/", "Chrome"),
    (r"\bVersion/[\d.]+ .*\bSafari/", "Safari"),
)
_SYSTEMS = (
    (r"\b(?:iPhone|iPod)\b", "iPhone"),
    (r"\biPad\b", "iPad"),
    (r"\bAndroid\b", "Android"),
    (r"\bWindows\b", "Windows"),
    (r"\bMac OS X\b", "macOS"),
    (r"\bCrOS\b", "ChromeOS"),
    (r"\bLinux\b", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Return such as "Firefox · Windows", empty for what names neither."""
    told = user_agent[:_LONGEST]
    names = (_first(_BROWSERS, told), _first(_SYSTEMS, told))
    return " · ".join(name for name in names if name)


def _first(known: tuple[tuple[str, str], ...], told: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, told)), "")
