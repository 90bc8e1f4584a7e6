"""The handbook's chapters: who does what on which page. Words in 「」 are those of the screen (tests/reports/test_demo.py)."""

from communities.roles import AUDITOR, CLUE_LEAD, INSPECTOR, LEADER, SECRETARY, STREET_STAFF
from reports.handbook import bases
from reports.handbook.topics import Chapter, Topic

CLERK, SECRETARY_PLAYED, LEADER_PLAYED, LEAD_INSPECTOR = "dangjian1", "huadu", "lingdao", "jiwei"

STREET = Chapter(
    "street", "街道工作人员", (STREET_STAFF,), "每天先看首页“我的待办”，须自己办的排在前面，点进去就是办理的地方。",
    (
        Topic(
            "rules", "核对规则库", "人选标准、负面清单和日程先按区里文件核定，后面的审查才有依据。",
            (
                "打开「规则库」，逐类核对「人选标准」「负面清单」「结构指标」「联审部门」「换届日程」。",
                "与区里文件不一致的，点「修改」改成文件原文；文件里没有的，点「停用」。",
                "与文件一致的，点「核定」，填写文号。没有核定的条目一直带“示例（待核定）”标记。",
                "上级下发整套清单的，用「从 Excel 导入」一次更新。",
            ),
            (("candidates:rules",),), (bases.STANDARDS, bases.JOINT_REVIEW), CLERK,
        ),
        Topic(
            "schedule", "看换届日程", "每个社区每一步哪天到期，都从选举日倒排。",
            (
                "「清单」看每一步的期限、依据和进度；「日历」看哪天有什么；「各社区」看谁落在后面。",
                "当地期限不同的，在节点上点「修改」，改之前先看会不合哪条期限。",
                "开会、张贴用的，点「打印上墙」。",
            ),
            (("reports:schedule",),), (bases.PARTY_TERM, bases.VOTERS), CLERK,
        ),
        Topic(
            "roster", "导入花名册", "把现任班子的Excel名册一次导入，错在哪一行会逐条标出。",
            (
                "点「导入花名册」，先下载模板；手头已有名册的，直接选文件，列名系统会对应。",
                "上传后看检查结果：新增、变更、有误分开列。有误的下载回去，改好再传。",
                "看过没有问题再确认。确认之前不写入任何数据，确认之后还可以整批撤销。",
            ),
            (("communities:import-list",),), (bases.NAMES, bases.ONE_FORM), CLERK,
        ),
        Topic(
            "baselines", "接收社区基线", "各社区在手机上填报，您在这里接收、退回。",
            (
                "列表上方是已接收、待接收、逾期未报的数；「状态」选“逾期未报”，就是没报的社区名单。",
                "状态是“待街道接收”的，点「审阅」逐项看；退回后再报的，本轮改动标黄底，并写明上次的数。",
                "不对的项在右侧点“退回”，写明退回理由；标完，点页面下方的“退回补正”一并退回，社区只改这几项。没有问题就接收。",
                "要推迟的，勾选社区，填「报送期限改为」。",
            ),
            (("communities:baseline-list",),), (bases.ONE_FORM, bases.RESEARCH), CLERK,
        ),
        Topic(
            "visits", "登记走访", "大走访查到的情况当天记下来，研判会和调研报告都从这里取。",
            (
                "点「登记走访」，选社区、日期、方式和走访人，写清班子实绩、后备储备、群众认可度三项中的至少一项。",
                "「覆盖情况」看哪个社区还缺哪种方式；「包片安排」看谁包哪几个社区。",
            ),
            (("communities:visit-list",),), (bases.RESEARCH,), CLERK,
        ),
        Topic(
            "deliberations", "开研判会", "逐个社区研判，形成结论、任务和一社区一策。",
            (
                "点「筹备下一次会议」，系统在召开时留下各社区人口、党员、班子的快照，并与上一次比较。",
                "会上逐个社区投屏，当场写结论、定任务和责任人；会后出会议纪要。",
            ),
            (("communities:deliberation-list",),), (bases.JUDGING,), CLERK,
        ),
        Topic(
            "talks", "安排谈心谈话", "现任成员一个不漏谈到，思想动态和后续措施有人跟。",
            (
                "「安排谈话」一次排一批；「指定谈话人」决定谁谈谁。",
                "要带纸去谈的，先「打印空白记录表」；签好字的扫描件用「扫描件归入」，系统按二维码归到各人。",
                "谈话原文只有谈话双方和有权的领导能看，统计只到主题，看不到原话。",
            ),
            (("interviews:talk-list",),), (bases.TALKS, bases.SENSITIVE), CLERK,
        ),
        Topic(
            "audits", "组织离任审计", "立项、通知、进点、报告、公示、整改，一人一项跟到底。",
            (
                "点「按现任名册立项」，再指派审计组；各环节办完一步点一步。",
                "发现的问题逐条登记整改期限，销号之前不能办结。",
                "「打印汇总」和「打印全部报告」在后台生成，完成后有消息告知。",
            ),
            (("interviews:audit-list",),), (bases.DEPARTURE_AUDIT,), CLERK,
        ),
        Topic(
            "find", "查找和批量办理", "找到要办的人，一次办好几个，常用的条件存下来。",
            (
                "找一个人：在任何页面按“/”键，输入姓名或拼音首字母，回车。",
                "找一批人：选「环节」「社区」「来源」等条件，点「筛选」；各环节的人数随条件变化。",
                "这组条件以后还要用的，点条件旁的“保存为常用视图”，起个名字，下次在列表上方一点就到。",
                "勾选几名，或把「批量办理的范围」改为全部，再点「提交初审」；核对页写明办后的环节和谁接着办，确认才办。",
            ),
            (("candidates:list",),), (bases.WORK_SECRETS, bases.SENSITIVE), CLERK,
        ),
        Topic(
            "desk", "审查人选", "对照标准和负面清单一条一条过，结论和佐证留在案上。",
            (
                "在「审查台」点「开始审查」，一屏一个人；拿不准的先「暂时跳过」，到最后一名会告诉您还有几名没办。",
                "暂不能通过的，页面上方按类写明还差什么，点链接去办。",
                "逐条选结论、写佐证；“不宜”情形须集体研究，“不得”情形不能通过。",
                "自己提名的、亲属关系的，系统不让本人审，转由别人决定。",
            ),
            (("candidates:queue",), ("candidates:queue", "candidates:desk")),
            (bases.STANDARDS, bases.WORK_SECRETS), CLERK,
        ),
        Topic(
            "joint", "办区级联审", "按部门发函，回函导入，谁没回一目了然。",
            (
                "新建一批，选严审通过的人选；系统按部门分别出函，只带该部门要的栏目。",
                "纸质函和Excel一起送。部门填好的Excel原样传回来导入，纸质的登记并附扫描件。",
                "逾期未回的部门按天数列出，可打印催办单。",
            ),
            (("candidates:joint-list",),), (bases.JOINT_REVIEW,), CLERK,
        ),
        Topic(
            "slates", "配班子方案", "拟配名单随填随看结构是否达标，两个方案可以对比。",
            (
                "点社区进入方案，把人选放到职位上，右侧随时显示年龄、性别、学历、党员等指标和回避情况。",
                "提交党工委会之前，用「打印总表」看全街道是否达标。",
            ),
            (("candidates:slates",),), (bases.RESIDENTS_COMMITTEE, bases.MORE_THAN_SEATS), CLERK,
        ),
        Topic(
            "pledges", "组织签承诺书", "应签的人从名册来，文本换了新版，自动列出要补签的人。",
            (
                "点「发起签署」，选文本、范围和时限；现场可在平板上签，也可打印手签。",
                "手签的整叠扫描上传，系统按二维码归到各人名下。",
            ),
            (("discipline:pledge-list",),), (bases.DISCIPLINE,), CLERK,
        ),
        Topic(
            "ledgers", "出台账", "上级要的表从工作记录里取，不另外填。",
            (
                "打开「台账」，点要的那一本，如「现任“两委”花名册」「换届进度表」。",
                "可以导出Excel、打印PDF；上级自己有表样的，把表样传上来套着填。",
                "区县及以上导出的台账在后台生成，完成后到「我的任务」下载，文件保留7天。",
                "证件号默认打码，确需完整的要写事由，留下记录。",
            ),
            (("reports:ledger-list",),), (bases.ONE_FORM, bases.SENSITIVE), CLERK,
        ),
        Topic(
            "brief", "生成简报", "简报的数都从工作记录里取，随时可以出一期。",
            (
                "在首页点“生成简报”，再点“开始生成”，几秒钟出PDF；「已生成的报告」里随时可再下载。",
                "先预览、核对，有错的改工作记录，再生成一次；核对无误再印发。",
            ),
            (("reports:report-list",),), (bases.ONE_FORM,), CLERK,
        ),
        Topic(
            "todo", "办首页待办", "谁在等您、什么要到期，都从记录里算出来，不用自己记。",
            (
                "「我的待办」分两组：须自己办的在前，他人逾期、临期的在后。点一行到办理的地方，办完自动消失。",
                "「近期日程」看七日内要到期的；「社区进度」一格一个社区一步，点格子到具体的事。",
            ),
            (("reports:home",),), (bases.ONE_FORM,), CLERK,
        ),
    ), first_steps=4,
)  # fmt: skip

