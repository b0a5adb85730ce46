"""What is stored: a document keeps the fields it does not know.

During a rollout the version before loads and stores what the new one wrote. Beanie would drop what
the older class has no field for.
"""

import beanie
from pydantic import ConfigDict


class Document(beanie.Document):
    """The base of every stored document.

    Fields inside a part of a document (a model in a field) are not kept so.
    """

    model_config = ConfigDict(extra="allow")
