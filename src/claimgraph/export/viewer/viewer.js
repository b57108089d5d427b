"use strict";
// Draws the network that stands as JSON in the page. Texts of the wiki only ever become text nodes.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { nodes, links } = data;
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.querySelector("svg.graph");
  const panel = document.querySelector("aside");
  const foot = document.querySelector("footer");
  const make = (name, attributes, parent) => {
    const element = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    if (parent) parent.append(element);
    return element;
  };
  const el = (name, text, className) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const short = (text, length) => (text.length > length ? text.slice(0, length - 1) + "…" : text);
  const named = (node) => (node.label.trim() ? node.label : "(no name)");
  const words = (relation) => relation.replaceAll("_", " ");

  const world = make("g", {}, svg);
  const lines = make("g", {}, world);
  const dots = make("g", {}, world);
  const radius = (node) => Math.min(34, 5 + 2.2 * Math.sqrt(node.degree));
  const near = nodes.map(() => new Set());
  const of = nodes.map(() => []);
  const between = new Map();
  links.forEach((link, at) => {
    near[link.s].add(link.t);
    near[link.t].add(link.s);
    of[link.s].push(at);
    if (link.s !== link.t) of[link.t].push(at);
    const pair = Math.min(link.s, link.t) + " " + Math.max(link.s, link.t);
    if (!between.has(pair)) between.set(pair, []);
    between.get(pair).push(at);
  });
  for (const group of between.values()) group.forEach((at, order) => {
    links[at].bend = (order - (group.length - 1) / 2) * 26 * (links[at].s < links[at].t ? 1 : -1);
    links[at].order = order;
  });

  for (const link of links) {
    const kind = link.sources ? (link.sign > 0 ? "up" : link.sign < 0 ? "down" : "") : "bare";
    link.path = make("path", { class: "link " + kind, "stroke-width": 1 + Math.min(5, Math.sqrt(link.sources)),
      ...(links.length < 400 && { "marker-end": `url(#arrow-${kind || "flat"})` }) }, lines);
    link.hit = make("path", { class: "hit", tabindex: -1 }, lines);
  }
  for (const node of nodes) {
    node.g = make("g", { class: "node" + (node.centre ? " centre" : ""), tabindex: 0, role: "button" }, dots);
    node.g.setAttribute("aria-label", named(node));
    make("circle", { r: radius(node), fill: node.colour }, node.g);
    const text = make("text", { y: radius(node), dy: "1.05em" }, node.g);
    text.textContent = short(named(node), 34);
    node.letters = text.textContent.length;
  }

  const view = { x: 0, y: 0, k: 1 };
  // Names keep their size on the screen; where two would cover each other, the better linked one is shown.
  const rank = nodes.map((_, at) => at).sort((a, b) => nodes[b].centre - nodes[a].centre || nodes[b].degree - nodes[a].degree);
  let waiting = false;
  const name = () => {
    waiting = false;
    const size = 12 / Math.max(0.15, Math.min(1.5, view.k)), taken = [];
    dots.style.fontSize = `${size}px`;
    for (const at of rank) {
      const node = nodes[at], wide = (node.letters * size * 0.29 + 3) * view.k, high = size * 1.25 * view.k;
      const x = node.x * view.k + view.x, y = (node.y + radius(node)) * view.k + view.y;
      const box = [x - wide, y, x + wide, y + high];
      const free = !node.g.classList.contains("gone") &&
        taken.every((other) => box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1]);
      if (free) taken.push(box);
      node.g.classList.toggle("silent", !free);
    }
  };
  const show = () => {
    world.setAttribute("transform", `translate(${view.x},${view.y}) scale(${view.k})`);
    if (!waiting) { waiting = true; requestAnimationFrame(name); }
  };
  const draw = () => {
    for (const link of links) {
      const a = nodes[link.s], b = nodes[link.t];
      let path;
      if (a === b) {
        const r = radius(a), size = 26 + 12 * link.order;
        path = `M${a.x - r * 0.6},${a.y - r * 0.8} C${a.x - size},${a.y - r - size} ${a.x + size},${a.y - r - size} ` +
          `${a.x + r * 0.6},${a.y - r * 0.8}`;
      } else {
        const dx = b.x - a.x, dy = b.y - a.y, d = Math.hypot(dx, dy) || 1;
        const mx = (a.x + b.x) / 2 - (dy / d) * link.bend, my = (a.y + b.y) / 2 + (dx / d) * link.bend;
        const ex = b.x - mx, ey = b.y - my, e = Math.hypot(ex, ey) || 1, stop = radius(b) + 5;
        path = `M${a.x},${a.y} Q${mx},${my} ${b.x - (ex / e) * stop},${b.y - (ey / e) * stop}`;
      }
      link.path.setAttribute("d", path);
      link.hit.setAttribute("d", path);
    }
    for (const node of nodes) node.g.setAttribute("transform", `translate(${node.x},${node.y})`);
  };
  const fit = () => {
    const seen = nodes.filter((node) => !node.g.classList.contains("gone"));
    if (!seen.length) return;
    const xs = seen.map((n) => n.x), ys = seen.map((n) => n.y);
    const left = innerWidth > 900 ? 292 : 20, right = panel.childElementCount && innerWidth > 900 ? 420 : 20;
    const x0 = Math.min(...xs) - 110, x1 = Math.max(...xs) + 110, y0 = Math.min(...ys) - 50, y1 = Math.max(...ys) + 60;
    view.k = Math.min(1.6, (innerWidth - left - right) / (x1 - x0), innerHeight / (y1 - y0));
    view.x = left + (innerWidth - left - right - (x0 + x1) * view.k) / 2;
    view.y = (innerHeight - (y0 + y1) * view.k) / 2;
    show();
  };

  // A little life: a dragged node pulls its neighbours after it.
  let heat = 0, held = null, running = false;
  const step = () => {
    if (heat < 0.02) { running = false; show(); return; }
    for (const link of links) {
      const a = nodes[link.s], b = nodes[link.t];
      if (a === b || (a !== held && b !== held && heat < 0.3)) continue;
      const dx = b.x - a.x, dy = b.y - a.y, d = Math.hypot(dx, dy) || 1;
      const pull = (heat * 0.06 * (d - Math.max(90, link.rest))) / d;
      if (a !== held && !a.pinned) { a.x += dx * pull; a.y += dy * pull; }
      if (b !== held && !b.pinned) { b.x -= dx * pull; b.y -= dy * pull; }
    }
    for (let i = 0; i < nodes.length && nodes.length < 600; i++) for (let j = i + 1; j < nodes.length; j++) {
      const a = nodes[i], b = nodes[j], dx = b.x - a.x, dy = b.y - a.y, want = radius(a) + radius(b) + 16;
      const d = Math.hypot(dx, dy) || 0.01;
      if (d >= want) continue;
      const push = (heat * 0.5 * (want - d)) / d;
      if (a !== held && !a.pinned) { a.x -= dx * push; a.y -= dy * push; }
      if (b !== held && !b.pinned) { b.x += dx * push; b.y += dy * push; }
    }
    heat *= held ? 0.995 : 0.94;
    draw();
    requestAnimationFrame(step);
  };
  const warm = (to) => { heat = to; if (!running) { running = true; requestAnimationFrame(step); } };

  const highlight = (node, link) => {
    const keep = link ? new Set([link.s, link.t]) : node === null ? null : new Set([node, ...near[node]]);
    nodes.forEach((n, at) => {
      n.g.classList.toggle("dim", keep !== null && !keep.has(at));
      n.g.classList.toggle("near", keep !== null && keep.has(at));
    });
    links.forEach((l) => {
      const on = keep === null || (link ? l === link : l.s === node || l.t === node);
      l.path.classList.toggle("dim", !on);
      l.path.classList.toggle("chosen", keep !== null && on);
    });
  };
  let chosen = { node: null, link: null };
  const restore = () => highlight(chosen.node, chosen.link);
  const tell = (link) => `${named(nodes[link.s])} — ${words(link.relation)} → ${named(nodes[link.t])}: ` +
    `${link.claims.length} claim${link.claims.length === 1 ? "" : "s"}, ${link.sources} source${link.sources === 1 ? "" : "s"}` +
    (link.human ? `, human evidence in ${link.human}` : "") + (link.sources ? "" : " (page only)");

  const fresh = () => {
    panel.replaceChildren();
    const close = el("button", "×", "close");
    close.setAttribute("aria-label", "Close");
    close.onclick = () => { panel.replaceChildren(); chosen = { node: null, link: null }; restore(); };
    panel.append(close);
    panel.scrollTop = 0;
  };
  const anchor = (href, text) => {
    const a = el("a", text);
    a.href = href; a.target = "_blank"; a.rel = "noopener noreferrer";
    return a;
  };
  const listed = (parent, name, values) => {
    if (values && values.length) parent.append(el("p", `${name}: ${values.join(", ")}`, "meta"));
  };
  const openLink = (link) => {
    chosen = { node: null, link };
    fresh();
    panel.append(el("h2", `${named(nodes[link.s])} ${words(link.relation)} ${named(nodes[link.t])}`));
    const axes = el("dl", undefined, "axes");
    for (const [name, value] of [["claims", link.claims.length], ["supporting sources", link.sources],
      ["disputing sources", link.disputing], ["claims with human evidence", link.human],
      ["with animal evidence", link.animal], ["with in-vitro evidence", link.vitro],
      ["in aged subjects", link.aged], ["read in full text", link.full]]) {
      axes.append(el("dt", name), el("dd", String(value)));
    }
    panel.append(axes);
    for (const claim of link.claims) {
      const article = el("article");
      if (claim.text) article.append(el("p", claim.text, "text"));
      const tags = el("p");
      for (const tag of claim.tags) tags.append(el("span", tag, "tag"));
      if (claim.tags.length) article.append(tags);
      for (const [name, values] of claim.facts) listed(article, name, values);
      for (const source of claim.studies) {
        const p = el("p", undefined, "meta");
        p.append(source.url ? anchor(source.url, source.label) : el("span", source.label));
        article.append(p);
      }
      if (!claim.studies.length) article.append(el("p", "No study is cited for this claim.", "meta"));
      for (const place of claim.places) article.append(el("p", place, "meta"));
      panel.append(article);
    }
    restore();
  };
  const openNode = (at) => {
    const node = nodes[at];
    chosen = { node: at, link: null };
    fresh();
    panel.append(el("h2", named(node)), el("p", [node.kind, node.path].filter(Boolean).join(" · "), "kind"));
    if (node.aliases.length) listed(panel, "Also", node.aliases);
    for (const iri of node.same) {
      const p = el("p", undefined, "meta");
      p.append(/^https?:\/\//.test(iri) ? anchor(iri, iri) : el("span", iri));
      panel.append(p);
    }
    const list = el("ul", undefined, "near-list");
    for (const index of of[at]) {
      const link = links[index];
      if (link.path.classList.contains("gone")) continue;
      const item = el("li"), button = el("button");
      button.textContent = link.s === at
        ? `${words(link.relation)} → ${named(nodes[link.t])} (${link.sources})`
        : `${named(nodes[link.s])} → ${words(link.relation)} (${link.sources})`;
      button.onclick = () => openLink(link);
      item.append(button);
      list.append(item);
    }
    panel.append(list);
    restore();
  };

  links.forEach((link) => {
    link.rest = Math.hypot(nodes[link.s].x - nodes[link.t].x, nodes[link.s].y - nodes[link.t].y);
    link.hit.onpointerenter = () => { foot.textContent = tell(link); highlight(null, link); };
    link.hit.onpointerleave = () => { foot.textContent = ""; restore(); };
    link.hit.onclick = (event) => { event.stopPropagation(); openLink(link); };
  });
  nodes.forEach((node, at) => {
    node.g.onpointerenter = () => {
      if (held) return;
      foot.textContent = `${named(node)} · ${node.kind} · ${of[at].length} edges`;
      highlight(at, null);
    };
    node.g.onpointerleave = () => { if (!held) { foot.textContent = ""; restore(); } };
    node.g.onkeydown = (event) => { if (event.key === "Enter") openNode(at); };
    node.g.onpointerdown = (event) => {
      event.stopPropagation();
      node.g.setPointerCapture(event.pointerId);
      const start = [event.clientX, event.clientY];
      let moved = false;
      node.g.onpointermove = (move) => {
        if (!moved && Math.hypot(move.clientX - start[0], move.clientY - start[1]) < 4) return;
        moved = true;
        held = node;
        node.x = (move.clientX - view.x) / view.k;
        node.y = (move.clientY - view.y) / view.k;
        warm(1);
      };
      node.g.onpointerup = () => {
        node.g.onpointermove = node.g.onpointerup = null;
        if (moved) { node.pinned = true; held = null; restore(); } else openNode(at);
      };
    };
    node.g.ondblclick = (event) => { event.stopPropagation(); node.pinned = false; warm(0.5); };
  });

  svg.onpointerdown = (event) => {
    svg.setPointerCapture(event.pointerId);
    svg.classList.add("moving");
    const from = [event.clientX - view.x, event.clientY - view.y];
    svg.onpointermove = (move) => { view.x = move.clientX - from[0]; view.y = move.clientY - from[1]; show(); };
    svg.onpointerup = () => { svg.onpointermove = svg.onpointerup = null; svg.classList.remove("moving"); };
  };
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const by = Math.exp(-event.deltaY * 0.0015), k = Math.max(0.05, Math.min(6, view.k * by));
    view.x = event.clientX - ((event.clientX - view.x) * k) / view.k;
    view.y = event.clientY - ((event.clientY - view.y) * k) / view.k;
    view.k = k;
    show();
  }, { passive: false });
  svg.ondblclick = fit;

  const off = new Set(), only = new Set();
  const sieve = () => {
    links.forEach((link) => {
      const out = off.has(nodes[link.s].kind) || off.has(nodes[link.t].kind) || [...only].some((name) => !link[name]);
      link.path.classList.toggle("gone", out);
      link.hit.classList.toggle("gone", out);
    });
    nodes.forEach((node, at) => {
      const alone = only.size && of[at].every((index) => links[index].path.classList.contains("gone"));
      node.g.classList.toggle("gone", off.has(node.kind) || (alone && !node.centre));
    });
    show();
  };
  for (const box of document.querySelectorAll("input[type=checkbox]")) box.onchange = () => {
    if (box.name === "kind") off[box.checked ? "delete" : "add"](box.value);
    else only[box.checked ? "add" : "delete"](box.value);
    sieve();
  };
  const search = document.querySelector("input[type=search]");
  search.oninput = () => {
    const wanted = search.value.trim().toLowerCase();
    if (!wanted) { restore(); return; }
    nodes.forEach((node) => {
      const hit = [node.label, ...node.aliases].some((name) => name.toLowerCase().includes(wanted));
      node.g.classList.toggle("dim", !hit);
      node.g.classList.toggle("near", hit);
    });
    links.forEach((link) => link.path.classList.add("dim"));
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") { search.value = ""; panel.replaceChildren(); chosen = { node: null, link: null }; restore(); }
  });
  addEventListener("resize", fit);
  draw();
  fit();
  document.body.dataset.ready = `${nodes.length} ${links.length}`;
})();
