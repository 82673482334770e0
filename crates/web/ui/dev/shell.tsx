import "../src/ui/base.css";
import { render } from "preact";
import { session } from "../src/api";
import Shell from "../src/shell/Shell";
import { theme } from "../src/shell/theme";
void theme;
session.value = "open";
function Root() { return session.value === "open" ? <Shell /> : <h1>{session.value}</h1>; }
history.replaceState(null, "", new URLSearchParams(location.search).get("at") ?? "/");
render(<Root />, document.getElementById("app")!);
