"""Texts that have nothing to do with our guides, made the same way each time, and those that a Debian system brings."""

import json
from pathlib import Path
from random import Random

PEOPLE = ["Anna", "Ben", "Carla", "David", "Esther", "Felix", "Grace", "Hannah"]
HOSTS = ["web1", "db2", "nas", "router", "cam-3", "printer"]
WORDS = [
    "morning",
    "table",
    "river",
    "candle",
    "window",
    "letter",
    "garden",
    "music",
    "paper",
    "stone",
    "bread",
    "water",
    "street",
    "evening",
    "lamp",
    "voice",
    "summer",
    "road",
    "cup",
    "hand",
]
PROSE_WITH_NAMES = [
    "FAMv4 is the name of a driver. We read about it in an article and had a good laugh about its hiding place.",
    "In the old days we had Entourage on every Mac, then Outlook came, and ActiveSync for the phones.",
    "Can someone explain what dsconfigad does? The manual page mentions Active Directory but not Exchange.",
    "Our course covers sc query, fltmc and reg query in lesson three, scutil --dns and klist in lesson four.",
    "The Exchange server was replaced last year. Kerberos, LDAP and DNS stayed where they were.",
    "She wrote that famV4 stands for an address family of version 4 in that code, and STATE for a state.",
    "Microsoft-Server-ActiveSync is the folder behind the phones' address; nothing to worry about.",
    "iPhone, Android, BlackBerry: we had them all. Today most people have web mail only.",
    "He said the error had gone after a restart, and that the log showed nothing. Access was fine again.",
    "Search domains and short names are explained in the network chapter, together with DHCP option 15.",
]


def _sentence(random):
    return f"The {random.choice(WORDS)} of {random.choice(PEOPLE)} stood by the {random.choice(WORDS)} and the {random.choice(WORDS)} was {random.choice(['old', 'red', 'quiet', 'new'])}."


def prose(random):
    return "\n\n".join(" ".join(_sentence(random) for _ in range(6)) for _ in range(4))


def prose_with_our_names(random):
    return "\n".join([_sentence(random), *random.sample(PROSE_WITH_NAMES, 4), _sentence(random)])


def recipe(random):
    return f"Soup for {random.randint(4, 80)}\n\n- {random.randint(2, 9)} onions\n- 1.5 l stock\n- freshly cracked pepper\n\nHeat to 190 °C. Add liquid, wait 10.5 minutes. Do not spill. Serve when the {random.choice(WORDS)} is warm.\n"


def lyrics(random):
    line = f"Carry me over the {random.choice(WORDS)}, carry me home"
    return "\n".join(
        [
            line,
            f"The {random.choice(WORDS)} is wide and the night is long",
            line,
            f"Sing to me, {random.choice(PEOPLE)}, sing me a song",
        ]
    )


def mail(random):
    a, b = random.sample(PEOPLE, 2)
    return f"From: {a} <{a.lower()}@example.org>\nTo: {b}\nDate: Mon, 2 Mar 2026 08:01:12 +0100\nSubject: Sunday\nUser-Agent: Microsoft-Entourage/12.10.0.080409\n\nDear {b},\n\nthe {random.choice(WORDS)} will be ready at {random.randint(6, 9)}. Can you bring the {random.choice(WORDS)}? I could not open the door, access denied ;-)\n\n{a}\n"


def web_log(random):
    rows = (
        f'10.0.0.{random.randint(1, 99)} - - [02/Mar/2026:08:{minute:02}:12 +0000] "GET /{random.choice(WORDS)}/{minute} HTTP/1.1" {random.choice([200, 200, 301, 401, 403, 404, 449, 500, 503])} {random.randint(100, 99999)} "-" "Mozilla/5.0 (compatible; MSIE 10.0)"'
        for minute in range(40)
    )
    return "\n".join(rows)


def system_log(random):
    rows = (
        f"Mar  2 08:{minute:02}:01 {random.choice(HOSTS)} {random.choice(['systemd', 'kernel', 'cron', 'sshd'])}[{random.randint(9, 9999)}]: {random.choice(['Started session', 'connection timed out', 'Permission denied (publickey)', 'STATE=4 RUNNING', 'usb 1-4: new device'])} {minute}"
        for minute in range(40)
    )
    return "\n".join(rows)


