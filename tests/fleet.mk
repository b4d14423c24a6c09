TOOLS += tests/fleet.sh

fleet: all $(BUILD)/tests/drive_signals ## memgraph and memtrace with Prometheus, node_exporter and logrotate
	@BUILD=$(BUILD) $(BASH) tests/run.sh tests/fleet.sh

.PHONY: fleet
