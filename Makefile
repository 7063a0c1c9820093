# Short names; each does what the README says in words.
.PHONY: run test check format messages requirements mutations

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
	for name in requirements requirements-metrics requirements-dev tools/installer tools/node tools/mutations; do \
	    .venv/bin/python -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	        --universal --python-version 3.11 --custom-compile-command 'make requirements' $(UPGRADE) \
	        $$name.in --output-file $$name.txt || exit 1; \
	done

# Small faults put into the code one by one, to see whether a test notices: make mutations ARGS="--sample 60 --floor queries"
mutations:
	.venv/bin/python -m uv venv --quiet --allow-existing .venv/mutations
	.venv/bin/python -m uv pip sync --quiet --require-hashes --python .venv/mutations/bin/python tools/mutations.txt
	.venv/mutations/bin/python -m tools.mutations $(ARGS)
