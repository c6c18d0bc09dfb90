// The end of an expression that costs too much. Not an exception of the CLR: no catch clause sees it.

export class BudgetExceeded extends Error {
  readonly resource: "fuel" | "memory" | "depth";

  constructor(resource: "fuel" | "memory" | "depth") {
    super(`the expression used up its ${resource} budget`);
    this.name = "BudgetExceeded";
    this.resource = resource;
  }
}
