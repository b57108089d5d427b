// Opens a file of Cytoscape.js JSON with Cytoscape.js and prints what it found, as JSON.
const fs = require("fs");
const cytoscape = require("cytoscape");

const file = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
// What it does not take (an edge without its ends, an id twice) it only warns of.
let warnings = 0;
console.warn = console.error = () => (warnings += 1);
cytoscape.warnings(true);
const graph = cytoscape({ headless: true, styleEnabled: false, elements: file.elements, layout: { name: "preset" } });
const sum = (name) => graph.edges().reduce((total, edge) => total + edge.data(name), 0);
process.stdout.write(
  JSON.stringify({
    nodes: graph.nodes().length,
    edges: graph.edges().length,
    claims: sum("claim_count"),
    sources: sum("source_count"),
    labels: graph.nodes().map((node) => node.data("name")),
    lists: graph.nodes().map((node) => node.data("aliases") || []),
    placed: graph.nodes().filter((node) => node.position("x") !== 0 || node.position("y") !== 0).length,
    warnings,
  }),
);
