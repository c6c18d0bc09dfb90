// `portcullis audit bypass verify`: is this bypass certificate what was signed, and does it prove anything
// today?

import { readFileSync } from "node:fs";
import { Command } from "commander";
import { exitCode } from "./exit-code.ts";

const HELP = `
Exits with 0 where the signature holds and every backend was closed, with 1 where it does not hold or a
backend was open, and with 3 where it is too old or a backend was unknown. Without --public-key it tells that
nobody changed the report, and not who made it.

Examples:
  $ portcullis audit bypass verify bypass.json --public-key audit.pub`;

type VerifyOptions = { readonly publicKey?: string };

export function auditBypassVerifyCommand(): Command {
  return new Command("verify")
    .description("check a signed report of the audit")
    .argument("<file>", "the report")
    .option("--public-key <file>", "the Ed25519 key, in PEM, that it has to be signed by")
    .addHelpText("after", HELP)
    .action(verify);
}

async function verify(file: string, { publicKey }: VerifyOptions, command: Command): Promise<void> {
  const { verifyCertificate } = await import("#posture/bypass-certificate.ts");
  const { summaryText } = await import("./bypass-text.ts");
  const known = publicKey === undefined ? undefined : read(publicKey, command);
  const verified = verifyCertificate(read(file, command), known);
  if (!verified.isGenuine) {
    console.error(`${file} does not hold: ${verified.why}`);
    process.exitCode = exitCode("findings");
    return;
  }
  const { report, signature } = verified.certificate;
  const { publicKey: key, keyOrigin } = signature;
  if (verified.isKnownKey) console.log("The signature holds, by the key that was named.");
  else {
    const whose =
      keyOrigin === "run" ? "made for that run: it does not say who signed" : "not compared with any";
    console.log(`The signature holds. Its key ${key} was ${whose}.`);
  }
  console.log(summaryText(report));
  const isOld = !(Date.now() < Date.parse(report.validUntil));
  if (isOld) console.log(`It is of ${report.finishedAt}, and proves nothing since ${report.validUntil}.`);
  const verdicts = report.backends.map(({ verdict }) => verdict);
  const isUnknown = isOld || verdicts.length === 0 || verdicts.includes("unknown");
  process.exitCode = exitCode(verdicts.includes("open") ? "findings" : isUnknown ? "undecided" : "ok");
}

function read(file: string, command: Command): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return command.error(`error: ${file} cannot be read`, { exitCode: exitCode("usage") });
  }
}
