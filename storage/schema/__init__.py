"""The tables. Mapped classes are used as tables only: the write path is Core."""

from storage.schema.access import (
    Account,
    ApiToken,
    FailedTries,
    JournalEntry,
    RoleGrant,
    Session,
    SetUpCode,
    UsedPassword,
)
from storage.schema.base import Base, Id
from storage.schema.cases import (
    Article,
    Attempt,
    CalendarOverride,
    CalendarYear,
    Case,
    CaseEvent,
    Counter,
    Feed,
    Heartbeat,
    Interpretation,
    Matter,
    PackText,
    Person,
    RegistryEntry,
    RegistryImport,
    Task,
    Unit,
)
from storage.schema.digests import Digest, DigestStep
from storage.schema.files import Attachment
from storage.schema.follow_up import FollowUpNote, FollowUpRelease, FollowUpReport
from storage.schema.hooks import Hook, HookCall
from storage.schema.ledger import LedgerClock, LedgerCorrection, LedgerItem, LedgerLine, LedgerTally
from storage.schema.lists import CaseItem, CaseLine, CasePart, SearchText
from storage.schema.notices import Delivery, Notice, NoticeWay, QuietHours
from storage.schema.own import Draft, OnceKey, SavedView
from storage.schema.papers import Paper, PaperTemplate, PaperText
from storage.schema.patterns import PatternAlert, PatternMatter, PatternStep
from storage.schema.reports import Report
from storage.schema.retention import Appraisal, AppraisedMatter, Transfer, TransferredCase
from storage.schema.units import UnitChange
from storage.schema.work import LongWork

__all__ = [
    "Account",
    "ApiToken",
    "Appraisal",
    "AppraisedMatter",
    "Article",
    "Attachment",
    "Attempt",
    "Base",
    "CalendarOverride",
    "CalendarYear",
    "Case",
    "CaseEvent",
    "CaseItem",
    "CaseLine",
    "CasePart",
    "Counter",
    "Delivery",
    "Digest",
    "DigestStep",
    "Draft",
    "FailedTries",
    "Feed",
    "FollowUpNote",
    "FollowUpRelease",
    "FollowUpReport",
    "Heartbeat",
    "Hook",
    "HookCall",
    "Id",
    "Interpretation",
    "JournalEntry",
    "LedgerClock",
    "LedgerCorrection",
    "LedgerItem",
    "LedgerLine",
    "LedgerTally",
    "LongWork",
    "Matter",
    "Notice",
    "NoticeWay",
    "OnceKey",
    "PackText",
    "Paper",
    "PaperTemplate",
    "PaperText",
    "PatternAlert",
    "PatternMatter",
    "PatternStep",
    "Person",
    "QuietHours",
    "RegistryEntry",
    "RegistryImport",
    "Report",
    "RoleGrant",
    "SavedView",
    "SearchText",
    "Session",
    "SetUpCode",
    "Task",
    "Transfer",
    "TransferredCase",
    "Unit",
    "UnitChange",
    "UsedPassword",
]
