"""What qa does about events, its own and others'."""

from services.qa.directory.service import Fetched, fetch_record, keep_record
from services.qa.escalations import effects
from services.qa.escalations.supports import start_support_clock
from services.qa.faq import telling as faq
from services.qa.moderation import following
from services.qa.notifications import ratings, rights
from services.qa.notifications import service as notifications
from services.qa.personal_data import service as personal_data
from services.qa.questions import raising
from services.qa.webhooks import service as webhooks
from shared.contracts.auth.directory import DirectoryChanged
from shared.contracts.auth.rights import (
    PersonDataWanted,
    PersonErasureWanted,
    RightLate,
    RightRequested,
)
from shared.contracts.qa import events
from shared.contracts.qa.faq import FaqExpiring
from shared.contracts.survey import events as survey
from shared.inbox import Subscribers
from shared.mongo import Transaction

subscribers = Subscribers("qa")

subscribers.on(events.QuestionAsked)(notifications.tell_of_asked)
subscribers.on(events.QuestionAssigned)(notifications.tell_of_assigned)
subscribers.on(events.QuestionAnswered)(notifications.tell_of_answered)
subscribers.on(events.QuestionEscalated)(effects.follow_step)
subscribers.on(events.QuestionForwarded)(notifications.tell_of_forwarded)
subscribers.on(events.QuestionReturned)(notifications.tell_of_returned)
subscribers.on(events.InformationRequested)(notifications.tell_of_information_requested)
subscribers.on(events.InformationProvided)(notifications.tell_of_information_provided)
subscribers.on(events.DeadlineExtended)(notifications.tell_of_extended)
subscribers.on(events.DueChanged)(notifications.tell_of_due_changed)
subscribers.on(events.QuestionRejected)(notifications.tell_of_rejected)
subscribers.on(events.QuestionMerged)(notifications.tell_of_merged)
subscribers.on(events.SupportAsked)(notifications.tell_of_support_asked)
subscribers.on(events.SupportReminded)(notifications.tell_of_support_reminded)
subscribers.on(events.SupportReplied)(notifications.tell_of_support_replied)
subscribers.on(events.AnswerSubmitted)(notifications.tell_of_submitted)
subscribers.on(events.AnswerApproved)(notifications.tell_of_approved)
subscribers.on(events.AnswerSentBack)(notifications.tell_of_sent_back)
subscribers.on(events.AnswerCorrected)(notifications.tell_of_corrected)
subscribers.on(events.AnswerRecalled)(notifications.tell_of_recalled)
subscribers.on(events.QuestionReopened)(notifications.tell_of_reopened)
subscribers.on(events.QuestionWithdrawn)(notifications.tell_of_withdrawn)
subscribers.on(events.FollowUpAdded)(notifications.tell_of_follow_up)
subscribers.on(events.ReplyAdded)(notifications.tell_of_reply)
subscribers.on(events.ColleagueMentioned)(notifications.tell_of_mention)

subscribers.on(FaqExpiring)(faq.tell_of_expiring)
subscribers.on(RightRequested)(rights.tell_of_request)
subscribers.on(RightLate)(rights.tell_of_late_request)
subscribers.on(PersonDataWanted)(personal_data.want_copy)
subscribers.on(PersonErasureWanted)(personal_data.want_erasure)

subscribers.on(survey.AlertOpened)(ratings.tell_of_alert)
subscribers.on(survey.AlertOverdue)(ratings.tell_of_overdue_alert)
subscribers.on(survey.ReportReady)(ratings.tell_of_report)
subscribers.on(survey.QuestionWanted, prepare=raising.find_wanted)(raising.raise_question)


@subscribers.on(DirectoryChanged, prepare=fetch_record)
async def follow_directory(tx: Transaction, _event: DirectoryChanged, fetched: Fetched) -> None:
    """Keep the read copy of the directory current."""
    await keep_record(tx, fetched)


# Last: what stands above acts first, and nothing may be declared anew behind it.
for followed in following.FOLLOWED:
    subscribers.also(followed, following.follow)
subscribers.also(events.SupportAsked, start_support_clock)
for announced in webhooks.ANNOUNCED:
    subscribers.also(announced, webhooks.announce)
