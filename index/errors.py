"""Every error that Dateline raises on purpose; each message names the remedy.

DatelineError
├── InvalidInput          what the caller sent cannot be used
│   ├── UnreadableSource  a file that no reader understands
│   └── NotSupported      well-formed, but not offered by this version
├── ArticleNotFound       no article (or version) has this id
├── NotReady              a part that is needed does not work at the moment
├── Overloaded            more is asked at once than can be worked on in time
├── WriterFailed          a language model gave no draft
├── ModelError            model files are missing, altered or of another kind
└── StoreError            the data directory cannot be used
    ├── StoreBusy         another process holds the write lock for too long
    ├── StoreDamaged      the database is not readable as one of ours
    └── BuildMismatch     built with another schema, embedder or chunking
"""


class DatelineError(Exception):
    """Base of all errors raised on purpose."""


class InvalidInput(DatelineError):
    """What the caller sent cannot be used; the message says what to send instead."""


class UnreadableSource(InvalidInput):
    """A file that no reader understands, or that is damaged."""


class NotSupported(InvalidInput):
    """A well-formed request for something that this version does not offer."""


class ArticleNotFound(DatelineError):
    """No article, or no such version of it, is stored under this id."""


class NotReady(DatelineError):
    """A part that is needed does not work at the moment."""


class Overloaded(DatelineError):
    """More is asked at once than can be worked on in time."""


class WriterFailed(DatelineError):
    """A language model gave no draft, or broke off."""


class ModelError(DatelineError):
    """Model files are missing, altered, or of another kind than needed."""


class StoreError(DatelineError):
    """The data directory cannot be read or written."""


class StoreBusy(StoreError):
    """Another process holds the write lock for longer than the time limit."""


class StoreDamaged(StoreError):
    """The database is damaged, or not one that Dateline made."""


class BuildMismatch(StoreError):
    """The data directory was built with another schema, embedder or chunking."""
