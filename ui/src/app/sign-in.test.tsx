import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { startFakeServer } from "@/testing/fake-server";
import { openPage } from "@/testing/open-page";

it("asks a stranger to sign in, says plainly what is wrong, and goes where they wanted", async () => {
  const server = startFakeServer();
  server.signedIn = false;
  const { user, address } = openPage("/inbox?cause=not_a_sale");
  await user.type(await screen.findByRole("textbox", { name: "E-mail" }), "finance@demo.example");
  await user.type(screen.getByLabelText("Password"), "wrong");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByText("E-mail and password do not fit together.")).toBeVisible();
  await user.clear(screen.getByLabelText("Password"));
  await user.type(screen.getByLabelText("Password"), "right");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByRole("heading", { name: "Inbox" })).toBeVisible();
  expect(address()).toContain("cause=not_a_sale");
});

it("leads back to sign-in when the session has ended", async () => {
  const server = startFakeServer();
  const { user, address } = openPage("/");
  await screen.findByRole("heading", { name: "Home" });
  server.signedIn = false;
  server.fail("/members", 401);
  await user.click(screen.getByRole("button", { name: /Demo Administrator/ }));
  await user.click(await screen.findByRole("menuitem", { name: "Settings" }));
  await user.click(await screen.findByRole("tab", { name: "Members" }));
  await waitFor(() => expect(address()).toMatch(/^\/sign-in/));
});
