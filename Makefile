# One command per wish. `make serve` and `make test` need Python 3.11+ and make, and set up the rest themselves.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV ?= .venv
ARGS ?=
WORKERS ?= auto
py = $(VENV)/bin/python
# The tests in as many processes as there are cores, each with a database and a data folder of its own.
spread = -n $(WORKERS) --dist worksteal
export HOST PORT

.PHONY: serve venv venv-dev check test test-sqlite test-postgresql test-django61 bench-advice bench-import bench-search bench-scale bench-suggest bench-crowd tune-search lighthouse pictures format clean

serve: venv ## the running site on http://127.0.0.1:8000/ (PORT=, HOST= to change)
	@$(py) manage.py prepare
	@exec $(py) -m gunicorn --config deploy/gunicorn.conf.py config.wsgi

venv:
	@deploy/make-venv $(PYTHON) $(VENV) requirements.txt

venv-dev:
	@deploy/make-venv $(PYTHON) $(VENV) requirements-dev.txt requirements.txt

check: venv-dev ## format, lint, migrations, settings
	$(py) -m ruff format --check .
	$(py) -m ruff check .
	$(py) manage.py makemigrations --check --dry-run
	$(py) manage.py check

test: check test-sqlite test-postgresql ## checks and every test on SQLite, and what depends on the database on PostgreSQL

test-sqlite: venv-dev
	$(py) -m pytest $(spread) $(ARGS)

test-postgresql: venv-dev
	$(py) -m tests.on_postgresql $(spread) $(ARGS)

test-django61: ## the tests on Django 6.1 (needs Python 3.12 or newer: PYTHON=python3.12)
	@deploy/make-venv $(PYTHON) .venv-django61 requirements-django61.txt
	.venv-django61/bin/python -m pytest $(spread) $(ARGS)

bench-search: venv-dev ## how well search finds, on public documentation (CORPORA=folder; without, it says how to get it)
	@$(py) -m tests.bench.search $(CORPORA) $(ARGS)

bench-import: venv-dev ## what becomes of a large public documentation when it is imported (CORPORA=folder; without, it says how to get it)
	@$(py) -m tests.bench.importing $(CORPORA) $(ARGS)

bench-scale: venv-dev ## what a search costs among 1,000, 10,000 and 100,000 documents (CORPORA=folder, ARGS="--sizes 1000")
	@$(py) -m tests.bench.search.scale $(CORPORA) $(ARGS)

bench-crowd: venv-dev ## 32 connections that search while somebody publishes (CORPORA=folder, ARGS="--sizes 1000 --seconds 20")
	@$(py) -m tests.bench.search.crowd $(CORPORA) $(ARGS)

bench-suggest: venv-dev ## what suggestions cost beside a bare answer, with 1,000, 10,000 and 100,000 documents (CORPORA=folder for real titles, ARGS="--sizes 1000")
	@$(py) -m tests.bench.search.suggesting $(CORPORA) $(ARGS)

tune-search: ## tunes the model of search by meaning anew, forty minutes (CORPORA=folder, tests/bench/search/tuning/README.md)
	@[ -d "$(CORPORA)" ] || { echo "Name the folder of documentation: make tune-search CORPORA=folder (tests/bench/search/tuning/README.md)"; exit 2; }
	@deploy/make-venv $(PYTHON) .venv-tuning requirements-tuning.txt requirements.txt
	.venv-tuning/bin/python -m tests.bench.search.tuning $(CORPORA) $(ARGS)

bench-advice: venv-dev ## what the wizard's advice costs on a public network of printer faults, beside reference policies
	$(py) -m tests.bench.advice

lighthouse: venv-dev ## Lighthouse on a phone, against the served site (needs Chromium, Node and npx)
	$(py) -m tests.browser.lighthouse

pictures: venv-dev ## the pictures of README and docs, and the icons, anew (needs Chromium)
	$(py) -m tests.browser.make_icons
	$(py) -m tests.browser.make_screenshots

format: venv-dev
	$(py) -m ruff format .
	$(py) -m ruff check --fix .

clean: ## removes what the other targets made, but not data/
	rm -rf .venv .venv-django61 .venv-tuning staticfiles .pytest_cache .ruff_cache
