// Makes the graph answer to the pointer and the keyboard. The picture is
// complete without it; all that it knows is in the picture: the time axis in
// data-x of the root (left, right, from and to in ms), and for each path in
// data-y the pixels of zero and top, what the top is worth, and the unit.
(function () {
	"use strict";
	var max = Math.max, min = Math.min;
	var root = document.currentScript.ownerSVGElement;
	if (!root) { return; }
	var all = function (q) { return [].slice.call(root.querySelectorAll(q)); };
	var x = root.getAttribute("data-x").split(" ").map(Number);
	var left = x[0], right = x[1], from = x[2], to = x[3];
	var zoom = 1, shift = 0; // screen x = shift + zoom * x
	var at = null; // the cursor, in x of the whole picture
	var down = null;

	function set(e, attributes) {
		Object.keys(attributes).forEach(function (k) {
			e.setAttribute(k, attributes[k]);
		});
		return e;
	}
	function make(name, attributes, parent) {
		var e = document.createElementNS(root.namespaceURI, name);
		return (parent || root).appendChild(set(e, attributes));
	}
	function clock(ms, step) {
		var s = new Date(ms).toISOString();
		return step >= 864e5 ? s.slice(5, 10) :
			s.slice(11, step >= 6e4 ? 16 : step >= 1e3 ? 19 : 21);
	}
	function timeOf(px) {
		return from + (px - left) / (right - left) * (to - from);
	}

	// The points of a path, a list for each unbroken stretch.
	function points(d) {
		var out = [], px = 0, py = 0, m;
		var re = /([MLlhv])|(-?\d*\.?\d+)/g, op, n = [];
		while ((m = re.exec(d)) !== null) {
			if (m[1]) { op = m[1]; continue; }
			n.push(+m[2]);
			if (op === "h") { n.push(0); }
			if (op === "v") { n.unshift(0); }
			if (n.length === 1) { continue; }
			if (op === "M") { out.push([]); }
			if (op > "Z") { n[0] += px; n[1] += py; }
			px = n[0];
			py = n[1];
			out[out.length - 1].push(n);
			n = [];
		}
		return out;
	}
	var rows = all("[data-for]");
	var series = all("path.series").map(function (path) {
		var y = path.getAttribute("data-y").split(" ");
		return {
			path: path, runs: points(path.getAttribute("d")), unit: y[3],
			zero: +y[0], top: +y[1], worth: +y[2],
			row: rows.filter(function (r) {
				return r.getAttribute("data-for") === path.id;
			})[0]
		};
	});
	// Of a stretch, the points before and behind x.
	function around(run, px) {
		var a = 0, b = run.length - 1, mid;
		while (b - a > 1) {
			mid = (a + b) >> 1;
			if (run[mid][0] > px) { b = mid; } else { a = mid; }
		}
		return [run[a], run[b]];
	}
	// The value of a line at x, or null where it has none.
	function valueAt(s, px) {
		var y = null;
		s.runs.forEach(function (run) {
			if (run[0][0] - 0.5 > px || px > run[run.length - 1][0] + 0.5) { return; }
			var p = around(run, px), w = p[1][0] - p[0][0];
			var t = w > 0 ? max(0, min(1, (px - p[0][0]) / w)) : 1;
			y = p[0][1] + (p[1][1] - p[0][1]) * t;
		});
		return y === null ? y : (s.zero - y) / (s.zero - s.top) * s.worth;
	}
	// The nearest x at which any line has a point.
	function snap(px) {
		var best = px, near = Infinity;
		series.forEach(function (s) {
			s.runs.forEach(function (run) {
				around(run, px).forEach(function (p) {
					var far = Math.abs(p[0] - px);
					if (near > far) { near = far; best = p[0]; }
				});
			});
		});
		return best;
	}
	function written(v, unit) {
		if (v === null) { return "\u2013"; }
		if (unit === "%") { return Math.round(v) + " %"; }
		return v >= 1 ? v.toFixed(2) + " GiB" :
			v * 1024 >= 10 ? Math.round(v * 1024) + " MiB" :
			(v * 1024).toFixed(1) + " MiB";
	}

	var panels = all("rect.plot").map(function (r) {
		var y = +r.getAttribute("y");
		return [y, y + +r.getAttribute("height")];
	});
	var top = panels[0][0], bottom = panels[panels.length - 1][1];
	var tools = make("g", { "pointer-events": "none" });
	var line = make("path", { id: "cursor", stroke: "currentColor",
		opacity: ".55" }, tools);
	var when = make("text", { id: "cursor-time", "text-anchor": "middle",
		y: top - 5, "font-weight": "600" }, tools);
	var chosen = make("rect", { y: top, height: bottom - top, width: 0,
		opacity: ".12" }, tools);
	var cells = all(".value");
	cells.forEach(function (c) { c.rest = c.textContent; });

	function show() {
		var here = at === null ? -1 : shift + zoom * at;
		if (left > here || here > right) {
			line.removeAttribute("d");
			when.textContent = "";
			cells.forEach(function (c) { c.textContent = c.rest; });
			return;
		}
		set(line, { d: "M" + here + " " + top + "V" + bottom });
		set(when, { x: max(left + 30, min(right - 30, here)) });
		when.textContent = clock(timeOf(at), to - from > 5e3 ? 1e3 : 1);
		all(".legend-head .value").forEach(function (c) { c.textContent = "now"; });
		series.forEach(function (s) {
			var cell = s.row ? s.row.querySelector(".value") : null;
			if (cell) { cell.textContent = written(valueAt(s, at), s.unit); }
		});
	}
	var STEPS = [.1, .2, .5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
		3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];
	var axis = root.querySelector("#time-axis");
	var grids = all(".grid");
	var drawn = [axis].concat(grids).map(function (g) { return [g, g.innerHTML]; });
	// Ticks and grid of what is in view.
	function ticks() {
		if (zoom === 1) {
			drawn.forEach(function (d) { d[0].innerHTML = d[1]; });
			return;
		}
		var a = timeOf((left - shift) / zoom), b = timeOf((right - shift) / zoom);
		var most = (right - left) / 66, step, t, px;
		STEPS.some(function (s) {
			step = s * 1e3;
			return most > (b - a) / step;
		});
		while ((b - a) / step > most) { step *= 2; }
		[axis].concat(grids).forEach(function (g) { g.innerHTML = ""; });
		for (t = Math.ceil(a / step) * step; b >= t; t += step) {
			px = shift + zoom * (left + (t - from) / (to - from) * (right - left));
			make("text", { x: px, y: +axis.getAttribute("data-y"),
				"text-anchor": "middle" }, axis).textContent = clock(t, step);
			grids.forEach(function (g, i) {
				make("path", { d: "M" + px + " " + panels[i][0] + "V" + panels[i][1] }, g);
			});
		}
	}
	function look(k, s) {
		zoom = max(1, min(1000, k));
		shift = max(right - right * zoom, min(left - left * zoom, s));
		all(".zoom").forEach(function (g) {
			set(g, { transform: "matrix(" + zoom + " 0 0 1 " + shift + " 0)" });
		});
		all(".at").forEach(function (e) {
			var px = +e.getAttribute("data-at");
			set(e, { transform: "translate(" + (shift + zoom * px - px) + ")" });
		});
		ticks();
		show();
	}
	function zoomAt(px, factor) {
		var k = max(1, min(1000, zoom * factor));
		look(k, px - (px - shift) / zoom * k);
	}
	function on(what, how) {
		root.addEventListener(what, how, { passive: false });
	}
	function place(event) {
		var p = root.createSVGPoint();
		p.x = event.clientX;
		p.y = event.clientY;
		return p.matrixTransform(root.getScreenCTM().inverse());
	}
	function inside(p) {
		return p.x >= left && right >= p.x && p.y >= top && bottom >= p.y;
	}
	function toggle(row, alone) {
		var only = rows.every(function (r) { return r === row || r.off; });
		row.off = !row.off;
		rows.forEach(function (r) {
			if (alone) { r.off = r !== row && !only; }
			set(r, { opacity: r.off ? .35 : 1, "aria-pressed": !r.off });
			set(root.getElementById(r.getAttribute("data-for")),
				{ visibility: r.off ? "hidden" : "visible" });
		});
	}

	on("pointermove", function (e) {
		var p = place(e);
		at = inside(p) ? snap((p.x - shift) / zoom) : null;
		if (down !== null) {
			var b = max(left, min(right, p.x));
			set(chosen, { x: min(down, b), width: Math.abs(b - down) });
		}
		show();
	});
	on("pointerleave", function () { at = null; show(); });
	on("pointerdown", function (e) {
		var p = place(e);
		if (e.button === 0) { down = inside(p) ? p.x : null; }
	});
	window.addEventListener("pointerup", function (e) {
		if (down === null) { return; }
		var b = max(left, min(right, place(e).x)), a = min(down, b);
		var wide = Math.abs(b - down), k;
		down = null;
		set(chosen, { width: 0 });
		if (4 > wide) { return; }
		k = min(1000, zoom * (right - left) / wide);
		look(k, left - (a - shift) / zoom * k);
	});
	on("dblclick", function (e) {
		if (inside(place(e))) { look(1, 0); }
	});
	on("wheel", function (e) {
		var p = place(e);
		if (!inside(p)) { return; }
		e.preventDefault();
		zoomAt(p.x, Math.exp(-e.deltaY / 300));
	});
	rows.forEach(function (row) {
		set(row, { tabindex: 0, role: "button", cursor: "pointer" });
		row.addEventListener("click", function (e) { toggle(row, e.shiftKey); });
		row.addEventListener("keydown", function (e) {
			if ("Enter ".indexOf(e.key) === -1) { return; }
			e.preventDefault();
			toggle(row, e.shiftKey);
		});
	});
	set(root, { tabindex: 0, style: "outline:none" });
	on("keydown", function (e) {
		var wide = right - left, mid = (left + right) / 2;
		var way = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
		if (way && e.shiftKey) { look(zoom, shift - way * wide / 10); }
		else if (way) {
			at = at === null ? (mid - shift) / zoom : at + way * wide / 100 / zoom;
			at = snap(max(left, min(right, at)));
			show();
		}
		else if (e.key === "+" || e.key === "=") { zoomAt(mid, 1.5); }
		else if (e.key === "-") { zoomAt(mid, 1 / 1.5); }
		else if (e.key === "0" || e.key === "Escape") { at = null; look(1, 0); }
		else { return; }
		e.preventDefault();
	});
}());
