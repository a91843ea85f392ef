import { Stack, Text, Title } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import classes from "@/features/session/sign-in-page.module.css";

interface Props {
  title: string;
  about?: ReactNode;
  children: ReactNode;
}

/** The two halves of every page before the sign-in: the form, and what Tieout is for. */
export function SignInFrame({ title, about, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Tieout`;
  }, [title]);
  return (
    <div className={classes.page}>
      <main className={classes.form}>
        <Stack gap="lg" w="100%" maw={360}>
          <div>
            <img src="/assets/tieout.svg" width={44} height={44} alt="" />
            <Title order={1} mt="md">{title}</Title>
            {about && <Text c="dimmed" size="sm" mt={4} component="div">{about}</Text>}
          </div>
          {children}
        </Stack>
      </main>
      <aside className={classes.side} aria-label="About Tieout">
        <div className={classes.proof} aria-hidden>
          <div><span>Orders</span><b>£48,213.60</b></div>
          <div><span>Xero</span><b>£48,213.60</b></div>
          <div><span>QuickBooks</span><b>£48,213.60</b></div>
          <div><span>Sage</span><b>£48,213.60</b></div>
          <div className={classes.sum}><span>Unexplained</span><b>£0.00</b></div>
        </div>
        <p className={classes.claim}>Every order invoiced once. Every ledger in step. Every difference with its cause.</p>
      </aside>
    </div>
  );
}
