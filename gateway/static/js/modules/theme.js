/* Switches between light, dark and the machine's choice without loading the page again. */
const COOKIE = "langnghe_theme";
const ONE_YEAR_SECONDS = 365 * 24 * 3600;

function remember(choice) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${choice}; Path=/; Max-Age=${ONE_YEAR_SECONDS}; SameSite=Lax${secure}`;
}

function mark(choice) {
  for (const link of document.querySelectorAll(".theme-choice [data-theme-choice]")) {
    if (link.dataset.themeChoice === choice) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

export default function startTheme(link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const choice = link.dataset.themeChoice;
    const hadFocus = document.activeElement === link;
    if (choice === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    remember(choice);
    mark(choice);
    // The link just used may now be hidden: hand the focus to its opposite.
    if (hadFocus && link.offsetParent === null) {
      document.querySelector(`.site-tools [data-theme-choice]:not([data-theme-choice="${choice}"])`)?.focus();
    }
  });
}
