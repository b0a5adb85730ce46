/* Lists the files chosen with their sizes, and says before sending when they are too many or too large. */
export default function startFileList(element) {
  const input = element.querySelector("input[type=file]");
  const list = element.querySelector("[data-file-list]");
  const warning = element.querySelector("[data-file-warning]");
  const most = Number(element.dataset.most);
  const mostBytes = Number(element.dataset.mostBytes);
  const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

  function size(bytes) {
    return bytes < 1024 * 1024 ? `${numbers.format(Math.ceil(bytes / 1024))} KB` : `${numbers.format(bytes / 1024 / 1024)} MB`;
  }

  function line(file) {
    const item = document.createElement("li");
    const note = document.createElement("span");
    note.className = "quiet small";
    note.textContent = ` ${size(file.size)}`;
    item.append(file.name, note);
    return item;
  }

  function complaint(files) {
    if (files.length > most) return warning.dataset.tooMany;
    const sum = files.reduce((total, file) => total + file.size, 0);
    return sum > mostBytes ? warning.dataset.tooLarge : "";
  }

  function update() {
    const files = [...input.files];
    list.replaceChildren(...files.map(line));
    list.hidden = files.length < 2;
    warning.textContent = complaint(files);
    warning.hidden = !warning.textContent;
  }

  input.addEventListener("change", update);
  input.form?.addEventListener("submit", (event) => {
    if (!warning.textContent) return;
    event.preventDefault();
    input.focus();
  });
}
