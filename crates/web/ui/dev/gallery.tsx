// All components on one page, for those who work on them: `npm run dev`, then /dev/gallery.html. It isn't built.
import "../src/ui/base.css";
import "../src/ui/tokens.pages.css";
import { render } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../src/api";
import { setRegion } from "../src/i18n";
import {
  Avatar, Badge, Button, Card, Checkbox, Chip, ColorField, confirm, ConfirmHost, DateField, Dialog, EmptyState, ErrorState, Icon, IconButton,
  Kbd, LinkTabs, List, Menu, Progress, SearchField, Segmented, Select, setAccent, Sheet, Switch, TextArea, TextField, TimeField, toast,
  ToastHost,
} from "../src/ui";
import { icons } from "../src/ui/icons";

const query = new URLSearchParams(location.search);
setRegion({ locale: query.get("locale") ?? "en", zone: "Europe/Berlin", weekStart: 0 });
if (query.get("accent")) setAccent(`#${query.get("accent")}`);
if (query.get("theme")) document.documentElement.dataset.theme = query.get("theme") ?? "";

const grid = { display: "grid", gap: "1rem", gridTemplateColumns: "repeat(auto-fit, minmax(min(20rem, 100%), 1fr))" };
const row = { display: "flex", gap: "0.5rem", flexWrap: "wrap", alignItems: "center" };

