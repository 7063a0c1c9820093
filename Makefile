# Short names; each does what the README says in words.
.PHONY: run test check format messages requirements

run:
	./run

test:
	./run test

check:
	./run check

# Bring the code to the one style.
format:
	.venv/bin/python -m ruff check --fix --quiet .
	.venv/bin/python -m ruff format --quiet .

# New sentences into the three catalogues, gone ones out.
messages:
	.venv/bin/python -m tools.catalogues update

# Pin and hash anew after a change of a .in file. --upgrade takes newer releases: make requirements UPGRADE=--upgrade
requirements:
	for name in requirements requirements-dev tools/installer tools/node; do \
	    .venv/bin/python -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	        --universal --python-version 3.11 --custom-compile-command 'make requirements' $(UPGRADE) \
	        $$name.in --output-file $$name.txt || exit 1; \
	done
