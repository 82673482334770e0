// What PocketBase needs to be a peer: todos that are their owner's, with an index for the order in which they are
// listed, and no mail at a sign-in from a new device.
migrate((app) => {
  const users = app.findCollectionByNameOrId("users");
  users.authAlert.enabled = false;
  app.save(users);

  const own = "owner = @request.auth.id";
  app.save(
    new Collection({
      type: "base",
      name: "todos",
      listRule: own,
      viewRule: own,
      createRule: own,
      updateRule: own,
      deleteRule: own,
      fields: [
        { name: "owner", type: "relation", collectionId: users.id, required: true, maxSelect: 1, cascadeDelete: true },
        { name: "title", type: "text", required: true, max: 500 },
        { name: "description", type: "text", max: 10000 },
        { name: "priority", type: "number", onlyInt: true },
        { name: "due", type: "date" },
        { name: "completed", type: "date" },
        { name: "created", type: "autodate", onCreate: true },
        { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
      ],
      indexes: ["CREATE INDEX todos_list ON todos (owner, created DESC, id DESC)"],
    }),
  );
});
