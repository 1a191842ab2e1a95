"""What a test sees of the page: a browser without script, which keeps cookies and reads HTML strictly."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

_VOID = {"meta", "link", "input", "img", "br", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of it, spaces put together."""
        return " ".join("".join(child if isinstance(child, str) else f" {child.text} " for child in self.children).split())

    def all(self, tag: str, **attributes: str) -> list["Element"]:
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child.tag == tag and all(
                    child.attributes.get(name.rstrip("_").replace("_", "-")) == value for name, value in attributes.items()
                ):
                    found.append(child)
                found += child.all(tag, **attributes)
        return found

    def one(self, tag: str, **attributes: str) -> "Element":
        (found,) = self.all(tag, **attributes)
        return found


class _Strict(HTMLParser):
    """Every element closed where it was opened: what escaping missed shows at once."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attributes}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    parser = _Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == [parser.root], [element.tag for element in parser.open]
    return parser.root


class Browser:
    """One window. `page` is what it shows."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.status = 0
        self.page = Element("", {})
        self.headers = httpx.Headers()
        self.html = ""

    def go(self, address: str) -> Element:
        return self._take(self.client.get(address))

    def send(self, action: str, csrf: str | None = None, **fields: str) -> Element:
        """Fill in the form on the page with this action and send it; hidden fields go along."""
        form = self.page.all("form", action=action)[0]
        values = {field.attributes["name"]: field.attributes.get("value", "") for field in form.all("input") if "name" in field.attributes}
        values |= fields if csrf is None else {**fields, "csrf": csrf}
        return self._take(self.client.post(action, data=values))

    def sign_in(self, user: str, password: str) -> Element:
        self.go("/sign-in")
        return self.send("/sign-in", user=user, password=password)

    def _take(self, response: httpx.Response) -> Element:
        for _ in range(5):
            if response.next_request is None:
                break
            response = self.client.get(response.headers["location"])
        self.status, self.headers, self.html = response.status_code, response.headers, response.text
        self.page = read(response.text)
        return self.page
