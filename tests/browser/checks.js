"use strict";
// The checks of a graph; see driver.js.

// Point at a moment and compare every value with the table.
function compare(g, ms, y) {
	const when = clock(ms).slice(11, 19);
	g.move(g.x(ms), y);
	near("the cursor at " + when,
		parseFloat((g.one(".hair").getAttribute("d") || "M").slice(1)), g.x(ms), .02);
	const box = g.box(), dots = [];
	for (const id of g.ids) {
		const [text, time] = box[g.name(id)] || [], want = recorded(g.of[id], ms);
		if (!want) {
			// If it was not reported, it is recomputed from
			// vm_stat.
			check(id + " is not there at " + when, !text || id === "#free-percent", text);
			continue;
		}
		const [got, half] = parsed(text || "");
		near(`${id} at ${when} (${text})`, got, want[1],
			id === "#free-percent" ? 0 : half * 1.001 + GIB / 2048);
		same(id + " has its own time at " + when, time, clock(want[0]).slice(11, 19));
		dots.push(g.x(want[0]));
	}
	const drawn = (g.one(".dots").getAttribute("d").match(/M[\d.]+/g) || [])
		.map((d) => +d.slice(1));
	check("a dot on each sample at " + when, dots.every((x) =>
		drawn.some((d) => Math.abs(d - x) < .02)), dots + " / " + drawn);
	return Object.keys(box).length;
}

// Each label of the axis is at the place of its time.
function ticks(g, name) {
	const each = (g.timeAt(g.right) - g.timeAt(g.left)) / (g.right - g.left);
	const far = g.root.classList.contains("far");
	const texts = g.all(far ? ".scales [text-anchor=middle]" : "#time-axis text");
	check(name + ": there are labels", texts.length > 0, texts.length);
	same(name + ": the others are gone", g.shown("#time-axis"), !far);
	texts.forEach((t) => {
		const there = g.timeAt(+t.getAttribute("x")), text = t.textContent;
		// Near midnight it may belong to either day.
		const [means] = [-6e4, 6e4].map((more) => clock(there + more).slice(0, 10))
			.map((day) => /-\d\d$/.test(text) ?
				Date.parse(day.slice(0, 10 - text.length) + text + "T00:00:00Z") :
				Date.parse(day + "T" + text + (text.length < 6 ? ":00Z" : "Z")))
			.sort((a, b) => Math.abs(a - there) - Math.abs(b - there));
		near(`${name}: label ${text}`, means, there, each + 1);
		check(`${name}: label ${text} is in the plot`,
			+t.getAttribute("x") >= g.left - .1 && +t.getAttribute("x") <= g.right + .1);
	});
}

// Text is within the picture and does not cover other text. Boxes are as high
// as a line, and letters are in its middle.
function legible(g, name = "at rest") {
	g.leave();
	const view = g.root.getBoundingClientRect(), k = view.width / g.root.viewBox.baseVal.width;
	const texts = g.all("text").filter((t) => g.shown(t) && t.getClientRects().length)
		.map((t) => [t.textContent, t.getBoundingClientRect()]).filter(([, b]) => b.width > 0);
	check(name + ": there is text", texts.length > 5);
	same(name + ": no text leaves the picture", texts.filter(([, b]) => b.left < view.left - .5 ||
		b.right > view.right + .5 || b.top < view.top - 1 || b.bottom > view.bottom + 1)
		.map(([t]) => t).join("|"), "");
	const hits = [];
	texts.forEach(([t, a], i) => texts.slice(i + 1).forEach(([u, b]) => {
		if (a.left + k < b.right && b.left + k < a.right && a.top + 4 * k < b.bottom - 3 * k &&
			b.top + 4 * k < a.bottom - 3 * k) { hits.push(t + " / " + u); }
	}));
	same(name + ": no text is over other text", hits.join("|"), "");
}

