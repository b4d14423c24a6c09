# Read a picture of --static (the first file), and compare it with the table of
# the same logs (the second file). Print a line per check: "ok NAME" or "not ok
# NAME: why". Short logs: every point. Long logs: the first, lowest, highest and
# last point of each column of pixels.
function attr(s, name,    at) {
	at = index(s, " " name "=\"")
	if (at == 0)
		return ""
	s = substr(s, at + length(name) + 3)
	return substr(s, 1, index(s, "\"") - 1)
}
function text_of(s, tag) {
	if (!index(s, "<" tag ">"))
		return ""
	s = substr(s, index(s, "<" tag ">") + length(tag) + 2)
	return substr(s, 1, index(s, "<") - 1)
}
# The time in milliseconds; only differences count.
function ms_of(ts,    y, m, d, f) {
	y = substr(ts, 1, 4)
	m = substr(ts, 6, 2) + 0
	d = substr(ts, 9, 2)
	if (m < 3) {
		m += 12
		y--
	}
	d += 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + \
	    int((153 * (m - 3) + 2) / 5) - 719469
	f = substr(ts, 20)
	sub(/Z$/, "", f)
	return ((d * 24 + substr(ts, 12, 2)) * 60 + substr(ts, 15, 2)) * \
	    60000 + (substr(ts, 18, 2) + ("0" f)) * 1000
}
function x_of(ms) {
	return left + (ms - from_ms) / (to_ms - from_ms) * (right - left)
}
function near(a, b, most) {
	return a - b <= most && b - a <= most
}
function say(why) {
	if (bad == "")
		bad = why
}
function verdict(name) {
	print (bad == "" ? "ok " name : "not ok " name ": " bad)
	bad = ""
}

# The points of a path: px, py, and the stretch. A horizontal line has a point
# for each column of `wide` pixels.
function points(d, wide,    t, n, i, op, x, y, to) {
	gsub(/-/, " -", d)
	gsub(/[MLlhvz]/, " & ", d)
	n = split(d, t, " ")
	ps = runs = 0
	for (i = 1; i <= n;) {
		if (t[i] ~ /^[MLlhvz]$/)
			op = t[i++]
		if (op == "z")
			continue
		if (op == "M")
			runs++
		if (op == "h") {
			to = x + t[i++]
			while (wide > 0 && x + wide < to - 0.001) {
				x += wide
				px[++ps] = x
				py[ps] = y
				run[ps] = runs
				inside[ps] = 1
			}
			if (near(to, x, 0.001))
				continue
			x = to
		} else if (op == "v")
			y += t[i++]
		else if (op == "l") {
			x += t[i++]
			y += t[i++]
		} else {
			x = t[i++]
			y = t[i++]
		}
		px[++ps] = x
		py[ps] = y
		run[ps] = runs
		inside[ps] = 0
	}
}
# Keep the points of the upper edges of areas, with their values; the lower
# edges become ly[].
function upper(values,    group, v, n, i, k, at, from, kept, count) {
	n = split(values, group, ",")
	if (n != runs)
		say(runs " stretches, " n " groups of values")
	from = 1
	kept = 0
	for (i = 1; i <= n; i++) {
		count = split(group[i], v, " ")
		for (at = from; at <= ps && run[at] == i; at++)
			;
		for (k = 1; k <= count; k++) {
			kept++
			ly[kept] = py[at - k]
			pv[kept] = v[k]
			py[kept] = py[from + k - 1]
			px[kept] = count > 1 ? px[from + k - 1] : \
			    (px[from] + px[from + 1]) / 2
			run[kept] = i
		}
		from = at
	}
	ps = kept
}