COMMUNITY = Chapter(
    "community", "社区书记（手机）", (SECRETARY,), "用手机登录，首页就是本周要办的事。每填一处自动保存，断了网、换了手机都接着填。",
    (
        Topic(
            "baseline", "填社区基线", "分几段填，每填一处自动保存，填完核对报送。",
            (
                "按「基本情况」「人口与民族」「党员结构」等几段逐段填，不会填的先空着，做完一段再做下一段。",
                "「现任班子」由街道的名册带入，不用重填，对不上的告诉街道。",
                "全部填完，核对一遍再报送。街道退回的，只改标出来的那几处。",
            ),
            (("communities:baseline-list", "communities:baseline"),), (bases.ONE_FORM, bases.RESEARCH),
            SECRETARY_PLAYED,
        ),
        Topic(
            "committee", "核对现任班子", "名册由街道导入，人员变动在这里登记。",
            (
                "点本社区，看「党组织」和「居委会」的职数、在任和缺额。",
                "有人任职、离任，就在班子里登记，写清日期和原因；已经登记的不删除，只注明离任。",
            ),
            (("communities:committees",),), (bases.RESIDENTS_COMMITTEE, bases.NAMES), SECRETARY_PLAYED,
        ),
        Topic(
            "dates", "看换届日程", "每个社区每一步哪天到期，都从选举日倒排。",
            (
                "「清单」按先后列出每一步，逾期和七日内到期的都标出；「日历」看哪天有什么。",
                "日期由街道按选举日倒排，本社区要改期的，向街道提出。",
            ),
            (("reports:schedule",),), (bases.PARTY_TERM, bases.VOTERS), SECRETARY_PLAYED,
        ),
        Topic(
            "week", "看本周要办", "逾期的在前，点一下就到办理的地方。",
            (
                "首页「本周要办」由系统从日程和记录算出，办完自动消失，不用打勾。",
                "随手要记的，点下面的「记走访」「报难点问题」「记宣传」。",
            ),
            (("reports:home",),), (bases.ONE_FORM,), SECRETARY_PLAYED,
        ),
        Topic(
            "visit", "记走访", "走访完在门口就能记，拍照留痕。",
            (
                "选日期和「方式」，勾走访人，三项情况至少写一项。",
                "「照片与扫描件」可以当场拍，系统会把照片转正、缩小、去掉位置信息。",
                "不想写的先不写，点「更多」可补时间、地点和会见对象，最后点「登记」。",
            ),
            (("communities:visit-list", "communities:visit-create"),), (bases.RESEARCH,), SECRETARY_PLAYED,
        ),
        Topic(
            "nominate", "提出人选", "现任中“留”、优秀干部中“提”、后备库中“挑”，理由写清楚。",
            (
                "先「查找」这个人；没有档案的，先到人员档案建档。",
                "选「来源」和「拟任职务」，写「推荐理由」，点「提出人选」。",
                "提出以后在人选页提交初审；退回补正的，按意见补齐再交。",
            ),
            (("candidates:list", "candidates:create"),), (bases.STANDARDS, bases.WORK_SECRETS), SECRETARY_PLAYED,
        ),
    ), is_on_phone=True,
)  # fmt: skip

