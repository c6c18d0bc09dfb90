import { readFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { createWaf } from "#waf/waf.ts";
import { crsProgram, crsTests } from "/work/wt/proof/test/conformance/crs/crs-program.ts";
import { casesOf, inspectCase } from "/work/wt/proof/test/fuzz/waf/waf-case.ts";
const program = crsProgram({ folder: "/work/shared/data/crs-4.28", paranoiaLevel: 4, mode: "On", hasTestLimits: false });
const usual = casesOf(crsTests("/work/shared/data/crs-4.28/regression/tests")).filter((_, i) => i % 10 === 0);
for (const file of process.argv.slice(2)) {
  const waf = createWaf(program);
  for (const u of usual) inspectCase(waf, u);
  const request = JSON.parse(readFileSync(file, "latin1").toString());
  const s = new Session(); s.connect();
  await s.post("Profiler.enable"); await s.post("Profiler.setSamplingInterval", { interval: 200 }); await s.post("Profiler.start");
  const b = process.threadCpuUsage();
  const session = inspectCase(waf, request);
  const c = process.threadCpuUsage(b);
  const { profile } = await s.post("Profiler.stop");
  const self = new Map();
  const byId = new Map(profile.nodes.map((n) => [n.id, n]));
  const dt = profile.timeDeltas; 
  profile.samples.forEach((id, i) => { const n = byId.get(id); const k = n.callFrame.functionName + " " + n.callFrame.url.split("/").slice(-2).join("/") + ":" + n.callFrame.lineNumber; self.set(k, (self.get(k) ?? 0) + dt[i] / 1000); });
  console.log(file, ((c.user + c.system) / 1000).toFixed(1), "ms; target", request.target.length, "body", request.body.length, "hdr", JSON.stringify(request.headers).length, "type", request.headers.find(([n]) => n === "Content-Type")?.[1]?.slice(0,40), "matches", session.matches.length, "values", session.matches.reduce((n, m) => n + m.values.length, 0));
  console.log("   body:", JSON.stringify(request.body.slice(0, 100)), JSON.stringify(request.target.slice(0,60)), JSON.stringify(request.headers.at(-1)).slice(0,80));
  for (const [k, v] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 9)) console.log("     ", v.toFixed(1), k);
}
