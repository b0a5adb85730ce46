"""Says who may reach whom under network policies, as Kubernetes defines it.

A connection is allowed when the sender's policies let it out and the receiver's let it in; without
a policy of that direction that selects it, a pod is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Peer:
    """A pod with its labels and its namespace's; an address outside has neither."""

    name: str
    namespace: str | None = None
    labels: dict[str, str] = field(default_factory=dict)


OUTSIDE = Peer("outside")


class Networks:
    """The policies of one namespace."""

    def __init__(self, policies: Sequence[Json], namespace: str) -> None:
        self._policies = policies
        self._namespace = namespace

    def reaches(self, sender: Peer, receiver: Peer, port: int, protocol: str = "TCP") -> bool:
        """Whether a connection from one to the other is let through."""
        out = self._allows(sender, "Egress", "egress", "to", receiver, port, protocol)
        return out and self._allows(receiver, "Ingress", "ingress", "from", sender, port, protocol)

    def _allows(  # noqa: PLR0917 - the parts of one question
        self, pod: Peer, kind: str, rules: str, peers: str, other: Peer, port: int, protocol: str
    ) -> bool:
        if pod.namespace != self._namespace:
            return True  # not ours to police
        chosen = [
            policy["spec"]
            for policy in self._policies
            if kind in policy["spec"]["policyTypes"]
            and selects(policy["spec"]["podSelector"], pod.labels)
        ]
        return not chosen or any(
            self._fits(rule, peers, other, port, protocol)
            for spec in chosen
            for rule in spec.get(rules, [])
        )

    def _fits(self, rule: Json, peers: str, other: Peer, port: int, protocol: str) -> bool:
        ports = rule.get("ports")
        if ports and not any(
            one["port"] == port and one.get("protocol", "TCP") == protocol for one in ports
        ):
            return False
        named = rule.get(peers)
        return not named or any(self._is_meant(one, other) for one in named)

    def _is_meant(self, peer: Json, other: Peer) -> bool:
        assert set(peer) <= {"podSelector", "namespaceSelector"}, "the evaluation knows no more"
        if other.namespace is None:
            return False
        if "namespaceSelector" in peer:
            labels = {"kubernetes.io/metadata.name": other.namespace}
            if not selects(peer["namespaceSelector"], labels):
                return False
        elif other.namespace != self._namespace:
            return False
        return selects(peer.get("podSelector", {}), other.labels)


def selects(selector: Json, labels: dict[str, str]) -> bool:
    """Whether a label selector means something with these labels; an empty one means all."""
    assert set(selector) <= {"matchLabels", "matchExpressions"}
    for one in selector.get("matchExpressions", []):
        assert one["operator"] == "In"
        if labels.get(one["key"]) not in one["values"]:
            return False
    return bool(selector.get("matchLabels", {}).items() <= labels.items())
