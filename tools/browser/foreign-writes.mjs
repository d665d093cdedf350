/* Owns the rule of the house that no linter has: no module writes what another one owns. What a module imports, and what it reads out
   of that, is another's; so is what stands on `window`, except where the settings allow it. */

const MUTATORS = new Set([
  "push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin", "set", "add", "delete", "clear",
]);
const GLOBALS = new Set(["window", "globalThis", "self"]);
const ASSIGNERS = new Set(["assign", "defineProperty", "defineProperties", "setPrototypeOf"]);

/* The identifier that a chain of members and calls begins with: `state` of `state().view.rows`. */
function root(node) {
  while (node) {
    if (node.type === "MemberExpression") node = node.object;
    else if (node.type === "CallExpression") node = node.callee;
    else if (node.type === "ChainExpression" || node.type === "TSNonNullExpression") node = node.expression;
    else return node.type === "Identifier" ? node : null;
  }
  return null;
}
const text = (source, node) => source.getText(node).replace(/\?\./g, ".");

/** @type {import("eslint").Rule.RuleModule} */
export default {
  meta: {
    type: "problem",
    docs: { description: "no module writes what another owns" },
    messages: {
      foreign: "{{name}} is another module's. Ask that module to change it: an action of the store, or a function that it exports.",
      global: "{{name}} is on window. Only window.imagescape is ours, and main.mjs makes it.",
    },
    schema: [{
      type: "object",
      properties: { globals: { type: "array", items: { type: "string" } }, givers: { type: "array", items: { type: "string" } } },
      additionalProperties: false,
    }],
  },
  create(context) {
    const source = context.sourceCode, allowed = new Set(context.options[0]?.globals ?? []);
    const givers = new Set(context.options[0]?.givers ?? []);
    const seen = new Set();

    function variableOf(identifier) {
      for (let scope = source.getScope(identifier); scope; scope = scope.upper) {
        const found = scope.set.get(identifier.name);
        if (found) return found;
      }
      return null;
    }
    /* Imported, or read out of something imported: `const { view } = state()`. A function of another module may make something anew, or
       give what it keeps; the settings name those that give. */
    function foreign(identifier) {
      const variable = variableOf(identifier);
      if (!variable || seen.has(variable)) return false;
      const definition = variable.defs[0];
      if (definition?.type === "ImportBinding") return true;
      if (definition?.type !== "Variable" || definition.parent.kind !== "const" || !definition.node.init) return false;
      seen.add(variable);
      const init = definition.node.init, from = root(init);
      const called = source.getText(init).includes("(") && !givers.has(from?.name);
      const answer = Boolean(from) && !called && foreign(from);
      seen.delete(variable);
      return answer;
    }
    function check(node, target) {
      const from = root(target);
      if (!from || target.type === "Identifier") return;
      if (GLOBALS.has(from.name) && !variableOf(from)?.defs.length) {
        const name = text(source, target);
        if (!allowed.has(name)) context.report({ node, messageId: "global", data: { name } });
      } else if (foreign(from)) context.report({ node, messageId: "foreign", data: { name: text(source, target) } });
    }
    /* Each place that a pattern assigns to. */
    function targets(pattern) {
      if (pattern.type === "ObjectPattern") return pattern.properties.flatMap((p) => targets(p.value ?? p.argument));
      if (pattern.type === "ArrayPattern") return pattern.elements.filter(Boolean).flatMap(targets);
      if (pattern.type === "AssignmentPattern") return targets(pattern.left);
      if (pattern.type === "RestElement") return targets(pattern.argument);
      return [pattern];
    }
    return {
      AssignmentExpression: (node) => targets(node.left).forEach((target) => check(node, target)),
      UpdateExpression: (node) => check(node, node.argument),
      UnaryExpression: (node) => { if (node.operator === "delete") check(node, node.argument); },
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
        const name = callee.property.name;
        if (callee.object.type === "Identifier" && ["Object", "Reflect"].includes(callee.object.name) && ASSIGNERS.has(name)) {
          const given = node.arguments[0], from = given && root(given);
          if (from && given.type !== "CallExpression" && (foreign(from) || (GLOBALS.has(from.name) && !allowed.has(text(source, given))))) {
            context.report({ node, messageId: "foreign", data: { name: text(source, given) } });
          }
        } else if (MUTATORS.has(name)) {
          const from = root(callee.object);
          if (from && !GLOBALS.has(from.name) && foreign(from)) {
            context.report({ node, messageId: "foreign", data: { name: text(source, callee.object) } });
          }
        }
      },
    };
  },
};
