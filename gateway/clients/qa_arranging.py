"""Calls to qa about how the work is arranged: templates, ready answers, deputies, moderation."""

from gateway.clients.base import ServiceClient, if_match, segment
from gateway.clients.qa_asking import ROOT, question_path
from shared.contracts.qa.attachments import PublishAttachment
from shared.contracts.qa.base import PersonRef
from shared.contracts.qa.deputies import AppointDeputy, DeputyOut
from shared.contracts.qa.faq import AddFaq, EditFaq, FaqOut, FaqVersionOut, WithdrawFaq
from shared.contracts.qa.moderation import ModerationCounts, ModerationOut, SettleModeration
from shared.contracts.qa.parts import AttachmentOut
from shared.contracts.qa.templates import FilledTemplate, TemplateOut, WriteTemplate
from shared.paging import Page


class ArrangingCalls(ServiceClient):
    """What the console asks qa beside the questions; `version` is the one the visitor read."""

    async def list_templates(self, unit: str | None = None) -> list[TemplateOut]:
        """Return the answer templates of a unit and those for every unit."""
        return await self._get(list[TemplateOut], f"{ROOT}/templates", {"unit": unit})

    async def fill_template(self, code: str, template: str) -> FilledTemplate:
        """Return a template with its fields filled in for a question."""
        path = question_path(code, f"templates/{segment(template)}")
        return await self._get(FilledTemplate, path)

    async def add_template(self, body: WriteTemplate) -> TemplateOut:
        """Keep a new template."""
        return await self._post(TemplateOut, f"{ROOT}/templates", body)

    async def edit_template(self, template: str, body: WriteTemplate, version: int) -> TemplateOut:
        """Replace a template."""
        path = f"{ROOT}/templates/{segment(template)}"
        return await self._put(TemplateOut, path, body, if_match(version))

    async def delete_template(self, template: str, version: int) -> None:
        """Remove a template."""
        await self._delete(f"{ROOT}/templates/{segment(template)}", if_match(version))

    async def list_kept_faq(
        self, unit: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[FaqOut]:
        """Return the ready answers of a unit of the visitor's, whatever their state."""
        query: dict[str, str | int | None] = {"unit": unit, "cursor": cursor, "limit": limit}
        return await self._get(Page[FaqOut], f"{ROOT}/faq", {**query, "state": "all"})

    async def list_faq_versions(self, entry: str) -> list[FaqVersionOut]:
        """Return how a ready answer came to read as it does, oldest first."""
        return await self._get(list[FaqVersionOut], f"{ROOT}/faq/{segment(entry)}/versions")

    async def add_faq(self, body: AddFaq) -> FaqOut:
        """Keep a new ready answer."""
        return await self._post(FaqOut, f"{ROOT}/faq", body)

    async def edit_faq(self, entry: str, body: EditFaq, version: int) -> FaqOut:
        """Replace a ready answer."""
        return await self._put(FaqOut, f"{ROOT}/faq/{segment(entry)}", body, if_match(version))

    async def withdraw_faq(self, entry: str, body: WithdrawFaq, version: int) -> FaqOut:
        """Take a ready answer off the public pages."""
        path = f"{ROOT}/faq/{segment(entry)}/withdraw"
        return await self._post(FaqOut, path, body, if_match(version))

    async def list_colleagues(self) -> list[PersonRef]:
        """Return who answers in the visitor's units."""
        return await self._get(list[PersonRef], f"{ROOT}/colleagues")

    async def list_deputies(self) -> list[DeputyOut]:
        """Return who stands in for whom in the visitor's units."""
        return await self._get(list[DeputyOut], f"{ROOT}/deputies")

    async def appoint_deputy(self, body: AppointDeputy) -> DeputyOut:
        """Appoint somebody to stand in."""
        return await self._post(DeputyOut, f"{ROOT}/deputies", body)

    async def end_deputy(self, deputy: str) -> None:
        """End it from now on."""
        await self._delete(f"{ROOT}/deputies/{segment(deputy)}")

    async def list_moderation(
        self, kind: str | None = None, state: str = "open", cursor: str | None = None
    ) -> Page[ModerationOut]:
        """Return what a coordinator should look at, oldest first."""
        query = {"kind": kind, "state": state, "cursor": cursor}
        return await self._get(Page[ModerationOut], f"{ROOT}/moderation", query)

    async def count_moderation(self) -> ModerationCounts:
        """Return how many open matters there are of each kind."""
        return await self._get(ModerationCounts, f"{ROOT}/moderation/counts")

    async def settle_moderation(self, entry: str, body: SettleModeration) -> ModerationOut:
        """Say what came of a matter."""
        path = f"{ROOT}/moderation/{segment(entry)}/settle"
        return await self._post(ModerationOut, path, body)

    async def publish_attachment(
        self, code: str, attachment: str, body: PublishAttachment
    ) -> AttachmentOut:
        """Show one of the unit's files beside the published answer, or take it off."""
        path = question_path(code, f"attachments/{segment(attachment)}/publish")
        return await self._post(AttachmentOut, path, body)

    async def remove_attachment(self, code: str, attachment: str) -> None:
        """Take a file back."""
        await self._delete(question_path(code, f"attachments/{segment(attachment)}"))
