TOOLS += tests/fleet.sh

fleet: all $(BUILD)/tests/drive_signals ## test with Prometheus, node_exporter and logrotate
	@BUILD=$(BUILD) $(BASH) tests/run.sh tests/fleet.sh

.PHONY: fleet
