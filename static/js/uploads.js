// Files of a record, sent one after another, each with its own progress; one that is refused holds up no other.

/** Send the form with one of its files; resolves with what was wrong, or nothing. */
function send(form, file, bar) {
  return new Promise((resolve) => {
    const body = new FormData(form);
    body.delete("files");
    body.append("files", file);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => resolve(request.status < 400 ? "" : reasonIn(request)));
    request.addEventListener("error", () => resolve("网络中断，没有上传。"));
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true"); // an ended session answers 401, not with the sign-in page
    request.send(body);
  });
}

function reasonIn(request) {
  if (request.status === 401) return "登录已到期，请重新登录后再传。";
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const notice = page.querySelector("main .notice");
  return notice ? notice.textContent.trim() : "没有上传，请稍后再试。";
}

function lineOf(file) {
  const line = document.createElement("li");
  const bar = document.createElement("progress");
  const said = document.createElement("span");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  line.append(file.name, bar, said);
  return { line, bar, said };
}

async function sendAll(form) {
  const files = [...form.elements.files.files];
  const list = form.querySelector(".sending");
  const lines = files.map(lineOf);
  list.replaceChildren(...lines.map(({ line }) => line));
  form.querySelector("button").disabled = true;
  let refused = 0;
  for (const [place, file] of files.entries()) {
    const { line, bar, said } = lines[place];
    const reason = await send(form, file, bar);
    bar.remove();
    line.className = reason ? "bad" : "ok";
    said.textContent = reason ? `未上传：${reason}` : "已上传";
    if (reason) refused += 1;
  }
  if (!refused) return window.location.reload();
  form.querySelector("button").disabled = false;
  form.elements.files.value = "";
  list.focus();
}

/** Show how far each file of an upload is; without scripts they go all together. */
export function showUploads() {
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("form[data-uploads]")) return;
    event.preventDefault();
    sendAll(event.target);
  });
}
