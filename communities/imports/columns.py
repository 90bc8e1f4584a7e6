"""The columns of 现任“两委”花名册, and how offices fill them in."""

import re
from functools import cache

from communities.models import Affiliations, Educations, Posts, Sexes
from core import ids, names
from core.dates import EXAMPLE, format_month, is_future, parse_date
from core.errors import DomainError
from core.spreadsheets import Column, Sheet, clean_text, parse_integer

MAX_TERMS = 20
MASK = "*"
NOTHING = {"无", "—", "-", "/", "未任职"}
COMMITTEE = re.compile(r"^(?:中共)?(?:社区)?(?:党委|党总支|党支部|总支|支部|党组织|居委会|居民委员会)(?=.)")
BRANCH = ("支委", "总支委", "党委委", "居委")

PARTY_POSTS = {Posts.SECRETARY: "书记", Posts.DEPUTY_SECRETARY: "副书记", Posts.PARTY_MEMBER: "委员"}
RESIDENTS_POSTS = {Posts.DIRECTOR: "主任", Posts.DEPUTY_DIRECTOR: "副主任", Posts.RESIDENTS_MEMBER: "委员"}
SEX_WORDS = {"男性": "男", "女性": "女"}
EDUCATION_WORDS = {
    "小学": "初中及以下", "初中": "初中及以下", "高中": "高中（中专）", "中专": "高中（中专）", "中职": "高中（中专）",
    "职高": "高中（中专）", "技校": "高中（中专）", "中技": "高中（中专）", "专科": "大专", "大学专科": "大专", "高职": "大专",
    "大学": "本科", "大学本科": "本科", "硕士": "研究生", "硕士研究生": "研究生", "在职研究生": "研究生",
    "博士": "研究生", "博士研究生": "研究生",
}  # fmt: skip
AFFILIATION_WORDS = {
    "党员": "中共党员", "共产党员": "中共党员", "中国共产党党员": "中共党员", "正式党员": "中共党员", "预备党员": "中共预备党员",
    "团员": "共青团员", "共青团": "共青团员", "民革": "民主党派", "民盟": "民主党派", "民建": "民主党派",
    "民进": "民主党派", "农工党": "民主党派", "致公党": "民主党派", "九三学社": "民主党派", "台盟": "民主党派",
}  # fmt: skip


def in_words_of(synonyms):
    """A parser that turns the words people use into those of a drop-down; unknown ones stay for it to refuse."""
    return lambda cell: synonyms.get(clean_text(cell), clean_text(cell))


def parse_post(cell):
    """书记, 社区党委书记, 支委, 纪检委员 → the word of the drop-down; None for 无."""
    text = COMMITTEE.sub("", clean_text(cell))
    if text in NOTHING:
        return None
    return "委员" if text in BRANCH or text.endswith("委员") else text


def parse_ethnicity(cell):
    """布依 → 布依族; raises DomainError ``text_too_long``."""
    text = text_up_to(20)(cell)
    return text if text.endswith("族") or text == "其他" else f"{text}族"


def text_up_to(limit):
    """A parser of text of at most ``limit`` characters."""

    def parse(cell):
        text = clean_text(cell)
        if len(text) > limit:
            raise DomainError("text_too_long", f"最多{limit}个字，填写了{len(text)}个，请精简。")
        return text

    return parse


def parse_past_date(cell):
    """A date as people write it; raises DomainError ``date_future`` besides those of ``core.dates``."""
    day = parse_date(cell)
    if is_future(day):
        raise DomainError("date_future", f"日期晚于今天。{EXAMPLE}")
    return day


def parse_terms(cell):
    """第2届, 2届, 2 → 2; raises DomainError ``terms_invalid`` above twenty."""
    terms = parse_integer(re.sub(r"^第|届$", "", clean_text(cell)))
    if not 1 <= terms <= MAX_TERMS:
        raise DomainError("terms_invalid", f"连任届数应为1至{MAX_TERMS}。")
    return terms


def unless_masked(parse):
    """A parser for numbers that an export shows with stars: such a cell says nothing and changes nothing."""
    return lambda cell: None if MASK in str(cell) else parse(cell)


