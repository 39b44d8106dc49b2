# SPDX-License-Identifier: GPL-2.0-or-later
# The front door for people. The work is done by scripts/, qemu-tests/run, Kbuild
# (kernel/) and meson (everything that runs in userspace).

# Kernel of the guest: 6.1, 6.12, 6.1-rt, or one of scripts/build-kernel.
K ?= 6.1
# DEBUG=1: the debug kernel instead (KASAN, lockdep, kmemleak), built once.
ifdef DEBUG
K := debug
endif
KERNELS := 6.1 6.12 6.1-rt
# Scenarios whose name begins with T (all when empty), in size quick or full.
T ?=
SIZE ?= quick
DESTDIR ?=
PREFIX ?= /usr

CACHE := $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/mixcore
# Debian's; another python may come first in PATH.
PYTHON := /usr/bin/python3 -B
MAKEFLAGS += --no-print-directory

.PHONY: help all deps fetch module user check fuzz bench bench-guest docs lint qtest qshell demo test nightly coverage install clean
.NOTPARALLEL:

help:
	@echo 'make demo                      hear it: two applications through the mixer, in a guest'
	@echo 'make test                      everything that CI runs; ends with N passed, N failed'
	@echo 'make module [K=6.12]           build snd-mixcore.ko for the guest kernel'
	@echo 'make user                      build library, tools, tests (meson, in build/user)'
	@echo 'make check                     tests on the host'
	@echo 'make fuzz [T=name] [SIZE=full]   fuzzers of what reads words and files; in check too'
	@echo 'make bench                     instructions and times of the arithmetic, against their limits'
	@echo 'make bench-guest               instructions of whole guests: mixcore and its peers, against limits'
	@echo 'make docs                      build Documentation/ for browsers, in build/docs/html'
	@echo 'make lint                      checkpatch, sparse, coccinelle, analyzer, shellcheck and others'
	@echo 'make qtest [T=name] [K=6.12] [SIZE=full]   scenarios in guests; T: what the name begins with'
	@echo 'make qtest DEBUG=1             the same on a kernel with KASAN, lockdep, kmemleak; built once'
	@echo 'make qshell [K=6.12]           an interactive guest on this terminal'
	@echo 'make coverage                  lines of the module that guests of DEBUG=1 reached, and of the rest on the host'
	@echo 'make nightly [PART=1/4]        full sizes, every kernel, preemption models, fuzzers; takes hours'
	@echo 'make deps fetch                install packages, fetch guest kernels (all targets do it when needed)'
	@echo 'make install DESTDIR=          install programs, library, module sources'
	@echo 'make clean                     remove build/ (downloads stay in $(CACHE))'

all: module user

# Silent and immediate when everything is there.
deps:
	@scripts/install-deps

build/kernel/%: | deps
	@mkdir -p $(@D)
	@folder=$$(scripts/fetch-kernel $*) && ln -sfn "$$folder" $@

build/kernel/debug build/kernel/debug-6.12 build/kernel/kcsan: | deps
	@mkdir -p $(@D)
	@folder=$$(scripts/build-kernel $(@F)) && ln -sfn "$$folder" $@

build/kselftest: scripts/fetch-kselftest | deps
	@mkdir -p $(@D)
	@folder=$$(scripts/fetch-kselftest) && ln -sfn "$$folder" $@

build/i386: | deps
	@mkdir -p $(@D)
	@folder=$$(scripts/fetch-i386) && ln -sfn "$$folder" $@

# Ask the archive for newer versions of all of them.
fetch: | deps
	@rm -f build/kselftest build/i386 $(KERNELS:%=build/kernel/%)
	@$(MAKE) build/kselftest build/i386 $(KERNELS:%=build/kernel/%)

module: build/kernel/$(K) | deps
	@scripts/build-module $(K)

user: build/kselftest | deps
	@scripts/build-user

check: user
	@scripts/check

# T: one of them; SIZE=full: two minutes each, with new inputs.
fuzz: | deps
	@SIZE=$(SIZE) scripts/fuzz $(T)

bench: user
	@mkdir -p build/bench
	@build/user/selftests/bench/bench build/bench/results.json

# T: only these scenarios of qemu-tests/bench.
bench-guest: module user build/i386
	@$(PYTHON) scripts/bench-guest --kernel $(K) $(T)

docs: build/kselftest | deps
	@scripts/build-docs

lint: user build/kernel/$(K) | deps
	@scripts/lint

qtest: module user build/i386
	@$(PYTHON) qemu-tests/run --kernel $(K) --size $(SIZE) $(T)

qshell: module user build/i386
	@$(PYTHON) qemu-tests/run --kernel $(K) --shell

demo:
	@qemu-tests/demo/run

test:
	@scripts/test

# PART=i/n: the i-th of n shares.
nightly: user build/i386
	@scripts/nightly $(if $(PART),--part $(PART))

coverage:
	@scripts/coverage
	@scripts/coverage-host

install: user
	@DESTDIR='$(DESTDIR)' meson install -C build/user --no-rebuild --quiet
	@if [ -x scripts/install-files ]; then scripts/install-files '$(DESTDIR)' '$(PREFIX)'; fi

clean:
	rm -rf build
