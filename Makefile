# `go test ./...` is all that a change must pass; these are shortcuts.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

FUZZTIME ?= 30s
BENCH ?= .
BENCHCOUNT ?= 6
BIN ?= bin/subaud
# The flags of a release: the same bytes from every folder and machine.
RELEASE_FLAGS := -trimpath -buildvcs=false -ldflags "-s -w -buildid="

.PHONY: help all build test update lint fmt fuzz bench cover docs new-rule release-check ci

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

all: fmt lint test ## Format, lint and test

build: ## Build bin/subaud
	go build -o $(BIN) ./cmd/subaud

test: ## Run every test: layers, style, fixtures, generated documents
	go test ./...

ci: ## Run what the build server runs
	.ci/run

update: ## Rewrite golden files and fixtures; read the difference before you commit it
	@packages=$$(grep -rlE 'flag\.Bool\("update"' --include='*_test.go' . | xargs -r -n1 dirname | sort -u); \
	if [ -z "$$packages" ]; then echo "no test has an -update flag"; exit 1; fi; \
	go test $$packages -update

lint: ## Run go vet, and golangci-lint where it is installed
	go vet ./...
	@if command -v golangci-lint >/dev/null; then golangci-lint run ./...; \
	else echo "golangci-lint is not installed: only go vet ran"; fi

fmt: ## Format the Go files
	gofmt -l -w .

fuzz: ## Run every fuzz target for FUZZTIME (30s)
	@grep -rHoE '^func Fuzz[A-Za-z0-9_]+' --include='*_test.go' . | sed 's/:func / /' | sort | \
	while read -r file target; do \
		echo "== $$target ($$(dirname "$$file"))"; \
		go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" </dev/null; \
	done

bench: ## Run the benchmarks that match BENCH (.), BENCHCOUNT (6) times, in the form that benchstat reads
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(BENCHCOUNT) ./...

cover: ## Write cover.out and cover.html, and print the total
	go test -coverprofile=cover.out -coverpkg=./... ./...
	go tool cover -html=cover.out -o cover.html
	@go tool cover -func=cover.out | tail -n 1

docs: ## Write docs/rules and the table in README.md anew
	go test ./rules/... -run TestDocs -update

# The two files of a rule, with text that no test lets pass until it is yours.
new-rule: ## Begin a rule: make new-rule RULE=kind/slug
	@if [[ ! "$(RULE)" =~ ^[a-z]+/[a-z0-9]+(-[a-z0-9]+)*$$ ]]; then \
		echo "say which rule: make new-rule RULE=kind/slug, as in trust/any-subject"; exit 1; fi
	@policy=policies/$(RULE).rego; fixture=fixtures/$(RULE).txtar; \
	for file in $$policy $$fixture; do \
		if [ -e $$file ]; then echo "$$file is there already: choose another slug"; exit 1; fi; \
	done; \
	mkdir -p $$(dirname $$policy) $$(dirname $$fixture); \
	printf '%s\n' \
		'# METADATA' \
		'# title: Say in one line what an attacker gains or what does not work' \
		'# description: Say why, in two or three sentences.' \
		'# related_resources:' \
		'# - https://the.page.of.the.cloud.that.says.so' \
		'# custom:' \
		'#   severity: critical, high, medium, low or note' \
		'#   confidence: high, medium or low' \
		'#   persona: regular' \
		'#   remediation: Say what to write instead.' \
		'#   tags: []' \
		'#   params: {}' \
		'#   since: "YYYY.MM"' \
		'package policies.$(dir $(RULE))["$(notdir $(RULE))"]' '' \
		'finding contains {"at": input.at, "message": "say what is wrong here, with names"} if {' \
		'	false' \
		'}' | sed 's#/\["#["#' >$$policy; \
	printf '%s\n' \
		'Say in a sentence what is going on here.' \
		'-- bad/main.tf --' \
		'-- good/main.tf --' \
		'-- unknown/main.tf --' \
		'-- want --' >$$fixture; \
	echo "wrote $$policy and $$fixture: make them true, then run go test ./rules/... (-update writes the want section)"

release-check: ## Build twice as a release and compare the bytes; build for every system
	@mkdir -p dist
	CGO_ENABLED=0 go build $(RELEASE_FLAGS) -o dist/once ./cmd/subaud
	CGO_ENABLED=0 go build -a $(RELEASE_FLAGS) -o dist/again ./cmd/subaud
	@cmp dist/once dist/again && echo "the two builds are the same"
	@rm -f dist/once dist/again
	@for target in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64; do \
		echo "== $$target"; \
		ending=; if [[ $$target == windows/* ]]; then ending=.exe; fi; \
		CGO_ENABLED=0 GOOS=$${target%/*} GOARCH=$${target#*/} go build $(RELEASE_FLAGS) \
			-o dist/subaud-$${target%/*}-$${target#*/}$$ending ./cmd/subaud; \
	done
