"""Tables, one file per aggregate. Importing this package makes every table known to the metadata."""

from app.models.accounts import Assignment, RoleGrant, SignInAttempt, User
from app.models.areas import Area, AreaGram, Boundary
from app.models.attachments import Attachment
from app.models.base import REGISTRY_TABLES, Base
from app.models.bureau import BureauRecord, Clue, DatasetCoverage
from app.models.events import Event, EventLink
from app.models.exports import ExportRequest
from app.models.files import StoredFile
from app.models.findings import (
    CheckDemotion,
    Exemption,
    Finding,
    FindingReceipt,
    FindingRecheck,
    FindingStep,
)
from app.models.grants import GrantAppeal, MeasureGrant
from app.models.household_acts import HouseholdAct
from app.models.households import Household, IncomeEntry, LivingCondition
from app.models.imports import ImportBatch, ImportChunk, ImportProblem, Judgement, MatchCase, SheetMemory
from app.models.indicators import DayArea, DayCount, IndicatorSnapshot, SnapshotArea
from app.models.jobs import Job, JobSchedule
from app.models.looks import LookSheet
from app.models.menus import MenuRevision
from app.models.people import Membership, NameGram, Person
from app.models.points import MapPoint
from app.models.projects import (
    Asset,
    AssetIncome,
    AssetShare,
    BudgetLine,
    FundFlow,
    Project,
    ProjectBeneficiary,
    ProjectGoal,
    ProjectNotice,
    ProjectPlace,
    ProjectStep,
)
from app.models.reports import ReportRequest, ReportSchedule, ReportTemplate
from app.models.rule_drafts import RuleDraft, RuleTrial
from app.models.rules import RuleResult, RuleRun, RuleVersion
from app.models.saved_lists import SavedList
from app.models.secrets import Secret
from app.models.supervision import SupervisionCase, SupervisionStep
from app.models.surveys import Survey, SurveyCase
from app.models.villages import VillageRecord
from app.models.visits import FamilyNeed, MonitoringCase, MonitoringSituation, MonitoringStep, Visit
from app.models.work import WorkPlan, WorkRecord

# A number is never given twice: the history of a removed row must not be taken for that of a new one.
for _name in REGISTRY_TABLES:
    Base.metadata.tables[_name].dialect_options["sqlite"]["autoincrement"] = True

__all__ = [
    "REGISTRY_TABLES",
    "Area",
    "AreaGram",
    "Asset",
    "AssetIncome",
    "AssetShare",
    "Assignment",
    "Attachment",
    "Base",
    "Boundary",
    "BudgetLine",
    "BureauRecord",
    "CheckDemotion",
    "Clue",
    "DatasetCoverage",
    "DayArea",
    "DayCount",
    "Event",
    "EventLink",
    "Exemption",
    "ExportRequest",
    "FamilyNeed",
    "Finding",
    "FindingReceipt",
    "FindingRecheck",
    "FindingStep",
    "FundFlow",
    "GrantAppeal",
    "Household",
    "HouseholdAct",
    "ImportBatch",
    "ImportChunk",
    "ImportProblem",
    "IncomeEntry",
    "IndicatorSnapshot",
    "Job",
    "JobSchedule",
    "Judgement",
    "LivingCondition",
    "LookSheet",
    "MapPoint",
    "MatchCase",
    "MeasureGrant",
    "Membership",
    "MenuRevision",
    "MonitoringCase",
    "MonitoringSituation",
    "MonitoringStep",
    "NameGram",
    "Person",
    "Project",
    "ProjectBeneficiary",
    "ProjectGoal",
    "ProjectNotice",
    "ProjectPlace",
    "ProjectStep",
    "ReportRequest",
    "ReportSchedule",
    "ReportTemplate",
    "RoleGrant",
    "RuleDraft",
    "RuleResult",
    "RuleRun",
    "RuleTrial",
    "RuleVersion",
    "SavedList",
    "Secret",
    "SheetMemory",
    "SignInAttempt",
    "SnapshotArea",
    "StoredFile",
    "SupervisionCase",
    "SupervisionStep",
    "Survey",
    "SurveyCase",
    "User",
    "VillageRecord",
    "Visit",
    "WorkPlan",
    "WorkRecord",
]
