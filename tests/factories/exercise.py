"""An exercise as the keeper leaves it when it is ready; only its files."""

from core import exercise
from core.exercise import Files

ACCOUNTS = (
    "role,username,password,community\n街道工作人员,dangjian1,Taoyuan-2026-x,\n社区书记,taoyuan,Liuxi-2026-y,桃园社区\n"
)


def make_ready():
    files = Files()
    exercise.ask_for()
    exercise.write(files.kept, exercise.read(files.wish))
    exercise.write(files.accounts, ACCOUNTS)
    exercise.write(files.ready, "http://127.0.0.1:8001/")