LEADERS = Chapter(
    "leaders", "街道领导", (LEADER,), "不用学，登录就看：等您定的事、哪些社区要关注、和上次看相比变了什么。",
    (
        Topic(
            "community-files", "看各社区档案", "一个社区一页：班子、风险、难点、进展。",
            (
                "「一社一档」列出各社区的等级和进度，点社区名看全貌和时间线。",
                "要带走的，在社区页上可以打印成一份档案。",
            ),
            (("reports:community-list",),), (bases.JUDGING,), LEADER_PLAYED,
        ),
        Topic(
            "conclude", "审定结论", "等您审定的集体研究结论和联审结论。",
            (
                "「审查台」上方的「集体研究结论待审定」是等您定的，点进去看事实、佐证、表决，再审定或退回。",
                "与您有亲属关系的人选不会出现在这里。",
            ),
            (("candidates:queue",),), (bases.STANDARDS, bases.WORK_SECRETS), LEADER_PLAYED,
        ),
        Topic(
            "briefing", "下载简报", "每期简报可预览、下载、签发。",
            (
                "「已生成的报告」里点「下载」；每份都带下载人和时间。",
                "「每周简报」设好星期几，到时候自动生成并提醒。",
            ),
            (("reports:report-list",),), (bases.ONE_FORM,), LEADER_PLAYED,
        ),
        Topic(
            "overview", "看进度总览", "首页的数都由记录算出，每个数点进去就是名单。",
            (
                "「等您审定和办理」先办；「需要关注的社区」写明为什么。",
                "“自您上次查看以来”只列变化（没点过时列「最近七天」），看完点「知道了，从现在起重新计」。",
            ),
            (("reports:home",),), (bases.PARTY_TERM,), LEADER_PLAYED,
        ),
    ),
)  # fmt: skip

