"""The README's code blocks; `make readme` runs this to write the function's present answer into it."""

import json
import re
import shlex
from typing import Any

from client import FUNCTION, make_client

PATH = FUNCTION.parent / "README.md"
WIDTH = 116  # characters of a line of JSON


def blocks(language: str) -> list[str]:
    """Code blocks of a language, in order."""
    found = re.findall(r"^```(\w+)\n(.*?)^```", PATH.read_text(), re.MULTILINE | re.DOTALL)
    return [text for kind, text in found if kind == language]


def curl(text: str) -> tuple[str, bytes]:
    """Address and body of the curl command that stands in a text."""
    words = shlex.split(re.search(r"curl .*", text)[0])
    return words[-1], words[words.index("-d") + 1].encode()


def present_answer() -> dict[str, Any]:
    """What the function answers to the README's curl command."""
    _, body = curl(blocks("text")[0])
    return make_client().post("/", data=body, content_type="application/json").get_json()


def layout(value: Any, indent: int = 0, lead: int = 0) -> str:
    """JSON with each value on one line where it fits; the first line stands `lead` further right."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + lead + len(line) <= WIDTH or not isinstance(value, dict | list):
        return line
    inner = indent + 2
    if isinstance(value, dict):
        items = [f'"{name}": {layout(item, inner, len(name) + 4)}' for name, item in value.items()]
    else:
        items = [layout(item, inner) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return opening + "\n" + ",\n".join(" " * inner + item for item in items) + "\n" + " " * indent + closing


def main() -> None:
    """Replace the answer that the README shows."""
    answer = f"```json\n{layout(present_answer())}\n```"
    PATH.write_text(re.sub(r"```json\n.*?```", lambda _: answer, PATH.read_text(), count=1, flags=re.DOTALL))


if __name__ == "__main__":
    main()
