"""The sender's contact details, sealed for one question, and the secret that opens it again."""

import hashlib
import hmac

from shared.cipher import Cipher
from shared.contracts.qa.questions import AskQuestion, ContactOut


def seal(form: AskQuestion, question: str, cipher: Cipher) -> str | None:
    """Return the contact details of a form sealed, None when there are none."""
    contact = ContactOut(name=form.name or "", email=form.email or "", phone=form.phone or "")
    if contact == ContactOut():
        return None
    return cipher.seal(contact.model_dump_json(), contact_context(question))


def unseal(sealed: str | None, question: str, cipher: Cipher) -> ContactOut:
    """Return the contact details in clear, empty ones when there are none."""
    if sealed is None:
        return ContactOut()
    return ContactOut.model_validate_json(cipher.open(sealed, contact_context(question)))


def contact_context(question: str) -> str:
    """Return what contact details are sealed for."""
    return f"questions.contact:{question}"


def hash_secret(secret: str) -> str:
    """Return what is stored of a tracking secret; its 24 random bytes need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_secret(given: str | None, stored_hash: str) -> bool:
    """Say whether a secret is the right one, in the same time whatever it is."""
    return hmac.compare_digest(hash_secret(given or ""), stored_hash)
