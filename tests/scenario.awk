# Make a pair of logs from a story, as the guide's loops would write them on a
# Mac. Nothing is random: the same story gives the same bytes.
#
#	awk -v process=OUT.tsv -v system_log=OUT.log -f scenario.awk STORY
#
# A story has one fact per line. Times are seconds from its start:
#	start 2026-05-14T09:25:00Z	(must not pass midnight)
#	length 300
#	memory 64			GiB of the machine
#	base 6 14			wired and other memory in use, GiB
#	serve PID [START END]		a server; may be repeated
#	runner PID PPID MODEL GIB START READY END [GPU]	GPU: share that is wired
#	blob PID PPID HEX GIB START READY END [GPU]	a runner of this blob
#	orphan PID TIME			from then on its parent is 1
#	resident PID SHARE [FROM TO]	this share of it is in RSS
#	grow PID GIB FROM TO		it grows evenly by this size
#	loaded MODEL GIB FROM TO [VRAM CONTEXT]	what the API lists
#	expires MODEL TIME		its expiry (default: in five minutes)
#	wire GIB FROM TO		more wired memory
#	swapin MIB FROM TO		swapped in per second
#	load GIB FROM TO		more other memory in use
#	squeeze GIB FROM TO		the compressor holds this much
#	stall FROM TO [process|system]	no samples, or none in this log
#	clock TIME SECONDS		from then on the clock is off by this
#	lost SECTION FROM TO		vm_stat pressure swap ollama api
#	row PID COMM KIB START END COMMAND...	any other process that matches
# For wide logs:
#	wide [FROM TO]			both logs are wide
#	footprint PID SHARE		the footprint is this share of it
#	spike PID GIB TIME		its footprint peaked at this before TIME
#	hidden PID FROM TO [N]		its numbers are unknown (each Nth time)
#	level N FROM TO			the kernel's pressure level (default 1)
#	limit MIB			iogpu.wired_limit_mb
function clock(t,    i, s) {
	s = start_s + t
	for (i = 1; i <= steps; i++)
		if (t >= step_at[i])
			s += step_by[i]
	return sprintf("%sT%02d:%02d:%02dZ", day, int(s / 3600),
	    int(s % 3600 / 60), s % 60)
}
# How much memory a runner has: it grows from START to READY.
function share(i, t) {
	if (t < from[i] || t >= to[i])
		return -1
	if (t >= ready[i])
		return 1
	return (t - from[i] + 0.5) / (ready[i] - from[i] + 0.5)
}
# How much of a runner is in RSS, and how much it has grown, in GiB.
function in_rss(i, t,    k, part) {
	part = 1
	for (k = 1; k <= residents; k++)
		if (resident[k] == pid[i] && t >= resident_from[k] && \
		    t < resident_to[k])
			part = resident_share[k]
	return part
}
function grown(i, t,    k, sum) {
	for (k = 1; k <= grows; k++)
		if (grow[k] == pid[i] && t >= grow_from[k])
			sum += grow_gib[k] * (t < grow_to[k] ? (t - \
			    grow_from[k]) / (grow_to[k] - grow_from[k]) : 1)
	return sum + 0
}
function stalled(log_name, t,    i) {
	for (i = 1; i <= stalls; i++)
		if (t >= stall_from[i] && t < stall_to[i] && \
		    (stall_log[i] == "" || stall_log[i] == log_name))
			return 1
	return 0
}
function lost(section, t,    i) {
	for (i = 1; i <= losses; i++)
		if (loss[i] == section && t >= loss_from[i] && t < loss_to[i])
			return 1
	return 0
}
function is_wide(t) {
	return wide && t >= wide_from && t < wide_to
}
function unseen(pid, t,    k) {
	for (k = 1; k <= hiddens; k++)
		if (hidden[k] == pid && t >= hidden_from[k] && \
		    t < hidden_to[k] && t % hidden_each[k] == 0)
			return 1
	return 0
}
# The three columns of a wide row; `gpu` of the footprint is GPU memory.
function columns(t, pid, footprint, gpu,    k) {
	if (footprint > most_kib[pid])
		most_kib[pid] = footprint
	for (k = 1; k <= spikes; k++)
		if (spike[k] == pid && t >= spike_at[k] && \
		    spike_gib[k] * 1048576 > most_kib[pid])
			most_kib[pid] = spike_gib[k] * 1048576
	if (!is_wide(t))
		return ""
	if (unseen(pid, t))
		return "\t\t\t"
	return sprintf("\t%d\t%d\t%d", footprint, most_kib[pid], gpu)
}
function row(t, pid, ppid, comm, kib, vsz, command, footprint, gpu) {
	printf "%s\t%d\t%d\t%s\t%d\t%.0f\t%s%s\n", clock(t), pid, ppid, comm,
	    kib, vsz, command, columns(t, pid, footprint, gpu) > process
}
# A slow wave of a few per mille, so that lines are not quite straight.
function wave(t, phase) {
	return (t * 7 + phase * 13) % 29 - 14
}
function processes(t,    i, s, ppid, what, kib, part) {
	for (i = 1; i <= serves; i++)
		if (t >= serve_from[i] && t < serve_to[i])
			row(t, serve[i], 1183, app, 48200 + wave(t, 1) * 8,
			    436764784, bundle "ollama serve", 31000, 0)
	for (i = 1; i <= runners; i++) {
		s = share(i, t)
		if (s < 0)
			continue
		ppid = parent[i]
		if (pid[i] in orphan && t >= orphan[pid[i]])
			ppid = 1
		what = blob[i] ? "llama-server --model " blobs model[i] \
		    : "ollama runner --mlx-engine --model " model[i]
		kib = (size[i] * s + grown(i, t)) * 1048576
		part = pid[i] in in_footprint ? in_footprint[pid[i]] : 1
		row(t, pid[i], ppid, app, kib * in_rss(i, t) + 60000 + \
		    wave(t, i) * 400, 463538960, bundle what " --port " \
		    51000 + i, kib * part + 50000 + wave(t, i) * 300, \
		    size[i] * s * 1048576 * part * gpu[i])
	}
	for (i = 1; i <= rows; i++)
		if (t >= row_from[i] && t < row_to[i])
			row(t, row_pid[i], 800, row_comm[i], row_kib[i],
			    436760688, row_command[i], row_kib[i], 0)
}
function line(label, value) {
	printf "%-30s %16.0f.\n", label, value > system_log
}
function system_block(t,    i, s, pages, wired, other, compressor,
    free, active, inactive, speculative, swap, percent, total, missing) {
	pages = memory * 65536
	wired = base_wired
	other = base_other
	for (i = 1; i <= runners; i++) {
		s = share(i, t)
		if (s < 0)
			continue
		wired += size[i] * s * gpu[i]
		other += size[i] * s * (1 - gpu[i]) + grown(i, t)
	}
	for (i = 1; i <= wires; i++)
		if (t >= wire_from[i] && t < wire_to[i])
			wired += wire_gib[i]
	swapins = 0
	for (i = 1; i <= swaps; i++)
		if (t >= swap_from[i])
			swapins += swap_mib[i] * 64 * ((t < swap_to[i] ? t : \
			    swap_to[i]) - swap_from[i])
	for (i = 1; i <= loads; i++)
		if (t >= load_from[i] && t < load_to[i])
			other += load_gib[i]
	# What does not fit goes to the compressor, and then to swap.
	missing = wired + other - memory * 0.93
	compressor = 0.4
	if (missing > 0) {
		compressor += missing * 0.45 < 7 ? missing * 0.45 : 7
		other -= missing * 1.2
		if (other < 2) {
			wired -= 2 - other
			other = 2
		}
	}
	for (i = 1; i <= squeezes; i++)
		if (t >= squeeze_from[i] && t < squeeze_to[i])
			compressor = squeeze_gib[i]
	if (compressor > most && !squeezes)
		most = compressor
	swap = most > 2 ? (most - 2) * 1.6 : 0
	wired = int(wired * 65536) + wave(t, 2) * 16
	compressor = int(compressor * 65536)
	other = int(other * 65536)
	speculative = 3000 + wave(t, 4) * 40
	free = pages - wired - other - compressor - speculative
	if (free < 4000) {
		wired -= 4000 - free
		free = 4000 + wave(t, 3) * 64
	}
	active = int(other * 0.52)
	inactive = pages - wired - compressor - free - speculative - active
	percent = int((pages - wired - compressor) * 100 / pages)
	printf "===== %s =====\n", clock(t) > system_log
	if (!lost("vm_stat", t)) {
		print "Mach Virtual Memory Statistics: (page size of 16384 bytes)" \
		    > system_log
		line("Pages free:", free)
		line("Pages active:", active)
		line("Pages inactive:", inactive)
		line("Pages speculative:", speculative)
		line("Pages throttled:", 0)
		line("Pages wired down:", wired)
		line("Pages purgeable:", 21000)
		line("\"Translation faults\":", 8304623196 + t * 91000)
		line("Pages copy-on-write:", 219702219 + t * 120)
		line("Pages zero filled:", 5555632885 + t * 40000)
		line("Pages reactivated:", 38929686 + t * 9)
		line("Pages purged:", 3232980)
		line("File-backed pages:", int(other * 0.4))
		line("Anonymous pages:", other - int(other * 0.4))
		line("Pages stored in compressor:", compressor * 3)
		line("Pages occupied by compressor:", compressor)
		line("Decompressions:", 12319037 + t * 3)
		line("Compressions:", 27010022 + t * 5)
		line("Pageins:", 76117151 + t * 11)
		line("Pageouts:", 2996313 + t)
		line("Swapins:", swapins)
		line("Swapouts:", int(swap * 65536))
	}
	if (!lost("pressure", t)) {
		printf "The system has %.0f (%.0f pages with a page size of " \
		    "16384).\n\nStats: \nPages free: %d \nPages purgeable: 21000 " \
		    "\nPages purged: 3232980 \n\nSwap I/O:\nSwapins: %d \n" \
		    "Swapouts: %d \n\nPage Q counts:\nPages active: %d \n" \
		    "Pages inactive: %d \nPages speculative: %d \nPages " \
		    "throttled: 0 \nPages wired down: %d \n\nCompressor Stats:\n" \
		    "Pages used by compressor: %d \nPages decompressed: %d \n" \
		    "Pages compressed: %d \n\nFile I/O:\nPageins: %d \n" \
		    "Pageouts: %d \n\nSystem-wide memory free percentage: %d%%\n", \
		    pages * 16384, pages, free, swapins, int(swap * 65536), \
		    active, inactive, speculative, wired, compressor, 12319037 + t * 3, \
		    27010022 + t * 5, 76117151 + t * 11, 2996313 + t, percent \
		    > system_log
	}
	if (!lost("swap", t)) {
		total = swap > 0 ? (int(swap) + 1) * 1024 : 0
		printf "vm.swapusage: total = %.2fM  used = %.2fM  free = %.2fM" \
		    "  (encrypted)\n", total, swap * 1024, total - swap * 1024 \
		    > system_log
	}
	models(t)
	if (is_wide(t))
		kernel(t)
	print "" > system_log
}
# The kernel's own numbers.
function kernel(t,    i, level) {
	level = 1
	for (i = 1; i <= levels; i++)
		if (t >= level_from[i] && t < level_to[i])
			level = level_is[i]
	printf "kern.memorystatus_vm_pressure_level: %d\n" \
	    "iogpu.wired_limit_mb: %d\nvm.compressor_pool_size: %.0f\n" \
	    "vm.compressor_input_bytes: %.0f\nhw.memsize_usable: %.0f\n", \
	    level, limit, memory * 2085907456, (27010022 + t * 5) * 16384, \
	    memory * 1073741824 - 700000000 > system_log
}
function pad(s, n) {
	return sprintf("%-" n "s    ", s)
}
function models(t,    i, n, wide, comma) {
	wide = 4
	for (i = 1; i <= loadeds; i++)
		if (t >= loaded_from[i] && t < loaded_to[i]) {
			n++
			if (length(loaded[i]) > wide)
				wide = length(loaded[i])
		}
	if (!lost("ollama", t)) {
		if (!n)
			print "NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL " \
			    > system_log
		else
			print pad("NAME", wide) pad("ID", 12) pad("SIZE", 6) \
			    pad("PROCESSOR", 9) pad("CONTEXT", 7) \
			    "UNTIL              " " " > system_log
		for (i = 1; n && i <= loadeds; i++)
			if (t >= loaded_from[i] && t < loaded_to[i])
				print pad(loaded[i], wide) pad(digest(i), 12) \
				    pad(sprintf("%2.0f GB", loaded_gib[i] * 1.0737), 6) \
				    pad("100% GPU", 9) pad("8192", 7) \
				    "4 minutes from now    " > system_log
	}
	if (lost("api", t))
		return
	if (!n) {
		print "{\n  \"models\": []\n}" > system_log
		return
	}
	print "{\n  \"models\": [" > system_log
	for (i = 1; i <= loadeds; i++)
		if (t >= loaded_from[i] && t < loaded_to[i]) {
			n--
			api_model(t, i, n ? "," : "")
		}
	print "  ]\n}" > system_log
}
function digest(i) {
	return sprintf("%04x%04x%04x", i * 40503 % 65536, i * 30011 % 65536,
	    i * 20021 % 65536)
}
function expiry(t, i,    k) {
	for (k = 1; k <= expiries; k++)
		if (expires[k] == loaded[i])
			return clock(expires_at[k])
	return clock(t + 290)
}
function api_model(t, i, comma) {
	printf "    {\n      \"name\": \"%s\",\n      \"model\": \"%s\",\n" \
	    "      \"size\": %.0f,\n      \"digest\": \"%s%052d\",\n" \
	    "      \"details\": {\n        \"parent_model\": \"\",\n" \
	    "        \"format\": \"safetensors\",\n        \"family\": \"\",\n" \
	    "        \"families\": null,\n        \"parameter_size\": \"\",\n" \
	    "        \"quantization_level\": \"nvfp4\"\n      },\n" \
	    "      \"expires_at\": \"%s\",\n      \"size_vram\": %.0f,\n" \
	    "      \"context_length\": %d\n    }%s\n", loaded[i], loaded[i], \
	    loaded_gib[i] * 1073741824, digest(i), i, expiry(t, i), \
	    loaded_vram[i] * 1073741824, context[i], comma > system_log
}
BEGIN {
	OFMT = CONVFMT = "%.6g"
	app = "/Applications/Ol"
	bundle = "/Applications/Ollama.app/Contents/Resources/"
	blobs = "/Users/ada/.ollama/models/blobs/sha256-"
	memory = 64
}
/^#/ || NF == 0 { next }
$1 == "start" {
	day = substr($2, 1, 10)
	start_s = substr($2, 12, 2) * 3600 + substr($2, 15, 2) * 60 + \
	    substr($2, 18, 2)
}
$1 == "length" { length_s = $2 }
$1 == "memory" { memory = $2 }
$1 == "base" { base_wired = $2; base_other = $3 }
$1 == "serve" {
	i = ++serves
	serve[i] = $2
	serve_from[i] = NF > 2 ? $3 : 0
	serve_to[i] = NF > 2 ? $4 : 1e9
}
$1 == "runner" || $1 == "blob" {
	i = ++runners
	pid[i] = $2; parent[i] = $3; model[i] = $4; size[i] = $5
	from[i] = $6; ready[i] = $7; to[i] = $8
	gpu[i] = NF > 8 ? $9 : 0.9
	blob[i] = $1 == "blob"
}
$1 == "orphan" { orphan[$2] = $3 }
$1 == "loaded" {
	i = ++loadeds
	loaded[i] = $2; loaded_gib[i] = $3; loaded_from[i] = $4
	loaded_to[i] = $5
	loaded_vram[i] = NF > 5 ? $6 : $3
	context[i] = NF > 6 ? $7 : 8192
}
$1 == "resident" {
	i = ++residents
	resident[i] = $2; resident_share[i] = $3
	resident_from[i] = NF > 3 ? $4 : 0
	resident_to[i] = NF > 3 ? $5 : 1e9
}
$1 == "grow" {
	i = ++grows
	grow[i] = $2; grow_gib[i] = $3; grow_from[i] = $4; grow_to[i] = $5
}
$1 == "expires" { i = ++expiries; expires[i] = $2; expires_at[i] = $3 }
$1 == "wire" {
	i = ++wires
	wire_gib[i] = $2; wire_from[i] = $3; wire_to[i] = $4
}
$1 == "swapin" {
	i = ++swaps
	swap_mib[i] = $2; swap_from[i] = $3; swap_to[i] = $4
}
$1 == "load" {
	i = ++loads
	load_gib[i] = $2; load_from[i] = $3; load_to[i] = $4
}
$1 == "squeeze" {
	i = ++squeezes
	squeeze_gib[i] = $2; squeeze_from[i] = $3; squeeze_to[i] = $4
}
$1 == "clock" { i = ++steps; step_at[i] = $2; step_by[i] = $3 }
$1 == "stall" {
	i = ++stalls
	stall_from[i] = $2; stall_to[i] = $3; stall_log[i] = $4
}
$1 == "lost" {
	i = ++losses
	loss[i] = $2; loss_from[i] = $3; loss_to[i] = $4
}
$1 == "wide" {
	wide = 1
	wide_from = NF > 1 ? $2 : 0
	wide_to = NF > 1 ? $3 : 1e9
}
$1 == "footprint" { in_footprint[$2] = $3 }
$1 == "spike" {
	i = ++spikes
	spike[i] = $2; spike_gib[i] = $3; spike_at[i] = $4
}
$1 == "hidden" {
	i = ++hiddens
	hidden[i] = $2; hidden_from[i] = $3; hidden_to[i] = $4
	hidden_each[i] = NF > 4 ? $5 : 1
}
$1 == "level" {
	i = ++levels
	level_is[i] = $2; level_from[i] = $3; level_to[i] = $4
}
$1 == "limit" { limit = $2 }
$1 == "row" {
	i = ++rows
	row_pid[i] = $2; row_comm[i] = $3; row_kib[i] = $4
	row_from[i] = $5; row_to[i] = $6
	$1 = $2 = $3 = $4 = $5 = $6 = ""
	sub(/^ +/, "")
	row_command[i] = $0
}
END {
	printf "ts\tpid\tppid\tcomm\trss_kb\tvsz_kb\tcommand%s\n", \
	    is_wide(0) ? "\tfootprint_kb\tfootprint_max_kb\tgpu_kb" : "" \
	    > process
	printf "" > system_log
	for (t = 0; t < length_s; t++) {
		if (!stalled("process", t))
			processes(t)
		if (t % 5 == 0 && !stalled("system", t))
			system_block(t)
	}
}
