// Reads mermaid charts (files named as arguments) with mermaid itself. Prints one JSON line for each:
// its nodes with their texts, the number of its edges, and its subgraphs. Fails on one that mermaid refuses.

import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

// mermaid cleans texts with the document of a browser.
const { window } = new JSDOM('');
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');

for (const file of process.argv.slice(2)) {
  const chart = readFileSync(file, 'utf8');
  await mermaid.parse(chart);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(chart);
  const nodes = [...db.getVertices().values()].map(({ id, text }) => [id, text]);
  const subgraphs = db.getSubGraphs().map(({ id, title }) => [id, title]);
  console.log(JSON.stringify({ nodes, edges: db.getEdges().length, subgraphs, title: db.getDiagramTitle() }));
}
