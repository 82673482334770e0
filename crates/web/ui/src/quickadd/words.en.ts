const en = {
  details: "Details",
  labelTodo: "Add a todo",
  placeholderTodo: "Add a todo: water the plants every Friday",
  briefTodo: "Call Ben on Friday",
  label: "Add a todo or an event",
  placeholder: "Add: dentist tomorrow 3pm, milk every Friday…",
  brief: "Add: dentist tomorrow 3pm",
  add: "Add",
  todo: "Todo",
  event: "Event",
  makeTodo: "Make it a todo",
  makeEvent: "Make it an event",
  priority: { low: "Low priority", medium: "Medium priority", high: "High priority", none: "" },
  noTitle: "What is it about?",
  addedTodo: (title: string) => `Added “${title}”`,
  addedEvent: (title: string, when: string) => `Added “${title}”, ${when}`,
  undo: "Undo",
  removed: "Undone",
  allDay: "all day",
};

export type QuickAddWords = typeof en;
export default en;
