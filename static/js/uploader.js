// Pictures from pick, drop and paste go one way: pieces to the server, three files at a time, going on where a cut upload
// stopped. When a batch is in, its target gets one request with every picture, so that one undo takes it back.
//
// A target is an element with
//   data-upload       the workspace that keeps the pictures
//   data-upload-to    the address that is told about them (POST or, with data-upload-method, PATCH)
//   data-upload-as    the field that carries them; data-upload-with='{"field":"first_picture"}' goes along
//   data-upload-url   another address for the pieces, which keeps the files itself: then nothing else is told; what it may
//                     weigh and the words for what is heavier are data-upload-heaviest and data-upload-heavy
//   data-upload-words what the drop overlay says ("Drop to add after shot 3"); data-upload-one takes one picture only
// A file input inside a target feeds it; the page's [data-upload-page] takes what is dropped or pasted anywhere else.

const PIECE = 5_000_000;
const PARALLEL = 3;
const HEAVIEST = 20_000_000;
const WAITS = [1000, 2000, 4000, 8000, 15_000, 30_000];

const list = document.getElementById("uploads");
const overlay = document.getElementById("drop-overlay");
const words = (name) => list?.dataset[name] ?? "";
const queue = [];
let running = 0;

const send = (job) =>
  new Promise((resolve, reject) => {
    const form = new FormData();
    const piece = job.file.slice(job.offset, job.offset + PIECE);
    const { key, offset, file, target } = job;
    const fields = { workspace: target.dataset.upload, key, offset, size: file.size, name: file.name, convert: job.convert ? "on" : "" };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", piece, file.name);
    const request = (job.request = new XMLHttpRequest());
    request.open("POST", target.dataset.uploadUrl ?? list.dataset.url);
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]")?.content ?? "");
    request.responseType = "json";
    request.upload.onprogress = (event) => job.show((offset + Math.min(event.loaded, piece.size)) / (file.size || 1));
    request.onload = () => resolve({ status: request.status, body: request.response ?? {} });
    request.onerror = request.ontimeout = () => reject(new Error("network"));
    request.onabort = () => resolve({ status: 0, body: {} });
    request.send(form);
  });

const pause = (time) => new Promise((done) => setTimeout(done, time));

// Every answer has one line here; `true` means that another piece is to be sent.
const heard = (job, { status, body }) => {
  if (status === 202 || status === 409) job.offset = body.offset;
  else if (status === 201) job.done(body);
  else if (status === 0) job.gone();
  else job.refuse(body.sentence ?? words("trouble").replace("%s", job.file.name), body.fix);
  return status === 202 || status === 409;
};

const work = async (job) => {
  for (let tries = 0; ; ) {
    try {
      if (!heard(job, await send(job))) return;
      tries = 0;
    } catch {
      if (tries >= WAITS.length) return job.refuse(words("cut").replace("%s", job.file.name), "resume");
      job.say(words("waiting"));
      await pause(WAITS[tries++]);
    }
  }
};

const next = async () => {
  if (running >= PARALLEL || !queue.length) return;
  running += 1;
  const job = queue.shift();
  next();
  await work(job);
  running -= 1;
  next();
};

const row = (job) => {
  const item = list.querySelector("template").content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(`[data-part=${name}]`);
  part("name").textContent = job.file.name;
  if (job.file.type.startsWith("image/")) {
    const preview = URL.createObjectURL(job.file);
    part("picture").src = preview;
    part("picture").onload = () => URL.revokeObjectURL(preview);
    part("picture").onerror = () => (part("picture").hidden = true);
    part("picture").onerror = () => (part("picture").hidden = true);
  }
  const fix = part("fix");
  Object.assign(job, {
    show: (share) => ((part("progress").value = share), (part("note").textContent = `${Math.round(share * 100)} %`)),
    say: (text) => (part("note").textContent = text),
    gone: () => (item.remove(), job.batch.settle(job, null)),
    done: (picture) => (item.remove(), job.batch.settle(job, picture)),
    refuse: (sentence, how) => {
      item.dataset.state = "refused";
      part("note").textContent = sentence;
      part("progress").hidden = true;
      fix.hidden = !how;
      if (how) fix.textContent = words(how);
      fix.onclick = () => {
        delete item.dataset.state;
        part("progress").hidden = !(fix.hidden = true);
        job.convert = how === "convert";
        queue.push(job);
        next();
      };
      job.batch.settle(job, null, !how);
    },
  });
  part("cancel").onclick = () => (job.request?.readyState === XMLHttpRequest.OPENED ? job.request.abort() : job.gone());
  list.append(item);
};

