"""A graph written as the guide format's YAML, always the same way. (pure)

Plain words where YAML takes them for text, quotes where it would not, blocks (`|`) for text of several lines,
and one line in braces for a choice, a sign or a test that fits on one.
"""

from __future__ import annotations

from wizard.graph import Choice, End, Fix, Graph, Jump, Node, PathTest, Question, Shortlist, Sign

WIDTH = 160

Written = str | list["Written"] | dict[str, "Written"]

_PLAIN_STARTS = "(/$£€"
_FLOW_SIGNS = ",[]{}:?"


def write(graph: Graph) -> str:
    """The guide as YAML text; reading it gives the same graph."""
    lines = ["format: guide/1"]
    for key in ("title", "summary", "topic"):
        lines += _entry(key, getattr(graph, key), 0)
    lines += _block_list("symptoms", graph.symptoms)
    for key in ("platforms", "keywords", "codes", "related"):
        if values := getattr(graph, key):
            lines += _flow_or_block_list(key, values, 0, always_quoted=key == "codes")
    lines += _entry("start", graph.start, 0)
    lines += ["nodes:" if graph.nodes else "nodes: {}"]
    for node in graph.nodes:
        lines += [f"  {_scalar(node.key, in_flow=True)}:", *_node(node)]
    if graph.tests:
        lines += ["tests:", *(line for test in graph.tests for line in _item(_test(test), 2))]
    if graph.renamed:
        lines += ["renamed:", *(f"  {_scalar(old, in_flow=True)}: {_scalar(new)}" for old, new in graph.renamed)]
    for key in ("checked", "checked_against"):
        if value := getattr(graph, key):
            lines += _entry(key, value, 0)
    return "\n".join(lines) + "\n"


def _node(node: Node) -> list[str]:
    lines: list[str] = []
    for key, value in _fields(node):
        if key in {"choices", "ranges"}:
            lines += [f"    {key}:" if value else f"    {key}: {{}}"]
            lines += [line for choice in value for line in _choice(choice)]
        elif isinstance(value, tuple):
            lines += _flow_or_block_list(key, value, 4)
        else:
            lines += _entry(key, value, 4)
    return lines


def _fields(node: Node) -> list[tuple[str, str | tuple]]:
    """What a node holds, in the order of the format's description; the first key says its kind and is always written."""
    if isinstance(node, Question):
        head = [("ask", node.ask)]
        rest = _held(node, "how") + ([("pick", "several")] if node.pick == "several" else [])
        return [*head, *rest, *_held(node, "unit"), (node.choices_key, node.choices), *_held(node, "to", "dont_know")]
    if isinstance(node, Fix):
        minutes = [("minutes", str(node.minutes))] if node.minutes else []
        tail = _held(
            node, "risk", "warning", "common", "works", "verify", "undo", "article", "fixed", "not_fixed", "could_not"
        )
        return [("fix", node.fix), *_held(node, "steps"), *minutes, *tail]
    if isinstance(node, Shortlist):
        return [("shortlist", node.shortlist), ("items", node.items), *_held(node, "order", "then")]
    if isinstance(node, End):
        return [("end", node.end), *_held(node, "say", "text", "article", "collect", "whom", "words")]
    assert isinstance(node, Jump)
    return [("jump", node.jump), *_held(node, "say", "back")]


def _held(thing: Node | Choice | Sign, *names: str) -> list[tuple[str, str]]:
    return [(name.rstrip("_"), getattr(thing, name)) for name in names if getattr(thing, name)]


def _choice(choice: Choice) -> list[str]:
    key = _scalar(choice.key, in_flow=True)
    held: dict[str, Written] = dict(_held(choice, "say", "hint", "from_", "below", "to"))
    if choice.signs:
        held["signs"] = [_sign(sign) for sign in choice.signs]
    flow = f"      {key}: {_flow(held)}" if _fits_flow(held) else ""
    if flow and len(flow) <= WIDTH:
        return [flow]
    lines = [f"      {key}:"]
    for name, value in held.items():
        if name == "signs":
            lines += ["        signs:", *(line for sign in value for line in _item(sign, 10))]
        else:
            lines += _entry(name, value, 8)
    return lines


