// Reads a GEXF file with graphology and prints what it found, as JSON.
const fs = require("fs");
const { MultiDirectedGraph } = require("graphology");
const gexf = require("graphology-gexf");

const graph = gexf.parse(MultiDirectedGraph, fs.readFileSync(process.argv[2], "utf8"));
const sum = (name) => graph.reduceEdges((total, _, attributes) => total + attributes[name], 0);
process.stdout.write(
  JSON.stringify({
    nodes: graph.order,
    edges: graph.size,
    claims: sum("claims"),
    sources: sum("sources"),
    labels: graph.mapNodes((_, attributes) => attributes.label),
  }),
);
