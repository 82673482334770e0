import { render } from "preact";
import { Page } from "./Page";

const root = document.getElementById("app");
if (root) {
  render(<Page />, root);
}
