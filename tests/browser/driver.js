// Drives graphs with dispatched events, in frames of one page, and writes one
// line for each finding: "ok NAME" or "not ok NAME: why". What has to be seen
// is worked out from the table that memgraph makes of the same logs, not from
// the graph. CASES is what tests/browser.sh put into the page: for each case
// its name, the document to load, and the table's text.
"use strict";

const findings = [];
const GIB = 1073741824;
let label = "";

function check(name, good, why) {
	findings.push((good ? "ok " : "not ok ") + label + ": " + name +
		(good || why === undefined ? "" : ": " + why));
}
function same(name, got, want) {
	check(name, got === want, "got " + JSON.stringify(got) + ", not " +
		JSON.stringify(want));
}
function near(name, got, want, slack) {
	check(name, Math.abs(got - want) <= slack, "got " + got + ", not " + want);
}

// The table by series: { "#wired": [[ms, value], ...], ... }. A pid that is
// used again has another model.
function read(text) {
	const of = {}, models = {};
	text.trim().split("\n").slice(1).forEach((line) => {
		const [ts, metric, pid, model, value] = line.split("\t");
		let id = "#" + metric.replace("_bytes", "").replace(/_/g, "-");
		if (metric === "rss_bytes") {
			const seen = models[pid] = models[pid] || [];
			if (!seen.includes(model)) { seen.push(model); }
			const nth = seen.indexOf(model) + 1;
			id = "#rss-" + pid + (nth > 1 ? "-" + nth : "");
		} else if (!/^(wired|compressor|swap_used|free)_/.test(metric)) {
			return; // The table has more numbers than the picture.
		}
		(of[id] = of[id] || []).push([Date.parse(ts), +value]);
	});
	return of;
}

// One graph in a frame, and what a person does to it.
class Graph {
	constructor(frame, table) {
		this.window = frame.contentWindow;
		this.document = frame.contentDocument;
		this.root = this.document.querySelector("svg");
		// Placeholders are in the table, but not in the picture.
		this.of = read(table);
		this.ids = Object.keys(this.of).filter((id) => this.row(id));
		this.missing = Object.keys(this.of).length - this.ids.length;
		const times = Object.values(this.of).flat().map((p) => p[0]);
		this.from = times.reduce((a, b) => Math.min(a, b));
		this.to = times.reduce((a, b) => Math.max(a, b));
		if (this.from === this.to) {
			this.from -= 1000;
			this.to += 1000;
		}
		const plot = this.all(".plot").map((r) => r.getBBox());
		this.left = plot[0].x;
		this.right = plot[0].x + plot[0].width;
		this.upper = plot[0].y + 40;
		this.lower = plot[1].y + 40;
		this.height = { GiB: [plot[0].height, plot[1].height] };
	}
	all(q) { return [...this.root.querySelectorAll(q)]; }
	one(q) { return this.root.querySelector(q); }
	row(id) { return this.one(`[data-for="${id}"]`); }
	value(id) { return this.row(id).querySelector(".value").textContent; }
	texts(q) { return this.all(q).map((e) => e.textContent).join("|"); }
	x(ms) {
		return this.left + (ms - this.from) / (this.to - this.from) *
			(this.right - this.left);
	}
	// How the drawing lies: [zoom, shift].
	lie() {
		const m = (this.one(".zoom").getAttribute("transform") || "matrix(1 0 0 1 0 0)")
			.match(/[-\d.e]+/g).map(Number);
		return [m[0], m[4]];
	}
	timeAt(x) {
		const [zoom, shift] = this.lie();
		return this.from + ((x - shift) / zoom - this.left) /
			(this.right - this.left) * (this.to - this.from);
	}
	send(kind, type, x, y, more) {
		const p = new DOMPoint(x, y).matrixTransform(this.root.getScreenCTM());
		const to = this.document.elementFromPoint(p.x, p.y) || this.root;
		return to.dispatchEvent(new this.window[kind](type, Object.assign({
			bubbles: true, cancelable: true, view: this.window,
			clientX: p.x, clientY: p.y, pointerType: "mouse", pointerId: 1
		}, more)));
	}
	move(x, y) { this.send("PointerEvent", "pointermove", x, y || this.upper); }
	press(type, x, y) {
		this.send("PointerEvent", "pointer" + type, x, y || this.upper);
		this.send("MouseEvent", "mouse" + type, x, y || this.upper);
	}
	leave() {
		this.root.dispatchEvent(new this.window.PointerEvent("pointerleave"));
	}
	drag(a, b) {
		this.press("down", a);
		this.move((a + b) / 2);
		this.move(b, this.lower);
		this.press("up", b, this.lower);
	}
	wheel(x, deltaY, more) {
		return this.send("WheelEvent", "wheel", x, this.upper,
			Object.assign({ deltaY }, more));
	}
	key(key, more, at) {
		return (at || this.root).dispatchEvent(new this.window.KeyboardEvent("keydown",
			Object.assign({ key, bubbles: true, cancelable: true }, more)));
	}
	click(id, more) {
		const b = this.row(id).getBBox();
		this.send("MouseEvent", "click", b.x + b.width * .6, b.y + b.height / 2, more);
	}
	twice(x) { this.send("MouseEvent", "dblclick", x, this.upper); }
	shown(id) {
		return this.window.getComputedStyle(this.one(id)).visibility === "visible";
	}
	markup() { return this.root.outerHTML; }
}

