/** Where an arrow key leads among `count` things in a row, or `undefined` for any other key. */
export function rove(event: KeyboardEvent, at: number, count: number): number | undefined {
  const rtl = document.dir === "rtl";
  let to: number;
  switch (event.key) {
    case "ArrowRight":
      to = at + (rtl ? -1 : 1);
      break;
    case "ArrowLeft":
      to = at + (rtl ? 1 : -1);
      break;
    case "ArrowDown":
      to = at + 1;
      break;
    case "ArrowUp":
      to = at - 1;
      break;
    case "Home":
      to = 0;
      break;
    case "End":
      to = count - 1;
      break;
    default:
      return undefined;
  }
  event.preventDefault();
  return (to + count) % count;
}
