TOOLS += tests/chroot.sh tests/first_run.sh tests/fresh.sh tests/packages.sh

fresh: ## the README's two commands in a fresh Debian (root, debootstrap)
	@$(BASH) tests/fresh.sh

first-run: ## docs/first-run.md, a transcript from a fresh Debian (as fresh)
	@$(BASH) tests/first_run.sh >$(BUILD)/first-run.md
	@cp $(BUILD)/first-run.md docs/first-run.md

packages: ## build, install, use and remove Debian's package in fresh chroots
	@$(BASH) tests/packages.sh

.PHONY: first-run fresh packages
