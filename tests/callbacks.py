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

        ``changed`` and the keys of ``values`` are "id.property"; of elements made by the dozen, "kind.property" with a
        dict from what tells them apart to the value, and ``changed`` a pair of both. Where several things tell them
        apart it is a tuple, by the names of these things. An output that several callbacks share is "id.property@" in
        all but the first.
        """
        name, which = changed if isinstance(changed, tuple) else (changed, None)
        callback = self._find(output, name)
        values = {**(values or {}), **({} if which else {name: (values or {}).get(name, 1)})}
        asked = [*callback["inputs"], *callback["state"]]
        dozen = {key: None for wanted in asked if _many(wanted) for key in values.get(_plain(wanted), ())}
        body = {
            "output": callback["output"],
            "outputs": _outputs(callback["output"]),
            "inputs": [self._value(wanted, values, dozen) for wanted in callback["inputs"]],
            "state": [self._value(wanted, values, dozen) for wanted in callback["state"]],
            "changedPropIds": [_one_of(callback, name, which) if which else name],
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
            if output in outputs and name in {_plain(i) for i in callback["inputs"]}:
                return callback
        raise AssertionError(f"no callback changes {output} when {name} changes")

    def _value(self, wanted, values, dozen):
        name, prop = _plain(wanted), wanted["property"]
        if not _many(wanted):
            return {**wanted, "value": values.get(name, self.prop(wanted["id"], prop))}
        given = {**dozen, **values.get(name, {})}
        ids = {key: _id(wanted, key) for key in given}
        return [{"id": id, "property": prop, "value": id if prop == "id" else given[key]} for key, id in ids.items()]


def _many(wanted):
    """Of an element made by the dozen: its kind, and the names of what tells one from the other."""
    if wanted["id"].startswith("{"):
        pattern = json.loads(wanted["id"])
        return pattern["kind"], sorted(set(pattern) - {"kind"})
    return None


def _id(wanted, key):
    """The id of the one of them that ``key`` tells from the others."""
    kind, others = _many(wanted)
    return {"kind": kind, **dict(zip(others, key if len(others) > 1 else [key], strict=True))}


def _plain(wanted):
    return f"{(_many(wanted) or [wanted['id']])[0]}.{wanted['property']}"


def _one_of(callback, name, which):
    wanted = next(i for i in callback["inputs"] if _plain(i) == name)
    return json.dumps(_id(wanted, which), sort_keys=True, separators=(",", ":")) + "." + wanted["property"]


def _listed(output):
    parts = output[2:-2].split("...") if output.startswith("..") else [output]
    return [dict(zip(("id", "property"), part.rsplit(".", 1), strict=True)) for part in parts]


def _outputs(output):
    listed = _listed(output)
    return listed if output.startswith("..") else listed[0]