def _sign(sign: Sign) -> dict[str, Written]:
    held: dict[str, Written] = {sign.kind: sign.pattern, **dict(_held(sign, "at_least", "below", "means", "sample"))}
    return held | ({"not": sign.not_sample} if sign.not_sample else {})


def _test(test: PathTest) -> dict[str, Written]:
    given: dict[str, Written] = {key: values[0] if len(values) == 1 else list(values) for key, values in test.given}
    return {"name": test.name, "given": given, "reaches": test.reaches}


def _item(held: dict[str, Written], indent: int) -> list[str]:
    """One item of a list: on one line where it fits, otherwise a line per key."""
    flow = f"{' ' * indent}- {_flow(held)}"
    if _fits_flow(held) and len(flow) <= WIDTH:
        return [flow]
    lines: list[str] = []
    for key, value in held.items():
        if isinstance(value, str):
            lines += _entry(key, value, indent + 2)
        else:
            lines.append(f"{' ' * (indent + 2)}{key}: {_flow(value)}")
    lines[0] = f"{' ' * indent}- {lines[0].lstrip()}"
    return lines


def _block_list(key: str, values: tuple[str, ...]) -> list[str]:
    if not values:
        return [f"{key}: []"]
    return [f"{key}:", *(f"  - {_scalar(value)}" for value in values)]


def _flow_or_block_list(key: str, values: tuple[str, ...], indent: int, *, always_quoted: bool = False) -> list[str]:
    pad = " " * indent
    texts = [_quoted(value) if always_quoted else _scalar(value, in_flow=True) for value in values]
    flow = f"{pad}{key}: [{', '.join(texts)}]"
    return [flow] if len(flow) <= WIDTH else [f"{pad}{key}:", *(f"{pad}  - {text}" for text in texts)]


def _entry(key: str, text: str, indent: int) -> list[str]:
    pad = " " * indent
    if not _fits_literal(text):
        return [f"{pad}{key}: {_scalar(text)}"]
    body = text.rstrip("\n")
    trailing = len(text) - len(body)
    chomping = {0: "-", 1: ""}.get(trailing, "+")
    inner = [f"{pad}  {line}" if line else "" for line in body.split("\n")]
    return [f"{pad}{key}: |{chomping}", *inner, *[""] * (trailing - 1)]


def _fits_literal(text: str) -> bool:
    """Several lines that a block can hold as they are: printable, no indented first line, no line of spaces only."""
    if "\n" not in text or text[0] in " \t\n":
        return False
    lines = text.split("\n")
    return all(_is_printable(line.replace("\t", " ")) and (not line or line.strip() != "") for line in lines)


def _fits_flow(held: Written) -> bool:
    if isinstance(held, str):
        return "\n" not in held
    return all(_fits_flow(value) for value in (held.values() if isinstance(held, dict) else held))


def _flow(held: Written) -> str:
    if isinstance(held, str):
        return _scalar(held, in_flow=True)
    if isinstance(held, list):
        return f"[{', '.join(_flow(value) for value in held)}]"
    return "{" + ", ".join(f"{_scalar(key, in_flow=True)}: {_flow(value)}" for key, value in held.items()) + "}"


def _scalar(text: str, *, in_flow: bool = False) -> str:
    """A text as it is where YAML reads it back so, else in single quotes (patterns), else in double quotes."""
    if _is_plain(text, in_flow):
        return text
    if "\\" in text and "'" not in text and _is_printable(text):
        return f"'{text}'"
    return _quoted(text)


def _is_plain(text: str, in_flow: bool) -> bool:
    if not text or not (text[0].isalnum() or text[0] in _PLAIN_STARTS) or text[-1].isspace() or text.endswith(":"):
        return False
    if not _is_printable(text) or ": " in text or " #" in text or "\u00a0" in text:
        return False
    return not (in_flow and any(sign in text for sign in _FLOW_SIGNS))


def _is_printable(text: str) -> bool:
    # A hard space and the joiner inside emoji are not "printable" to Python, and YAML keeps them.
    return all(character.isprintable() or character in "\u00a0\u200d" for character in text)


def _quoted(text: str) -> str:
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if _is_printable(character):
        return character
    if character == "\n":
        return "\\n"
    if character == "\t":
        return "\\t"
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
