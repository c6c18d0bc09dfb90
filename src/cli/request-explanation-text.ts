// An explained request as text for people.

import { printSize } from "#config/size.ts";
import type { Explanation } from "#gateway/explain.ts";
import { traceLines } from "./policy/trace-text.ts";

export function requestText(explanation: Explanation): string {
  return [
    ...placeLines(explanation),
    ...edgeLines(explanation),
    ...wafLines(explanation),
    ...traceLines(explanation.policies),
    ...forwardLines(explanation),
    ...endLines(explanation),
  ].join("\n");
}

const row = (name: string, value: string): readonly string[] =>
  value === "" ? [] : [`${name.padEnd(10)}${value}`];

function placeLines({ site, route, target, path, api, bot }: Explanation): readonly string[] {
  return [
    ...row("path", path),
    ...row("site", site),
    ...row("route", route),
    ...row("target", target),
    ...row("bot", botText(bot)),
    ...row("operation", api?.operation ?? ""),
    ...row("product", api?.product ?? ""),
    ...row("key of", api?.subscription ?? ""),
  ];
}

const botText = ({ class: botClass, name, reason }: Explanation["bot"]): string =>
  botClass === "" ? "" : `${botClass}${name === "" ? "" : ` (${name})`}: ${reason}`;

function edgeLines({ edge }: Explanation): readonly string[] {
  const { rules, dry, tags, shapes, functions } = edge;
  return [
    ...row("edge", rules.join(", ")),
    ...row("on trial", dry.join(", ")),
    ...functions.flatMap(({ rule, name, decided }) => row("function", `${name}: ${decided}, by ${rule}`)),
    ...row("tags", tags.join(", ")),
    ...shapes.flatMap((shape) => row("shaped", shapeText(shape))),
  ];
}

function shapeText({ rule, isDryRun, downloadBytes, uploadBytes }: Shape): string {
  const download = downloadBytes > 0 ? [`download ${printSize(downloadBytes)} per second`] : [];
  const upload = uploadBytes > 0 ? [`upload ${printSize(uploadBytes)} per second`] : [];
  return `${[...download, ...upload].join(", ")}, by ${rule}${isDryRun ? " (on trial)" : ""}`;
}

type Shape = Explanation["edge"]["shapes"][number];

function wafLines({ waf }: Explanation): readonly string[] {
  if (waf.policy === "") return [];
  const rules = waf.rules.length === 0 ? "no rule matched" : `rules ${waf.rules.join(", ")}`;
  const score = waf.score > 0 ? `, score ${waf.score}` : "";
  return row("WAF", `${waf.policy}: ${rules}${score}`);
}

function forwardLines({ forwarded }: Explanation): readonly string[] {
  return forwarded.flatMap(({ to, method, path, query, headers, body }) => [
    ...row("forwarded", `${method} ${path}${query} to ${to}`),
    ...headers.map(([name, value]) => `  ${name}: ${value}`),
    ...(body === "" ? [] : [`  ${Buffer.byteLength(body, "latin1")} bytes of body`]),
  ]);
}

function endLines({ stage, reason, detail, response }: Explanation): readonly string[] {
  const why = stage === "" ? "" : `in ${stage}: ${reason}${detail === "" ? "" : ` (${detail})`}`;
  return [
    ...row("ended", why),
    ...row("answer", response.status === 0 ? "none: the connection is closed" : String(response.status)),
    ...response.headers.map(([name, value]) => `  ${name}: ${value}`),
    ...(response.body === "" ? [] : [`  ${Buffer.from(response.body, "latin1").toString("utf8")}`]),
  ];
}
