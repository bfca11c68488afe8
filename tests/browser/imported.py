"""A small folder of somebody else's pages, brought into the site that the browser looks at: one page shows all that pages hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

FILES = {
    "setup/connect-the-switchboard.md": """\
---
title: Connect the switchboard
description: Where the lines of the switchboard go, what each light says, and what to do when none is on.
appliesto:
- Switchboard 4
- Switchboard 5 and later
ms.date: 03/07/2021
---
# Connect the switchboard to the building

> [!IMPORTANT]
> Nobody can call while it is off. See [the lights](../lights.md).

1. Take the lid off.

   > [!TIP]
   > The screws are small:
   >
   > - two are long,
   > - two are short.

2. Open the console and say which one it is:

   ```powershell
   Set-Switchboard -Identity "parish-office" -Line 4 -AVeryLongNameOfAParameter "that does not fit on any phone"
   ```

3. Put the lid on.

# [In the office](#tab/office)

Press the button.

# [In the hall](#tab/hall)

Pull the lever.

---

:::image type="content" source="board.png" alt-text="The board with its lid off":::

<table>
<tr><th>Line</th><th>From</th><th>To</th></tr>
<tr><td rowspan="2">4</td><td>office</td><td><ul><li>hall</li><li>tower</li></ul></td></tr>
<tr><td colspan="2">nowhere</td></tr>
</table>

!!! warning "Mind the wire"
    It is `<hot>`.

??? note "Why it is hot"
    Nobody knows.[^why]

[^why]: Somebody did.

    It is written in the old book.
""",
    "lights.md": "# What the lights of the switchboard say\n\nGreen\n:   The switchboard is on.\n\nRed\n:   It is not.\n",
}


def bring() -> None:
    """As `import_markdown` does it: a collection with a licence and an original, on a topic that is there."""
    from kb import bulk
    from kb.models import Collection
    from tests.factories import picture

    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (Path(folder) / "setup/board.png").write_bytes(picture(size=(900, 500), colour="teal"))
        address = "https://switchboards.example.org/docs"
        collection = Collection(slug="switchboards", title="The manual of the switchboard", licence="CC BY 4.0")
        collection.address = address
        report = bulk.import_markdown(bulk.Order(Path(folder), collection, "it-planning"))
    assert len(report.imported) == len(FILES) and not report.lost_links and not report.lost_pictures, report