// Where two texts part.
function diff(a, b) {
	let i = 0;
	while (i < a.length && a[i] === b[i]) { i++; }
	return a.slice(i - 40, i + 60) + " / " + b.slice(i - 40, i + 60);
}

const clock = (ms) => new Date(ms).toISOString();

// What was recorded of a series for a moment: the sample of that time, or
// between two that follow each other the nearer one; null in a gap.
function recorded(points, ms) {
	const steps = points.slice(1).map((p, i) => p[0] - points[i][0]);
	const usual = steps.sort((a, b) => a - b)[steps.length >> 1] || 0;
	let i = 0;
	while (i < points.length && points[i][0] < ms) { i++; }
	if (i < points.length && points[i][0] === ms) { return points[i][1]; }
	if (i === 0 || i === points.length) { return null; }
	const [a, b] = [points[i - 1], points[i]];
	if (b[0] - a[0] > usual * 1.5) { return null; }
	return ms - a[0] < b[0] - ms ? a[1] : b[1];
}

// A shown value as [number, half of its last digit], bytes or percent.
function parsed(text) {
	const m = text.match(/^(\d+(?:\.(\d+))?) (%|MiB|GiB)$/);
	if (!m) { return [NaN, 0]; }
	const unit = { "%": 1, MiB: GIB / 1024, GiB: GIB }[m[3]];
	return [+m[1] * unit, unit / 2 / Math.pow(10, (m[2] || "").length)];
}

// The height of a pixel of a series, in its values.
function pixel(g, id) {
	const [zero, top, worth, unit] = g.one(id).getAttribute("data-y").split(" ");
	return worth / (zero - top) * (unit === "%" ? 1 : GIB);
}

// A path has so many parts of a pixel.
function finest(g, id) {
	return pixel(g, id) / g.one(id).getAttribute("data-y").split(" ")[4];
}
const isRelative = (path) => /[lv]|h[1-9]/.test(path.getAttribute("d"));

// Point at a moment and compare every row with the table.
function compare(g, ms) {
	const when = clock(ms).slice(11, 19);
	const shown = [];
	g.move(g.x(ms));
	same("the time at " + when, g.one("#cursor-time").textContent, when);
	near("the cursor at " + when,
		parseFloat((g.one("#cursor").getAttribute("d") || "").slice(1)), g.x(ms), .02);
	for (const id of g.ids) {
		const text = g.value(id), want = recorded(g.of[id], ms);
		shown.push(text);
		// Where it was not reported, it is recomputed from vm_stat.
		if (want === null && id === "#free-percent") {
			check(id + " at " + when, /^(\u2013|\d+ %)$/.test(text), text);
		} else if (want === null) {
			same(id + " at " + when, text, "\u2013");
		} else {
			const [got, half] = parsed(text);
			near(id + " at " + when + " (" + text + ")", got, want,
				half * 1.001 + finest(g, id) * .51);
		}
	}
	return shown;
}

