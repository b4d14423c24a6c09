// Makes the graph answer to the pointer, fingers and the keyboard. The picture
// is complete without it, and has all values in the attributes that
// docs/design-graph.md describes. script.c makes the elements that only this
// script shows. To keep it small, graph.awk removes comments, blanks and long
// names in the build.
(() => {
	const root = document.currentScript.ownerSVGElement;
	const [max, min, abs, round, floor, ceil] = ["max", "min", "abs", "round", "floor", "ceil"]
		.map((k) => Math[k]);
	const all = (q) => [...root.querySelectorAll(q)];
	const attr = (e, name) => e.getAttribute(name);
	const numbers = (e, name) => attr(e, name).split(" ").map(Number);
	const [left, border, from, to, top, foot] = numbers(root, "data-x");
	const [, , width, height] = numbers(root, "viewBox");
	const wide = border - left, span = to - from;
	// null takes an attribute away.
	const put = (e, want) => {
		for (const k in want) {
			want[k] === null ? e.removeAttribute(k) : e.setAttribute(k, want[k]);
		}
	};
	// Where in the picture something in the window is.
	const place = (e) => new DOMPoint(e.x, e.y)
		.matrixTransform(root.getScreenCTM().inverse());
	const inside = (p) => p.x > left - .01 && border + .01 > p.x && p.y >= top && foot >= p.y;
	const within = (a, x, b) => max(a, min(x, b));

	// A place x of the whole picture is seen at shift + zoom * x.
	let zoom = 1, shift = 0;
	const seen = (x) => shift + zoom * x, whole = (x) => (x - shift) / zoom;
	const visible = (x) => seen(x) > left - .01 && border + .01 > seen(x);
	const timeOf = (x) => from + (x - left) / wide * span;
	const iso = (ms, a, b) => new Date(ms).toISOString().slice(a, b);
	const clock = (ms, step) => iso(ms, 11, step < 1e3 ? 21 : step < 6e4 ? 19 : 16);
	// Not more of the time than a pixel can tell; the date as in the title.
	const exact = span > 6e7 ? 6e4 : span > 15e3 ? 1e3 : 100;
	const moment = (x) => {
		const ms = round(timeOf(x) / exact) * exact;
		return (iso(from, 0, 10) < iso(to, 0, 10) ? iso(ms, 5, 10) + " " : "") +
			clock(ms, exact);
	};

	// What has values: lines, layers and rates. Its runs have the points of each
	// unbroken stretch: place, value, and where the column begins and ends. A
	// level path leaves columns out that have samples.
	const panels = [":is(#runners,#processes)", "#system", "#paging"];
	const panelOf = (e) => panels.find((q) => e.closest(q));
	const things = all(".series,.layer,.rate").map((e) => {
		const y = attr(e.closest("[data-y]"), "data-y").split(" "), cols = +y.pop();
		const area = !e.matches(".series"), d = attr(e, "d");
		const groups = attr(e, "data-v").split(",");
		const [name, pid = "", kind = ""] = e.firstElementChild.innerHTML
			.split(/ \(.*(, pid \d+), peak( \w+)|: /);
		const runs = d.split(/(?=M)/).map((part, i) => {
			const run = [], list = groups[i].split(" ");
			let x = 0, y = 0, k = 0;
			const keep = () => {
				const a = cols ? floor(x / cols) * cols : x;
				run.push({ x, y, a, b: a + cols, at: a + cols / 2, v: +list[k] });
			};
			part.replace(/([MLlhv])([^MLlhvz]*)/g, (m, op, rest) => {
				let [a, b = 0] = rest.match(/-?\d*\.?\d+/g).map(Number);
				// The lower edge of an area; a dot.
				if (area && k > 1 && k >= list.length || op === "h" && !a) { return; }
				if (op === "v") { b = a; a = 0; }
				if (op > "Z") { a = round((a + x) * 100) / 100; b += y; }
				while (op === "h" && cols && a > x + cols) { x += cols; keep(); }
				x = a;
				y = b;
				keep();
				k++;
			});
			// What is there once has a width as an area.
			if (area && !list[1]) {
				const p = run[0], half = (run.pop().x - p.x) / 2, x = p.x + half;
				run[0] = { x, y: p.y, a: x, b: x, at: x, v: p.v, half };
			}
			return run;
		});
		return { e, area, cols, unit: y[3], d, runs, panel: panelOf(e),
			name: name.replace(/^([^&]{20}).{4,}([^&]{22})$/, "$1\u2026$2") + pid + kind,
			ink: attr(area ? e : e.closest("[stroke]"), area ? "fill" : "stroke") };
	});
	const stops = [...new Set(things.flatMap((t) => t.runs.flat().map((p) => p.at)))]
		.sort((a, b) => a - b);
	const long = things.some((t) => t.cols);
	const nearest = (x) => stops.reduce((best, p) => abs(p - x) > abs(best - x) ? best : p, 0);

	// What a thing is at x: its nearest point, and the extremes of that column.
	const sample = (t, x) => {
		const run = t.runs.find((r) => x > r[0].a - .01 && r.at(-1).b + .01 > x) || [];
		const i = run.findIndex((q) => q.x > x - .01), before = run[i - 1];
		let p = run[i] || run.at(-1);
		// A rate is that of the time before its point.
		if (before && t.unit !== "/s" && p.x - x > x - before.x) { p = before; }
		const column = !t.cols || !p ? [p] :
			run.filter((q) => q.a === p.a).sort((a, b) => a.v - b.v);
		return p ? { t, p, low: column[0], high: column.at(-1) } : [];
	};
	// As human.c writes it; values are in MiB, in KiB/s, or percent.
	const written = (v, unit) => unit === "%" ? v + " %" :
		unit === "/s" ? (v < 1023.5 ? v + " KiB" :
			v < 10189 ? (v / 1024).toFixed(1) + " MiB" : written(v / 1024)) + unit :
		v < 1023.5 ? round(v) + " MiB" : (v / 1024).toFixed(2) + " GiB";
	const between = (a, b) => a === b ? a : a + " \u2013 " + b;

	// What the script has for itself: see script.c.
	const [view, stage, scales, hair, rim, dots, chosen, box, bar, again, help] =
		all("#tools [class]");
	const paper = attr(rim, "stroke"), faint = attr(scales, "stroke");
	const plots = all(".plot").map((e) => [+attr(e, "y"), +attr(e, "height"), panelOf(e)]);
	const text = (x, y, s, more = "") => `<text x='${x}' y='${y}'${more}>${s}</text>`;
	const end = " text-anchor='end'", strong = " font-weight='600'";

	// Rows of the picture: what is alone in its panel, and what is hidden.
	const modelOf = (e) => "." + /model-\d|$/.exec(attr(e, "class"))[0];
	const rows = all("[data-for]").flatMap((e) => {
		const q = attr(e, "data-for"), first = root.querySelector(q);
		if (!first) { return []; }
		const model = modelOf(first);
		put(e, { tabindex: 0, role: "button", "aria-label": "Show alone: " +
			(e.querySelector("title") || e).textContent.trim() });
		return { e, q: model[1] ? model : q, panel: panelOf(e) };
	});
	const off = new Set();
	let only = {}, gone = "x", lifted, axes = "";

	const bars = all(".runner").map((e) => [e, +attr(e, "x"), +attr(e, "x") + +attr(e, "width")]);
	const names = all(".name").map((e) => [e, e.getComputedTextLength(),
		bars.filter((b) => b[0].matches(modelOf(e)))]);
	const words = all(".at:not(.name)").map((e) => {
		const a = +attr(e, "data-at"), b = +attr(e, "data-end") || a;
		return [e, e.getBBox(), a, b, within(a, +attr(e, "x"), b)];
	});
	const fixed = all("text:not(.at)").map((e) => e.getBBox());
	const widened = all("[data-true]").map((e) => [e, +attr(e, "x"), +attr(e, "width"),
		...numbers(e, "data-true")]);

	// The cursor, a place of the whole picture, and the pointer's height; how large
	// a pixel of the window is, and where the picture begins.
	let at = null, py = top, k = 1, above = 0;
	const downs = new Map();

	// Rows in a box: a value, its name and colour; or a heading. It is as large as
	// text of the page.
	const write = (list, x) => {
		const column = long ? 140 : 64;
		box.innerHTML = list[0] ? `<rect rx='4' fill='${paper}' stroke='${faint}'/>` +
			list.map(([a, name, ink], i) => name ? text(column, i * 14, a, end) + text(column + 6,
				i * 14, `<tspan fill='${ink}'>\u25a0</tspan> ` + name) : text(0, i * 14, a, strong)).join("") : "";
		if (!list[0]) { return; }
		const b = box.getBBox(), w = b.width + 14, h = b.height + 10;
		put(box.firstChild, { x: b.x - 7, y: b.y - 5, width: w, height: h });
		x += x + (w + 8) * k > width ? -(w + 8) * k : 8 * k;
		put(box, { transform: `translate(${within(0, x, width - w * k) - (b.x - 7) * k} ${
			within(above, py - h * k / 2, height - h * k) - (b.y - 5) * k})scale(${k})` });
	};
	const show = () => {
		const none = !visible(at);
		const hits = none ? [] : things.flatMap((t) => t.off ? [] : sample(t, at));
		let when, shown = [];
		const linesOf = (q, i) => {
			const mine = hits.filter((h) => h.t.panel === q).reverse();
			if (!mine[0]) { return []; }
			if (!i) { mine.sort((a, b) => b.high.v - a.high.v); }
			const few = mine.slice(0, 8), before = when;
			when = between(moment(min(...mine.map((h) => h.p.a))), moment(max(...mine.map((h) => h.p.b))));
			shown.push(...few);
			return [...when === before ? [] : [[when]], ...few.map(({ t, low, high }) => [between(written(low.v, t.unit), written(high.v, t.unit)), t.name, t.ink]),
				...mine[8] ? [[mine.length - 8, "smaller", paper]] : []];
		};
		let list = panels.flatMap(linesOf);
		if (list.length * 28 * k > height) {
			when = shown = [];
			const i = plots.findIndex((r) => r[0] + r[1] > py);
			list = linesOf(panels[i], i);
		}
		put(hair, { d: none ? "" : `M${seen(at)} ${top}V${foot}` });
		put(stage, { "aria-valuetext": none ? "" : moment(at), "aria-valuenow": round(timeOf(at || left)) });
		const d = shown.map(({ t, p }) => visible(p.at) ?
			`M${seen(p.at)} ${t.yOf ? t.yOf(p.v) : p.y}v0` : "").join("");
		put(rim, { d });
		put(dots, { d });
		write(list[0] || none ? list : [[moment(at)], ["no sample"]], seen(at));
	};

	// As in scale.c. Over more than a year a day has its year.
	const STEPS = [100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5,
		18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5, 1728e5, 3456e5, 6048e5, 12096e5];
	const timeTicks = () => {
		const a = round(timeOf(whole(left))), b = round(timeOf(whole(border)));
		const years = b - a > 31536e6;
		const fits = (s) => floor(wide / (s < 1e3 || years ? 78 : 60)) > floor((b - a) / s);
		let s = STEPS.find(fits) || 24192e5, marks = "";
		while (!fits(s)) { s *= 2; }
		for (let t = ceil(a / s) * s; b >= t; t += s) {
			const x = seen(left + (t - from) / span * wide);
			marks += `<path d='M${x} ${foot}v4${plots.map(([y, h]) => `M${x} ${y}v${h}`).join("")}'/>` +
				text(x, foot + 16, t % 864e5 ? clock(t, s) : iso(t, years ? 0 : 5, 10), " text-anchor='middle'");
		}
		return marks;
	};
	const paint = () => {
		view.textContent = gone + "{visibility:hidden}" + (lifted ? `${lifted.panel} .part:not(${lifted.q}){opacity:.2}` : "");
	};
	// Zoom to z, with the place x seen at px.
	const look = (z, x, px) => {
		// Columns have no times of their own.
		zoom = within(1, z, min(long ? 10 : 200, span / 1e3));
		shift = within(border - border * zoom, px - x * zoom, left - left * zoom);
		const far = zoom > 1, move = (e, how) => put(e, { transform: far ? how : null });
		all(".zoom").forEach((e) => move(e, `matrix(${zoom} 0 0 1 ${shift} 0)`));
		// A least width is one of pixels, at any zoom, and so is a way aside:
		// to the right of the one pixel that is taken already, or to the left.
		widened.forEach(([e, x, width, b, a = x]) => {
			const near = x > a ? max(a, x - 1 + 1 / zoom) : a + (x - a) / zoom;
			put(e, far ? { x: near, width: max(b - near, width / zoom) } : { x, width });
		});
		// Stripes do not attr wider.
		all("pattern").forEach((e) =>
			put(e, { patternTransform: `scale(${1 / zoom} 1) rotate(45)` }));
		// Words go with their time, stay in view, and keep clear of others.
		const taken = [...fixed];
		words.forEach(([e, b, a, z, x]) => {
			const dx = far ? within(left - b.x, seen(x) - x, border - b.x - b.width) : 0;
			const c = { x: b.x + dx, y: b.y, width: b.width };
			const out = far && (left > seen(z) || seen(a) > border || taken.some((t) =>
				t.x + t.width > c.x && c.x + c.width > t.x && 11 > abs(t.y - c.y)));
			if (!out) { taken.push(c); }
			move(e, `translate(${dx})`);
			put(e, { visibility: out ? "hidden" : null });
		});
		// The name of a model goes into its widest bar in view, or beside that.
		scales.innerHTML = axes + (far ? "<g font-size='12'>" + timeTicks() + names.map(([e, w, mine]) => {
			let a = 0, b = 0;
			mine.forEach(([, p, q]) => {
				const l = max(left, seen(p)), r = min(border, seen(q));
				if (r - l > b - a) { a = l; b = r; }
			});
			const fits = b - a > w + 12, x = fits ? a + 6 : border > b + 6 + w ? b + 6 : a - 6 - w;
			return b > a && x >= left && !e.matches(gone) ? text(x, attr(e, "y"), e.innerHTML,
				` ${fits ? "fill" : "class='over' stroke"}='${paper}'` + strong) : "";
		}).join("") + "</g>" : "");
		root.classList.toggle("far", far);
		root.classList.toggle("less", far || gone !== "x");
		show();
	};
	// What is alone has a scale of its own, with the ticks of scale.c.
	const rescale = ([y, high, p]) => {
		const mine = things.filter((t) => t.panel === p && t.unit === "GiB");
		const few = mine.filter((t) => !t.off);
		const own = few[0] && (mine[0].area ? !few[1] : mine.length > few.length);
		const most = own ? max(...few.flatMap((t) => t.runs.flat().map((q) => q.v))) : 0;
		const mib = most && 1024 > most ? 1 : 1024, rough = most / mib * 1.02 / (1 + floor(high / 40)) || 1;
		const power = floor(Math.log10(rough) + 1e-9), unit = 10 ** power;
		const n = [1, 2, 2.5, 5, 10].find((n) => n * unit > rough - unit * 1e-9);
		const count = ceil(most / mib * 1.02 / n / unit - 1e-9) || 1;
		const yOf = (v) => y + high - v / n / unit / count / mib * high;
		mine.forEach((t) => {
			t.yOf = own && yOf;
			put(t.e, { d: !own ? t.d : t.runs.map((r) => {
				const h = r[0].half || 0;
				return `M${r[0].x - h} ${yOf(r[0].v)}` + r.map((q) => `L${q.x + h} ${yOf(q.v)}`).join("") +
					(t.area ? `V${y + high}H${r[0].x - h}z` : "");
			}).join("") });
		});
		for (let i = own ? count : -1; i >= 0; i--) {
			const at = yOf(i * n * unit * mib);
			axes += `<path d='M${left} ${at}H${border}'/>` + text(left - 7, at + 4,
				(i * n * unit).toFixed(max(0, -power - (n > 9)) + (n === 2.5 && 1 > power)), end);
		}
		if (own) {
			axes += text(left - 7, y - 8, mib > 1 ? "GiB" : "MiB", end);
			gone += `,${p} :is(.axis,.ceiling)`;
		}
	};
	const apply = () => {
		gone = [...panels.filter((p) => only[p]).map((p) => `${p} .part:not(${only[p]})`), ...off].join(",") || "x";
		things.forEach((t) => { t.off = t.e.matches(gone); });
		rows.forEach((r) => put(r.e, { "aria-pressed": only[r.panel] === r.q, opacity:
			off.has(r.panel + " " + r.q) || only[r.panel] && only[r.panel] !== r.q ? .35 : null }));
		// Bands are of several runners; notes are on the line of free %.
		if (bars.some((b) => b[0].matches(gone))) { gone += ",#overlaps *"; }
		if (things.some((t) => t.off && t.unit === "%")) { gone += ",#system use,#annotations *"; }
		axes = "";
		plots.forEach(rescale);
		paint();
		look(zoom, 0, shift);
	};
	const reset = () => {
		only = {};
		off.clear();
		zoom = 1;
		apply();
	};
	const point = (p) => {
		py = p.y || top;
		const x = whole(p.x), stop = nearest(x);
		at = !inside(p) ? null : 4 > abs(stop - x) * zoom ? stop : x;
		show();
	};
	const fit = () => {
		k = within(1, 1 / root.getScreenCTM().a / visualViewport.scale, 4);
		above = -24 * k;
		put(root, { viewBox: `0 ${above} ${width} ${height - above}`, height: height - above });
		put(bar, { transform: `translate(${width} ${above})scale(${k})` });
		show();
	};

	const on = (e, what, how) => e.addEventListener(what, how, { passive: false });
	const sweep = (a, e) => {
		const x = within(left, place(e).x, border);
		return { x: min(a.x, x), width: abs(a.x - x) };
	};
	on(root, "pointerdown", (e) => {
		const p = place(e);
		if (e.button) { return; }
		if (inside(p)) {
			root.classList.add("quiet");
			stage.focus({ preventScroll: true });
			p.drags = e.pointerType === "mouse" && !e.shiftKey;
			downs.set(e.pointerId, p);
		}
		point(p);
	});
	on(window, "pointermove", (e) => {
		const p = place(e), old = downs.get(e.pointerId), other = [...downs.values()].find((q) => q !== old);
		if (old && old.drags) { put(chosen, sweep(old, e)); }
		else if (old) {
			downs.set(e.pointerId, p);
			if (other) {
				look(zoom * max(9, abs(p.x - other.x)) / max(9, abs(old.x - other.x)),
					whole((old.x + other.x) / 2), (p.x + other.x) / 2);
			}
			else if (zoom > 1) { look(zoom, whole(old.x), p.x); }
		}
		if (old ? old.drags || zoom === 1 : e.pointerType === "mouse") { point(p); }
	});
	const release = (e) => {
		const old = downs.get(e.pointerId);
		downs.delete(e.pointerId);
		if (!old || !old.drags) { return; }
		const { x, width } = sweep(old, e);
		put(chosen, { width: 0 });
		if (width > 4) { look(zoom * wide / width, whole(x), left); }
	};
	on(window, "pointerup", release);
	on(window, "pointercancel", release);
	on(root, "pointerleave", (e) => e.pointerType === "mouse" && point({}));
	// No text is selected by a drag, and the stage keeps the focus.
	on(root, "mousedown", (e) => inside(place(e)) && e.preventDefault());
	on(root, "dblclick", (e) => inside(place(e)) && reset());
	on(root, "wheel", (e) => {
		const p = place(e);
		if ((e.ctrlKey || e.metaKey) && inside(p)) {
			e.preventDefault();
			look(zoom * Math.exp(-e.deltaY / 300), whole(p.x), p.x);
		}
	});
	const rowOf = (e, q = "x") => rows.find((r) => r.e.contains(e) || e.matches(q + r.q));
	on(root, "pointerover", (e) => {
		lifted = rowOf(e.target, ".runner");
		paint();
	});
	const about = () => root.classList.toggle("help");
	const act = (e) => {
		const r = rowOf(e.target), q = r && r.panel + " " + r.q;
		if (again.contains(e.target)) { reset(); }
		if (help.contains(e.target)) { about(); }
		if (!r) { return; }
		if (!e.shiftKey) { only[r.panel] = only[r.panel] === r.q ? 0 : r.q; }
		else if (!off.delete(q)) { off.add(q); }
		apply();
	};
	on(root, "click", act);
	on(root, "keydown", (e) => {
		const way = { ArrowLeft: -1, ArrowRight: 1 }[e.key], closer = { "+": 1.5, "=": 1.5, "-": 1 / 1.5 }[e.key];
		const x = at || whole(left + wide / 2);
		root.classList.remove("quiet");
		if (e.ctrlKey || e.metaKey || e.altKey) { return; }
		if (["Enter", " "].includes(e.key)) { act(e); }
		else if (closer) { look(zoom * closer, x, seen(x)); }
		else if (way && e.shiftKey) { look(zoom, 0, shift - way * wide / 10); }
		else if (way && stops[0]) {
			let next = stops.indexOf(nearest(x + way * wide / 100 / zoom));
			if (stops[next] === at) { next += way; }
			at = stops[within(0, next, stops.length - 1)];
			look(zoom, at, visible(at) ? seen(at) : left + wide / 2);
		}
		else if (e.key === "?") { about(); }
		else if (["0", "Escape"].includes(e.key)) { at = null; reset(); }
		else { return; }
		e.preventDefault();
	});
	on(window, "resize", fit);
	all(".series,.layer,.rate,.runner,.listed,.name").forEach((e) => e.classList.add("part"));
	put(root, { role: "group", class: "memgraph live" });
	reset();
	fit();
})();
