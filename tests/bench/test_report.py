"""What `make bench-advice` prints without the network, and the model it measures speed on."""

import pytest

from tests.bench import advice as bench
from tests.bench import printer
from wizard import advice
from wizard.beliefs import Evidence


def test_without_the_network_the_reason_is_said_and_nothing_is_printed(monkeypatch, capsys):
    def missing():
        raise printer.NotAvailable("win95pts is not here")

    monkeypatch.setattr(printer, "cases", missing)
    assert bench.main() == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "win95pts is not here\n")


def test_a_download_that_fails_says_what_is_missing_and_why(monkeypatch, tmp_path):
    monkeypatch.setenv("VERGER_BENCH_CACHE", str(tmp_path))
    monkeypatch.setattr(printer, "WHEEL", "not a requirement")
    with pytest.raises(printer.NotAvailable, match="could not be downloaded"):
        printer.network_text()


def test_speed_is_measured_on_60_causes_and_30_questions():
    model = bench.large_model()
    assert (len(model.fixes), len(model.questions)) == (60, 30)
    assert sum(model.priors) == pytest.approx(1)
    assert advice.next_step(model, Evidence()) == advice.next_step(bench.large_model(), Evidence())
    assert len(bench.every_posterior(model)) == sum(len(question.answers) for question in model.questions)
