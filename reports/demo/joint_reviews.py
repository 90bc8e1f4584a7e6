"""区级联审 of the exercise: one batch out with some replies in, one department late, a conclusion waiting; one drafted."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from candidates.joint_review.candidates_to_send import may_be_sent
from candidates.models import DepartmentOpinion, JointReview, JointReviewEntry, JointReviewLetter
from candidates.services import joint_review as services
from core.attachments import attach
from core.workflow import Transition

CLEAR, HIT = DepartmentOpinion.Results.CLEAR, DepartmentOpinion.Results.HIT
PAPER = DepartmentOpinion.Sources.PAPER
SENT_UP, SENT_NEXT = 9, 4
DAYS_AGO = 9


class JointReviews:
    """Sends a batch up as the first clerk would, answers for some departments, and leaves the rest to be done."""

    def __init__(self, clerks, election):
        self._clerk, self._second_clerk = clerks
        self._election = election

    def fill(self):
        people = [c for c in may_be_sent(self._clerk, self._election) if c.person.user_id is None]
        batch = self._open(people[:SENT_UP])
        batch = services.send_batch(actor=self._clerk, batch=batch, version=batch.version)
        letters = list(batch.letters.order_by("order"))
        for number, letter in enumerate(letters[:-2]):
            self._answer(letter, number, batch)
        self._answer_some(letters[-2])
        self._backdate(batch)
        self._propose_first(batch)
        self._open(people[SENT_UP : SENT_UP + SENT_NEXT])

    def _open(self, people):
        year = timezone.localdate().year
        return services.open_batch(
            actor=self._clerk, election=self._election, candidates=people, number_pattern=f"小街联函〔{year}〕{{}}号",
            due_days=5, basis="社区“两委”换届人选资格联审的有关要求（示例，待核定）", contact="党建办",
            contact_phone="0851-00000000",
        )  # fmt: skip

    def _answer(self, letter, number, batch):
        """The second department knows something of the third person; the others nothing of anybody."""
        services.register_reply(
            actor=self._clerk, letter=letter, version=JointReviewLetter.objects.get(pk=letter.pk).version,
            reply_number=f"〔{timezone.localdate().year}〕{number + 11}号（示例）", replied_on=timezone.localdate(),
            reply_signer="",
        )  # fmt: skip
        answers = {
            opinion.pk: (opinion.version, HIT, "有一起行政处罚记录，已履行完毕（演练）。") if (number, opinion.position) == (1, 3)
            else (opinion.version, CLEAR, "")
            for opinion in letter.opinions.all()
        }  # fmt: skip
        services.record_answers(actor=self._clerk, letter=letter, answers=answers, source=PAPER)
        scan = SimpleUploadedFile("复函扫描件.jpg", _scan(), "image/jpeg")
        attach(actor=self._clerk, subject=letter, upload=scan, caption="复函扫描件（演练）")

    def _answer_some(self, letter):
        """One department has answered on a part, the last on nobody yet."""
        some = letter.opinions.all()[:4]
        answers = {opinion.pk: (opinion.version, CLEAR, "") for opinion in some}
        services.record_answers(actor=self._clerk, letter=letter, answers=answers, source=PAPER)

    def _backdate(self, batch):
        """Sent some days ago, so that the last department is late."""
        day = timezone.localdate() - timedelta(days=DAYS_AGO)
        JointReview.objects.filter(pk=batch.pk).update(sent_on=day)
        batch.letters.update(sent_on=day, due_on=day + timedelta(days=7))
        sent = Transition.objects.filter(
            object_id__in=[str(batch.pk), *map(str, batch.letters.values_list("pk", flat=True))]
        )
        sent.filter(move="send").update(at=timezone.now() - timedelta(days=DAYS_AGO))

    def _propose_first(self, batch):
        """What the staff have ready for the leader: the person of whom a department knows something."""
        entry = batch.entries.get(position=3)
        services.propose_conclusions(
            actor=self._second_clerk, batch=batch,
            proposals={entry.pk: (entry.version, JointReviewEntry.Verdicts.RETURN, "请社区补充处罚履行完毕的凭证。")},
        )  # fmt: skip


def _scan():
    """A drawn sheet with lines of writing and a round seal, as a scanner would send it."""
    sheet = Image.new("RGB", (620, 877), "#fbfaf6")
    draw = ImageDraw.Draw(sheet)
    draw.line((60, 150, 560, 150), fill="#c0392b", width=3)
    for top in range(210, 620, 34):
        draw.line((80, top, 540 if top % 3 else 420, top), fill="#8a8a8a", width=3)
    draw.ellipse((360, 640, 520, 800), outline="#c0392b", width=6)
    held = io.BytesIO()
    sheet.save(held, "JPEG", quality=70)
    return held.getvalue()
