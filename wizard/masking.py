"""Passwords, keys and tokens in a text -> the text with each of them blotted out, and a list of what was there. (pure)

The rules are RE2, so hostile text costs no more than any other. A rule's groups are the secret parts; words such as
"True" or "required" after "password:" are settings, not secrets. What was found once is blotted out wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

MASK = "●●●●●●"
REPEATED_FROM = 6  # shorter ones are blotted out only where a rule found them
_BATCH = 400

# A value is quoted, or ends with a blank. The mask is never part of one, so masking twice changes nothing.
_VALUE = r"""(?:"([^"\n●]+)"|'([^'\n●]+)'|([^\s"'<>●]+))"""
_IN_URL = r"[^\s/:@\"'<>●]"

_SETTINGS = frozenset(
    re.findall(
        r"\S+",
        "true false yes no none null nil undefined not set unset empty blank enabled disabled required optional unlimited never"
        " hidden masked redacted removed prompt ask string str bool int text password passwd secret token changed expired wrong"
        " incorrect invalid correct missing rejected accepted",
    )
)


@dataclass(frozen=True)
class Masked:
    """One secret that was blotted out: what kind of thing it was, and on which line. Never the secret itself."""

    kind: str
    line: int


@dataclass(frozen=True)
class Rule:
    """A shape of secret; `is_secret` looks at a value that the pattern found and may let it stand."""

    kind: str
    pattern: str
    is_secret: Callable[[str], bool]


def _any(value: str) -> bool:
    return True


def _is_no_setting(value: str) -> bool:
    return any(map(str.isalnum, value)) and value.rstrip(".,;:)").lower() not in _SETTINGS


def _is_mixed(value: str) -> bool:
    """Letters with digits or signs among them, as no word of a sentence has."""
    word = value.rstrip(".,;:!?)")
    has_letter = any(char.isalpha() for char in word)
    has_other = any(not char.isalpha() and char not in "'-/" for char in word)
    return len(word) >= 5 and has_letter and has_other


def _has_digit(value: str) -> bool:
    return any(char.isdigit() for char in value)


_KEYS = (
    r"password|passwd|passphrase|passcode|pwd|userpassword|db_?pass(?:word)?|mysql_pwd|secret|client[_ -]?secret|shared[_ -]?secret"
    r"|secret[_ -]?key|api[_ -]?key|private[_ -]?key|account[_ -]?key|shared[_ -]?access[_ -]?key|(?:access|auth|refresh|id|session|bearer|api)[_ -]?token"
    r"|token|session[_ -]?id|storepass|keypass"
)

