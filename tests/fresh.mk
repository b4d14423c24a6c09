TOOLS += tests/chroot.sh tests/fresh.sh

fresh: ## the README's two commands in a fresh Debian (root, debootstrap)
	@$(BASH) tests/fresh.sh

.PHONY: fresh
