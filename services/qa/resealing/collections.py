"""Everything qa keeps sealed."""

from services.qa.attachments.documents import name_context
from services.qa.files.storing import piece_context
from services.qa.questions.contacts import contact_context
from services.qa.webhooks.service import secret_context
from shared.idempotency import ANSWER_CONTEXT
from shared.resealing import SealedCollection, sealed_fields

COLLECTIONS = (
    SealedCollection(
        "questions", sealed_fields({"contact": lambda row: contact_context(row["_id"])})
    ),
    SealedCollection(
        "attachments", sealed_fields({"sealed_name": lambda row: name_context(row["_id"])})
    ),
    SealedCollection(
        "file_pieces", sealed_fields({"sealed": lambda row: piece_context(row["_id"])}), batch=8
    ),
    SealedCollection(
        "directory_people",
        sealed_fields(
            {
                "sealed_name": lambda row: f"directory.name:{row['_id']}",
                "sealed_email": lambda row: f"directory.email:{row['_id']}",
            }
        ),
    ),
    SealedCollection(
        "webhooks", sealed_fields({"sealed_secret": lambda row: secret_context(row["_id"])})
    ),
    SealedCollection("idempotency", sealed_fields({"answer": lambda _row: ANSWER_CONTEXT})),
)
