TOOLS += tests/chroot.sh tests/fresh.sh tests/packages.sh

fresh: ## the README's two commands in a fresh Debian (root, debootstrap)
	@$(BASH) tests/fresh.sh

packages: ## build, install, use and remove Debian's package in fresh chroots
	@$(BASH) tests/packages.sh

.PHONY: fresh packages
