# The commands of Lắng Nghe; `make` alone prints them. All set-up happens here: the virtual
# environment is made from the lock file, and made anew when the lock changes.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/sh

# Whatever environment the caller has activated, ours is .venv and nothing else.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONDONTWRITEBYTECODE VIRTUAL_ENV CONDA_PREFIX

VENV := .venv
PY := $(VENV)/bin/python
LOCK := requirements-dev.lock
INSTALLED := $(VENV)/installed.lock
PIP := $(PY) -m pip --disable-pip-version-check --no-input -qq
COMPILE := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate pyproject.toml
FIND_CHROMIUM := command -v "$${CHROMIUM:-chromium}" || command -v chromium-browser || \
	command -v google-chrome

.PHONY: help up dev seed test test-fast check format recount langnghe audit sbom licences bench chaos fuzz load lock clean environment rebuild browser

help: ## Print these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' \
		$(firstword $(MAKEFILE_LIST))

up: environment ## Start everything with demo data; Ctrl-C stops it (beside another: PORT_OFFSET=1000 make up)
	@$(PY) -m dev up --stop-with-parent

dev: environment ## The same, restarting on changed code, with all logs on the terminal
	@$(PY) -m dev up --reload --stop-with-parent

seed: environment ## Make the demo data that is missing
	@$(PY) -m dev seed

# Several processes only with engines of their own: given ones would be shared between them.
TOGETHER := $(if $(MONGODB_URI)$(REDIS_URL),,--numprocesses=auto --maxprocesses=4 --dist=loadgroup --no-loadscope-reorder)

test: environment browser ## Run all tests, as the CI does
	@CHROMIUM="$$($(FIND_CHROMIUM) || echo /usr/bin/chromium)" $(PY) -m pytest $(TOGETHER)

test-fast: environment ## Run within a minute what needs no engine, no browser and no other process
	@$(PY) -m pytest -m "not system and not browser and not engines"

check: environment ## Check style, types, imports and architecture
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -c "from importlinter.cli import lint_imports_command as main; main()"
	@$(PY) -m pytest tests/architecture

format: environment ## Put the code into its form
	@$(PY) -m ruff check --fix --exit-zero --quiet .
	@$(PY) -m ruff format .

recount: environment ## Prove that the figures of the running copy equal a raw count
	@$(PY) -m dev recount

langnghe: environment ## Run an operator's command on the running copy (make langnghe ARGS="backup create")
	@$(PY) -m dev langnghe $(ARGS)

chaos: environment ## Break a copy under load for three minutes and prove that nothing is lost (ARGS="--seconds 600")
	@$(PY) -m dev.chaos $(ARGS)

load: environment ## Let more and more people come until they wait too long (ARGS="--stage 30 --hold 300")
	@$(PY) -m dev.load $(ARGS)

fuzz: environment ## Send generated requests to every operation as every role (make fuzz FUZZ_EXAMPLES=20)
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-10} $(PY) -m pytest tests/system/test_bad_input.py

bench: environment ## Measure size and speed on a quiet machine (make bench NAMES="lists asking")
	@$(PY) -m bench $(NAMES)

audit: environment ## Look for known faults of the libraries (offline: make audit DATABASE=all.zip)
	@$(PY) -m dev.supply audit $(if $(DATABASE),--database $(DATABASE))

sbom: environment ## Write the bill of materials into .data/sbom.cdx.json
	@$(PY) -m dev.supply sbom

licences: environment ## Write docs/licences.md from what the libraries say of themselves
	@$(PY) -m dev.supply licences

lock: environment ## Renew the lock files from pyproject.toml
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --extra dev --constraint requirements.lock --output-file $(LOCK)

clean: ## Remove the environment, the caches and all development data
	@if [ -x $(PY) ] && cmp -s $(LOCK) $(INSTALLED); then $(PY) -m dev clean; \
		else rm -rf .data; fi
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@cmp -s $(LOCK) $(INSTALLED) && $(PY) -c "" 2>/dev/null || $(MAKE) rebuild

# 3.11 is what everything was tried on; a newer one serves when it is all there is.
rebuild:
	@for name in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3; do \
		if "$$name" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then \
			python=$$name; break; \
		fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Python 3.11 or newer was not found. Install it, or name it: make up PYTHON=/path/to/python3.11" >&2; \
		exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$python" --version); this takes a minute …"; \
	rm -rf $(VENV); \
	if ! "$$python" -m venv $(VENV); then \
		echo "The module venv does not work here. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; \
	fi
	@$(PIP) install --require-hashes --requirement $(LOCK)
	@cp $(LOCK) $(INSTALLED)

# The browser tests say themselves when they are skipped, and fail without a browser in the CI.
browser:
	@if { $(FIND_CHROMIUM); } >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then as_root=""; \
	elif sudo -n true 2>/dev/null; then as_root="sudo -n"; \
	else \
		echo "No Chromium here and no right to install it: the browser tests will be skipped."; \
		exit 0; \
	fi; \
	if ! command -v apt-get >/dev/null 2>&1; then \
		echo "No Chromium here and no apt-get to install it: the browser tests will be skipped."; \
		exit 0; \
	fi; \
	echo "Installing Chromium for the browser tests …"; \
	$$as_root apt-get -qq update && \
	$$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends \
		chromium fonts-noto-core >/dev/null || \
	echo "Chromium could not be installed: the browser tests will be skipped."
