# make run    installs what is missing, builds, installs the model, indexes a folder and answers questions about it
# make test   does all the set-up and runs every test
SHELL := /bin/bash
SWIFT_BUILD_FLAGS ?=
CONFIGURATION := release
WRIGHT := .build/$(CONFIGURATION)/wright
override DOCS := $(value DOCS)
override ASK := $(value ASK)
export DOCS ASK
APT_PACKAGES := libsqlite3-dev libcmark-gfm-dev libcmark-gfm-extensions-dev libarchive-dev libxml2-dev \
	libgumbo-dev libstemmer-dev poppler-utils tesseract-ocr pkg-config curl ca-certificates
BREW_PACKAGES := cmark-gfm libarchive libxml2 gumbo-parser snowball poppler tesseract pkg-config
BUILD := swift build -c $(CONFIGURATION) $(SWIFT_BUILD_FLAGS)

.PHONY: run test setup build model lint bench install clean

run: model
	@APP="$(CURDIR)/$(WRIGHT)" Scripts/run-demo.sh "$$DOCS" "$$ASK"

test: lint build model
	swift test -c $(CONFIGURATION) --disable-testable-imports $(SWIFT_BUILD_FLAGS)

# Installs system libraries that are missing, or says which command would.
setup:
	@Scripts/install-system-libraries.sh "$(APT_PACKAGES)" "$(BREW_PACKAGES)"

build: setup
	$(BUILD) --product wright

model: build
	@$(WRIGHT) model install --quiet

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

# Measures speed beside the peers; bench-embed and so on run one part.
bench: model
	Benchmarks/run.sh

bench-%: model
	Benchmarks/run.sh $*

# Copies the program, its manual and its completions to PREFIX.
PREFIX ?= /usr/local
install: build
	install -d "$(PREFIX)/bin" "$(PREFIX)/share/man/man1"
	install -m 755 $(WRIGHT) "$(PREFIX)/bin/wright"
	$(WRIGHT) manual --output "$(PREFIX)/share/man/man1"
	install -d "$(PREFIX)/share/bash-completion/completions" "$(PREFIX)/share/zsh/site-functions" \
		"$(PREFIX)/share/fish/vendor_completions.d"
	$(WRIGHT) --generate-completion-script bash > "$(PREFIX)/share/bash-completion/completions/wright"
	$(WRIGHT) --generate-completion-script zsh > "$(PREFIX)/share/zsh/site-functions/_wright"
	$(WRIGHT) --generate-completion-script fish > "$(PREFIX)/share/fish/vendor_completions.d/wright.fish"

clean:
	rm -rf .build