// In a long run a place is a column; what is shown has to be in it.
function compareColumn(g, x) {
	const each = (g.to - g.from) / (g.right - g.left);
	const a = g.from + (Math.floor(x) - g.left) * each, b = a + each;
	g.move(Math.floor(x) + .5);
	near("the cursor in column " + x,
		parseFloat(g.one("#cursor").getAttribute("d").slice(1)), Math.floor(x) + .5, .01);
	for (const id of g.ids) {
		const values = g.of[id].filter((p) => p[0] >= a - 1 && p[0] <= b + 1)
			.map((p) => p[1]);
		const text = g.value(id), [got, half] = parsed(text);
		if (values.length === 0) {
			// Blocks may be rarer than columns.
			if (text === "\u2013") { continue; }
			values.push(recorded(g.of[id], (a + b) / 2));
		}
		const slack = half * 1.001 + finest(g, id) * .51;
		check(`${id} in column ${x} has no more digits than the path`,
			half * 4.01 > finest(g, id) || text.endsWith("%"), text);
		check(`${id} in column ${x}`, got >= Math.min(...values) - slack &&
			got <= Math.max(...values) + slack, `${text} is not within ${values}`);
	}
	return g.one("#cursor-time").textContent;
}

// Each label of the axis stands where its time is.
function ticks(g, name) {
	const each = (g.timeAt(g.right) - g.timeAt(g.left)) / (g.right - g.left);
	const texts = g.all("#time-axis text");
	check(name + ": there are labels", texts.length > 1, texts.length);
	texts.forEach((t) => {
		const there = g.timeAt(+t.getAttribute("x"));
		const day = clock(there + 6e4).slice(0, 10), text = t.textContent;
		const means = /-\d\d$/.test(text) ?
			Date.parse(day.slice(0, 10 - text.length) + text + "T00:00:00Z") :
			Date.parse(day + "T" + text + (text.length < 6 ? ":00Z" : "Z"));
		near(`${name}: label ${text}`, means, there, each + 1);
		check(`${name}: label ${text} is in the plot`,
			+t.getAttribute("x") >= g.left - .1 && +t.getAttribute("x") <= g.right + .1);
	});
	// Labels do not run into each other.
	const boxes = texts.map((t) => t.getBoundingClientRect())
		.sort((a, b) => a.left - b.left);
	check(name + ": labels keep apart", boxes.every((b, i) =>
		i === 0 || b.left > boxes[i - 1].right + 2));
	const grid = g.all(".grid")[1].children;
	same(name + ": a grid line for each label", grid.length, texts.length);
}

const middleOf = (e) => {
	const b = e.getBoundingClientRect();
	return b.left + b.width / 2;
};

function pointing(g, moments) {
	const rest = g.texts(".value"), before = g.markup();
	const dashes = moments.map((ms) => compare(g, ms).join(" ").includes("\u2013"));
	check("some moment has a gap", dashes.includes(true));
	check("few are not in the picture", g.missing < 2, g.missing);
	check("the legend names the moment",
		g.one(".legend-head .value").textContent === g.one("#cursor-time").textContent);
	check("the cursor crosses both panels", g.one("#cursor").getBBox().height >
		g.lower - g.upper);
	// Just beside a sample it is that sample's, in either panel.
	g.move(g.x(moments[0]) + .3, g.lower);
	same("beside a sample", g.one("#cursor-time").textContent,
		clock(moments[0]).slice(11, 19));
	g.move(g.left - 20);
	same("left of the plot the legend is as it was", g.texts(".value"), rest);
	g.move(g.x(moments[0]));
	g.leave();
	same("leaving restores the legend", g.texts(".value"), rest);
	check("leaving restores everything", g.markup() === before);
}

function hiding(g) {
	const before = g.markup();
	const [first, second] = g.ids.filter((id) => id.startsWith("#rss")), system = "#wired";
	for (const how of ["click", "Enter", " "]) {
		const act = () => how === "click" ? g.click(first) :
			g.key(how, {}, g.row(first));
		act();
		check(`${how} hides`, !g.shown(first) && g.shown(second));
		same(`${how}: a screen reader is told`, g.row(first).getAttribute("aria-pressed"),
			"false");
		act();
		check(`${how} shows again`, g.shown(first));
	}
	for (const key of ["n", "e", "t", "Tab"]) { g.key(key, {}, g.row(first)); }
	check("other keys hide nothing", g.markup() === before);
	g.click(first, { shiftKey: true });
	check("shift-click isolates, in its panel", g.shown(first) &&
		!g.shown(second) && g.shown(system));
	g.click(first, { shiftKey: true });
	check("and brings the others back", g.markup() === before);
	g.click(second);
	g.click(second, { shiftKey: true });
	check("a hidden one is isolated", g.shown(second) && !g.shown(first));
	g.click(first);
	check("and others come one by one", g.shown(second) && g.shown(first));
	g.twice(g.left + 100);
	check("a double click shows all", g.markup() === before);
	if (g.row(".low-memory")) {
		g.click(".low-memory");
		check("bands go", !g.shown(".low-memory"));
		g.click(".low-memory");
	}
	check("nothing is left of it", g.markup() === before);
}