def other_services(random):
    name = random.choice(["Spooler", "wuauserv", "MSExchangeIS", "Dnscache"])
    return f"SERVICE_NAME: {name}\n        TYPE               : 10  WIN32_OWN_PROCESS\n        STATE              : 4  RUNNING\n        WIN32_EXIT_CODE    : 0  (0x0)\n[SC] QueryServiceConfig SUCCESS\n        START_TYPE         : 4   DISABLED\n"


def code(random):
    name = random.choice(WORDS)
    return f"int {name}_open(struct sock *sk, int fam)\n{{\n    struct addr famV4 = {{ .family = AF_INET, .port = {random.randint(1, 65535)} }};\n    if (state == 4 && famV4.sys)\n        return -{random.randint(1, 99)};  /* error code 36 */\n    return connect(sk, &famV4);\n}}\n"


def python_code(random):
    return f"def {random.choice(WORDS)}(items: list[int]) -> int:\n    # access denied is raised further up\n    if len(items) > {random.randint(1, 500)}:\n        raise TimeoutError('timed out')\n    return sum(items)\n"


def json_text(random):
    return json.dumps(
        {
            "Status": 140,
            "version": "10.5.2",
            "items": [
                {
                    "name": random.choice(WORDS),
                    "count": random.randint(0, 999),
                    "code": random.randint(85000000, 85999999),
                }
                for _ in range(12)
            ],
        },
        indent=2,
    )


def table(random):
    rows = [
        f"{number},{random.choice(PEOPLE)},{random.randint(1, 9)}.{random.randint(0, 99)},10.5.{random.randint(0, 9)},{random.randint(85000000, 85999999)}"
        for number in range(30)
    ]
    return "\n".join(["number,name,price,version,order", *rows])


def numbers(random):
    return "\n".join(str(random.choice([10.4, 10.5, 14.5, 401, 403, 449, -36, "10.5.2", 85010014])) for _ in range(40))


def stack_trace(random):
    frames = (
        f"\tat org.example.{random.choice(WORDS)}.{random.choice(WORDS).title()}.run({random.choice(WORDS).title()}.java:{random.randint(1, 900)})"
        for _ in range(15)
    )
    return "\n".join(
        [
            "java.net.SocketTimeoutException: Read timed out",
            *frames,
            "Caused by: java.io.IOException: Permission denied",
        ]
    )


def settings(random):
    return f"[server]\nport = {random.randint(1000, 9000)}\nhost = {random.choice(HOSTS)}\nenabled = true\nsearch = example.com\n\n[domain]\nname = {random.choice(WORDS)}\nState = 4\nStart = 0x1\n"


def base64_text(random):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return "\n".join("".join(random.choices(letters, k=64)) + "famV4sys" for _ in range(20))


def shell_session(random):
    return f"$ ls -la\ntotal {random.randint(8, 90)}\n$ touch: cannot touch '/var/log/{random.choice(WORDS)}': Permission denied\n$ ping -c 1 {random.choice(HOSTS)}\nping: cannot resolve {random.choice(HOSTS)}: Unknown host\n$ df -h\nFilesystem Size Used\n/dev/disk1 {random.randint(20, 900)}G\n"


def diary(random):
    return f"Monday. Met {random.choice(PEOPLE)} at the {random.choice(WORDS)}. The {random.choice(WORDS)} is still broken, the plumber comes on Thursday.\nTuesday. Timeout with the children.\n"


def html(random):
    return f"<!doctype html><html><head><title>{random.choice(WORDS)}</title></head><body><h1>{random.choice(PEOPLE)}</h1><p>{_sentence(random)}</p><Status>1</Status></body></html>"


KINDS = (
    prose, prose_with_our_names, recipe, lyrics, mail, web_log, system_log, other_services, code, python_code,
    json_text, table, numbers, stack_trace, settings, base64_text, shell_session, diary, html,
)  # fmt: skip


def texts():
    """200 texts and more, each with its kind: eleven of every kind, and licences of the system where there are any."""
    for kind in KINDS:
        for number in range(11):
            yield kind.__name__, kind(Random(f"{kind.__name__} {number}"))
    for file in sorted(Path("/usr/share/common-licenses").glob("*")):
        if file.is_file():
            yield f"licence {file.name}", file.read_text("utf-8", "replace")
