"""Secrets are blotted out before anything is stored; settings and ordinary words are left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.masking import MASK, REPEATED_FROM, mask

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqZG9lIn0.c2lnbmF0dXJlLWhlcmU"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq1\nc2VjcmV0c2VjcmV0c2Vj\n-----END RSA PRIVATE KEY-----"

# What is pasted, what must be gone, and what it is called.
SECRETS = [
    ("postgres://app:S3cret.x@db.church.org/verger", "S3cret.x", "password in an address"),
    ("mount_smbfs //jdoe:Sunday77@fs1.church.local/share /Volumes/share", "Sunday77", "password in a share's address"),
    ("GET /feed?user=1&access_token=abc123def456 HTTP/1.1", "abc123def456", "key in an address"),
    ("https://x.blob.core.windows.net/a?sv=2022&sig=Zm9v%2Bbar%3D", "Zm9v%2Bbar%3D", "key in an address"),
    ("password: Sunday77", "Sunday77", "password or key"),
    ("Passphrase = correct-horse", "correct-horse", "password or key"),
    ('"client_secret": "9f8e7d6c5b4a"', "9f8e7d6c5b4a", "password or key"),
    ("api_key='0123456789abcdef'", "0123456789abcdef", "password or key"),
    ("DB_PASSWORD=hunter22", "hunter22", "password or key"),
    ("Server=db1;Database=chms;User Id=sa;Password=p4ss;Encrypt=yes", "p4ss;Encrypt=yes", "password or key"),
    ("DefaultEndpointsProtocol=https;AccountName=x;AccountKey=Zm9vYmFyYmF6cXV4==", "Zm9vYmFyYmF6cXV4==", "password or key"),
    ("<Password>Sunday77</Password>", "Sunday77", "password in a markup file"),
    ("<key>UserPassword</key>\n<string>Sunday77</string>", "Sunday77", "password in a markup file"),
    ("tool --user jdoe --password Sunday77 --verbose", "Sunday77", "password in a command"),
    ("sudo dsconfigad -add church.local -username join -password 'two words' -ou x", "two words", "password in a command"),
    ("dsconfigad -remove -u join -p Sunday77", "Sunday77", "password in a command"),
    ("security unlock-keychain -p Sunday77 login.keychain", "Sunday77", "password in a command"),
    ("sshpass -p Sunday77 ssh admin@nas", "Sunday77", "password in a command"),
    ("mysql -u root -pSunday77 chms", "Sunday77", "password in a command"),
    ("curl -vk -u 'jdoe:Sunday77' https://mail.example.org/", "Sunday77", "password in a command"),
    ("dscl . -passwd /Users/jdoe Sunday77", "Sunday77", "password in a command"),
    (r"net use Z: \\fs1\share Sunday77 /user:CHURCH\jdoe", "Sunday77", "password in net use"),
    (r"net use \\fs1\share /user:CHURCH\jdoe Sunday77", "Sunday77", "password in net use"),
    ("net user jdoe Sunday77 /domain", "Sunday77", "password in net user"),
    ('$p = ConvertTo-SecureString "Sunday77" -AsPlainText -Force', "Sunday77", "plain text password"),
    ("Authorization: Basic amRvZTpTdW5kYXk3Nw==", "amRvZTpTdW5kYXk3Nw==", "sign-in header"),
    ("Proxy-Authorization: Digest username=x, response=abc", "username=x, response=abc", "sign-in header"),
    ("token is Bearer abcdef0123456789abcdef", "abcdef0123456789abcdef", "bearer token"),
    ("X-Auth-Token: abcdef012345", "abcdef012345", "key in a header"),
    ("Set-Cookie: sessionid=abc123; Path=/", "sessionid=abc123; Path=/", "cookie"),
    ("> Cookie: cadata=Zm9vYmFy", "cadata=Zm9vYmFy", "cookie"),
    ("WWW-Authenticate: x TlRMTVNTUAADAAAAGAAYAHYAAAA=", "TlRMTVNTUAADAAAAGAAYAHYAAAA=", "NTLM message"),
    ("aad3b435b51404eeaad3b435b51404ee:31d6cfe0d16ae931b73c59d7e0c089c0", "31d6cfe0d16ae931b73c59d7e0c089c0", "NTLM hash"),
    ("jdoe::CHURCH:1122334455667788:0123456789abcdef0123456789abcdef:0101000000000000", "0123456789abcdef0123456789abcdef", "NTLM hash"),
    ("root:$6$rounds=5000$saltsalt$abcdefghijklmnopqrstuv:19000:0", "$6$rounds=5000$saltsalt$abcdefghijklmnopqrstuv", "password hash"),
    ("found AKIAIOSFODNN7EXAMPLE in the file", "AKIAIOSFODNN7EXAMPLE", "AWS key"),
    ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AWS key"),
    ("remote: ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abcdefghijklmnopqrstuvwxyz0123456789", "GitHub token"),
    ("glpat-abcdefghij0123456789", "glpat-abcdefghij0123456789", "GitLab token"),
    ("xoxb-123456789012-abcdefghijkl", "xoxb-123456789012-abcdefghijkl", "Slack token"),
    ("https://hooks.slack.com/services/T000/B000/XXXXXXXX", "T000/B000/XXXXXXXX", "Slack address"),
    (f"id: {JWT}", JWT, "web token (JWT)"),
    ("AIzaSyA1234567890abcdefghijklmnopqrstuv", "AIzaSyA1234567890abcdefghijklmnopqrstuv", "Google key"),
    ("sk_live_abcdefghij0123456789", "sk_live_abcdefghij0123456789", "payment or service key"),
    ("Recovery key: ABCD-EFGH-1234-JKLM-5678-NPQR", "ABCD-EFGH-1234-JKLM-5678-NPQR", "FileVault recovery key"),
    ("123456-234567-345678-456789-567890-678901-789012-890123", "234567-345678", "BitLocker recovery key"),
    ("Key: ABCDE-12345-FGHIJ-67890-KLMNO", "ABCDE-12345-FGHIJ-67890-KLMNO", "product key"),
    ("    Key Content            : GraceAndPeace", "GraceAndPeace", "Wi-Fi password"),
    ('  psk="GraceAndPeace"', "GraceAndPeace", "Wi-Fi password"),
    ("C: AUTH PLAIN AGpkb2UAU3VuZGF5Nzc=", "AGpkb2UAU3VuZGF5Nzc=", "mail sign-in"),
    ("334 UGFzc3dvcmQ6\nU3VuZGF5Nzc=", "U3VuZGF5Nzc=", "mail sign-in"),
    ("USER jdoe\nPASS Sunday77", "Sunday77", "mail sign-in"),
    ("Hi Anna, your new password is Sunday77, see you!", "Sunday77", "password in a message"),
    ("Your verification code is 482913", "482913", "one-time code"),
    ("Backup codes:\n1. abcd-1234\n2. efgh-5678\n", "efgh-5678", "recovery code"),
    ("recovery code: 9f3k2-8dj4x", "9f3k2-8dj4x", "recovery code"),
    ("snmp-server community churchRW rw", "churchRW", "SNMP community"),
    (PEM, "c2VjcmV0c2VjcmV0c2Vj", "private key"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\nand so on", "b3BlbnNzaC1rZXktdjEAAAAA", "private key"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "secret", "kind"), SECRETS)
def test_a_secret_is_blotted_out_and_named(text, secret, kind):
    masked, found = mask(f"first line\n{text}\nlast line")

    assert secret not in masked
    assert MASK in masked
    assert kind in {one.kind for one in found}
    assert masked.startswith("first line\n") and masked.endswith("last line")


def test_more_than_twenty_shapes_are_known():
    assert len({kind for _text, _secret, kind in SECRETS}) >= 20


@pytest.mark.parametrize(
    "text",
    [
        "Password change interval       = 14",
        "PasswordEnabled                : True\nMinPasswordLength              : 6\nPasswordExpiration             : Unlimited",
        "Password: required",
        "password=",
        "Enter password:",
        "The password is wrong, and it was changed yesterday.",
        "Wi-Fi asks for a password again and again",
        "password policy: eight characters or more",
        "A bearer of good news and a token of thanks",
        "Cookie: chocolate, and a glass of milk",
        "https://mail.example.org:443/owa/?path=/calendar",
        "http://10.0.0.5:8080/path@here",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "550e8400-e29b-41d4-a716-446655440000",
        "00:1b:63:84:45:e6 and fe80::1c2d:3e4f:5a6b:7c8d",
        r"net use Z: \\fs1\share /persistent:yes",
        r"net use Z: \\fs1\share * /user:CHURCH\jdoe",
        r"net use Z: \\fs1\share /user:CHURCH\jdoe *",
        "net user jdoe /domain",
        "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG\n-----END CERTIFICATE-----",
        "SERVICE_NAME: famv4\n        STATE              : 4  RUNNING",
        "2008-06-02 13:05:11 POST /Microsoft-Server-ActiveSync User=jdoe&DeviceId=6F24CAD5&Cmd=Sync 443 CHURCH\\jdoe 500 0 64",
        "krbtgt/CHURCH.LOCAL@CHURCH.LOCAL",
        "The secret of the garden: water, light and time".replace("secret", "secrets"),
        "Status code is 4033, see the page",
        "UPDATE 12345-67890",
        "sudo -p then curl -u",
    ],
)
def test_settings_and_ordinary_words_are_left_alone(text):
    assert mask(text) == (text, ())


def test_what_was_found_once_is_blotted_out_everywhere():
    masked, found = mask("password: Sunday77\nsomebody typed Sunday77 into the name field")

    assert masked == f"password: {MASK}\nsomebody typed {MASK} into the name field"
    assert [(one.kind, one.line) for one in found] == [("password or key", 1)]


def test_lines_keep_their_numbers():
    masked, found = mask(f"one\n{PEM}\npassword: Sunday77\nlast")

    assert masked.count("\n") == f"one\n{PEM}\npassword: x\nlast".count("\n")
    assert [(one.kind, one.line) for one in found] == [("private key", 2), ("password or key", 6)]


def test_masking_twice_changes_nothing_more():
    text = "\n".join(text for text, _secret, _kind in SECRETS)
    masked, found = mask(text)

    assert found
    assert mask(masked) == (masked, ())


@given(st.text(st.characters(codec=None)))
def test_any_text_is_masked_without_an_error(text):
    masked, found = mask(text)

    assert bool(masked.encode()) == bool(text)
    assert len(found) <= len(text)


letters = st.sampled_from("abcXYZ019é")
signs = st.text(st.sampled_from("abcXYZ019!#$%&*+-./:;=?@^_~é😀"), min_size=REPEATED_FROM - 2, max_size=18)
values = st.tuples(letters, signs, letters).map("".join)


@given(values, st.sampled_from(["password={}", "token: {}", "x {} y\n--password {} z", '"secret": "{}"', "psk={}\n{}\n{}"]), st.text())  # fmt: skip
def test_masked_text_does_not_hold_the_secret(value, shape, around):
    masked, found = mask(f"{around}\n{shape.replace('{}', value)}\n{around}")

    assert found
    assert value not in masked


@pytest.mark.parametrize(
    "piece",
    [
        "a", "password ", "password=", "-----BEGIN RSA PRIVATE KEY-----", "curl -u ", r"net use \\x ", "recovery codes\n", "a://", "eyJ",
        "334 UGFzc3dvcmQ6", "$6$", "://x:", "Cookie: a=", "<password>", "authorization: basic ", "1-", "ABCDE-", "\n", "backup code: 1",
    ],
)  # fmt: skip
def test_a_megabyte_of_hostile_text_takes_linear_time(piece):
    mask("")  # the rules are compiled once
    times = []
    for size in (250_000, 1_000_000):
        text = piece * (size // len(piece))
        begun = time.process_time()
        mask(text)
        times.append(time.process_time() - begun)

    assert times[1] < max(1.5, times[0] * 12)
    assert times[1] < 6
