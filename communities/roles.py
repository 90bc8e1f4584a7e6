"""Roles and what each may do: the matrix of permissions, in one place.

Permissions are declared on Region and reach down the tree. A role is granted on a
region (communities.models.RoleGrant); cells that say only “part” in the matrix have a
permission of their own.
"""

PERMISSIONS = {
    "view_records": "看档案、进度、名册",
    "fill_records": "填报、导入、走访、学习、宣传",
    "fill_discipline": "填报纪律工作记录",
    "accept_records": "接收/退回、问卷、研判、一社区一策",
    "conduct_talks": "谈心/警示谈话",
    "view_talk_texts": "看他人谈话原文",
    "review_community": "社区初审",
    "review_street": "街道严审",
    "record_conclusions": "登记集体决定、结论",
    "conclude_vetting": "审定集体决定、结论",
    "view_vetting_stage": "看人选所处环节与退回事项",
    "view_vetting": "看负面清单、联审明细",
    "manage_audits": "离任审计立项、指派",
    "view_audits": "看离任审计",
    "view_appraisals": "看任期考核测评、考核组意见",
    "handle_clues": "登记线索，办理所派线索",
    "lead_clues": "主管线索：看全部线索，指派、审定",
    "lead_recused_clues": "接办主管人须回避的线索",
    "view_clue_totals": "看线索总数",
    "view_identity": "逐项查看证件号、电话",
    "export_records": "导出台账、名单",
    "export_discipline": "导出纪律工作台账",
    "build_reports": "生成简报、报告",
    "build_discipline_reports": "生成纪律工作报告",
    "manage_rules": "标准、清单、纪律文本、日程（核定）",
}

STREET_STAFF, SECRETARY, LEADER, INSPECTOR, CLUE_LEAD, CLUE_SUBSTITUTE, AUDITOR, TALK_READER = (
    "street_staff", "community_secretary", "leader", "inspector", "clue_lead", "clue_substitute", "auditor", "talk_reader",
)  # fmt: skip

ROLES = {
    STREET_STAFF: "街道工作人员",
    SECRETARY: "社区书记",
    LEADER: "街道领导",
    INSPECTOR: "纪检干部",
    CLUE_LEAD: "纪工委负责人",
    CLUE_SUBSTITUTE: "线索回避接办人",
    AUDITOR: "审计人员",
    TALK_READER: "谈话原文查阅人",
}

INSPECTING = (
    "view_records", "fill_discipline", "conduct_talks", "view_vetting_stage", "view_vetting", "view_audits",
    "view_appraisals", "handle_clues", "view_clue_totals", "view_identity", "export_discipline", "build_discipline_reports",
)  # fmt: skip
ROLE_PERMISSIONS = {
    STREET_STAFF: (
        "view_records", "fill_records", "fill_discipline", "accept_records", "conduct_talks", "review_street",
        "record_conclusions", "view_vetting_stage", "view_vetting", "manage_audits", "view_audits", "view_appraisals",
        "view_identity", "export_records", "export_discipline", "build_reports", "build_discipline_reports", "manage_rules",
    ),
    SECRETARY: (
        "view_records", "fill_records", "fill_discipline", "review_community", "view_vetting_stage", "view_identity",
        "export_records", "build_reports",
    ),
    LEADER: (
        "view_records", "conduct_talks", "conclude_vetting", "view_vetting_stage", "view_vetting",
        "view_audits", "view_appraisals", "view_clue_totals", "export_records", "export_discipline", "build_reports",
        "build_discipline_reports",
    ),
    INSPECTOR: INSPECTING,
    CLUE_LEAD: (*INSPECTING, "lead_clues"),
    CLUE_SUBSTITUTE: ("lead_recused_clues",),  # beside another role: a clue about whoever is in charge goes to this one
    AUDITOR: (),  # sees the audits assigned to him, through their assignment rows
    TALK_READER: ("view_talk_texts",),  # beside another role: leaders read talks of others by name, not by rank
}  # fmt: skip
