"use strict";
(() => {
  const PIECE = 200;
  const FIELDS = ["severity", "rule", "path", "line", "column", "message", "help", "source", "related", "fix"];
  const data = JSON.parse(document.getElementById("data").textContent);
  const findings = data.findings.map((row) => {
    const finding = Object.fromEntries(FIELDS.map((name, at) => [name, row[at]]));
    const source = finding.source ? finding.source[0] : "";
    finding.words = [finding.rule, finding.path, finding.message, finding.help, source].join("\n").toLowerCase();
    return finding;
  });
  const byId = (id) => document.getElementById(id);
  const list = byId("list"), more = byId("more"), rule = byId("rule"), page = byId("page"), text = byId("text");

  // Everything a wiki says reaches the page through textContent, never as markup.
  const make = (name, className, content) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (content !== undefined) element.textContent = content;
    return element;
  };
  const count = (key) => {
    const counts = new Map();
    for (const finding of findings) counts.set(finding[key], (counts.get(finding[key]) || 0) + 1);
    return counts;
  };

  const boxes = new Map();
  const severities = count("severity");
  for (const severity of ["error", "warning", "info"]) {
    const label = make("label"), box = make("input");
    box.type = "checkbox";
    box.checked = true;
    box.value = severity;
    box.disabled = !severities.has(severity);
    label.append(box, ` ${severity} (${severities.get(severity) || 0})`);
    byId("severities").append(label);
    boxes.set(severity, box);
  }
  for (const [id, number] of [...count("rule")].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    const known = data.rules[id];
    const option = make("option", "", `${id} (${number})${known ? " " + known.name : ""}`);
    option.value = id;
    rule.append(option);
  }
  for (const path of [...count("path").keys()].sort()) {
    const option = make("option");
    option.value = path;
    byId("pages").append(option);
  }

  let chosen = [], drawn = 0, heading = null;
  const draw = () => {
    const part = document.createDocumentFragment();
    for (const finding of chosen.slice(drawn, drawn + PIECE)) {
      if (finding.path !== heading) {
        heading = finding.path;
        part.append(make("h2", "", heading));
      }
      part.append(card(finding));
    }
    drawn = Math.min(chosen.length, drawn + PIECE);
    list.append(part);
    more.hidden = drawn >= chosen.length;
    more.textContent = `Show more (${chosen.length - drawn} left)`;
  };
  const card = (finding) => {
    const article = make("article", finding.severity);
    const first = make("p");
    const id = make("button", "rule", finding.rule);
    id.type = "button";
    id.title = "Show only this rule";
    id.addEventListener("click", () => { rule.value = finding.rule; filter(); window.scrollTo(0, 0); });
    first.append(make("span", "severity", finding.severity), " ", id, ` ${finding.line}:${finding.column} `, finding.message);
    article.append(first);
    if (finding.source) {
      const pre = make("pre");
      const gutter = `${finding.line} | `;
      pre.append(gutter + finding.source[0] + "\n" + " ".repeat(gutter.length - 2) + "| ", make("span", "marks", finding.source[1]));
      article.append(pre);
    }
    for (const [message, path, line] of finding.related) {
      article.append(make("p", "related", `see ${path}:${line}: ${message}`));
    }
    if (finding.help) article.append(make("p", "help", finding.help));
    if (finding.fix) article.append(make("p", "help", `Can be mended with --fix: ${finding.fix}.`));
    return article;
  };
  const explain = () => {
    const known = data.rules[rule.value], box = byId("explained");
    box.hidden = !known;
    box.replaceChildren();
    if (!known) return;
    box.append(make("p", "severity", `${rule.value}: ${known.name}`), make("p", "", known.what));
    box.append(make("p", "", `Why: ${known.why}`), make("p", "", `How to mend it: ${known.how}`));
  };
  const filter = () => {
    const wantedPage = page.value.trim().toLowerCase();
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    chosen = findings.filter((finding) =>
      boxes.get(finding.severity).checked &&
      (!rule.value || finding.rule === rule.value) &&
      (!wantedPage || finding.path.toLowerCase().includes(wantedPage)) &&
      words.every((word) => finding.words.includes(word)));
    drawn = 0;
    heading = null;
    list.replaceChildren();
    byId("count").textContent = `${chosen.length} of ${findings.length} findings`;
    explain();
    draw();
    const state = new URLSearchParams();
    if (rule.value) state.set("rule", rule.value);
    if (page.value.trim()) state.set("page", page.value.trim());
    if (text.value.trim()) state.set("text", text.value.trim());
    const off = [...boxes].filter(([, box]) => !box.checked).map(([name]) => name);
    if (off.length) state.set("hide", off.join(","));
    const hash = state.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  };
  const restore = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    rule.value = state.get("rule") || "";
    page.value = state.get("page") || "";
    text.value = state.get("text") || "";
    const off = (state.get("hide") || "").split(",");
    for (const [name, box] of boxes) box.checked = !off.includes(name);
  };
  let waiting = 0;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); };
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("change", filter);
  page.addEventListener("input", soon);
  text.addEventListener("input", soon);
  more.addEventListener("click", draw);
  byId("reset").addEventListener("click", () => {
    rule.value = page.value = text.value = "";
    for (const box of boxes.values()) box.checked = true;
    filter();
  });
  new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting) && !more.hidden) draw(); })
    .observe(more);
  restore();
  filter();
})();