RULES = (
    Rule("private key", r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----([\s\S]*?)-----END ", _any),
    Rule("private key", r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----\s*((?:[A-Za-z0-9+/=]{16,}\s*)+)", _any),
    Rule("PuTTY private key", r"(?i)private-lines: *\d+\s+((?:[A-Za-z0-9+/=]+\s+)+)", _any),
    Rule("password in an address", rf"(?i)\b[a-z][a-z0-9+.-]*://{_IN_URL}*:({_IN_URL}+)@", _any),
    Rule("password in a share's address", rf"(?m)(?:^|[\s\"'])//{_IN_URL}+:({_IN_URL}+)@", _any),
    Rule("key in an address", r"(?i)[?&](?:access_token|id_token|token|api_?key|apikey|password|passwd|pwd|secret|sig|signature|auth|sharedaccesssignature|client_secret|refresh_token)=([^&\s\"'#<>●]+)", _any),
    Rule("password or key", rf"(?i)\b(?:{_KEYS})[\"']?[ \t]*(?:=>|:=|[=:])[ \t]*{_VALUE}", _is_no_setting),
    Rule("password or key", rf"(?i)_(?:password|passwd|pwd|secret|token|api_?key|secret_?key|access_?key)[\"']?[ \t]*[=:][ \t]*{_VALUE}", _is_no_setting),
    Rule("password in a markup file", r"(?i)<(?:password|passwd|secret|token|api-?key)\b[^>\n]*>([^<\n●]+)<", _is_no_setting),
    Rule("password in a markup file", r"(?i)<key>[^<\n]*(?:password|secret|token)</key>\s*<string>([^<\n●]+)<", _is_no_setting),
    Rule("password in a command", rf"(?i)(?:^|\s)--?(?:password|passwd|passphrase|pass|pwd|token|secret|api-?key|localpassword|storepass)(?:[= ]|:)[ \t]*{_VALUE}", _is_no_setting),
    Rule("password in a command", rf"(?i)\bdsconfigad\b[^\n]*?\s-(?:p|lp)[ \t]+{_VALUE}", _any),
    Rule("password in a command", rf"(?i)\b(?:sshpass|security +(?:unlock|create|set)-keychain)\b[^\n]*?\s-p[ \t]*{_VALUE}", _any),
    Rule("password in a command", rf"(?i)\bsecurity +add-\w+-password\b[^\n]*?\s-w[ \t]+{_VALUE}", _any),
    Rule("password in a command", r"(?i)\bmysql(?:dump|admin)?\b[^\n]*?\s-p([^\s●-][^\s●]*)", _any),
    Rule("password in a command", rf"(?i)\bcurl\b[^\n]*?\s(?:-u|--user)[ =]+[\"']?{_IN_URL}+:([^\s\"'●]+)", _any),
    Rule("password in a command", rf"(?i)\bdscl\b[^\n]*?\s-?passwd[ \t]+/\S+[ \t]+{_VALUE}", _any),
    Rule("password in net use", rf"(?i)\bnet1? +use\b[^\n]*?\\\\\S+[ \t]+(?:/persistent:\w+[ \t]+)?{_VALUE}", lambda value: value[:1] not in "/*"),
    Rule("password in net use", rf"(?i)\bnet1? +use\b[^\n]*?/user:\S+[ \t]+{_VALUE}", lambda value: value[:1] not in "/*"),
    Rule("password in net user", rf"(?i)\bnet1? +user[ \t]+[^\s/]+[ \t]+{_VALUE}", lambda value: value[:1] not in "/*"),
    Rule("plain text password", rf"(?i)ConvertTo-SecureString\b[^\n\"']*{_VALUE}[^\n]*-AsPlainText", lambda value: value[:1] not in "-$"),
    Rule("sign-in header", r"(?i)\bauthorization[\"']?[ \t]*[:=][ \t]*[\"']?(?:basic|bearer|negotiate|ntlm|token|digest|apikey|aws4-hmac-sha256)[ \t]+([^\n\"'●]+)", _any),
    Rule("bearer token", r"(?i)\bbearer[ \t]+([A-Za-z0-9._~+/=-]{16,})", _has_digit),
    Rule("sign-in header", r"(?i)\b(?:www-authenticate|authorization): *(?:ntlm|negotiate)[ \t]+([A-Za-z0-9+/=]{16,})", _any),
    Rule("key in a header", r"(?i)\bx-(?:auth|api|access|amz-security|vault)-?(?:token|key)?: *([^\s●]{6,})", _any),
    Rule("cookie", r"(?im)^[<>\s]*(?:set-)?cookie: *([^\n●]*=[^\n●]*)", _any),
    Rule("NTLM message", r"\b(TlRMTVNTUA[A-Za-z0-9+/=]{8,})", _any),
    Rule("NTLM hash", r"(?i)\b([a-f0-9]{32}:[a-f0-9]{32})\b", _any),
    Rule("NTLM hash", r"(?i)\b[\w.$-]+::[\w.$-]*:([a-f0-9]{16}:[a-f0-9]{32}:[a-f0-9]{16,})", _any),
    Rule("Kerberos ticket", r"\b(YII[A-Za-z0-9+/]{60,}=*)", _any),
    Rule("password hash", r"(\$(?:1|2[abxy]|5|6|7|y|argon2id?|krb5\w*)\$[./A-Za-z0-9$=,*-]{20,})", _any),
    Rule("AWS key", r"\b((?:AKIA|ASIA|AROA)[A-Z0-9]{16})\b", _any),
    Rule("AWS key", r"(?i)\baws\w*(?:secret|access)\w*key\w*[\"']?[ \t]*[=:][ \t]*[\"']?([A-Za-z0-9/+=]{30,})", _any),
    Rule("GitHub token", r"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{22,})", _any),
    Rule("GitLab token", r"\b(gl(?:pat|dt|rt|cbt|ptt)-[A-Za-z0-9_-]{16,})", _any),
    Rule("Slack token", r"\b(xox[a-z]-[A-Za-z0-9-]{10,})", _any),
    Rule("Slack address", r"hooks\.slack\.com/(?:services|workflows)/([A-Za-z0-9/_-]{10,})", _any),
    Rule("web token (JWT)", r"\b(eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*)", _any),
    Rule("Google key", r"\b(AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,})", _any),
    Rule("payment or service key", r"\b((?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|sk-[A-Za-z0-9_-]{20,}|SG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})", _any),
    Rule("FileVault recovery key", r"\b((?:[A-Z0-9]{4}-){5}[A-Z0-9]{4})\b", _any),
    Rule("BitLocker recovery key", r"\b((?:\d{6}-){7}\d{6})\b", _any),
    Rule("product key", r"\b((?:[A-Z0-9]{5}-){4}[A-Z0-9]{5})\b", _has_digit),
    Rule("Wi-Fi password", rf"(?i)\b(?:psk|wpa[_-]?psk|wpa_passphrase|wpa[_-]?key|pre-?shared[ -]?key|key content|wi-?fi (?:password|key)|network security key|wep_?key\d?)[\"']?[ \t]*[=:][ \t]*{_VALUE}", _is_no_setting),
    Rule("mail sign-in", r"(?i)\bAUTH[ \t]+(?:PLAIN|LOGIN|XOAUTH2|NTLM)[ \t]+([A-Za-z0-9+/=]{6,})", _any),
    Rule("mail sign-in", r"\b334 (?:VXNlcm5hbWU6|UGFzc3dvcmQ6)[^\n]*\n(?:[<>\[\]\w.: -]*?[>:\]] *)?([A-Za-z0-9+/]{4,}=*)", _any),
    Rule("mail sign-in", r"(?im)^(?:[<>]|c:)?[ \t]*(?:PASS|\w+ LOGIN +\S+)[ \t]+([^\s●]{4,})[ \t]*$", _is_no_setting),
    Rule("password in a message", r"(?i)\b(?:password|passwort|passcode|passphrase|wi-?fi key)\b[^\n.:=]{0,30}?\b(?:is|was|to|are|now)[: ][ \t]*[\"']?([^\s\"'<>●]{5,})", _is_mixed),
    Rule("one-time code", r"(?i)\b(?:verification|one-time|security|2fa|otp|sign-?in|log-?in|authenti\w+|access)[ -](?:code|passcode|pin)\b[^\n\d]{0,20}\b(\d{4,8})\b", _any),
    Rule("recovery code", r"(?i)\b(?:recovery|backup|scratch|emergency)[ -](?:codes?|keys?)\b[^\n]{0,60}?[:=][ \t]*([a-z0-9]{4,}(?:[- ][a-z0-9]{4,})*)", _has_digit),
    Rule("recovery code", r"(?i)\b(?:recovery|backup|scratch|emergency)[ -]codes?\b[^\n]*\n+((?:[ \t]*(?:\d{1,2}[.)][ \t]*)?[a-z0-9]{4,10}(?:[- ][a-z0-9]{4,10})?[ \t]*(?:\n|$))+)", _has_digit),
    Rule("SNMP community", r"(?i)\bsnmp-server +community +([^\s●]+)", _any),
)  # fmt: skip


def mask(text: str) -> tuple[str, tuple[Masked, ...]]:
    """The text without its secrets, and what was blotted out, by line. Any text may be given; halves of characters are replaced."""
    data = text.encode("utf-8", "replace")
    spans = _spans(data)
    found = _listed(data, spans)
    repeated = {data[start:end].strip().decode("utf-8", "replace") for start, end, _kind in spans}
    masked = _blotted(data, [(start, end) for start, end, _kind in spans])
    for batch in _batches(value for value in repeated if len(value) >= REPEATED_FROM):
        masked = re2.compile("|".join(map(re2.escape, batch)), _options()).sub(MASK.encode(), masked)
    return masked.decode("utf-8", "replace"), found


def _spans(data: bytes) -> list[tuple[int, int, str]]:
    spans = []
    rules, wanted = _compiled()
    matching = wanted.Match(data) or ()
    if len(rules) not in matching:  # the set ran out of memory, which must not read as "no secrets"
        matching = range(len(rules))
    for index in matching:
        if index == len(rules):
            continue
        kind, pattern, is_secret = rules[index]
        for found in pattern.finditer(data):
            group = next((number for number in range(1, pattern.groups + 1) if found.start(number) >= 0), 0)
            value = found.group(group).decode("utf-8", "replace")
            if group and value.strip() and MASK[0] not in value and is_secret(value.strip()):
                spans.append((found.start(group), found.end(group), kind))
    return sorted(spans)


def _listed(data: bytes, spans: list[tuple[int, int, str]]) -> tuple[Masked, ...]:
    """What was found, in the order of the lines; of rules that found the same place only the first is named."""
    listed: list[Masked] = []
    line, counted, last_end = 1, 0, -1
    for start, end, kind in spans:
        if start >= last_end:
            line += data.count(b"\n", counted, start)
            counted = start
            listed.append(Masked(kind, line))
        last_end = max(last_end, end)
    return tuple(listed)


def _blotted(data: bytes, spans: list[tuple[int, int]]) -> bytes:
    pieces, at = [], 0
    for start, end in spans:
        if start >= at:
            pieces += [data[at:start], _mask_of(data[start:end])]
        at = max(at, end)
    return b"".join([*pieces, data[at:]])


def _mask_of(value: bytes) -> bytes:
    """The mask, with as many line ends as the secret had: the lines after it keep their numbers."""
    return MASK.encode() + b"\n" * value.count(b"\n")


def _batches(values: Iterable[str]) -> list[list[str]]:
    longest_first = sorted(values, key=lambda value: (-len(value), value))
    return [longest_first[at : at + _BATCH] for at in range(0, len(longest_first), _BATCH)]


@lru_cache(maxsize=1)
def _compiled() -> tuple[list[tuple[str, Any, Callable[[str], bool]]], Any]:
    wanted = re2.Set.SearchSet(_options())
    for rule in RULES:
        wanted.Add(rule.pattern)
    wanted.Add("")  # matches everything, as the last one
    wanted.Compile()
    return [(rule.kind, re2.compile(rule.pattern, _options()), rule.is_secret) for rule in RULES], wanted


def _options() -> Any:
    options = re2.Options()
    options.max_mem = 64 << 20
    options.log_errors = False
    return options