# The expected points: ex, ey, ev, and the number of the block or row.
function expect(x, y, v, which) {
	ex[++es] = x
	ey[es] = y
	ev[es] = v
	eb[es] = which
}
function compare(name, wide, has_values) {
	if (wide > 0)
		columns(wide, has_values)
	else
		every(has_values)
	if (es == 0)
		say("nothing to compare with")
	verdict(name)
}
function every(has_values,    i) {
	if (ps != es)
		say(ps " points, not " es)
	for (i = 1; i <= es && bad == ""; i++) {
		if (!near(px[i], ex[i], 0.011))
			say("point " i " is at x " px[i] ", not " ex[i])
		if (!near(py[i], ey[i], has_values ? 0.06 : 0.011))
			say("point " i " is at y " py[i] ", not " ey[i])
		if (has_values && pv[i] != ev[i])
			say("point " i " has " pv[i] ", not " ev[i])
		if (has_values && !near(ly[i], el[i], 0.06))
			say("point " i " stands on " ly[i] ", not " el[i])
		if (i > 1 && run[i] == run[i - 1] && eb[i] != eb[i - 1] + 1)
			say("point " i " goes over a gap")
	}
}
function columns(wide, has_values,    i, k, c, last) {
	for (i = k = 1; i <= es && bad == ""; i = last + 1) {
		c = int(ex[i] / wide)
		least = most = ey[i]
		for (last = i; last < es && int(ex[last + 1] / wide) == c;) {
			last++
			least = ey[last] < least ? ey[last] : least
			most = ey[last] > most ? ey[last] : most
		}
		# A horizontal line also covers columns without a sample.
		while (k <= ps && inside[k] && int(px[k] / wide) < c)
			k++
		k = column(c, k, i, last, wide, has_values)
	}
	if (bad == "" && k <= ps)
		say("a point at " px[k] " that nothing stands for")
}
# Compare column c, from point k, with the expected points from i to last.
function column(c, k, i, last, wide, has_values,    from, low, high) {
	from = k
	low = high = py[k]
	for (; k <= ps && int(px[k] / wide) == c; k++) {
		low = py[k] < low ? py[k] : low
		high = py[k] > high ? py[k] : high
	}
	if (k == from)
		say("no point in column " c)
	else if (!near(low, least, 0.06) || !near(high, most, 0.06))
		say("column " c " is " low " to " high ", not " least " to " \
		    most)
	else if (!near(py[from], ey[i], 0.06) || \
	    !near(py[k - 1], ey[last], 0.06))
		say("column " c " begins or ends elsewhere")
	else if (has_values && (pv[from] != ev[i] || pv[k - 1] != ev[last]))
		say("column " c " has " pv[from] " and " pv[k - 1] ", not " \
		    ev[i] " and " ev[last])
	return k
}

