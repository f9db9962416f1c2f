# Everything a person or CI does with the project; `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
.DEFAULT_GOAL := help
.PHONY: help install install-extras install-dev run test test-fast check format docs pictures bench lock clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 16

$(BIN)/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "rongcuo needs Python 3.11 or newer: make PYTHON=/path/to/python3.12 …" >&2; exit 1; }
	$(if $(UV),uv venv -q --allow-existing --python "$(PYTHON)" "$(VENV)","$(PYTHON)" -m venv "$(VENV)")

# A stamp is newer than its lock when that lock is what is installed.
$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(call install_lock,requirements.lock)
	@touch "$@"

$(VENV)/.installed-extras: requirements-extras.lock pyproject.toml | $(BIN)/python
	$(call install_lock,requirements-extras.lock)
	@touch "$@" "$(VENV)/.installed"

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(call install_lock,requirements-dev.lock)
	@touch "$@" "$(VENV)/.installed"

$(VENV)/.installed-bench: requirements-bench.lock pyproject.toml | $(BIN)/python
	$(call install_lock,requirements-bench.lock)
	@touch "$@"

ifdef UV
install_lock = uv pip install -q --compile-bytecode --python "$(BIN)/python" --require-hashes -r $(1) && uv pip install -q --python "$(BIN)/python" --no-deps -e .
else
install_lock = "$(BIN)/python" -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r $(1) && "$(BIN)/python" -m pip install -q --disable-pip-version-check --no-deps -e .
endif

install: $(VENV)/.installed ## .venv with the command rongcuo

install-extras: $(VENV)/.installed-extras ## the same, with PDF and with signing in through an identity provider

install-dev: $(VENV)/.installed-dev ## the same with what tests and checks need

run: install ## start everything; Ctrl-C stops it
	@exec "$(BIN)/rongcuo" up

test: install-dev ## the whole suite, on every core
	"$(BIN)/python" -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-fast: install-dev ## unit tests only
	"$(BIN)/python" -m pytest tests/unit tests/structure

check: install-dev ## format, lint, types, import contracts, dependencies, templates
	"$(BIN)/ruff" format --check .
	"$(BIN)/ruff" check .
	"$(BIN)/mypy"
	"$(BIN)/lint-imports"
	"$(BIN)/deptry" .
	"$(BIN)/djlint" --quiet --check --lint --extension=html.j2 templates/pages

format: install-dev ## put the code into its form
	"$(BIN)/ruff" format .
	"$(BIN)/ruff" check --fix .

docs: install-dev ## write the parts of the documentation that repeat the code
	"$(BIN)/python" -m rongcuo.reference

pictures: install-dev ## every page as a picture, in var/pictures/, and those of the READMEs (ONLY="case home": some)
	PYTHONPATH=tests "$(BIN)/python" -m support.pictures $(ONLY)

bench: install ## measure, beside what it is compared with (in .venv-bench, where that can be installed)
	@$(MAKE) -s VENV=.venv-bench .venv-bench/.installed-bench || echo "The peers could not be installed: measured without them."
	@python=.venv-bench/bin/python; [ -e .venv-bench/.installed-bench ] || python="$(BIN)/python"; \
	for file in benchmarks/*.py; do echo "== $$file"; "$$python" "$$file" || exit 1; done

lock: ## resolve the dependencies anew
	uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements.lock
	uv pip compile pyproject.toml --all-extras -c requirements.lock --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements-extras.lock
	uv pip compile pyproject.toml --all-extras --group dev -c requirements.lock --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements-dev.lock
	uv pip compile pyproject.toml --group bench -c requirements.lock --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -q -o requirements-bench.lock

clean: ## remove what can be made again; var/ stays
	rm -rf "$(VENV)" .venv-bench .mypy_cache .ruff_cache .hypothesis .import_linter_cache
