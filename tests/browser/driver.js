// Send events to graphs in frames of one page, and write a line for each
// result: "ok NAME" or "not ok NAME: why". checks.js has the checks. CASES is
// from tests/browser.sh: for each case the document to load, the width of its
// frame, what to check, moments, memgraph's table of the same logs, and a
// picture to compare with.
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

// The table by series: { "#wired": [[ms, value], ...], ... }. If a pid is used
// again, its model differs.
const IDS = { wired_bytes: "wired", compressor_bytes: "compressor",
	swap_used_bytes: "swap-used", free_bytes: "free", free_percent: "free-percent",
	anonymous_bytes: "apps", file_backed_bytes: "file-cache" };
function read(text) {
	const of = {}, models = {};
	text.trim().split("\n").slice(1).forEach((line) => {
		const [ts, metric, pid, model, value] = line.split("\t");
		let id = IDS[metric];
		if (/^(rss|footprint)_bytes$/.test(metric)) {
			const seen = models[pid] = models[pid] || [];
			if (!seen.includes(model)) { seen.push(model); }
			const nth = seen.indexOf(model) + 1;
			id = metric.split("_")[0] + "-" + pid + (nth > 1 ? "-" + nth : "");
		}
		if (id) { (of["#" + id] = of["#" + id] || []).push([Date.parse(ts), +value]); }
	});
	return of;
}

// A graph in a frame, and the actions of a user.
class Graph {
	constructor(frame, table) {
		this.frame = frame;
		this.window = frame.contentWindow;
		this.document = frame.contentDocument;
		this.root = this.document.querySelector("svg");
		this.of = read(table);
		this.ids = Object.keys(this.of).filter((id) => this.one(id));
		[this.left, this.right, this.from, this.to, this.top, this.bottom] =
			this.root.dataset.x.split(" ").map(Number);
		const [upper, lower] = this.all(".plot").map((r) => r.getBBox());
		this.upper = upper.y + 10;
		this.lower = lower.y + 10;
	}
	all(q) { return [...this.root.querySelectorAll(q)]; }
	one(q) { return this.root.querySelector(q); }
	texts(q) { return this.all(q).map((e) => e.textContent).join("|"); }
	x(ms) {
		return this.left + (ms - this.from) / (this.to - this.from) *
			(this.right - this.left);
	}
	// The view: [zoom, shift].
	lie() {
		const m = (this.one(".zoom").getAttribute("transform") || "matrix(1 0 0 1 0 0)")
			.match(/[-\d.e]+/g).map(Number);
		return [m[0], m[4]];
	}
	seen(x) { return this.lie()[1] + this.lie()[0] * x; }
	timeAt(x) {
		const [zoom, shift] = this.lie();
		return this.from + ((x - shift) / zoom - this.left) /
			(this.right - this.left) * (this.to - this.from);
	}
	// The content of the box: for each name its value and the time above
	// it.
	box() {
		const said = {};
		let when, value;
		this.all(".box text").forEach((t) => {
			if (t.hasAttribute("font-weight")) { when = t.textContent; }
			else if (t.hasAttribute("text-anchor")) { value = t.textContent; }
			else { said[t.textContent.slice(2)] = [value, when]; }
		});
		return said;
	}
	// The name of a series in the box.
	name(id) {
		const title = this.one(id + ">title").textContent;
		return title.replace(/^(.*) \(.*(, pid \d+), peak( \w+).*|^(.*?): .*/, "$1$2$3$4");
	}
	// A row of the picture by its text.
	row(text) {
		return this.all("[data-for]").find((r) => r.textContent.includes(text));
	}
	send(kind, type, x, y, more, to) {
		const p = new DOMPoint(x, y).matrixTransform(this.root.getScreenCTM());
		to = to || this.document.elementFromPoint(p.x, p.y) || this.root;
		return to.dispatchEvent(new this.window[kind](type, Object.assign({
			bubbles: true, cancelable: true, view: this.window,
			clientX: p.x, clientY: p.y, pointerType: "mouse", pointerId: 1
		}, more)));
	}
	move(x, y) { this.send("PointerEvent", "pointermove", x, y || this.upper); }
	press(type, x, y, more) {
		this.send("PointerEvent", "pointer" + type, x, y || this.upper, more);
	}
	leave() {
		this.send("PointerEvent", "pointerleave", 0, 0, {}, this.root);
	}
	drag(a, b, more) {
		this.press("down", a, this.upper, more);
		this.press("move", (a + b) / 2, this.upper, more);
		this.press("move", b, this.lower, more);
		this.press("up", b, this.lower, more);
	}
	finger(id, type, x) {
		this.press(type, x, this.upper, { pointerType: "touch", pointerId: id });
	}
	wheel(x, deltaY, more) {
		return this.send("WheelEvent", "wheel", x, this.upper,
			Object.assign({ deltaY, ctrlKey: true }, more));
	}
	key(key, more, at) {
		return (at || this.root).dispatchEvent(new this.window.KeyboardEvent("keydown",
			Object.assign({ key, bubbles: true, cancelable: true }, more)));
	}
	click(e, more) {
		e.dispatchEvent(new this.window.MouseEvent("click",
			Object.assign({ bubbles: true }, more)));
	}
	hover(e) {
		e.dispatchEvent(new this.window.PointerEvent("pointerover", { bubbles: true }));
	}
	twice(x) { this.send("MouseEvent", "dblclick", x, this.upper); }
	style(q) { return this.window.getComputedStyle(typeof q === "string" ? this.one(q) : q); }
	shown(q) { return this.style(q).visibility === "visible"; }
	// Everything except the content of the box and the highlighted series.
	markup() {
		this.leave();
		this.hover(this.root);
		return this.root.outerHTML.replace(/ aria-value\w+="[^"]*"| quiet(?=")/g, "")
			.replace(/(<rect class="chosen")[^>]*>|(<g class="box")[^>]*>/g, "$1$2>");
	}
}

