import { equal, rejects, test } from "./harness.mjs";
import { folderOf, line, Upload } from "/assets/modules/upload/queue.mjs";
import { sorted, walk } from "/assets/modules/upload/zone.mjs";

const item = (path, bytes = 10) => ({ file: new File([new Uint8Array(bytes)], path.split("/").pop()), path });
const items = (n) => Array.from({ length: n }, (_, i) => item(`dir/${i}.jpg`));

/* A server in the page: `answer(path, tries)` is [status, text] of a file, or nothing for a connection that fails. */
function serve(answer = () => [200, ""], { file_mb = 1 } = {}) {
  const seen = { asked: [], posted: [], dates: [], most: 0, headers: [] }, tries = new Map();
  let open = 0;
  window.fetch = async (address, { method, body, headers }) => {
    seen.asked.push([method, address, body && JSON.parse(body)]);
    seen.headers.push(headers["X-Imagescape"]);
    if (address === "/upload") return Response.json({ id: "u1", limits: { file_mb } });
    return method === "DELETE" ? new Response(null, { status: 204 }) : Response.json({ source: "/library/uploads/u1" });
  };
  window.XMLHttpRequest = class {
    upload = {};
    status = 0;
    responseText = "";
    open(method, address) { this.address = [method, address]; }
    setRequestHeader(name, value) { seen.headers.push(name === "X-Imagescape" ? value : ""); }
    send(body) {
      const path = body.get("path"), count = (tries.get(path) ?? 0) + 1;
      tries.set(path, count);
      seen.posted.push(path);
      seen.dates.push(body.get("modified"));
      seen.most = Math.max(seen.most, ++open);
      this.timer = setTimeout(() => {
        const [status, text] = answer(path, count) ?? [0, ""];
        this.upload.onprogress?.({ loaded: body.get("file").size });
        this.end(status, text);
      });
    }
    end(status, text) { open--; Object.assign(this, { status, responseText: text }); this.onloadend(); }
    abort() { clearTimeout(this.timer); this.end(0, ""); }
  };
  return seen;
}
const send = (files, refused = [], told = () => {}) => new Upload(files, refused, told).all();

