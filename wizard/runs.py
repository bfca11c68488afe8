"""The verbs of runs: keep a walk, say what a fix did, ask for help, forget. Nothing is kept unless somebody asks for it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta, tzinfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kb.feedback import peer_of
from kb.limits import Limit
from kb.models import Document
from kb.refusals import Refused
from wizard import addresses, masking, spoken
from wizard.evidence import Hit
from wizard.graph import FIXED, VERDICTS, Graph, Question
from wizard.models import Run
from wizard.renames import Outcome, outcome
from wizard.report import EvidenceLine, Report, in_minutes_of, in_zone, kept_moment, report_of
from wizard.seen import Seen
from wizard.walk import Position, replay
from wizard.walking import Walk, graph_of, order_of

WORDS_MAX, CONTACT_MAX, QUOTE_MAX = 2000, 200, 500
MOST_EVIDENCE = 40
MOST_REPLAYED = 30
PER_SENDER = 10  # in ten minutes
IN_ALL = 200  # in ten minutes
WINDOW = timedelta(minutes=10)
SAME_FORM = timedelta(seconds=10)  # a second press of the button; later it is somebody else in the same house
TIDYING = Limit("tidy runs", 1, timedelta(hours=1))


def save(
    walk: Walk,
    request: HttpRequest,
    *,
    is_stuck: bool = False,
    words: str = "",
    contact: str = "",
    evidence: Iterable[EvidenceLine] = (),
) -> Run:
    """Keeps a walk as it stands: as the run that it belongs to, or as a new one. The same form sent twice is one run.

    Raises Refused when flooded.
    """
    tidy_now_and_then()
    lines = [asdict(line) for line in evidence][:MOST_EVIDENCE]
    if walk.run:
        return _go_on(walk.run, walk, is_stuck=is_stuck, words=words, contact=contact, lines=lines)
    said = (_masked(words, WORDS_MAX), _one_line(contact))
    key = _hash(
        "key", peer_of(request), request.headers.get("User-Agent", ""), walk.canonical, *said, repr((is_stuck, lines))
    )
    known = Run.objects.filter(key=key).first()
    if known and known.created_at < timezone.now() - SAME_FORM:
        Run.objects.filter(pk=known.pk).update(key=_token())
        known = None
    if known is None:
        sender = _hash("sender", peer_of(request))
        _refuse_a_flood(sender)
        known = _first(_new(walk, said, lines, key, sender))
    return escalate(known) if is_stuck else known


def evidence_lines(hits: Iterable[Hit]) -> list[EvidenceLine]:
    """What hits of the evidence say, for `save`: the strongest, in the order of the text, with secrets blotted out."""
    strongest = sorted(hits, key=lambda hit: -hit.ratio)[:MOST_EVIDENCE]
    in_order = sorted(strongest, key=lambda hit: hit.line)
    quotes = [" ".join(hit.quote.split()) for hit in in_order]
    together = masking.mask("\n".join(quotes))[0].split("\n")  # what is a secret in one line is one in all of them
    masked = together if len(together) == len(quotes) else [_masked(quote, QUOTE_MAX) for quote in quotes]
    return [
        EvidenceLine(hit.line, quote, hit.ask, hit.say, hit.question, hit.choice)
        for hit, quote in zip(in_order, masked, strict=True)
    ]


def lines_of(graph: Graph, sent: Iterable[tuple[Seen, str]]) -> list[EvidenceLine]:
    """The same lines as a form sends them back, with their words; what the guide does not ask is left out."""
    found = []
    for one, quote in sent:
        question = graph.node(one.question)
        choice = question.choice(one.choice) if isinstance(question, Question) else None
        if choice and (words := _masked(quote, QUOTE_MAX)):
            found.append(EvidenceLine(one.line, words, question.ask, choice.say, one.question, one.choice))
    return found


def record_verdict(run: Run, walk: Walk, *, fix: str, verdict: str) -> Run:
    """Notes what a fix did, and when; `walk` is where the reader stands with that answer."""
    if verdict not in VERDICTS or walk.position.kept.get(fix) != (verdict,):
        raise Refused(_("That fix is not on the way that was walked."))
    with transaction.atomic():
        run = _locked(run)
        _take_position(run, walk)
        run.save(update_fields=["revision", "advice", "answers", "evidence", "verdicts", "minutes", "status"])
    return run


def escalate(run: Run) -> Run:
    """Marks a run as one whose writer asks for help; one that is fixed stays fixed."""
    Run.objects.filter(pk=run.pk, status=Run.Status.SAVED).update(status=Run.Status.STUCK)
    run.refresh_from_db(fields=["status"])
    return run


def say(run: Run, *, words: str, contact: str) -> None:
    """Adds words and a way to be reached. From then on a form like the one that made this run makes another: it may be somebody else's."""
    run.words, run.contact, run.key = _masked(words, WORDS_MAX), _one_line(contact), _token()
    run.save(update_fields=["words", "contact", "key"])


