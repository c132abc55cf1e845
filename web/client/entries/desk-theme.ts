/** Runs before the page paints: light or dark. */
import "../desk/theme";