test("every file is sent once, and the folder is handed on by its name", async () => {
  const seen = serve(), { text, stored } = await send(items(9));
  equal(seen.posted.sort(), items(9).map(({ path }) => path));
  equal([text, stored], ["9 files received.", { source: "/library/uploads/u1", name: "dir" }]);
});
test("four files are under way at a time", async () => {
  const seen = serve();
  await send(items(20));
  equal(seen.most, 4);
});
test("every request says that it is ours", async () => {
  const seen = serve();
  await send(items(2));
  equal(new Set(seen.headers), ["1"]);
});
test("a file that the server refuses is not sent again, and is listed with its reason", async () => {
  const seen = serve((path) => (path === "dir/1.jpg" ? [415, "no picture"] : [200, ""])), { text } = await send(items(3));
  equal(seen.posted.filter((path) => path === "dir/1.jpg").length, 1);
  equal(seen.asked.at(-1), ["POST", "/upload/u1/done", { refused: [{ path: "dir/1.jpg", reason: "no picture" }] }]);
  equal(text, "2 files received, 1 left out (listed as skipped).");
});
test("a connection that fails once is tried again", async () => {
  const seen = serve((path, count) => (count === 1 ? undefined : [200, ""])), { text } = await send(items(2));
  equal([seen.posted.length, text], [4, "2 files received."]);
});
test("a connection that fails twice leaves the file out", async () => {
  const refused = [];
  const seen = serve((path) => (path === "dir/0.jpg" ? undefined : [200, ""]));
  await send(items(2), refused);
  equal([seen.posted.filter((path) => path === "dir/0.jpg").length, refused], [2, [{ path: "dir/0.jpg", reason: "the connection failed" }]]);
});
test("a file that is too large is not sent", async () => {
  const refused = [], seen = serve();
  await send([item("big.jpg", 1_000_001), item("small.jpg")], refused);
  equal([seen.posted, refused], [["small.jpg"], [{ path: "big.jpg", reason: "larger than 1 MB" }]]);
});
test("when no file could be stored the last reason is told", async () => {
  serve(() => [507, "the disk is full"]);
  await rejects(send(items(2)), "None of the files could be stored: the disk is full");
});
test("a server that takes no upload says why", async () => {
  serve();
  window.fetch = async () => new Response("Uploads are switched off.", { status: 403 });
  await rejects(send(items(1)), "Uploads are switched off.");
});
test("a cancelled upload is thrown away on the server, and nothing is handed on", async () => {
  const seen = serve(), upload = new Upload(items(30), [], () => upload.cancel());
  equal(await upload.all(), { text: "Cancelled; nothing was kept.", stored: null });
  equal([seen.asked.at(-1).slice(0, 2), seen.posted.length < 30], [["DELETE", "/upload/u1"], true]);
});
test("what is told ends with all files and all bytes", async () => {
  serve();
  const told = [];
  await send(items(3), [], (text, share) => told.push([text, share]));
  equal([told.at(-1)[0].startsWith("3 of 3 files · 0 MB of 0 MB"), told.at(-1)[1]], [true, 1]);
});
test("the line says files, megabytes and the time that is left", () => {
  const progress = { done: 1200, files: 4800, sent: 25e6, total: 100e6, seconds: 10 };
  equal(line(progress), "1,200 of 4,800 files · 25 MB of 100 MB · 30 s left");
});
test("of the first bytes nobody can say how long the rest takes", () => {
  equal(line({ done: 0, files: 2, sent: 1e4, total: 2e6, seconds: 1 }), "0 of 2 files · 0 MB of 2 MB");
});
test("a folder that all files lie in names the map", () => {
  const of = (...paths) => folderOf(paths.map((path) => ({ path })));
  equal([of("a/1.jpg", "a/b/2.jpg"), of("a/1.jpg", "b/2.jpg"), of("1.jpg"), of("a/1.jpg", "2.jpg")], ["a", "", "", ""]);
});
test("only pictures are sent, by their ending in any case, and no hidden file", () => {
  const { files, refused } = sorted([item("a/1.JPG"), item("a/notes.txt"), item("a/.hidden.jpg"), item("a/jpg")], ["jpg", "png"]);
  equal(files.map(({ path }) => path), ["a/1.JPG", "a/jpg"]);
  equal(refused.map(({ path, reason }) => [path, reason]), [
    ["a/notes.txt", "not sent: not a picture by its ending"], ["a/.hidden.jpg", "not sent: not a picture by its ending"],
  ]);
});
test("a file that the browser cannot read is listed", () => {
  equal(sorted([{ file: null, path: "a/gone.jpg" }], ["jpg"]).refused, [{ path: "a/gone.jpg", reason: "not sent: the browser could not read it" }]);
});
/* An entry as a browser gives it: a reader that gives a hundred at a time. */
const entry = (name, inner) => (inner
  ? { name, isFile: false, createReader: () => { let at = 0; return { readEntries: (good) => good(inner.slice(at, at += 100)) }; } }
  : { name, isFile: true, file: (good, bad) => (name.startsWith("bad") ? bad(new Error()) : good(new File([], name))) });
test("a folder is walked to its end, however many files it has", async () => {
  const files = [], many = Array.from({ length: 250 }, (_, i) => entry(`${i}.jpg`));
  await walk(entry("top", [entry("deep", many), entry("1.jpg")]), "", files);
  equal([files.length, files[0].path, files.at(-1).path], [251, "top/deep/0.jpg", "top/1.jpg"]);
});
test("a file that cannot be read ends no walk", async () => {
  const files = [];
  await walk(entry("top", [entry("bad.jpg"), entry("1.jpg")]), "", files);
  equal(files.map(({ file, path }) => [file === null, path]), [[true, "top/bad.jpg"], [false, "top/1.jpg"]]);
});
test("a file comes with its own date", async () => {
  const seen = serve(), file = new File(["x"], "a.jpg", { lastModified: 1234567890123 });
  await send([{ file, path: "a.jpg" }]);
  equal(seen.dates, ["1234567890123"]);
});