def forget(run: Run) -> None:
    """Deletes a run and all it holds."""
    run.delete()


def tidy() -> int:
    """Deletes the runs that were to be kept until yesterday; gives their number."""
    return Run.objects.filter(keep_until__lt=timezone.localdate()).delete()[0]


def tidy_now_and_then() -> None:
    """The same, at most once an hour: nobody needs to set up a clock for it."""
    if TIDYING.add().times == 1:
        tidy()


def find(user, token: str) -> Run | None:
    """The run with this token, for those who may read its guide; also of a guide that was withdrawn since."""
    run = Run.objects.select_related("document__topic", "revision").filter(token=token).first()
    if run is None or run.keep_until < timezone.localdate():
        return None
    own = Document.objects.filter(pk=run.document_id)
    is_visible = own.visible_to(user).exists() or (own.withdrawn().exists() and _may_enter(user))
    return run if is_visible or user.has_perm("wizard.view_run") else None


def report(run: Run, *, zone: tzinfo | None = None) -> Report:
    """What a run says, in words, with its times in this zone, the site's own where none is given."""
    zone = zone or timezone.get_current_timezone()
    times = {one["fix"]: in_zone(one["at"], zone) for one in run.verdicts}
    return report_of(
        graph_of(run.revision),
        position_of(run),
        revision=run.revision.number,
        address=settings.SITE_URL + resume_address(run),
        evidence=evidence_of(run),
        times=times,
        words=run.words,
        contact=run.contact,
        written=in_minutes_of(run.created_at.astimezone(zone)),
        say=spoken.said,
    )


def report_of_walk(walk: Walk) -> Report:
    """What a walk says, in words, without keeping anything."""
    evidence = [EvidenceLine(**line) for line in _with_lines_of(walk, walk.run.evidence if walk.run else [])]
    return report_of(
        walk.graph,
        walk.position,
        revision=walk.revision.number,
        address=settings.SITE_URL + walk.canonical_without_run,
        evidence=evidence,
        say=spoken.said,
    )


def evidence_of(run: Run) -> tuple[EvidenceLine, ...]:
    return tuple(EvidenceLine(**line) for line in run.evidence)


def position_of(run: Run) -> Position:
    """Where the run stands, on the revision on which it was walked."""
    return replay(graph_of(run.revision), run.answers, order_of(run.revision, run.advice))


@dataclass(frozen=True)
class Replayed:
    """A kept walk and where it leads on a text that is not published yet; `address` walks it there."""

    run: Run
    outcome: Outcome
    address: str


def replayed_on(graph: Graph, document: Document) -> list[Replayed]:
    """The newest runs of a guide, replayed on another text of it: who would be led elsewhere once it is published?"""
    recent = Run.objects.filter(document_id=document.pk).select_related("revision", "document")[:MOST_REPLAYED]
    number = document.latest.number
    base = f"{document.get_absolute_url()}draft/{number}/"
    found = []
    for run in recent:
        result = outcome(position_of(run), graph)
        found.append(Replayed(run, result, addresses.write(base, "", result.answers, revision=number)))
    return found


