import { useEffect, useRef, useState, type CSSProperties, type ReactNode } from "react";

interface Props {
  children: ReactNode;
  className?: string | undefined;
  style?: CSSProperties;
}

/** What may be wider than the page scrolls here; by keyboard too, as soon as there is something to scroll. */
export function Sideways({ children, className, style }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setWide(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);
  const focusable = wide ? { tabIndex: 0, role: "group", "aria-label": "Scrolls sideways" } : {};
  return (
    <div ref={box} className={className} style={{ position: "relative", overflowX: "auto", ...style }} {...focusable}>
      {children}
    </div>
  );
}
