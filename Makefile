# Everything a developer does. The two commands of the README are `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

NPM := $(shell command -v npm)
PACKAGES := web/node_modules/.package-lock.json
FIREBASE := tests/firebase/node_modules/.package-lock.json

# What several recipes say at once is shown one after the other, where make can.
AT_ONCE := -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

# The tests start hundreds of processes: without byte code each compiles the sources again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo up web wheel test lint test-web check install lock audit sbom
.PHONY: bundles firebase simulate golden samples clean

demo: install ## compare the sample set; then: .venv/bin/buildtrace compare OLD.pdf NEW.pdf
	$(BIN)/buildtrace demo --out buildtrace-out

up: install ## the cloud's parts on this machine, until Ctrl-C; needs the emulators
	$(BIN)/buildtrace up

web: $(PACKAGES) ## build the web client, which `buildtrace serve` and `up` then serve
	cd web && npm run build

wheel: install web ## the wheel in dist/, with the built web client
	$(BIN)/python -m hatchling build -t wheel -d dist

# The client before the tests of Python: those in a browser need it.
test: install ## lint, types, layers and every test
	$(MAKE) $(AT_ONCE) test-web lint
	$(BIN)/pytest

lint: install ## lint, types and layers of Python
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-web: ## the web client's lint, types, unit tests and build
ifneq ($(NPM),)
	$(MAKE) $(PACKAGES)
	cd web && npm run lint && npm run check:types && npm test && npm run build
ifeq ($(CI),true)
	$(MAKE) $(FIREBASE)
endif
else ifeq ($(CI),true)
	@echo "CI needs npm: apt-get install nodejs npm" && exit 1
else
	@echo "npm is not installed: the web client is not checked (apt-get install nodejs npm)"
endif

firebase: $(FIREBASE) ## the emulator of sign-in (242 MB): for its tests, and for `buildtrace up --firebase`

$(FIREBASE): tests/firebase/package.json tests/firebase/package-lock.json
	cd tests/firebase && npm ci

$(PACKAGES): web/package.json web/package-lock.json
	cd web && npm ci

check: ## what CI runs, as a pre-commit hook would
	$(BIN)/pre-commit run --all-files

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(STAMP)

lock: ## resolve again; the lock holds versions and hashes, no addresses
	sh tools/lock.sh

audit: install ## what is known against the packages we depend on; says so where nobody can be asked
	$(BIN)/python -m tools.audit

sbom: install ## what is in it: CycloneDX, into build/sbom
	$(BIN)/python -m tools.sbom build/sbom

bundles: ## the functions' archives for Terraform (docs/DEPLOY.md)
	$(PYTHON) -m tools.bundle build/bundles

simulate: install ## the completion protocol over many more seeds than the suite
	$(BIN)/pytest tests/simulation --simulation-seeds 50000

golden: install ## write the golden files again; review the difference before you commit it
	$(BIN)/pytest tests/golden --update-golden -n0

samples: install ## draw the sample set and its truth again, then `make golden`
	$(BIN)/python -m samples.generate

clean:
	rm -rf $(VENV) buildtrace-out web/dist web/node_modules tests/firebase/node_modules
