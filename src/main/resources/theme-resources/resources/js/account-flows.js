// Only makes things nicer: without it passwords stay hidden, and the server alone keeps the pause.

const reveal = document.querySelector("[data-af-reveal]");
if (reveal) {
  const passwords = ["password-new", "password-confirm"].map((id) => document.getElementById(id));
  const show = (shown) => passwords.forEach((password) => (password.type = shown ? "text" : "password"));
  reveal.hidden = false;
  reveal.addEventListener("change", (event) => show(event.target.checked));
  // Browsers keep what was typed into a text field for later suggestions.
  reveal.closest("form").addEventListener("submit", () => show(false));
}

const pause = document.querySelector("[data-af-pause]");
if (pause) {
  const resend = document.querySelector("button[name=resend]");
  const left = resend.appendChild(document.createElement("span"));
  const until = Date.now() + pause.dataset.afPause * 1000;
  const count = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    resend.disabled = seconds > 0;
    // Ticks for the eye alone; the status says only when it starts and when it is over (WCAG 4.1.3).
    left.textContent = seconds > 0 ? ` ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : "";
    if (seconds > 0) {
      setTimeout(count, 250);
    } else {
      pause.textContent = pause.dataset.afOver;
    }
  };
  left.ariaHidden = "true";
  count();
}

// A double click is one wish: the second post would meet a page that has moved on.
let busy = false;
document.addEventListener("submit", (event) => {
  if (busy) {
    event.preventDefault();
  }
  busy = true;
  setTimeout(() => (busy = false), 2000);
});
