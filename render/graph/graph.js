// Makes the graph answer to the pointer and the keyboard. The picture is
// complete without it; all that it knows is in the picture: the time axis in
// data-x of the root (left, right, from and to in ms); for each path in data-y
// the pixels of zero and top, what the top is worth, the unit, and into how
// many parts a pixel is divided; for each row of a legend in data-for what it
// stands for; of what is drawn wider than its time, in data-true where that
// ends, and begins if not at x. It has to stay small: the build takes comments
// and blanks away, by graph.sed.
(() => {
	const root = document.currentScript.ownerSVGElement;
	const { max, min, abs, round } = Math;
	const all = (q) => [...root.querySelectorAll(q)];
	const get = (e, name) => e.getAttribute(name);
	const [left, right, from, to] = get(root, "data-x").split(" ").map(Number);
	const wide = right - left, middle = left + wide / 2, span = to - from;
	// A place x of the whole picture is seen at shift + zoom * x.
	let zoom = 1, shift = 0;
	const seen = (x) => shift + zoom * x, whole = (x) => (x - shift) / zoom;
	// The cursor, a place of the whole picture; where the button went down.
	let at = null, down = null;

	// null takes an attribute away.
	function set(e, want) {
		for (const k in want) {
			want[k] === null ? e.removeAttribute(k) : e.setAttribute(k, want[k]);
		}
		return e;
	}
	const hide = (e, off) => set(e, { visibility: off ? "hidden" : null });
	const make = (name, want, parent) => set(parent.appendChild(
		document.createElementNS(root.namespaceURI, name)), want);

	const iso = (ms, a, b) => new Date(ms).toISOString().slice(a, b);
	const clock = (ms, step) => iso(round(ms / step) * step, 11,
		step < 1e3 ? 21 : step < 6e4 ? 19 : 16);
	const timeOf = (x) => from + (x - left) / wide * span;
	// Not more of the time than a pixel can tell; the date as in the title.
	const exact = span > 4e7 ? 6e4 : span > 15e3 ? 1e3 : 100;
	const dated = iso(from, 0, 10) !== iso(from + span, 0, 10);
	function moment(x) {
		const ms = round(timeOf(x) / exact) * exact;
		return (dated ? iso(ms, 5, 10) + " " : "") + clock(ms, exact);
	}

	// The points of a path, a list for each unbroken stretch. A level one has
	// them in every column: there were samples, which the path leaves out.
	function points(d) {
		const runs = [];
		let run, x = 0, y = 0;
		d.replace(/([MLlhv])([^MLlhv]*)/g, (m, op, rest) => {
			let [a, b = 0] = rest.match(/-?\d*\.?\d+/g).map(Number);
			if (op === "v") { [a, b] = [0, a]; }
			if (op === "M") { runs.push(run = []); }
			if (op > "Z") { a += x; b += y; }
			if (op === "h") { while (a > ++x) { run.push([x, y]); } }
			x = round(a * 100) / 100;
			y = b;
			run.push([x, y]);
		});
		return runs;
	}
	const series = all(".series").map((path) => {
		const [zero, top, worth, unit, parts] = get(path, "data-y").split(" ");
		const each = worth / (zero - top), step = each / parts;
		return { id: "#" + path.id, runs: points(get(path, "d")), zero, each, step,
			unit, coarse: parts < 100 };
	});
	// The points of a long run stand in the middle of their pixel's column: it
	// is not stretched so far that they seem to be at another time.
	const most = series.some((s) => s.coarse) ? 10 : 200;
	const widened = all("[data-true]").map((e) => [e, +get(e, "x"),
		+get(e, "width"), ...get(e, "data-true").split(" ").map(Number)]);
	const stops = [...new Set(series.flatMap((s) => s.runs.flat().map((p) => p[0])))]
		.sort((a, b) => a - b).map((x) => [x]);

	// Which of some points is nearest to x; of several at one x the last.
	const nearest = (run, x) => run.reduce((best, p, i) =>
		abs(p[0] - x) > abs(run[best][0] - x) ? best : i, 0);
	const held = (s, x) => s.runs.filter((r) =>
		x > r[0][0] - .01 && r[r.length - 1][0] + .01 > x).pop();
	// The sample under the pointer, or the place itself where there is none.
	function snap(x) {
		const stop = stops.length ? stops[nearest(stops, x)][0] : x;
		return (4 > abs(stop - x) * zoom || series.some((s) => held(s, x))) &&
			visible(stop) ? stop : x;
	}
	const visible = (x) => seen(x) > left - .01 && right + .01 > seen(x);
	// What a line is worth at x, in no more digits than its pixels have.
	function written(s, x) {
		const run = held(s, x);
		if (!run) { return "\u2013"; }
		const v = (s.zero - run[nearest(run, x)][1]) * s.each;
		return s.unit === "%" ? round(v) + " %" :
			v < 1 && s.step * 1024 < 1 ? round(v * 1024) + " MiB" :
			v.toFixed(s.step > .02 ? 1 : 2) + " GiB";
	}

	const [[top, end], [start, bottom]] = all(".plot").map((r) =>
		[+get(r, "y"), +get(r, "y") + +get(r, "height")]);
	const rows = all("[data-for]");
	const cells = all(".value").map((cell) => {
		const row = cell.parentNode, rest = cell.textContent;
		const s = series.find((one) => one.id === get(row, "data-for"));
		return [cell, rest, s ? (x) => written(s, x) :
			row.matches(".legend-head") ? moment : () => rest];
	});
	const tools = make("g", { "pointer-events": "none" }, root);
	const line = make("path", { id: "cursor", stroke: get(root, "fill"),
		opacity: .55 }, tools);
	const when = make("text", { id: "cursor-time", "text-anchor": "middle",
		y: bottom + 35, "font-weight": 600 }, tools);
	const chosen = make("rect", { y: top, height: bottom - top, width: 0,
		opacity: .12 }, tools);

	function show() {
		const off = at === null || !visible(at), x = seen(at);
		set(line, { d: off ? null : `M${x} ${top}V${bottom}` });
		set(when, { x: off ? null : x }).textContent = off ? "" : moment(at);
		cells.forEach(([cell, rest, now]) => { cell.textContent = off ? rest : now(at); });
	}
	// As in scale.c.
	const STEPS = [.1, .2, .5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
		3600, 7200, 10800, 21600, 43200, 86400, 172800, 345600, 604800];
	// Over more than a year a day has its year.
	const years = span > 31536e6;
	const axis = root.querySelector("#time-axis"), grids = all(".grid");
	const drawn = [axis, ...grids].map((g) => [g, g.innerHTML]);
	// Ticks and grid of what is in view.
	function ticks() {
		drawn.forEach(([g, rest]) => { g.innerHTML = zoom > 1 ? "" : rest; });
		const a = timeOf(whole(left)), b = timeOf(whole(right));
		const fits = (s) => wide / (s < 1 || years ? 84 : 66) * s * 1e3 > b - a;
		let s = STEPS.find(fits) || 1209600;
		while (!fits(s)) { s *= 2; }
		const step = s * 1e3;
		for (let t = Math.ceil(a / step) * step; zoom > 1 && b >= t; t += step) {
			const x = seen(left + (t - from) / span * wide);
			make("text", { x, y: bottom + 20 }, axis)
				.textContent = t % 864e5 ? clock(t, step) : iso(t, years ? 0 : 5, 10);
			make("path", { d: `M${x} ${top}V${end}` }, grids[0]);
			make("path", { d: `M${x} ${start}V${bottom}` }, grids[1]);
		}
	}
	// Zoom to k, with the place x seen at px.
	function look(k, x, px) {
		zoom = max(1, min(most, span / 1e3, round(k * 1e6) / 1e6));
		shift = max(right - right * zoom, min(left - left * zoom, px - x * zoom));
		const move = (e, how) => set(e, { transform: zoom > 1 ? how : null });
		all(".zoom").forEach((g) => move(g, `matrix(${zoom} 0 0 1 ${shift} 0)`));
		all(".at").forEach((e) => {
			const at = +get(e, "data-at"), end = get(e, "data-end");
			// The name of a bar stays in view while there is room on the bar.
			const to = end && left > seen(at) &&
				seen(+end) > left + e.getComputedTextLength() ? left : seen(at);
			hide(e, !end && !visible(at));
			move(e, `translate(${to - at})`);
		});
		// A least width is one of pixels, at any zoom, and so is a way aside:
		// to the right of the one pixel that is taken already, or to the left.
		widened.forEach(([e, x, width, b, a = x]) => {
			const near = x > a ? max(a, x - 1 + 1 / zoom) : a + (x - a) / zoom;
			set(e, zoom > 1 ? { x: near, width: max(b - near, width / zoom) } :
				{ x, width });
		});
		// Stripes do not get wider.
		all("#hatch").forEach((e) =>
			set(e, { patternTransform: `scale(${1 / zoom} 1) rotate(45)` }));
		ticks();
		show();
	}
	function mark(row, off) {
		row.off = off;
		set(row, { opacity: off ? .35 : null, "aria-pressed": !off });
		all(get(row, "data-for")).forEach((e) => hide(e, off));
	}
	// Alone: the others of this panel go, or come back.
	function toggle(row, alone) {
		const others = rows.filter((r) => r !== row && r.parentNode === row.parentNode);
		const only = !row.off && others.every((r) => r.off);
		mark(row, !alone && !row.off);
		if (alone) { others.forEach((r) => mark(r, !only)); }
	}
	function reset() {
		rows.forEach((r) => mark(r, false));
		look(1, 0, 0);
	}

	const on = (e, what, how) => e.addEventListener(what, how, { passive: false });
	const place = (e) => new DOMPoint(e.x, e.y)
		.matrixTransform(root.getScreenCTM().inverse());
	const inside = (p) => p.x >= left && right >= p.x && p.y >= top && bottom >= p.y;
	const drag = (e) => {
		const x = max(left, min(right, place(e).x));
		return { x: min(down, x), width: abs(down - x) };
	};
	on(window, "pointermove", (e) => {
		const p = place(e);
		at = inside(p) ? snap(whole(p.x)) : null;
		if (down !== null) { set(chosen, drag(e)); }
		show();
	});
	on(root, "pointerleave", () => { at = null; show(); });
	on(root, "mousedown", (e) => {
		const p = place(e);
		if (!e.button && inside(p)) { down = p.x; }
	});
	// No text is selected by a drag.
	on(root, "selectstart", (e) => down !== null && e.preventDefault());
	on(window, "mouseup", (e) => {
		if (down === null) { return; }
		const { x, width } = drag(e);
		down = null;
		set(chosen, { x: null, width: 0 });
		if (width > 4) { look(zoom * wide / width, whole(x), left); }
	});
	on(root, "dblclick", (e) => { if (inside(place(e))) { reset(); } });
	on(root, "wheel", (e) => {
		const p = place(e), old = seen(1);
		if (!inside(p)) { return; }
		if (abs(e.deltaX) > abs(e.deltaY)) { look(zoom, 0, shift - e.deltaX); }
		else { look(zoom * Math.exp(-e.deltaY / 300), whole(p.x), p.x); }
		// What changes nothing here is the page's to scroll by.
		if (old !== seen(1)) { e.preventDefault(); }
	});
	rows.forEach((row) => {
		set(row, { tabindex: 0, role: "button", cursor: "pointer" });
		on(row, "click", (e) => toggle(row, e.shiftKey));
		on(row, "keydown", (e) => {
			if (!["Enter", " "].includes(e.key)) { return; }
			e.preventDefault();
			toggle(row, e.shiftKey);
		});
	});
	set(root, { tabindex: 0, role: "group" });
	on(root, "keydown", (e) => {
		const way = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
		const closer = { "+": 1.5, "=": 1.5, "-": 1 / 1.5 }[e.key];
		const px = at === null ? middle : seen(at), x = whole(px);
		if (e.ctrlKey || e.metaKey || e.altKey) { return; }
		if (closer) { look(zoom * closer, x, px); }
		else if (way && e.shiftKey) { look(zoom, 0, shift - way * wide / 10); }
		else if (way && stops.length) {
			let next = nearest(stops, x + way * wide / 100 / zoom);
			if (stops[next][0] === at) { next += way; }
			at = (stops[next] || stops[next - way])[0];
			look(zoom, at, visible(at) ? seen(at) : middle);
		}
		else if (["0", "Escape"].includes(e.key)) { at = null; reset(); }
		else { return; }
		e.preventDefault();
	});
	reset();
})();
