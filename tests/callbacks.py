"""Owns calling the page's callbacks as the browser does: by what changed, over ``/_dash-update-component``."""

import json
import re

HEADERS = {"Content-Type": "application/json", "Origin": "http://localhost"}


def components(node):
    """Every component of a layout, as JSON, outermost first; lists, and components that are properties, are looked
    into.
    """
    if isinstance(node, list):
        for item in node:
            yield from components(item)
    elif isinstance(node, dict):
        if "props" in node and "type" in node:
            yield node
            node = node["props"]
        for value in node.values():
            yield from components(value)


def words(node):
    """All text of a component or a list of them, in order."""
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return " ".join(filter(None, map(words, node)))
    return words(node["props"].get("children", "")) if isinstance(node, dict) else ""


class Page:
    """An opened page. What a call does not give is as the layout has it, and None where it has nothing."""

    def __init__(self, client, referrer=None):
        self.client = client
        self.layout = client.get("/_dash-layout", headers={"Referer": referrer} if referrer else {}).json
        self.dependencies = client.get("/_dash-dependencies").json
        self.by_id = {c["props"]["id"]: c for c in components(self.layout) if isinstance(c["props"].get("id"), str)}

    def prop(self, id, name):
        return self.by_id[id]["props"].get(name) if id in self.by_id else None

    def call(self, output, changed, values=None):
        """What the callback that ``changed`` triggers and that has ``output`` answers: {"id.property": value}.

        ``changed`` and the keys of ``values`` are "id.property". An output that several callbacks share is
        "id.property@" in all but the first.
        """
        callback = self._find(output, changed)
        values = {changed: 1, **(values or {})}
        body = {
            "output": callback["output"],
            "outputs": _outputs(callback["output"]),
            "inputs": [self._value(wanted, values) for wanted in callback["inputs"]],
            "state": [self._value(wanted, values) for wanted in callback["state"]],
            "changedPropIds": [changed],
        }
        answer = self.client.post("/_dash-update-component", data=json.dumps(body), headers=HEADERS)
        assert answer.status_code in (200, 204), answer.text
        self.sent = len(answer.data)
        if answer.status_code == 204:
            return {}
        told = answer.json
        props = [*told.get("response", {}).items(), *told.get("sideUpdate", {}).items()]
        return {f"{id}.{prop}": value for id, changes in props for prop, value in changes.items()}

    def _find(self, output, name):
        for callback in self.dependencies:
            if callback["no_output"]:
                continue
            outputs = {re.sub("@.*", "@", f"{o['id']}.{o['property']}") for o in _listed(callback["output"])}
            if output in outputs and name in {_name(i) for i in callback["inputs"]}:
                return callback
        raise AssertionError(f"no callback changes {output} when {name} changes")

    def _value(self, wanted, values):
        return {**wanted, "value": values.get(_name(wanted), self.prop(wanted["id"], wanted["property"]))}


def _name(wanted):
    return f"{wanted['id']}.{wanted['property']}"


def _listed(output):
    parts = output[2:-2].split("...") if output.startswith("..") else [output]
    return [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in parts]


def _outputs(output):
    listed = _listed(output)
    return listed if output.startswith("..") else listed[0]
