"""People × departments: who was asked, what each answered, what is late, what contradicts, what must be confirmed."""

from dataclasses import dataclass, field
from functools import cached_property

from candidates.joint_review.facts import changes, current_facts, people_of
from candidates.models import DepartmentOpinion, JointReviewEntry, JointReviewLetter
from core.attachments import preloaded

Results = DepartmentOpinion.Results
TONES = {Results.CLEAR: "ok", Results.HIT: "bad", Results.VERIFY: "warn", Results.PENDING: "wait"}
WORDS = {Results.CLEAR: "无", Results.HIT: "有", Results.VERIFY: "待核实", Results.PENDING: "未回"}


@dataclass
class Cell:
    """What one department says of one person. ``changed``: the facts that are no longer what it was told."""

    letter: JointReviewLetter
    opinion: DepartmentOpinion | None
    changed: list = field(default_factory=list)

    @property
    def needs_recheck(self):
        return bool(self.changed) and self.opinion.is_answered

    @property
    def result(self):
        return self.opinion.result if self.opinion else Results.PENDING

    @property
    def tone(self):
        return "warn" if self.needs_recheck else TONES[self.result]

    @property
    def word(self):
        if self.opinion is None:
            return "未发函"
        return f"{WORDS[self.result]}·复核" if self.needs_recheck else WORDS[self.result]


@dataclass
class Standing:
    """Where one person of the batch stands. ``candidate`` is read with his facts of today."""

    entry: JointReviewEntry
    candidate: object
    cells: list

    @cached_property
    def adverse(self):
        """The departments that answered 有 or 需进一步核实."""
        return [c.letter.department for c in self.cells if c.result in (Results.HIT, Results.VERIFY)]

    @cached_property
    def is_conflicting(self):
        """Whether departments disagree: one sees something where another clears him."""
        return bool(self.adverse) and any(cell.result == Results.CLEAR for cell in self.cells)

    @cached_property
    def rechecks(self):
        """``[(department, changes)]`` of the answers that must be confirmed again."""
        return [(c.letter.department, c.changed) for c in self.cells if c.needs_recheck]

    @cached_property
    def changed(self):
        """Every fact that changed since it was sent, once, in words."""
        return list(dict.fromkeys(str(change) for cell in self.cells for change in cell.changed))

    @cached_property
    def answered(self):
        return sum(cell.result != Results.PENDING for cell in self.cells)

    @cached_property
    def shortfalls(self):
        """What is still missing for a conclusion: phrases, empty if every department has answered with its scan."""
        waiting = [cell.letter.department for cell in self.cells if cell.result == Results.PENDING]
        bare = [c.letter.department for c in self.cells if c.result != Results.PENDING and not c.letter.scans]
        phrases = [f"{'、'.join(waiting)}未答复"] if waiting else []
        return phrases + ([f"{'、'.join(bare)}的复函未附扫描件"] if bare else [])

    @cached_property
    def suggested(self):
        """通过 if everybody has answered that nothing stands against him; otherwise for people to think about."""
        is_clear = self.answered == len(self.cells) and not self.adverse
        return JointReviewEntry.Verdicts.PASS if is_clear and not self.rechecks else ""

    @property
    def rank(self):
        """Conflicts on top, then what must be confirmed, then the others; of each in the order of the batch."""
        return (not self.adverse, not self.rechecks, self.entry.position)


@dataclass
class Matrix:
    """One batch. ``letters``: a column each, one per department."""

    letters: list
    standings: list

    @cached_property
    def expected(self):
        return sum(len(standing.cells) for standing in self.standings)

    @cached_property
    def answered(self):
        return sum(standing.answered for standing in self.standings)

    @cached_property
    def conflicts(self):
        return [standing for standing in self.standings if standing.adverse]

    @cached_property
    def to_recheck(self):
        return [standing for standing in self.standings if standing.rechecks]


def matrix_of(batch):
    """The :class:`Matrix` of a batch in a number of queries that does not grow with people or departments."""
    entries = list(batch.entries.standing().with_people().select_related("proposed_by", "concluded_by"))
    letters = letters_of(batch)
    columns = [letter for letter in letters if letter.supplements_id is None]
    opinions = DepartmentOpinion.objects.current().filter(entry__batch=batch).select_related("letter")
    by_place = {(opinion.entry_id, opinion.department): opinion for opinion in opinions}
    by_key = {letter.pk: letter for letter in letters}
    people = people_of(entries)
    standings = [_standing(entry, people[entry.candidate_id], columns, by_place, by_key) for entry in entries]
    return Matrix(columns, sorted(standings, key=lambda standing: standing.rank))


def letters_of(batch):
    """The standing letters of a batch, each with ``scans``: its attached replies."""
    letters = list(batch.letters.standing().select_related("batch"))
    scans = preloaded(letters)
    for letter in letters:
        letter.scans = scans[letter.pk]
    return letters


def _standing(entry, candidate, columns, by_place, by_key):
    """Facts are compared as long as he waits for his conclusion; afterwards the record stands as it was."""
    now = current_facts(candidate) if entry.is_open else None
    cells = [_cell(now, letter, by_place.get((entry.pk, letter.department)), by_key) for letter in columns]
    return Standing(entry, candidate, cells)


def _cell(now, letter, opinion, by_key):
    if opinion is None:
        return Cell(letter, None)
    asked = by_key[opinion.letter_id]
    return Cell(asked, opinion, changes(opinion.known, now, asked.columns) if now else [])


def standing_of(batch):
    """``{entry id: Standing}`` of a batch."""
    return {standing.entry.pk: standing for standing in matrix_of(batch).standings}
