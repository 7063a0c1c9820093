// Reads a QR code in a picture, for browsers without BarcodeDetector: booth mode alone loads it, and only there.
import jsQR from "./vendor/jsQR.js";

/** What the code in these pixels (an ImageData) says; null where there is none. */
export function codeIn({ data, width, height }) {
  return jsQR(data, width, height)?.data ?? null;
}
