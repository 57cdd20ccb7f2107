"""The TwiML grammar (TwiML 语法检查), read from the typings and the code of npm ``twilio``.

String-literal unions are the enumerations, each ``…Attributes`` interface is a table of attributes,
and the element-creating methods of each class tell which child leads to which class.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

_UNION = re.compile(r"type (\w+) = ((?:\"[^\"]*\"(?: \| )?)+);")
_INTERFACE = re.compile(r"interface (\w+)Attributes \{(.*?)\n    \}", re.DOTALL)
_MEMBER = re.compile(r"^\s+(?:\"([^\"]+)\"|(\w+))\?: ([^;]+);", re.MULTILINE)
_CLASS = re.compile(r"^\s*class (\w+) extends ", re.MULTILINE)
_CHILD = re.compile(r"new \w+Response\.(\w+)\(this\.\w+\.ele\(\"([^\"]+)\"")
_NAMESPACES = {"{http://www.w3.org/XML/1998/namespace}": "xml:"}


@dataclass
class Grammar:
    """What may stand in a document."""

    words: dict[str, set[str]] = field(default_factory=dict)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    children: dict[str, dict[str, str]] = field(default_factory=dict)
    root: str = "VoiceResponse"

    def faults(self, document: str) -> list[str]:
        """List everything that is wrong with ``document``; an empty list means a good one."""
        tree = ET.fromstring(document)
        if tree.tag != "Response":
            return [f"the root is <{tree.tag}>"]
        return self._element(tree, self.root)

    def _element(self, element: ET.Element, kind: str) -> list[str]:
        found = [] if kind == self.root else self._attributes(element, kind)
        for child in element:
            next_kind = self.children.get(kind, {}).get(child.tag)
            if next_kind is None:
                found.append(f"<{child.tag}> inside <{element.tag}>")
            else:
                found += self._element(child, next_kind)
        return found

    def _attributes(self, element: ET.Element, kind: str) -> list[str]:
        known = self.attributes.get(kind, {})
        found = []
        for raw, value in element.attrib.items():
            name = raw
            for uri, prefix in _NAMESPACES.items():
                name = name.replace(uri, prefix)
            wanted = known.get(name)
            if wanted is None:
                found.append(f"{name} on <{element.tag}>")
            elif not self._fits(wanted, value):
                found.append(f"{name}={value!r} on <{element.tag}>")
        return found

    def _fits(self, wanted: str, value: str) -> bool:
        if wanted.endswith("[]"):
            return all(self._fits(wanted[:-2], word) for word in value.split())
        if wanted == "number":
            return re.fullmatch(r"\d+", value) is not None
        if wanted == "boolean":
            return value in {"true", "false"}
        return value in self.words[wanted] if wanted in self.words else True


def read_grammar(package: Path, name: str = "VoiceResponse") -> Grammar:
    """Read the grammar of ``name`` from the folder of npm ``twilio``."""
    typings = (package / "lib" / "twiml" / f"{name}.d.ts").read_text()
    code = (package / "lib" / "twiml" / f"{name}.js").read_text()
    grammar = Grammar(root=name)
    for alias, union in _UNION.findall(typings):
        grammar.words[alias] = set(re.findall(r'"([^"]*)"', union))
    for owner, body in _INTERFACE.findall(typings):
        table = grammar.attributes.setdefault(owner, {})
        for quoted, plain, kind in _MEMBER.findall(body):
            table[quoted or plain] = kind.strip()
    starts = [*_CLASS.finditer(code)]
    ends = [match.start() for match in starts[1:]] + [len(code)]
    for match, end in zip(starts, ends, strict=True):
        body = code[match.start() : end]
        grammar.children[match.group(1)] = {tag: kind for kind, tag in _CHILD.findall(body)}
    return grammar
