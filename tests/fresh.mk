TOOLS += tests/chroot.sh tests/first_run.sh tests/fresh.sh tests/packages.sh

fresh: ## run make demo and make check in a fresh Debian (root)
	@$(BASH) tests/fresh.sh

first-run: ## write docs/first-run.md in a fresh Debian (root)
	@$(BASH) tests/first_run.sh >$(BUILD)/first-run.md
	@cp $(BUILD)/first-run.md docs/first-run.md

packages: ## test Debian's package in fresh Debians (root)
	@$(BASH) tests/packages.sh

.PHONY: first-run fresh packages
