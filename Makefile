# Each target is one line over tools/bootstrap.py, which also works where there is no make:
#     python3 tools/bootstrap.py run
# Arguments are passed on:  make run ARGS="list is:unread"   make test ARGS="-k feed"
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help bench run test install lint docs format lock package package-test clean

help:
	@echo "make run      open Clash Reader (sets everything up the first time)"
	@echo "make test     run the tests"
	@echo "make lint     run every check: ruff, mypy, import walls, dependencies"
	@echo "make docs     build the user guide into build/docs"
	@echo "make format   put the code into its format"
	@echo "make bench    measure speed and memory (ten minutes; see benchmarks/README.md)"
	@echo "make install  set up .venv, and nothing else"
	@echo "make lock     write requirements.lock anew (ARGS=--upgrade for newer versions)"
	@echo "make package  build wheel, .deb and .run into dist (as root, with mmdebstrap)"
	@echo "make package-test  use the packages of dist in a bare Debian"
	@echo "make clean    leave the checkout as it was cloned"

bench: install
	@.venv/bin/python -m benchmarks $(ARGS)

run test install lint docs format lock package package-test clean:
	@$(PYTHON) tools/bootstrap.py $@ $(ARGS)