@cache
def shown_date(day):
    """1975.06, or 1975-06-15 where the day is known."""
    if not day:
        return ""
    return format_month(day) if day.day == 1 else day.isoformat()


COMMUNITY = Column(
    "community", "社区", aliases=("所属社区", "社区名称", "所在社区", "单位"), required=True, width=16,
    help="从下拉列表中选择；上下合并的单元格按每行相同处理。",
)  # fmt: skip
COLUMNS = (
    Column("name", "姓名", aliases=("名字", "人员姓名"), parse=names.clean_name, required=True, width=10,
           help="与身份证一致；少数民族姓名中的间隔号用“·”。", example="张三"),
    Column("sex", "性别", parse=in_words_of(SEX_WORDS), choices=tuple(Sexes.labels), width=6,
           help="填写了身份证号的可以不填。", example="男"),
    Column("ethnicity", "民族", parse=parse_ethnicity, width=8, help="空着的按汉族登记。", example="汉族"),
    Column("birth_date", "出生年月", aliases=("出生日期", "出生时间"), parse=parse_past_date, render=shown_date, text=True,
           width=12, help="1975.06、1975年6月、1975/6/1 均可；填写了身份证号的可以不填。", example="1975.06"),
    Column("id_number", "公民身份号码", aliases=("身份证号", "身份证号码", "身份证", "证件号码"), text=True, personal=True,
           parse=unless_masked(ids.clean_id_number), width=22,
           help="18位，加密保存；带*的视为不改动。", example="（18位号码）"),
    Column("phone", "联系电话", aliases=("电话", "手机", "手机号", "手机号码", "联系方式"), text=True, personal=True,
           parse=unless_masked(ids.parse_phone), width=14, help="只填一个号码，加密保存；带*的视为不改动。", example="（手机号码）"),
    Column("education", "学历", aliases=("文化程度", "最高学历"), parse=in_words_of(EDUCATION_WORDS),
           choices=tuple(Educations.labels), width=12, example="大专"),
    Column("school", "毕业院校及专业", aliases=("毕业院校", "毕业学校及专业", "毕业院校系及专业"), parse=text_up_to(100), width=24,
           example="省广播电视大学行政管理"),
    Column("affiliation", "政治面貌", parse=in_words_of(AFFILIATION_WORDS), choices=tuple(Affiliations.labels), width=12,
           help="空着的按群众登记。", example="中共党员"),
    Column("party_joined_on", "入党时间", aliases=("入党年月", "入党日期"), parse=parse_past_date, render=shown_date,
           text=True, width=12, example="2003.07"),
    Column("party_post", "党组织职务", aliases=("党内职务", "党组织任职", "党委职务", "支部职务"), parse=parse_post,
           choices=tuple(PARTY_POSTS.values()), width=12, help="两项职务至少填一项；两项都填即为交叉任职。", example="书记"),
    Column("residents_post", "居委会职务", aliases=("居民委员会职务", "居委职务", "居委会任职"), parse=parse_post,
           choices=tuple(RESIDENTS_POSTS.values()), width=12, help="书记、主任由同一人担任即为一肩挑。", example="主任"),
    Column("since", "任现职时间", aliases=("任职时间", "现任职务时间", "任现职年月"), parse=parse_past_date, render=shown_date,
           text=True, width=12, example="2021.10"),
    Column("terms_served", "连任届数", aliases=("届数", "任职届数"), parse=parse_terms, width=9, help="本届是第几届；首次任职填1。",
           example="2"),
    Column("duties", "分工", aliases=("分管工作", "工作分工"), parse=text_up_to(100), width=18, example="主持全面工作"),
)  # fmt: skip
BY_KEY = {column.key: column for column in (COMMUNITY, *COLUMNS)}
NOTES = (
    "一人一行；在党组织和居委会都任职的，填在同一行。",
    "空着的单元格不改动已登记的内容；离任人员请在“现任班子”中登记离任，不会因未列入本表而移除。",
)


def roster_sheet(title, community=None):
    """The sheet of a roster; ``community`` is its first column, left out where every row is of one community."""
    columns = COLUMNS if community is None else (community, *COLUMNS)
    return Sheet("花名册", columns, title=title, notes=NOTES)
