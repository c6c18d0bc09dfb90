// `ctl`: switches of the engine for the rest of one transaction.

import type { Control } from "../seclang/program.ts";
import type { Transaction } from "./transaction.ts";

export function applyControl(tx: Transaction, control: Control): void {
  const { controls, rules } = tx;
  switch (control.option) {
    case "ruleEngine":
      tx.mode = control.mode;
      return;
    case "requestBodyAccess":
      controls.requestBodyAccess = control.isOn;
      return;
    case "responseBodyAccess":
      controls.responseBodyAccess = control.isOn;
      return;
    case "forceRequestBodyVariable":
      controls.forcesRequestBody = control.isOn;
      return;
    case "requestBodyProcessor":
      controls.requestBodyProcessor = control.processor;
      tx.bodyProcessor = control.processor.toUpperCase();
      return;
    case "responseBodyProcessor":
      controls.responseBodyProcessor = control.processor;
      return;
    case "requestBodyLimit":
      controls.requestBodyLimitBytes = control.bytes;
      return;
    case "responseBodyLimit":
      controls.responseBodyLimitBytes = control.bytes;
      return;
    case "auditEngine":
      controls.auditMode = control.mode;
      return;
    case "auditLogParts":
      controls.auditParts = control.parts;
      return;
    case "ruleRemoveById":
    case "ruleRemoveByTag":
    case "ruleRemoveByMsg":
      controls.remove(rules.meantBy(control));
      return;
    case "ruleRemoveTargetById":
    case "ruleRemoveTargetByTag":
    case "ruleRemoveTargetByMsg":
      controls.exclude(rules.meantBy(control), rules.exclusionOf(control.target));
  }
}