// Where two texts begin to differ.
function diff(a, b) {
	let i = 0;
	while (i < a.length && a[i] === b[i]) { i++; }
	return a.slice(i - 60, i + 60) + " / " + b.slice(i - 60, i + 60);
}

const clock = (ms) => new Date(ms).toISOString();

// The recorded value of a series at a moment: the sample of that time, or the
// nearer of the two around it; null in a gap.
function recorded(points, ms) {
	const steps = points.slice(1).map((p, i) => p[0] - points[i][0]);
	const usual = steps.sort((a, b) => a - b)[steps.length >> 1] || 0;
	let i = 0;
	while (i < points.length && points[i][0] < ms) { i++; }
	if (i < points.length && points[i][0] === ms) { return points[i]; }
	if (i === 0 || i === points.length) { return null; }
	const [a, b] = [points[i - 1], points[i]];
	if (b[0] - a[0] > usual * 1.5) { return null; }
	return ms - a[0] < b[0] - ms ? a : b;
}

// A shown value as [number, half of its last digit], bytes or percent.
function parsed(text) {
	const m = text.match(/^(\d+(?:\.(\d+))?) (%|MiB|GiB)$/);
	if (!m) { return [NaN, 0]; }
	const unit = { "%": 1, MiB: GIB / 1024, GiB: GIB }[m[3]];
	return [+m[1] * unit, unit / 2 / Math.pow(10, (m[2] || "").length)];
}

function load(src, width) {
	return new Promise((done) => {
		const frame = document.createElement("iframe");
		frame.width = width || 900;
		frame.height = 900;
		frame.style.border = 0;
		frame.onload = () => done(frame);
		frame.src = src;
		document.body.appendChild(frame);
	});
}

// The pixels of an image, in which scripts do not run.
async function pixels(src) {
	const image = new Image(), canvas = document.createElement("canvas");
	image.src = src;
	await image.decode();
	canvas.width = image.naturalWidth;
	canvas.height = image.naturalHeight;
	const c = canvas.getContext("2d");
	c.drawImage(image, 0, 0);
	return c.getImageData(0, 0, canvas.width, canvas.height);
}

async function run() {
	for (const one of CASES) {
		label = one.src + (one.width ? ", " + one.width + " wide" : "");
		const frame = await load(one.src, one.width);
		const g = one.table === undefined ? frame : new Graph(frame, one.table);
		const moments = (one.moments || "").trim().split(/\s+/).map(Date.parse);
		for (const what of one.what.split(" ")) {
			try {
				const before = findings.length;
				await CHECKS[what](g, moments, one.like);
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