const CHECKS = {
	legible: (g) => legible(g),

	pointing(g, moments) {
		const before = g.markup();
		const counts = moments.map((ms) => compare(g, ms) + compare(g, ms, g.lower));
		check("some moment has a gap", Math.min(...counts) < Math.max(...counts));
		check("the cursor crosses all panels", g.one(".hair").getBBox().height >
			g.lower - g.upper);
		g.move(g.x(moments[0]));
		const b = g.one(".box").getBoundingClientRect(), v = g.root.getBoundingClientRect();
		check("the box is in the picture", b.left >= v.left && b.right <= v.right &&
			b.top >= v.top && b.bottom <= v.bottom, JSON.stringify(b));
		g.move(g.left - 20);
		same("left of the plot there is no box", g.texts(".box text"), "");
		g.move(g.x(moments[0]));
		check("leaving restores everything", g.markup() === before);
	},

	// Hiding a series hides all its parts; a series alone has its own
	// scale.
	hiding(g) {
		const before = g.markup(), legend = (q) => g.one(`#runners [data-for="${q}"]`);
		const [bar, other] = [legend(".model-0"), legend(".model-1")];
		const line = (q) => g.all("#processes .series" + q);
		const gone = (q) => g.all(q + ".runner," + q + ".listed," + q + ".name")
			.concat(line(q)).every((e) => !g.shown(e));
		for (const how of ["click", "Enter", " "]) {
			const act = () => how === "click" ? g.click(bar, { shiftKey: true }) :
				g.key(how, { shiftKey: true }, bar);
			act();
			check(how + " with Shift hides", gone(".model-0") && !gone(".model-1"));
			check(how + ": the band of both goes, too", !g.all(".overlap").some((e) => g.shown(e)));
			check(how + ": there is a way back", g.style(".again").display !== "none");
			legible(g, how);
			act();
			check(how + " shows it again", g.markup() === before, diff(g.markup(), before));
		}
		g.click(bar);
		check("a click shows it alone", !gone(".model-0") && gone(".model-1") && g.shown("#wired"));
		same("a screen reader hears of it", bar.getAttribute("aria-pressed"), "true");
		legible(g, "alone");
		g.click(other);
		check("or the next one", gone(".model-0") && !gone(".model-1"));
		g.click(other);
		check("or all", g.markup() === before, diff(g.markup(), before));
		for (const key of ["n", "e", "t", "Tab"]) { g.key(key, {}, bar); }
		check("other keys do nothing", g.markup() === before);
		g.click(g.row("compressor"));
		check("a layer alone", g.shown("#compressor") && !g.shown("#wired") &&
			!g.shown("#free-percent") && !g.shown("#annotations text"));
		const [, y, h] = /^M.* ([\d.]+)L(?:.*)$/.exec(g.one("#compressor").getAttribute("d")) || [];
		const low = g.one("#compressor").getBBox(), plot = g.all(".plot")[1].getBBox();
		near("it stands on the ground", low.y + low.height, plot.y + plot.height, .1);
		check("it fills the plot", low.height > plot.height / 2, low.height);
		g.move((g.left + g.right) / 2);
		check("the box has it alone", "compressor" in g.box() && !("wired" in g.box()));
		g.twice(g.left + 100);
		check("a double click shows all", g.markup() === before);
		g.hover(bar);
		check("hovering a name lifts its line", g.style(line(".model-1")[0]).opacity < 1 &&
			g.style(line(".model-0")[0]).opacity === "1");
		g.hover(g.one(".runner.model-1"));
		check("hovering a bar, too", g.style(line(".model-0")[0]).opacity < 1);
		check("nothing is left of it", g.markup() === before);
	},

	zooming(g, moments) {
		const before = g.markup(), [a, b] = moments, x = g.x(a);
		const each = (g.to - g.from) / (g.right - g.left) + 1;
		check("at rest nothing is moved", !g.one(".zoom[transform], .at[transform]"));
		check("a hint, and no way back", g.style(".again").display === "none" &&
			g.all(".hint").some((e) => g.style(e).display !== "none"));
		check("a plain wheel is the page's", g.wheel(x, -600, { ctrlKey: false }) &&
			g.markup() === before);
		g.move(x);
		check("with Ctrl it is the picture's", !g.wheel(x, -600));
		const [zoom] = g.lie();
		near("and zooms", zoom, Math.exp(2), .01);
		near("around the pointer", g.timeAt(x), a, each);
		near("the cursor stays", parseFloat(g.one(".hair").getAttribute("d").slice(1)), x, zoom);
		ticks(g, "wheel");
		legible(g, "wheel");
		const p = g.one("path.series").getScreenCTM();
		near("lines move with it", p.a / g.root.getScreenCTM().a, zoom, .01);
		g.all("pattern").forEach((e) => near("stripes keep their width",
			e.patternTransform.baseVal[0].matrix.a * zoom, 1, .001));
		// Each name is visible, on or beside a bar of its model.
		g.all(".scales text[font-weight]").forEach((t) => {
			const box = t.getBBox(), bars = g.all(".runner").filter((r) =>
				r.textContent.includes(t.textContent.replace("\u2026", "")));
			check("a name by its bar: " + t.textContent, box.x >= g.left &&
				box.x + box.width <= g.right && bars.some((r) => {
					const l = g.seen(+r.getAttribute("x")), w = zoom * +r.getAttribute("width");
					return box.x + box.width > l - 8 && box.x < l + w + 8;
				}), JSON.stringify([box.x, box.width]));
		});
		g.wheel(x, 3000);
		check("and out again to the very picture", g.markup() === before, diff(g.markup(), before));
		g.drag(g.x(a), g.x(b));
		near("a drag begins", g.timeAt(g.left), Math.min(a, b), each);
		near("a drag ends", g.timeAt(g.right), Math.max(a, b), each);
		ticks(g, "drag");
		legible(g, "drag");
		const [, shift] = g.lie();
		g.drag(g.left + 60, g.left + 160, { shiftKey: true });
		near("with Shift a drag moves", g.lie()[1], Math.min(g.left - g.left * g.lie()[0], shift + 100), .5);
		g.click(g.one(".again"));
		check("a button resets to the very picture", g.markup() === before, diff(g.markup(), before));
		g.drag(x, x + 2);
		check("a click is no drag", g.markup() === before);
		g.press("down", x);
		g.press("move", g.right + 200);
		g.press("up", g.right + 200);
		near("a drag may end outside", g.timeAt(g.right), g.to, 2);
		same("no frame after the mouse", g.style(".stage").outlineStyle, "none");
		g.key("Escape");
		check("Escape resets", g.markup() === before);
	},

	touching(g, moments) {
		const before = g.markup(), x = g.x(moments[0]);
		g.finger(1, "down", x);
		g.finger(1, "up", x);
		check("a tap shows values", Object.keys(g.box()).length > 0);
		g.send("PointerEvent", "pointerleave", 0, 0, { pointerType: "touch" }, g.root);
		check("they stay", Object.keys(g.box()).length > 0);
		g.finger(1, "down", 200);
		g.finger(2, "down", 300);
		g.finger(1, "move", 150);
		g.finger(2, "move", 350);
		near("two fingers zoom", g.lie()[0], 2, .1);
		near("around their middle", g.seen(250), 250, 5);
		g.finger(2, "up", 350);
		const [zoom, shift] = g.lie();
		g.finger(1, "move", 120);
		near("one moves", g.lie()[1], shift - 30, .5);
		same("and does not zoom", g.lie()[0], zoom);
		g.finger(1, "up", 120);
		g.press("down", g.left, 2, { pointerType: "touch" });
		same("a tap beside it ends that", g.texts(".box text"), "");
		g.key("0");
		check("all is as it was", g.markup() === before, diff(g.markup(), before));
		check("up and down is the page's", g.style(g.root).touchAction === "pan-y");
	},

	typing(g) {
		const before = g.markup();
		check("+ is taken", !g.key("+"));
		near("+ zooms", g.lie()[0], 1.5, .001);
		near("the middle stays", g.timeAt((g.left + g.right) / 2), (g.from + g.to) / 2, 2);
		g.key("ArrowRight", { shiftKey: true });
		near("Shift and an arrow move by a tenth", g.timeAt((g.left + g.right) / 2),
			(g.from + g.to) / 2 + (g.to - g.from) / 15, 2);
		g.key("-");
		check("- undoes it", g.markup() === before, diff(g.markup(), before));
		check("with Ctrl it is the browser's", g.key("+", { ctrlKey: true }));
		check("so are other keys", g.key("x"));
		const time = () => g.one(".stage").getAttribute("aria-valuetext");
		const seen = [1, 2, 3, 4, 5, 6, 7, 8].map(() => (g.key("ArrowRight"), time()));
		check("arrows go from sample to sample", seen.every((t, i) => !i || t > seen[i - 1]), seen);
		check("a live region has the values", g.one("[aria-live] text").textContent === time());
		g.key("ArrowLeft");
		same("and back", time(), seen[seen.length - 2]);
		for (let i = 0; i < 200; i++) { g.key("ArrowRight"); }
		same("to the last one", time(), clock(g.to).slice(11, 19));
		g.key("+");
		for (let i = 0; i < 40; i++) { g.key("ArrowLeft"); }
		check("the view follows the cursor", g.one(".hair").getAttribute("d"));
		g.key("0");
		check("0 resets", g.markup() === before);
		g.key("?");
		check("? has help", g.style(".lines").display !== "none");
		g.key("?");
		check("and takes it away", g.style(".lines").display === "none" && g.markup() === before);
		check("what one can press says what it does", g.all("[role=button],[role=slider]").every((e) =>
			e.getAttribute("aria-label").length > 3 && e.getAttribute("tabindex") === "0"));
		check("the picture has a name", g.one("#" + g.root.getAttribute("aria-labelledby")).textContent);
	},

	// In a long log each place stands for the samples of its column.
	long(g) {
		const before = g.markup();
		for (let x = g.left + 3; x < g.right - 3; x += 37) {
			g.move(x);
			const box = g.box();
			for (const id of g.ids) {
				const [text, when] = box[g.name(id)] || [];
				if (!text) { continue; }
				const day = clock(g.from).slice(0, 11);
				const [a, b] = when.split(" \u2013 ").map((t) => Date.parse(day + t + "Z"));
				const values = g.of[id].filter((p) => p[0] >= a - 1500 && (b || a) + 1500 >= p[0])
					.map((p) => p[1]);
				const said = text.split(" \u2013 ").map(parsed);
				const low = said[0], high = said[said.length - 1];
				check(`${id} at ${when}: ${text}`, values.length > 0 &&
					low[0] >= Math.min(...values) - low[1] * 1.001 - GIB / 2048 &&
					high[0] <= Math.max(...values) + high[1] * 1.001 + GIB / 2048,
					Math.min(...values) + " to " + Math.max(...values));
			}
		}
		g.wheel((g.left + g.right) / 2, -9000);
		near("a column is not stretched beyond ten pixels", g.lie()[0], 10, .001);
		ticks(g, "wheel");
		g.key("0");
		check("it resets", g.markup() === before);
	},

	// What is shorter than a pixel has a minimum width in pixels, at any
	// zoom.
	brief(g) {
		const before = g.markup();
		const box = (e) => {
			const b = e.getBoundingClientRect(), m = g.root.getScreenCTM().inverse();
			return [b.left, b.right].map((x) => new DOMPoint(x, 0).matrixTransform(m).x);
		};
		const lives = g.ids.filter((id) => /rss-6[45]/.test(id)).map((id) =>
			[id.slice(5), g.of[id][0][0], g.of[id].slice(-1)[0][0]]);
		const once = lives.filter(([, a, b]) => a === b);
		check("some were seen once", once.length === 2, once.length);
		check("some overlap", g.all(".overlap").length > 0);
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
				const ribbon = g.all(".pressure").map(box).sort(([a], [b]) => a - b);
				check(`${when}: levels follow each other`, ribbon.length > 2 &&
					ribbon.every(([x], i) => !i || Math.abs(x - ribbon[i - 1][1]) < slack),
					JSON.stringify(ribbon));
			}
			check("it is zoomed as far as can be", g.lie()[0] === 200, g.lie()[0]);
			g.key("0");
			check("all is as it was", g.markup() === before, diff(g.markup(), before));
		}
	},

	// Pictures with little content: no action may fail.
	little(g) {
		const before = g.markup();
		for (let x = g.left - 10; x < g.right + 10; x += 31) { g.move(x); }
		["ArrowLeft", "ArrowLeft", "ArrowRight", "+", "-", "+"].forEach((k) => g.key(k));
		g.drag(g.left + 10, g.left + 90);
		g.wheel(g.left + 50, -500);
		g.all("[data-for]").forEach((r) => {
			g.click(r);
			g.click(r, { shiftKey: true });
		});
		g.key("0");
		check("all of it can be undone", g.markup() === before, diff(g.markup(), before));
	},

	// If a recording is longer than a day, a moment has a date.
	dated(g, moments) {
		moments.forEach((ms) => {
			g.move(g.x(ms));
			const when = g.one(".box text").textContent;
			check("the date at the cursor: " + when,
				clock(ms).slice(5, 19).replace("T", " ").startsWith(when) && when.length > 10);
		});
		g.wheel(g.x(moments[0]), -300);
		ticks(g, "wheel");
		g.key("0");
	},

	// The picture is as wide as the window, up to a maximum; the box at the
	// cursor has the text size of the page.
	fluid(g) {
		const view = g.root.getBoundingClientRect();
		near("its width", view.width, Math.min(g.frame.clientWidth, 1320), 1);
		near("its height", view.height / view.width, g.root.viewBox.baseVal.height / 880, .01);
		g.move(g.x((g.from + g.to) / 2), g.lower);
		const t = g.one(".box text").getBoundingClientRect(), b = g.one(".box").getBoundingClientRect();
		check("its text can be read", t.height > 11, t.height);
		check("the box is in the picture", b.left >= view.left && b.right <= view.right + 1 &&
			b.top >= view.top - 1 && b.bottom <= view.bottom + 1, JSON.stringify([b, view]));
		g.leave();
		legible(g);
	},

	// Ticks are those that memgraph draws for such a picture. Moments are
	// the start and end, or nothing; then the first model or layer is
	// alone.
	async ticks(g, moments, like) {
		const [src, q, mine, row] = like.split(" ").map((s) => s.replace(/~/g, " "));
		const frame = await load(src);
		const want = [...frame.contentDocument.querySelectorAll(q)].map((t) => t.textContent);
		frame.remove();
		if (row) { g.click(g.one(`[data-for="${row}"]`)); }
		else { g.drag(g.x(moments[0]), g.x(moments[1])); }
		const order = (a) => a.sort().join(" ");
		check("there are some", want.length > 2);
		same("they are the same", order(g.all(mine).map((t) => t.textContent)), order(want));
		g.key("0");
	},

	// As an image it equals the static picture in each pixel.
	async still(frame, moments, like) {
		const [one, two] = [await pixels(frame.src), await pixels(like)];
		check("something is drawn", new Set(one.data).size > 20);
		check("as an image it is the static one", one.data.length === two.data.length &&
			one.data.every((v, i) => v === two.data[i]));
	},

	// Another renderer shows the same, except for the shapes of letters.
	async rendered(frame, moments, like) {
		const [one, two] = [await pixels(frame.src), await pixels(like)], size = 20;
		same("its size", two.width + " " + two.height, one.width + " " + one.height);
		let worst = 0, where = "";
		for (let y = 0; y + size <= one.height; y += size) {
			for (let x = 0; x + size <= one.width; x += size) {
				const sums = [one, two].map((p) => {
					const sum = [0, 0, 0];
					for (let i = 0; i < size * size; i++) {
						const at = 4 * ((y + (i / size | 0)) * p.width + x + i % size);
						sum.forEach((s, c) => { sum[c] += p.data[at + c]; });
					}
					return sum.map((s) => s / size / size);
				});
				const off = Math.max(...sums[0].map((s, c) => Math.abs(s - sums[1][c])));
				if (off > worst) { worst = off; where = `${x} ${y}`; }
			}
		}
		check("each piece of it has the same colours", worst < 70, worst + " at " + where);
	}
};
