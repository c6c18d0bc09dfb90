// docs/reference/errors.md: every way in which a request can end early, from the catalogue of faults.

import { catalogueEntry, type FaultCode, faultCatalogue, type StageName } from "#kernel/fault-catalogue.ts";

// In the order of a request's life. A code of a stage that is missing here is an error of the generator.
const STAGES: readonly StageName[] = [
  ...(["accept", "read", "identify", "route", "screen", "inspect", "authorize", "forward"] as const),
  ...(["inspectResponse", "respond", "record"] as const),
];

const HEAD = `<!-- Generated from src/kernel/fault-catalogue.ts by \`npm run generate\`. Do not edit. -->

# Errors

Every request that does not get the answer it asked for ends at one stage, with one code. The code stands in
the access line (\`reason\`, beside \`stage\`), in the metrics and in the problem document that the caller gets.
A code never changes its meaning.

- **Status**: what the caller gets; “none” where the connection is closed without an answer. 499 stands in the
  access line only.
- **Blame**: who caused it: the \`client\`, the \`upstream\` (a backend), a \`rule\` that you wrote, or Portcullis
  it\`self\`.
- **Retry**: may the same request be sent to another member of the pool? Portcullis does so by itself where the
  pool allows it.
- **The caller reads**: the public text. It says nothing about what stands behind the gateway.
`;

export function outputs(): { path: string; content: string }[] {
  const codes = Object.keys(faultCatalogue).filter(isFaultCode);
  const known = codes.filter((code) => STAGES.includes(catalogueEntry(code).stage));
  if (known.length < codes.length) throw new Error("a fault has a stage that this generator does not know");
  const sections = STAGES.map((stage) => stageSection(stage, codes)).filter((section) => section !== "");
  return [{ path: "docs/reference/errors.md", content: [HEAD, ...sections].join("\n") }];
}

const isFaultCode = (code: string): code is FaultCode => Object.hasOwn(faultCatalogue, code);

function stageSection(stage: StageName, codes: readonly FaultCode[]): string {
  const rows = codes.filter((code) => catalogueEntry(code).stage === stage).map(row);
  if (rows.length === 0) return "";
  const head =
    "| Code | Status | Blame | Retry | The caller reads | What to do |\n| --- | --- | --- | --- | --- | --- |";
  return `## ${stage}\n\n${head}\n${rows.join("\n")}\n`;
}

function row(code: FaultCode): string {
  const { status, blame, retry, publicText, advice } = catalogueEntry(code);
  const cells = [
    `\`${code}\``,
    status === 0 ? "none" : status,
    blame,
    retry ? "yes" : "no",
    publicText,
    advice,
  ];
  return `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
}