def resume_address(run: Run, *, in_run: bool = False) -> str:
    """Where the walk goes on: without the token, so that it can be passed on, or `in_run`, to add to it."""
    base, position = run.document.get_absolute_url(), position_of(run)
    chosen = {(step.key, choice) for step in position.steps for choice in step.chosen}
    found = [
        Seen(one.question, one.choice, one.line) for one in evidence_of(run) if (one.question, one.choice) in chosen
    ]
    from_text = {one.question for one in found}
    given = {key: values for key, values in position.kept.items() if key not in from_text}
    return addresses.write(
        base,
        position.key,
        given,
        revision=run.revision.number,
        evidence=dict.fromkeys(found),
        run=run.token if in_run else "",
        advice=run.advice,
    )


def _new(walk: Walk, said: tuple[str, str], lines: list[dict], key: str, sender: str) -> Run:
    run = Run(
        token=_token(),
        document=walk.document,
        evidence=lines,
        words=said[0],
        contact=said[1],
        keep_until=timezone.localdate() + timedelta(days=settings.RUN_DAYS),
        key=key,
        sender=sender,
    )
    _take_position(run, walk)
    return run


def _first(run: Run) -> Run:
    """The run, or the one with the same key that was quicker."""
    try:
        with transaction.atomic():
            run.save(force_insert=True)
        return run
    except IntegrityError:
        return Run.objects.get(key=run.key)


def _go_on(run: Run, walk: Walk, *, is_stuck: bool, words: str, contact: str, lines: list[dict]) -> Run:
    with transaction.atomic():
        run = _locked(run)
        _take_position(run, walk)
        known = [line for line in run.evidence if line not in lines]
        run.evidence = [*known, *lines][:MOST_EVIDENCE]
        run.words = _masked(words, WORDS_MAX) or run.words
        run.contact = _one_line(contact) or run.contact
        run.save()
    return escalate(run) if is_stuck else run


def _take_position(run: Run, walk: Walk) -> None:
    position = walk.position
    run.revision, run.advice = walk.revision, walk.advice
    run.answers = {key: list(values) for key, values in position.kept.items()}
    known = {(one["fix"], one["verdict"]): one for one in run.verdicts}
    now = kept_moment(timezone.now())
    given = [(step.key, step.answers[0]) for step in position.steps if step.kind == "fix"]
    run.verdicts = [known.get(one, {"fix": one[0], "verdict": one[1], "at": now}) for one in given]
    run.evidence = _with_lines_of(walk, run.evidence)
    run.minutes = report_of(walk.graph, position, revision=0, address="").minutes
    if (position.is_fixed or FIXED in dict(given).values()) and run.status != Run.Status.FIXED:
        run.status = Run.Status.FIXED
    elif run.status == Run.Status.FIXED and FIXED not in dict(given).values():
        run.status = Run.Status.SAVED


def _with_lines_of(walk: Walk, known: list[dict]) -> list[dict]:
    """The lines that are known, and those that the walk's address names; the words of the latter are not in it."""
    named = {(line["question"], line["choice"], line["line"]) for line in known}
    more = (
        EvidenceLine(one.line, "", question=one.question, choice=one.choice)
        for one in walk.seen
        if (one.question, one.choice, one.line) not in named
    )
    return [*known, *map(asdict, more)][:MOST_EVIDENCE]


def _locked(run: Run) -> Run:
    return Run.objects.select_for_update(of=("self",)).select_related("document", "revision").get(pk=run.pk)


def _refuse_a_flood(sender: str) -> None:
    recent = Run.objects.filter(created_at__gte=timezone.now() - WINDOW)
    if recent.filter(sender=sender).count() >= PER_SENDER or recent.count() >= IN_ALL:
        raise Refused(
            _("That is a lot of reports in a short time. Please wait ten minutes; your answers stay in the address.")
        )


def _may_enter(user) -> bool:
    return settings.READERS == "public" or user.is_authenticated


def _masked(text: str, most: int) -> str:
    return masking.mask(text.replace("\x00", "")[:most].strip())[0]


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:CONTACT_MAX]


def _token() -> str:
    return secrets.token_urlsafe(16)


def _hash(purpose: str, *parts: str) -> str:
    """A keyed hash of the parts and today, so that nothing can be looked up tomorrow."""
    value = "\x1f".join((*parts, timezone.localdate().isoformat()))
    return salted_hmac(f"verger.run.{purpose}", value, algorithm="sha256").hexdigest()[:32]
