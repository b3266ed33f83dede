# cargo is all that these need (the web front end comes with Node.js 20.19 and npm); `.ci/run` is what a change must pass.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: run web test bench pages peers soak schemathesis fmt lint machine

# The program; `make run ARGS="compare newborn-birth"`.
run:
	cargo run --release --bin onething -- $(ARGS)

# The program with the web front end, after Node.js or npm has come, or the registry can be reached again.
web:
	touch server/build/main.rs
	cargo build --release

# `make test TEST_ARGS=--no-fail-fast` goes on behind what fails.
test:
	cargo test --workspace $(TEST_ARGS)

# Without the crate `tests`, whose feature of planted bugs would be measured too.
bench: machine
	cargo bench -p onething-engine -p onething
	$(MAKE) -s pages

# How fast the pages are in a real Chromium, served by a release build; needs Node.js and npm.
pages:
	cargo build --release --bin onething
	cd tests/browser && npm ci --no-audit --no-fund --silent && npm run -s measure -- --program ../../target/release/onething

# The same case on other engines beside ours; installs them from PyPI and npm into a temporary folder.
peers:
	tests/peers/run

# Every volume test at its full figure (tests/VOLUME.md), kept with its date and machine.
soak:
	mkdir -p tests/soak
	( date -u +%FT%TZ; $(MAKE) -s machine; ONETHING_VOLUME=1 cargo test --workspace ) 2>&1 | tee tests/soak/$$(date -u +%F).txt

# More than 20,000 requests by Schemathesis (of PyPI), which this fetches; not a part of CI.
schemathesis:
	cargo build --bin onething
	tests/schemathesis/run

fmt:
	cargo fmt --all

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

machine:
	@sed -n 's/^model name[[:space:]]*: /cpu: /p' /proc/cpuinfo | head -1
	@echo "cores: $$(nproc)"
	@sed -n 's/^MemTotal:[[:space:]]*/memory: /p' /proc/meminfo
	@rustc --version
