# A bare `make` lists the tasks. Each does its own set-up, into .venv.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Tests start many processes, which would compile this package anew each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help:  ## list the tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 20

# Everything is pinned with hashes, the build backend too, so nothing is resolved on this machine.
$(VENV)/.tools: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

$(READY): $(VENV)/.tools pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: setup
setup: $(READY)  ## make .venv with every tool pinned

.PHONY: demo
demo: $(READY)  ## make images on the offline stand-in server, into out/
	$(BIN)/python examples/demo.py
	$(BIN)/python examples/demo_v2beta.py

.PHONY: test
test: $(READY)  ## run all tests (pages in Chromium: installed from Debian where there is no browser)
	$(BIN)/python -m tests.support.browser
	$(BIN)/python -m pytest -n auto --dist worksteal

.PHONY: check
check: lint types check-generated check-install  ## lint, format, types, imports, generated/ and a plain install

.PHONY: lint
lint: $(READY)  ## ruff, import-linter and the authoring rules of openapi.yaml
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m regen lint

.PHONY: types
types: $(READY)  ## mypy and basedpyright, strict
	$(BIN)/mypy
	$(BIN)/basedpyright

.PHONY: format
format: $(READY)  ## put code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: generate
generate: $(READY)  ## make generated/ from openapi.yaml
	$(BIN)/python -m regen generate

# On the stand-in; with BASE_URL=… on that server, with the key in STABILITY_API_KEY.
.PHONY: record
record: $(READY)  ## record tests/cassettes anew (with BASE_URL=… on a real server, for credits)
	$(BIN)/python -m tests.support.cassettes.recording $(if $(BASE_URL),--base-url=$(BASE_URL))

.PHONY: mutants
mutants: $(READY)  ## make many small edits in a copy of the code: the cassettes' tests must notice each (two to four minutes)
	$(BIN)/python -m tests.support.cassettes.mutants

.PHONY: generators
generators: $(READY)  ## replay the cassettes on what other releases of the generator make (downloads them)
	$(BIN)/python -m tests.support.cassettes.generators

.PHONY: check-generated
check-generated: $(READY)  ## fail where generated/ is not what openapi.yaml gives
	$(BIN)/python -m regen check-generated

# The versions of requirements/dev.txt, without their hashes: pip takes no constraints that carry them.
.PHONY: check-install
check-install: $(READY)  ## build the wheel, install it into an empty environment and import it
	rm -rf build/install && mkdir -p build/install
	$(BIN)/python -m build --wheel --no-isolation --outdir build/install . > /dev/null
	sed -nE 's/^([a-z0-9._-]+==[^ ;]+).*/\1/p' requirements/dev.txt > build/install/constraints.txt
	$(PYTHON) -m venv build/install/venv
	build/install/venv/bin/pip install --quiet --disable-pip-version-check -c build/install/constraints.txt build/install/*.whl
	cd build/install && venv/bin/python -W error -c 'import stability_client; print(stability_client.Stability("sk-none"))'
	@echo "a plain install weighs $$(du -sm --exclude='pip*' --exclude=setuptools build/install/venv/lib | cut -f1) MB"

.PHONY: spec-check
spec-check: $(READY)  ## report what SPEC=new.yaml changes from BASE (a file or a revision), what it breaks, what to do
	$(BIN)/python -m regen check $(or $(BASE),HEAD) $(or $(SPEC),openapi.yaml) \
	  --json build/spec-report.json --markdown build/spec-report.md

.PHONY: help-pages
help-pages: $(READY)  ## write anew the help pages of the command line, and what docs/ shows of it
	$(BIN)/python -m tests.support.help_pages
	$(BIN)/python -m tests.support.console_blocks

.PHONY: regenerate
regenerate: $(READY)  ## put SPEC=new.yaml, or an edited openapi.yaml, in place: all or nothing
	$(BIN)/python -m regen regenerate $(SPEC)

.PHONY: release-check
release-check: $(READY)  ## check that version and changelog cover the changes since the last release
	$(BIN)/python -m regen release-check

# Not part of the gate: it needs the internet. `python -m regen drift` itself ends with 1 for differences, 2 if it could
# not compare; make turns both into 2.
.PHONY: drift
drift: $(READY)  ## compare openapi.yaml with the document that the vendor publishes (or DOC=file, DOC=address)
	$(BIN)/python -m regen drift $(DOC) --json build/drift.json --markdown build/drift.md

.PHONY: corpus
corpus: $(READY)  ## generate from every edit of the corpus, and hold Python and overlay against the argued verdicts (ten minutes)
	$(BIN)/python -m tests.support.regen.run_corpus

# The peers have an environment of their own, with a plain install of this project: what developers install would count.
BENCH := build/bench/venv
$(BENCH)/.ready: requirements/bench.txt pyproject.toml
	$(PYTHON) -m venv --clear $(BENCH)
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/bench.txt
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: bench
bench: $(READY) $(BENCH)/.ready  ## time this client beside what one would use instead, into benchmarks/results.md
	$(BIN)/python -m benchmarks $(SCENARIOS)

# scikit-image is here for its photographs alone, so what it would compute with stays out.
.PHONY: lock
lock:  ## resolve the pins in requirements/ anew (needs uv)
	uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --all-extras --group dev --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock' \
	  $(foreach name,scipy networkx imageio tifffile lazy-loader,--no-emit-package $(name)) \
	  --output-file requirements/dev.txt
	uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --group bench --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock' \
	  --constraint requirements/dev.txt --output-file requirements/bench.txt

# The one library of the studio's page: pinned here, and committed, so that nobody needs npm to build the wheel.
KONVA := 10.9.1
VENDOR := overlay/stability_client/studio/page/vendor/konva
.PHONY: vendor
vendor:  ## fetch the canvas library of the studio's page from npm
	rm -rf build/vendor && mkdir -p build/vendor $(VENDOR)
	cd build/vendor && npm pack --silent konva@$(KONVA) && tar xzf konva-$(KONVA).tgz
	cp build/vendor/package/konva.min.js build/vendor/package/LICENSE $(VENDOR)/

.PHONY: clean
clean:  ## remove what the tasks made
	rm -rf $(VENV) build dist out .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
