"""Following a topic's path through the pages: for its picture, and for the test that its words still stand there."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse


def view_at(address):
    """The name of the view at an address, with or without a host; empty if there is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def pages_of(path, go):
    """Go from page to page of a path: ``go(address)`` returns the address reached and the links there. Yields each address.

    A page that leads on by itself (a list of one) is one step. Raises LookupError where a page has no link to the next.
    """
    reached, links = go(reverse(path[0]))
    yield reached
    for view in path[1:]:
        if view_at(reached) != view:
            address = next((link for link in links if view_at(link) == view), None)
            if address is None:
                raise LookupError(f"no link from {reached} to {view}")
            reached, links = go(urlsplit(address).path)
            yield reached
