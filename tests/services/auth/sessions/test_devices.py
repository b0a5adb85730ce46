"""The label of a device: coarse, and nothing at all for what cannot be read."""

import pytest

from services.auth.sessions.devices import device_of

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36", "Chrome · Linux"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/156.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge · Windows"),
        (f"{IPHONE} (KHTML, like Gecko) Version/19.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Firefox/140.0", "Firefox · macOS"),
        ("curl/8.1", ""), ("", ""), ("<script>alert(1)</script>", ""), ("x" * 100_000, ""),
        ("x" * 2_000 + " Firefox/1", ""),
    ],
)  # fmt: skip
def test_a_device_is_named_by_browser_and_system(agent, device):
    assert device_of(agent) == device