function zooming(g, moments) {
	const before = g.markup(), [a, b] = moments, x = g.x(a);
	// Mouse and wheel events are on whole pixels.
	const each = (g.to - g.from) / (g.right - g.left) + 1;
	check("at rest nothing is moved", !g.one(".zoom[transform], .at[transform]"));
	const runner = g.one(".runner"), mark = g.one(".at.start");
	ticks(g, "whole");
	g.move(x);
	g.wheel(x, -600);
	const [zoom] = g.lie();
	near("the wheel zooms", zoom, Math.exp(2), .01);
	near("around the pointer", g.timeAt(x), a, each);
	ticks(g, "wheel");
	same("the cursor stays", g.one("#cursor-time").textContent, clock(a).slice(11, 19));
	const p = g.one("path.series").getScreenCTM();
	near("lines move with it", p.a / g.root.getScreenCTM().a, zoom, .01);
	if (mark) {
		const there = runner.getBoundingClientRect().left;
		near("marks move with it", middleOf(mark), there, 1);
		g.wheel(x, -900);
		near("marks stay with the bars", middleOf(mark),
			runner.getBoundingClientRect().left, 1);
		near("the name of a bar stays in view", Math.min(...g.all(".at[data-end]")
			.map((e) => e.getBBox().x + e.transform.baseVal[0].matrix.e)
			.filter((at) => at > 0)), g.left, .01);
		near("stripes keep their width", g.one("#hatch").patternTransform.baseVal[0]
			.matrix.a * g.lie()[0], 1, .001);
		g.all(".at").filter((e) => !e.hasAttribute("data-end")).forEach((e) => {
			const c = new DOMPoint(middleOf(e), 0)
				.matrixTransform(g.root.getScreenCTM().inverse()).x;
			check("no mark outside of the plot", !g.shown("#" + (e.id = "probe")) ||
				(c > g.left - 8 && c < g.right + 8), c);
			e.removeAttribute("id");
		});
	}
	g.wheel(x, 3000);
	g.leave();
	check("and out again to the very picture", g.markup() === before, diff(g.markup(), before));
	check("what changes nothing is left to the page", g.wheel(x, 300));

	g.drag(g.x(a), g.x(b));
	near("a drag begins", g.timeAt(g.left), Math.min(a, b), each);
	near("a drag ends", g.timeAt(g.right), Math.max(a, b), each);
	ticks(g, "drag");
	g.move(g.left + 1);
	g.twice(g.left + 100);
	g.leave();
	check("a double click resets to the very picture", g.markup() === before);
	g.drag(x, x + 2);
	g.leave();
	check("a click is no drag", g.markup() === before);
	g.press("down", x);
	g.move(g.right + 200);
	g.press("up", g.right + 200);
	near("a drag may end outside", g.timeAt(g.right), g.to, 2);
	g.key("Escape");
	g.leave();
	check("Escape resets", g.markup() === before);
}

function typing(g) {
	const before = g.markup();
	check("+ is taken", !g.key("+"));
	near("+ zooms", g.lie()[0], 1.5, .001);
	near("the middle stays", g.timeAt((g.left + g.right) / 2), (g.from + g.to) / 2, 2);
	g.key("ArrowRight", { shiftKey: true });
	near("Shift and an arrow move by a tenth", g.timeAt((g.left + g.right) / 2),
		(g.from + g.to) / 2 + (g.to - g.from) / 15, 2);
	g.key("-");
	check("- undoes it", g.markup() === before);
	check("with Ctrl it is the browser's", g.key("+", { ctrlKey: true }));
	check("so are other keys", g.key("x"));
	const seen = [];
	for (let i = 0; i < 8; i++) {
		g.key("ArrowRight");
		seen.push(g.one("#cursor-time").textContent);
	}
	const steps = seen.map((t) => Date.parse("2026-05-14T" + t + "Z"));
	check("arrows go from sample to sample", steps.every((t, i) => i === 0 ||
		t > steps[i - 1]), seen);
	g.key("ArrowLeft");
	same("and back", g.one("#cursor-time").textContent, seen[seen.length - 2]);
	for (let i = 0; i < 300; i++) { g.key("ArrowRight"); }
	same("to the last one", g.one("#cursor-time").textContent,
		clock(g.to).slice(11, 19));
	g.key("+");
	for (let i = 0; i < 40; i++) { g.key("ArrowLeft"); }
	check("the view follows the cursor", g.one("#cursor").hasAttribute("d"));
	g.key("0");
	check("0 resets", g.markup() === before);
}

