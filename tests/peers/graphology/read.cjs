// Reads a GEXF or GraphML file with graphology and prints what it found, as JSON.
const fs = require("fs");
const { MultiDirectedGraph } = require("graphology");
const gexf = require("graphology-gexf");
const graphml = require("graphology-graphml");

const reader = process.argv[2].endsWith(".gexf") ? gexf : graphml;
const graph = reader.parse(MultiDirectedGraph, fs.readFileSync(process.argv[2], "utf8"));
const sum = (name) => graph.reduceEdges((total, _, attributes) => total + attributes[name], 0);
process.stdout.write(
  JSON.stringify({
    nodes: graph.order,
    edges: graph.size,
    claims: sum("claim_count"),
    sources: sum("source_count"),
    labels: graph.mapNodes((_, attributes) => attributes.label),
  }),
);
