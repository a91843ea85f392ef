import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createQueries } from "@/app/queries";
import { createPageRouter } from "@/app/router";
import { theme } from "@/app/theme";

/** Opens the whole page at an address, as a reader would. */
export function openPage(address: string) {
  const queries = createQueries();
  queries.setDefaultOptions({ queries: { retry: false, staleTime: 0 } });
  const router = createPageRouter(createMemoryHistory({ initialEntries: [address] }));
  render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={queries}>
        <ModalsProvider>
          <Notifications />
          <RouterProvider router={router} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { user: userEvent.setup(), router, address: () => router.state.location.href };
}
