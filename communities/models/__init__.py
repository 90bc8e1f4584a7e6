"""Regions and grants, elections, people, committees, baselines."""

from communities.models.announcements import Announcement, AnnouncementReceipt
from communities.models.baselines import Baseline, BaselineReturn, BaselineSection, BaselineSubmission
from communities.models.committees import Committee, CommitteeMember, Posts, committee_kind_of
from communities.models.deliberations import (
    CommunityConclusion,
    CommunitySnapshot,
    Deliberation,
    DeliberationTask,
    MemberDisposition,
    Participant,
)
from communities.models.duplicates import DuplicateCase
from communities.models.figures import FigureChange
from communities.models.holidays import Holiday
from communities.models.issues import Issue, IssueEntry, RiskGrade, RiskGrades, RiskScale
from communities.models.names import NamePart
from communities.models.notes import FileNote
from communities.models.people import Affiliations, Educations, Kinship, Person, Sexes, TermRole, are_related
from communities.models.plans import CommunityPlan
from communities.models.questionnaires import (
    PaperTally,
    Question,
    Questionnaire,
    RatedMember,
    SpentForm,
    SurveyRemark,
    SurveyResponse,
    SurveyRound,
    SurveySlip,
)
from communities.models.regions import (
    Election,
    Region,
    RegionGroupObjectPermission,
    RegionUserObjectPermission,
    RoleGrant,
    chinese_number,
)
from communities.models.saved_views import SavedView
from communities.models.schedule import CommunityElectionDay, CommunityMilestone, Milestone, MilestoneEdition
from communities.models.visits import AreaAssignment, FieldVisit

__all__ = [
    "Affiliations", "Announcement", "AnnouncementReceipt", "AreaAssignment", "Baseline", "BaselineReturn", "BaselineSection", "BaselineSubmission", "Committee", "CommitteeMember", "CommunityConclusion", "CommunityElectionDay", "CommunityMilestone", "CommunityPlan", "CommunitySnapshot", "Deliberation", "DeliberationTask", "DuplicateCase", "Educations",
    "Election", "FieldVisit", "FileNote", "FigureChange", "Holiday", "Issue", "IssueEntry", "Kinship", "MemberDisposition", "Milestone", "MilestoneEdition", "NamePart", "PaperTally", "Participant", "Person", "Posts", "Question", "Questionnaire", "RatedMember", "Region", "RegionGroupObjectPermission", "RegionUserObjectPermission",
    "RiskGrade", "RiskGrades", "RiskScale", "RoleGrant", "SavedView", "Sexes", "SpentForm", "SurveyRemark", "SurveyResponse", "SurveyRound", "SurveySlip", "TermRole", "are_related", "chinese_number", "committee_kind_of",
]  # fmt: skip
