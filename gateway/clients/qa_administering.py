"""Calls to qa by administrators: policies and ladders, what could not be sent, imports."""

from urllib.parse import quote

from gateway.clients.base import ServiceClient, if_match, segment
from gateway.clients.qa_asking import ROOT
from shared.contracts.qa.attachments import FILE_NAME_HEADER
from shared.contracts.qa.imports import ImportOut
from shared.contracts.qa.notifications import DeadDeliveryOut
from shared.contracts.qa.policies import (
    DuePreview,
    LadderForm,
    LadderOut,
    NewLadder,
    NewPolicy,
    PolicyChangeOut,
    PolicyForm,
    PolicyOut,
)
from shared.contracts.qa.topics import (
    CreateTopic,
    TopicDetail,
    TopicForm,
    TopicVersionOut,
    UndoTopicChange,
)
from shared.contracts.qa.webhooks import (
    RegisteredWebhook,
    RegisterWebhook,
    WebhookOut,
    WebhookTried,
)
from shared.paging import Page


class AdministeringCalls(ServiceClient):
    """What the administration pages ask qa."""

    async def list_kept_topics(self) -> list[TopicDetail]:
        """Return every topic, closed ones too."""
        return await self._get(list[TopicDetail], f"{ROOT}/kept-topics")

    async def show_kept_topic(self, topic: str) -> TopicDetail:
        """Return one topic."""
        return await self._get(TopicDetail, f"{ROOT}/kept-topics/{segment(topic)}")

    async def create_topic(self, body: CreateTopic) -> TopicDetail:
        """Add a topic."""
        return await self._post(TopicDetail, f"{ROOT}/topics", body)

    async def revise_topic(self, topic: str, version: int, body: TopicForm) -> TopicDetail:
        """Change a topic."""
        path = f"{ROOT}/topics/{segment(topic)}"
        return await self._put(TopicDetail, path, body, if_match(version))

    async def undo_topic_change(
        self, topic: str, version: int, body: UndoTopicChange
    ) -> TopicDetail:
        """Put back what a topic said before a change."""
        path = f"{ROOT}/topics/{segment(topic)}/undo"
        return await self._post(TopicDetail, path, body, if_match(version))

    async def list_topic_versions(self, topic: str) -> list[TopicVersionOut]:
        """Return who changed what about a topic."""
        path = f"{ROOT}/topics/{segment(topic)}/history"
        return await self._get(list[TopicVersionOut], path)

    async def list_policies(self) -> list[PolicyOut]:
        """Return every version of every policy."""
        return await self._get(list[PolicyOut], f"{ROOT}/policies")

    async def add_policy(self, body: NewPolicy) -> PolicyOut:
        """Add a policy."""
        return await self._post(PolicyOut, f"{ROOT}/policies", body)

    async def change_policy(self, policy: str, body: PolicyForm) -> PolicyOut:
        """Add the next version of a policy."""
        return await self._put(PolicyOut, f"{ROOT}/policies/{segment(policy)}", body)

    async def preview_due_date(
        self, unit: str | None = None, topic: str | None = None
    ) -> DuePreview:
        """Return by when a question asked now would be answered."""
        query = {"unit": unit, "topic": topic}
        return await self._get(DuePreview, f"{ROOT}/policies/preview", query)

    async def list_policy_changes(
        self, cursor: str | None = None, limit: int = 20
    ) -> Page[PolicyChangeOut]:
        """Return who changed which policy or ladder, newest first."""
        query: dict[str, str | int | None] = {"cursor": cursor, "limit": limit}
        return await self._get(Page[PolicyChangeOut], f"{ROOT}/policies/changes", query)

    async def list_ladders(self) -> list[LadderOut]:
        """Return every version of every ladder."""
        return await self._get(list[LadderOut], f"{ROOT}/ladders")

    async def add_ladder(self, body: NewLadder) -> LadderOut:
        """Add a ladder."""
        return await self._post(LadderOut, f"{ROOT}/ladders", body)

    async def change_ladder(self, ladder: str, body: LadderForm) -> LadderOut:
        """Add the next version of a ladder."""
        return await self._put(LadderOut, f"{ROOT}/ladders/{segment(ladder)}", body)

    async def list_dead_deliveries(
        self, cursor: str | None = None, limit: int = 20
    ) -> Page[DeadDeliveryOut]:
        """Return what could not be sent, newest first."""
        query: dict[str, str | int | None] = {"cursor": cursor, "limit": limit}
        return await self._get(Page[DeadDeliveryOut], f"{ROOT}/deliveries/dead", query)

    async def resend_delivery(self, entry: str) -> None:
        """Try again what could not be sent."""
        await self._post_only(f"{ROOT}/deliveries/{segment(entry)}/resend")

    async def list_webhooks(self) -> list[WebhookOut]:
        """Return the webhooks."""
        return await self._get(list[WebhookOut], f"{ROOT}/webhooks")

    async def register_webhook(self, body: RegisterWebhook) -> RegisteredWebhook:
        """Register a webhook; its secret is told this once."""
        return await self._post(RegisteredWebhook, f"{ROOT}/webhooks", body)

    async def try_webhook(self, webhook: str) -> WebhookTried:
        """Call a webhook now."""
        return await self._post(WebhookTried, f"{ROOT}/webhooks/{segment(webhook)}/test")

    async def remove_webhook(self, webhook: str) -> None:
        """Remove a webhook."""
        await self._delete(f"{ROOT}/webhooks/{segment(webhook)}")

    async def list_imports(self, cursor: str | None = None, limit: int = 20) -> Page[ImportOut]:
        """Return the imports, newest first."""
        query: dict[str, str | int | None] = {"cursor": cursor, "limit": limit}
        return await self._get(Page[ImportOut], f"{ROOT}/imports", query)

    async def show_import(self, entry: str) -> ImportOut:
        """Return how an import stands."""
        return await self._get(ImportOut, f"{ROOT}/imports/{segment(entry)}")

    async def start_import(
        self, content: bytes, *, file_name: str, kind: str, source: str, dry_run: bool
    ) -> ImportOut:
        """Begin to take a file over, or only to try it."""
        query = {"kind": kind, "source": source, "dry_run": "true" if dry_run else "false"}
        headers = {FILE_NAME_HEADER: quote(file_name, safe="")}
        return await self._upload(ImportOut, f"{ROOT}/imports", content, headers, query)