function long(g) {
	const before = g.markup();
	check("paths are relative", g.all("path.series").some(isRelative));
	ticks(g, "whole");
	let last = "";
	for (let x = Math.ceil(g.left) + 1; x < g.right - 1; x += 7) {
		const text = compareColumn(g, x);
		check("time goes on", text > last, text + " after " + last);
		last = text;
	}
	g.wheel((g.left + g.right) / 2, -900);
	near("a column is not stretched beyond ten pixels", g.lie()[0], 10, .001);
	ticks(g, "wheel");
	g.key("0");
	check("it resets", g.markup() === before);
}

// What is shorter than a pixel is drawn with a least width: of pixels, however
// far it is zoomed, and not of time.
function brief(g) {
	const before = g.markup(), hatches = "[fill='url(#hatch)']";
	const box = (e) => {
		const b = e.getBoundingClientRect(), m = g.root.getScreenCTM().inverse();
		return [b.left, b.right].map((x) => new DOMPoint(x, 0).matrixTransform(m).x);
	};
	const lives = g.ids.filter((id) => /rss-6[45]/.test(id)).map((id) =>
		[id.slice(5), g.of[id][0][0], g.of[id].slice(-1)[0][0]]);
	const once = lives.filter(([, a, b]) => a === b);
	const step = g.of["#wired"][1][0] - g.of["#wired"][0][0];
	check("some were seen once", once.length === 2, once.length);
	check("there are hatches", g.all(hatches).length === 2);
	check("and a band", g.all(".low-memory").length === 1);
	for (const [, at] of once) {
		for (const far of [0, -300, -600, -900, -9000]) {
			g.wheel(g.x(at), far);
			const [zoom, shift] = g.lie(), slack = .2 + zoom * .011;
			const seen = (ms) => shift + zoom * g.x(ms);
			const when = `${clock(at).slice(11, 19)}, ${Math.round(zoom)} times`;
			lives.forEach(([pid, a, b]) => {
				const bar = g.all(".runner").find((e) => e.textContent.includes(` ${pid},`));
				const [left, right] = box(bar);
				near(`${when}: ${pid} begins`, left, seen(a), slack);
				near(`${when}: ${pid} ends`, right, Math.max(seen(b), left + 2), slack);
			});
			[[".at.start", 1], [".at.end", 2]].forEach(([q, k]) => g.all(q).forEach((e) => {
				const [a, b] = box(e), middle = (a + b) / 2;
				check(`${when}: ${q} is where a run is`, lives.some((l) =>
					Math.abs(seen(l[k]) - middle) < slack + .5), middle);
			}));
			g.all(hatches + ", .listed").forEach((e) => {
				const [a, b] = box(e);
				check(`${when}: of one sample`, b - a < 4 + slack && b - a > 2 - slack, b - a);
			});
			const [a, b] = box(g.one(".low-memory"));
			near(`${when}: the band is as wide as a block`, b - a,
				Math.max(1, seen(step) - seen(0)), slack);
			const ribbon = g.all(".pressure").map(box);
			check(`${when}: levels follow each other`, ribbon.length > 2 &&
				ribbon.every(([x], i) => !i || Math.abs(x - ribbon[i - 1][1]) < slack),
				JSON.stringify(ribbon));
		}
		check("it is zoomed as far as can be", g.lie()[0] === 200, g.lie()[0]);
		g.key("0");
		g.leave();
		check("all is as it was", g.markup() === before, diff(g.markup(), before));
	}
}

// Pictures that have little in them: nothing that is done may fail.
function little(g) {
	const before = g.markup();
	ticks(g, "whole");
	g.move((g.left + g.right) / 2);
	const once = g.ids.filter((id) => g.of[id].length === 1);
	once.forEach((id) => {
		const [got, half] = parsed(g.value(id));
		near(id + " of one sample", got, g.of[id][0][1], half * 1.001 + finest(g, id) * .51);
	});
	for (let x = g.left - 10; x < g.right + 10; x += 31) { g.move(x); }
	g.leave();
	const seen = [1, 2, 3, 4].map(() => {
		g.key("ArrowRight");
		return g.one("#cursor").getAttribute("d");
	});
	const times = new Set(g.ids.flatMap((id) => g.of[id].map((p) => p[0])));
	check("arrows go from sample to sample", new Set(seen).size === 4 ||
		times.size < 8, seen);
	["ArrowLeft", "ArrowLeft", "+", "-", "+"].forEach((k) => g.key(k));
	g.drag(g.left + 10, g.left + 90);
	g.wheel(g.left + 50, -500);
	g.all("[data-for]").forEach((r) => r.dispatchEvent(
		new g.window.MouseEvent("click", { bubbles: true })));
	g.key("0");
	check("all of it can be undone", g.markup() === before);
}