function mib(bytes) {
	return int(bytes / 1048576 + 0.5)
}
# Does the block have all counters, so that it is in the stack?
function whole(b,    i) {
	for (i = 1; i <= 5; i++)
		if (!((part[i], b) in value))
			return 0
	return 1
}
# The edges of the layers, in GiB, from the bottom, as in stack.c.
function edge(layer, b,    i, gib, most) {
	if (layer == "swap-used")
		return ceiling + value["swap_used_bytes", b] / GIB
	if (layer == "free" || layer == "ceiling")
		return ceiling
	if (layer == "")
		return 0
	most = ceiling - value["free_bytes", b] / GIB
	for (i = 1; i <= 4; i++) {
		gib += value[part[i], b] / GIB
		if (layer == part_id[i])
			break
	}
	return layer == "other" || gib > most ? most : gib
}
function layer_value(layer, b,    i, bytes) {
	if (layer != "other")
		return value[layer_metric[layer], b]
	bytes = memory
	for (i = 1; i <= 5; i++)
		bytes -= value[part[i], b]
	return bytes > 0 ? bytes : 0
}
function check_layer(s,    id, b, below) {
	id = attr(s, "id")
	points(attr(s, "d"), 0)
	upper(attr(s, "data-v"))
	below = under[id]
	es = 0
	for (b = 1; b <= blocks; b++) {
		if (id == "swap-used" ? !(("swap_used_bytes", b) in value) : \
		    !whole(b))
			continue
		expect(x_of(at[b]), zero + edge(id, b) / worth * (top - zero),
		    mib(layer_value(id, b)), b)
		el[es] = zero + edge(below, b) / worth * (top - zero)
	}
	compare("layer " id, stack_wide, 1)
}
function check_line(s,    id, metric, f, b, per, is_row, key, r) {
	id = attr(s, "id")
	split(attr(s, "data-y"), f, " ")
	points(attr(s, "d"), f[5])
	es = 0
	is_row = id ~ /^(rss|footprint)-[0-9]+$/
	if (!is_row && !(id in line_metric)) {
		skipped++
		return
	}
	per = f[4] == "%" ? 1 : GIB
	if (is_row) {
		metric = substr(id, 1, index(id, "-") - 1) "_bytes"
		key = metric SUBSEP substr(id, index(id, "-") + 1)
		for (r = 1; r <= rows[key]; r++)
			expect(x_of(row_at[key, r]), f[1] + row_value[key, r] / \
			    per / f[3] * (f[2] - f[1]), 0, row_sample[key, r])
	}
	for (b = 1; !is_row && b <= blocks; b++)
		if ((line_metric[id], b) in value)
			expect(x_of(at[b]), f[1] + \
			    value[line_metric[id], b] / per / f[3] * \
			    (f[2] - f[1]), 0, b)
	compare("line " id, f[5], 0)
}
# A rate is between two blocks, so it has two points.
function check_rate(s,    id, m, b, last, rate) {
	id = attr(s, "id")
	m = rate_metric[id]
	points(attr(s, "d"), 0)
	upper(attr(s, "data-v"))
	es = 0
	for (b = 1; b <= blocks; b++) {
		if (!((m, b) in value))
			continue
		if (last && at[b] - at[last] <= pause && \
		    value[m, b] >= value[m, last]) {
			rate = (value[m, b] - value[m, last]) * page * 1000 / \
			    (at[b] - at[last])
			expect(x_of(at[last]), 0, int(rate / 1024 + 0.5), 0)
			expect(x_of(at[b]), 0, int(rate / 1024 + 0.5), 0)
		}
		last = b
	}
	if (ps != es)
		say(ps " points, not " es)
	for (b = 1; b <= es; b++)
		if (!near(px[b], ex[b], 0.011) || pv[b] != ev[b])
			say("point " b " is " pv[b] " at " px[b] ", not " \
			    ev[b] " at " ex[b])
	verdict("rate " id)
}
# Each stretch of low memory has a bar, and its times in the title.
function check_lows(    b, n, from, last, m, title) {
	m = "free_percent"
	for (b = 1; b <= blocks + 1; b++) {
		if (b <= blocks && (m, b) in value && value[m, b] < 30) {
			if (from && at[b] - at[last] <= pause) {
				last = b
				continue
			}
			if (from)
				check_low(++n, from, last)
			from = last = b
		} else if (from) {
			check_low(++n, from, last)
			from = 0
		}
	}
	if (n != lows)
		say(lows " bars, not " n + 0)
	verdict("low memory, " n + 0)
}
function check_low(n, from, last,    a, b) {
	a = x_of(at[from] - pause / 6)
	b = x_of(at[last] + pause / 6)
	a = a < left ? left : a
	b = b > right ? right : b
	if (n > lows || !near(low_x[n], a, 0.02) || !near(low_to[n], b, 0.02))
		say("bar " n " is from " low_x[n] " to " low_to[n] ", not " a \
		    " to " b)
	if (!index(low_title[n], substr(ts[from], 12, 8)) || \
	    !index(low_title[n], substr(ts[last], 12, 8)))
		say("bar " n " says " low_title[n])
}
# The text about the lowest free % is right.
function check_note(    b, m, lowest) {
	m = "free_percent"
	for (b = 1; b <= blocks; b++)
		if ((m, b) in value && (!lowest || value[m, b] < value[m, lowest]))
			lowest = b
	if (!index(note, substr(ts[lowest], 12, 8) " free " \
	    value[m, lowest] " %"))
		say(note ", at " ts[lowest] " " value[m, lowest])
	verdict("note " note)
}
# A pause is longer than three times the usual interval, which is the median.
function find_pause(    b, i, k, n, d, sorted) {
	for (b = 2; b <= blocks; b++) {
		d = at[b] - at[b - 1]
		for (i = ++n; i > 1 && sorted[i - 1] > d; i--)
			sorted[i] = sorted[i - 1]
		sorted[i] = d
	}
	pause = n > 0 ? 3 * sorted[int((n + 1) / 2)] : 1e18
}
BEGIN {
	FS = "\t"
	GIB = 1073741824
	split("wired_bytes compressor_bytes anonymous_bytes " \
	    "file_backed_bytes free_bytes", part, " ")
	split("wired compressor apps file-cache other free swap-used", part_id,
	    " ")
	for (i = 1; i <= 7; i++)
		under[part_id[i]] = i > 1 ? part_id[i - 1] : ""
	for (i = 1; i <= 4; i++)
		layer_metric[part_id[i]] = part[i]
	layer_metric["free"] = line_metric["free"] = "free_bytes"
	layer_metric["swap-used"] = line_metric["swap-used"] = "swap_used_bytes"
	line_metric["wired"] = "wired_bytes"
	line_metric["compressor"] = "compressor_bytes"
	line_metric["free-percent"] = "free_percent"
	rate_metric["swapped-in"] = "swapins"
	rate_metric["swapped-out"] = "swapouts"
	rate_metric["compressed"] = "compressions"
	rate_metric["decompressed"] = "decompressions"
}
FNR == 1 {
	file++
}
file == 1 && / data-x="/ {
	split(attr($0, "data-x"), f, " ")
	left = f[1]
	right = f[2]
	from_ms = f[3]
	to_ms = f[4]
}
file == 1 && / id="stack"/ {
	split(attr($0, "data-y"), f, " ")
	zero = f[1]
	top = f[2]
	worth = f[3]
	stack_wide = f[5]
}
file == 1 && / class="(layer|rate|series[^"]*)"/ {
	drawn[++elements] = $0
}
file == 1 && / class="low-memory"/ {
	low_x[++lows] = attr($0, "x")
	low_to[lows] = low_x[lows] + attr($0, "width")
	low_title[lows] = text_of($0, "title")
}
file == 1 && />[0-9:. -]* free [0-9]+ %</ && note == "" {
	note = $0
	sub(/ %<.*/, " %", note)
	sub(/.*>/, "", note)
}
file == 2 && FNR > 1 {
	ms = ms_of($1)
	if ($3 != "") {
		if (!($2 in newest) || newest[$2] != ms) {
			newest[$2] = ms
			samples[$2]++
		}
		key = $2 SUBSEP $3
		rows[key]++
		row_at[key, rows[key]] = ms
		row_value[key, rows[key]] = $5
		row_sample[key, rows[key]] = samples[$2]
	} else if ($4 == "") {
		if (blocks == 0 || at[blocks] != ms || \
		    ($2, blocks) in value) {
			at[++blocks] = ms
			ts[blocks] = $1
		}
		value[$2, blocks] = $5
		if ($2 == "memory_bytes")
			memory = $5
		if ($2 == "page_size_bytes")
			page = $5
	}
}
END {
	ceiling = memory / GIB
	if (blocks < 2000)
		find_pause()
	for (i = 1; i <= elements; i++)
		if (drawn[i] ~ / class="layer"/)
			check_layer(drawn[i])
		else if (drawn[i] ~ / class="rate"/) {
			if (blocks < 400)
				check_rate(drawn[i])
		} else
			check_line(drawn[i])
	if (blocks > 0 && blocks < 400)
		check_lows()
	if (note != "")
		check_note()
}
