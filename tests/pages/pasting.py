"""A guide with signs, a log that speaks for it, and how both are sent."""

import io
import json

from wizard import evidence

OURS = {"Sec-Fetch-Site": "same-origin"}
SIGNS = 'signs: [{{has: "{0}", means: proves, sample: "{0}", not: "nothing"}}]'
NODES = f"""\
nodes:
  lights:
    ask: Is a light on?
    how: Look at the front.
    choices:
      light-on: {{say: "Yes", to: cable, {SIGNS.format("LINK UP")}}}
      light-off: {{say: "No", to: plug-in, {SIGNS.format("LINK DOWN")}}}
  cable:
    ask: Is the cable whole?
    how: Feel it.
    choices:
      whole: {{say: It is whole, to: ask-us, {SIGNS.format("CABLE GOOD")}}}
      broken: {{say: It is broken, to: plug-in, {SIGNS.format("CABLE TORN")}}}
  plug-in:
    fix: Plug it in
    steps: |
      1. Find the plug.
    minutes: 1
    risk: safe
    common: usual
    works: usually
    verify: The light is on.
    not_fixed: ask-us
  ask-us: {{end: escalate, say: Ask the office, collect: The label., whom: The office, words: Dead.}}
tests:
  - {{name: no light, given: {{lights: light-off}}, reaches: plug-in}}
"""
LOG = "first line\neth0: LINK UP\nthird line\ntester: CABLE TORN\n"
FROM_LOG = "e=lights.light-on.2&e=cable.broken.4"


def looked_through(monkeypatch) -> list[str]:
    """From now on: the slugs of the documents that a text is held against."""
    asked, look = [], evidence.look

    def noting(pasted, guides, articles=()):
        asked.extend(source.slug for source in (*guides, *articles))
        return look(pasted, guides, articles)

    monkeypatch.setattr(evidence, "look", noting)
    return asked


def send(client, text=None, *, to="/fix/paste/", file=None, headers=OURS, **more):
    sent = {**({"pasted_text": text} if text is not None else {}), **more}
    if file is not None:
        sent["pasted_file"] = io.BytesIO(file)
        sent["pasted_file"].name = "my.log"
    return client.post(to, sent, headers=headers)


def diagnose(client, text):
    return client.post("/api/v1/diagnose", json.dumps({"text": text}), content_type="application/json")