// A recording that passes midnight has its date at the cursor.
function midnight(g, moments) {
	moments.forEach((ms) => {
		g.move(g.x(ms));
		same("the date at the cursor", g.one("#cursor-time").textContent,
			clock(ms).slice(5, 19).replace("T", " "));
	});
}

// Where a run has more than a day, a moment has its date.
function days(g, moments) {
	ticks(g, "whole");
	check("midnight is a date", g.texts("#time-axis").includes("05-15"));
	moments.forEach((ms) => {
		g.move(g.x(ms));
		same("the date at the cursor", g.one("#cursor-time").textContent,
			clock(ms).slice(5, 16).replace("T", " "));
	});
	g.wheel(g.x(Date.parse("2026-05-16T00:00:00Z")), -300);
	ticks(g, "wheel");
	check("still a date", g.texts("#time-axis").includes("05-16"));
	g.key("0");
}

// Nothing that is written leaves the picture, and names keep apart.
function legible(g) {
	const view = g.root.getBoundingClientRect();
	const out = g.all("text").filter((t) => {
		const b = t.getBoundingClientRect();
		return b.width > 0 && (b.left < view.left || b.right > view.right ||
			b.top < view.top || b.bottom > view.bottom);
	});
	same("no text leaves the picture", out.map((t) => t.textContent).join("|"), "");
	const names = g.all("#runners text").map((t) => [t, t.getBoundingClientRect()]);
	const hits = names.filter(([t, a], i) => names.slice(i + 1).some(([u, b]) =>
		a.left < b.right && b.left < a.right && a.top + 3 < b.bottom &&
		b.top + 3 < a.bottom));
	same("names in the strip keep apart", hits.map(([t]) => t.textContent).join("|"), "");
	const crowded = g.all(".legend").filter((r) => {
		const b = [...r.querySelectorAll("text")].map((t) => t.getBoundingClientRect());
		return b.some((box, i) => i > 0 && box.left < b[i - 1].right);
	});
	same("columns of the legend keep apart", crowded.map((r) => r.textContent).join("|"), "");
}

// The same pixels as images? Scripts do not run in them.
async function alike(name, a, b) {
	const [one, two] = await Promise.all([a, b].map(async (src) => {
		const image = new Image(), canvas = document.createElement("canvas");
		image.src = src;
		await image.decode();
		canvas.width = image.naturalWidth;
		canvas.height = image.naturalHeight;
		const c = canvas.getContext("2d");
		c.drawImage(image, 0, 0);
		return c.getImageData(0, 0, canvas.width, canvas.height).data;
	}));
	label = name;
	check("something is drawn", new Set(one).size > 20);
	check("as an image it is the static one", one.length === two.length &&
		one.every((v, i) => v === two[i]));
}

function load(src) {
	return new Promise((done) => {
		const frame = document.createElement("iframe");
		frame.width = 1240;
		frame.height = 1100;
		frame.onload = () => done(frame);
		frame.src = src;
		document.body.appendChild(frame);
	});
}

async function run() {
	for (const one of CASES) {
		label = one.src;
		if (one.still) {
			await alike(one.src, one.src, one.still);
			continue;
		}
		const frame = await load(one.src);
		const g = new Graph(frame, one.table);
		const moments = (one.moments || "").trim().split(/\s+/).map(Date.parse);
		for (const what of one.what.split(" ")) {
			try {
				const before = findings.length;
				({ pointing, hiding, zooming, typing, long, brief, little, days,
					midnight, legible })[what](
					g, moments);
				check(what + " looked at something", findings.length > before);
			} catch (e) {
				check(what + " came to its end", false, e.stack.replace(/\s+/g, " "));
			}
		}
		frame.remove();
	}
}

run().catch((e) => check("the driver came to its end", false, String(e)))
	.then(() => {
		const out = document.createElement("pre");
		out.textContent = "\n" + findings.join("\n") + "\nend of findings\n";
		document.body.appendChild(out);
	});
