# Topictable. `make demo` and `make test` do all their own set-up; the README says what each needs.

PREFIX ?= /usr/local
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
CARGO ?= cargo
MVN ?= mvn --batch-mode --quiet
DEVSTACK := bin/devstack
FUZZ_SECONDS ?= 60
# They wait for brokers most of the time.
BROKER_TESTS := --test-threads=4

UNAME := $(shell uname -s)
PLATFORM := $(if $(filter Darwin,$(UNAME)),macos,linux)-$(patsubst arm64,aarch64,$(shell uname -m))
LIBRARY := libtopictable.$(if $(filter Darwin,$(UNAME)),dylib,so)

# What the tests load: the library as `cargo build` makes it.
TEST_LIBRARY := $(CURDIR)/target/debug/$(LIBRARY)

.PHONY: all help build test test-rust test-librdkafka test-c test-java test-conformance lint demo bench-decode bench-ingest bench-peers bench-scale bench-ops bench-publish bench-start soak fuzz header compatibility install audit clean \
	native jars no-native-resources prerequisites

all: build

help:
	@sed -n 's/^## //p' Makefile

## make demo              a broker, a feed, and a guide's script with its tables ticking (Ctrl-C ends it)
demo: build
	$(DEVSTACK) exec -- scripts/demo.sh

## make build             the release library, the header, the jar and bin/topictable, ready to run
build: prerequisites
	$(CARGO) build --release --locked
	mkdir -p java/library/target/native-resources/topictable/native/$(PLATFORM)
	cp target/release/$(LIBRARY) java/library/target/native-resources/topictable/native/$(PLATFORM)/
	$(MVN) -f java/pom.xml package -DskipTests

## make test              every test: lint, test-rust, test-c, test-java, test-conformance
test: prerequisites
	$(DEVSTACK) exec --registry -- $(MAKE) --no-print-directory lint test-rust test-c test-java test-conformance

test-rust: prerequisites
	$(DEVSTACK) exec --registry -- $(CARGO) test --locked --lib
	$(DEVSTACK) exec --registry -- $(CARGO) test --locked --test broker -- $(BROKER_TESTS)
	$(CARGO) test --locked --doc

## make test-librdkafka   the broker's tests and the conformance cases with librdkafka as what fetches records
test-librdkafka: native jars
	$(DEVSTACK) exec --registry -- env TOPICTABLE_FETCHER=librdkafka $(CARGO) test --locked --test broker -- $(BROKER_TESTS)
	$(DEVSTACK) exec --registry -- env TOPICTABLE_FETCHER=librdkafka TOPICTABLE_JAVA_OPTS="-Dtopictable.library=$(TEST_LIBRARY)" \
		$(CARGO) test --locked --test conformance

test-c: native
	$(DEVSTACK) exec -- tests/c/run.sh

test-java: native no-native-resources
	$(DEVSTACK) exec --registry -- $(MVN) -f java/pom.xml verify -Dnative.library=$(TEST_LIBRARY)

test-conformance: native jars
	$(DEVSTACK) exec --registry -- env TOPICTABLE_JAVA_OPTS="-Dtopictable.library=$(TEST_LIBRARY)" \
		$(CARGO) test --locked --test conformance

## make lint              formatting, lock files, clippy, the header, scripts
lint: prerequisites
	$(CARGO) fmt --check
	$(CARGO) fmt --check --manifest-path benches/decode/Cargo.toml
	for package in benches/decode fuzz; do \
		$(CARGO) update --quiet --workspace --locked --manifest-path $$package/Cargo.toml || exit 1; \
	done
	$(CARGO) clippy --locked --all-targets -- -D warnings
	scripts/lint.sh

## make bench-ingest      topics into memory, beside a bare librdkafka loop; latencies from produce to visible
bench-ingest: prerequisites
	$(DEVSTACK) exec --registry -- $(CARGO) bench --locked --bench ingest

## make bench-peers       the same of more topics, beside Deephaven (from its wheel, or DEEPHAVEN_JARS) and a plain Fetch loop
bench-peers: prerequisites
	DEEPHAVEN_JARS="$${DEEPHAVEN_JARS:-$$(scripts/deephaven.sh)}" $(DEVSTACK) exec --registry -- \
		$(CARGO) bench --locked --bench ingest -- peers

## make bench-scale        rate and memory with more partitions, columns, bytes a value and tables, drawn into docs/scale
bench-scale: prerequisites
	$(DEVSTACK) exec -- $(CARGO) bench --locked --bench scale

## make bench-ops         operations on tables, beside Deephaven's own engine (DEEPHAVEN_JARS)
bench-ops: prerequisites
	$(CARGO) bench --locked --bench ops

## make bench-publish     tables into topics, beside bare librdkafka and Deephaven (DEEPHAVEN_JARS)
bench-publish: prerequisites
	$(DEVSTACK) exec --registry -- $(CARGO) bench --locked --bench publish

## make bench-decode      records into columns from memory, beside other decoders
bench-decode: prerequisites
	$(CARGO) run --release --locked --manifest-path benches/decode/Cargo.toml --target-dir target/decode

## make soak              a pipeline of two topics at 50,000 records a second for two minutes
soak: prerequisites
	$(DEVSTACK) exec -- $(CARGO) bench --locked --bench soak

## make bench-start       a C program, from its start to its first row
bench-start: prerequisites
	$(CARGO) build --release --locked --lib
	$(DEVSTACK) exec -- benches/start/run.sh

# The decoders are safe Rust, and zstd's build script breaks under the address sanitizer.
## make fuzz              every fuzz target for FUZZ_SECONDS (60); needs a nightly toolchain
fuzz: prerequisites
	@command -v cargo-fuzz >/dev/null || $(CARGO) install --locked cargo-fuzz
	for target in avro csv fetch formula json msgpack object protobuf simple; do \
		$(CARGO) +nightly fuzz run --sanitizer none $$target -- -max_total_time=$(FUZZ_SECONDS) -max_len=4096 || exit 1; \
	done

## make install           installs what `make build` made under PREFIX (/usr/local)
install: build
	scripts/install.sh $(PREFIX)

## make audit             licences, advisories and sources of the dependencies
audit:
	@command -v cargo-deny >/dev/null || $(CARGO) install --locked cargo-deny
	cargo deny check

## make header            writes include/topictable.h anew from src/capi
header:
	TOPICTABLE_UPDATE_HEADER=1 $(CARGO) check --locked

## make compatibility     writes docs/compatibility.md anew
compatibility: native no-native-resources
	TOPICTABLE_UPDATE_COMPATIBILITY=1 $(MVN) -f java/pom.xml test -pl library -am -Dtest=CompatibilityTest \
		-Dsurefire.failIfNoSpecifiedTests=false -Dnative.library=$(TEST_LIBRARY)

# The library of the tests.
native: prerequisites
	$(CARGO) build --locked

# The jars, without the native library inside.
jars: prerequisites no-native-resources
	$(MVN) -f java/pom.xml package -DskipTests

# What an earlier `make build` has put into the jar would hide the library that is meant.
no-native-resources:
	@rm -rf java/library/target/native-resources java/library/target/classes/topictable/native

prerequisites:
	@scripts/prerequisites.sh

clean:
	$(CARGO) clean
	rm -rf java/library/target bindings/groovy/target java/devstack/target
