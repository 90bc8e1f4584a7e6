"""Who is asked: the departments of the term's rule book, and what each is sent unless the office chooses otherwise."""

from dataclasses import dataclass

from candidates.rulebook import departments_in_force

BASIC = ("sex", "birth_date", "occupation", "affiliation")


@dataclass(frozen=True)
class Department:
    """One department to ask. ``columns``: codes of candidates.joint_review.facts; ``due_days``: working days or None."""

    name: str
    short_name: str
    addressee: str
    columns: tuple = (*BASIC, "id_masked")
    duty: str = ""
    due_days: int | None = None


def departments_of(election):
    """The :class:`Department` list of the term's rule book, in its order."""
    return [_of_rule(rule) for rule in departments_in_force(election)]


def _of_rule(rule):
    columns = tuple(rule.columns) or Department.columns
    return Department(rule.name, short(rule.name), addressee(rule.name), columns, rule.duty, rule.working_days)


def department_named(name):
    """One that the rule book does not have; the number is sent masked until the office decides otherwise."""
    return Department(name.strip(), short(name), addressee(name))


def addressee(name):
    """公安局 → 区公安局: how the letter calls it."""
    name = name.strip()
    return name if name.startswith(("区", "中共", "街道", "市", "县")) else f"区{name}"


def short(name):
    """区公安分局 → 公安: the head of a narrow column."""
    plain = name.strip()
    for beginning in ("中共", "区", "县", "委", "人民"):
        plain = plain.removeprefix(beginning)
    for ending in ("分局", "监委", "局", "部"):
        if len(plain) > len(ending) + 1 and plain.endswith(ending):
            plain = plain.removesuffix(ending)
            break
    return plain[:12]