// Pictures are told to the target in the order they were chosen, whenever the last of them is in.
const batch = (target, jobs) => {
  const waiting = new Set(jobs);
  const pictures = new Map();
  const tell = async () => {
    const found = jobs.map((job) => pictures.get(job)).filter(Boolean);
    pictures.clear();
    if (!found.length) return;
    target.dispatchEvent(new CustomEvent("uploads:kept", { bubbles: true, detail: found }));
    if (target.dataset.uploadUrl) return;
    const { uploadTo, uploadAs, uploadMethod, uploadWith } = target.dataset;
    const values = { ...JSON.parse(uploadWith ?? "{}"), [uploadAs]: found.map((picture) => picture.picture) };
    if (found.length === 1) values[uploadAs] = found[0].picture;
    await window.htmx.ajax(uploadMethod ?? "POST", uploadTo, { source: target, values, swap: target.dataset.uploadSwap ?? "none" });
    const count = found.length;
    document.getElementById("uploads-status").textContent = (count === 1 ? words("one") : words("many")).replace("%d", count);
    target.dispatchEvent(new CustomEvent("pictures:added", { bubbles: true, detail: found }));
  };
  return {
    settle: (job, picture) => {
      waiting.delete(job);
      if (picture) pictures.set(job, picture);
      if (!waiting.size) tell();
    },
  };
};

export const upload = (target, files) => {
  const chosen = [...files].filter((file) => file.size || file.type).slice(0, target.hasAttribute("data-upload-one") ? 1 : 20);
  const jobs = chosen.map((file) => ({ file, target, key: crypto.randomUUID(), offset: 0, convert: false }));
  const together = batch(target, jobs);
  for (const job of jobs) {
    job.batch = together;
    row(job);
    const { uploadHeaviest = HEAVIEST, uploadHeavy = words("heavy") } = target.dataset;
    if (job.file.size > Number(uploadHeaviest)) job.refuse(uploadHeavy.replace("%s", job.file.name));
    else queue.push(job);
  }
  jobs.forEach(next);
};

const pictured = (transfer) => [...(transfer?.types ?? [])].includes("Files");
const targetAt = (node) => node.closest?.("[data-upload]") ?? document.querySelector("[data-upload-page]");

const over = (event) => {
  if (!pictured(event.dataTransfer) || !list) return;
  const target = targetAt(event.target);
  if (!target) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  overlay.hidden = false;
  overlay.textContent = target.dataset.uploadWords;
};

const leave = (event) => {
  if (!event.relatedTarget) overlay.hidden = true;
};

const drop = (event) => {
  if (!pictured(event.dataTransfer) || !list) return;
  event.preventDefault();
  overlay.hidden = true;
  const target = targetAt(event.target);
  if (target) upload(target, event.dataTransfer.files);
};

const paste = (event) => {
  const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
  const target = files.length && list && targetAt(document.activeElement ?? document.body);
  if (!target || target.dataset.uploadUrl) return;
  event.preventDefault();
  upload(target, files);
};

const pick = (event) => {
  const input = event.target;
  if (input.type !== "file" || !input.closest("[data-upload]")) return;
  upload(input.closest("[data-upload]"), input.files);
  input.value = "";
};

document.addEventListener("dragover", over);
document.addEventListener("dragleave", leave);
document.addEventListener("drop", drop);
document.addEventListener("paste", paste);
document.addEventListener("change", pick);
window.addEventListener("beforeunload", (event) => {
  if (running || queue.length) event.preventDefault();
});