function Gallery() {
  const [text, setText] = useState("Buy milk");
  const [on, setOn] = useState(true);
  const [view, setView] = useState<"day" | "week" | "month">("week");
  const [priority, setPriority] = useState<"none" | "high">("none");
  const [date, setDate] = useState<string | null>("2026-11-30");
  const [time, setTime] = useState<string | null>("09:30");
  const [color, setColor] = useState("#2f6fde");
  const [open, setOpen] = useState(query.get("open") ?? "");
  const many = Array.from({ length: 10_000 }, (_, i) => i);
  return (
    <main style={{ maxWidth: "70rem", margin: "0 auto", padding: "1rem" }}>
      <h1 style={{ fontSize: "var(--text-2xl)", marginBottom: "1rem" }}>Components</h1>
      <div style={grid}>
        <Card title="Buttons" aside={<Badge tone="accent">4</Badge>}>
          <div style={row}>
            <Button variant="primary" icon="plus">New todo</Button>
            <Button>Cancel</Button>
            <Button variant="ghost" icon="filter">Filter</Button>
            <Button variant="danger">Delete</Button>
            <Button busy variant="primary">Saving</Button>
            <Button disabled>Disabled</Button>
            <Button small>Small</Button>
            <IconButton icon="star" label="Star" />
            <IconButton icon="star-filled" label="Starred" pressed />
            <Menu
              trigger={(p) => <IconButton {...p} icon="more" label="More" />}
              items={[
                { label: "Rename", icon: "edit", onSelect: () => toast("Renamed") },
                { label: "Move", icon: "arrow-right", note: "M", onSelect: () => {} },
                { label: "By name", checked: true, onSelect: () => {} },
                "divider",
                { label: "Delete", icon: "trash", danger: true, onSelect: () => void confirm({ title: 'Delete "Family"?', text: "Its 12 events go, too.", action: "Delete calendar", danger: true }) },
              ]}
            />
          </div>
        </Card>
        <Card title="Fields">
          <div style={{ display: "grid", gap: "1rem" }}>
            <TextField label="Title" value={text} onValue={setText} hint="What is to be done." />
            <TextField label="E-mail" value="ada@" onValue={() => {}} error="This isn't an e-mail address." optional />
            <Select label="Priority" value={priority} onValue={setPriority} options={[{ value: "none", label: "None" }, { value: "high", label: "High" }]} />
            <div style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: "1rem" }}>
              <DateField label="Due" value={date} onValue={setDate} />
              <TimeField label="At" value={time} onValue={setTime} />
            </div>
            <TextArea label="Notes" value={text} onValue={setText} />
            <SearchField label="Search people" value="" onSearch={() => {}} />
          </div>
        </Card>
        <Card title="Choices">
          <div style={{ display: "grid", gap: "0.75rem", justifyItems: "start" }}>
            <Checkbox label="Remember this" checked={on} onChecked={setOn} hint="On this device." />
            <Checkbox label="Call grandma" round checked={false} onChecked={() => {}} />
            <Checkbox label="Urgent" round tone="danger" checked={false} onChecked={() => {}} />
            <Checkbox label="Soon" round tone="warning" checked={false} onChecked={() => {}} />
            <Checkbox label="Done" round checked onChecked={() => {}} />
            <Segmented label="View" value={view} onValue={setView} options={[{ value: "day", label: "Day" }, { value: "week", label: "Week" }, { value: "month", label: "Month", icon: "calendar" }]} />
            <div style={{ width: "100%" }}>
              <Switch label="Push to my phone" hint="By ntfy, when something is due." checked={on} onChecked={setOn} />
            </div>
            <ColorField value={color} onValue={setColor} />
          </div>
        </Card>
        <Card title="Words">
          <div style={{ display: "grid", gap: "0.75rem" }}>
            <div style={row}>
              <Chip icon="calendar" tone="accent" onRemove={() => {}}>Tomorrow</Chip>
              <Chip icon="repeat" onRemove={() => {}}>Every Monday</Chip>
              <Chip color="#2f6fde">Family</Chip>
              <Chip icon="flag" tone="danger">High</Chip>
              <Chip selected onToggle={() => {}}>Overdue</Chip>
              <Chip onToggle={() => {}}>Done</Chip>
            </div>
            <div style={row}>
              <Badge>12</Badge><Badge tone="accent">3</Badge><Badge tone="danger">Overdue</Badge><Badge tone="warning">Blocked</Badge><Badge tone="success">Done</Badge>
              <Kbd keys="mod k" />
            </div>
            <div style={row}>
              {["Ada Lovelace", "Grace Hopper", "Alan Turing", "Émilie du Châtelet", "Konrad Zuse", "Mia"].map((name) => <Avatar key={name} name={name} named />)}
            </div>
            <Progress label="Done" value={3} max={7} />
            <Progress label="Done" value={5} max={7} color="#2f8f4e" />
          </div>
        </Card>
        <Card title="Tabs">
          <LinkTabs label="Inbox" links={[{ href: "#new", label: "New", current: true, count: 3 }, { href: "#all", label: "All", current: false }]} />
          <EmptyState small icon="inbox" title="All read" action={<Button>Settings</Button>}>Nothing new.</EmptyState>
        </Card>
        <Card title="Errors">
          <ErrorState small error={Problem.offline(new TypeError("network"))} onRetry={() => toast("Todo completed", { action: { label: "Undo", run: () => toast("Undone") } })} />
          <div style={row}>
            <Button onClick={() => setOpen("dialog")}>Dialog</Button>
            <Button onClick={() => setOpen("sheet")}>Sheet</Button>
            <Button onClick={() => toast("It couldn't be saved.", { kind: "error" })}>Error</Button>
          </div>
        </Card>
        <Card title="Icons">
          <div style={row}>{Object.keys(icons).map((name) => <span key={name} title={name}><Icon name={name as "plus"} size={24} /></span>)}</div>
        </Card>
        <Card title="Ten thousand" flush>
          <List label="Numbers" items={many} itemKey={(n) => n} render={(n) => <div style={{ padding: "0.5rem 1.5rem", minHeight: `${40 + (n % 3) * 12}px` }}><a href="#x">Row {n}</a></div>} />
        </Card>
      </div>
      <Dialog open={open === "dialog"} onClose={() => setOpen("")} title="New event" onSubmit={() => setOpen("")}
        footer={<><Button onClick={() => setOpen("")}>Cancel</Button><Button type="submit" variant="primary">Save</Button></>}>
        <TextField label="Title" value={text} onValue={setText} autoFocus />
        <DateField label="Day" value={date} onValue={setDate} />
      </Dialog>
      <Sheet open={open === "sheet"} onClose={() => setOpen("")} title="Details" subtitle="Family">
        <p>What is beside the list.</p>
      </Sheet>
      <ConfirmHost />
      <ToastHost />
    </main>
  );
}

render(<Gallery />, document.getElementById("app")!);
