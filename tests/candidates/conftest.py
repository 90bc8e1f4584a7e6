"""Rules and candidates of the test street."""

import pytest

from tests.factories import candidates as make


@pytest.fixture
def rules(street):
    """The street with the rules of 2026 installed in its running term."""
    make.install_rules(street)
    return street


@pytest.fixture
def candidate(rules):
    """A candidate in state 拟提名, of the first community."""
    return make.put_forward(rules)