INSPECTION = Chapter(
    "inspection", "纪检监察", (INSPECTOR, CLUE_LEAD), "线索只有被指名的人看得到；领导只看总数。",
    (
        Topic(
            "clues", "看线索", "由您受理、核查的线索和时限都在这里。",
            (
                "收到举报点「登记线索」，当天呈阅；举报人信息单独加密，只有承办人能看。",
                "「办理时限」是本街道的规定，临期和逾期的排在前面。",
                "查否的，系统自动消除对人选的影响并留下说明。",
            ),
            (("discipline:clue-list",),), (bases.CLUES, bases.SENSITIVE), LEAD_INSPECTOR,
        ),
        Topic(
            "coverage", "看纪律覆盖", "谁还没签承诺书、没参加学习、没谈话，一格一格列着。",
            (
                "「各社区完成情况」看到哪个社区差哪一项，点数字看是谁。",
                "空格可以直接催办，系统生成一段可粘贴到工作群的话，只有社区和人数，不含姓名；名单只在站内通知里。",
                "要报表的，点「台账（Excel、PDF）」。",
            ),
            (("reports:coverage",),), (bases.DISCIPLINE,), LEAD_INSPECTOR,
        ),
        Topic(
            "warnings", "看警示谈话", "逐级提醒谈话，谁谈谁、谈了没有。",
            (
                "「按名册更新」生成谁谈谁；没有定的点「指定谈话人」。",
                "「安排谈话」定时间，谈完登记、双方签字。",
            ),
            (("discipline:warning-tree",),), (bases.DISCIPLINE,), LEAD_INSPECTOR,
        ),
    ),
)  # fmt: skip

CUSTODIANS = Chapter(
    "custodians", "审计人员和管理员", (AUDITOR, "system", "security", "audit"),
    "审计人员只看到指派给自己的项目；三类管理员各管一段，都看不到业务数据。",
    (
        Topic(
            "my-audits", "看我的审计", "指派给您的审计项目，进度和资料都在里面。",
            (
                "点被审计人进入项目：按「环节」取数、记底稿、登记发现问题。",
                "交了报告以后，公示和整改由街道接着办，您仍看得到。",
            ),
            (("interviews:audit-list",),), (bases.DEPARTURE_AUDIT, bases.SENSITIVE), "shenjiyuan",
        ),
        Topic(
            "accounts", "建账号", "给每个人建一个账号，一人一号，不共用。",
            (
                "点「新建账号」，填姓名和单位职务；借调人员填有效期，到期自动停用。",
                "一次性密码只显示一次，当面告诉本人，首次登录须修改。",
                "建好以后请安全管理员授予角色，才能办理业务。",
            ),
            (("accounts:user-list",),), (bases.PASSWORDS, bases.THREE_ADMINISTRATORS), "xitong",
        ),
        Topic(
            "exercise", "开演练街道", "培训、试用新规则时，另开一个虚构的街道，与真实数据完全分开。",
            (
                "在「演练街道」页开设，一两分钟建好；其他人从菜单“演练”进入，不用另外的密码。",
                "要从头再来就重置；用完撤销，文件和数据全部清除，只在审计记录里留下谁开、谁撤。",
            ),
            (("accounts:exercise",),), (bases.OPERATING_RIGHTS,), "xitong",
        ),
        Topic(
            "grants", "授予角色", "账号建好以后，在这里授予角色和管辖范围，才能办理业务。",
            (
                "「筛选」出尚未授权的账号，点进去选角色和范围；范围往下管到所辖社区。",
                "锁定的账号在同一页解除；离岗的收回角色，其登录立即退出。",
            ),
            (("communities:grant-list",),), (bases.THREE_ADMINISTRATORS, bases.OPERATING_RIGHTS), "anquan",
        ),
        Topic(
            "trail", "查审计记录", "谁在什么时候看了什么、改了什么，并可校验记录是否完整。",
            (
                "按时间、人员、事项「筛选」；看一条记录本身也会留痕。",
                "定期点「核验审计链」，把结果和链头抄存到别处。",
            ),
            (("accounts:audit-log",),), (bases.TRAIL, bases.THREE_ADMINISTRATORS), "shenji",
        ),
    ),
)  # fmt: skip

CHAPTERS = (STREET, COMMUNITY, LEADERS, INSPECTION, CUSTODIANS)
