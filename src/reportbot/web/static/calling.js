// The code that is read out: are the four digits that came back the last ones? Until they are, leaving is asked about.
(() => {
  const field = document.getElementById("read-back"), typed = document.getElementById("back");
  const right = document.getElementById("right"), wrong = document.getElementById("wrong"), leave = document.getElementById("leave");
  if (!field || !typed) return;
  let isRight = false;
  const ask = (event) => { if (!isRight) event.preventDefault(); };
  const check = () => {
    const digits = typed.value.replace(/\D/g, "");
    isRight = digits === field.dataset.last;
    right.hidden = !isRight;
    wrong.hidden = isRight || digits.length < 4;
    leave.classList.toggle("main", isRight);
  };
  typed.addEventListener("input", check);
  typed.addEventListener("keydown", (event) => { if (event.key === "Enter" && isRight) leave.click(); });
  leave.addEventListener("click", () => { isRight = true; });
  window.addEventListener("beforeunload", ask);
  check(); // whoever was faster than this script
})();
